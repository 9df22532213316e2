"""The frame of an input: label above, 必填 as a word, hint below, which a problem replaces."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.label import Label
from ui.widgets.pill import Mark

GAP = 4  # between the label, the editor and the hint


class FieldFrame(QWidget):
    """Wraps one editor and carries its label into the editor's accessible name."""

    def __init__(
        self, label: str, editor: QWidget, *, need: str = "", hint: str = "", parent: QWidget | None = None
    ) -> None:
        """``need`` is 必填, 选填 or nothing."""
        super().__init__(parent)
        self.editor = editor
        self._hint_text = hint
        self.label = Label(label, Type.META, heavy=True)
        self.label.setBuddy(editor)
        self.need = Label(need, Type.NOTE, Role.TEXT3)
        if not need:
            self.need.hide()  # showing it before it has a parent would open a window
        self._hint = Label(hint, Type.NOTE, Role.TEXT3, wrap=True)
        self._mark = Mark("circle-alert", 14, Role.BAD)
        self._mark.hide()
        if not hint:
            self._hint.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.label)
        head.addWidget(self.need)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._mark)
        foot.addWidget(self._hint, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(editor)
        layout.addLayout(foot)
        layout.addStretch(1)
        self.setFocusProxy(editor)
        editor.setAccessibleName(label)
        editor.setAccessibleDescription(hint)

    @property
    def editor_top(self) -> int:
        """Pixels from the top of the frame to the top of its editor."""
        return self.label.sizeHint().height() + GAP

    def set_hint(self, hint: str) -> None:
        """Another hint from now on."""
        self._hint_text = hint
        self.set_problem("")

    def set_problem(self, problem: str) -> None:
        """Show a problem in the place of the hint; an empty one takes it away."""
        self._hint.setText(problem or self._hint_text)
        self._hint.set_role(Role.BAD if problem else Role.TEXT3)
        self._hint.setVisible(bool(problem or self._hint_text))
        self._mark.setVisible(bool(problem))
        self.editor.setProperty("problem", bool(problem))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(problem or self._hint_text)
