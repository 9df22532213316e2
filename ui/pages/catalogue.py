"""填报: every form by chapter, the recent ones first; type to narrow, Enter to fill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.pages.page import Page, focus
from ui.theme import icons, painting
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import width
from ui.widgets.button import Button
from ui.widgets.card import row
from ui.widgets.empty_state import EmptyState
from ui.widgets.keycap import draw_keycap, keycap_width
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.scroll import Scroll

TILE = 68
GAP = 10
HEAD = 40
WIDE = 380  # a tile is at least so wide
MOST_HIDDEN = 6  # forms that are not offered, named one by one

ICONS = {
    "fire": "flame",
    "plant": "plug",
    "patient": "bed",
    "surgery": "syringe",
    "event": "siren",
    "management": "clipboard-check",
    "register": "library",
    "supervision": "building-2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTile:
    """A form as it is offered; ``draft_id`` is a filling of it that waits."""

    form_id: str
    title: str
    line: str  # F01·每班
    icon: str
    initials: str = ""
    draft_id: str = ""
    on_search: bool = False  # a register's own paper: at home under 台账, here only when its name is typed

    def matches(self, words: str) -> bool:
        """Whether typed words find it: title, label, or the initials of its pinyin."""
        wanted = words.strip().lower()
        if not wanted:
            return not self.on_search
        return wanted in self.title.lower() or wanted in self.line.lower() or wanted in self.initials


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    id: str
    title: str
    tiles: tuple[FormTile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """A form that is not shown, and why in a few words: 本院没有“锅炉”, or 由别的岗位填."""

    tile: FormTile
    why: str
    is_for_us: bool  # others here fill it


class FormGrid(QWidget):
    """Tiles in chapters: one tab stop, arrows inside, Enter fills.

    Signals:
        opened(object): the FormTile that was chosen.
    """

    opened = Signal(object)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chapters: tuple[Chapter, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, chapters: tuple[Chapter, ...], hidden: tuple[NotOffered, ...] = ()) -> None:
        """What is offered; ``hidden`` is found by its name only to say why it is not."""
        self._chapters, self._hidden = chapters, hidden
        self._at = min(self._at, max(0, len(self._tiles()) - 1))
        self._fit()
        self._say()

    @property
    def current(self) -> FormTile | None:
        tiles = self._tiles()
        return tiles[self._at] if tiles else None

    def heard_parts(self) -> tuple[Part, ...]:
        found: list[Part] = []
        for chapter, tile, rect in self._places():
            if tile is None:
                title = chapter.title if chapter is not None else ""
                found.append(Part(name=title, rect=rect.toAlignedRect(), kind=Heard.TEXT))
                continue
            found.append(
                Part(
                    name=f"{tile.title}，{tile.line}",
                    rect=rect.toAlignedRect(),
                    is_current=tile is self.current,
                    press=partial(self.opened.emit, tile),
                )
            )
        return tuple(found)

    def go_first(self) -> None:
        self._go(0)

    def _tiles(self) -> list[FormTile]:
        return [tile for chapter in self._chapters for tile in chapter.tiles]

    def _columns(self) -> int:
        return max(1, (self.width() + GAP) // (WIDE + GAP))

    def _places(self) -> list[tuple[Chapter | None, FormTile | None, QRectF]]:
        """Heads and tiles with their places, from top to bottom."""
        found: list[tuple[Chapter | None, FormTile | None, QRectF]] = []
        columns, y = self._columns(), 0.0
        wide = (self.width() - GAP * (columns - 1)) / columns
        for chapter in self._chapters:
            found.append((chapter, None, QRectF(0, y, self.width(), HEAD)))
            y += HEAD
            for number, tile in enumerate(chapter.tiles):
                row, column = divmod(number, columns)
                place = QRectF(column * (wide + GAP), y + row * (TILE + GAP), wide, TILE)
                found.append((None, tile, place))
            y += -(-len(chapter.tiles) // columns) * (TILE + GAP) + 6
        return found

    def _fit(self) -> None:
        places = self._places()
        self.setFixedHeight(int(places[-1][2].bottom()) + 8 if places else 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDE, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        number = 0
        for chapter, tile, rect in self._places():
            if chapter is not None:
                used = painting.line(painter, rect, chapter.title, Type.SECTION, heavy=True)
                count = rect.adjusted(used + 10, 0, 0, 0)
                painting.line(painter, count, f"{len(chapter.tiles)} 张", Type.META, Role.TEXT2)
            elif tile is not None:
                self._paint_tile(painter, tile, rect, here=number == self._at)
                number += 1

    def _paint_tile(self, painter: QPainter, tile: FormTile, rect: QRectF, *, here: bool) -> None:
        chosen = here and self.hasFocus()
        fill = Role.BRAND_SOFT if chosen else Role.SURFACE
        painting.box(painter, rect, RADIUS_CARD, fill=fill, edge=Role.BORDER)
        icons.draw(painter, tile.icon, QPointF(rect.left() + 16, rect.center().y() - 11), 22, Role.TEXT2)
        right = rect.right() - 14
        if chosen:
            word = "接着填" if tile.draft_id else "填"
            cap = keycap_width("Enter")
            wide = width(word, Type.META, heavy=True)
            draw_keycap(painter, QRectF(right - cap, rect.center().y() - 10, cap, 20), "Enter")
            words = QRectF(right - cap - 8 - wide, rect.top(), wide + 1, rect.height())
            painting.line(painter, words, word, Type.META, Role.BRAND, heavy=True)
            right -= cap + 16 + wide
        elif tile.draft_id:
            wide = width("有草稿", Type.META, heavy=True)
            words = QRectF(right - wide, rect.top(), wide + 1, rect.height())
            painting.line(painter, words, "有草稿", Type.META, Role.BRAND, heavy=True)
            right -= wide + 8
        left, middle = rect.left() + 52, rect.center().y()
        title = QRectF(left, middle - 23, right - left, 22)
        painting.line(painter, title, tile.title, Type.ITEM, heavy=True)
        painting.line(painter, QRectF(left, middle + 1, right - left, 20), tile.line, Type.META, Role.TEXT2)
        if chosen:
            painting.ring(painter, rect, RADIUS_CARD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right:
                self._go(self._at + 1)
            case Qt.Key.Key_Left:
                self._go(self._at - 1)
            case Qt.Key.Key_Down:
                self._vertical(1)
            case Qt.Key.Key_Up:
                self._vertical(-1)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(len(self._tiles()) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self.current:
                self.opened.emit(self.current)
            case _:
                super().keyPressEvent(event)

    def _vertical(self, by: int) -> None:
        """The tile above or below, by where it stands on the screen."""
        tiles = [(tile, rect) for _, tile, rect in self._places() if tile is not None]
        if not tiles:
            return
        here = tiles[self._at][1]
        beyond = [
            (abs(rect.center().y() - here.center().y()), abs(rect.center().x() - here.center().x()), at)
            for at, (_, rect) in enumerate(tiles)
            if (rect.center().y() - here.center().y()) * by > 0
        ]
        if beyond:
            self._go(min(beyond)[2])

    def _go(self, at: int) -> None:
        tiles = self._tiles()
        self._at = max(0, min(at, len(tiles) - 1)) if tiles else 0
        self._say()
        self.update()
        places = [rect for _, tile, rect in self._places() if tile is not None]
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and places:
            centre = places[self._at].center().toPoint()
            area.ensureVisible(centre.x(), centre.y(), 0, TILE)

    def _say(self) -> None:
        tile = self.current
        self.setAccessibleName(f"表单：{tile.title}，{tile.line}" if tile else "没有符合的表单")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tiles = [(tile, rect) for _, tile, rect in self._places() if tile is not None]
        for at, (tile, rect) in enumerate(tiles):
            if rect.contains(event.position()):
                self._go(at)
                self.opened.emit(tile)
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class CataloguePage(Page):
    """Signals:
    fill_requested(object): the FormTile to fill, or to go on with.
    blank_requested(str): the empty paper of a form.
    """

    fill_requested = Signal(object)
    blank_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("catalogue", parent)
        self._chapters: tuple[Chapter, ...] = ()
        self._hidden: tuple[NotOffered, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText("找表：名称、编号或拼音首字母")
        self.search.setAccessibleName("找表")
        self.search.setFixedWidth(280)
        self.search.textChanged.connect(lambda _: self._narrow())
        self.search.returnPressed.connect(self._on_entered)
        blank = Button("打印空白表", icon="printer", key="P")
        blank.clicked.connect(self._on_blank)
        self.header = PageHeader("填报", self.search, blank)
        self.grid = FormGrid()
        self.grid.opened.connect(self.fill_requested)
        self.empty = EmptyState("search", "没有这样的表", "换个词，或清空上面的字看全部")
        self.empty.hide()
        scroll = Scroll(margins=(0, 0, 6, 8), spacing=8)
        scroll.column.addWidget(self.empty)
        scroll.column.addWidget(self.grid)
        self.hidden = Label("", Type.META, Role.TEXT2, wrap=True)
        scroll.column.addWidget(self.hidden)
        scroll.column.addStretch(1)
        self.body.addLayout(row(self.header))
        self.body.addWidget(scroll, 1)

    def first_focus(self) -> QWidget:
        return self.grid

    def present(self, chapters: tuple[Chapter, ...], hidden: tuple[NotOffered, ...] = ()) -> None:
        """What is offered; ``hidden`` is found by its name only to say why it is not."""
        self._chapters, self._hidden = chapters, hidden
        self._narrow()
        self.take_focus()

    def _narrow(self) -> None:
        words = self.search.text()
        found = tuple(
            Chapter(id=one.id, title=one.title, tiles=tiles)
            for one in self._chapters
            if (tiles := tuple(tile for tile in one.tiles if tile.matches(words)))
        )
        shown = sum(len(one.tiles) for one in found if one.id != "recent")
        self.header.say(f"{shown} 张表")
        self.grid.present(found)
        self.grid.setVisible(bool(found))
        sought = [one for one in self._hidden if words.strip() and one.tile.matches(words)]
        self.empty.setVisible(not found and not sought and bool(self._chapters))
        self.hidden.setText(self._said(sought, searching=bool(words.strip())))
        self.hidden.setVisible(bool(self.hidden.text()))

    def _said(self, sought: list[NotOffered], *, searching: bool) -> str:
        """What is not shown, and why."""
        if searching:
            lines = [f"《{one.tile.title}》没有列出：{one.why}" for one in sought[:MOST_HIDDEN]]
            if len(sought) > MOST_HIDDEN:
                lines.append(f"还有 {len(sought) - MOST_HIDDEN} 张也没有列出")
            return "\n".join(lines)
        not_ours = sum(not one.is_for_us for one in self._hidden)
        others = len(self._hidden) - not_ours
        parts = [f"{not_ours} 张按医院情况不适用"] if not_ours else []
        parts += [f"{others} 张由别的岗位填"] if others else []
        return f"没有列出的：{'，'.join(parts)}。要看是哪张，在上面输它的名字" if parts else ""

    def _on_entered(self) -> None:
        if self.grid.current is not None:
            self.grid.go_first()
            focus(self.grid)

    def _on_blank(self) -> None:
        if self.grid.current is not None:
            self.blank_requested.emit(self.grid.current.form_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers():
            super().keyPressEvent(event)
        elif event.text().upper() == "P":
            self._on_blank()
        elif event.text() == "/":
            focus(self.search)
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            focus(self.grid)
        else:
            super().keyPressEvent(event)
