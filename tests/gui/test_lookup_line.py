"""Enter on an offered person takes that person once, whether the field holds one or many."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from forms.definition import Field, FieldType
from ui.filling.choices import Choices, Option
from ui.filling.editors.editor import Surroundings
from ui.filling.editors.lookup import LookupEditor

PEOPLE = (
    Option(code="0415", label="赵某", note="总务科", keys=("zm",)),
    Option(code="0107", label="李某", note="保卫科", keys=("lm",)),
)


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
@pytest.mark.parametrize("typed", ["0415", "zm"])
@pytest.mark.parametrize("many", [True, False])
def test_enter_on_an_offered_person_takes_them_once(qtbot: QtBot, typed: str, many: bool) -> None:
    around = Surroundings(now=lambda: datetime.now(UTC), choices=Choices(people=lambda _kind: PEOPLE))
    field = Field(name="team", label="检查组成员", type=FieldType.PERSON, line=0, multiple=many)
    editor = LookupEditor(field, around)
    qtbot.addWidget(editor)
    answers: list[object] = []
    left: list[bool] = []
    editor.edited.connect(answers.append)
    editor.left.connect(lambda: left.append(True))
    editor.show()
    editor.line.setFocus()
    qtbot.waitActive(editor)
    QTest.keyClicks(editor.line, typed)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QListView))
    QTest.keyClick(QApplication.activePopupWidget() or editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [["0415"] if many else "0415"]
    assert bool(left) is not many  # several: the line waits for another; one: on to the next field
