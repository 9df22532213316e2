"""The papers of a form: the filled sheet, the blank one, the ledger, and whatever else its plan names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from forms.canonical import digest
from forms.catalog import Catalog
from forms.clock import local
from forms.definition import Form, FormKind
from forms.filling import Filling
from forms.json_value import Json
from forms.printing.job import AnonymousReport, Layout, Path, PrintJob, StepSheet
from forms.printing.render import render_job
from forms.revision import (
    AttachmentEntry,
    Revision,
    Signature,
    SignatureMark,
    build_revision,
    build_signature,
    read_revision,
    read_signature,
)
from tools.paper.hospital import FOUND, HOSPITAL, PEOPLE, PLACES, SIGNATURE, HospitalNames, images
from tools.paper.lifelike import NOW, entry_of, fillings_of

_LEDGER_ROWS: Final = 8
_DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One printed document; ``name`` is that of its pictures, such as F01-sheet."""

    name: str
    pdf: bytes


def papers_of(catalog: Catalog, form: Form) -> Iterator[Paper]:
    """Everything that the form is printed as.

    Under one digest for all: the codes on the paper then change only with what is printed.
    """
    form = replace(form, digest=_DIGEST)
    for layout in layouts_of(form):
        name = f"{form.label}-{layout.value}"
        job = job_of(catalog, form, layout)
        in_columns = layout is Layout.BLANK and form.printing.columns
        yield Paper(name=name, pdf=render_job(job, Layout.CASE if in_columns else layout))
    if form.anonymous != "never":
        job = job_of(catalog, form, Layout.SHEET)
        answers = job.answers
        report = AnonymousReport(answers=answers, digest=digest(b"anonymous"), day=local(NOW).date())
        job = replace(job, record=report, printed_by=None, private={}, signatures=())
        yield Paper(name=f"{form.label}-anonymous", pdf=render_job(job, Layout.SHEET))


def layouts_of(form: Form) -> tuple[Layout, ...]:
    found = dict.fromkeys(Layout(name) for name in form.printing.layouts)
    if form.kind is FormKind.LOG:
        found |= dict.fromkeys((Layout.LEDGER,))
    return tuple(found)


def job_of(catalog: Catalog, form: Form, layout: Layout) -> PrintJob:
    """What that paper is printed from."""
    plain = PrintJob(
        form=form,
        record=None,
        facility=HOSPITAL,
        names=HospitalNames(),
        printed_at=NOW + timedelta(minutes=26),
        printed_by="李某 0107",
        images=images(),
    )
    columns = tuple(StepSheet(form=catalog.latest(name)) for name in form.printing.columns)
    if layout is Layout.BLANK:
        return replace(plain, places=tuple(PLACES.values()), steps=columns)
    if layout is Layout.LEDGER:
        return _ledger(catalog, form, plain)
    (revision, private), *_ = revisions_of(catalog, form)
    job = replace(
        plain,
        record=revision,
        private=private,
        signatures=_signatures(form, revision),
        hazards=_hazards(revision, with_record=False),
        subject=_subject(catalog, form),
    )
    if layout is Layout.CASE:
        return _with_steps(catalog, job)
    return job


def revisions_of(
    catalog: Catalog, form: Form, count: int = 1, *, after: int = 0
) -> Iterator[tuple[Revision, dict[str, Json]]]:
    """Sealed samples, the newest first, and their private answers; steps are counted by ``after``."""
    for number, filling in enumerate(fillings_of(catalog, form, count)):
        yield _sealed(form, filling, number, after)


def _sealed(form: Form, filling: Filling, number: int, after: int) -> tuple[Revision, dict[str, Json]]:
    public, private = filling.sealed_answers()
    at = NOW - timedelta(hours=7 * number) + timedelta(minutes=20 * after)
    manifest = [
        AttachmentEntry(name="/".join(path), sha256=sha, size=1000, mime="image/jpeg", identifying=hidden)
        for path, sha, hidden in filling.attachments()
    ]
    author = tuple(PEOPLE)[number % 4]
    late = number == 5
    data = build_revision(
        form=form,
        record_id=f"{form.id}-{number}",
        facility="F001",
        department="内科病区",
        author=author,
        author_name=PEOPLE[author],
        claimed_at=at,
        keyed_at=at + timedelta(hours=30 if late else 0),
        sealed_at=at + timedelta(hours=30 if late else 0, minutes=2),
        timeliness="late" if late else "on_time",
        serial=f"{form.label}-2026-{113 - number:04}",
        subject=f"chain-{form.id}",
        answers=public,
        bulk=filling.sealed_bulk(),
        attachments=manifest,
        signature=SignatureMark(
            method="drawn" if number % 2 == 0 else "pin", image_sha=SIGNATURE if number % 2 == 0 else None
        ),
    )
    return read_revision(data), private


