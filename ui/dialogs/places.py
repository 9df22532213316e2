"""Which places a round goes to: by area, or one by one, in the order in which they are walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from forms.listed import Choice
from ui.filling.options import OptionBoxes
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlace:
    """A place that can be walked to; ``area`` in words."""

    code: str
    name: str
    area: str


class PlacesDialog(Dialog):
    """Signals:
    given: the codes of the places chosen, in walking order.
    """

    given = Signal(object)

    def __init__(
        self,
        places: Sequence[RoundPlace],
        *,
        chosen: Sequence[str] = (),
        verb: str = "开始巡查",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("这一轮巡查哪些部位", wide=800, kept="Esc 离开，填的都在", parent=parent)
        self._places = tuple(places)
        self._verb = verb
        self.head.addWidget(Label("按走的顺序排好；录到一半还可以加", Type.META, Role.TEXT2))
        areas = list(dict.fromkeys(place.area for place in places))
        counts = {area: sum(1 for place in places if place.area == area) for area in areas}
        self.areas = OptionBoxes(
            [Choice(code=area, label=f"{area} {counts[area]}") for area in areas],
            many=True,
            name="区域",
            marks=False,
        )
        self.boxes = OptionBoxes(
            [Choice(code=place.code, label=place.name) for place in places], many=True, name="部位", even=True
        )
        self.body.addWidget(Label("按区域选", Type.META, heavy=True))
        self.body.addWidget(self.areas)
        self.body.addWidget(Label("一处一处选", Type.META, heavy=True))
        self.body.addWidget(self.boxes)
        self.body.addStretch(1)
        self.whole = Button("全院", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.go = Button("", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.whole)
        self.foot.addWidget(self.go)
        self.areas.changed.connect(self._on_areas)
        self.boxes.changed.connect(lambda _codes: self._show_count())
        self.whole.clicked.connect(self._on_whole)
        self.go.clicked.connect(self._give)
        self.boxes.set_chosen(chosen)
        self._show_count()

    def first_focus(self) -> QWidget:
        return self.areas

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._give()
            return
        super().keyPressEvent(event)

    def _on_areas(self, areas: tuple[str, ...]) -> None:
        in_areas = {place.code for place in self._places if place.area in areas}
        self.boxes.set_chosen([place.code for place in self._places if place.code in in_areas])
        self._show_count()

    def _on_whole(self) -> None:
        self.boxes.set_chosen([place.code for place in self._places])
        self._show_count()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_count(self) -> None:
        count = len(self.boxes.chosen)
        self.go.set_label(f"{self._verb} {count} 处" if count else self._verb)
        self.go.setEnabled(count > 0)

    def _give(self) -> None:
        if self.boxes.chosen:
            self.given.emit(self.boxes.chosen)
