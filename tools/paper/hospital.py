"""The hospital on the papers: invented places, staff and things, drawn signatures and photos that are plainly drawn."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

HOSPITAL: Final = "示范县第一卫生院"
PLACES: Final = {
    "p1": "内科病区（2 楼东、西）",
    "p2": "外科病区（3 楼）",
    "p3": "门诊大厅",
    "p4": "急诊科及抢救室",
    "p5": "手术室",
    "p6": "医用氧气汇流排间",
    "p7": "食堂厨房",
    "p8": "配电房",
    "p9": "地下车库",
    "p10": "消防水泵房",
}
PEOPLE: Final = {
    "0231": "张某",
    "0107": "李某",
    "0188": "王某",
    "0301": "赵某",
    "0415": "陈某",
    "0520": "周某",
    "0305": "吴某某",
    "0612": "郑某",
}
ASSETS: Final = {"m1": "灭火器 MF-2-017", "m2": "除颤仪 CQ-03", "m3": "2 号电梯（住院楼东）"}
ENTRY: Final = ("SB-02-017", "示例：台账名称")  # of a register, by number and name
FOUND: Final = "2 号楼梯间二层平台堆放纸箱 6 个，占通道约一半"
PHOTOS: Final = tuple(sha256(f"photo {number}".encode()).hexdigest() for number in range(3))
SIGNATURE: Final = sha256(b"signature").hexdigest()
_STROKES: Final = (
    [(30, 40), (110, 34), (70, 36), (66, 120), (30, 136)],
    [(130, 30), (124, 130), (150, 118)],
    [(190, 50), (330, 44), (262, 46), (258, 140), (240, 128)],
    [(210, 90), (320, 84)],
)
_SHAPES: Final = ((640, 480), (480, 640), (800, 450))


class HospitalNames:
    """The words behind the codes; an unknown code comes back as it is."""

    def person(self, staff_no: str) -> str:
        return f"{PEOPLE[staff_no]}（{staff_no}）" if staff_no in PEOPLE else staff_no

    def place(self, place_id: str) -> str:
        return PLACES.get(place_id, place_id)

    def asset(self, asset_id: str) -> str:
        return ASSETS.get(asset_id, asset_id)

    def department(self, department: str) -> str:
        return department


@cache
def images() -> dict[str, bytes]:
    """Bytes of every picture that answers and signatures name."""
    photos = {sha: _photo(*shape) for sha, shape in zip(PHOTOS, _SHAPES, strict=True)}
    return {**photos, SIGNATURE: _signature()}


def _photo(wide: int, high: int) -> bytes:
    """A picture of a door and boxes in greys, as no camera makes it."""
    image = Image.new("RGB", (wide, high), (176, 184, 190))
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, high), (0, high * 0.6), (wide, high * 0.7), (wide, high)], fill=(132, 128, 120))
    draw.rectangle(
        [wide * 0.62, high * 0.15, wide * 0.86, high * 0.7],
        fill=(214, 210, 200),
        outline=(70, 70, 70),
        width=4,
    )
    for number in range(6):
        left, top = wide * (0.08 + 0.15 * (number % 3)), high * (0.5 + 0.2 * (number // 3))
        box = [left, top, left + wide * 0.13, top + high * 0.18]
        draw.rectangle(box, fill=(196 - 9 * number, 160, 110), outline=(80, 60, 40), width=3)
    return _saved(image, "JPEG")


def _signature() -> bytes:
    image = Image.new("RGBA", (400, 160), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for stroke in _STROKES:
        draw.line(stroke, fill=(10, 20, 60, 255), width=8, joint="curve")
    return _saved(image, "PNG")


def _saved(image: Image.Image, kind: str) -> bytes:
    stream = BytesIO()
    image.save(stream, kind)
    return stream.getvalue()
