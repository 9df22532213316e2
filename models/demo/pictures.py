"""Pictures for the hospital to play with: drawn, so that nobody takes them for photos of a real place."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 720)
WALL, FLOOR, LINE = (226, 231, 234), (170, 178, 184), (96, 108, 118)
Colour = tuple[int, int, int]


def pictures() -> tuple[bytes, ...]:
    """Corridors, seen from the same spot, with things that lie in the way or have been taken away: JPEG."""
    boxes: tuple[Colour, ...] = ((196, 150, 96), (178, 132, 84), (208, 166, 116))
    return tuple(
        _jpeg(things)
        for things in (
            [(300, 520, 150, boxes[0]), (420, 500, 130, boxes[1]), (350, 400, 120, boxes[2])],
            [],
            [(620, 470, 70, (196, 40, 34)), (700, 470, 70, (196, 40, 34))],
            [(180, 540, 220, (92, 120, 150))],
            [(640, 470, 60, (196, 40, 34))],
            [(430, 560, 90, (120, 150, 92)), (560, 540, 90, (120, 150, 92))],
        )
    )


def _jpeg(things: list[tuple[int, int, int, Colour]]) -> bytes:
    image = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 720), (960, 720), (600, 380), (360, 380)], fill=FLOOR)
    pen.rectangle([360, 160, 600, 380], fill=(206, 214, 220), outline=LINE, width=3)
    for corner, end in (
        ((0, 0), (360, 160)),
        ((960, 0), (600, 160)),
        ((0, 720), (360, 380)),
        ((960, 720), (600, 380)),
    ):
        pen.line([corner, end], fill=LINE, width=3)
    pen.rectangle([430, 200, 530, 380], fill=(150, 160, 168), outline=LINE, width=3)
    pen.rectangle([450, 168, 510, 190], fill=(30, 132, 73))
    for left, bottom, side, colour in things:
        pen.rectangle([left, bottom - side, left + side, bottom], fill=colour, outline=LINE, width=3)
        pen.line([(left, bottom - side // 2), (left + side, bottom - side // 2)], fill=LINE, width=2)
    pen.rectangle([0, 0, 959, 719], outline=(102, 57, 155), width=10)
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
