"""Paper: everything a page needs is gathered here, and every print is counted and noted.

Importing this loads reportlab; the window does so behind its first paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.definition import Form, FormKind
from forms.json_value import Json
from forms.printing.job import AnonymousReport, Layout, Path, PrintJob, StepSheet
from forms.printing.render import render, render_job
from forms.revision import Revision, Signature
from models.faults import Refusal
from models.installation import read_installation
from models.projections.records import known_form
from models.queries import cases, records
from models.queries.anonymous_reports import chain_known
from models.queries.names import PaperNames, read_names
from models.queries.people import get_person
from models.queries.places import all_places
from models.queries.records import RecordView
from models.store import Store
from models.tables.anonymous import AnonymousReport as AnonymousRow
from models.tables.projections import AssetRow, HazardRow, RecordRow
from models.workflow import attachments
from models.workflow.anonymous import open_report
from models.workflow.correcting import private_answers
from models.workflow.permitting import require, require_person
from models.workflow.prints import Print, ledger_print, next_print, note_print

LEDGER_ROWS = 400  # records on one ledger: a month of the busiest round, with room


class CannotPrint(Refusal):
    """There is nothing to print, or this person may not print it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What would be printed now, and what to count when it is."""

    pdf: bytes
    prints: tuple[Print, ...]
    versions: int = 1


def preview(store: Store, record_id: str, *, layout: str = "", person: str | None = None) -> bytes:
    """The PDF as it would be printed now; nothing is counted. CannotPrint with a sentence if there is none.

    Without ``layout`` a record that is worked off in steps is printed with them if its form says so.
    """
    return prepare(store, record_id, layout=layout, person=person).pdf


def prepare(
    store: Store, record_id: str, *, layout: str = "", person: str | None = None, version: int = 0
) -> Made:
    """The same with what ``count`` is told once it is printed; an earlier ``version`` says that it is replaced."""
    with store.read() as session:
        view = of_version(store, _view(store, session, record_id, person), version)
        one = _next_print(session, view, layout)
        pdf = _render(store, session, [view], layout, person, print_no=one.number, form=form_of(view))
    return Made(pdf=pdf, prints=(one,), versions=len(view.revisions))


def print_record(
    store: Store, record_id: str, *, layout: str = "", person: str | None = None, version: int = 0
) -> bytes:
    """The PDF, counted: the page says the how manyth print it is from the second one on."""
    with store.write() as session:
        view = of_version(store, _printable(store, session, record_id, person), version)
        one = _next_print(session, view, layout)
        note_print(store, session, one, person)
        return _render(store, session, [view], layout, person, print_no=one.number, form=form_of(view))


def _next_print(session: Session, view: RecordView, layout: str) -> Print:
    rev_id = view.revision.rev_id
    return Print(
        record_id=view.item.record_id,
        rev_id=rev_id,
        number=next_print(session, rev_id),
        layout=layout,
        is_current=rev_id in {head.rev_id for head in view.heads},
    )


def of_version(store: Store, view: RecordView, version: int) -> RecordView:
    """The record as it was sealed the ``version``-th time; 0 is as it stands. CannotPrint for another number."""
    if not version or version == view.version:
        return view
    if not 0 < version <= len(view.revisions):
        raise CannotPrint(
            f"这份记录没有第 {version} 版，一共 {len(view.revisions)} 版。没有打印。换一个版次再试。"
        )
    revision = view.revisions[version - 1]
    return replace(view, revision=revision, form=known_form(store.catalog, revision))


def print_blank(store: Store, form: Form, *, person: str | None = None) -> bytes:
    """An empty form for the hand, with the hospital's places on a round sheet."""
    with store.read() as session:
        installation = read_installation(session)
        places = [place.name for place in all_places(session)]
        return render(
            form,
            None,
            layout="case" if form.printing.columns else "blank",
            facility=installation.facility_name if installation else "",
            names=PaperNames(read_names(session)),
            printed_at=store.clock.now(),
            printed_by=_who(session, person),
            places=places,
            steps=[StepSheet(form=store.catalog.latest(name)) for name in form.printing.columns],
        )


def print_ledger(store: Store, record_ids: Sequence[str], *, person: str | None = None) -> bytes:
    """Many records of one form, a row each, oldest first; nothing is counted."""
    return prepare_ledger(store, record_ids, person=person).pdf


def prepare_ledger(store: Store, record_ids: Sequence[str], *, person: str | None = None) -> Made:
    """The same with what ``count`` is told once it is printed."""
    if not record_ids:
        raise CannotPrint("这段时间没有这张表的记录，台账是空的。要手填的话，请打印空白表。")
    with store.read() as session:
        views = [_printable(store, session, record_id, person) for record_id in record_ids[:LEDGER_ROWS]]
        ordered = sorted(views, key=lambda view: (view.revision.claimed_at, view.revision.serial))
        one = ledger_print(session, [view.item.record_id for view in ordered])
        form = form_of(ordered[-1])
        pdf = _render(store, session, ordered, "ledger", person, print_no=one.number, form=form)
    return Made(pdf=pdf, prints=(one,))


