"""Which presenters sit at the desk; importing this loads everything that the window needs."""

from __future__ import annotations

from ui.desk import Desk
from ui.presenters.advice import AdvicePresenter
from ui.presenters.behind import BehindPresenter
from ui.presenters.catalogue import CataloguePresenter
from ui.presenters.demo import DemoPresenter
from ui.presenters.fill import FillPresenter
from ui.presenters.frame import FramePresenter
from ui.presenters.hazards import HazardPresenter, HazardsPresenter
from ui.presenters.incident import IncidentPresenter
from ui.presenters.incident_report import IncidentReport
from ui.presenters.incidents import IncidentsPresenter
from ui.presenters.indicators import IndicatorsPresenter
from ui.presenters.palette import PalettePresenter
from ui.presenters.preview import PreviewPresenter
from ui.presenters.record import RecordPresenter
from ui.presenters.records import RecordsPresenter
from ui.presenters.registers import RegistersPresenter
from ui.presenters.reports import ReportsPresenter
from ui.presenters.scans import ScansPresenter
from ui.presenters.settings import SettingsPresenter
from ui.presenters.sheet import SheetPresenter
from ui.presenters.sign_many import SignManyPresenter
from ui.presenters.statistics import StatisticsPresenter
from ui.presenters.sync import SyncPresenter
from ui.presenters.today import TodayPresenter
from ui.presenters.year import YearPresenter

PRESENTERS = (
    FramePresenter,
    PalettePresenter,
    DemoPresenter,
    TodayPresenter,
    CataloguePresenter,
    FillPresenter,
    RecordsPresenter,
    RecordPresenter,
    SheetPresenter,
    ScansPresenter,
    SignManyPresenter,
    PreviewPresenter,
    HazardsPresenter,
    HazardPresenter,
    IncidentsPresenter,
    IncidentPresenter,
    RegistersPresenter,
    StatisticsPresenter,
    YearPresenter,
    BehindPresenter,
    IndicatorsPresenter,
    ReportsPresenter,
    AdvicePresenter,
    SyncPresenter,
    SettingsPresenter,
)


def seat_all(desk: Desk) -> None:
    """Give every page its presenter."""
    for presenter in PRESENTERS:
        desk.seat(presenter(desk))
    IncidentReport(desk)
