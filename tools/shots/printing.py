"""What is asked before many records or labels are printed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tools.shots.shot import BOTH, OFFICER, Shot
from tools.window_driver import Driver
from ui.dialogs.labels import LabelsDialog
from ui.presenters.registers import RegistersPresenter


def ask_labels(driver: Driver) -> None:
    """Labels of the extinguishers, a begun sheet in the printer."""
    registers = driver.desk.presenter("registers")
    assert isinstance(registers, RegistersPresenter)
    registers.sheets.print_labels(driver.store.catalog.latest("fire.extinguisher_card"), "灭火器", "MHQ-001")
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, LabelsDialog)
    dialog.sheet.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        driver.key(key)


SHOTS = (
    Shot(name="print-batch", who=OFFICER, steps=("go records", "B"), looks=BOTH),
    Shot(name="print-labels", who=OFFICER, steps=("go registers", ask_labels)),
)
