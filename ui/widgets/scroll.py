"""A scroll area without a frame, as wide as it is given and as high as its content asks."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.focus_frame import FocusFrame

_MARGIN = 8
_LEAST = 48  # pixels of something higher than the area that are enough to be seen


class Scroll(QScrollArea):
    """Only scrolls down; its ``column`` takes the content."""

    def __init__(
        self,
        *,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # One of ours: asked for Qt's own, PySide loads every kind of widget to know which it is.
        self._view = QWidget()
        self.setViewport(self._view)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner = QWidget()
        inner.setProperty("scrolled", "true")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)
        self.setWidget(inner)
        FocusFrame(self)

    def follow(self, now: QWidget) -> None:
        """What has got the keys is brought into sight; what is higher than the area, by its top."""
        if not self._inner.isAncestorOf(now):
            return
        top = now.mapTo(self._inner, QPoint(0, 0)).y()
        bar, room = self.verticalScrollBar(), self._view.height()
        seen_from, seen_to = bar.value(), bar.value() + room
        if now.height() > room and top < seen_to - _LEAST and top + now.height() > seen_from + _LEAST:
            return  # it fills the area already
        if top + now.height() > seen_to:
            bar.setValue(top + min(now.height(), room) - room + _MARGIN)
        elif top < seen_from:
            bar.setValue(top - _MARGIN)

    def content_height(self, wide: int) -> int:
        """Pixels the content needs at a width."""
        layout = self._inner.layout()
        if layout is None:
            return 0
        if not layout.hasHeightForWidth():
            return layout.sizeHint().height()
        return max(layout.totalHeightForWidth(wide), layout.minimumSize().height())  # Qt gives it no less

    def sizeHint(self) -> QSize:
        wide = self._inner.sizeHint().width()
        return QSize(wide, self.content_height(max(wide, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inner.minimumSizeHint().width(), 80)
