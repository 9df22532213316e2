"""待核对的条文: a group of 设置 that lists each text once, by its source or its form, and keeps who held it against what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import TEXT, State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.scroll import Scroll

STATES = (("open", "待核对", ""), ("same", "一致", ""), ("differs", "有出入", ""), ("", "全部", ""))
DOCUMENT = re.compile(
    r"《[^》]+》|[^，。 （第]{2,}第\s?\d+\s?号|[A-Z]{2,4}(?:/[A-Z])?\s?\d[\d.]*(?:[—–-]\d{4})?"
)
LEAST, BELOW = 84, 140


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One text wherever it stands; ``places`` are (form, the part of it that rests on the text).

    ``state`` is open, same or differs; ``told`` is who held it against what, and how it is written there.
    """

    article: str
    text: str
    places: tuple[tuple[str, str], ...]
    state: str = "open"
    told: str = ""
    official: str = ""

    @property
    def document(self) -> str:
        """The document that the article belongs to."""
        found = DOCUMENT.search(self.article)
        return found.group() if found else self.article.split("（")[0].strip() or "（没写出处）"

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(form for form, _ in self.places))

    @property
    def used(self) -> str:
        return f"{len(self.places)} 处·{len(self.forms)} 张表"


def _state(one: TextRow) -> State:
    return TEXT[one.state]


COLUMNS: tuple[Column[TextRow], ...] = (
    Column(title="出处", text=lambda one: one.article, wide=280, heavy=True),
    Column(
        title="条文",
        text=lambda one: one.text or "（出处没有写明条文）",
        wide=240,
        stretch=True,
        quiet=True,
        keep=1,
    ),
    Column(title="用在", text=lambda one: one.used, wide=120, align=Align.RIGHT, keep=2),
    Column(title="", text=lambda _: "", state=_state, wide=110),
)


