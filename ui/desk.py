"""The desk: who works now, which page is shown, and the roads between pages. Holds no widget of its own.

A sign-in waits for this module, so it imports nothing that brings SQLAlchemy; that comes with the first page that
needs a session.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from models.faults import Refusal
from models.installation import Installation
from models.queries.people import PersonView
from models.store import Store
from ui import settings_file, wording
from ui.actions import PAGES, rail_entry
from ui.asking_person import AskingPerson
from ui.background import Background
from ui.bus import Bus
from ui.hands import Hands
from ui.kept import Kept
from ui.main_window import MainWindow
from ui.presenters.presenter import Presenter
from ui.roads import Roads
from ui.seats import Seats
from ui.settings_file import WindowSettings
from ui.theme.states import Tone
from ui.widgets.menu import offer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.vault import Cared
    from sync.house.server_process import ServerProcess
    from ui.operations import Changes, Operations

LOG = logging.getLogger("yian.desk")
T = TypeVar("T")
TIME = frozenset({"time"})  # what has changed when nothing but the clock has
CARE_MS = 15 * 60_000
"""How often it is asked whether today's backup is still to be made."""
TICK_MS = 30_000
"""How often words that depend on the time (还剩 54 分) are read again."""


class Desk(QObject):
    """Made once the store is open. Presenters come by ``seats``; pages are reached by ``go`` and ``open_*``.

    Signals:
        elsewhere_requested(object, bool): open the window on that folder instead; whether this one is to be removed.
    """

    elsewhere_requested = Signal(object, bool)

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        background: Background,
        *,
        home: Path,
        settings: WindowSettings,
        installation: Installation,
        was_killed: bool = False,
        server: tuple[str, ...] = (),
    ) -> None:
        super().__init__(window)
        self.window = window
        self.store = store
        self.background = background
        self.home = home
        self.settings = settings
        self.kept = Kept(home)  # filters, saved views and silenced reminders, by person
        self.installation = installation
        self._was_killed = was_killed
        self._server = server
        self.bus = Bus(self)
        self.person: PersonView | None = None
        self._away: PersonView | None = None  # who locked the window
        self.department: str | None = None  # this work is done for; a person's own until changed
        self.roads = Roads(self)
        self._asking = AskingPerson(self, self._on_signed_in)
        self.seats = Seats(self)
        self._has_started = False
        self._at = "today"
        self._back: list[Callable[[], None]] = []
        self._starts: list[Callable[[], None]] = []
        self._closes: list[Callable[[], None]] = []
        self._leaves: list[Callable[[], None]] = []
        self._banner_act: Callable[[], None] | None = None
        self._touched = self.now()
        self._commands: dict[str, Callable[[], None]] = {
            "person": self.change_person,
            "lock": self.lock,
            "back": self.go_back,
            "department": self.change_department,
        }
        window.page_requested.connect(self.go)
        window.command_requested.connect(self._on_command)
        window.banner.acted.connect(self._on_banner)
        self.bus.changed.connect(self._on_changed)
        background.failed.connect(self.tell)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._on_tick)
        self._care = QTimer(self, interval=CARE_MS)
        self._care.timeout.connect(self._on_care)
        self._hands: Hands | None = None
        if not settings.single_keys:
            self.watch_hands()

    # what presenters use ----------------------------------------------

    @cached_property
    def operations(self) -> Operations:
        from ui.operations import Operations

        return Operations(self.store, self.background, self.bus)

    @cached_property
    def house(self) -> ServerProcess:
        """The server of an 院内主机, which this computer may be."""
        from sync.house.server_process import ServerProcess

        return ServerProcess(self.home, self._server)

    def now(self) -> datetime:
        return self.store.clock.now()

    @property
    def reader(self) -> PersonView:
        """Who reads: the person signed in. LookupError before that; pages are not shown then."""
        if self.person is None:
            raise LookupError("nobody is signed in")
        return self.person

    def read(
        self,
        topic: str,
        work: Callable[[Session], T],
        on_done: Callable[[T], None],
        on_refused: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read in the background; only the newest question of a topic is answered."""

        def job() -> T:
            with self.store.read() as session:
                return work(session)

        self.background.read(topic, job, on_done, on_refused or self.tell)

    def presenter(self, name: str) -> Presenter:
        """Made when first asked for. KeyError if nobody of that name is expected."""
        return self.seats.of(name)

    def on_start(self, act: Callable[[], None]) -> None:
        """What begins together with the desk; at once if that has begun."""
        if self._has_started:
            act()
        else:
            self._starts.append(act)

    def on_leave(self, act: Callable[[], None]) -> None:
        """What is to be kept before the window is locked or given to somebody else."""
        self._leaves.append(act)

    def on_close(self, act: Callable[[], None]) -> None:
        """What must end before the store is let go."""
        self._closes.append(act)

    def close(self) -> None:
        """Stop what runs by itself."""
        self._clock.stop()
        self._care.stop()
        for act in self._closes:
            act()

    def on_command(self, name: str, act: Callable[[], None]) -> None:
        """Who carries out a command of the window."""
        self._commands[name] = act

    @Slot(object)
    def tell(self, problem: Exception) -> None:
        """Say a refusal in its own sentence; anything unforeseen with what is safe and an error number."""
        if isinstance(problem, Refusal):
            fact, _, advice = str(problem).partition("。")
            self.banner(fact, advice.strip() or wording.SEALED_SAFE, wording.UNFORESEEN.action)
            return
        LOG.error("unforeseen %s", type(problem).__name__, exc_info=problem)
        words = wording.UNFORESEEN
        number = f"{type(problem).__name__}-{self.now():%m%d%H%M}"
        self.banner(
            words.fact, f"{words.advice}：{number}", words.action, tone=Tone.BAD, icon="octagon-alert"
        )

    def banner(
        self,
        fact: str,
        advice: str,
        button: str = "",
        act: Callable[[], None] | None = None,
        *,
        tone: Tone = Tone.WARN,
        icon: str = "info",
    ) -> None:
        """The one banner; its button does ``act`` or just takes it away."""
        self._banner_act = act
        self.window.show_banner((fact, advice, button), tone=tone, icon=icon)

    @Slot()
    def _on_banner(self) -> None:
        self.window.show_banner(None)
        act, self._banner_act = self._banner_act, None
        if act is not None:
            act()

    # pages --------------------------------------------------------------

    @Slot(str)
    def go(self, name: str) -> None:
        """Show a page of the rail, read anew."""
        if self.person is None:
            self.change_person()
            return
        if name not in self.seats:
            return
        self._back.clear()
        self._show(name)

    def _show(self, name: str) -> None:
        presenter = self.presenter(name)
        self._at = name
        page = presenter.page
        self.window.show_page(page.name, rail=rail_entry(name) or self.window.rail.current)
        presenter.refresh()

    def open_below(self, name: str) -> None:
        """Show a page that leads back to where this was asked."""
        here, focus = self._at, QApplication.focusWidget()

        def back() -> None:
            self._show(here)
            if focus is not None and focus.isVisible():
                focus.setFocus()

        self._back.append(back)
        self._show(name)

    @Slot()
    def go_back(self) -> None:
        if self._back:
            self._back.pop()()
        else:
            self.go("today")

    @Slot(object, object)
    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        self._read_again(changes.kinds)

    def _read_again(self, kinds: frozenset[str]) -> None:
        if self.person is None:
            return  # what came meanwhile is read when somebody signs in
        for presenter in self.seats.made(self._at, "frame"):
            if presenter.kinds & kinds:
                presenter.refresh()

    @Slot()
    def _on_tick(self) -> None:
        if self.person is None:
            return
        if self.now() - self._touched > timedelta(minutes=self.settings.lock_minutes):
            self.lock()
            return
        self._read_again(TIME)

    @Slot()
    def _on_care(self) -> None:
        """The day's backup, once it is due; a full stick or disk is told, the records are not touched."""
        from models.vault import care_daily

        if not self.store.is_read_only:
            self.background.run_in_background(lambda: care_daily(self.store), self._on_cared, self.tell)

    def _on_cared(self, cared: Cared) -> None:
        for sentence in cared.told[:1]:
            fact, _, advice = sentence.partition("。")
            self.banner(fact, advice, "知道了")

    @Slot(str)
    def _on_command(self, name: str) -> None:
        if self.person is None and name not in ("person",):
            self.change_person()
            return
        if name not in self._commands:
            self.seats.bring(name)
        act = self._commands.get(name)
        if act is not None:
            act()

    # people -------------------------------------------------------------

    def change_person(self) -> None:
        """Ask who works now; leaving keeps who was."""
        self._asking.ask(locked=False)

    def change_department(self) -> None:
        """Work for another department today: somebody who helps out, or a shared computer."""
        departments = self.installation.departments
        offer(self.window.top.place, zip(departments, departments, strict=True), self._work_for)

    def _work_for(self, department: str) -> None:
        self.department = department
        self.window.top.show_place(self.installation.facility_name, department)
        self.presenter(self._at).refresh()

    @Slot()
    def lock(self) -> None:
        """Leave the window to nobody; everything that was filled is kept."""
        if self.person is None:
            return
        self._keep_all()
        self._away, self.person = self.person, None
        self.window.top.show_person("", "")
        self._asking.ask(locked=True)

    def _on_signed_in(self, person: PersonView) -> None:
        before = self.person or self._away
        same = before is not None and before.staff_no == person.staff_no
        self.person, self._away = person, None
        self._touched = self.now()
        self.keep(self.settings.with_recent(person.staff_no, person.name))
        if same:
            self.window.overlay.close_top()  # what lay behind is as it was left: page, dialog, cursor
        else:
            self._keep_all()
            self.department = person.department
            self.window.overlay.close_all()
        self.window.top.show_person(person.name, f"{person.staff_no}·{self.role_word(person.role)}")
        self.window.top.show_place(self.installation.facility_name, self.department or "")
        if not same:
            self._back.clear()
            # another person lands on the page that is open, if it belongs to the rail
            self._show(self._at if any(entry.id == self._at for entry in PAGES) else "today")
            if before is not None:
                self.roads.tell_what_waits(before)
        else:
            self._read_again(TIME)
        for frame in self.seats.made("frame"):
            frame.refresh()
        if self._was_killed:
            self._was_killed = False
            self.roads.offer_drafts()

    def foresee(self, staff_no: str) -> None:
        """Checking a PIN takes as long as reading a page, so the page is read meanwhile."""
        if any(entry.id == self._at for entry in PAGES):
            self.presenter(self._at).foresee(staff_no)

    def _keep_all(self) -> None:
        for act in self._leaves:
            act()

    def role_word(self, role: str) -> str:
        return next((c.label for c in self.store.catalog.choice_list("role") if c.code == role), role)

    def keep(self, settings: WindowSettings) -> None:
        """Remember settings of the window; a folder that cannot be written is told by the store itself."""
        self.settings = settings
        try:
            settings_file.save(self.home, settings)
        except OSError as problem:
            LOG.warning("window settings not kept: %s", type(problem).__name__)

    def start(self) -> None:
        self.window.top.show_place(self.installation.facility_name, "")
        self.window.top.show_demo(shown=self.installation.is_demo)
        self._clock.start()
        self._care.start()
        self._has_started = True
        for act in self._starts:
            act()
        self.change_person()

    def watch_hands(self) -> None:
        """Note from now on when somebody last pressed something; calling it again changes nothing.

        Not from the start: looking at every event makes Qt load the description of each of its widgets.
        """
        if self._hands is None:
            self._hands = Hands(self._on_touch, lambda: self.settings.single_keys, self)

    def _on_touch(self) -> None:
        self._touched = self.now()
