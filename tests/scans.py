"""What scanners, copiers and telephones do to a page, done to a real print."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

Spoil = Callable[[Image.Image], Image.Image]


def drawn(pdf: bytes, page: int, dpi: int) -> Image.Image:
    """One page of a print, from 1, as a scanner at that resolution sees it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("L")
        return image.copy()
    finally:
        document.close()


def turned(degrees: float) -> Spoil:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)


def blurred(radius: float) -> Spoil:
    return lambda page: page.filter(ImageFilter.GaussianBlur(radius))


def noisy(strength: float) -> Spoil:
    return lambda page: ImageChops.add(page, Image.effect_noise(page.size, strength), 1, -128)


def compressed(quality: int) -> Spoil:
    def spoil(page: Image.Image) -> Image.Image:
        with Image.open(BytesIO(saved(page, "JPEG", quality=quality))) as image:
            return image.convert("L")

    return spoil


def scaled(factor: float) -> Spoil:
    return lambda page: page.resize(
        (round(page.width * factor), round(page.height * factor)), Image.Resampling.LANCZOS
    )


def askew(page: Image.Image) -> Image.Image:
    """A photo taken from the lower right: the far edge is shorter."""
    width, height = page.size
    corners = (
        (width * 0.08, height * 0.05),
        (width * 0.97, 0.0),
        (float(width), height * 0.97),
        (0.0, float(height)),
    )
    return page.transform(
        page.size,
        Image.Transform.QUAD,
        [value for x, y in _inverse(corners, width, height) for value in (x, y)],
        Image.Resampling.BICUBIC,
        fillcolor=200,
    )


def photocopied(page: Image.Image) -> Image.Image:
    """Black or white and nothing between, with specks."""
    return noisy(60)(blurred(0.8)(page)).point(lambda value: 255 if value > 150 else 0)


def in_the_dark(page: Image.Image) -> Image.Image:
    return page.point(lambda value: round(40 + value * 0.35))


def saved(page: Image.Image, kind: str, **settings: object) -> bytes:
    stream = BytesIO()
    page.save(stream, kind, **settings)  # type: ignore[arg-type]  # each kind has settings of its own
    return stream.getvalue()


def _inverse(
    corners: tuple[tuple[float, float], ...], width: int, height: int
) -> tuple[tuple[float, float], ...]:
    """The corners of the source that QUAD takes, upper left first and against the clock."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return (
        (-ax, -ay),
        (-dx, 2 * height - dy),
        (2 * width - cx, 2 * height - cy),
        (2 * width - bx, -by),
    )
