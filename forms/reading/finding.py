"""Codes found on a scanned page: straight first, then with what helps against blur, noise and small print."""

from __future__ import annotations

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from forms.printing.codes import PaperCode, PaperKind, read_code

_QR = zxingcpp.barcode_formats_from_str("QRCode")
_SMALL = 2600  # dots of the longer side below which a page is looked at enlarged: A4 at 220 dpi
_LEAST = 40  # dots of the shorter side below which there is nothing to see


def codes_on(grey: Image.Image) -> tuple[PaperCode, ...]:
    """What the codes of this program say that were found, each once; () if none was readable.

    Codes that this program did not print are told only where there is none of its own.
    """
    if min(grey.size) < _LEAST:
        return ()
    foreign: tuple[PaperCode, ...] = ()
    for picture in _ways(grey):
        found = tuple(dict.fromkeys(read_code(text) for text in _texts(picture)))
        own = tuple(one for one in found if one.kind is not PaperKind.FOREIGN)
        if own:
            return own
        foreign = foreign or found
    return foreign


def _ways(grey: Image.Image) -> Iterator[Image.Image]:
    yield grey
    level = ImageOps.autocontrast(grey, cutoff=1)
    soft = level.filter(ImageFilter.GaussianBlur(1.2))  # against the grain of a weak lens or a fax
    is_small = max(grey.size) < _SMALL
    if is_small:
        yield _enlarged(level)
    yield soft
    yield level.filter(ImageFilter.MedianFilter(3))  # against the dots of a photocopy
    if is_small:
        yield _enlarged(soft)


def _enlarged(grey: Image.Image) -> Image.Image:
    return grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)


def _texts(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture, formats=_QR)]
