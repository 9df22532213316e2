"""Fills the fill page by keys: goes to a field with Tab, answers by what kind of field it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QWidget

from forms.answer_store import Path as AnswerPath
from forms.definition import Field, FieldType
from tools.driving import Driver
from ui.dialogs.seal import SealDialog
from ui.filling.editors.signature import SignaturePad
from ui.filling.editors.tiles import Tiles
from ui.filling.fill_page import FillPage
from ui.filling.finding_panel import FindingPanel
from ui.filling.options import OptionCards
from ui.widgets.button import Button

_LOOKUPS = (FieldType.PERSON, FieldType.PLACE, FieldType.ASSET)
_FREELY = (
    FieldType.INTEGER,
    FieldType.DECIMAL,
    FieldType.DATE,
    FieldType.TIME,
    FieldType.DATETIME,
    FieldType.TEXT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A finding that was put right on the spot; ``category`` counts the choices from 1, 0: there are none."""

    text: str
    done: str
    category: int = 0
    place: str = ""
    photo: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A finding that becomes a hazard, with who puts it right; the deadline is the one the form proposes."""

    text: str
    owner: str
    category: int = 0
    place: str = ""
    photo: Path | None = None


Answer = str | Sequence[str] | Fixed | Open
"""What is keyed: words or figures, a choice's label, several of them, or a finding."""


