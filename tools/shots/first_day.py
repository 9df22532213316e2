"""The first start, from the name of the hospital to the empty forms; a hospital to play with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from forms.clock import local
from models.workflow.first_papers import what_begins
from tools.shots.shot import CONTRAST, LIGHT, LOOKS, NURSE, Home, Shot
from tools.window_driver import Driver
from ui import wording
from ui.dialogs.demo import LeaveDemo, VisitDemo
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import BeginsLine, FirstPapers
from ui.dialogs.kit import KitDialog
from ui.dialogs.wizard import Wizard
from ui.widgets.overlay import Dialog

CODE = "K7QD-3MWX-9RTA-HB2E-V5NP-8CJ4-YF6S-W3GZ"


def show(driver: Driver, dialog: Dialog) -> None:
    driver.window.overlay.close_all()
    driver.window.open_dialog(dialog)


def wizard(*acts: Callable[[Wizard], None]) -> Callable[[Driver], None]:
    """The wizard after some clicks."""

    def step(driver: Driver) -> None:
        switches = driver.store.catalog.choice_list("profile_switch")
        dialog = Wizard(tuple((one.code, one.label, one.hint) for one in switches))
        show(driver, dialog)
        for act in acts:
            act(dialog)
            driver.settle()

    return step


def named(dialog: Wizard) -> None:
    dialog.hospital.setText("示范县第一卫生院")


def onward(dialog: Wizard) -> None:
    dialog.go.click()


def measured(dialog: Wizard) -> None:
    dialog.profile.beds.setText("60")
    dialog.profile.boxes["boiler"].setChecked(True)


def half_an_administrator(dialog: Wizard) -> None:
    dialog.number.setText("0001")
    dialog.pin.setText("2468")
    dialog.again.setText("2469")
    dialog.go.click()


def coded(dialog: Wizard) -> None:
    dialog.show_code(CODE)


def to_the_county(dialog: Wizard) -> None:
    dialog.show_county()


def look_first(dialog: Wizard) -> None:
    dialog.look.click()
    dialog.demo.present(46)


def cut_off(dialog: Wizard) -> None:
    dialog.ask_to_resume()


def kit(*, problem: str = "") -> Callable[[Driver], None]:
    """The county's kit was found, over the wizard."""

    def step(driver: Driver) -> None:
        wizard()(driver)
        dialog = KitDialog(Path("E:/医安安装盘-示范县第一卫生院/报到.yian"))
        driver.window.open_dialog(dialog, over=True)
        if problem:
            dialog.code.setText("7KQ2M-X9RTB")
            dialog.refuse(ValueError(problem))

    return step


def from_kit(dialog: Wizard) -> None:
    dialog.begin_with("示范县第一卫生院", "https://anquan.example.cn", "7KQ2M-X9RTA")
    dialog.show_county()


def lists(driver: Driver) -> None:
    show(driver, FirstLists(1, 0))


def papers(driver: Driver) -> None:
    begun = what_begins(driver.store)
    now = driver.store.clock.now()
    since = f"{wording.day(local(now).date() + timedelta(days=1), now)}起"
    lines = tuple(BeginsLine(title=one.title, often=one.often, since=since) for one in begun)
    show(driver, FirstPapers(lines, len({one.form_id for one in begun})))


def visit(driver: Driver) -> None:
    driver.window.open_dialog(VisitDemo(there=True))


def leave(driver: Driver) -> None:
    dialog = LeaveDemo()
    driver.window.open_dialog(dialog)
    dialog.remove.click()


BOTH = (LIGHT, CONTRAST)
SHOTS = (
    Shot(name="first-hospital", who="", steps=(wizard(named),), home=Home.EMPTY, looks=LOOKS),
    Shot(name="first-empty", who="", steps=(wizard(onward),), home=Home.EMPTY, looks=(LIGHT,)),
    Shot(
        name="first-profile", who="", steps=(wizard(named, onward, measured),), home=Home.EMPTY, looks=LOOKS
    ),
    Shot(
        name="first-administrator",
        who="",
        steps=(wizard(named, onward, onward, half_an_administrator),),
        home=Home.EMPTY,
        looks=BOTH,
    ),
    Shot(name="first-code", who="", steps=(wizard(coded),), home=Home.EMPTY, looks=BOTH),
    Shot(name="first-county", who="", steps=(wizard(to_the_county),), home=Home.EMPTY, looks=BOTH),
    Shot(name="first-kit", who="", steps=(kit(),), home=Home.EMPTY, looks=LOOKS),
    Shot(
        name="first-kit-refused",
        who="",
        steps=(kit(problem="核对码对不上。没有接入，本机的记录没有动过。请再看一遍，或打电话向县里核对。"),),
        home=Home.EMPTY,
        looks=BOTH,
    ),
    Shot(name="first-kit-county", who="", steps=(wizard(from_kit),), home=Home.EMPTY, looks=(LIGHT,)),
    Shot(name="first-lists", who="", steps=(lists,), home=Home.EMPTY, looks=BOTH),
    Shot(name="first-papers", who="", steps=(papers,), home=Home.EMPTY, looks=LOOKS),
    Shot(name="first-resumed", who="", steps=(wizard(cut_off),), home=Home.EMPTY, looks=(LIGHT,)),
    Shot(name="first-demo", who="", steps=(wizard(look_first),), home=Home.EMPTY, looks=BOTH),
    Shot(name="demo-visit", who=NURSE, steps=("go today", visit), looks=(LIGHT,)),
    Shot(name="demo-today", who=NURSE, steps=("go today",), home=Home.FULL, looks=BOTH),
    Shot(name="demo-leave", who=NURSE, steps=("go today", leave), home=Home.FULL, looks=BOTH),
)
