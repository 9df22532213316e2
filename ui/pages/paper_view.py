"""The pages of a PDF under one another: zoomed by keys and wheel, turned page by page, drawn only where seen."""

from __future__ import annotations

from enum import StrEnum
from functools import reduce

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from ui.theme import look
from ui.theme.look import colour
from ui.theme.tokens import Role
from ui.widgets.focus_frame import FocusFrame

A4 = QSizeF(595, 842)  # points
COMFORT = 1.25  # times the paper's real size: wider than that nobody reads better
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


class Fit(StrEnum):
    WIDTH = "width"
    PAGE = "page"
    REAL = "real"
    FREE = "free"  # by the steps


class PaperView(QPdfView):
    """Signals:
    page_changed(int): the page that is read now, from 1.
    scale_changed(str, float): how it fits, and how many times the real size it is.
    """

    page_changed = Signal(int)
    scale_changed = Signal(str, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bytes = QBuffer(parent)  # of the page, like the document: Qt lets go of these before the view
        self._document = QPdfDocument(parent)
        self._fit = Fit.WIDTH
        self._largest = A4
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setDocument(self._document)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setAccessibleName("印出来的样子")
        FocusFrame(self)
        self.pageNavigator().currentPageChanged.connect(lambda page: self.page_changed.emit(page + 1))

    @property
    def pages(self) -> int:
        return self._document.pageCount()

    @property
    def page(self) -> int:
        return self.pageNavigator().currentPage() + 1

    @property
    def scale(self) -> float:
        """Times the paper's real size."""
        return self.zoomFactor()

    @property
    def fit(self) -> Fit:
        return self._fit

    def present(self, pdf: bytes, *, page: int = 1) -> None:
        self._document.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._bytes)
        sizes = [self._document.pagePointSize(number) for number in range(self.pages)]
        self._largest = reduce(QSizeF.expandedTo, sizes, QSizeF(1, 1)) if sizes else A4
        self._dress()
        self._apply()
        self.go_to(page)

    def _dress(self) -> None:
        """What shows around the pages, which are white in every scheme."""
        palette = self.palette()
        around = Role.BG if look.is_contrast() else Role.BORDER
        palette.setColor(QPalette.ColorRole.Dark, colour(around))
        self.setPalette(palette)

    def close_paper(self) -> None:
        """Show nothing and let the bytes go."""
        self._document.close()
        self._bytes.close()
        self._bytes.setData(QByteArray())

    def go_to(self, page: int) -> None:
        """The upper edge of a page; beyond the last it is the last."""
        if self.pages:
            number = max(1, min(page, self.pages)) - 1
            self.pageNavigator().jump(number, QPointF(), self.pageNavigator().currentZoom())
            self.page_changed.emit(number + 1)

    def set_fit(self, fit: Fit) -> None:
        self._fit = fit
        self._apply()

    def step(self, by: int) -> None:
        """The next larger or smaller scale."""
        now = self.scale
        larger = [one for one in STEPS if one > now * 1.01]
        smaller = [one for one in STEPS if one < now * 0.99]
        wanted = (larger[0] if larger else STEPS[-1]) if by > 0 else (smaller[-1] if smaller else STEPS[0])
        self._fit = Fit.FREE
        self.setZoomFactor(wanted)
        self._apply()

    def _apply(self) -> None:
        """One scale for all pages: Qt's own modes would show an upright page larger than the lying one after it."""
        edges = self.documentMargins()
        across = (self.viewport().width() - edges.left() - edges.right()) / self._dots(self._largest.width())
        down = (self.viewport().height() - self.pageSpacing()) / self._dots(self._largest.height())
        match self._fit:
            case Fit.WIDTH:
                self.setZoomFactor(min(across, COMFORT))
            case Fit.PAGE:
                self.setZoomFactor(min(across, down))
            case Fit.REAL:
                self.setZoomFactor(1.0)
            case Fit.FREE:
                pass  # as it was stepped to
        self.scale_changed.emit(str(self._fit), self.scale)

    def _dots(self, points: float) -> float:
        return points * self.logicalDpiX() / 72

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self.page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self.page - 1)
            case Qt.Key.Key_Home:
                self.go_to(1)
            case Qt.Key.Key_End:
                self.go_to(self.pages)
            case _:
                super().keyPressEvent(event)
