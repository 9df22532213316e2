"""Buttons: the one primary, the quiet ones, links; the key that presses them is printed on them."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import icons, look, painting
from ui.theme.tokens import CONTROL, RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.theme.typography import width
from ui.widgets.keycap import draw_keycap, keycap_width


class Kind(StrEnum):
    PRIMARY = "primary"  # one a page
    PLAIN = "plain"
    LINK = "link"  # a word, no box
    DANGER = "danger"  # takes away what cannot be brought back


class Button(QAbstractButton):
    """A button; ``height`` is that of its box, around which 4 px are kept for the focus ring.

    ``key`` only prints the key cap; the shortcut itself belongs to the action or the page. Enter presses a
    focused button, as Space does.
    """

    def __init__(
        self,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str = "",
        key: str = "",
        height: int = CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon, self._key, self._height = kind, icon, key, height
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_label(self, text: str, *, icon: str | None = None, key: str | None = None) -> None:
        """Change what is written on the button."""
        self.setText(text)
        self.setAccessibleName(text)
        self._icon = self._icon if icon is None else icon
        self._key = self._key if key is None else key
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.update()

    @property
    def kind(self) -> Kind:
        return self._kind

    def sizeHint(self) -> QSize:
        pad = 4 if self._kind is Kind.LINK else 14
        inner = width(self.text(), Type.BODY, medium=True)
        if self._icon:
            inner += 18 + (8 if self.text() else 0)
        if self._key:
            inner += 10 + keycap_width(self._key)
        return QSize(inner + 2 * pad + 2 * RING_ROOM, look.control(self._height) + 2 * RING_ROOM)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hang(self, *, last: bool) -> int:
        """See ``Hanging``; a link has no box, so its padding is empty too."""
        return RING_ROOM + (4 if self._kind is Kind.LINK else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        role = self._box(painter, box)
        pad = 4 if self._kind is Kind.LINK else 14
        content = self.sizeHint().width() - 2 * pad - 2 * RING_ROOM
        x = box.left() + max(pad, (box.width() - content) / 2)
        if self._icon:
            at = QPointF(x, box.center().y() - 9)
            icons.draw(painter, self._icon, at, 18, role)
            x += 18 + (8 if self.text() else 0)
        text_width = width(self.text(), Type.BODY, medium=True)
        painting.line(
            painter,
            QRectF(x, box.top(), text_width + 1, box.height()),
            self.text(),
            Type.BODY,
            role,
            medium=True,
        )
        if self._key:
            cap = QRectF(x + text_width + 10, box.center().y() - 10, keycap_width(self._key), 20)
            quiet = self._kind is Kind.PLAIN and self.isEnabled()
            draw_keycap(painter, cap, self._key, Role.TEXT2 if quiet else role)
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)

    def _box(self, painter: QPainter, box: QRectF) -> Role:
        """Paint the button's box and name the colour of what is written on it."""
        pressed = self.isDown() or self.underMouse()
        if not self.isEnabled():
            if self._kind is not Kind.LINK:
                # high contrast has no soft fills: there a broken edge says it beside the dimmed words
                edge = Role.DISABLED if look.is_contrast() else None
                painting.box(painter, box, RADIUS_CONTROL, fill=Role.NA_SOFT, edge=edge, dashed=True)
            return Role.DISABLED
        match self._kind:
            case Kind.PRIMARY:
                painting.box(painter, box, RADIUS_CONTROL, fill=Role.BRAND_HOVER if pressed else Role.BRAND)
                return Role.ON_BRAND
            case Kind.DANGER:
                painting.box(painter, box, RADIUS_CONTROL, fill=Role.BAD)
                return Role.ON_BAD
            case Kind.PLAIN:
                fill = Role.HOVER if pressed else Role.SURFACE
                painting.box(painter, box, RADIUS_CONTROL, fill=fill, edge=Role.STRONG)
                return Role.TEXT
            case Kind.LINK:
                return Role.BRAND_HOVER if pressed else Role.BRAND
