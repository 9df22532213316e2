"""Photos on paper: in a grid with captions, referred to in the text, small in the file."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from forms.definition import FieldType
from forms.printing.photos import PIXELS, shrunk
from tests.definitions import FIRE, check, field, form, rows, sealed
from tests.papers import images_of, pages_of, printed, text_of

PHOTO = field("photos", FieldType.PHOTO, label="现场照片")


def picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), (height % 251, 90, 60)).save(stream, kind)
    return stream.getvalue()


def named(*pictures: bytes) -> dict[str, bytes]:
    return {f"{number:064x}": data for number, data in enumerate(pictures)}


def test_photos_are_printed_with_a_number_and_the_text_says_which_ones_to_look_at() -> None:
    exits = check("exits", label="疏散通道畅通", finding=FIRE)
    of = form(PHOTO, exits)
    images = named(picture(640, 480), picture(480, 640), picture(300, 300))
    first, second, third = images
    finding = {"text": "堆放纸箱", "handling": "fixed", "done": "清走", "photos": [third]}
    answers = {"photos": [first, second], "exits": {"value": "abnormal", "finding": finding}}
    pdf = printed(of, sealed(of, answers), images=images)
    text = text_of(pdf)
    assert images_of(pdf) == 3
    assert "照片2张，见图1–2" in text
    assert "堆放纸箱（见图3）" in text
    assert "图1现场照片" in text
    assert "图3第1项：疏散通道畅通" in text


def test_photos_of_rows_are_told_apart_by_the_number_of_the_row() -> None:
    of = form(rows("points", field("name"), PHOTO, label="点位"))
    images = named(picture(64, 48), picture(48, 64))
    held = [{"row_id": str(number), "name": "甲", "photos": [sha]} for number, sha in enumerate(images)]
    text = text_of(printed(of, sealed(of, {"points": held}), images=images))
    assert "图1点位第1条" in text
    assert "图2点位第2条" in text


def test_a_photo_that_is_not_here_or_cannot_be_opened_is_counted_and_left_off() -> None:
    of = form(PHOTO)
    images = named(b"no picture", picture(640, 480)[:500])
    pdf = printed(of, sealed(of, {"photos": [*images, "f" * 64]}), images=images)
    assert images_of(pdf) == 0
    assert "照片3张" in text_of(pdf)
    assert "图1" not in text_of(pdf)


@pytest.mark.parametrize("size", [(1, 1), (10_000, 10_000), (5000, 2)])
def test_a_photo_of_any_size_is_made_small_enough_to_print(size: tuple[int, int]) -> None:
    small = shrunk(picture(*size))
    assert small is not None
    jpeg, (width, height) = small
    assert 1 <= max(width, height) <= PIXELS
    assert len(jpeg) < 200_000
    of = form(PHOTO)
    assert images_of(printed(of, sealed(of, {"photos": ["0" * 64]}), images={"0" * 64: jpeg})) == 1


def test_a_transparent_picture_stands_on_white_and_a_photo_taken_sideways_upright() -> None:
    stream = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(stream, "PNG")
    clear = shrunk(stream.getvalue())
    assert clear is not None
    assert Image.open(BytesIO(clear[0])).getpixel((20, 15)) == 255
    stream = BytesIO()
    sideways = Image.Exif()
    sideways[0x0112] = 6
    Image.new("RGB", (40, 30)).save(stream, "JPEG", exif=sideways)
    turned = shrunk(stream.getvalue())
    assert turned is not None
    assert turned[1] == (30, 40)


def test_photos_that_would_push_the_signatures_to_another_page_stand_behind_them() -> None:
    texts = [field(f"t{n}", FieldType.LONG_TEXT, label=f"第{n}段") for n in range(6)]
    of = form(*texts, PHOTO)
    images = named(*[picture(640, 480 + number) for number in range(4)])
    answers = {text.name: "写了很多内容" * 30 for text in texts} | {"photos": list(images)}
    pdf = printed(of, sealed(of, answers), images=images)
    first, second = pages_of(pdf)
    assert "填表人（签名）" in first
    assert "保存期限" in first
    assert "图4现场照片" in second
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 0
