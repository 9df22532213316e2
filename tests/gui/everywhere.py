"""Every page and every dialog of the window, and how one comes to it: what walks through all of them goes by these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from forms.clock import ZONE
from forms.filling import Filling
from tests.gui.fill_builders import NOW, PEOPLE, around, filling, form, one_place_round
from tools.cast import QUALITY
from tools.window_driver import Driver
from ui.actions import PAGES
from ui.dialogs.approval import ApprovalDialog
from ui.dialogs.batch import BatchDialog
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.demo import LeaveDemo, VisitDemo
from ui.dialogs.discard import DiscardDialog
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import BeginsLine, FirstPapers
from ui.dialogs.forgotten_pin import ForgottenPin
from ui.dialogs.import_sheet import ImportDialog
from ui.dialogs.kit import KitDialog
from ui.dialogs.labels import LabelsDialog
from ui.dialogs.match_scan import MatchDialog
from ui.dialogs.new_key import NewKeyDialog
from ui.dialogs.palette import PaletteDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.photo import PhotoDialog
from ui.dialogs.pick_up import PickUpDialog
from ui.dialogs.places import PlacesDialog, RoundPlace
from ui.dialogs.quick_incident import QuickIncident
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.roll_call import RollCallDialog, RollPerson
from ui.dialogs.seal import SealDialog
from ui.dialogs.seal_facts import SealFacts, SignerSlot, numbers_of, totals_of, warnings_of
from ui.dialogs.sign_in import Recent, SignIn
from ui.dialogs.trouble import TroubleDialog
from ui.dialogs.wizard import Wizard
from ui.pages.incidents import IncidentsPage
from ui.pages.records import RecordsPage
from ui.presenters.behind import Behind, BehindPresenter
from ui.roads import Wish
from ui.widgets.overlay import Dialog

Key = Qt.Key
LOG = "plant.cold_chain"

SLOTS = (
    SignerSlot(role="patroller", title="巡查人员", is_author=True, person=PEOPLE[0], options=PEOPLE[:1]),
    SignerSlot(role="supervisor", title="主管人员", is_author=False, person=PEOPLE[1], options=PEOPLE[1:3]),
)


def _seal(of: Filling) -> SealDialog:
    numbers = numbers_of(of)
    return SealDialog(
        SealFacts(
            title="每日防火巡查记录",
            problems=of.problems(),
            numbers=numbers,
            warnings=warnings_of(of, numbers),
            totals=totals_of(of),
            slots=SLOTS,
        )
    )


def _finished_round() -> Filling:
    made = one_place_round()
    for section in made.form.sections:
        made.rest_normal(section.id)
    return made


def _picture() -> QImage:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF8844)
    return image


DIALOGS: dict[type[Dialog], tuple[Callable[[], Dialog], ...]] = {
    ApprovalDialog: (lambda: ApprovalDialog("384 017", "7K2M"),),
    BatchDialog: (lambda: BatchDialog("62", "清单里符合的全部", tells_missed=True),),
    CountersignDialog: (
        lambda: CountersignDialog("每日防火巡查记录", "张某 21:50 填完", SLOTS[1], article="第二十五条"),
    ),
    DiscardDialog: (lambda: DiscardDialog("每日防火巡查记录", 7),),
    EnrolDialog: (EnrolDialog, lambda: EnrolDialog(again=True)),
    EntryDialog: (
        lambda: EntryDialog(
            "加一个人",
            "工号不能重",
            (
                Question(name="name", label="姓名"),
                Question(name="role", label="岗位", kind="choice", options=(("a", "护士"), ("b", "医生"))),
                Question(name="pin", label="PIN", kind="pin"),
            ),
        ),
    ),
    FirstLists: (lambda: FirstLists(0, 0),),
    FirstPapers: (
        lambda: FirstPapers((BeginsLine(title="每日防火巡查", often="每天", since="11月23日"),), 8),
    ),
    ForgottenPin: (lambda: ForgottenPin("0231"),),
    ImportDialog: (lambda: ImportDialog("导入人员", "工号、姓名、科室"),),
    KitDialog: (lambda: KitDialog(Path("安装盘") / "报到.yian"),),
    LabelsDialog: (lambda: LabelsDialog("灭火器", "MHQ-005", 3, 8),),
    LeaveDemo: (LeaveDemo,),
    MatchDialog: (lambda: MatchDialog("扫描件 1.jpg", None),),
    NewKeyDialog: (lambda: NewKeyDialog("ABCD EFGH"),),
    PaletteDialog: (PaletteDialog,),
    PaperDialog: (lambda: PaperDialog(lambda: NOW),),
    PhotoDialog: (lambda: PhotoDialog(_picture()),),
    PickUpDialog: (PickUpDialog,),
    PlacesDialog: (
        lambda: PlacesDialog([RoundPlace(code=f"P{at}", name=f"{at} 楼", area="住院区") for at in range(3)]),
    ),
    QuickIncident: (
        lambda: QuickIncident(filling(form("event.adverse_event")), around(), person="张某 0231"),
    ),
    ReasonDialog: (lambda: ReasonDialog("更正这份记录", "为什么更正", "原来那一版会留着", pin=True),),
    RollCallDialog: (
        lambda: RollCallDialog(
            [
                RollPerson(staff_no="0231", name="张某", department="内科病区"),
                RollPerson(staff_no="0188", name="王某", department="内科病区"),
            ],
            asks_who_came=True,
        ),
    ),
    SealDialog: (lambda: _seal(one_place_round()), lambda: _seal(_finished_round())),
    SignIn: (lambda: SignIn((Recent("0231", "张某"),)),),
    TroubleDialog: (lambda: TroubleDialog("记录打不开", "文件坏了。", mend="找回来"),),
    VisitDemo: (lambda: VisitDemo(there=True), lambda: VisitDemo(there=False)),
    Wizard: (lambda: Wizard((("oxygen", "有供氧站", ""), ("boiler", "有锅炉", ""))),),
}
"""Each dialog in its states that ask for different things, ready to be opened."""


def be(driver: Driver, number: str) -> None:
    """Another person works here from now on."""
    if driver.desk.person is not None and driver.desk.person.staff_no == number:
        return
    driver.window.close_dialog()
    driver.desk.change_person()
    driver.settle()
    driver.sign_in(number)


def _below(name: str) -> Callable[[Driver], None]:
    def go(driver: Driver) -> None:
        driver.desk.go("today")
        driver.desk.open_below(name)

    return go


def _first_of(name: str) -> Callable[[Driver], None]:
    def go(driver: Driver) -> None:
        driver.desk.go(name)
        driver.settle()
        driver.key(Key.Key_Return)

    return go


def _incident(driver: Driver) -> None:
    """Reports are for the quality office."""
    be(driver, QUALITY)
    driver.desk.go("incidents")
    driver.settle()
    page = driver.page
    assert isinstance(page, IncidentsPage)
    while not page.rows:
        driver.key(Key.Key_V)
    page.table.setFocus()
    driver.key(Key.Key_Return)


def _preview(driver: Driver) -> None:
    driver.desk.go("records")
    driver.settle()
    driver.key(Key.Key_P)


def _fill(driver: Driver) -> None:
    driver.desk.roads.fill(Wish(form_id="fire.inspection"))


def _behind(driver: Driver) -> None:
    presenter = driver.desk.presenter("behind")
    assert isinstance(presenter, BehindPresenter)
    driver.desk.go("statistics")
    driver.settle()
    presenter.page  # noqa: B018 (built before it is told what to show)
    presenter.ask(Behind(title="没有做的", missed=((date(2026, 11, 18), "每日防火巡查"),)))


def _sheet(driver: Driver) -> None:
    driver.desk.roads.open_sheet(LOG, datetime(2026, 11, 20, tzinfo=ZONE).date())


def _rail(name: str) -> Callable[[Driver], None]:
    return lambda driver: driver.desk.go(name)


PAGE_ROADS: dict[str, Callable[[Driver], None]] = {
    **{entry.id: _rail(entry.id) for entry in PAGES},
    "year": _below("year"),
    "indicators": _below("indicators"),
    "reports": _below("reports"),
    "advice": _below("advice"),
    "behind": _behind,
    "scans": _below("scans"),
    "sign_many": _below("sign_many"),
    "record": _first_of("records"),
    "hazard": _first_of("hazards"),
    "incident": _incident,
    "preview": _preview,
    "sheet": _sheet,
    "fill": _fill,
}
"""How one comes to each page from anywhere."""


def _calendar(driver: Driver) -> None:
    driver.desk.go("records")
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordsPage)
    if not page.is_calendar:
        driver.key(Key.Key_V, page.table)


VIEW_ROADS: dict[str, Callable[[Driver], None]] = {"records": _calendar}
"""How one comes to another view of a page, with its own stops."""
