"""What is about to be sealed, gathered from a draft or from a caller, and held against its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import instant_of
from forms.definition import Form
from forms.filling import Filling
from forms.json_value import Json
from forms.problems import Problem
from forms.revision import AttachmentEntry
from models.faults import Refusal
from models.tables.attachments import Attachment
from models.workflow import surroundings
from models.workflow.attachments import AttachmentError


class NotReady(Refusal):
    """The filling has problems; all of them are there, in page order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(
            f"还有 {len(problems)} 处要补，才能封存。填的都在。第 1 处：{first.label}，"
            f"{first.message.rstrip('。')}。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The facts of one record before they become bytes."""

    form: Form
    record_id: str
    answers: dict[str, Json] = field(repr=False)
    bulk: tuple[str, ...] = ()
    department: str | None = None
    place: str | None = None
    asset: str | None = None
    subject: str | None = None
    after: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    reason: str | None = None
    claimed_at: datetime | None = None
    keyed_at: datetime | None = None
    paper_no: str | None = None
    import_id: str | None = None
    draft_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sheet without problems, as it will be sealed."""

    sheet: Sheet
    public: dict[str, Json] = field(repr=False)
    private: dict[str, Json] = field(repr=False)
    bulk: tuple[str, ...]
    attachments: tuple[AttachmentEntry, ...]


def check(session: Session, sheet: Sheet, *, author: str, now: datetime) -> Checked:
    """NotReady with every problem; AttachmentError if a named attachment is not kept here."""
    context = surroundings.context_of(
        session,
        form=sheet.form,
        person=author,
        now=now,
        place=sheet.place,
        asset=sheet.asset,
        subject=sheet.subject,
        corrects=sheet.record_id if sheet.parents else None,
    )
    filling = Filling(
        sheet.form,
        sheet.answers,
        context=context,
        now=now,
        bulk=sheet.bulk,
        known=surroundings.KnownHere(session),
    )
    problems = filling.problems()
    if problems:
        raise NotReady(problems)
    public, private = filling.sealed_answers()
    return Checked(
        sheet=sheet,
        public=public,
        private=private,
        bulk=filling.sealed_bulk(),
        attachments=_manifest(session, filling),
    )


def time_in(meta: dict[str, Json], name: str) -> datetime | None:
    return instant_of(meta.get(name))


def _manifest(session: Session, filling: Filling) -> tuple[AttachmentEntry, ...]:
    entries: dict[tuple[str, str], AttachmentEntry] = {}
    for path, sha256, identifying in filling.attachments():
        kept = session.get(Attachment, sha256)
        if kept is None:
            raise AttachmentError("有一个附件不在这台电脑上，没有封存。填的都在。请把它重新附一次。")
        if identifying and not kept.identifying:
            raise AttachmentError(
                "有一个附件可能认得出病人，却没有加密，没有封存。填的都在。请把它重新附一次。"
            )
        name = "/".join(path)
        entries[name, sha256] = AttachmentEntry(
            name=name, sha256=sha256, size=kept.size, mime=kept.mime, identifying=kept.identifying
        )
    return tuple(entries.values())
