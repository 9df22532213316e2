"""照纸录入: when it really happened, and the number of the paper that is being keyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from forms.clock import ZONE
from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling import moments
from ui.filling.editors.editor import Surroundings
from ui.filling.editors.moment import MomentEditor
from ui.filling.editors.text import TextEditor
from ui.filling.wording import MAY, MUST
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.focus_chain import proxy_of
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog


class PaperDialog(Dialog):
    """Signals:
    given: the moment it really happened, and the paper's number ("" if it has none).
    """

    given = Signal(object, str)

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        claimed_at: datetime | None = None,
        paper_no: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("照纸录入", wide=520, kept="Esc 离开，填的都在", parent=parent)
        self._now = now
        self.head.addWidget(
            Label(
                "当班或 24 小时内录入算按时，两个时间都会注明；再晚的永远标为“补录”",
                Type.META,
                Role.TEXT2,
                wrap=True,
            )
        )
        around = Surroundings(now=now)
        self.moment = MomentEditor(
            Field(name="at", label="实际时间", type=FieldType.DATETIME, line=0), around
        )
        self.number = TextEditor(Field(name="no", label="纸质原件编号", type=FieldType.TEXT, line=0), around)
        self._at: Json = moments.keep_datetime(claimed_at) if claimed_at is not None else None
        self._no = paper_no
        self.moment.set_value(self._at)
        self.number.set_value(paper_no)
        for signal in (self.moment.edited, self.moment.typed):
            signal.connect(self._on_moment)
        self.number.typed.connect(self._on_number)
        self._frame = FieldFrame(
            "实际时间", self.moment, need=MUST, hint="纸上写的那个时间，不是现在录入的时间"
        )
        self.body.addWidget(self._frame)
        self.body.addWidget(FieldFrame("纸质原件编号", self.number, need=MAY))
        self.body.addStretch(1)
        self.go = Button("照纸录入", Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)
        self.number.left.connect(self._give)
        self.moment.left.connect(self.moment.focusNextChild)

    def first_focus(self) -> QWidget:
        return proxy_of(self.moment) or self.moment

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)

    def _on_moment(self, value: Json) -> None:
        self._at = value

    def _on_number(self, value: Json) -> None:
        self._no = value if isinstance(value, str) else ""

    def _give(self) -> None:
        moment = moments.read_datetime(self._at, now=self._now()) if isinstance(self._at, str) else None
        problem = ""
        if moment is None:
            problem = "看不懂这个时间。写成 2150、昨天 2150 或 11-20 2150 这样"
        elif moment > self._now().astimezone(ZONE):
            problem = "这个时间还没到。写纸上记的那个时间"
        self._frame.set_problem(problem)
        if moment is None or problem:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.given.emit(moment, self._no.strip())
