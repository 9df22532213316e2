"""A PDF on a printer: every page at its real size, a strip at a time, from the very bytes that were shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from models.faults import Refusal

FINEST = 600  # dots per inch; what a printer can do beyond that is not seen in a form
GUTTER = 10 * 72 / 25.4  # points: by how much the left margin of a page is wider than the right one
STRIP = 2_000_000  # dots that are held in memory at once
_KEPT = "printers.json"

Told = Callable[[int, int], bool]
"""Hears how many of how many pages were given to the printer, and answers whether to go on."""


class PrinterGone(Refusal):
    """The printer took nothing, or nothing more: ``given`` pages have gone to it, ``left`` have not."""

    def __init__(self, given: int, left: tuple[int, ...]) -> None:
        self.given, self.left = given, left
        if given:
            told = (
                f"打印机停了，已经送出 {given} 页。记录没有动。看看纸和电源，没打的页码已经写好，再按一次打印"
            )
        else:
            told = "打印机没有接住，一页也没有打。记录没有动。看看电源、连线和纸，再打印一次，或存成 PDF"
        super().__init__(told)


class PrintStopped(Refusal):
    """Whoever asked for it did not want it any more."""

    def __init__(self, given: int, left: tuple[int, ...]) -> None:
        self.given, self.left = given, left
        super().__init__(f"停下了，已经送出 {given} 页。记录没有动。打印机里没打完的，在打印机上取消")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterItem:
    name: str
    is_default: bool = False
    can_duplex: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """How a person wants it printed; ``pages`` are numbers from 1.

    ``binds``: the pages have a wide left margin to be bound, which lies at the right on the back of a sheet.
    """

    printer: str
    pages: tuple[int, ...] = ()
    copies: int = 1
    duplex: bool = False
    binds: bool = False


class Printers(Protocol):
    """Who knows the printers of this computer."""

    def found(self) -> tuple[PrinterItem, ...]:
        """The default first; may take seconds where printers stand in a network."""
        ...

    def open(self, order: PrintOrder, name: str) -> QPrinter:
        """A printer for a document of that name."""
        ...


class SystemPrinters:
    def found(self) -> tuple[PrinterItem, ...]:
        default = QPrinterInfo.defaultPrinterName()
        items = (
            PrinterItem(
                name=name,
                is_default=name == default,
                can_duplex=QPrinter.DuplexMode.DuplexLongSide
                in QPrinterInfo.printerInfo(name).supportedDuplexModes(),
            )
            for name in QPrinterInfo.availablePrinterNames()
        )
        return tuple(sorted(items, key=lambda one: not one.is_default))

    def open(self, order: PrintOrder, name: str) -> QPrinter:
        printer = QPrinter(QPrinterInfo.printerInfo(order.printer), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        return printer


def has_printer() -> bool:
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(name: str, parent: QWidget) -> QPrinter | None:
    """The printer that was chosen for a document of that name by the system's own dialog, None if it was left."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    accepted = QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted
    return printer if accepted else None


def print_order(
    pdf: bytes, printer: QPrinter, order: PrintOrder, told: Told = lambda _done, _all: True
) -> int:
    """The pages of the order on the printer; how many were given to it, copies counted. Needs no window.

    PrinterGone or PrintStopped with what has gone to the printer by then.
    """
    set_up(printer, order)
    own = not printer.supportsMultipleCopies()
    copies = order.copies if own else 1
    gutter = GUTTER if order.duplex and order.binds else 0.0
    return paint_pdf(pdf, printer, order.pages, copies=copies, gutter=gutter, told=told)


def set_up(printer: QPrinter, order: PrintOrder) -> None:
    if printer.supportsMultipleCopies():
        printer.setCopyCount(order.copies)
        printer.setCollateCopies(True)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if order.duplex else QPrinter.DuplexMode.DuplexNone)


