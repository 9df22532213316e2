"""A PDF on a printer: which pages, on what paper and how many copies is asked by the system's own dialog."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

DPI = 300


def has_printer() -> bool:
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(name: str, parent: QWidget) -> QPrinter | None:
    """The printer that was chosen for a document of that name, None if printing was left."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(name)
    accepted = QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted
    return printer if accepted else None


def paint_pdf(pdf: bytes, printer: QPrinter) -> None:
    """The PDF's pages as pictures on the printer's paper; no file of it is kept."""
    holder = QBuffer()
    holder.setData(QByteArray(pdf))
    holder.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(holder)
    painter = QPainter(printer)
    for number in range(document.pageCount()):
        if number:
            printer.newPage()
        size = document.pagePointSize(number) * (DPI / 72)
        image = document.render(number, QSize(round(size.width()), round(size.height())))
        painter.drawImage(painter.viewport(), image)
    painter.end()
    document.close()
    holder.close()
