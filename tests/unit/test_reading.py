"""Scans and photos of real prints: what is read, and what is said of those that cannot be read."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from forms.definition import PrintPlan
from forms.printing.codes import PaperKind
from forms.reading import files
from forms.reading.files import ScannedPage, UnreadableFileError, pages_of
from forms.reading.finding import codes_on
from tests.definitions import check, form, section
from tests.definitions import sealed as sealed_in
from tests.papers import printed
from tests.scans import (
    Spoil,
    askew,
    blurred,
    compressed,
    drawn,
    in_the_dark,
    noisy,
    photocopied,
    saved,
    scaled,
    turned,
)


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A record of two pages: the first has its code in the corner, the last one below the signatures."""
    names = [f"i{number}" for number in range(1, 41)]
    of = form(
        sections=(section("疏散", *(check(name, label=f"{name} 完好") for name in names)),),
        title="安全检查表",
        printing=PrintPlan(),
    )
    pdf = printed(of, sealed_in(of, {name: {"value": "normal"} for name in names}))
    assert len(list(pages_of(pdf))) == 2
    return pdf


def place(image: Image.Image) -> tuple[int, int] | None:
    """Which page of how many the codes say; None if none was read."""
    found = [one for one in codes_on(image) if one.kind is PaperKind.RECORD]
    return (found[0].page, found[0].pages) if found else None


SPOILS: dict[str, tuple[int, Spoil]] = {
    "straight at 150 dpi": (150, lambda page: page),
    "straight at 200 dpi": (200, lambda page: page),
    "straight at 300 dpi": (300, lambda page: page),
    "turned by 90": (150, turned(90)),
    "upside down": (150, turned(180)),
    "turned by 270": (150, turned(270)),
    "laid in askew, 3 degrees": (150, turned(3)),
    "laid in askew, -7 degrees": (200, turned(-7)),
    "photographed from the side": (200, askew),
    "blurred at 150 dpi": (150, blurred(1)),
    "blurred at 200 dpi": (200, blurred(1.5)),
    "blurred at 300 dpi": (300, blurred(2.5)),
    "noisy": (200, noisy(60)),
    "JPEG of quality 40": (150, compressed(40)),
    "photocopied": (300, photocopied),
    "printed at 70 %": (200, scaled(0.7)),
    "in the dark": (150, in_the_dark),
}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("name", SPOILS)
def test_a_page_is_read(paper: bytes, name: str, number: int) -> None:
    dpi, spoil = SPOILS[name]
    assert place(spoil(drawn(paper, number, dpi))) == (number, 2)


@pytest.mark.parametrize("spoil", [blurred(6), scaled(0.2), noisy(400)], ids=["blur", "tiny", "noise"])
def test_a_page_that_cannot_be_read_has_no_code_and_no_wrong_one(paper: bytes, spoil: Spoil) -> None:
    assert codes_on(spoil(drawn(paper, 1, 150))) == ()


def test_a_page_whose_code_is_cut_off_has_none(paper: bytes) -> None:
    page = drawn(paper, 1, 150)
    assert codes_on(page.crop((0, page.height // 4, page.width, page.height))) == ()


def test_two_papers_on_one_picture_are_both_told(paper: bytes) -> None:
    one, two = drawn(paper, 1, 150), drawn(paper, 2, 150)
    both = Image.new("L", (one.width * 2, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(two, (one.width, 0))
    assert {(found.page, found.pages) for found in codes_on(both)} == {(1, 2), (2, 2)}


# files


def only(data: bytes) -> ScannedPage:
    (page,) = pages_of(data)
    return page


def test_a_pdf_is_taken_apart_into_pages_that_are_pictures(paper: bytes) -> None:
    pages = list(pages_of(paper))
    assert [(page.number, page.count, page.mime) for page in pages] == [
        (1, 2, "image/jpeg"),
        (2, 2, "image/jpeg"),
    ]
    assert [place(page.grey) for page in pages] == [(1, 2), (2, 2)]
    with Image.open(BytesIO(pages[0].picture)) as picture:
        assert picture.size == (1654, 2339)  # A4 at 200 dpi


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("BMP", "image/bmp")]
)
def test_a_picture_of_one_page_is_kept_byte_for_byte(paper: bytes, kind: str, mime: str) -> None:
    data = saved(drawn(paper, 2, 150), kind)
    page = only(data)
    assert (page.picture, page.mime, place(page.grey)) == (data, mime, (2, 2))


def test_a_tiff_of_a_scanner_has_all_its_pages_and_black_and_white_stays_so(paper: bytes) -> None:
    first, second = (drawn(paper, number, 200).convert("1") for number in (1, 2))
    pages = list(pages_of(saved(first, "TIFF", save_all=True, append_images=[second], compression="group4")))
    assert [place(page.grey) for page in pages] == [(1, 2), (2, 2)]
    assert [page.mime for page in pages] == ["image/png", "image/png"]


def test_a_photo_that_says_how_it_was_held_is_looked_at_upright(paper: bytes) -> None:
    page = drawn(paper, 1, 150)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it right by 90 degrees
    data = saved(page.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    found = only(data)
    assert (found.grey.size, found.picture) == (page.size, data)


def test_a_photo_of_a_hundred_megapixels_is_read(paper: bytes) -> None:
    page = drawn(paper, 1, 150)
    sheet = Image.new("1", (10_000, 10_000), 1)
    sheet.paste(scaled(5)(page).convert("1").crop((0, 0, 6200, 8000)), (400, 400))
    found = only(saved(sheet, "PNG"))
    assert max(found.grey.size) <= 4200
    assert place(found.grey) == (1, 2)


def test_a_picture_of_one_dot_is_a_page_without_a_code() -> None:
    assert codes_on(only(saved(Image.new("L", (1, 1), 255), "PNG")).grey) == ()


PNG = saved(Image.new("L", (60, 60), 255), "PNG")
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"not a picture at all", "不是图片，也不是 PDF"),
        (HEIC, "HEIC 照片，医安打不开。请在手机"),
        (PNG[: len(PNG) // 2], "没有传完整"),
        (b"%PDF-1.7\nnothing", "PDF 打不开"),
        (saved(Image.new("1", (12_000, 11_000), 1), "PNG"), "12000×11000）"),
    ],
    ids=["empty", "text", "heic", "cut off", "no pdf", "too large"],
)
def test_a_file_that_holds_no_page_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as refusal:
        list(pages_of(data))
    assert any(verb in str(refusal.value) for verb in ("请", "能收的是"))


def test_a_locked_pdf_is_refused_with_what_to_do(paper: bytes) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper)))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    with pytest.raises(UnreadableFileError, match="设了密码"):
        list(pages_of(stream.getvalue()))


def test_a_file_that_is_too_heavy_is_refused_before_it_is_opened() -> None:
    with pytest.raises(UnreadableFileError, match="最多能收 100 MB"):
        next(pages_of(bytes(files.LARGEST + 1)))
