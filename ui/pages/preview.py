"""What the printer will print: the PDF itself, then print it or keep it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.page import Page, focus
from ui.pages.paper_view import Fit, PaperView
from ui.pages.print_panel import PrintPanel
from ui.printer import PrinterItem, PrintOrder
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.progress import ProgressLine

LAYOUTS = (
    ("case", "连同环节", "list-checks"),
    ("poster", "张贴", "image"),
    ("fishbone", "鱼骨图", "git-branch"),
    ("sheet", "这一份", "file-text"),
    ("ledger", "台账", "table-2"),
    ("blank", "空白表", "file-plus"),
)
SLOW_MS = 400  # what is made sooner needs no word
FITS = ((Fit.WIDTH, "适合宽度", ""), (Fit.PAGE, "整页", ""), (Fit.REAL, "原大", ""), (Fit.FREE, "自定", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A rendered paper; ``layouts`` are those the form knows, by code.

    ``note`` is said beside it, such as the how manyth print it is. ``form`` is what the printer is remembered for.
    """

    title: str
    line: str
    pdf: bytes
    layout: str
    layouts: tuple[str, ...]
    file_name: str
    note: str = ""
    form: str = ""
    version: int = 0  # of a record; 0 is as it stands
    versions: int = 1
    binds: bool = True  # has a margin to be bound at; labels and posters have none


