"""台账: a register with trouble, one with a stock, an empty one, a search that finds none; 提示."""

from __future__ import annotations

from tools.shots.shot import BOTH, LIGHT, LOOKS, OFFICER, Home, Shot, Step
from tools.window_driver import Driver
from ui.pages.registers import RegistersPage


def _show(register: str) -> Step:
    def show(driver: Driver) -> None:
        page = driver.page
        assert isinstance(page, RegistersPage)
        page.register_chosen.emit(register)

    return show


FULL = Home.FULL
SHOTS = (
    Shot(name="registers", who=OFFICER, steps=("go registers",), home=FULL, looks=LOOKS),
    Shot(name="registers-stock", who=OFFICER, steps=("go registers", _show("supply")), home=FULL),
    Shot(name="registers-certificates", who=OFFICER, steps=("go registers", _show("certificate")), home=FULL),
    Shot(name="registers-one-empty", who=OFFICER, steps=("go registers", _show("fire_key_area")), home=FULL),
    Shot(
        name="registers-found", who=OFFICER, steps=("go registers", "F", "type q"), home=FULL, looks=(LIGHT,)
    ),
    Shot(
        name="registers-none", who=OFFICER, steps=("go registers", "Slash", "type zzz", "Return"), home=FULL
    ),
    Shot(name="registers-few", who=OFFICER, steps=("go registers",), looks=(LIGHT,)),
    Shot(name="advice", who=OFFICER, steps=("go statistics", "below advice"), home=FULL, looks=BOTH),
    Shot(
        name="advice-empty",
        who=OFFICER,
        steps=("go statistics", "below advice"),
        home=Home.EMPTY,
        looks=(LIGHT,),
    ),
)
