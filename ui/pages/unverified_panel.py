"""待核对的条文: a group of 设置 that lists what nobody has held against the official wording yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.card import Card, row
from ui.widgets.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One text: the form, the part of it that rests on the text, the article, the text as it is written there."""

    form: str
    where: str
    article: str
    text: str


class UnverifiedPanel(Card):
    """A table of where, and below it the whole text of the current row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 16, 12), spacing=8, parent=parent)
        columns: tuple[Column[TextRow], ...] = (
            Column(title="表", text=lambda one: one.form, wide=220, heavy=True),
            Column(title="哪里", text=lambda one: one.where, wide=240, stretch=True),
            Column(title="出处", text=lambda one: one.article, wide=240, stretch=True, quiet=True, keep=1),
        )
        self.rows: RowsModel[TextRow] = RowsModel(columns, self)
        self.table = Table(self.rows, "待核对的条文")
        self.count = Label("", Type.META, Role.TEXT2)
        words = (
            "这些条文还没有人和正式文本逐字核对过，表上和纸上都标着。"
            "请医院或县里核对，有出入的，由县里换成新版的表"
        )
        self.article = Label("", Type.META, Role.TEXT2, wrap=True)
        self.text = Label("", Type.BODY, wrap=True)
        box = Card("warn", spacing=4)
        box.column.addWidget(self.article)
        box.column.addWidget(self.text)
        self.column.addLayout(row(Label("待核对的条文", Type.SECTION), 8, self.count, None))
        self.column.addWidget(Label(words, Type.BODY, Role.TEXT2, wrap=True))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(box)
        self.table.moved.connect(self._on_moved)

    def present(self, rows: Sequence[TextRow]) -> None:
        texts = len({(one.article, one.text) for one in rows})
        forms = len({one.form for one in rows})
        self.count.setText(f"{len(rows)} 处，{texts} 条，在 {forms} 张表里" if rows else "没有，都核对过了")
        kept = self.table.current
        self.rows.show_rows(rows)
        self.table.go_to(next((n for n, one in enumerate(rows) if one == kept), 0))

    def _on_moved(self, one: TextRow | None) -> None:
        self.article.setText(f"{one.article}　{one.where}" if one else "")
        self.text.setText((one.text or "（出处没有写明条文）") if one else "")
