"""A register that keeps a stock, in the real window: what is left stands beside the name, and what is stopped says so."""

from __future__ import annotations

from collections.abc import Callable

from forms.json_value import Json
from models.store import Store
from models.workflow.sealing import seal
from tests.hospital import answers_for
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.filling.fill_page import FillPage
from ui.pages.registers import RegistersPage
from ui.presenters.registers import RegistersPresenter

OFFICER = "0107"
Open = Callable[..., Driver]


def keep(store: Store, form_id: str, asset: str | None = None, /, **answers: Json) -> str:
    whole = {**answers_for(store, form_id), **answers}
    return seal(store, author=OFFICER, pin=PIN, form=form_id, answers=whole, asset=asset).record_id


def show(driver: Driver, register: str) -> tuple[RegistersPage, RegistersPresenter]:
    driver.desk.go("registers")
    driver.settle()
    page, presenter = driver.page, driver.desk.presenter("registers")
    assert isinstance(page, RegistersPage)
    assert isinstance(presenter, RegistersPresenter)
    page.register_chosen.emit(register)
    driver.settle()
    return page, presenter


def test_what_is_left_stands_beside_the_name(open_window: Open) -> None:
    driver = open_window()
    masks = keep(
        driver.desk.store, "plant.supply_card", number="E-01", name="N95 口罩", unit="个", stock="120"
    )
    keep(
        driver.desk.store,
        "plant.supply_move",
        masks,
        what="out",
        qty_out="40",
        qty_in=None,
        purpose="发热门诊",
    )
    driver.sign_in(OFFICER)
    page, _ = show(driver, "supply")
    assert page.table.current is not None
    assert (page.table.current.title, page.table.current.balance) == ("N95 口罩", "80 个")


def test_a_stopped_lift_is_not_called_in_use_and_is_checked_by_the_daily_look(open_window: Open) -> None:
    driver = open_window()
    facts: dict[str, Json] = {
        "number": "T-01",
        "name": "1 号电梯",
        "kind": "lift",
        "status": "out_of_service",
    }
    keep(driver.desk.store, "plant.special_card", **facts, next_inspection="2027-11-20")
    driver.sign_in(OFFICER)
    page, _ = show(driver, "special_equipment")
    assert page.table.current is not None
    assert page.table.current.state.word == "停用"
    page.check.click()
    driver.settle()
    opened = driver.page
    assert isinstance(opened, FillPage)
    assert opened.session.filling.form.id == "plant.special_daily"
    assert opened.session.filling.answers["kind"] == "lift"