class UnverifiedPanel(Card):
    """Signals:
    acted(str, str): texts.same or texts.differs, and nothing; ``chosen`` are the texts it is about.
    """

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 12), spacing=8, parent=parent)
        self._all: tuple[TextRow, ...] = ()
        self.chosen: tuple[TextRow, ...] = ()
        self.rows: RowsModel[TextRow] = RowsModel(COLUMNS, self)
        self.table = Table(self.rows, "待核对的条文")
        self.count = Label("", Type.META, Role.TEXT2)
        self.states = Segments(STATES, "核对过没有")
        self.documents = _choice("出自哪个文件")
        self.forms = _choice("用在哪张表")
        self.words = QLineEdit()
        self.words.setPlaceholderText("出处、条文里的字")
        self.words.setAccessibleName("按字找条文")
        self.states.chosen.connect(lambda _: self._show())
        self.documents.activated.connect(lambda _: self._show())
        self.forms.activated.connect(lambda _: self._show())
        self.words.textChanged.connect(lambda _: self._show())
        self.same = Button("和正式文本一致", Kind.PRIMARY, icon="check", key="C")
        self.whole = Button("列出的都一致", icon="list-checks")
        self.differs = Button("有出入", icon="file-warning", key="D")
        self.same.clicked.connect(lambda: self._act("texts.same"))
        self.whole.clicked.connect(lambda: self._act("texts.same", whole=True))
        self.differs.clicked.connect(lambda: self._act("texts.differs"))
        self.article, self.where = (
            Label("", Type.META, Role.TEXT2, wrap=True),
            Label("", Type.NOTE, Role.TEXT2, wrap=True),
        )
        self.text, self.told = Label("", Type.BODY, wrap=True), Label("", Type.META, wrap=True)
        self._box = Card("quote", margins=(14, 10, 8, 10), spacing=4)
        body = Scroll(spacing=4)
        for label in (self.article, self.text, self.told, self.where):
            body.column.addWidget(label)
        body.column.addStretch(1)
        self._box.column.addWidget(body)
        self._box.setMinimumHeight(LEAST)
        self._box.setMaximumHeight(BELOW)
        line = "没有和正式文本逐字核对过的，表上和纸上都标着。核对是一张要封存的记录；有出入的报给县里，由县里换新版的表"
        self.column.addLayout(row(Label("待核对的条文", Type.SECTION), 8, self.count, None))
        self.column.addWidget(Label(line, Type.META, Role.TEXT2, wrap=True))
        self.column.addLayout(row(self.states, self.documents, self.forms, spacing=8))
        self.column.addLayout(row(self.words, spacing=8))
        self.column.addWidget(self.table, 4)
        self.column.addWidget(self._box, 1)
        self.column.addLayout(row(self.same, self.differs, None, self.whole, spacing=4))
        self.table.moved.connect(self._on_moved)
        self._on_moved(None)
        self.count.setText("正在翻所有的表，头一次要几秒")

    def present(self, rows: Sequence[TextRow]) -> None:
        """Show the texts; what was filtered and the current one stay."""
        self._all = tuple(rows)
        _refill(self.documents, "所有文件", Counter(one.document for one in rows if one.state == "open"))
        counted = Counter(form for one in rows if one.state == "open" for form in one.forms)
        _refill(self.forms, "所有表", counted)
        self._show()

    def _show(self) -> None:
        state, words = self.states.current, self.words.text().strip().casefold()
        document, form = self.documents.currentData() or "", self.forms.currentData() or ""
        shown = [
            one
            for one in self._all
            if state in ("", one.state)
            and document in ("", one.document)
            and (not form or form in one.forms)
            and words in f"{one.article}{one.text}".casefold()
        ]
        kept = self.table.current
        self.rows.show_rows(shown)
        here = (
            n for n, one in enumerate(shown) if kept and (one.article, one.text) == (kept.article, kept.text)
        )
        self.table.go_to(next(here, 0))
        left = sum(one.state == "open" for one in self._all)
        done = len(self._all) - left
        told = f"还有 {left} 条，核对过 {done} 条" if self._all else "没有，都核对过了"
        self.count.setText(told if len(shown) in (left, len(self._all)) else f"{told}·列出 {len(shown)} 条")
        self.whole.setVisible(bool(document) and len(shown) > 1 and state == "open")
        self.whole.set_label(f"列出的 {len(shown)} 条都一致")

    def _on_moved(self, one: TextRow | None) -> None:
        self.article.setText(one.article if one else "")
        self.text.setText(
            (one.text or "（出处没有写明条文，请对照文件看这一处的要求有没有写对）") if one else ""
        )
        self.told.setText(
            "\n".join(part for part in (one.told, one.official and f"正式文本：{one.official}") if part)
            if one
            else ""
        )
        self.told.setVisible(one is not None and bool(one.told))
        self.where.setText(
            "用在：" + "；".join(f"{form}（{where}）" for form, where in one.places[:12]) if one else ""
        )
        self.same.setEnabled(one is not None and one.state != "same")
        self.differs.setEnabled(one is not None)

    def _act(self, name: str, *, whole: bool = False) -> None:
        current = self.table.current
        self.chosen = self.rows.rows if whole else () if current is None else (current,)
        if self.chosen:
            self.acted.emit(name, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        if self.table.hasFocus() and letter == "C" and self.same.isEnabled() and not event.modifiers():
            self._act("texts.same")
        elif self.table.hasFocus() and letter == "D" and self.differs.isEnabled() and not event.modifiers():
            self._act("texts.differs")
        else:
            super().keyPressEvent(event)


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(14)
    box.setMaxVisibleItems(16)
    return box


def _refill(box: QComboBox, everything: str, counted: Counter[str]) -> None:
    """All of them first, then by how many texts wait; what was chosen stays chosen, also when none is left."""
    kept = box.currentData() or ""
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    names = [name for name, _ in counted.most_common()]
    for name in names if not kept or kept in names else [kept, *names]:
        box.addItem(f"{name}（{counted[name]}）", name)
        box.setItemData(box.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
    box.setCurrentIndex(max(0, box.findData(kept)))
    box.blockSignals(False)
