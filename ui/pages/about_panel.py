"""关于医安: version, where the records lie, what to read out on the phone, and the licences of all parts in one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QStackedLayout, QWidget

from ui.pages.licences_panel import LicenceRow, LicencesPanel
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

TEXTS = (("diagnosis", "诊断信息", ""), ("licences", "许可", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutModel:
    facts: Sequence[tuple[str, str]]
    diagnosis: str
    licences: Sequence[LicenceRow]


class AboutPanel(Card):
    """Signals:
    acted(str, str): about.copy with the text, about.folder, or about.licence with the name of a part.
    """

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 20, 14), spacing=10, parent=parent)
        self.diagnosis, self.licences = _text("诊断信息"), LicencesPanel()
        self.licences.wanted.connect(lambda name: self.acted.emit("about.licence", name))
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(20)
        self.facts.setVerticalSpacing(6)
        self.facts.setColumnStretch(1, 1)
        self.copy = Button("复制诊断信息", icon="copy")
        self.folder = Button("打开记录所在的文件夹", icon="folder-open")
        self.copy.clicked.connect(lambda: self.acted.emit("about.copy", self.diagnosis.toPlainText()))
        self.folder.clicked.connect(lambda: self.acted.emit("about.folder", ""))
        self.which = Segments(TEXTS, "下面看什么")
        pages = QWidget()
        self._stack = QStackedLayout(pages)
        self._stack.addWidget(self.diagnosis)
        self._stack.addWidget(self.licences)
        self.which.chosen.connect(self._on_chosen)
        self.note = Label(
            "诊断信息里没有病人、没有填写内容，打电话求助时可以发给信息员", Type.NOTE, Role.TEXT2
        )
        self.column.addWidget(Label("关于医安", Type.SECTION))
        self.column.addLayout(self.facts)
        self.column.addLayout(row(self.which, None, self.folder, self.copy, spacing=4))
        self.column.addWidget(pages, 1)
        self.column.addWidget(self.note)

    def _on_chosen(self, code: str) -> None:
        self._stack.setCurrentIndex([one for one, _, _ in TEXTS].index(code))
        self.note.setVisible(code == "diagnosis")

    def present(self, model: AboutModel) -> None:
        while (item := self.facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, (name, value) in enumerate(model.facts):
            self.facts.addWidget(Label(name, Type.BODY, Role.TEXT2), number, 0, Qt.AlignmentFlag.AlignTop)
            shown = Label(value, Type.BODY, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addWidget(shown, number, 1)
        if self.diagnosis.toPlainText() != model.diagnosis:
            self.diagnosis.setPlainText(model.diagnosis)
        self.licences.present(model.licences)


def _text(name: str) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    return box
