"""The embedded typefaces: registered once when first needed, measured per character, with a fallback for each.

reportlab substitutes nothing for a character that a face lacks, so this module does it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics, ttfonts

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
BOLD_FILE = "NotoSansSC_600SemiBold.ttf"
BODY_FILE = "NotoSerifSC_400Regular.ttf"

GETA = "〓"
"""What printers have always set where a character was not in the case."""
_SELECTORS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))
_BLOCK = 100  # entries that one bfchar block may hold (PDF 32000-1, 9.10.3)
_lock = Lock()


class Face:
    """A typeface; widths are in thousandths of the size, of the fallback where this face lacks the character."""

    def __init__(self, name: str, path: Path) -> None:
        font = ttfonts.TTFont(name, _Mapped(path))
        _slim(font.face)
        vars(font.face)["get_table"] = _sparing(font.face)
        pdfmetrics.registerFont(font)
        self.name = name
        self.fallback: Face | None = None
        self._glyphs: dict[int, int] = font.face.charToGlyph
        self._advances: dict[int, float] = font.face.charWidths
        self._default: float = font.face.defaultWidth
        self._widths: dict[str, float] = {}
        self._foreign: set[str] = set()
        self._printable: set[str] = set("\n")

    def has(self, char: str) -> bool:
        return ord(char) in self._glyphs

    def width(self, text: str, size: float) -> float:
        widths = self._widths
        try:
            return sum([widths[char] for char in text]) * size / 1000
        except KeyError:
            for char in text:
                if char not in widths:
                    widths[char] = self._measure(char)
        return sum([widths[char] for char in text]) * size / 1000

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """The text in pieces, each with the face that has its characters."""
        if self._foreign.isdisjoint(text):
            yield self, text
            return
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or (text[end] in self._foreign) != (text[start] in self._foreign):
                piece = text[start:end]
                yield (self.fallback or self) if text[start] in self._foreign else self, piece
                start = end

    def printable(self, text: str) -> str:
        """The text as it can be set: NFC, one kind of line end, no control characters, so that nothing turns the
        direction of what follows; a character that neither this face nor its fallback has reads 〓.
        """
        if self._printable.issuperset(text):
            return text
        text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return "".join(self._shown(char) for char in text)

    def _shown(self, char: str) -> str:
        if char in self._printable:
            return char
        if _is_unseen(char):
            return ""
        if self.lacks(char):
            return GETA
        self._printable.add(char)
        return char

    def lacks(self, char: str) -> bool:
        """Whether something would be seen of the character and neither this face nor its fallback has it."""
        if char in self._printable or self.has(char) or _is_unseen(char):
            return False
        return self.fallback is None or not self.fallback.has(char)

    def _measure(self, char: str) -> float:
        if not self.has(char) and self.fallback is not None and self.fallback.has(char):
            self._foreign.add(char)
            return self.fallback._measure(char)  # noqa: SLF001  another Face
        return self._advances.get(ord(char), self._default)


def _is_unseen(char: str) -> bool:
    """Controls, marks of direction, joiners, and the selectors of a variant of the character before."""
    return unicodedata.category(char) in {"Cc", "Cf"} or any(low <= char <= high for low, high in _SELECTORS)


class _Mapped:
    """A font file that is not copied into memory: only the pages that are read count. One process keeps it open."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)

    def read(self) -> mmap:
        with Path(self.name).open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)


class _Outlines:
    """The glyphs of a face, read from its file one by one: reportlab would copy all of them for each subset."""

    def __init__(self, data: mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


def _sparing(face: ttfonts.TTFontFace) -> Callable[[str], bytes | _Outlines]:
    """``get_table`` of that face, which hands out the outlines without reading them (25 MB for the two faces)."""
    whole: Callable[[str], bytes] = face.get_table

    outlines = _Outlines(vars(face)["_ttf_data"], vars(face)["table"]["glyf"]["offset"])

    def get_table(tag: str) -> bytes | _Outlines:
        if tag == "glyf":
            return outlines
        return whole(tag)

    return get_table


def _slim(face: ttfonts.TTFontFace) -> None:
    """Give back what printing never asks for (7 MB a face): the way from glyphs to characters, equal numbers."""
    vars(face)["glyphToChar"].clear()  # an attribute that the stubs forget
    same: dict[object, object] = {}
    face.hmetrics[:] = [same.setdefault(metric, metric) for metric in face.hmetrics]
    for code, width in face.charWidths.items():
        face.charWidths[code] = same.setdefault(width, width)


class Fonts:
    """The two faces of every paper."""

    def __init__(self, folder: Path) -> None:
        self.bold = Face("NotoSansSC-SemiBold", folder / BOLD_FILE)
        self.body = Face("NotoSerifSC-Regular", folder / BODY_FILE)
        self.bold.fallback, self.body.fallback = self.body, self.bold


def load_fonts(folder: Path = FOLDER) -> Fonts:
    """The fonts of a folder; read and registered by the first call, which takes about 0.4 s."""
    with _lock:
        return _load(folder)


@lru_cache(maxsize=1)
def _load(folder: Path) -> Fonts:
    ttfonts.makeToUnicodeCMap = to_unicode_map
    return Fonts(folder)


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """The map that makes printed text searchable.

    reportlab 5.1 writes code points above U+FFFF with five digits, which readers take for other characters;
    the format asks for UTF-16BE.
    """
    entries = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for index, code in enumerate(subset)
    ]
    blocks: list[str] = []
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({fontname})",
            f"/Ordering ({fontname})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
