"""What a scene is given: the window of one computer, who the people are, and where to leave what it made."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.cast import DONE, PIN, WISH
from tools.driving import Driver, StuckError
from ui.dialogs.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    driver: Driver
    folder: Path  # of the demo: pdf, screens, and facts that scenes leave for each other
    pc: str

    def say(self, line: str) -> None:
        """One line of what happens, for who watches."""
        print(f"  [{self.pc}] {line}", flush=True)

    def ask(self, wish: str) -> str:
        """Ask whoever directs the demo for something outside the window; the answer, once it is done."""
        print(f"{WISH}{wish}", flush=True)
        done, _, answer = sys.stdin.readline().strip().partition(" ")
        if done != DONE:
            raise StuckError(f"没有人做到：{wish}")
        return answer

    def keep(self, name: str, value: object) -> None:
        """A fact for later scenes."""
        facts = self.facts() | {name: value}
        draft = self.folder / "facts.json.new"
        draft.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.folder / "facts.json")

    def facts(self) -> dict[str, object]:
        path = self.folder / "facts.json"
        if not path.exists():
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    def fact(self, name: str) -> str:
        return str(self.facts()[name])

    def sign_in(self, staff_no: str) -> None:
        """Staff number and PIN, by keys; the window asks by itself after the start, else F2 does."""
        driver = self.driver
        if not isinstance(driver.window.overlay.panel, SignIn):
            driver.press("F2")
        dialog = driver.dialog(SignIn)
        if driver.has_focus(dialog.pin):
            driver.press("Shift+Tab")
        driver.until(lambda: driver.has_focus(dialog.number), "工号的格子")
        driver.press("Ctrl+A")
        driver.write(staff_no)
        driver.press("Enter")
        driver.until(lambda: driver.has_focus(dialog.pin), "PIN 的格子")
        driver.write(PIN)
        driver.dialog_gone()
        driver.until(
            lambda: driver.desk.person is not None and driver.desk.reader.staff_no == staff_no, "登录"
        )
        driver.settle()
