"""The second question of the first start: how many beds, and what the hospital has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from forms.clock import SystemClock, local
from ui.theme.tokens import Role, Type
from ui.widgets.card import row
from ui.widgets.chip import Segments
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label

KEY_UNIT = "fire_key_unit"
KEY_UNIT_BEDS = (
    50  # the usual measure of a key unit of fire safety; the province's own and the published list decide
)
MOST_BEDS = 20_000
STARTS = (("today", "今天", ""), ("tomorrow", "明天", ""), ("monday", "下周一", ""))
ACROSS = 3


class ProfileStep(QWidget):
    """Everything may be left out; what is not ticked is added later in the settings."""

    def __init__(self, switches: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """``switches`` are (code, word, hint)."""
        super().__init__(parent)
        self.beds = QLineEdit()
        self.beds.setPlaceholderText("如 60")
        self.beds.setMaximumWidth(200)
        self._beds_frame = FieldFrame(
            "开放床位", self.beds, need="选填", hint="50 张以上，通常是消防安全重点单位"
        )
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for number, (code, word, hint) in enumerate(switches):
            box = QCheckBox(word)
            box.setToolTip(hint)
            box.setAccessibleDescription(hint)
            self.boxes[code] = box
            grid.addWidget(box, number // ACROSS, number % ACROSS)
        self._touched = False
        if KEY_UNIT in self.boxes:
            self.boxes[KEY_UNIT].clicked.connect(self._on_touched)
        self.beds.textChanged.connect(self._on_beds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._beds_frame)
        column.addWidget(Label("本院有的勾上，才有相应的表和要做的事", Type.META, Role.TEXT2))
        column.addLayout(grid)
        self.since = Segments(STARTS, "从哪天开始做")
        column.addLayout(row(Label("从哪天开始做", Type.META, heavy=True), 8, self.since, None))
        column.addWidget(Label("不清楚的先不勾，以后在设置里加", Type.NOTE, Role.TEXT3))
        column.addStretch(1)

    def _on_touched(self) -> None:
        self._touched = True

    def _on_beds(self, text: str) -> None:
        """Ticks the key unit by the number of beds, until a person has decided it."""
        if KEY_UNIT in self.boxes and not self._touched:
            self.boxes[KEY_UNIT].setChecked(text.strip().isdecimal() and int(text) >= KEY_UNIT_BEDS)

    def is_whole(self) -> bool:
        """Whether the beds are a number or nothing; says so under them if not."""
        text = self.beds.text().strip()
        right = not text or (text.isascii() and text.isdecimal() and int(text) <= MOST_BEDS)
        self._beds_frame.set_problem("" if right else f"写一个整数，最多 {MOST_BEDS}，或者空着")
        if not right:
            self.beds.setFocus()
        return right

    def tick(self, switches: Sequence[object]) -> None:
        """Tick these and nothing else, as a person would."""
        self._touched = True
        for code, box in self.boxes.items():
            box.setChecked(code in switches)

    @property
    def start(self) -> date:
        """The day from which what is regular is due."""
        today = local(SystemClock().now()).date()
        match self.since.current:
            case "tomorrow":
                return today + timedelta(days=1)
            case "monday":
                return today + timedelta(days=7 - today.weekday())
            case _:
                return today

    @property
    def switches(self) -> tuple[str, ...]:
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    @property
    def figures(self) -> dict[str, int]:
        text = self.beds.text().strip()
        return {"beds": int(text)} if text else {}
