"""One editor per field type: what people type, choose, paste and draw becomes the answer the form keeps."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forms.definition import Field, FieldType
from forms.json_value import Json
from forms.listed import Choice
from tests.gui.fill_builders import Attachments, around
from ui.filling.editors.attachments import AttachmentsEditor
from ui.filling.editors.choice import DropDown
from ui.filling.editors.editor import Editor
from ui.filling.editors.month_popup import MonthPopup
from ui.filling.editors.registry import EDITORS
from ui.filling.options import OptionBoxes
from ui.theme.tokens import LIGHT, Role
from ui.widgets.button import Button
from ui.widgets.focus_chain import proxy_of

Key = Qt.Key


def field(kind: FieldType, **facts: object) -> Field:
    return Field(name="f", label="项目", type=kind, line=1, **facts)  # type: ignore[arg-type]


class Shown:
    """An editor on the screen with the answers it gave."""

    def __init__(self, qtbot: QtBot, made: Editor) -> None:
        self.editor = made
        self.answers: list[Json] = []
        made.edited.connect(self.answers.append)
        made.typed.connect(self.answers.append)
        made.resize(500, 200)
        qtbot.add_widget(made)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        self.target: QWidget = proxy_of(made) or made
        self.target.setFocus()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.target, text)

    def press(self, key: Key) -> None:
        QTest.keyClick(self.target, key)


def test_every_type_that_asks_something_has_an_editor() -> None:
    assert set(FieldType) - set(EDITORS) == {FieldType.CHECK, FieldType.ROWS}


@pytest.mark.parametrize("typed", ["0188", "王某", "wm", "WangMou"])
def test_a_person_is_found_by_number_name_or_initials(qtbot: QtBot, typed: str) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.PERSON](field(FieldType.PERSON), around()))
    assert isinstance(shown.target, QLineEdit)
    shown.target.setText(typed)
    shown.target.setModified(True)
    shown.press(Key.Key_Return)
    assert shown.answers[-1] == "0188"


@pytest.mark.qt_log_ignore(
    "grabbing the keyboard", extend=True
)  # the offscreen platform, on showing the list
def test_several_people_become_chips_that_can_be_taken_out(qtbot: QtBot) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.PERSON](field(FieldType.PERSON, multiple=True), around()))
    for number in ("0188", "0107"):
        shown.type(number)
        shown.press(Key.Key_Return)
    assert shown.answers[-1] == ["0188", "0107"]


def test_a_word_that_is_nobody_is_kept_so_that_the_problem_can_name_it(qtbot: QtBot) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.PERSON](field(FieldType.PERSON), around()))
    shown.type("xyz")
    shown.press(Key.Key_Return)
    assert shown.answers[-1] == "xyz"


@pytest.mark.parametrize(("typed", "kept"), [("12.50", "12.50"), ("-3", "-3"), ("abc", "abc"), ("", None)])
def test_decimals_are_kept_as_text(qtbot: QtBot, typed: str, kept: Json) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.DECIMAL](field(FieldType.DECIMAL, unit="℃"), around()))
    shown.type(f"{typed}1")
    shown.press(Key.Key_Backspace)
    assert shown.answers[-1] == kept


def test_a_date_is_read_when_the_field_is_left(qtbot: QtBot) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.DATE](field(FieldType.DATE), around()))
    shown.type("1118")
    shown.press(Key.Key_Return)
    assert shown.answers[-1] == "2026-11-18"
    assert isinstance(shown.target, QLineEdit)
    assert shown.target.text() == "2026-11-18 星期三"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a popup without a screen
def test_a_month_is_typed_or_chosen_without_a_day(qtbot: QtBot) -> None:
    shown = Shown(qtbot, EDITORS[FieldType.DATE](field(FieldType.DATE, precision="month"), around()))
    shown.type("10")
    shown.press(Key.Key_Return)
    assert shown.answers[-1] == "2026-10-01"
    assert isinstance(shown.target, QLineEdit)
    assert shown.target.text() == "2026年10月"
    QTest.keyClick(shown.editor, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = shown.editor.findChild(MonthPopup)
    assert popup is not None
    QTest.keyClick(popup, Key.Key_PageUp)
    QTest.keyClick(popup, Key.Key_Left)
    month = popup.focusWidget()
    assert isinstance(month, Button)
    assert month.accessibleName() == "2025 年 9 月"
    QTest.keyClick(month, Key.Key_Return)
    qtbot.waitUntil(lambda: shown.editor.findChild(MonthPopup) is None)
    assert shown.answers[-1] == "2025-09-01"
    assert shown.target.text() == "2025年9月"


def test_boxes_are_chosen_by_digit(qtbot: QtBot) -> None:
    choices = (Choice(code="a", label="甲"), Choice(code="b", label="乙"), Choice(code="c", label="丙"))
    one = Shown(qtbot, EDITORS[FieldType.ONE_OF](field(FieldType.ONE_OF, choices=choices), around()))
    one.press(Key.Key_2)
    assert one.answers == ["b"]
    many = Shown(qtbot, EDITORS[FieldType.MANY_OF](field(FieldType.MANY_OF, choices=choices), around()))
    many.press(Key.Key_1)
    many.press(Key.Key_3)
    many.press(Key.Key_1)
    assert many.answers == [["a"], ["a", "c"], ["c"]]


@pytest.fixture
def clipboard() -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


def picture() -> QImage:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF8844)
    return image


@pytest.mark.usefixtures("clipboard")
def test_a_photo_is_pasted(qtbot: QtBot) -> None:
    shelf = Attachments()
    shown = Shown(qtbot, EDITORS[FieldType.PHOTO](field(FieldType.PHOTO, multiple=True), around(shelf)))
    QGuiApplication.clipboard().setImage(picture())
    QTest.keyClick(shown.target, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shown.answers[-1] == list(shelf.kept)
    assert next(iter(shelf.kept.values())).startswith(b"\x89PNG")
    assert not shown.editor.grab().isNull()


def test_a_photo_is_dropped_and_taken_away_again(qtbot: QtBot, tmp_path: object) -> None:
    path = f"{tmp_path}/photo.png"
    assert picture().save(path)
    shelf = Attachments()
    made = AttachmentsEditor(field(FieldType.PHOTO, multiple=True), around(shelf))
    shown = Shown(qtbot, made)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path)])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    made.tiles.dropEvent(event)
    assert shown.answers[-1] == list(shelf.kept)
    shown.press(Key.Key_Left)
    shown.press(Key.Key_Delete)
    assert shown.answers[-1] is None


def test_a_file_that_cannot_be_read_is_told(qtbot: QtBot) -> None:
    made = AttachmentsEditor(field(FieldType.FILE, multiple=True), around())
    Shown(qtbot, made)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/nowhere/gone.pdf")])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    made.tiles.dropEvent(event)
    assert "gone.pdf" in made.refusal
    assert "填的都在" in made.refusal


def test_a_list_with_nothing_chosen_yet_shows_a_hint_and_no_answer(qtbot: QtBot) -> None:
    choices = (Choice(code="a", label="请选"),)
    looked: list[int] = []
    for code in (None, "a", None):
        shown = DropDown(choices)
        qtbot.add_widget(shown)
        shown.set_code("a")
        shown.set_code(code)
        shown.resize(200, 36)
        image = shown.grab().toImage().copy(8, 8, 120, 20)
        darkest = min(image.pixelColor(x, y).lightness() for x in range(120) for y in range(20))
        looked.append(abs(darkest - QColor(LIGHT[Role.TEXT3 if code is None else Role.TEXT]).lightness()))
    assert max(looked) < 12


@pytest.mark.parametrize("wide", [120, 400, 744])
def test_even_boxes_stand_below_one_another_and_hold_their_words(qtbot: QtBot, wide: int) -> None:
    names = (
        "供氧站",
        "1 楼急诊与抢救室",
        "2 号楼梯间 1–3 层",
        "配电间",
        "锅炉房",
        "院内消防车通道",
        "污水处理站",
    )
    boxes = OptionBoxes([Choice(code=name, label=name) for name in names], many=True, even=True)
    qtbot.add_widget(boxes)
    boxes.resize(wide, 300)
    rects = [part.rect for part in boxes.heard_parts()]
    columns = {rect.left() for rect in rects}
    assert len({rect.width() for rect in rects}) == 1
    assert len(columns) == {120: 1, 400: 2, 744: 4}[wide]
    assert max(rect.right() for rect in rects) < wide + 1
    assert boxes.heightForWidth(wide) == rects[-1].bottom() + 1
