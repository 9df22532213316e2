"""归档扫描件: the scanned pages of signed papers, what each is, and one press that files them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.page import Page, focus
from ui.pages.scan_row import ScanLine, ScanRow
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import Mark
from ui.widgets.progress import ProgressLine
from ui.widgets.scroll import Scroll
from ui.widgets.sheet_picture import SheetPicture
from ui.widgets.side_card import LineList, SideLine

SIDE, SIDE_NARROW = 420, 320
EMPTY = (
    "scan-line",
    "把签好字的纸扫成 PDF、TIFF，或拍成 JPG、PNG，拖到这里",
    "一个文件可以有许多页、许多份。每页右上角或左下角的二维码要拍进去",
)


class ScansPage(Page):
    """Signals:
    back_requested: to where one came from.
    files_requested: files are to be chosen.
    folder_requested: which folder the scanner writes to.
    take_requested: take in the new files of that folder.
    file_requested: file what is ready.
    clear_requested: take out of the list what is done.
    stop_requested: do not go on reading or filing.
    selected(int): the page whose large picture is wanted.
    match_requested(int): say by hand which page it is.
    leave_requested(int): leave that page out, or take it in again.
    record_requested(str): the record of the page, or one whose paper is out.
    unfiled_requested: every record whose paper is out.
    shown(bool): whether anybody sees the page.
    """

    back_requested = Signal()
    files_requested = Signal()
    folder_requested = Signal()
    take_requested = Signal()
    file_requested = Signal()
    clear_requested = Signal()
    stop_requested = Signal()
    selected = Signal(int)
    match_requested = Signal(int)
    leave_requested = Signal(int)
    record_requested = Signal(str)
    unfiled_requested = Signal()
    shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("scans", parent)
        self._rows: dict[int, ScanRow] = {}
        self._current = 0
        self._is_busy = False
        self._waiting: tuple[SideLine, ...] = ()
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.tidy = Button("清掉办完的", Kind.LINK)
        self.folder = Button("扫描文件夹", icon="folder")
        self.choose = Button("选文件", icon="folder-open", key="O")
        self.go = Button("归档", Kind.PRIMARY, icon="file-check", key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.header = PageHeader("归档扫描件", self.back, self.tidy, self.folder, self.choose, self.go)
        self.watched = Label("", Type.META, Role.TEXT2)
        self.take = Button("取来", icon="download", key="T")
        self._folder = Card("plain", margins=(16, 4, 8, 4), spacing=0)
        self._folder.column.addLayout(row(Mark("folder", 18), self.watched, None, self.take, spacing=10))
        self._folder.hide()
        self.progress = ProgressLine()
        self.empty = EmptyState(*EMPTY)
        self.waits = Card(margins=(16, 12, 12, 8), spacing=4)
        self._waits_title = Label("", Type.BODY, heavy=True)
        self.waiting = LineList("已打印，签好的纸还没归档")
        self.all = Button("在记录里看全部", Kind.LINK, icon="files", height=30)
        self.waits.column.addWidget(self._waits_title)
        self.waits.column.addWidget(self.waiting)
        self.waits.column.addLayout(row(self.all, None))
        self.waits.hide()
        self.list = Scroll(margins=(0, 0, 6, 8), spacing=8)
        self.side = Card(margins=(16, 14, 16, 12), spacing=8)
        self.title = Label("", Type.SECTION, wrap=True)
        self.fact = Label("", Type.BODY, wrap=True)
        self.advice = Label("", Type.META, Role.TEXT2, wrap=True)
        self.picture = SheetPicture("扫描的这一页")
        self.match = Button("我来认", Kind.PLAIN, icon="scan-line", key="M")
        self.leave = Button("不归这页", Kind.LINK, key="Del")
        self.open = Button("看记录", Kind.LINK, icon="eye")
        for label in (self.title, self.fact, self.advice):
            self.side.column.addWidget(label)
        self.side.column.addWidget(self.picture, 1)
        self.side.column.addLayout(row(self.match, self.open, None, self.leave, spacing=4))
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.list, 1)
        columns.addWidget(self.side)
        self.body.addLayout(row(self.header))
        for part in (self._folder, self.progress, self.empty, self.waits):
            self.body.addWidget(part)
        self.body.addLayout(columns, 1)
        for button, signal in (
            (self.back, self.back_requested),
            (self.choose, self.files_requested),
            (self.folder, self.folder_requested),
            (self.go, self.file_requested),
            (self.tidy, self.clear_requested),
            (self.take, self.take_requested),
        ):
            button.clicked.connect(signal)
        self.progress.stop_requested.connect(self.stop_requested)
        self.waiting.opened.connect(self.record_requested)
        self.all.clicked.connect(self.unfiled_requested)
        self.match.clicked.connect(lambda: self.match_requested.emit(self._current))
        self.leave.clicked.connect(lambda: self.leave_requested.emit(self._current))
        self.open.clicked.connect(self._on_open)
        self.present((), ready=0)

    def first_focus(self) -> QWidget:
        return self._rows.get(self._current, self.choose)

    @property
    def current(self) -> int:
        """The key of the page that is shown large; 0 for none."""
        return self._current

    @property
    def lines(self) -> tuple[ScanLine, ...]:
        return tuple(one.line for one in self._rows.values())

    def present(self, lines: Sequence[ScanLine], *, ready: int, done: int = 0) -> None:
        """All pages in their order; ``ready`` of them are filed by the one press, ``done`` need nothing more."""
        if [line.key for line in lines] != list(self._rows):
            self._build(lines)
        for line in lines:
            self._rows[line.key].present(line)
        self.empty.setVisible(not lines)
        self.list.setVisible(bool(lines))
        self.side.setVisible(bool(lines))
        self.tidy.setVisible(done > 0)
        self.waits.setVisible(not lines and bool(self._waiting))
        self.go.setVisible(bool(lines))
        self.go.set_label(f"归档 {ready} 页" if ready else "没有可归的")
        self.go.setEnabled(bool(ready) and not self._is_busy)
        self.header.say(_summary(lines, ready))
        if self._current not in self._rows:
            self._go_to(next(iter(self._rows), 0))
        else:
            self._present_side()

    def present_waiting(self, lines: tuple[SideLine, ...], told: str) -> None:
        """Records and ledgers that were printed and whose signed paper has not come; ``told``: how many there are."""
        self._waiting = lines
        self._waits_title.setText(f"已打印，签好的纸还没归档　{told}")
        self.waiting.present(lines)
        self.waits.setVisible(bool(lines) and not self._rows)

    def go_to(self, key: int) -> None:
        """Give the keys to that page."""
        if key in self._rows:
            focus(self._rows[key])

    def present_picture(self, image: QImage | None) -> None:
        """The large picture of the current page."""
        self.picture.present(image, empty="这个文件里没有可看的一页")

    def present_folder(self, told: str, new: int) -> None:
        """What is said of the folder that is watched, "" while none is; and how many new files are in it."""
        self.watched.setText(told)
        self.take.set_label(f"取来 {new} 个")
        self.take.setVisible(bool(new))
        self._folder.setVisible(bool(told))

    def set_busy(self, busy: bool) -> None:
        """While pages are read or filed nothing else is begun."""
        self._is_busy = busy
        if busy:
            self.go.setEnabled(False)
        else:
            self.progress.finish()

    def _build(self, lines: Sequence[ScanLine]) -> None:
        held = self._rows.get(self._current)
        had_focus = held is not None and held.hasFocus()
        clear(self.list.column)
        self._rows = {}
        for line in lines:
            made = ScanRow(line)
            made.reached.connect(self._go_to)
            made.opened.connect(self._on_opened)
            made.stepped.connect(self._step)
            self._rows[line.key] = made
            self.list.column.addWidget(made)
        self.list.column.addStretch(1)
        if had_focus and self._current in self._rows:
            focus(self._rows[self._current])

    def _go_to(self, key: int) -> None:
        for number, one in self._rows.items():
            one.set_current(number == key)
        is_new = key != self._current
        self._current = key
        self._present_side()
        if key in self._rows:
            self.list.ensureWidgetVisible(self._rows[key], 0, 8)
        if is_new and key:
            self.selected.emit(key)

    def _present_side(self) -> None:
        held = self._rows.get(self._current)
        if held is None:
            return
        line = held.line
        self.title.setText(line.title)
        self.fact.setText(line.fact)
        self.advice.setText(line.advice)
        self.match.setVisible(line.may_match)
        self.open.setVisible(bool(line.record_id))
        self.leave.setVisible(line.may_leave)
        self.leave.set_label("还是归这页" if line.is_left else "不归这页")

    def _step(self, by: int) -> None:
        keys = list(self._rows)
        at = keys.index(self._current) + by
        if 0 <= at < len(keys):
            focus(self._rows[keys[at]])

    def _on_opened(self, key: int) -> None:
        line = self._rows[key].line
        if line.may_match:
            self.match_requested.emit(key)
        elif line.record_id:
            self.record_requested.emit(line.record_id)

    def _on_open(self) -> None:
        held = self._rows.get(self._current)
        if held is not None:
            self.record_requested.emit(held.line.record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(SIDE_NARROW if self.is_narrow else SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = self._rows.get(self._current)
        if control and enter:
            if self.go.isEnabled() and self.go.isVisible():
                self.file_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and held is not None and held.line.may_leave:
            self.leave_requested.emit(self._current)
        elif event.text().upper() == "O" and not control:
            self.files_requested.emit()
        elif event.text().upper() == "T" and not control and self.take.isVisible():
            self.take_requested.emit()
        elif event.text().upper() == "M" and not control and held is not None and held.line.may_match:
            self.match_requested.emit(self._current)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit(True)
        self.take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown.emit(False)


def _summary(lines: Sequence[ScanLine], ready: int) -> str:
    if not lines:
        return ""
    unread = sum(line.may_match for line in lines)
    parts = [f"{len(lines)} 页", f"{ready} 页可归"]
    return "，".join([*parts, f"{unread} 页要你认"] if unread else parts)