def _signatures(form: Form, revision: Revision) -> tuple[Signature, ...]:
    """Of every second form also the second person has signed; of the others that place is still empty."""
    later = [signer for signer in form.signers if not signer.author]
    if sum(form.label.encode()) % 2:
        later = later[1:]
    made = []
    for index, signer in enumerate(later, 2):
        person = tuple(PEOPLE)[index % len(PEOPLE)]
        data = build_signature(
            signs=revision.rev_id,
            role=signer.role,
            person=person,
            person_name=PEOPLE[person],
            signed_at=revision.sealed_at + timedelta(minutes=5 * index),
            facility="F001",
        )
        made.append(read_signature(data))
    return tuple(made)


def _hazards(revision: Revision, *, with_record: bool) -> dict[Path, str]:
    """A hazard's number for each finding that became one."""
    paths = sorted(_paths_of_findings(revision.answers))
    lead = (revision.record_id,) if with_record else ()
    return {(*lead, *path): f"YH-2026-{number:04}" for number, path in enumerate(paths, 113)}


def _paths_of_findings(answers: dict[str, Json], lead: Path = ()) -> Iterator[Path]:
    for name, value in answers.items():
        if isinstance(value, dict) and "finding" in value:
            yield (*lead, name)
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, dict):
                    yield from _paths_of_findings(row, (name, str(row.get("row_id", ""))))


def _is_event(form: Form) -> bool:
    return form.kind is FormKind.EVENT and form.register is not None


def _subject(catalog: Catalog, form: Form) -> tuple[tuple[str, str], ...]:
    """What a step or an event is about, as the hospital's own papers say it."""
    if _is_event(form):
        return tuple(zip(("台账编号", "台账名称"), entry_of(catalog, form), strict=True))
    if form.step is None:
        return ()
    if form.step.chain == "hazard":
        return ("隐患编号", "YH-2026-0098"), ("部位", PLACES["p1"]), ("问题描述", FOUND)
    if form.step.chain == "incident":
        return ("报告编号", "F14-2026-0098"), ("报告", "病区走廊跌倒")
    return ("所属记录", "2026-0098"), ("内容", "示例：申请的内容")


def _ledger(catalog: Catalog, form: Form, plain: PrintJob) -> PrintJob:
    made = list(revisions_of(catalog, form, _LEDGER_ROWS))
    revisions = tuple(revision for revision, _ in made)
    hazards: dict[Path, str] = {}
    for revision in revisions:
        hazards |= _hazards(revision, with_record=True)
    return replace(
        plain,
        revisions=revisions,
        private={revision.record_id: private for revision, private in made},
        objects=dict.fromkeys((one.record_id for one in revisions), entry_of(catalog, form))
        if _is_event(form)
        else {},
        signatures=tuple(one for revision in revisions for one in _signatures(form, revision)),
        hazards=hazards,
    )


def _with_steps(catalog: Catalog, job: PrintJob) -> PrintJob:
    """The record with one step of each kind after it."""
    names = job.form.printing.columns or [
        step.id for step in catalog.forms() if step.step is not None and job.form.id in step.step.of
    ]
    steps, signatures = [], list(job.signatures)
    for index, name in enumerate(names, 1):
        step = catalog.latest(name)
        (revision, private), *_ = revisions_of(catalog, step, after=index)
        case = job.form.case
        state = case.state(step.step.to) if case and step.step else None
        steps.append(
            StepSheet(form=step, revision=revision, private=private, outcome=state.label if state else "")
        )
        signatures += _signatures(step, revision)
    return replace(job, steps=tuple(steps), signatures=tuple(signatures))