def paint_pdf(
    pdf: bytes,
    printer: QPrinter,
    pages: Sequence[int] = (),
    *,
    copies: int = 1,
    gutter: float = 0.0,
    told: Told = lambda _done, _all: True,
) -> int:
    """Those pages of the PDF, all without any, at real size; no file of it is kept and one strip is in memory.

    Every second page of a copy, if it is upright, is moved to the left by ``gutter`` points.
    """
    holder = QBuffer()
    holder.setData(QByteArray(pdf))
    holder.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(holder)
    chosen = tuple(pages) or tuple(range(1, document.pageCount() + 1))
    wanted = chosen * copies
    printer.setResolution(min(printer.resolution(), FINEST))
    printer.setFullPage(True)
    painter = QPainter()
    try:
        for given, number in enumerate(wanted):
            if not told(given, len(wanted)):
                printer.abort()
                raise PrintStopped(given, wanted[given:])
            lay(printer, document.pagePointSize(number - 1))
            if not (printer.newPage() if given else painter.begin(printer)):
                raise PrinterGone(given, wanted[given:])
            is_back = bool(given % len(chosen) % 2)
            paint_page(document, number - 1, painter, printer.resolution(), shift=gutter if is_back else 0.0)
            if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
                raise PrinterGone(given, wanted[given:])
        if not painter.end():
            raise PrinterGone(0, wanted)
        told(len(wanted), len(wanted))
    finally:
        if painter.isActive():
            painter.end()
        document.close()
        holder.close()
    return len(wanted)


def lay(printer: QPrinter, size: QSizeF) -> None:
    """The next sheet of paper as wide and high as the page, upright or lying."""
    lying = size.width() > size.height()
    paper = QSizeF(size.height(), size.width()) if lying else size
    turned = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    a4 = QPageSize(paper, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(a4, turned, QMarginsF(), QPageLayout.Unit.Point))
    printer.setFullPage(True)


def paint_page(
    document: QPdfDocument, number: int, painter: QPainter, dpi: int, *, shift: float = 0.0
) -> None:
    """A page from 0 at its real size, in strips; grey where it has no colour, which spools in a quarter.

    An upright one is moved to the left by ``shift`` points.
    """
    points = document.pagePointSize(number)
    left = -round(shift * dpi / 72) if points.height() > points.width() else 0
    whole = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
    high = max(1, STRIP // whole.width())
    for top in range(0, whole.height(), high):
        part = QRect(0, top, whole.width(), min(high, whole.height() - top))
        painter.drawImage(left, top, render(document, number, whole, part))


def render(document: QPdfDocument, number: int, whole: QSize, part: QRect) -> QImage:
    """A part of a page from 0 that is ``whole`` dots large, on white."""
    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    options.setScaledClipRect(part.adjusted(0, 0, 1, 1))  # Qt 6.12 scales by one dot too few of what is given
    drawn = document.render(number, part.size(), options)
    on_white = QImage(part.size(), QImage.Format.Format_RGB32)
    on_white.fill(0xFFFFFFFF)
    painter = QPainter(on_white)
    painter.drawImage(0, 0, drawn)
    painter.end()
    grey = on_white.allGray()
    return on_white.convertToFormat(QImage.Format.Format_Grayscale8) if grey else on_white


class PrinterMemory:
    """Which printer a form was printed on last, and how, on this computer; nothing depends on it."""

    def __init__(self, home: Path) -> None:
        self._file = home / _KEPT
        self._kept: dict[str, PrintOrder] | None = None

    def of(self, form: str) -> PrintOrder:
        """As that form was printed last, else as anything was printed last."""
        kept = self._read()
        return kept.get(form) or replace(kept.get("", PrintOrder(printer="")), copies=1)

    def keep(self, form: str, order: PrintOrder) -> None:
        """Remember it; a folder that cannot be written forgets at the end."""
        kept = self._read()
        kept[form] = kept[""] = replace(order, pages=(), binds=False)
        told = {name: {**asdict(one), "pages": []} for name, one in kept.items()}
        try:
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.replace(self._file)
        except OSError:
            return

    def _read(self) -> dict[str, PrintOrder]:
        if self._kept is None:
            self._kept = {}
            try:
                found = json.loads(self._file.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                found = {}
            for name, one in found.items() if isinstance(found, dict) else ():
                order = _order(one)
                if order is not None:
                    self._kept[str(name)] = order
        return self._kept


def _order(one: object) -> PrintOrder | None:
    if not isinstance(one, dict) or not isinstance(one.get("printer"), str):
        return None
    copies = one.get("copies")
    return PrintOrder(
        printer=one["printer"],
        copies=copies if isinstance(copies, int) and 1 <= copies <= 99 else 1,
        duplex=one.get("duplex") is True,
    )
