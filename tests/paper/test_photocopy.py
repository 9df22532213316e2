"""A page that was copied in black and white at 70 % still says what it is and can be read."""

from __future__ import annotations

import pytest
from PIL import Image

from forms.catalog import Catalog
from forms.printing.codes import PaperKind
from forms.reading.finding import codes_on
from tools.paper.papers import papers_of
from tools.paper.pictures import pictures

CATALOG = Catalog.load()
SCAN = 200  # dots per inch of an office copier
SMALLER = 0.7
BLACK = 128


def copied(page: Image.Image) -> Image.Image:
    """Black or white, smaller, and read in by the scanner again."""
    small = page.resize((round(page.width * SMALLER), round(page.height * SMALLER)), Image.Resampling.BOX)
    return small.point([0 if grey < BLACK else 255 for grey in range(256)])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("F02-sheet", PaperKind.RECORD),
        ("F05-blank", PaperKind.BLANK),
        ("A4b-ledger", PaperKind.LEDGER),
        ("F16-case", PaperKind.RECORD),
    ],
)
def test_a_photocopy_keeps_the_code_the_rules_and_the_letters(name: str, kind: PaperKind) -> None:
    form = CATALOG.find(name.partition("-")[0])
    paper = next(one for one in papers_of(CATALOG, form) if one.name == name)
    page = pictures(paper.pdf, dpi=SCAN)[0]
    copy = copied(page)
    assert [code.kind for code in codes_on(copy)] == [kind]
    assert _share_of_ink(copy) < 1.5 * _share_of_ink(page), "a grey ground has turned black"
    assert _share_of_ink(copy) > 0.5 * _share_of_ink(page), "thin strokes are gone"
    assert _longest_rule(copy) > 0.99 * _longest_rule(page) * SMALLER


def _share_of_ink(page: Image.Image) -> float:
    return sum(page.histogram()[:BLACK]) / (page.width * page.height)


def _longest_rule(page: Image.Image) -> int:
    """Dots of the longest level line."""
    rows = page.point([255 if grey < BLACK else 0 for grey in range(256)]).resize(
        (1, page.height), Image.Resampling.BOX
    )
    return round(max(rows.get_flattened_data()) / 255 * page.width)
