"""A paper that is made only once, to be printed or kept before anything else: what a dialog shows of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import row
from ui.widgets.label import Label


class KeepPaper(QWidget):
    """Two ways to keep it, what came of them, and the word of the person that it is kept.

    Signals:
        print_requested: on the printer.
        save_requested: as a PDF.
        kept_changed(bool): the person says that it is kept, or takes it back.
        grew: it needs more room than before.
    """

    print_requested = Signal()
    save_requested = Signal()
    kept_changed = Signal(bool)
    grew = Signal()

    def __init__(self, what: str, word: str, parent: QWidget | None = None) -> None:
        """``what`` is the paper's name on the buttons, ``word`` what the person says by ticking the box."""
        super().__init__(parent)
        self.print = Button(f"打印{what}", icon="printer")
        self.save = Button("存成 PDF", icon="download")
        self.told = Label("", Type.META, Role.TEXT2, wrap=True)
        self.told.hide()
        self.kept = QCheckBox(word)
        self.print.clicked.connect(self.print_requested)
        self.save.clicked.connect(self.save_requested)
        self.kept.toggled.connect(self.kept_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.print, self.save, None, spacing=4))
        column.addWidget(self.told)
        column.addWidget(self.kept)

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """What came of printing or saving."""
        self.told.setText(sentence)
        self.told.set_role(Role.BAD if bad else Role.TEXT2)
        self.told.show()
        self.grew.emit()
