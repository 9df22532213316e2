"""The toast, only for what can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.theme.tokens import KEY_BAR, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.pill import Mark

SHOWN_MS = 8000


class Toast(Card):
    """Floats above the foot of its host and goes by itself; where the keys are at the foot, below the head.

    Signals:
        undone: the person took the thing back.
    """

    undone = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__("dialog", margins=(16, 8, 8, 8), parent=host)
        self._text = Label("", Type.BODY)
        self._undo = Button("撤销", Kind.LINK, key="Ctrl Z")
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(Mark("undo-2", 18, Role.TEXT2))
        line.addWidget(self._text, 1)
        line.addWidget(self._undo)
        self.column.addLayout(line)
        self._act: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self.undo)
        self.hide()
        host.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._make_way)

    def say(self, text: str, act: Callable[[], None] | None = None) -> None:
        """Show what was done; ``act`` takes it back."""
        self._act = act
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()  # before it is measured: the sheet gives its words their size when they are shown
        self._place()
        self.raise_()
        self._timer.start()

    def undo(self) -> None:
        if self.isVisible():
            self.hide()
            act, self._act = self._act, None
            if act is not None:
                act()
            self.undone.emit()

    def _place(self) -> None:
        self.adjustSize()
        host = self.parentWidget()
        if host is None:
            return
        low = host.height() - self.height() - KEY_BAR - 12
        self.move((host.width() - self.width()) // 2, low)
        here = QApplication.focusWidget()
        if here is None or not host.isAncestorOf(here) or here.height() > host.height() // 2:
            return  # nothing small that it could hide
        if QRect(here.mapTo(host, QPoint()), here.size()).intersects(self.geometry()):
            self.move(self.x(), 12)

    def _make_way(self) -> None:
        """The keys went elsewhere: what has them is not hidden. It is brought into sight first."""
        if self.isVisible():
            QTimer.singleShot(0, self, self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
