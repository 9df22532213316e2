"""How it is printed: on which printer, which pages, how often, on both sides; and what that makes on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from ui import page_range
from ui.page_range import PageRangeError
from ui.printer import PrinterItem, PrintOrder
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.number_box import NumberBox
from ui.widgets.pill import Mark

WIDE = 276
MOST_COPIES = 99


class PrintPanel(Card):
    """Signals:
    print_requested(object): the PrintOrder, its pages checked.
    save_requested: as a file instead.
    printers_requested: look for printers again.
    version_requested(int): another version of the record, from 1.
    """

    print_requested = Signal(object)
    save_requested = Signal()
    printers_requested = Signal()
    version_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 14, 16, 14), spacing=10, parent=parent)
        self.setFixedWidth(WIDE)
        self._pages = 0
        self._wanted = ""
        self.version = QComboBox()
        self._version = FieldFrame("版次", self.version)
        self.printer = QComboBox()
        self._printer = FieldFrame("打印机", self.printer)
        self._none = Label("", Type.META, Role.WARN, wrap=True)
        self._none_mark = Mark("printer", 18, Role.WARN)
        self.again = Button("再找一遍打印机", Kind.LINK, icon="refresh-cw", height=30)
        self.range = QLineEdit()
        self.range.setPlaceholderText("全部")
        self._range = FieldFrame("页码", self.range, hint="如 1-3, 5")
        self.copies = NumberBox(1, MOST_COPIES)
        self._copies = FieldFrame("份数", self.copies)
        self.duplex = QCheckBox("双面，沿长边翻")
        self.duplex.setAccessibleDescription("背面的装订边自动换到右边")
        self.paper = Label("", Type.META, Role.TEXT2, wrap=True)
        self.note = Label("", Type.NOTE, Role.TEXT2, wrap=True)
        self.print = Button("打印", Kind.PRIMARY, icon="printer", key="Ctrl P", height=CONTROL_PRIMARY)
        self.save = Button("存成 PDF", icon="download", key="Ctrl S")
        without = Card("plain", margins=(0, 0, 0, 0), spacing=4)
        without.column.addLayout(row(self._none_mark, self._none, spacing=8))
        without.column.addLayout(row(self.again, None, spacing=0))
        self._without = without
        for part in (self._version, self._printer, without, self._range, self._copies, self.duplex):
            self.column.addWidget(part)
        self.column.addWidget(self.paper)
        self.column.addWidget(self.note)
        self.column.addStretch(1)
        self.column.addLayout(row(self.print, None, spacing=0))
        self.column.addLayout(row(self.save, None, spacing=0))
        self._version.hide()
        without.hide()
        self.print.clicked.connect(self.ask)
        self.save.clicked.connect(self.save_requested)
        self.again.clicked.connect(self.printers_requested)
        self.range.textChanged.connect(lambda _: self._count())
        self.copies.changed.connect(lambda _: self._count())
        self.duplex.toggled.connect(lambda _: self._count())
        self.range.returnPressed.connect(self.ask)
        self.version.activated.connect(lambda at: self.version_requested.emit(self.version.itemData(at)))
        self.printer.currentIndexChanged.connect(lambda _: self._fit_duplex())

    def present(self, pages: int, *, note: str, versions: int, version: int) -> None:
        self._pages = pages
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._version.setVisible(versions > 1)
        self.version.clear()
        for number in range(versions, 0, -1):
            self.version.addItem(
                f"第 {number} 版" + ("（现行）" if number == versions else "（旧，纸上注明）"), number
            )
        self.version.setCurrentIndex(versions - (version or versions))
        self.range.clear()
        self._count()

    def remember(self, order: PrintOrder) -> None:
        """As this form was printed last."""
        self._wanted = order.printer
        self.copies.set_value(order.copies)
        self.duplex.setChecked(order.duplex)
        self._choose()

    def present_printers(self, printers: Sequence[PrinterItem] | None) -> None:
        """None: they are being looked for."""
        self.printer.clear()
        for one in printers or ():
            self.printer.addItem(one.name + ("（默认）" if one.is_default else ""), one)
        self._printer.setVisible(printers is None or bool(printers))
        self._without.setVisible(printers is not None and not printers)
        if printers is None:
            self.printer.addItem("正在找打印机", None)
        elif not printers:
            self._none.setText("这台电脑还没有接打印机。存成 PDF 就能拷去别的电脑打")
        self.printer.setEnabled(bool(printers))
        can = printers is None or bool(printers)
        for part in (self._range, self._copies, self.duplex, self.print):
            part.setVisible(can)
        self.save.set_kind(Kind.PLAIN if can else Kind.PRIMARY)
        self._choose()
        self._count()

    @property
    def order(self) -> PrintOrder:
        """What is asked for now; PageRangeError if the pages cannot be read."""
        item = self.printer.currentData()
        return PrintOrder(
            printer=item.name if isinstance(item, PrinterItem) else "",
            pages=page_range.pages_in(self.range.text(), self._pages),
            copies=self.copies.value(),
            duplex=self.duplex.isChecked() and self.duplex.isEnabled(),
        )

    def continue_from(self, left: tuple[int, ...]) -> None:
        """Ask for what a printer that stopped has left."""
        self.range.setText(page_range.said(tuple(sorted(set(left)))))

    def ask(self) -> None:
        """Print it; a page range that cannot be read has the keys instead."""
        try:
            order = self.order
        except PageRangeError:
            self.range.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.print_requested.emit(order)

    def _choose(self) -> None:
        for at in range(self.printer.count()):
            item = self.printer.itemData(at)
            if isinstance(item, PrinterItem) and item.name == self._wanted:
                self.printer.setCurrentIndex(at)

    def _fit_duplex(self) -> None:
        item = self.printer.currentData()
        can = not isinstance(item, PrinterItem) or item.can_duplex
        self.duplex.setEnabled(can)
        self.duplex.setText("双面，沿长边翻" if can else "双面（这台打印机不能）")

    def _count(self) -> None:
        try:
            order = self.order
        except PageRangeError as problem:
            self._range.set_problem(str(problem))
            self.paper.setText("")
            return
        self._range.set_problem("")
        pages, copies = len(order.pages), order.copies
        sheets = (pages + 1) // 2 if order.duplex else pages
        said = f"{pages} 页" if pages == self._pages else f"{pages} 页（共 {self._pages} 页）"
        times = f"，{copies} 份" if copies > 1 else ""
        self.paper.setText(f"{said}{times}，用 A4 纸 {sheets * copies} 张" if pages else "")
