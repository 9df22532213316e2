"""Who sits at the desk for which page and command; a presenter is loaded when it is first asked for, or at rest.

Loading them all costs ten times a bare window, and a person signs in to one page. So this is a table of where they
are, and nothing of them is imported with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from threading import Lock
from types import ModuleType

from PySide6.QtCore import QObject, QTimer, Slot

from models.starting import look_longer
from ui.background import Pace
from ui.desk import Desk
from ui.file_drop import FileDrop
from ui.look_watch import LookWatch
from ui.presenters.presenter import Presenter

SEATS = {
    "frame": "ui.presenters.frame:FramePresenter",
    "today": "ui.presenters.today:TodayPresenter",
    "fill": "ui.presenters.fill:FillPresenter",
    "palette": "ui.presenters.palette:PalettePresenter",
    "catalogue": "ui.presenters.catalogue:CataloguePresenter",
    "records": "ui.presenters.records:RecordsPresenter",
    "record": "ui.presenters.record:RecordPresenter",
    "incident_report": "ui.presenters.incident_report:IncidentReport",
    "hazards": "ui.presenters.hazards:HazardsPresenter",
    "hazard": "ui.presenters.hazards:HazardPresenter",
    "incidents": "ui.presenters.incidents:IncidentsPresenter",
    "incident": "ui.presenters.incident:IncidentPresenter",
    "registers": "ui.presenters.registers:RegistersPresenter",
    "sheet": "ui.presenters.sheet:SheetPresenter",
    "sign_many": "ui.presenters.sign_many:SignManyPresenter",
    "preview": "ui.presenters.preview:PreviewPresenter",
    "scans": "ui.presenters.scans:ScansPresenter",
    "statistics": "ui.presenters.statistics:StatisticsPresenter",
    "year": "ui.presenters.year:YearPresenter",
    "behind": "ui.presenters.behind:BehindPresenter",
    "indicators": "ui.presenters.indicators:IndicatorsPresenter",
    "reports": "ui.presenters.reports:ReportsPresenter",
    "advice": "ui.presenters.advice:AdvicePresenter",
    "settings": "ui.presenters.settings:SettingsPresenter",
    "demo": "ui.presenters.demo:DemoPresenter",
    "sync": "ui.presenters.sync:SyncPresenter",
}
"""Name → module and class, in the order in which they are loaded at rest."""

COMMANDS = {
    "find": "palette",
    "incident": "incident_report",
    "sign": "sign_many",
    "demo": "demo",
    "send": "sync",
}
"""Command of the window → who carries it out."""

DROPS = frozenset({"scans", "records", "record", "today"})
"""Pages on which a scan may fall; elsewhere a file is meant otherwise."""
REST_MS = 400
"""How long nothing may be under way before the rest is loaded: a sign-in and its page go first."""

_LOADING = Lock()
"""Two threads in one circle of a library's imports would each see half of it."""


def expect_all(desk: Desk) -> None:
    """Tell the desk where every presenter is, and begin what watches by itself."""
    desk.seats.expect({name: partial(_make, place) for name, place in SEATS.items()}, COMMANDS)
    desk.on_command("scan", lambda: desk.roads.file_scans(()))
    LookWatch(lambda: desk.settings, desk.now, desk)
    FileDrop(desk.window, desk.roads.file_scans, when=lambda: _takes_drops(desk))


def seat_all(desk: Desk) -> None:
    """As ``expect_all``, with what runs by itself begun at the start of the desk."""
    expect_all(desk)
    desk.on_start(lambda: _begin(desk))


class AtRest(QObject):
    """What waits until the window has come to rest: a longer look at the database, and the other presenters.

    Then what runs by itself begins.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self, interval=REST_MS)
        self._timer.timeout.connect(self._look)
        desk.on_start(self._timer.start)
        desk.on_close(self._timer.stop)

    @Slot()
    def _look(self) -> None:
        if self._desk.background.is_idle:
            self._timer.stop()
            background, store = self._desk.background, self._desk.store
            background.run_in_background(lambda: look_longer(store), None, self._desk.tell)
            background.run_long(_load_all, lambda _: _begin(self._desk))


def _begin(desk: Desk) -> None:
    """Keep the frame true, watch for idle hands, and sync."""
    desk.watch_hands()
    frame = desk.presenter("frame")
    if desk.person is not None:
        frame.refresh()
    desk.presenter("sync")


def _load_all(pace: Pace) -> None:
    for place in SEATS.values():
        if pace.is_stopped:
            return
        _load(place)


def _make(place: str, desk: Desk) -> Presenter:
    kind: Callable[[Desk], Presenter] = getattr(_load(place), place.partition(":")[2])
    return kind(desk)


def _load(place: str) -> ModuleType:
    with _LOADING:
        return import_module(place.partition(":")[0])


def _takes_drops(desk: Desk) -> bool:
    page = desk.window.current_page
    return (
        page is not None
        and page.name in DROPS
        and desk.person is not None
        and not desk.window.overlay.is_open
    )
