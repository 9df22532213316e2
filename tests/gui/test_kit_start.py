"""The first start with a county's kit on the stick: the code opens it, and nothing has to be copied by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from forms.clock import FixedClock, SystemClock
from server import verbs
from server.settings import Settings
from server.stick.kit import Made, make_kit
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.gui.test_first_start import STILL, press, until
from ui.application import Start
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.kit import KitDialog
from ui.dialogs.wizard import Wizard


@dataclass(frozen=True)
class Stick:
    county: RunningCounty
    made: Made

    @property
    def devices(self) -> int:
        listed = verbs.say_devices(self.county.county, HOSPITAL).document
        assert isinstance(listed, list)
        return len(listed)


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stick]:
    folder = tmp_path_factory.mktemp("stick")
    clock = FixedClock(SystemClock().now())
    with running_county(Settings.embedded(folder / "county", clock=clock)) as county:
        county.add_hospital(HOSPITAL)
        yield Stick(county, make_kit(county.county, HOSPITAL, address=county.url, into=folder / "E"))


@pytest.fixture
def begin(qapp: QApplication, stick: Stick, tmp_path: Path) -> Iterator[Callable[[], Start]]:
    """Starts the program on a new computer with the stick in it, and waits for what it says."""
    begun: list[Start] = []

    def one() -> Start:
        start = Start(qapp, tmp_path / "home", STILL, places=lambda: [stick.made.folder.parent])
        begun.append(start)
        start.show()
        until(lambda: start.background is not None and isinstance(start.window.overlay.panel, KitDialog))
        return start

    yield one
    for start in begun:
        start.close()
        start.window.close()
        start.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def kit_of(start: Start) -> KitDialog:
    dialog = start.window.overlay.panel
    assert isinstance(dialog, KitDialog)
    return dialog


def test_the_first_computer_of_a_hospital_finds_name_address_and_code_filled_in(
    begin: Callable[[], Start], stick: Stick
) -> None:
    start = begin()
    dialog = kit_of(start)
    assert str(stick.made.folder) in " ".join(
        label.text() for label in dialog.findChildren(type(dialog.kept))
    )
    press(dialog.code, Qt.Key.Key_Return)
    assert "还没填核对码" in dialog.code.accessibleDescription()
    QTest.keyClicks(dialog.code, "22222-22222")
    press(dialog.code, Qt.Key.Key_Return)
    until(lambda: "核对码对不上" in dialog.code.accessibleDescription())
    dialog.code.clear()
    QTest.keyClicks(dialog.code, stick.made.check_code.lower())
    press(dialog.code, Qt.Key.Key_Return)
    until(lambda: isinstance(start.window.overlay.panel, Wizard))
    wizard = start.window.overlay.panel
    assert isinstance(wizard, Wizard)
    assert wizard.hospital.text() == HOSPITAL
    press(wizard.hospital, Qt.Key.Key_Return)
    press(wizard.profile.beds, Qt.Key.Key_Return)
    QTest.keyClicks(wizard.number, "0001")
    wizard.name.setText("郑某")
    QTest.keyClicks(wizard.pin, "2468")
    QTest.keyClicks(wizard.again, "2468")
    press(wizard.again, Qt.Key.Key_Return)
    until(lambda: bool(wizard.code.text()))
    press(wizard.copied, Qt.Key.Key_Space)
    press(wizard.go, Qt.Key.Key_Return)
    assert wizard.county.text() == stick.county.url
    assert wizard.go.text() == "接入县里"
    before = stick.devices
    press(wizard.go, Qt.Key.Key_Return)
    until(lambda: isinstance(start.window.overlay.panel, FirstLists))
    assert stick.devices == before + 1
    assert start.store is not None
    assert start.store.require_installation().is_enrolled


def test_another_computer_joins_with_the_code_alone(begin: Callable[[], Start], stick: Stick) -> None:
    start = begin()
    dialog = kit_of(start)
    QTest.keyClicks(dialog.code, stick.made.check_code)
    press(dialog.which, Qt.Key.Key_Right)
    assert dialog.which.current == "more"
    before = stick.devices
    press(dialog.code, Qt.Key.Key_Return)
    until(lambda: not isinstance(start.window.overlay.panel, KitDialog | Wizard))
    assert stick.devices == before + 1
    assert start.store is not None
    assert start.store.require_installation().facility_name == HOSPITAL


def test_whoever_leaves_it_fills_in_the_rest_by_hand(begin: Callable[[], Start]) -> None:
    start = begin()
    press(kit_of(start).code, Qt.Key.Key_Escape)
    wizard = start.window.overlay.panel
    assert isinstance(wizard, Wizard)
    assert wizard.hospital.text() == ""
    assert wizard.county.text() == ""
