"""The one layer above the window: a scrim and the dialog on it, which holds the focus until it goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.theme import look
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Rule
from ui.widgets.focus_chain import tab_chain
from ui.widgets.hanging import HangingRow
from ui.widgets.label import Label
from ui.widgets.scroll import Scroll

EDGE = 24  # kept free around a dialog


class Dialog(QFrame):
    """A panel with a title, a body that scrolls when it must, and a foot; Esc always works.

    ``body`` and ``foot`` are layouts to fill; ``kept`` says in the foot what stays when it is left.

    Signals:
        dismissed: left with Esc or the ×; nothing that was entered may be lost by it.
        done(object): it has done what its title says; the value is its own.
    """

    dismissed = Signal()
    done = Signal(object)

    def __init__(self, title: str, *, wide: int = 720, kept: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "dialog")
        self.covers = False  # whether nothing of the window may be seen behind it
        self.setAccessibleName(title)
        self.wide = wide
        self.title = Label(title, Type.DIALOG)
        self.leave = Button("Esc", Kind.LINK, icon="x")
        self.leave.setAccessibleName("关上，Esc")
        self.leave.clicked.connect(self.dismissed)
        self.head = QVBoxLayout()
        self.head.setContentsMargins(28, 20, 20, 14)
        self.head.setSpacing(6)
        self.title_row = QHBoxLayout()
        self.title_row.addWidget(self.title)
        self.title_row.addStretch(1)
        self.title_row.addWidget(self.leave)
        self.head.addLayout(self.title_row)
        self.scroller = Scroll(margins=(28, 16, 28, 16), spacing=12)
        self.body = self.scroller.column
        self.kept = Label(kept, Type.META, Role.TEXT2)
        self.foot = HangingRow()
        self.foot.setContentsMargins(28, 8, 28, 12)
        self.foot.setSpacing(4)
        self.foot.addWidget(self.kept)
        self.foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(self.head)
        whole.addWidget(Rule())
        whole.addWidget(self.scroller, 1)
        whole.addWidget(Rule())
        whole.addLayout(self.foot)
        self._content = self.scroller.widget()
        assert self._content is not None
        self._content.installEventFilter(self)
        if not look.is_contrast():
            shadow = QGraphicsDropShadowEffect(self)
            shadow.setBlurRadius(48)
            shadow.setOffset(0, 16)
            shadow.setColor(Qt.GlobalColor.black)
            tint = shadow.color()
            tint.setAlphaF(0.22)
            shadow.setColor(tint)
            self.setGraphicsEffect(shadow)

    def high(self, most: int) -> int:
        """The height it wants, not more than ``most``."""
        chrome = self.head.sizeHint().height() + self.foot.sizeHint().height() + 8
        return min(most, chrome + self.scroller.content_height(self.wide - 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A sentence that has come or grown makes the dialog higher, as far as there is room."""
        layer = self.parentWidget()
        if (
            event.type() is QEvent.Type.LayoutRequest
            and watched is self._content
            and isinstance(layer, Overlay)
        ):
            layer.place()
        return super().eventFilter(watched, event)

    def first_focus(self) -> QWidget:
        """Where the focus goes when it opens."""
        return self.leave

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
            return
        super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A dialog that another one covers for a while, as it was left."""

    panel: Dialog
    before: QWidget | None
    top: int | None


class Overlay(QWidget):
    """Holds one dialog above its host and gives the focus back where it was.

    Signals:
        closed: the dialog is gone, however it went.
    """

    closed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._panel: Dialog | None = None
        self._before: QWidget | None = None
        self._top: int | None = None
        self._waiting: list[_Waiting] = []
        self.hide()
        host.installEventFilter(self)

    @property
    def panel(self) -> Dialog | None:
        return self._panel

    @property
    def is_open(self) -> bool:
        return self._panel is not None

    def open(self, panel: Dialog, *, top: int | None = None, over: bool = False) -> None:
        """Show a dialog, centred or ``top`` pixels from the top; one that is open goes first.

        ``over``: one that is open waits behind it instead, with all that was entered, and comes back.
        """
        panel.setParent(self)
        panel.dismissed.connect(lambda: self._leave(panel))
        if self._panel is not None and self._panel.covers and not panel.covers:
            self._waiting.append(_Waiting(panel, self._before, top))  # it is seen once the window is unlocked
            panel.hide()
            return
        if over and self._panel is not None:
            self._waiting.append(_Waiting(self._panel, self._before, self._top))
            before = QApplication.focusWidget()
            self._panel.hide()
        else:
            self.close_panel()
            before = QApplication.focusWidget()
        self._before = before
        self._panel, self._top = panel, top
        host = self.parentWidget()
        if host is not None:
            self.setGeometry(host.rect())
        self.show()
        self.raise_()
        panel.show()
        self.place()
        panel.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def _leave(self, panel: Dialog) -> None:
        if panel is self._panel:
            self.close_top()

    def close_panel(self) -> None:
        """Take the dialog away; of a locked window the one behind the lock, for only a person unlocks it."""
        if self._panel is not None and self._panel.covers:
            if self._waiting:
                self._waiting.pop().panel.deleteLater()
            return
        self.close_top()

    def close_top(self) -> None:
        """Take away whatever is in front, the lock too."""
        if self._panel is None:
            return
        panel, self._panel = self._panel, None
        panel.hide()
        panel.deleteLater()
        if self._waiting:
            self._bring_back()
            self.closed.emit()
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def close_all(self) -> None:
        """The dialog, and those that wait behind it."""
        while self._panel is not None:
            self.close_top()

    def _bring_back(self) -> None:
        focus = self._before
        last = self._waiting.pop()
        self._panel, self._before, self._top = last.panel, last.before, last.top
        last.panel.show()
        self.place()
        self.update()
        held = (
            focus if focus is not None and isValid(focus) and focus.isVisible() else last.panel.first_focus()
        )
        held.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Fit the dialog to its content and the host; call it after the content changed."""
        if self._panel is None:
            return
        wide = min(self._panel.wide, self.width() - 2 * EDGE)
        top = EDGE if self._top is None else self._top
        self._panel.setFixedWidth(wide)
        high = self._panel.high(self.height() - top - EDGE)
        self._panel.setFixedHeight(high)
        left = (self.width() - wide) // 2
        self._panel.move(QPoint(left, top if self._top is not None else (self.height() - high) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget) and self.isVisible():
            self.setGeometry(watched.rect())
            self.place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus inside the dialog."""
        if self._panel is None:
            return super().focusNextPrevChild(forward)
        chain = tab_chain(self._panel)
        if not chain:
            return True
        here = QApplication.focusWidget()
        at = chain.index(here) if here in chain else (-1 if forward else 0)
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        covers = self._panel is not None and self._panel.covers
        QPainter(self).fillRect(self.rect(), colour(Role.BG if covers else Role.SCRIM))

    def mousePressEvent(self, event: object) -> None:
        return
