"""The window: rail, top bar, the page, and the one layer above them. Imports Qt and nothing heavier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from ui.garbage import Collector
from ui.skeleton import Skeleton

if TYPE_CHECKING:  # furnishing waits for the first paint, see ``furnish``
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QKeyEvent
    from PySide6.QtWidgets import QStackedWidget, QWidget

    from ui.pages.page import Page
    from ui.theme.states import Tone
    from ui.widgets.banner import Banner
    from ui.widgets.overlay import Dialog, Overlay
    from ui.widgets.rail import Rail
    from ui.widgets.top_bar import TopBar

SMALLEST = (600, 300)  # below 1280×720 at 200 %, less the bars of the system
LEAST = (1080, 640)  # of what is in it; a smaller window has a rail of icons, and its page is scrolled


class MainWindow(QMainWindow):
    """With ``bare`` it holds nothing until ``furnish``: its first paint costs hardly more than an empty window's.

    Signals:
        page_requested(str): another page of the rail was asked for.
        command_requested(str): a command of the window (find, person, lock, send, incident, back).
        closing: the window goes.
    """

    page_requested = Signal(str)
    command_requested = Signal(str)
    closing = Signal()

    rail: Rail
    top: TopBar
    stack: QStackedWidget
    banner: Banner
    overlay: Overlay

    def __init__(self, *, bare: bool = False) -> None:
        super().__init__()
        Collector(self)
        self._pages: dict[str, Page] = {}
        self.setWindowTitle("医安")
        self.setMinimumSize(*SMALLEST)
        self.setCentralWidget(Skeleton())
        if not bare:
            self.furnish()

    def furnish(self) -> None:
        """Put rail, top bar and layers in; calling it again changes nothing.

        Imported here: loading them costs as much again as a bare window, and the first paint does not wait.
        """
        from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

        from ui.accessibility.interface import install
        from ui.theme.states import Tone
        from ui.widgets.banner import Banner
        from ui.widgets.overlay import Overlay
        from ui.widgets.rail import Rail
        from ui.widgets.top_bar import TopBar
        from ui.widgets.whole import Columns, Whole

        install()
        if not isinstance(self.centralWidget(), Skeleton):
            return
        self.rail = Rail()
        self.top = TopBar()
        self.stack = QStackedWidget()
        self.banner = Banner(Tone.WARN, "info", "", "")
        self.banner.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        self._banner_place = QVBoxLayout()
        self._banner_place.setContentsMargins(24, 12, 24, 0)
        self._banner_place.addWidget(self.banner)
        right.addLayout(self._banner_place)
        right.addWidget(self.stack, 1)
        centre = QWidget()
        centre.setObjectName("window")
        self.rail.setParent(centre)  # before the page: Tab comes to it first
        whole = Columns(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(right, 1)
        self.setCentralWidget(Whole(centre, self.rail, LEAST))
        self.overlay = Overlay(centre)
        self._shortcuts()
        self.show_banner(None)
        self.rail.chosen.connect(self.page_requested)
        self.top.search_requested.connect(lambda: self.command_requested.emit("find"))
        self.top.person_requested.connect(lambda: self.command_requested.emit("person"))
        self.top.department_requested.connect(lambda: self.command_requested.emit("department"))
        self.top.demo_requested.connect(lambda: self.command_requested.emit("demo"))
        self.top.sync_requested.connect(lambda: self.page_requested.emit("sync"))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    # pages ------------------------------------------------------------

    def add_page(self, page: Page) -> None:
        """Keep a page under its name; a page of that name is replaced."""
        old = self._pages.get(page.name)
        if old is page:
            return
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self._pages[page.name] = page
        self.stack.addWidget(page)

    def page(self, name: str) -> Page | None:
        return self._pages.get(name)

    @property
    def current_page(self) -> Page | None:
        shown = self.stack.currentWidget()
        return next((page for page in self._pages.values() if page is shown), None)

    def show_page(self, name: str, *, rail: str | None = None) -> None:
        """Bring a page that was added to the front and give it the keys; ``rail`` is the entry it belongs to."""
        from PySide6.QtCore import Qt

        page = self._pages[name]
        self.stack.setCurrentWidget(page)
        self.rail.set_current(rail or name)
        if not self.overlay.is_open:
            first = page.first_focus()
            (first if first.isVisible() else page).setFocus(Qt.FocusReason.OtherFocusReason)

    # what stands above and beside it ----------------------------------

    def open_dialog(self, dialog: Dialog, *, top: int | None = None, over: bool = False) -> None:
        """``over``: a dialog that is open waits behind it with all that was entered."""
        self.overlay.open(dialog, top=top, over=over)

    def close_dialog(self) -> None:
        self.overlay.close_panel()

    def show_banner(
        self, words: tuple[str, str, str] | None, *, tone: Tone | None = None, icon: str = "info"
    ) -> None:
        """One banner above the page: (fact, advice, button or ""); None takes it away, and the page has the keys."""
        from PySide6.QtWidgets import QApplication

        from ui.theme.states import Tone

        focus = QApplication.focusWidget()
        held = focus is not None and self.banner.isAncestorOf(focus)
        self._banner_place.setContentsMargins(24, 12 if words else 0, 24, 0)
        self.banner.setVisible(words is not None)
        if words is not None:
            fact, advice, button = words
            self.banner.say(tone or Tone.WARN, icon, fact, advice, button)
        elif held and self.current_page is not None:
            self.current_page.first_focus().setFocus()

    # keys -------------------------------------------------------------

    def _shortcuts(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        from ui.actions import ACTIONS, WINDOW

        for one in ACTIONS:
            if one.scope != WINDOW or one.id == "incident":
                continue
            for key in one.keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.activated.connect(lambda name=one.id: self._command(name))

    def _command(self, name: str) -> None:
        if self.overlay.is_open and name != "person":
            return
        if name.startswith("go."):
            self.page_requested.emit(name.removeprefix("go."))
        else:
            self.command_requested.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt, and a single letter that no list and no text has taken."""
        from ui.actions import action

        letter = event.text().upper()
        if _is_alt(event):
            self.rail.show_digits(shown=True)
        elif (
            letter
            and letter in action("incident").keys
            and not event.modifiers()
            and not self.overlay.is_open
        ):
            self.command_requested.emit("incident")
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if _is_alt(event):
            self.rail.show_digits(shown=False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        from PySide6.QtCore import QEvent

        if (
            event.type() is QEvent.Type.ActivationChange
            and not self.isActiveWindow()
            and hasattr(self, "rail")
        ):
            self.rail.show_digits(shown=False)
        super().changeEvent(event)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        from ui.widgets.following import follow_focus

        if now is not None:
            follow_focus(now)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


def _is_alt(event: QKeyEvent) -> bool:
    from PySide6.QtCore import Qt

    return event.key() == Qt.Key.Key_Alt
