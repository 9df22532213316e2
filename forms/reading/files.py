"""A scan or photo as a person has it, taken apart into pages: PDF, TIFF with several pages, JPEG, PNG, WebP, BMP."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 100 * 1024 * 1024  # bytes of one file
MOST_PIXELS = 120_000_000  # of one picture: 10,000 × 10,000 has room
MOST_PAGES = 300
_LOOKED_AT = 4200  # dots of the longer side in which a code is looked for: A4 at 360 dpi
_DPI = 200  # of a PDF page that is kept as a picture
_MOST_OF_A_PAGE = 40_000_000  # pixels that one PDF page is drawn with: A2 at 200 dpi
_QUALITY = 88
_KEPT = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
}
_APPLE = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_PDFIUM = Lock()  # the library draws one page at a time, whoever asks


class UnreadableFileError(ValueError):
    """The file holds no page; the text is the sentence for the person: what it is, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """One page: its picture as it is kept, and the grey one in which the code is looked for, upright by EXIF."""

    number: int  # in its file, from 1
    count: int  # of the file
    picture: bytes = field(repr=False)
    mime: str
    grey: Image.Image = field(repr=False)


def pages_of(data: bytes) -> Iterator[ScannedPage]:
    """The pages in order; UnreadableFileError with a sentence, at the latest when its page is reached.

    A picture that is one page is kept byte for byte. A page of a PDF or TIFF becomes a picture of its own, so that
    a stack of papers can be filed page by page; a PDF is drawn at 200 dpi.
    """
    if not data:
        raise UnreadableFileError("这个文件是空的，没有东西可归档。请重新扫描。")
    if len(data) > LARGEST:
        raise UnreadableFileError(
            f"这个文件有 {len(data) // 1024 // 1024} MB，最多能收 {LARGEST // 1024 // 1024} MB。"
            "请把扫描分辨率调到 200–300 dpi，或分成几个文件。"
        )
    if data[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pdf_pages(data)
    elif data[4:8] == b"ftyp" and data[8:12] in _APPLE:
        raise UnreadableFileError(
            "这是苹果手机的 HEIC 照片，医安打不开。请在手机“设置·相机·格式”里选“兼容性最佳”重拍，"
            "或者另存为 JPG 再来。"
        )
    else:
        yield from _image_pages(data)


def _pdf_pages(data: bytes) -> Iterator[ScannedPage]:
    with _PDFIUM:
        document = _open_pdf(data)
        count = len(document)
    try:
        _check_count(count)
        for index in range(count):
            with _PDFIUM:
                image = _draw(document, index)
            yield ScannedPage(
                number=index + 1, count=count, picture=_jpeg(image), mime="image/jpeg", grey=_grey(image)
            )
    finally:
        with _PDFIUM:
            document.close()


def _open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFileError("这个 PDF 设了密码，打不开。请去掉密码另存一份，再来归档。") from error
        raise UnreadableFileError("这个 PDF 打不开，可能没有存完整。请重新扫描。") from error


def _draw(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_OF_A_PAGE / max(width * height, 1)) ** 0.5)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn.convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise UnreadableFileError(
            f"这个 PDF 的第 {index + 1} 页打不开，可能没有存完整。请重新扫描这一页。"
        ) from error


def _image_pages(data: bytes) -> Iterator[ScannedPage]:
    with _refusing_what_is_broken(), Image.open(io.BytesIO(data)) as image:
        count = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
        _check_count(count)
        for index in range(count):
            if count > 1:
                image.seek(index)
            _check_pixels(image)
            mime = _KEPT.get(image.format or "") if count == 1 else None
            if mime == "image/jpeg":
                image.draft("L", (_LOOKED_AT, _LOOKED_AT))
            image.load()
            upright = ImageOps.exif_transpose(image)
            yield ScannedPage(
                number=index + 1,
                count=count,
                picture=data if mime else _encoded(upright),
                mime=mime or ("image/png" if upright.mode == "1" else "image/jpeg"),
                grey=_grey(upright),
            )


@contextmanager
def _refusing_what_is_broken() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # a big scan is no attack, and an odd header no matter of the person's
            yield
    except UnidentifiedImageError as error:
        raise UnreadableFileError(
            "这个文件不是图片，也不是 PDF。能收的是扫描仪的 PDF、TIFF，和 JPG、PNG 照片。"
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels("") from error
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError("这张图打不开，可能没有传完整。请重新扫描，或重新拍一张。") from error


def _check_count(count: int) -> None:
    if not count:
        raise UnreadableFileError("这个文件里一页也没有。请重新扫描。")
    if count > MOST_PAGES:
        raise UnreadableFileError(f"这个文件有 {count} 页，一次最多收 {MOST_PAGES} 页。请分成几个文件。")


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels(f"（{image.width}×{image.height}）")


def _too_many_pixels(size: str) -> UnreadableFileError:
    return UnreadableFileError(f"这张图太大{size}，打不开。请把扫描分辨率调到 200–300 dpi 再扫。")


def _grey(image: Image.Image) -> Image.Image:
    """On white where it is transparent, and not larger than a code needs."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    grey = image.convert("L")
    factor = -(-max(grey.size) // _LOOKED_AT)
    return grey.reduce(factor) if factor > 1 else grey


def _encoded(image: Image.Image) -> bytes:
    if image.mode != "1":
        return _jpeg(image.convert("RGB"))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, dpi=(_DPI, _DPI))
    return out.getvalue()
