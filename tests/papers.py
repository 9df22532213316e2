"""Prints for tests, and what can be read from a PDF again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from forms.definition import Form
from forms.printing.fonts import load_fonts
from forms.printing.job import PrintJob
from forms.printing.render import render
from forms.printing.styles import Styles, make_styles
from forms.revision import Revision, Signature, build_signature, read_signature
from tests.definitions import NOW

HOSPITAL = "示范县第一卫生院"
PLACES = {f"p{number}": f"{number} 号点位" for number in range(1, 41)}
PEOPLE = {"0231": "张某", "0188": "王某", "0305": "赵某"}


class BookNames:
    """Names of the fictional hospital; an unknown code comes back as it is."""

    def person(self, staff_no: str) -> str:
        return f"{PEOPLE[staff_no]}（{staff_no}）" if staff_no in PEOPLE else staff_no

    def place(self, place_id: str) -> str:
        return PLACES.get(place_id, place_id)

    def asset(self, asset_id: str) -> str:
        return asset_id

    def department(self, department: str) -> str:
        return department


def printed(form: Form, revision: object = None, *, layout: str = "sheet", **settings: object) -> bytes:
    facts: dict[str, object] = {
        "facility": HOSPITAL,
        "names": BookNames(),
        "printed_at": NOW + timedelta(minutes=26),
        "printed_by": "李某 0107",
    }
    return render(form, revision, layout=layout, **{**facts, **settings})  # type: ignore[arg-type]


def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, without the spaces that only set columns apart."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "".join(pages_of(pdf))


def size_of(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in millimetres."""
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def fonts_of(pdf: bytes) -> Mapping[str, bool]:
    """Each font's name, and whether its outlines are in the file."""
    found: dict[str, bool] = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font: DictionaryObject = reference.get_object()
            descriptor = font.get("/FontDescriptor")
            found[str(font["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return found


def images_of(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(pdf)).pages)


def job_of(form: Form, record: Revision | None = None, **settings: object) -> tuple[PrintJob, Styles]:
    """What the layout is built from, for tests that measure it."""
    facts: dict[str, object] = {
        "form": form,
        "record": record,
        "facility": HOSPITAL,
        "names": BookNames(),
        "printed_at": NOW,
    }
    return PrintJob(**{**facts, **settings}), make_styles(load_fonts())  # type: ignore[arg-type]


def signed(revision: Revision, role: str, *, person: str = "0188", **settings: object) -> Signature:
    facts: dict[str, object] = {
        "signs": revision.rev_id,
        "role": role,
        "person": person,
        "person_name": PEOPLE[person],
        "signed_at": NOW + timedelta(minutes=7),
        "facility": "F001",
    }
    return read_signature(build_signature(**{**facts, **settings}))  # type: ignore[arg-type]


def drawn_signature() -> bytes:
    """A picture with a stroke in blue ink on a transparent page."""
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(60, 150), (180, 40), (320, 160)], fill=(10, 20, 160, 255), width=12)
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
