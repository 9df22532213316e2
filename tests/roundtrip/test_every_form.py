"""Every released form in a real hospital: sealed, projected, printed with all its answers, sent, and made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

import pypdfium2
import pytest
from sqlalchemy import func, select

from forms.clock import FixedClock
from forms.definition import Field, FieldType, Form
from forms.json_value import Json
from forms.listed import Choice
from forms.printing.values import long_date, month_text
from models.projections import rebuild
from models.queries import records
from models.tables.projections import AssetRow, RecordRow
from models.tables.sealed import SealedObject
from models.workflow import paper
from server.tables.contents import RevisionRow
from sync.enrolment import enrol
from tests.county import RunningCounty
from tests.hospital import START, open_hospital
from tests.released_forms import FORMS
from tests.roundtrip.conftest import Ward
from tests.walk import Walk

WITH_TABLES_OF_THEIR_OWN = frozenset(
    {"register.person", "register.place", "register.hospital_profile", "management.duty_setting"}
)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    store = open_hospital(tmp_path_factory.mktemp("walk") / "home", FixedClock(START))
    yield Walk(store)
    store.close()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_form_is_sealed_listed_and_printed_with_every_answer(walk: Walk, form: Form) -> None:
    sealed = walk.seal(form.id)
    assert sealed.serial.split("-")[1] == form.label
    store = walk.store
    with store.read() as session:
        row = session.get_one(RecordRow, sealed.record_id)
        view = records.get(session, store.catalog, sealed.record_id, None)
        if form.kind == "card" and form.register is not None and form.id not in WITH_TABLES_OF_THEIR_OWN:
            assert session.get_one(AssetRow, sealed.record_id).register == form.register.register
    assert (row.form_id, row.status, row.rev_id) == (form.id, "sealed", sealed.rev_id)
    assert view is not None
    layout = "sheet" if form.printing.default == "poster" else ""  # a poster leaves out who has to read it
    text = text_of(paper.preview(store, sealed.record_id, layout=layout))
    missing = [
        words for words in answered(form, view.revision.answers) if not any(one in text for one in words)
    ]
    assert missing == []
    assert lacks_line(text, [signer.title for signer in form.signers]) == []
    assert "〓" not in text, "a character that no shipped font has"
    for layout in set(form.printing.layouts) - {"sheet", "blank", "ledger"}:
        assert squeezed(form.title) in text_of(paper.preview(store, sealed.record_id, layout=layout))
    if "ledger" in form.printing.layouts:
        ledger = text_of(paper.print_ledger(store, [sealed.record_id]))
        assert squeezed(form.title) in ledger
        assert [signer.title for signer in form.signers if squeezed(signer.title) not in ledger] == []
    blank = text_of(paper.print_blank(store, form))
    assert [signer.title for signer in form.signers if squeezed(signer.title) not in blank] == []
    assert "〓" not in blank


def test_all_of_it_reaches_the_county_and_is_made_anew_to_the_same_rows(
    walk: Walk, county: RunningCounty
) -> None:
    for form in FORMS:
        if form.id not in walk.sealed:  # this test by itself
            walk.seal(form.id)
    enrol(walk.store, server_url=county.url, code=county.code())
    ward = Ward(store=walk.store, clock=FixedClock(START), url=county.url, random=Random(7))
    assert rebuild.compare(ward.store) == ()
    report = ward.sync()
    assert report.is_clear, report
    with ward.store.read() as session:
        here = set(session.scalars(select(SealedObject.object_id).where(SealedObject.kind == "revision")))
        forms_here = session.scalar(select(func.count(RecordRow.form_id.distinct())))
    assert forms_here is not None
    assert forms_here >= len(FORMS)
    with county.county.database.read() as session:
        there = set(session.scalars(select(RevisionRow.rev_id)))
    assert here <= there


def answered(form: Form, answers: dict[str, Json]) -> Iterator[tuple[str, ...]]:
    """What must stand on the sheet, one writing or another: labels of what was answered, and answers in words."""
    for field in form.fields():
        value = answers.get(field.name)
        if value is None or field.type is FieldType.NOTE:
            continue
        if field.type is FieldType.ROWS:
            for row in value if isinstance(value, list) else ():
                assert isinstance(row, dict)
                for column in field.fields:
                    if column.name in row and not field.grid:
                        yield from words_of(column, row[column.name])
            continue
        yield (squeezed(field.label),)
        yield from words_of(field, value)


def words_of(field: Field, value: Json) -> Iterator[tuple[str, ...]]:
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            yield (squeezed(str(value)),)
        case FieldType.ONE_OF:
            yield (squeezed(label_of(field.choices, str(value))),)
        case FieldType.INTEGER | FieldType.DECIMAL:
            yield (str(value),)
        case FieldType.DATE if field.precision == "month":
            yield (month_text(value), month_text(value, compact=True))
        case FieldType.DATE:
            yield (str(value), squeezed(long_date(date.fromisoformat(str(value)))))
        case FieldType.CHECK if isinstance(value, dict) and isinstance(value.get("finding"), dict):
            yield (squeezed(str(value["finding"]["text"])),)  # type: ignore[index, call-overload]
        case _:
            return


def label_of(choices: tuple[Choice, ...], code: str) -> str:
    return next(choice.label for choice in choices if choice.code == code)


def lacks_line(text: str, titles: Sequence[str]) -> list[str]:
    """Those for whom no line to sign on is printed, as our sheets or as the official surgical checklist write it.

    In a narrow box the mark stands below the title, and then below all titles of that line of boxes.
    """
    marks = len(re.findall("（签名）|签名：", text))
    return [title for title in titles if squeezed(title) not in text] or list(titles[marks:])


def text_of(pdf: bytes) -> str:
    """Read by another library than the one of the unit tests: a page of a long form takes it a tenth of the time."""
    with pypdfium2.PdfDocument(pdf) as document:
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def squeezed(text: str) -> str:
    return "".join(text.split())
