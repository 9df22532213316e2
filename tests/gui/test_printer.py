"""What comes out of a printer is what the preview shows: the same pages, at their real size, and no others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from forms.printing.list_sheet import ListSheet, list_pdf
from forms.report import Grid
from ui.printer import PrinterGone, PrinterMemory, PrintOrder, PrintStopped, print_order, render

NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
DPI = 120
# of 255: how far a grey may lie from the same spot on the other page, on the mean of a small square; the squares of
# a code on the page fall between those of the picture
LIKE = 40


def sheet(*, landscape: bool = False, rows: int = 4) -> bytes:
    told = tuple((str(n), f"第 {n} 项", "张某 0231") for n in range(1, rows + 1))
    grid = Grid(heads=("号", "项目", "谁"), weights=(1, 4, 2), rows=told)
    listed = ListSheet(
        kind="test",
        title="要做的事",
        facility="示范县第一卫生院",
        period="2026年11月",
        grid=grid,
        signers=("安全员",),
        landscape=landscape,
    )
    return list_pdf(listed, printed_at=NOW)


class Shown:
    """A PDF as the preview draws it."""

    def __init__(self, pdf: bytes) -> None:
        self._bytes = QBuffer()
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._bytes)

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    def size(self, page: int) -> tuple[int, int]:
        """In millimetres."""
        points = self.document.pagePointSize(page)
        return round(points.width() / 72 * 25.4), round(points.height() / 72 * 25.4)

    def image(self, page: int) -> QImage:
        """An eighth as large as drawn, so that a hair's breadth makes no difference."""
        points = self.document.pagePointSize(page)
        whole = QSize(round(points.width() * DPI / 72), round(points.height() * DPI / 72))
        drawn = render(self.document, page, whole, QRect(0, 0, whole.width(), whole.height()))
        small = drawn.scaled(
            whole / 8, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        return small.convertToFormat(QImage.Format.Format_Grayscale8)


def difference(one: QImage, other: QImage) -> int:
    """The largest between two greys at the same spot."""
    assert one.size() == other.size()
    return max(
        abs(one.pixelColor(x, y).value() - other.pixelColor(x, y).value())
        for x in range(one.width())
        for y in range(one.height())
    )


def margins(image: QImage) -> tuple[int, int]:
    """How much of the image is white at its left and at its right."""
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).value() < 200 for y in range(image.height()))
    ]
    return inked[0], image.width() - 1 - inked[-1]


def virtual(file: Path) -> QPrinter:
    """A printer whose paper is a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setResolution(DPI)
    return printer


def run(pdf: bytes, file: Path, order: PrintOrder, **told: object) -> int:
    """Printed as the window does it: in a thread without a window."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(print_order, pdf, virtual(file), order, **told).result()  # type: ignore[arg-type]


@pytest.mark.parametrize("landscape", [False, True])
def test_the_printed_page_is_the_page_of_the_preview(tmp_path: Path, *, landscape: bool) -> None:
    pdf = sheet(landscape=landscape)
    run(pdf, tmp_path / "paper.pdf", PrintOrder(printer="", pages=(1,)))
    shown, paper = Shown(pdf), Shown((tmp_path / "paper.pdf").read_bytes())
    assert shown.pages == paper.pages == 1
    assert shown.size(0) == paper.size(0) == ((297, 210) if landscape else (210, 297))
    assert difference(shown.image(0), paper.image(0)) < LIKE


def test_the_comparison_would_see_a_page_that_is_moved_or_another_one() -> None:
    one, other = Shown(sheet()), Shown(sheet(rows=5))
    assert difference(one.image(0), other.image(0)) > 2 * LIKE


def test_only_the_pages_asked_for_are_printed_as_often_as_asked(tmp_path: Path) -> None:
    pdf = sheet(rows=90)
    shown = Shown(pdf)
    assert shown.pages == 3
    told: list[tuple[int, int]] = []

    def hear(done: int, whole: int) -> bool:
        told.append((done, whole))
        return True

    order = PrintOrder(printer="", pages=(1, 3), copies=2)
    given = run(pdf, tmp_path / "paper.pdf", order, told=hear)
    paper = Shown((tmp_path / "paper.pdf").read_bytes())
    assert given == paper.pages == 4
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    for printed, page in enumerate((0, 2, 0, 2)):
        assert difference(shown.image(page), paper.image(printed)) < LIKE


def test_on_both_sides_the_margin_for_binding_lies_at_the_right_on_the_back(tmp_path: Path) -> None:
    pdf = sheet(rows=90)
    order = PrintOrder(printer="", pages=(1, 2, 3), duplex=True, binds=True)
    run(pdf, tmp_path / "paper.pdf", order)
    shown, paper = Shown(pdf), Shown((tmp_path / "paper.pdf").read_bytes())
    left, right = margins(shown.image(1))
    assert left - right >= 5  # 10 mm, at a sixteenth of an inch a dot, less what each Qt rounds
    for front in (0, 2):
        assert margins(paper.image(front)) == pytest.approx(margins(shown.image(front)), abs=1)
    back_left, back_right = margins(paper.image(1))
    assert abs(back_left - right) <= 1
    assert abs(back_right - left) <= 1


def test_printing_can_be_stopped_and_says_what_went_out(tmp_path: Path) -> None:
    with pytest.raises(PrintStopped, match="已经送出 1 页"):
        run(sheet(rows=90), tmp_path / "x.pdf", PrintOrder(printer=""), told=lambda done, _all: done < 1)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(PrinterGone, match="一页也没有打"):
        run(sheet(), tmp_path / "no folder" / "x.pdf", PrintOrder(printer=""))


def test_a_long_page_is_drawn_in_strips_that_meet(tmp_path: Path) -> None:
    shown = Shown(sheet(rows=25))
    whole = QSize(600, 849)
    at_once = render(shown.document, 0, whole, QRect(0, 0, 600, 849))
    for top, high in ((0, 333), (333, 333), (666, 183)):
        part = render(shown.document, 0, whole, QRect(0, top, 600, high))
        same = at_once.copy(0, top, 600, high)  # held, while its bits are read
        greys = zip(bytes(part.constBits()), bytes(same.constBits()), strict=True)
        assert (
            max(abs(one - other) for one, other in greys) <= 1
        )  # of 255: Qt 6.9 rounds some edges otherwise


def test_the_printer_of_each_form_is_remembered_on_this_computer(tmp_path: Path) -> None:
    memory = PrinterMemory(tmp_path)
    assert memory.of("fire.drill") == PrintOrder(printer="")
    memory.keep("fire.drill", PrintOrder(printer="护士站", copies=3, duplex=True, pages=(1,)))
    memory.keep("event.adverse_event", PrintOrder(printer="质控科"))
    again = PrinterMemory(tmp_path)
    assert again.of("fire.drill") == PrintOrder(printer="护士站", copies=3, duplex=True)
    assert again.of("fire.patrol") == PrintOrder(printer="质控科")


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", '{"a": 3, "": {"printer": 4}, "b": {"printer": "x", "copies": "many"}}']
)
def test_a_damaged_memory_of_printers_is_no_memory(tmp_path: Path, kept: str) -> None:
    (tmp_path / "printers.json").write_text(kept, encoding="utf-8")
    assert PrinterMemory(tmp_path).of("a") == PrintOrder(printer="")
    assert PrinterMemory(tmp_path).of("b").copies == 1