class PreviewPage(Page):
    """Signals:
    back_requested: leave the preview.
    print_requested(object): the PrintOrder for the paper shown.
    save_requested(object): the Paper shown.
    layout_requested(str): the same thing as another paper.
    version_requested(int): another version of the record.
    printers_requested: look for printers again.
    stop_requested: give up what is being made or printed.
    """

    back_requested = Signal()
    print_requested = Signal(object)
    save_requested = Signal(object)
    layout_requested = Signal(str)
    version_requested = Signal(int)
    printers_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("preview", parent)
        self._paper: Paper | None = None
        back = Button("回去", Kind.LINK, icon="arrow-left")
        back.clicked.connect(self.back_requested)
        self.layouts = Segments(LAYOUTS, "印成")
        self.title, self.line = Label("", Type.TITLE), Label("", Type.META, Role.TEXT2)
        self.view = PaperView(self)
        self.panel = PrintPanel()
        self.save, self.print = self.panel.save, self.panel.print
        self.progress = ProgressLine()
        self.waiting = EmptyState("printer", "正在排版")
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self.waiting.show)
        frame = Card(margins=(1, 1, 1, 1), spacing=0)
        frame.column.addLayout(self._tools())
        frame.column.addWidget(Rule())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._middle())
        self._stack.addWidget(self.view)
        frame.column.addWidget(self._stack, 1)
        self.body.addLayout(row(back, self.title, 8, self.line, None, self.layouts, spacing=4))
        self.body.addLayout(row(frame, self.panel, spacing=12), 1)
        self.body.addWidget(self.progress)
        self._connect()

    def _tools(self) -> QVBoxLayout:
        self.smaller = Button("", icon="minus", height=30)
        self.smaller.setAccessibleName("缩小")
        self.larger = Button("", icon="plus", height=30)
        self.larger.setAccessibleName("放大")
        self.scale = Label("", Type.META, heavy=True)
        self.scale.setFixedWidth(52)
        self.scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fits = Segments(FITS[:3], "缩放")
        self.earlier = Button("", icon="chevron-left", height=30)
        self.earlier.setAccessibleName("上一页")
        self.later = Button("", icon="chevron-right", height=30)
        self.later.setAccessibleName("下一页")
        self.number = QLineEdit()
        self.number.setAccessibleName("第几页")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setFixedWidth(64)
        self.whole = Label("", Type.META, Role.TEXT2)
        line = row(
            self.smaller,
            self.scale,
            self.larger,
            6,
            self.fits,
            None,
            self.earlier,
            Label("第", Type.META, Role.TEXT2),
            4,
            self.number,
            4,
            self.whole,
            self.later,
            spacing=2,
        )
        held = QVBoxLayout()
        held.setContentsMargins(8, 4, 8, 4)
        held.addLayout(line)
        return held

    def _middle(self) -> QWidget:
        seat = QWidget()
        column = QVBoxLayout(seat)
        column.addStretch(1)
        column.addWidget(self.waiting)
        column.addStretch(1)
        return seat

    def _connect(self) -> None:
        self.layouts.chosen.connect(self.layout_requested)
        self.panel.save_requested.connect(self._on_save)
        self.panel.print_requested.connect(self._on_print)
        self.panel.printers_requested.connect(self.printers_requested)
        self.panel.version_requested.connect(self.version_requested)
        self.progress.stop_requested.connect(self.stop_requested)
        self.smaller.clicked.connect(lambda: self.view.step(-1))
        self.larger.clicked.connect(lambda: self.view.step(1))
        self.fits.chosen.connect(lambda fit: self.view.set_fit(Fit(fit)))
        self.earlier.clicked.connect(lambda: self.view.go_to(self.view.page - 1))
        self.later.clicked.connect(lambda: self.view.go_to(self.view.page + 1))
        self.number.returnPressed.connect(self._on_number)
        self.view.page_changed.connect(self._show_number)
        self.view.scale_changed.connect(self._show_scale)

    def first_focus(self) -> QWidget:
        return self.print if self.panel.print.isVisibleTo(self) else self.save

    def wait(self, what: str = "正在排版") -> None:
        """Show that the paper is being made."""
        self._paper = None
        self.title.setText("")
        self.line.setText("")
        self.view.close_paper()
        self.waiting.say("printer", what, "")
        self.waiting.hide()
        self.layouts.hide()  # which ones there are is known when it is made
        self._slow.start()
        self._stack.setCurrentIndex(0)
        focus(self)  # what had the keys is switched off
        self._allow(shown=False)
        self.key_bar.say("", "")

    def present(self, paper: Paper) -> None:
        same = self._paper is not None and self._paper.title == paper.title and self._paper.line == paper.line
        page = self.view.page if same and self._paper and self._paper.layout == paper.layout else 1
        self._paper = paper
        self._slow.stop()
        self.title.setText(paper.title)
        self.line.setText(paper.line)
        self._stack.setCurrentIndex(1)
        self.view.present(paper.pdf, page=page)
        self._leave_out()
        known = tuple(option for option in LAYOUTS if option[0] in paper.layouts)
        self.layouts.set_options(known or LAYOUTS, paper.layout)
        self.layouts.setVisible(len(paper.layouts) > 1)
        self.panel.present(self.view.pages, note=paper.note, versions=paper.versions, version=paper.version)
        self._allow(shown=True)
        self.key_bar.say(f"共 {self.view.pages} 页 A4", "file-text")
        self.take_focus()

    def present_printers(self, printers: Sequence[PrinterItem] | None) -> None:
        held = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.panel.present_printers(printers)
        self._leave_out()
        if held or not self.print.isVisibleTo(self):
            self.take_focus()

    def _leave_out(self) -> None:
        """Nothing to turn in one page, no key that prints without a printer."""
        self.key_bar.leave_out_idle(
            {"preview.print": self.print.isHidden(), "preview.turn": self.view.pages < 2}
        )

    def remember(self, order: PrintOrder) -> None:
        self.panel.remember(order)

    @property
    def paper(self) -> Paper | None:
        return self._paper

    def _allow(self, *, shown: bool) -> None:
        pages = self.view.pages if shown else 0
        self.number.setValidator(QIntValidator(1, max(1, pages), self.number))
        self.whole.setText(f"页，共 {pages} 页" if shown else "")
        for part in (self.smaller, self.larger, self.fits, self.number, self.panel):
            part.setEnabled(shown)
        self._show_number(self.view.page if shown else 1)

    def _on_number(self) -> None:
        self.view.go_to(int(self.number.text()))
        self.number.selectAll()

    def _show_number(self, page: int) -> None:
        self.number.setText(str(page))
        self.earlier.setEnabled(page > 1)
        self.later.setEnabled(page < self.view.pages)

    def _show_scale(self, fit: str, scale: float) -> None:
        self.scale.setText(f"{scale * 100:.0f} %")
        free = fit == Fit.FREE
        self.fits.set_options(FITS if free else FITS[:3], fit)

    def _on_save(self) -> None:
        if self._paper is not None:
            self.save_requested.emit(self._paper)

    def _on_print(self, order: PrintOrder) -> None:
        if self._paper is not None:
            self.print_requested.emit(order)

    def _print_or_save(self) -> None:
        if self.print.isVisibleTo(self):
            self.panel.ask()
        else:
            self._on_save()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_Escape:
                self.back_requested.emit()
            case Qt.Key.Key_P if control:
                self._print_or_save()
            case Qt.Key.Key_S if control:
                self._on_save()
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.view.keyPressEvent(event)
            case _ if event.text() in ("+", "="):
                self.view.step(1)
            case _ if event.text() == "-":
                self.view.step(-1)
            case _ if event.text() == "0":
                self.view.set_fit(Fit.WIDTH)
            case _ if event.text() == "9":
                self.view.set_fit(Fit.PAGE)
            case _ if event.text() == "1":
                self.view.set_fit(Fit.REAL)
            case _ if event.text().upper() == "G":
                focus(self.number)
                self.number.selectAll()
            case _:
                super().keyPressEvent(event)
