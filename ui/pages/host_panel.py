"""The group 院内主机 of 设置: one button to begin; then, large, what to type on another computer, and who has joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerRow:
    """One of the hospital's computers; ``key`` is its X25519 key in hexadecimal."""

    key: str
    number: str
    label: str
    seen: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class HostModel:
    """``addresses`` are what to type elsewhere; ``code`` is empty until one was asked for."""

    is_host: bool
    can_host: bool
    house: str = ""  # the address of the host that this computer sends to
    addresses: Sequence[str] = ()
    code: str = ""
    until: str = ""
    problem: str = ""
    computers: Sequence[ComputerRow] = ()


COLUMNS: tuple[Column[ComputerRow], ...] = (
    Column(title="编号", text=lambda one: one.number, wide=80, quiet=True),
    Column(title="电脑", text=lambda one: one.label, wide=180, stretch=True, heavy=True),
    Column(title="最近来过", text=lambda one: one.seen, wide=150),
    Column(title="现在", text=lambda _: "", state=lambda one: one.state, wide=130, keep=1),
)


class HostPanel(Card):
    """Signals:
    acted(str, str): the id of a button, and the key of the computer it is about ("" for none).
    """

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 20, 16), spacing=12, parent=parent)
        self.line = Label("", Type.BODY, Role.TEXT2, wrap=True)
        self.problem = Label("", Type.BODY, Role.BAD, wrap=True)
        self.on = Button("这台电脑做院内主机", Kind.PRIMARY, icon="server", height=CONTROL_PRIMARY)
        self.on.clicked.connect(lambda: self.acted.emit("host.on", ""))
        self._join = self._make_join()
        self._rows: RowsModel[ComputerRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "加入的电脑")
        self._joined = QWidget()
        joined = QVBoxLayout(self._joined)
        joined.setContentsMargins(0, 0, 0, 0)
        joined.setSpacing(6)
        self.count = Label("", Type.META, Role.TEXT2)
        head = row(Label("加入的电脑", Type.BODY, heavy=True), self.count, None)
        for name, word, icon in (
            ("computer.approve", "批准", "monitor"),
            ("host.revoke", "停用这一台", "ban"),
            ("host.off", "不再做院内主机", "power"),
        ):
            head.addWidget(self._button(name, word, icon))
        joined.addLayout(head)
        joined.addWidget(self.table, 1)
        self.column.addWidget(Label("院内主机", Type.SECTION))
        self.column.addWidget(self.line)
        self.column.addWidget(self.problem)
        self.column.addLayout(row(self.on, None))
        self.column.addWidget(self._join)
        self.column.addWidget(self._joined, 1)
        self.column.addStretch(0)

    def _button(self, name: str, word: str, icon: str) -> Button:
        button = Button(word, Kind.PLAIN, icon=icon)
        button.clicked.connect(lambda: self.acted.emit(name, self._current()))
        return button

    def _current(self) -> str:
        current = self.table.current
        return "" if current is None else current.key

    def _make_join(self) -> Card:
        card = Card("brand", margins=(20, 14, 20, 14), spacing=8)
        words = "让另一台电脑加入：在那台电脑上打开医安，选“加入已有的医院”，照着填这两行，再回到这里按“批准”"
        card.column.addWidget(Label(words, Type.BODY, wrap=True))
        self.address, self.code, self.until = (
            Label("", Type.FIGURE, wrap=True),
            Label("", Type.FIGURE),
            Label("", Type.META, Role.TEXT2),
        )
        for label in (self.address, self.code):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.renew = self._button("host.code", "给一个报到码", "key-round")
        line = QHBoxLayout()
        line.setSpacing(32)
        line.addLayout(_named("地址", self.address), 3)
        line.addLayout(_named("报到码", self.code, self.until), 2)
        card.column.addLayout(line)
        card.column.addLayout(row(self.renew, None))
        return card

    def present(self, model: HostModel) -> None:
        self.line.setText(_words(model))
        self.problem.setText(model.problem)
        self.problem.setVisible(bool(model.problem))
        self.on.setVisible(model.can_host and not model.is_host)
        self._join.setVisible(model.is_host)
        self._joined.setVisible(model.is_host)
        self.address.setText("\n".join(model.addresses) or "还没有连上院内的网")
        self.code.setText(model.code or "按下面的按钮")
        self.until.setText(f"{model.until} 以前用，只能用一次" if model.code else "")
        self.renew.set_label("换一个报到码" if model.code else "给一个报到码")
        self._rows.show_rows(model.computers)
        self.count.setText(f"{len(model.computers)} 台")


def _words(model: HostModel) -> str:
    if model.is_host:
        return "这台电脑是院内主机。医安开着的时候，本院别的电脑都送到这里；连得上县里时，由它一起送到县里"
    if not model.can_host and not model.house:
        return (
            "没有外网、或只有一台电脑连得上外网时，可以选一台一直开着的电脑做院内主机。"
            "这台电脑上装的医安不带院内主机，请在另一台上做，或请信息员装完整的一份"
        )
    if model.house:
        return f"这台电脑送到院内主机 {model.house}，由主机送到县里。那台坏了，可以改由这一台做"
    return (
        "没有外网、或只有一台电脑连得上外网时，选一台一直开着的电脑做院内主机，别的电脑都连它。"
        "记录先到院内主机，连得上县里时一起送去"
    )


def _named(name: str, *labels: Label) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(Label(name, Type.NOTE, Role.TEXT2))
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    return column
