"""Editor for a deadline: how long from now, or a moment of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout

from forms.clock import ZONE
from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling import moments
from ui.filling.editors.choice import DropDown
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.moment import MomentEditor

USUAL_HOURS = (24, 72, 168, 720)
_OWN = "own"


class DeadlineEditor(Editor):
    def __init__(self, around: Surroundings, *, hours: int, name: str = "整改期限") -> None:
        super().__init__()
        self._now: Callable[[], datetime] = around.now
        self._presets: dict[str, str] = {}
        self._list = DropDown((), empty="选期限")
        self._list.setAccessibleName(name)
        self._list.setEnabled(not around.is_read_only)
        field = Field(name="due", label=name, type=FieldType.DATETIME, line=0)
        self._own = MomentEditor(field, around)
        self._own.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._own, 1)
        self.setFocusProxy(self._list)
        start = self._now().astimezone(ZONE).replace(second=0, microsecond=0)
        for count in sorted({hours, *USUAL_HOURS}):
            due = start + timedelta(hours=count)
            self._list.addItem(f"{_span(count)}，{_short(due)} 前", moments.keep_datetime(due))
        self._list.addItem("另定时间…", _OWN)
        self._list.activated.connect(self._on_chosen)
        self._own.edited.connect(self.edited)
        self._own.typed.connect(self.typed)

    def set_value(self, value: Json) -> None:
        code = value if isinstance(value, str) else None
        if code and self._list.findData(code) < 0:
            self._list.insertItem(0, f"{_shown(code)} 前", code)
        if not self._own.isVisible():
            self._list.set_code(code)
        self._own.set_value(code)

    def _on_chosen(self, _index: int) -> None:
        code = self._list.code()
        self._own.setVisible(code == _OWN)
        if code == _OWN:
            self._own.setFocus()
        else:
            self.edited.emit(code)


def default_deadline(now: datetime, hours: int) -> str:
    """The deadline that a rule's hours give, as kept in answers."""
    return moments.keep_datetime(
        now.astimezone(ZONE).replace(second=0, microsecond=0) + timedelta(hours=hours)
    )


def _span(hours: int) -> str:
    return f"{hours} 小时内" if hours < 48 or hours % 24 else f"{hours // 24} 天内"


def _short(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _shown(text: str) -> str:
    try:
        return _short(datetime.fromisoformat(text))
    except ValueError:
        return text
