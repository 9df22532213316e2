"""Where the lines of the page stand: headings, cards, rows across the card and fields side by side in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from ui.filling.entries import Entry
from ui.filling.groups import Count, Group
from ui.theme.painting import box, hairline, line, smooth
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import width as text_width

EDGE = 16
_HEAD = 44  # group heading with the space above it
_BETWEEN = 8
_PAD = 16
_FIELD_GAP = 12


@dataclass(slots=True)
class Slot:
    """A line and its place; ``first`` and ``last`` are those of its card."""

    entry: Entry
    group: int
    rect: QRect = field(default_factory=QRect)
    first: bool = False
    last: bool = False


@dataclass(slots=True)
class Block:
    """A heading and its card."""

    group: Group
    head: QRect = field(default_factory=QRect)
    card: QRect = field(default_factory=QRect)
    rules: list[int] = field(default_factory=list)  # hairlines between rows


def mark_ends(slots: Sequence[Slot]) -> None:
    """Notes which lines lie on the rounded corners of their card."""
    for index, slot in enumerate(slots):
        slot.first = index == 0 or slots[index - 1].group != slot.group
        slot.last = index == len(slots) - 1 or slots[index + 1].group != slot.group


def lay_out(blocks: Sequence[Block], slots: Sequence[Slot], width: int) -> int:
    """Places every line at a width; the height of the whole."""
    card_wide = width - 2 * EDGE
    y = 0
    index = 0
    for number, block in enumerate(blocks):
        block.head = QRect(EDGE, y, card_wide, _HEAD)
        y += _HEAD
        top = y
        block.rules = []
        own: list[Slot] = []
        while index < len(slots) and slots[index].group == number:
            own.append(slots[index])
            index += 1
        y = _lay_out_card(own, block, y + 1, card_wide) + 1
        block.card = QRect(EDGE, top, card_wide, max(0, y - top))
        y += _BETWEEN
    return y + EDGE


def _lay_out_card(slots: list[Slot], block: Block, y: int, width: int) -> int:
    index = 0
    while index < len(slots):
        if index:
            block.rules.append(y)
        if slots[index].entry.is_plain:
            run = index
            while run < len(slots) and slots[run].entry.is_plain:
                run += 1
            y = _lay_out_fields(slots[index:run], y + _PAD - 2, width) + _PAD
            index = run
            continue
        slot = slots[index]
        tall = slot.entry.height(width - 2)
        slot.rect = QRect(EDGE + 1, y, width - 2, tall)
        slot.entry.place(slot.rect.left(), y, slot.rect.width())
        y += tall + (1 if index < len(slots) - 1 else 0)
        index += 1
    return y


def _lay_out_fields(slots: list[Slot], y: int, width: int) -> int:
    left, room = EDGE + _PAD, width - 2 * _PAD
    index = 0
    while index < len(slots):
        run, used = index, 0.0
        while run < len(slots) and used + slots[run].entry.share <= 1.001:
            used += slots[run].entry.share
            run += 1
        run = max(run, index + 1)
        x, tall = left, 0
        for slot in slots[index:run]:
            wide = min(room, round((room + _FIELD_GAP) * slot.entry.share) - _FIELD_GAP)
            high = slot.entry.height(wide)
            slot.rect = QRect(x, y, wide, high)
            slot.entry.place(x, y, wide)
            x += wide + _FIELD_GAP
            tall = max(tall, high)
        y += tall + _FIELD_GAP
        index = run
    return y - _FIELD_GAP


def paint_blocks(
    painter: QPainter, blocks: Sequence[Block], exposed: QRect, count: Callable[[Group], Count]
) -> None:
    """Headings and cards, under the lines."""
    smooth(painter)
    for block in blocks:
        if not block.head.united(block.card).intersects(exposed):
            continue
        head = QRectF(block.head).adjusted(0, 14, 0, -6)
        x = head.left() + line(painter, head, f"{block.group.number} ", Type.SECTION)
        title = head.adjusted(x - head.left(), 0, 0, 0)
        shown = count(block.group)
        meta = f"{shown.total} 项" + (f"·异常 {shown.abnormal}" if shown.abnormal else "")
        room = title.width() - text_width(meta, Type.META) - 16
        x += line(painter, title.adjusted(0, 0, room - title.width(), 0), block.group.title, Type.SECTION)
        if shown.total:
            line(painter, QRectF(x + 10, head.top() + 1, 200, head.height()), meta, Type.META, Role.TEXT2)
        card = QRectF(block.card)
        box(painter, card, RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        for y in block.rules:
            hairline(painter, card.left() + 1, card.right() - 1, y - 1)
