"""The photos of a record: found in page order, made small and grey, and laid out in a grid with captions."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from forms.definition import Field, FieldType
from forms.json_value import Json, rows_of
from forms.printing.band import Band, Cell, band
from forms.printing.figure import Figure
from forms.printing.job import Path, PrintJob
from forms.printing.numbering import items
from forms.printing.paper import MM, PAD, ROW
from forms.printing.problems import where
from forms.printing.styles import Styles
from forms.printing.text import wrap

PIXELS: Final = 900  # of the longer side: 290 dpi where two stand beside each other
_QUALITY: Final = 74
_FEW: Final = 2  # so many stand in wide cells
_WIDE: Final = 80 * MM  # least width of a cell, of few and of many
_NARROW: Final = 55 * MM
_SHAPE: Final = 0.75  # height of a photo by the width of a cell
_CAPTION: Final = 30  # characters of a field's name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    path: Path
    title: str
    shas: Sequence[str]


def figures_of(job: PrintJob, *, after: int = 0) -> tuple[Figure, ...]:
    """Every photo that is at hand and can be opened, numbered in page order; the others are left off.

    ``after`` is the number of the last one on the paper so far.
    """
    found: list[Figure] = []
    for place in _places(job):
        for sha in place.shas:
            small = shrunk(job.images[sha]) if sha in job.images else None
            if small is not None:
                jpeg, (width, height) = small
                number = after + len(found) + 1
                caption = f"图 {number}　{place.title}"
                found.append(
                    Figure(
                        number=number,
                        path=place.path,
                        sha256=sha,
                        caption=caption,
                        jpeg=jpeg,
                        width=width,
                        height=height,
                    )
                )
    return tuple(found)


def photo_bands(figures: Sequence[Figure], styles: Styles, width: float, *, wide: bool) -> list[Band]:
    """A heading, and rows of photos with what they show; few are larger if ``wide``; none without photos."""
    if not figures:
        return []
    across = int(width // (_WIDE if wide and len(figures) <= _FEW else _NARROW))
    high = (width / across - 2 * PAD) * _SHAPE
    across = 1 if len(figures) == 1 else across
    step = width / across
    style = styles.heading
    heading = band(
        [Cell(left=0, right=width, style=style, lines=("照片",), shaded=True)], least=ROW + 1, keep=True
    )
    made = [heading]
    for start in range(0, len(figures), across):
        line = figures[start : start + across]
        cells = [_cell(figure, styles, index * step, step, high) for index, figure in enumerate(line)]
        rest = Cell(left=len(line) * step, right=width, style=styles.small)
        made.append(band([*cells, rest] if len(line) < across else cells, least=ROW, head=(heading,)))
    return made


def shrunk(data: bytes) -> tuple[bytes, tuple[int, int]] | None:
    """A JPEG in greys of at most ``PIXELS``, upright, and its size; None for what is no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # a big photo is no attack here
            with Image.open(BytesIO(data)) as image:
                image.draft("L", (PIXELS, PIXELS))
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((PIXELS, PIXELS))
                page = Image.new("RGBA", upright.size, "white")
                page.alpha_composite(upright.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    stream = BytesIO()
    page.convert("L").save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue(), page.size


def _cell(figure: Figure, styles: Styles, left: float, step: float, high: float) -> Cell:
    return Cell(
        left=left,
        right=left + step,
        style=styles.small_centre,
        photo=figure,
        photo_height=high,
        lines=wrap(figure.caption, styles.small, step - 2 * PAD),
    )


def _places(job: PrintJob) -> Iterator[_Place]:
    """Where the record holds photos: its fields and rows first, then its findings by their items."""
    answers = job.answers
    for field in job.form.fields():
        if field.type is FieldType.PHOTO:
            yield _Place(path=(field.name,), title=_title(field), shas=_shas(answers.get(field.name)))
        for number, row in enumerate(rows_of(answers.get(field.name)) if field.fields else (), 1):
            yield from _of_row(field, number, row)
    for item in items(job.form, job):
        name = item.field.label if item.number is not None else ""
        title = "：".join(part for part in (where(item, job), name[:_CAPTION]) if part)
        yield _Place(path=item.path, title=title, shas=_shas(item.finding.get("photos")))


def _of_row(table: Field, number: int, row: Mapping[str, Json]) -> Iterator[_Place]:
    for field in table.fields:
        if field.type is FieldType.PHOTO:
            path = (table.name, str(row.get("row_id", "")), field.name)
            yield _Place(path=path, title=f"{_title(table)}第 {number} 条", shas=_shas(row.get(field.name)))


def _title(field: Field) -> str:
    return field.label[:_CAPTION]


def _shas(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
