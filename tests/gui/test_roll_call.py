"""A table of people is filled by a roll call: departments first, then who came."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forms.definition import FieldType
from forms.json_value import Json
from forms.listed import Choice
from forms.roll import came_column, person_column, rows_for
from tests.definitions import field, rows
from ui.dialogs.roll_call import RollCallDialog, RollPerson
from ui.filling.row_entries import add_word

PEOPLE = (
    RollPerson(staff_no="0231", name="张某", department="内科病区"),
    RollPerson(staff_no="0188", name="王某", department="内科病区"),
    RollPerson(staff_no="0107", name="李某", department="保卫科"),
    RollPerson(staff_no="0999", name="朱某", department=""),
)
CAME = field(
    "came", FieldType.ONE_OF, choices=(Choice(code="yes", label="到"), Choice(code="no", label="缺席"))
)
ROLL = rows("people", field("who", FieldType.PERSON), CAME, unique=("who",))
NAMES = rows("people", field("who", FieldType.PERSON), field("part"), unique=("who",))
THINGS = rows("things", field("name"), unique=("name",))


class Given:
    """What the dialog gave, last first."""

    def __init__(self, dialog: RollCallDialog) -> None:
        self.all: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        dialog.given.connect(lambda due, came: self.all.insert(0, (due, came)))

    @property
    def due(self) -> tuple[str, ...]:
        return self.all[0][0]

    @property
    def came(self) -> tuple[str, ...]:
        return self.all[0][1]


def opened(qtbot: QtBot, *, asks_who_came: bool = True, department: str | None = None) -> RollCallDialog:
    dialog = RollCallDialog(PEOPLE, asks_who_came=asks_who_came, department=department)
    qtbot.addWidget(dialog)
    dialog.resize(800, 600)
    dialog.show()
    return dialog


def test_whoever_is_not_ticked_did_not_come(qtbot: QtBot) -> None:
    dialog = opened(qtbot, department="内科病区")
    given = Given(dialog)
    dialog.boxes.set_chosen(["0231"])
    dialog.boxes.changed.emit(dialog.boxes.chosen)
    assert dialog.go.text().startswith("加上 2 人，到 1 人")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert (given.due, given.came) == (("0231", "0188"), ("0231",))
    assert rows_for(ROLL, given.due, given.came) == [
        {"who": "0231", "came": "yes"},
        {"who": "0188", "came": "no"},
    ]


def test_another_department_keeps_who_is_ticked(qtbot: QtBot) -> None:
    dialog = opened(qtbot, department="内科病区")
    given = Given(dialog)
    dialog.all.click()
    dialog.departments.set_chosen(["内科病区", "不分科室"])
    dialog.departments.changed.emit(dialog.departments.chosen)
    dialog.go.click()
    assert (given.due, given.came) == (("0231", "0188", "0999"), ("0231", "0188"))


def test_nothing_is_given_before_a_department_is_chosen(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    given = Given(dialog)
    assert not dialog.go.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert given.all == []
    dialog.whole.click()
    dialog.go.click()
    assert given.due == ("0231", "0188", "0107", "0999")
    assert given.came == ()


def test_a_table_that_does_not_ask_who_came_takes_only_those_ticked(qtbot: QtBot) -> None:
    dialog = opened(qtbot, asks_who_came=False, department="内科病区")
    given = Given(dialog)
    dialog.boxes.set_chosen(["0188"])
    dialog.boxes.changed.emit(dialog.boxes.chosen)
    dialog.go.click()
    assert rows_for(NAMES, given.due, given.came) == [{"who": "0188"}]


@pytest.mark.parametrize(("table", "word"), [(ROLL, "点名"), (NAMES, "加人"), (THINGS, "加一条")])
def test_the_button_says_what_it_adds(table: object, word: str) -> None:
    assert add_word(table) == word  # type: ignore[arg-type]


def test_only_a_table_in_which_each_person_stands_once_has_a_roll() -> None:
    assert person_column(ROLL) is not None
    assert came_column(ROLL) is CAME
    assert came_column(NAMES) is None
    assert person_column(THINGS) is None
    nothing: list[dict[str, Json]] = []
    assert rows_for(THINGS, ["0231"], []) == nothing
