"""The typefaces as printing keeps them in memory."""

from __future__ import annotations

import pytest
from reportlab.pdfbase import pdfmetrics, ttfonts

from forms.printing.fonts import BODY_FILE, BOLD_FILE, FOLDER, load_fonts

PLAIN = "医安 手卫生 2026-11-22"
COMPOSITE = "éÄ½"  # glyphs that are put together from others


@pytest.mark.parametrize("file", [BODY_FILE, BOLD_FILE])
def test_a_subset_from_outlines_read_one_by_one_is_that_of_the_whole_file(file: str) -> None:
    fonts = load_fonts()
    kept = pdfmetrics.getFont((fonts.body if file == BODY_FILE else fonts.bold).name).face
    whole = ttfonts.TTFontFile(str(FOLDER / file), subfontIndex=0)
    codes = [ord(char) for char in PLAIN + COMPOSITE if ord(char) in whole.charToGlyph]
    assert len(codes) > len(PLAIN)
    assert kept.makeSubset(codes) == whole.makeSubset(codes)
