"""设置: groups at the left, one panel at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.pages.about_panel import AboutModel, AboutPanel
from ui.pages.duties_panel import DutiesModel, DutiesPanel
from ui.pages.forms_panel import FormsModel, FormsPanel
from ui.pages.hospital_panel import HospitalModel, HospitalPanel
from ui.pages.host_panel import HostModel, HostPanel
from ui.pages.look_panel import LookPanel
from ui.pages.page import Page
from ui.pages.settings_groups import FactsPanel, ListPanel, NameRow
from ui.pages.unverified_panel import UnverifiedPanel
from ui.pages.update_panel import UpdateModel, UpdatePanel
from ui.settings_file import WindowSettings
from ui.widgets.group_list import GroupList
from ui.widgets.page_header import PageHeader

GROUPS = (
    ("look", "外观", "palette"),
    ("pin", "我的 PIN", "key-round"),
    ("people", "人员", "users"),
    ("places", "地点", "map-pin"),
    ("hospital", "医院", "hospital"),
    ("duties", "本院要做的事", "list-checks"),
    ("forms", "表单", "files"),
    ("texts", "待核对的条文", "book-open"),
    ("backup", "备份与核对", "hard-drive"),
    ("host", "院内主机", "server"),
    ("computers", "这家医院的电脑", "monitor"),
    ("update", "更新", "refresh-cw"),
    ("about", "关于医安", "info"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsModel:
    settings: WindowSettings
    people: Sequence[NameRow]
    places: Sequence[NameRow]
    mine: Sequence[tuple[str, str]]
    hospital: HospitalModel
    duties: DutiesModel
    forms: FormsModel
    backup: Sequence[tuple[str, str]]
    host: HostModel
    computers: Sequence[tuple[str, str]]
    update: UpdateModel
    about: AboutModel


class SettingsPage(Page):
    """Signals:
    look_changed(object): (name, value) of one window setting.
    texts_wanted: the texts, which take longer to read than all the rest.
    acted(str, str): the id of a command, and what it is about ("" for nothing).
    """

    look_changed = Signal(object)
    texts_wanted = Signal()
    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settings", parent)
        self.groups = GroupList(GROUPS)
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
                ("person.change", "改岗位、科室", "pen-line"),
                ("person.retire", "离岗", "user-x"),
            ),
            ("在岗", "已离岗"),
            "人",
        )
        self.places = ListPanel(
            "地点",
            ("编号", "名称", "区域", "科室"),
            (
                ("add.place", "加一处", "plus"),
                ("add.places", "从 Excel 导入", "file-spreadsheet"),
                ("place.change", "改名称、区域", "pen-line"),
                ("place.close", "停用", "ban"),
            ),
            ("在用", "已停用"),
            "处",
        )
        self.hospital = HospitalPanel()
        self.duties = DutiesPanel()
        self.forms, self.texts = FormsPanel(), UnverifiedPanel()
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
        self.update_panel = UpdatePanel()
        self.about = AboutPanel()
        panels = {
            "look": self.look,
            "pin": self.mine,
            "people": self.people,
            "places": self.places,
            "hospital": self.hospital,
            "duties": self.duties,
            "forms": self.forms,
            "texts": self.texts,
            "backup": self.backup,
            "host": self.host,
            "computers": self.computers,
            "update": self.update_panel,
            "about": self.about,
        }
        self._stack = QStackedWidget()
        for name, _, _ in GROUPS:
            self._stack.addWidget(panels[name])
        self.groups.chosen.connect(lambda name: self._stack.setCurrentWidget(panels[name]))
        self.groups.chosen.connect(lambda name: self.texts_wanted.emit() if name == "texts" else None)
        self.groups.chosen.connect(
            lambda name: self.acted.emit("update.look", "") if name == "update" else None
        )
        self.look.changed.connect(self.look_changed)
        listings = (self.people, self.places, self.duties, self.forms, self.texts, self.host, self.about)
        for listing in listings:
            listing.acted.connect(self.acted)
        self.look.again_requested.connect(lambda: self.acted.emit("look.again", ""))
        self.backup.progress.stop_requested.connect(lambda: self.acted.emit("backup.stop", ""))
        self.update_panel.progress.stop_requested.connect(lambda: self.acted.emit("update.stop", ""))
        for facts in (self.mine, self.hospital, self.backup, self.computers, self.update_panel):
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
        self.hospital.present(model.hospital)
        self.forms.present(model.forms)
        self.about.present(model.about)
        self.host.present(model.host)
        self.update_panel.show_model(model.update)
        for panel, facts in (
            (self.mine, model.mine),
            (self.backup, model.backup),
            (self.computers, model.computers),
        ):
            panel.present(facts)
        self.take_focus()
