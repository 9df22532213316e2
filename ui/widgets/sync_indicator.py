"""What the county has and has not: words split by hairlines, the worst true thing first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import icons, look, painting
from ui.theme.states import DELIVERY, State, Tone
from ui.theme.tokens import RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.theme.typography import width

PAD = 11
GAP = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """``connected`` is None before the first attempt of this run; ``sending`` is (done, of)."""

    pending: int = 0
    quarantined: int = 0
    connected: bool | None = None
    sending: tuple[int, int] | None = None
    last_received: str = ""  # in words: 昨天 16:40
    enrolled: bool = True
    hosted: bool = False  # all is at the 院内主机, and some of it not yet proved by the county

    def parts(self) -> tuple[State, str, str]:
        """The worst true thing, what waits, when the county last signed; later parts may be empty."""
        waiting = f"{self.pending} 条待报" if self.pending else ""
        last = f"最近送达 {self.last_received}" if self.last_received else ""
        if not self.enrolled:
            return State("还没接入县里", "unlink", Tone.NA), waiting, ""
        if self.quarantined:
            return State(f"需处理 {self.quarantined} 条", "octagon-alert", Tone.BAD), waiting, last
        if self.sending is not None:
            done, of = self.sending
            return State(f"正在送 {done}/{of}", "send", Tone.BRAND), waiting, last
        if self.connected is False:
            return DELIVERY["offline"], waiting or "没有待报", last
        if self.pending:
            return State(waiting, "cloud-upload", Tone.NA), "", last
        if self.hosted:
            return DELIVERY["hosted"], "", last
        if not self.last_received:
            return State("没有待报", "badge-check", Tone.NA), "", ""
        return State("已全部送达", "badge-check", Tone.OK), "", last


class SyncIndicator(QAbstractButton):
    """A bordered button in the top bar; the third part drops first when narrow, never the first two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = SyncState(enrolled=False)
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("看同步 (Alt+8)")
        self.show_state(self._state)

    def show_state(self, state: SyncState) -> None:
        self._state = state
        first, *rest = state.parts()
        self.setAccessibleName("，".join(["同步：" + first.word, *(part for part in rest if part)]))
        self.updateGeometry()
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def _shown(self) -> tuple[State, list[str]]:
        first, waiting, last = self._state.parts()
        parts = [waiting, last] if not self._narrow else [waiting]
        return first, [part for part in parts if part]

    def sizeHint(self) -> QSize:
        first, rest = self._shown()
        wide = 2 * PAD + 24 + width(first.word, Type.META, heavy=True)
        wide += sum(2 * GAP + width(part, Type.META) for part in rest)
        return QSize(wide + 2 * RING_ROOM, 36 + 2 * RING_ROOM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        first, rest = self._shown()
        edge = first.tone.text if look.is_contrast() else Role.BORDER
        painting.box(
            painter, box, RADIUS_CONTROL, fill=Role.HOVER if self.underMouse() else Role.SURFACE, edge=edge
        )
        x = box.left() + PAD
        icons.draw(painter, first.icon, QPointF(x, box.center().y() - 9), 18, first.tone.icon)
        x += 24
        word = QRectF(x, box.top(), 400, box.height())
        x += painting.line(painter, word, first.word, Type.META, first.tone.text, heavy=True)
        for number, part in enumerate(rest):
            painter.setPen(look.colour(Role.BORDER))
            painter.drawLine(QPointF(x + GAP, box.center().y() - 8), QPointF(x + GAP, box.center().y() + 8))
            x += 2 * GAP
            role = Role.TEXT if number == 0 and not part.startswith("最近") else Role.TEXT2
            x += painting.line(painter, QRectF(x, box.top(), 400, box.height()), part, Type.META, role)
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)
