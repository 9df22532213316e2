"""外观: a group of 设置 in which everything that is chosen is put on at once, with a piece of the window to see it by."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from ui.settings_file import WindowSettings
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import HEAD, ROW, Table
from ui.theme import look
from ui.theme.states import TARGET, TASK, State
from ui.theme.tokens import NIGHT, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll

SCHEMES = (
    ("", "跟随系统", ""),
    ("light", "浅色", ""),
    ("dark", "深色", ""),
    ("contrast", "高对比", ""),
    (NIGHT, "夜班自动", ""),
)
DENSITIES = (("standard", "标准", ""), ("compact", "紧凑", ""))
NO_FOLDER = "相机或读卡器里有新照片，填表时会问要不要放进来"
SIZES = (("normal", "标准", ""), ("large", "大字", ""))
LOCKS = (("5", "5 分", ""), ("10", "10 分", ""), ("30", "30 分", ""))
NAME = 136


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    title: str
    about: str
    state: State


SAMPLE = (
    SampleRow(title="夜间防火巡查", about="住院区·24 项", state=TASK["overdue"]),
    SampleRow(title="抢救车每日检查", about="急诊科·12 项", state=TASK["done"]),
)
COLUMNS: tuple[Column[SampleRow], ...] = (
    Column(title="要做的", text=lambda one: one.title, wide=160, stretch=True, heavy=True),
    Column(title="哪里", text=lambda one: one.about, wide=140, quiet=True),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=110),
)


class Sample(Card):
    """A piece of the window as it looks now; nothing in it acts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lane", margins=(16, 12, 16, 14), spacing=8, parent=parent)
        self._rows: RowsModel[SampleRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "样子")
        self._rows.show_rows(SAMPLE)
        self.column.addLayout(
            row(
                Label("现在的样子", Type.META, Role.TEXT2, heavy=True),
                None,
                Pill(TARGET["met"]),
                Pill(TARGET["unmet"]),
            )
        )
        self.column.addWidget(self.table)
        field = QLineEdit("疏散通道堆放纸箱")
        buttons = Button("打开", Kind.PRIMARY, key="Enter"), Button("打印", icon="printer")
        self.column.addLayout(row(field, *buttons, spacing=4))
        for one in (self.table, field, *buttons):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.fit()

    def fit(self) -> None:
        """Rows as high as the density in force has them."""
        self.table.verticalHeader().setDefaultSectionSize(look.row(ROW))
        self.table.setFixedHeight(HEAD + len(SAMPLE) * look.row(ROW) + 4)
        self.table.go_to(0)


class LookPanel(Card):
    """Signals:
    changed(object): (name, value) of one window setting.
    again_requested: close the window and open it anew, so that 大字 holds.
    """

    changed = Signal(object)
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 8, 12), spacing=10, parent=parent)
        self._was_large: bool | None = None
        self.scheme, self.density = Segments(SCHEMES, "颜色"), Segments(DENSITIES, "疏密")
        self.letters, self.lock = Segments(SIZES, "字的大小"), Segments(LOCKS, "多久没动就锁上")
        self.again = Button("现在重开医安", icon="rotate-ccw")
        self.letters_note = Label("大字把字和按钮都放大四分之一", Type.NOTE, Role.TEXT2)
        self.folder = Label("", Type.META, Role.TEXT2)
        self.name_folder = Button("选文件夹", icon="folder-open")
        self.no_folder = Button("不用文件夹", Kind.LINK)
        self.name_folder.clicked.connect(self._on_folder)
        self.no_folder.clicked.connect(lambda: self.changed.emit(("photo_folder", "")))
        self.still = QCheckBox("减少动画")
        self.single = QCheckBox(
            "单个字母也当快捷键（N 报事件、T 换表格……）。关掉后只认带 Ctrl、Alt 的和数字、方向键"
        )
        self.hidden = QCheckBox("不显示正在走的时间和倒计时；法定时限的倒计时照样显示")
        self.scheme.chosen.connect(lambda code: self.changed.emit(("scheme", code)))
        self.density.chosen.connect(lambda code: self.changed.emit(("density", code)))
        self.letters.chosen.connect(lambda code: self.changed.emit(("large", code == "large")))
        self.lock.chosen.connect(lambda code: self.changed.emit(("lock_minutes", int(code))))
        self.still.clicked.connect(lambda on: self.changed.emit(("motion", not on)))
        self.single.clicked.connect(lambda on: self.changed.emit(("single_keys", on)))
        self.hidden.clicked.connect(lambda on: self.changed.emit(("clocks", not on)))
        self.again.clicked.connect(self.again_requested)
        self.sample = Sample()
        body = Scroll(margins=(0, 0, 12, 4), spacing=8)
        body.column.addWidget(Label("外观", Type.SECTION))
        about = "只管这台电脑。夜班自动：20:00 到 07:00 深色，白天浅色；跟随系统时，系统开了高对比就用高对比"
        body.column.addWidget(Label(about, Type.META, Role.TEXT2, wrap=True))
        for word, control, beside in (
            ("颜色", self.scheme, ()),
            ("疏密", self.density, ()),
            ("字的大小", self.letters, (self.again, self.letters_note)),
            ("多久没动就锁上", self.lock, ()),
            ("照片文件夹", self.name_folder, (self.no_folder, self.folder)),
        ):
            name = Label(word, Type.BODY, Role.TEXT2)
            name.setFixedWidth(NAME)
            body.column.addLayout(row(name, control, *beside, None))
        for check in (self.still, self.single, self.hidden):
            body.column.addWidget(check)
        body.column.addWidget(self.sample)
        body.column.addStretch(1)
        self.column.addWidget(body, 1)

    def present(self, settings: WindowSettings) -> None:
        if self._was_large is None:
            self._was_large = settings.large  # as the window was opened
        self.scheme.set_current(settings.scheme)
        self.density.set_current(settings.density)
        self.letters.set_current("large" if settings.large else "normal")
        minutes = str(settings.lock_minutes)
        self.lock.set_current(minutes if minutes in {code for code, _, _ in LOCKS} else "10")
        self.still.setChecked(not settings.motion)
        self.single.setChecked(settings.single_keys)
        self.hidden.setChecked(not settings.clocks)
        self.folder.setText(settings.photo_folder or NO_FOLDER)
        self.no_folder.setVisible(bool(settings.photo_folder))
        self.again.setVisible(settings.large != self._was_large)
        self.sample.fit()

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self.window(), "新照片会出现在哪个文件夹", self.folder.text()
        )
        if chosen:
            self.changed.emit(("photo_folder", chosen))
