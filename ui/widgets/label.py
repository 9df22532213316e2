"""A text on the page, by type token and colour role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.tokens import Role, Type
from ui.theme.typography import metrics


class Label(QLabel):
    """Plain text; its look comes from the sheet through the properties ``type``, ``role`` and ``heavy``."""

    def __init__(
        self,
        text: str = "",
        kind: Type = Type.BODY,
        role: Role = Role.TEXT,
        *,
        heavy: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", str(kind))
        self.setProperty("role", str(role))
        self.setProperty("heavy", heavy)
        self.setWordWrap(wrap)
        if wrap:
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)
            policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
            self.setSizePolicy(policy)

    def set_role(self, role: Role) -> None:
        if self.property("role") != str(role):
            self.setProperty("role", str(role))
            self.style().unpolish(self)
            self.style().polish(self)


def level(label: Label, beside: Type = Type.BODY) -> Label:
    """Smaller words at the top of a row stand on the first line of the larger ones beside them."""
    kind = Type(str(label.property("type")))
    label.setContentsMargins(0, max(0, round(metrics(beside).ascent() - metrics(kind).ascent())), 0, 0)
    return label
