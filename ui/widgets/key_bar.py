"""The bar at the foot of a page: the keys it teaches at the left, one true sentence at the right."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.actions import Action
from ui.theme import icons, painting
from ui.theme.tokens import KEY_BAR, Role, Type
from ui.theme.typography import width
from ui.widgets.keycap import draw_keycap, keycap_width


class KeyBar(QWidget):
    """``say`` changes the sentence, ``teach`` the keys; keys that do not fit are left out from the end."""

    def __init__(
        self, actions: tuple[Action, ...] = (), *, ruled: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ruled = ruled
        self._keys: tuple[tuple[tuple[str, ...], str], ...] = ()
        self._icon, self._text, self._role = "", "", Role.TEXT2
        self.setFixedHeight(KEY_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.teach_actions(actions)

    def teach_actions(self, actions: tuple[Action, ...]) -> None:
        """The keys of a page, or of another view of it."""
        self._actions = actions
        self.leave_out(())

    def leave_out(self, names: Collection[str]) -> None:
        """Teach them but for those with these ids, which would do nothing now."""
        kept = (action for action in self._actions if action.id not in names)
        self.teach(tuple((action.caps, action.text) for action in kept))

    def leave_out_idle(self, idle: Mapping[str, bool]) -> None:
        """The same of those ids that are idle now."""
        self.leave_out({name for name, is_idle in idle.items() if is_idle})

    def teach(self, keys: tuple[tuple[tuple[str, ...], str], ...]) -> None:
        self._keys = keys
        self.setAccessibleName("，".join(f"{' '.join(caps)} {word}" for caps, word in keys))
        self.update()

    def say(self, text: str, icon: str = "", role: Role = Role.TEXT2) -> None:
        self._icon, self._text, self._role = icon, text, role
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, KEY_BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        if self._ruled:
            painting.hairline(painter, 0, self.width(), 0)
        middle = self.height() / 2 + 1
        room = float(self.width())
        if self._text:
            wide = width(self._text, Type.META)
            left = self.width() - wide
            painting.line(
                painter, QRectF(left, 0, wide + 1, self.height() + 2), self._text, Type.META, Role.TEXT2
            )
            if self._icon:
                left -= 22
                icons.draw(painter, self._icon, QPointF(left, middle - 8), 16, self._role)
            room = left - 16
        x = 0.0
        for caps, word in self._keys:
            wide = sum(keycap_width(cap) + 6 for cap in caps) + 2 + width(word, Type.META)
            if x + wide > room:
                break
            for cap in caps:
                draw_keycap(painter, QRectF(x, middle - 10, keycap_width(cap), 20), cap)
                x += keycap_width(cap) + 6
            x += 2 + painting.line(
                painter, QRectF(x + 2, 0, 300, self.height() + 2), word, Type.META, Role.TEXT2
            )
            x += 16
