"""A scroll area without a frame, as wide as it is given and as high as its content asks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


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
        self.viewport().setAutoFillBackground(False)

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
