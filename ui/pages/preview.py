"""What the printer will print: the PDF itself, then print it or keep it as a file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from ui.pages.page import Page
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

READING = 1.25  # times the paper's real size
LAYOUTS = (
    ("case", "连同环节", "list-checks"),
    ("poster", "张贴", "image"),
    ("fishbone", "鱼骨图", "git-branch"),
    ("sheet", "这一份", "file-text"),
    ("ledger", "台账", "table-2"),
    ("blank", "空白表", "file-plus"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A rendered paper; ``layouts`` are those the form knows, by code."""

    title: str
    line: str
    pdf: bytes
    layout: str
    layouts: tuple[str, ...]
    file_name: str


class PreviewPage(Page):
    """Signals:
    back_requested: leave the preview.
    print_requested(object), save_requested(object): the Paper shown.
    layout_requested(str): the same thing as another paper.
    """

    back_requested = Signal()
    print_requested = Signal(object)
    save_requested = Signal(object)
    layout_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("preview", parent)
        self._paper: Paper | None = None
        self._bytes = QBuffer(self)
        self.title = Label("", Type.TITLE)
        self.line = Label("", Type.META, Role.TEXT2)
        back = Button("回去", Kind.LINK, icon="arrow-left")
        self.layouts = Segments(LAYOUTS, "印成")
        self.save = Button("存成 PDF", icon="download")
        self.print = Button("打印", Kind.PRIMARY, icon="printer", key="Ctrl P", height=CONTROL_PRIMARY)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName("印出来的样子")
        frame = Card(margins=(1, 1, 1, 1))
        frame.column.addWidget(self.view)
        self.body.addLayout(
            row(back, self.title, 8, self.line, None, self.layouts, self.save, self.print, spacing=4)
        )
        self.body.addWidget(frame, 1)
        back.clicked.connect(self.back_requested)
        self.layouts.chosen.connect(self.layout_requested)
        self.save.clicked.connect(lambda: self._about(self.save_requested.emit))
        self.print.clicked.connect(lambda: self._about(self.print_requested.emit))

    def first_focus(self) -> QWidget:
        return self.print

    def present(self, paper: Paper) -> None:
        self._paper = paper
        self.title.setText(paper.title)
        self.line.setText(paper.line)
        self.document.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(paper.pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._bytes)
        self._fit_paper()
        known = tuple(option for option in LAYOUTS if option[0] in paper.layouts)
        self.layouts.set_options(known or LAYOUTS, paper.layout)
        self.layouts.setVisible(len(paper.layouts) > 1)
        self.key_bar.say(f"共 {self.document.pageCount()} 页 A4", "file-text")

    def _fit_paper(self) -> None:
        """As wide as the view, but never larger than comfortable reading size."""
        points = self.document.pagePointSize(0).width() or 595
        scale = self.logicalDpiX() / 72
        comfortable = self.view.viewport().width() > points * scale * READING
        if comfortable:
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
            self.view.setZoomFactor(READING)
        else:
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _about(self, emit: object) -> None:
        if self._paper is not None and callable(emit):
            emit(self._paper)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        elif control and event.key() == Qt.Key.Key_P:
            self.print.click()
        elif control and event.key() == Qt.Key.Key_S:
            self.save.click()
        elif event.text() in ("+", "=", "-"):
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
            self.view.setZoomFactor(self.view.zoomFactor() * (0.8 if event.text() == "-" else 1.25))
        elif event.text() == "0":
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        else:
            super().keyPressEvent(event)
