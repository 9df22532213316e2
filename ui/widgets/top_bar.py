"""The top bar: hospital, department, search, what the county has, who is signed in. Nothing else, ever."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import NARROW, RADIUS_CONTROL, RING_ROOM, TOP_BAR, Role, Type
from ui.theme.typography import width
from ui.widgets.avatar import draw_avatar
from ui.widgets.demo_mark import DemoMark
from ui.widgets.keycap import draw_keycap, keycap_width
from ui.widgets.sync_indicator import SyncIndicator, SyncState
from ui.widgets.tip import plain_tip

HOSPITAL, DEPARTMENT = 250, 110  # pixels of a name; a longer one is elided and told whole by the tool tip
NAME, DETAIL = 110, 140
LEAST_PLACE = 130  # of hospital and department together


def _room(text: str, most: int, kind: Type, *, heavy: bool = False) -> int:
    return min(most, width(text, kind, heavy=heavy))


class SearchButton(QAbstractButton):
    """Looks like a field and opens the palette, where the typing happens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self.setAccessibleName("找表单、地点、人员、记录，Ctrl+K")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def set_narrow(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize((220 if self._narrow else 320) + 2 * RING_ROOM, 36 + 2 * RING_ROOM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        painting.box(
            painter,
            box,
            RADIUS_CONTROL,
            fill=Role.HOVER if self.underMouse() else Role.SURFACE,
            edge=Role.STRONG,
        )
        icons.draw(painter, "search", QPointF(box.left() + 11, box.center().y() - 9), 18, Role.TEXT2)
        cap = keycap_width("Ctrl K")
        hint = "搜索" if self._narrow else "找表单、地点、人员、记录"
        place = QRectF(box.left() + 38, box.top(), box.width() - cap - 54, box.height())
        painting.line(painter, place, hint, Type.BODY, Role.TEXT3)
        draw_keycap(painter, QRectF(box.right() - cap - 8, box.center().y() - 10, cap, 20), "Ctrl K")
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)


class PersonButton(QAbstractButton):
    """Who is signed in; pressing it changes the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._detail = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person("", "")

    def show_person(self, name: str, detail: str) -> None:
        """An empty name is nobody."""
        self._name, self._detail = name, detail
        self.setAccessibleName(f"{name} {detail}，换人按 F2" if name else "还没有人登录，按 F2 登录")
        self.setToolTip(plain_tip(f"{name} {detail}\n换人 (F2)".strip()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if not self._name:
            return QSize(40 + width("登录", Type.BODY, heavy=True) + 30 + 2 * RING_ROOM, 44)
        name = _room(self._name, NAME, Type.BODY, heavy=True)
        wide = 40 + name + 8 + _room(self._detail, DETAIL, Type.META) + 30
        return QSize(wide + 2 * RING_ROOM, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        if self.underMouse():
            painting.box(painter, box, RADIUS_CONTROL, fill=Role.HOVER)
        mark = QRectF(box.left() + 2, box.center().y() - 15, 30, 30)
        if self._name:
            draw_avatar(painter, mark, self._name)
        else:
            icons.draw(painter, "user-round", QPointF(mark.left() + 6, mark.top() + 6), 18, Role.TEXT2)
        x = box.left() + 40
        shown = self._name or "登录"
        text = QRectF(x, box.top(), _room(shown, NAME, Type.BODY, heavy=True), box.height())
        x += painting.line(painter, text, shown, Type.BODY, Role.TEXT, heavy=True) + 8
        detail = QRectF(x, box.top(), _room(self._detail, DETAIL, Type.META), box.height())
        x += painting.line(painter, detail, self._detail, Type.META, Role.TEXT2) + 6
        icons.draw(painter, "chevron-down", QPointF(box.right() - 18, box.center().y() - 8), 16, Role.TEXT2)
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)


class PlaceButton(QAbstractButton):
    """The hospital, and the department this work is done for; where the bar is short, its name gives way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hospital, self._department = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_place(self, hospital: str, department: str) -> None:
        self._hospital, self._department = hospital, department
        self.setAccessibleName(f"{hospital} {department}".strip() + ("，换科室" if department else ""))
        self.setToolTip(plain_tip(f"{hospital}\n{department}".strip()))
        self.setEnabled(bool(department))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = _room(self._hospital or "医安", HOSPITAL, Type.ITEM, heavy=True)
        return QSize(wide + self._beside() + 4 + 2 * RING_ROOM, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), LEAST_PLACE), 44)

    def _beside(self) -> int:
        """The room of the department and its arrow."""
        return 12 + _room(self._department, DEPARTMENT, Type.BODY) + 22 if self._department else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect()).adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        x = box.left()
        shown = self._hospital or "医安"
        left = max(box.width() / 2, box.width() - self._beside())
        wide = min(left, _room(shown, HOSPITAL, Type.ITEM, heavy=True))
        place = QRectF(x, box.top(), wide, box.height())
        x += painting.line(painter, place, shown, Type.ITEM, Role.TEXT, heavy=True) + 12
        if self._department:
            rest = min(_room(self._department, DEPARTMENT, Type.BODY), box.right() - x - 22)
            room = QRectF(x, box.top(), rest, box.height())
            x += painting.line(painter, room, self._department, Type.BODY, Role.TEXT2)
            icons.draw(painter, "chevron-down", QPointF(x + 3, box.center().y() - 8), 16, Role.TEXT2)
        if self.hasFocus():
            painting.ring(painter, QRectF(self.rect()), RADIUS_CONTROL + 4)


class TopBar(QWidget):
    """Signals:
    search_requested: open the palette.
    sync_requested: go to 同步.
    person_requested: another person signs in.
    department_requested: another department of this person's work.
    demo_requested: leave the hospital to play with.
    """

    search_requested = Signal()
    sync_requested = Signal()
    person_requested = Signal()
    department_requested = Signal()
    demo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(TOP_BAR)
        self.place = PlaceButton()
        self.demo = DemoMark(self)
        self.demo.hide()
        self.search = SearchButton()
        self.sync = SyncIndicator()
        self.sync.hide()  # until it is known
        self.person = PersonButton()
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 1)
        line.setSpacing(8)
        line.addWidget(self.place)
        line.addWidget(self.demo)
        line.addStretch(1)
        line.addWidget(self.search)
        line.addStretch(1)
        line.addWidget(self.sync)
        line.addWidget(self.person)
        self.search.clicked.connect(self.search_requested)
        self.sync.clicked.connect(self.sync_requested)
        self.person.clicked.connect(self.person_requested)
        self.place.clicked.connect(self.department_requested)
        self.demo.clicked.connect(self.demo_requested)
        self.place.show_place("", "")

    def show_place(self, hospital: str, department: str) -> None:
        self.place.show_place(hospital, department)

    def show_demo(self, *, shown: bool) -> None:
        """Whether this is a hospital to play with."""
        self.demo.setVisible(shown)

    def show_person(self, name: str, detail: str) -> None:
        self.person.show_person(name, detail)

    def show_sync(self, state: SyncState) -> None:
        self.sync.show_state(state)
        self.sync.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.window().width() < NARROW
        self.search.set_narrow(narrow=narrow)
        self.sync.set_narrow(narrow=narrow)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Role.SURFACE))
        painting.hairline(painter, 0, self.width(), self.height() - 1)