def anonymous_pdf(store: Store, report_id: str, *, actor: str) -> bytes:
    """An anonymous report as paper, without a person; opening it starts its clocks on that day."""
    content = open_report(store, actor, report_id)
    form = store.catalog.get(content["form_id"], content["form_version"])
    with store.read() as session:
        data = session.get_one(AnonymousRow, report_id).bytes
        installation = read_installation(session)
        names = PaperNames(read_names(session))
    return render(
        form,
        AnonymousReport(
            answers=content["answers"],
            digest=digest(data),
            day=date.fromisoformat(content["day"]),
            shift=content["shift"],
        ),
        layout="sheet",
        facility=installation.facility_name if installation else "",
        names=names,
        printed_at=store.clock.now(),
    )


def _render(
    store: Store,
    session: Session,
    views: Sequence[RecordView],
    layout: str,
    person: str | None,
    *,
    print_no: int,
    form: Form,
) -> bytes:
    return render_job(*job_of(store, session, views, layout, person, print_no=print_no, form=form))


def job_of(
    store: Store,
    session: Session,
    views: Sequence[RecordView],
    layout: str,
    person: str | None,
    *,
    print_no: int,
    form: Form,
) -> tuple[PrintJob, Layout]:
    """What a page of those records is printed from, and as which paper; the rights were asked before."""
    installation = read_installation(session)
    first = views[0]
    revisions = tuple(view.revision for view in views)
    signatures = tuple(one for view in views for one in view.signatures if one.signs == view.revision.rev_id)
    chosen = _layout(form, layout)
    steps = _steps(store, session, first.revision) if chosen is Layout.CASE else ()
    signatures += tuple(one for _, held in steps for one in held)
    revisions += tuple(step.revision for step, _ in steps if step.revision)
    job = PrintJob(
        form=form,
        record=None if chosen is Layout.LEDGER else first.revision,
        facility=installation.facility_name if installation else "",
        names=PaperNames(read_names(session)),
        printed_at=store.clock.now(),
        printed_by=_who(session, person),
        signatures=tuple(signatures),
        images=_images(store, session, revisions, signatures),
        revisions=revisions,
        version_no=first.version,
        replaced_by=0 if first.revision in first.heads else len(first.revisions),
        print_no=print_no,
        hazards=_hazard_numbers(session, views, with_record=layout == "ledger"),
        private=_of_each(store, session, views)
        if layout == "ledger"
        else _private(store, session, first.revision),
        entries=_entries(session, views)
        if layout in ("ledger", "poster") and form.kind is FormKind.CARD
        else {},
        subject=tuple(_subject(session, first.revision, form)) if layout != "ledger" else (),
        objects=_objects(session, views) if layout == "ledger" and form.kind is FormKind.EVENT else {},
        steps=(*(step for step, _ in steps), *_columns_to_come(store, form, steps)),
    )
    return job, chosen


def _entries(session: Session, views: Sequence[RecordView]) -> dict[str, dict[str, Json]]:
    """A register is printed as it stands today, not as its cards were once written."""
    rows = (session.get(AssetRow, view.revision.record_id) for view in views)
    return {row.asset_id: dict(row.values) for row in rows if row is not None}


def usual_layout(form: Form) -> str:
    """The layout of a record for which none was asked: with its steps, where the form is printed so."""
    if form.printing.default == "poster":
        return "poster"
    return "case" if form.printing.default == "case" and form.case is not None else "sheet"


def _layout(form: Form, wanted: str) -> Layout:
    layout = wanted or usual_layout(form)
    if layout == "ledger":
        return Layout.LEDGER
    if layout in ("poster", "fishbone") and layout in form.printing.layouts:
        return Layout(layout)
    return Layout.CASE if layout == "case" and form.case is not None else Layout.SHEET


def _steps(
    store: Store, session: Session, revision: Revision
) -> tuple[tuple[StepSheet, tuple[Signature, ...]], ...]:
    """The steps on a record with their signatures; one that does not count is left off the paper."""
    case = cases.get(session, store.catalog, revision.record_id, None)
    found = []
    for step in case.steps if case else ():
        view = records.get(session, store.catalog, step.record_id, None)
        if view is None or view.form is None or not step.counts:
            continue
        sheet = StepSheet(
            form=view.form,
            revision=view.revision,
            private=_private(store, session, view.revision),
            outcome=step.state_label,
        )
        found.append((sheet, tuple(one for one in view.signatures if one.signs == view.revision.rev_id)))
    return tuple(found)


def _columns_to_come(
    store: Store, form: Form, steps: Sequence[tuple[StepSheet, tuple[Signature, ...]]]
) -> list[StepSheet]:
    """Empty columns for the phases that were not taken yet."""
    taken = {step.form.id for step, _ in steps}
    return [StepSheet(form=store.catalog.latest(name)) for name in form.printing.columns if name not in taken]