class FormHand:
    """The hands of one person on the fill page that is open."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        page = driver.page("fill")
        assert isinstance(page, FillPage)
        self.page = page

    # one field after the other ----------------------------------------

    def answer(self, answers: Mapping[str, Answer], *, row: tuple[str, str] | None = None) -> None:
        """Answer fields in the order given, which is the page's; ``row`` is (table, row id)."""
        for name, answer in answers.items():
            path = (name,) if row is None else (*row, name)
            self.go_to(path)
            self._key(self.page.session.filling.field_at(path), answer)

    def add_row(self, table: str, answers: Mapping[str, Answer]) -> None:
        """One more row of a repeating table, by its own button."""
        before = self.page.session.filling.row_ids(table)
        self.go_to((table,))
        self.driver.press("Space")
        driver, filling = self.driver, self.page.session.filling
        rows = driver.until(lambda: set(filling.row_ids(table)) - set(before), f"新的一行 {table}")
        self.answer(answers, row=(table, next(iter(rows))))

    def attach(self, name: str, path: Path) -> None:
        """Drag a photo onto the field of that name."""
        self.go_to((name,))
        tiles = self.driver.focus()
        drop(tiles, path)
        self.driver.until(lambda: bool(self.page.session.value((name,))), "照片存进本机")

    def go_to(self, path: AnswerPath) -> None:
        """Tab from line to line until the wanted one is current; back from the top if it lies above."""
        items = self.page.items
        order = [item.path for item in self.page.session.items]
        here = items.current
        back = here in order and path in order and order.index(here) > order.index(path)
        self.driver.tab_to(
            lambda focus: items.current == path and items.isAncestorOf(focus) and not _removes(focus),
            "/".join(path),
            key="Shift+Tab" if back else "Tab",
            most=400,
        )

    def _key(self, field: Field, answer: Answer) -> None:
        driver = self.driver
        match answer:
            case Fixed() | Open():
                self._key_check(field, self._bad(field))
                self.find(answer)
            case str() if field.type is FieldType.CHECK:
                self._key_check(field, answer)
            case str() if field.type in _FREELY:
                driver.press("Ctrl+A")
                driver.write(answer)
            case str() if field.type is FieldType.LONG_TEXT:
                driver.press("Ctrl+A")
                driver.write(answer)
            case str() if field.type in _LOOKUPS:
                self.look_up(answer)
            case str():
                self._choose(field, answer)
            case _ if field.type in _LOOKUPS:
                for one in answer:
                    self.look_up(one)
            case _:
                for one in answer:
                    self._choose(field, one)

    def _key_check(self, field: Field, label: str) -> None:
        """The digit printed in front of the answer."""
        assert field.answers is not None
        labels = [choice.label for choice in field.answers.choices]
        self.driver.press(str(labels.index(label) + 1))

    def _bad(self, field: Field) -> str:
        assert field.answers is not None
        return next(choice.label for choice in field.answers.choices if choice.code in field.answers.bad)

    def look_up(self, words: str) -> None:
        """Staff number, name or initials; Enter takes the first that is offered."""
        driver = self.driver
        driver.write(words)
        driver.until(lambda: isinstance(QApplication.activePopupWidget(), QListView), f"候选 {words}")
        driver.press("Enter")
        driver.until(lambda: QApplication.activePopupWidget() is None, "候选收起")

    def _choose(self, field: Field, label: str) -> None:
        labels = [choice.label for choice in field.choices]
        self._choose_nth(labels.index(label))

    def _choose_nth(self, index: int) -> None:
        """A digit where the choices lie open, arrows in a drop-down."""
        focus = self.driver.focus()
        if not isinstance(focus, QComboBox):
            self.driver.press(str(index + 1))
            return
        while focus.currentIndex() != index:
            self.driver.press("Down" if focus.currentIndex() < index else "Up")

    # findings ---------------------------------------------------------

    def find(self, finding: Fixed | Open) -> None:
        """Describe what was found in the panel that has opened; the focus is in its description or before it."""
        driver = self.driver
        self._tab_to("问题描述")
        driver.press("Ctrl+A")
        driver.write(finding.text)
        if finding.photo is not None:
            tiles = driver.find(Tiles, "整改前照片", within=_panel_of(driver.focus()))
            drop(tiles, finding.photo)
            driver.until(lambda: "已有 1 张" in tiles.accessibleName(), "照片存进本机")
        if finding.place:
            self._tab_to("部位")
            self.look_up(finding.place)
        if finding.category:
            self._tab_to("类别")
            self._choose_nth(finding.category - 1)
        self._tab_to("怎么处理")
        cards = driver.focus()
        assert isinstance(cards, OptionCards)
        word = "当场已整改" if isinstance(finding, Fixed) else "转为隐患"
        while word not in cards.accessibleName():
            driver.press("Right" if cards.current else "Space")
        if isinstance(finding, Fixed):
            self._tab_to("做了什么")
            driver.write(finding.done)
        else:
            self._tab_to("责任人")
            self.look_up(finding.owner)

    def _tab_to(self, name: str) -> None:
        self.driver.tab_to(lambda focus: focus.accessibleName().startswith(name), f"“{name}”")

    # sealing ----------------------------------------------------------

    def seal(self, pin: str, *, drawn: bool = False, name: str = "") -> str:
        """Ctrl+Enter, the pen where it is asked for, the PIN; the serial number that the dialog shows."""
        driver = self.driver
        driver.press("Ctrl+Enter")
        dialog = driver.dialog(SealDialog)
        if dialog.problem_list is not None:
            driver.picture("还要补")
            driver.until(lambda: dialog.problem_list is None, "没有要补的", seconds=0.1)
        card = dialog.cards[0]
        driver.until(lambda: driver.has_focus(card.pin), "PIN 的格子")
        if drawn:
            driver.click(driver.find(Button, "打开手写区", within=card))
            scribble(driver, driver.find(SignaturePad, within=card))
            driver.click(card.pin)
        driver.picture(f"签字{name}")
        driver.write(pin)
        driver.until(lambda: dialog.is_sealed, "封存")
        driver.settle()
        driver.picture(f"已封存{name}")
        said = dialog.kept.text()
        driver.press("Escape")
        driver.dialog_gone()
        return said


def _removes(widget: QWidget) -> bool:
    """The button that takes a row away stands before the row's first field."""
    return widget.accessibleName().startswith("去掉")


def _panel_of(widget: QWidget) -> QWidget:
    """The panel of one finding in which a widget lies; several may be open on a page."""
    panel: QWidget | None = widget
    while panel is not None and not isinstance(panel, FindingPanel):
        panel = panel.parentWidget()
    assert panel is not None
    return panel


def scribble(driver: Driver, pad: QWidget) -> None:
    """A signature: three strokes that could be somebody's name."""
    driver.draw(
        pad,
        (
            [(0.20, 0.35), (0.26, 0.30), (0.33, 0.34), (0.30, 0.55), (0.22, 0.70)],
            [(0.36, 0.30), (0.40, 0.52), (0.37, 0.68), (0.44, 0.60), (0.50, 0.40)],
            [(0.52, 0.62), (0.60, 0.52), (0.68, 0.58), (0.78, 0.42)],
        ),
    )


def drop(target: QWidget, path: Path) -> None:
    """A file dragged onto a widget and let go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPointF(target.rect().center())
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(at.toPoint(), copy, mime, left, none))
    QApplication.sendEvent(target, QDropEvent(at, copy, mime, left, none))
