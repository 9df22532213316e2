"""Ctrl+K: one field that finds forms, records, hazards, places, people and commands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.theme.typography import metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_bar import KeyBar
from ui.widgets.keycap import draw_keycap, keycap_width
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pill import Mark

ROW = 44
HEAD = 30
TYPING_MS = 80
WIDE = 760
KEYS = ((("↑", "↓"), "选"), (("Enter",), "打开"), (("Tab",), "只看这一类"))
LEAVE = (("Esc",), "关上")
TOP = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One line of the palette; ``marks`` are the places in the title that match."""

    group: str
    key: str
    title: str
    detail: str
    icon: str
    does: str = ""  # 填报, 打印, 打开
    marks: tuple[tuple[int, int], ...] = ()


class Findings(QWidget):
    """Painted lines in groups; the field keeps the focus, the arrows move here."""

    chosen = Signal(object)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def current(self) -> Found | None:
        return self._found[self._at] if self._found else None

    def present(self, found: tuple[Found, ...]) -> None:
        self._found, self._at = found, 0
        places = self._places()
        self.setFixedHeight(int(places[-1][2].bottom()) + 8 if places else 0)
        self._say()
        self.update()

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=f"{found.group}：{found.title}",
                note=found.detail,
                rect=rect.toAlignedRect(),
                is_chosen=found is self.current,
                press=partial(self.chosen.emit, found),
            )
            for _, found, rect in self._places()
            if found is not None
        )

    def move_by(self, by: int) -> None:
        if self._found:
            self._at = max(0, min(len(self._found) - 1, self._at + by))
            self._say()
            self.update()
            self._reveal()

    def _reveal(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        rects = [rect for _, found, rect in self._places() if found is not None]
        if area is not None:
            centre = rects[self._at].center().toPoint()
            area.ensureVisible(centre.x(), centre.y(), 0, ROW)

    def _places(self) -> list[tuple[str, Found | None, QRectF]]:
        y, group = 0.0, ""
        places: list[tuple[str, Found | None, QRectF]] = []
        for found in self._found:
            if found.group != group:
                group = found.group
                places.append((group, None, QRectF(0, y, self.width(), HEAD)))
                y += HEAD
            places.append((group, found, QRectF(0, y, self.width(), ROW)))
            y += ROW
        return places

    def sizeHint(self) -> QSize:
        return QSize(WIDE - 60, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        number = 0
        for group, found, rect in self._places():
            if found is None:
                head = rect.adjusted(14, 4, 0, 0)
                painting.line(painter, head, group, Type.META, Role.TEXT2)
                continue
            self._paint(painter, found, rect, here=number == self._at)
            number += 1

    def _paint(self, painter: QPainter, found: Found, rect: QRectF, *, here: bool) -> None:
        if here:
            painting.box(painter, rect, RADIUS_CONTROL, fill=Role.BRAND_SOFT)
            painting.ring(painter, rect, RADIUS_CONTROL)
        icons.draw(painter, found.icon, QPointF(rect.left() + 14, rect.center().y() - 9), 18, Role.TEXT2)
        right = rect.right() - 14
        if here:
            cap = keycap_width("Enter")
            draw_keycap(painter, QRectF(right - cap, rect.center().y() - 10, cap, 20), "Enter")
            right -= cap + 10
        does = QRectF(rect.left(), rect.top(), right - rect.left(), rect.height())
        right -= painting.line(painter, does, found.does, Type.META, Role.TEXT2, align=painting.RIGHT) + 12
        x = self._paint_title(painter, found, rect.left() + 46, rect, right)
        detail = QRectF(x + 12, rect.top(), max(0.0, right - x - 12), rect.height())
        painting.line(painter, detail, found.detail, Type.META, Role.TEXT2)

    def _paint_title(self, painter: QPainter, found: Found, x: float, rect: QRectF, right: float) -> float:
        """Matched characters are bold and underlined."""
        at = 0
        for start, end in (*found.marks, (len(found.title), len(found.title))):
            for text, marked in ((found.title[at:start], False), (found.title[start:end], True)):
                if not text:
                    continue
                role = Role.BRAND if marked else Role.TEXT
                box = QRectF(x, rect.top(), max(0.0, right - x), rect.height())
                wide = painting.line(painter, box, text, Type.ITEM, role, heavy=marked)
                if marked:
                    base = rect.center().y() + metrics(Type.ITEM).ascent() / 2 + 2
                    painter.setPen(QPen(colour(Role.BRAND), 2))
                    painter.drawLine(QPointF(x, base), QPointF(x + wide, base))
                x += wide
            at = end
        return x

    def _say(self) -> None:
        found = self.current
        self.setAccessibleName(f"{found.group}：{found.title}，{found.detail}" if found else "没有找到")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        lines = [(found, rect) for _, found, rect in self._places() if found is not None]
        for number, (found, rect) in enumerate(lines):
            if rect.contains(event.position()):
                self._at = number
                self.chosen.emit(found)
                return


class PaletteDialog(Dialog):
    """Signals:
    asked(str): search for these words.
    chosen(object): the Found that was opened.
    """

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("找任何东西", wide=WIDE, parent=parent)
        self._all: tuple[Found, ...] = ()
        self._only = self._note = ""
        self.title.hide()
        self.leave.hide()
        self.field = QLineEdit()
        self.field.setProperty("bare", "true")
        self.field.setProperty("figure", "true")
        self.field.setAccessibleName("找表单、记录、隐患、地点、人员和命令")
        self.hint = Label("汉字、全拼、首字母都行", Type.META, Role.TEXT2)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(Mark("search", 22, Role.BRAND))
        line.addWidget(self.field, 1)
        line.addWidget(self.hint)
        self.head.addLayout(line)
        self.head.setContentsMargins(24, 8, 24, 12)
        self.body.setContentsMargins(8, 4, 8, 4)
        self.findings = Findings()
        self.findings.chosen.connect(self.chosen)
        self.nothing = EmptyState("search", "没有找到", "换个词，或少输几个字")
        self.nothing.hide()
        self.body.addWidget(self.findings)
        self.body.addWidget(self.nothing)
        self.body.addStretch(1)
        self.bar = KeyBar(ruled=False)
        self.bar.teach((*KEYS, LEAVE))
        self.kept.hide()
        self.foot.setStretch(1, 0)
        self.foot.addWidget(self.bar, 1)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(lambda: self.asked.emit(self.field.text()))
        self.field.textChanged.connect(lambda _: self._typing.start())

    def first_focus(self) -> QWidget:
        return self.field

    def high(self, most: int) -> int:
        """Steady while typing: the field, room for nine lines, the bar."""
        return min(most, 520)

    def present(self, found: tuple[Found, ...], note: str) -> None:
        """``note`` counts them, or says what to do."""
        self._all, self._note = found, note
        self._show()

    def _show(self) -> None:
        shown = tuple(one for one in self._all if not self._only or one.group == self._only)
        self.findings.present(shown)
        self.nothing.setVisible(not shown)
        self.bar.teach((*KEYS, LEAVE) if shown else (LEAVE,))
        self.bar.say("" if not shown else f"{self._only} {len(shown)} 项" if self._only else self._note)
        self.hint.setText(f"只看{self._only}，Tab 看全部" if self._only else "汉字、全拼、首字母都行")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.findings.move_by(1)
            case Qt.Key.Key_Up:
                self.findings.move_by(-1)
            case Qt.Key.Key_PageDown:
                self.findings.move_by(8)
            case Qt.Key.Key_PageUp:
                self.findings.move_by(-8)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.findings.current is not None:
                    self.chosen.emit(self.findings.current)
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab narrows to the group of the current line, and widens again."""
        current = self.findings.current
        self._only = "" if self._only or current is None else current.group
        self._show()
        return True