def _view(store: Store, session: Session, record_id: str, person: str | None) -> RecordView:
    reader = require_person(session, person) if person else None
    view = records.get(session, store.catalog, record_id, reader)
    if view is None:
        raise CannotPrint("这份记录不在这台电脑上，或你的角色不能看它。没有打印。需要的话请找质控科。")
    return view


def _printable(store: Store, session: Session, record_id: str, person: str | None) -> RecordView:
    """The record, if that person may have it on paper; the program itself may."""
    view = _view(store, session, record_id, person)
    if person is not None:
        require(session, store.catalog, form_of(view), "print", person)
    return view


def form_of(view: RecordView) -> Form:
    if view.form is None:
        raise CannotPrint(
            f"这份记录用的表单版本（{view.revision.form_id} {view.revision.form_version}）这台电脑上还没有。"
            "记录没有动过。更新医安以后再打印。"
        )
    return view.form


def _images(
    store: Store, session: Session, revisions: Iterable[Revision], signatures: Iterable[Signature]
) -> dict[str, bytes]:
    names = {one.signature.image_sha for one in revisions} | {one.image_sha for one in signatures}
    for revision in revisions:
        names |= {entry.sha256 for entry in revision.attachments if entry.mime.startswith("image/")}
    found = {name: _image(store, session, name) for name in names if name is not None}
    return {name: image for name, image in found.items() if image is not None}


def _image(store: Store, session: Session, name: str) -> bytes | None:
    """A picture that cannot be opened here is left off the page; the manifest on it still names it."""
    try:
        return attachments.read(session, store.keys, name)
    except Refusal:
        return None


def _hazard_numbers(session: Session, views: Sequence[RecordView], *, with_record: bool) -> dict[Path, str]:
    ids = [view.item.record_id for view in views]
    numbers: dict[Path, str] = {}
    for row in session.scalars(select(HazardRow).where(HazardRow.record_id.in_(ids))):
        path = _path(row, views)
        numbers[(row.record_id, *path) if with_record else path] = row.number
    return numbers


def _path(row: HazardRow, views: Sequence[RecordView]) -> Path:
    """Where in the record the finding stands: a row's hazard knows its row and column, its table is looked up."""
    if row.row_id is None:
        return (row.field,)
    form = next(view.form for view in views if view.item.record_id == row.record_id)
    tables = form.fields() if form else ()
    table = next(table.name for table in tables if any(column.name == row.field for column in table.fields))
    return (table, row.row_id, row.field)


def _objects(session: Session, views: Sequence[RecordView]) -> dict[str, tuple[str, str]]:
    """Which entry of a register each record of a ledger is about, by number and name."""
    keys = {view.revision.record_id: view.revision.asset or view.revision.subject for view in views}
    rows = ((record_id, session.get(AssetRow, key)) for record_id, key in keys.items() if key)
    return {record_id: (row.code, row.title) for record_id, row in rows if row is not None}


def _subject(session: Session, revision: Revision, form: Form) -> tuple[tuple[str, str], ...]:
    """What a record is about, for its head: a hazard, a register entry, or the report that a step belongs to."""
    entry = session.get(AssetRow, revision.asset or revision.subject or revision.record_id)
    if entry is not None and entry.asset_id != revision.record_id:
        return ("台账编号", entry.code), ("台账名称", entry.title)
    if entry is not None and entry.balance is not None:
        unit = entry.values.get("unit")
        return (("现在结存", f"{entry.balance} {unit}" if isinstance(unit, str) else entry.balance),)
    if revision.subject is None:
        return ()
    hazard = session.get(HazardRow, revision.subject)
    if hazard is not None:
        place = read_names(session).place(hazard.place) if hazard.place else "（不记地点）"
        return ("隐患编号", hazard.number), ("部位", place), ("问题描述", hazard.title)
    report = session.get(RecordRow, revision.subject)
    if report is not None and form.step is not None and form.step.chain == "case":
        return ("所属记录", report.serial), ("内容", report.title)
    if report is not None:
        return ("报告编号", report.serial), ("报告", report.title)
    return (("报告", "匿名报告，不记编号"),) if chain_known(session, revision.subject) else ()


def _private(store: Store, session: Session, revision: Revision) -> dict[str, Json]:
    """Identifying answers if they can be opened here; a page without them says so by its empty cells."""
    try:
        return private_answers(session, store, revision)
    except Refusal:
        return {}


def _of_each(store: Store, session: Session, views: Sequence[RecordView]) -> dict[str, Json]:
    """The identifying answers of the rows of a ledger, by record."""
    return {view.revision.record_id: _private(store, session, view.revision) for view in views}


def _who(session: Session, person: str | None) -> str | None:
    known = get_person(session, person) if person else None
    return f"{known.name} {known.staff_no}" if known else None
