"""The cards of the board of hazards: what stands on one, how high it is, how it is painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from ui.theme import icons, painting
from ui.theme.look import is_contrast
from ui.theme.states import State
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import font, width
from ui.widgets.pill import draw_pill, draw_state

PAD = 14
LINE = 22  # of the title
META = 24
LONGEST = 120  # characters of a title that are looked at; two lines hold fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardCard:
    key: str
    title: str
    level: State
    flag: State | None  # at most one
    number: str
    source: str  # the form that found it
    place: str
    owner: str
    due: State  # words, icon and tone of the deadline
    overdue: bool = False

    @property
    def said(self) -> str:
        flag = self.flag.word if self.flag else ""
        parts = (self.title, self.level.word, flag, self.place, self.owner, self.due.word)
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stage with its cards, the most urgent first; ``total`` counts those that are not given too."""

    id: str
    state: State
    cards: tuple[HazardCard, ...]
    total: int
    rule: str = ""


def height(card: HazardCard, wide: float, *, is_low: bool) -> int:
    """Of a card that is ``wide``; a low one has place and owner on one line."""
    lines = 2 if _title(card, wide - 2 * PAD)[1] else 1
    return (76 if is_low else 76 + META) + LINE * lines


def paint(
    painter: QPainter, card: HazardCard, rect: QRectF, *, is_low: bool, is_here: bool, has_keys: bool
) -> None:
    """``is_here``: the current card; ``has_keys``: the board has the focus."""
    painting.box(painter, rect, RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
    if card.overdue:
        painting.edge_bar(painter, rect, Role.BAD, radius=RADIUS_CARD)
    left, right, y = rect.left() + PAD, rect.right() - PAD, rect.top() + 12
    x = left + draw_pill(painter, QPointF(left, y), card.level) + 6
    if card.flag is not None:
        x += draw_pill(painter, QPointF(x, y), card.flag) + 6
    number = QRectF(x, y, right - x, 22)
    painting.line(painter, number, card.number, Type.NOTE, Role.TEXT2, align=painting.RIGHT)
    y += 28
    for words in filter(None, _title(card, right - left)):
        painting.line(painter, QRectF(left, y, right - left, LINE), words, Type.ITEM, heavy=True)
        y += LINE
    y += 4
    due = width(card.due.word, Type.META, heavy=True) + 24
    if is_low:
        words = f"{card.owner}·{card.place}"
        _line(painter, "user-round", words, QRectF(left, y, right - left - due - 8, 20))
    else:
        _line(painter, "map-pin", card.place, QRectF(left, y, right - left, 20))
        y += META
        _line(painter, "user-round", card.owner, QRectF(left, y, right - left - due - 8, 20))
    role = Role.TEXT2 if card.due.tone.text is Role.NA else card.due.tone.text
    draw_state(painter, QRectF(right - due, y, due + 2, 20), card.due, role=role, heavy=True)
    if is_here and has_keys:
        painting.ring(painter, rect.adjusted(-1, -1, 1, 1), RADIUS_CARD)
    elif is_here:
        painting.box(painter, rect, RADIUS_CARD, edge=Role.BRAND, width=2 if is_contrast() else 1)


def _line(painter: QPainter, icon: str, words: str, rect: QRectF) -> None:
    icons.draw(painter, icon, QPointF(rect.left(), rect.top() + 3), 14, Role.TEXT2)
    painting.line(painter, rect.adjusted(20, 0, 0, 0), words, Type.META, Role.TEXT2)


def _title(card: HazardCard, wide: float) -> tuple[str, str]:
    """The title on one line or two; whatever does not stand on them is cut when it is painted."""
    text = " ".join(card.title[:LONGEST].split())
    layout = QTextLayout(text, font(Type.ITEM, heavy=True))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    if not line.isValid():
        return text, ""
    line.setLineWidth(wide)
    units = line.textLength()
    layout.endLayout()
    encoded = text.encode("utf-16-le", "surrogatepass")  # Qt counts in units of UTF-16
    first, rest = encoded[: 2 * units], encoded[2 * units :]
    return first.decode("utf-16-le", "replace").rstrip(), rest.decode("utf-16-le", "replace").lstrip()
