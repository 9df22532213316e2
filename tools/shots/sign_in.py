"""登录, the lock, and a forgotten PIN."""

from __future__ import annotations

from tools.shots.shot import LIGHT, LOOKS, NURSE, Home, Shot
from tools.window_driver import Driver
from ui.dialogs.sign_in import SignIn


def sign_in_of(driver: Driver) -> SignIn:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    return dialog


def wrong_pin(driver: Driver) -> None:
    driver.type("1111", sign_in_of(driver).pin)
    sign_in_of(driver).asked.emit("0231", "1111")


def forgot(driver: Driver) -> None:
    sign_in_of(driver).forgot.click()


def recovery(driver: Driver) -> None:
    forgot(driver)
    driver.settle()
    panel = driver.window.overlay.panel
    way = getattr(panel, "way", None)
    assert way is not None
    way.set_current("code")
    way.chosen.emit("code")


SHOTS = (
    Shot(name="sign-in", who="", steps=(), looks=LOOKS),
    Shot(name="sign-in-switch", who=NURSE, steps=("go today", "F2")),
    Shot(name="sign-in-locked", who=NURSE, steps=("go today", "Ctrl+L"), home=Home.FULL, looks=LOOKS),
    Shot(name="sign-in-wrong", who=NURSE, steps=("go today", "Ctrl+L", wrong_pin)),
    Shot(name="sign-in-forgotten", who=NURSE, steps=("go today", "Ctrl+L", forgot), looks=LOOKS),
    Shot(name="sign-in-recovery", who="", steps=(recovery,), looks=(LIGHT,)),
)
