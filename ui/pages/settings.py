"""设置: groups at the left, one panel at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from ui.accessibility.part import Heard, Part
from ui.pages.duties_panel import DutiesModel, DutiesPanel
from ui.pages.host_panel import HostModel, HostPanel
from ui.pages.page import Page
from ui.pages.settings_groups import FactsPanel, ListPanel, LookPanel, NameRow
from ui.pages.unverified_panel import TextRow, UnverifiedPanel
from ui.settings_file import WindowSettings
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.widgets.page_header import PageHeader

GROUPS = (
    ("look", "外观", "palette"),
    ("pin", "我的 PIN", "key-round"),
    ("people", "人员", "users"),
    ("places", "地点", "map-pin"),
    ("hospital", "医院", "hospital"),
    ("duties", "本院要做的事", "list-checks"),
    ("texts", "待核对的条文", "book-open"),
    ("backup", "备份与核对", "hard-drive"),
    ("host", "院内主机", "server"),
    ("computers", "这家医院的电脑", "monitor"),
    ("about", "关于医安", "info"),
)
ROW = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsModel:
    settings: WindowSettings
    people: Sequence[NameRow]
    places: Sequence[NameRow]
    mine: Sequence[tuple[str, str]]
    hospital: Sequence[tuple[str, str]]
    duties: DutiesModel
    texts: Sequence[TextRow]
    backup: Sequence[tuple[str, str]]
    host: HostModel
    computers: Sequence[tuple[str, str]]
    about: Sequence[tuple[str, str]]


class GroupList(QWidget):
    """One tab stop, arrows inside.

    Signals:
        chosen(str): the id of a group.
    """

    chosen = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0
        self.setFixedWidth(200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._go(0)

    @property
    def current(self) -> str:
        return GROUPS[self._at][0]

    def sizeHint(self) -> QSize:
        return QSize(200, ROW * len(GROUPS))

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=word,
                rect=QRect(0, at * ROW, self.width() - 8, ROW - 4),
                is_chosen=at == self._at,
                is_current=at == self._at,
                press=partial(self._go, at),
            )
            for at, (_, word, _) in enumerate(GROUPS)
        )

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(GROUPS) - 1))
        self.setAccessibleName(f"设置：{GROUPS[self._at][1]}")
        self.update()
        self.chosen.emit(self.current)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number, (_, word, icon) in enumerate(GROUPS):
            rect = QRectF(0, number * ROW, self.width() - 8, ROW - 4)
            here = number == self._at
            if here:
                painting.box(painter, rect, RADIUS_CONTROL, fill=Role.BRAND_SOFT)
                painter.fillRect(QRectF(0, rect.top() + 8, 4, rect.height() - 16), colour(Role.FOCUS))
            role = Role.BRAND if here else Role.TEXT2
            icons.draw(painter, icon, QPointF(14, rect.center().y() - 9), 18, role)
            words = rect.adjusted(44, 0, 0, 0)
            painting.line(painter, words, word, Type.BODY, Role.TEXT, heavy=here)
            if here and self.hasFocus():
                painting.ring(painter, rect, RADIUS_CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._go(self._at + 1)
            case Qt.Key.Key_Up:
                self._go(self._at - 1)
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.focusNextChild()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(int(event.position().y()) // ROW)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class SettingsPage(Page):
    """Signals:
    look_changed(object): (name, value) of one window setting.
    acted(str, str): the id of a command, and what it is about ("" for nothing).
    """

    look_changed = Signal(object)
    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settings", parent)
        self.groups = GroupList()
        self.look = LookPanel()
        self.mine = FactsPanel(
            "我的 PIN", "PIN 就是你的签字，不要告诉别人", (("pin.change", "换 PIN", "key-round"),)
        )
        self.people = ListPanel(
            "人员",
            ("工号", "姓名", "岗位", "科室"),
            (
                ("add.person", "登记一人", "user-plus"),
                ("add.people", "从 Excel 导入", "file-spreadsheet"),
                ("person.pin", "重设 PIN", "key-round"),
                ("person.retire", "离岗", "user-x"),
            ),
        )
        self.places = ListPanel(
            "地点",
            ("编号", "名称", "区域", "科室"),
            (
                ("add.place", "加一处", "plus"),
                ("add.places", "从 Excel 导入", "file-spreadsheet"),
                ("place.close", "停用", "ban"),
            ),
        )
        self.hospital = FactsPanel(
            "医院",
            "这些印在表上，也决定哪些表要填、哪些事要做",
            (("profile.change", "改医院情况", "pen-line"),),
        )
        self.duties = DutiesPanel()
        self.texts = UnverifiedPanel()
        self.backup = FactsPanel(
            "备份与核对",
            "备份是整份记录库，核对过才算。最好存到另一块盘或 U 盘",
            (
                ("backup.now", "现在备份", "save"),
                ("backup.make", "备份到…", "hard-drive"),
                ("backup.second", "每天另存一份到…", "usb"),
                ("backup.restore", "用备份恢复…", "history"),
                ("backup.verify", "核对本机的记录", "shield-check"),
            ),
        )
        self.computers = FactsPanel(
            "这家医院的电脑",
            "新电脑加入医院后要在这里批准，它才能打开登录凭据和病人信息",
            (
                ("computer.approve", "批准一台电脑", "monitor"),
                ("key.rotate", "换医院密钥", "key-round"),
                ("server.enrol", "改送到哪里", "link"),
            ),
        )
        self.host = HostPanel()
        self.about = FactsPanel("关于医安", "离线也能用的安全记录程序")
        panels = {
            "look": self.look,
            "pin": self.mine,
            "people": self.people,
            "places": self.places,
            "hospital": self.hospital,
            "duties": self.duties,
            "texts": self.texts,
            "backup": self.backup,
            "host": self.host,
            "computers": self.computers,
            "about": self.about,
        }
        self._stack = QStackedWidget()
        for name, _, _ in GROUPS:
            self._stack.addWidget(panels[name])
        self.groups.chosen.connect(lambda name: self._stack.setCurrentWidget(panels[name]))
        self.look.changed.connect(self.look_changed)
        for listing in (self.people, self.places, self.duties, self.host):
            listing.acted.connect(self.acted)
        for facts in (self.mine, self.hospital, self.backup, self.computers):
            facts.acted.connect(lambda name: self.acted.emit(name, ""))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.groups)
        line.addWidget(self._stack, 1)
        self.body.addWidget(PageHeader("设置"))
        self.body.addLayout(line, 1)

    def first_focus(self) -> QWidget:
        return self.groups

    def present(self, model: SettingsModel) -> None:
        self.look.present(model.settings)
        self.people.present(model.people)
        self.places.present(model.places)
        self.duties.present(model.duties)
        self.texts.present(model.texts)
        self.host.present(model.host)
        for panel, facts in (
            (self.mine, model.mine),
            (self.hospital, model.hospital),
            (self.backup, model.backup),
            (self.computers, model.computers),
            (self.about, model.about),
        ):
            panel.present(facts)
        self.take_focus()
