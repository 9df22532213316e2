"""Tables computed from sealed objects: they can be dropped and rebuilt to the same rows.

No column holds a fact that depends on the time of asking, on this computer, or on the order of arrival.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, Date, Index, String, event, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText
from models.tables.duties import DUTY_TABLES


class RecordRow(Base):
    """A record as its current revision tells it."""

    __tablename__ = "p_records"
    __table_args__ = (
        Index(None, "claimed_at", "record_id"),
        Index(None, "form_id", "claimed_at"),
        Index(None, "chapter", "claimed_at"),
        Index(None, "author", "claimed_at"),
        Index(None, "department", "claimed_at"),
        Index(None, "subject"),
        Index(None, "waits", "claimed_at"),
        Index("ix_p_records_import_id", "import_id", sqlite_where=text("import_id IS NOT NULL")),
        Index("ix_p_records_late", "claimed_at", "record_id", sqlite_where=text("timeliness = 'late'")),
        Index("ix_p_records_abnormal", "claimed_at", "record_id", sqlite_where=text("abnormal > 0")),
    )

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    rev_id: Mapped[str] = mapped_column(
        String(64)
    )  # the current revision; the least head if there are several
    heads: Mapped[Any] = mapped_column(JsonText)
    versions: Mapped[int]
    status: Mapped[str] = mapped_column(String(8))  # sealed | void
    form_id: Mapped[str]
    form_version: Mapped[str]
    title: Mapped[str]
    chapter: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    action: Mapped[str | None]
    subject: Mapped[str | None]
    facility: Mapped[str]
    department: Mapped[str | None]
    place: Mapped[str | None]
    asset: Mapped[str | None]
    author: Mapped[str]
    author_name: Mapped[str]
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    keyed_at: Mapped[datetime] = mapped_column(Instant)
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    timeliness: Mapped[str] = mapped_column(String(12))
    clock_suspect: Mapped[bool]
    serial: Mapped[str]
    paper_no: Mapped[str | None]
    import_id: Mapped[str | None]  # of the act that wrote many records from one sheet
    abnormal: Mapped[int]  # check items with a bad answer
    items: Mapped[int]  # check items answered
    bulk: Mapped[int]  # of them by 其余正常
    attachments: Mapped[int]
    awaiting: Mapped[Any] = mapped_column(JsonText)  # roles that still have to sign the current revision
    named: Mapped[Any] = mapped_column(
        JsonText
    )  # {role: staff numbers}, where the record itself names the signer
    returned: Mapped[str | None]  # why a signer sent it back
    waits: Mapped[bool]  # awaiting is not empty, or it was returned
    paper: Mapped[str] = mapped_column(
        String(8), default=""
    )  # scanned pages of the current revision: none, part, filed


class PlaceVisitRow(Base):
    """A place that a record covers."""

    __tablename__ = "p_place_visits"
    __table_args__ = (Index(None, "place", "claimed_at", "form_id"),)

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    claimed_at: Mapped[datetime] = mapped_column(Instant)


class SignatureRow(Base):
    """A later signature."""

    __tablename__ = "p_signatures"
    __table_args__ = (Index(None, "rev_id"), Index(None, "record_id"))

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    rev_id: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[str] = mapped_column(String(36))
    role: Mapped[str]
    person: Mapped[str]
    person_name: Mapped[str]
    method: Mapped[str]
    image_sha: Mapped[str | None] = mapped_column(String(64))
    verdict: Mapped[str]
    reason: Mapped[str | None]
    signed_at: Mapped[datetime] = mapped_column(Instant)


class ScanRow(Base):
    """One scanned page of a signed paper, and who took it off again if somebody did."""

    __tablename__ = "p_scans"
    __table_args__ = (Index(None, "rev_id"), Index(None, "record_id"), Index(None, "sha256"))

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    rev_id: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[str] = mapped_column(String(36))
    page: Mapped[int]
    pages: Mapped[int]
    ledger: Mapped[str | None] = mapped_column(String(64))  # whose page it is; None: the record's own paper
    sha256: Mapped[str] = mapped_column(String(64))  # of the picture as it is stored
    mime: Mapped[str]
    how: Mapped[str]  # code | hand
    person: Mapped[str]
    person_name: Mapped[str]
    filed_at: Mapped[datetime] = mapped_column(Instant)
    removed_by: Mapped[str | None]  # name of the person
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_reason: Mapped[str | None]


class HazardRow(Base):
    """A hazard as its finding and its steps tell it."""

    __tablename__ = "p_hazards"
    __table_args__ = (Index(None, "state", "due"), Index(None, "record_id"), Index(None, "owner"))

    hazard_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str]  # YH-1120-7C1E, on screen and paper
    record_id: Mapped[str] = mapped_column(String(36))
    rev_id: Mapped[str] = mapped_column(String(64))
    field: Mapped[str]
    row_id: Mapped[str | None]
    title: Mapped[str]
    place: Mapped[str | None]
    category: Mapped[str | None]
    klass: Mapped[str | None]
    level: Mapped[str] = mapped_column(String(8))  # general | major
    owner: Mapped[str | None]  # staff number
    due: Mapped[datetime | None] = mapped_column(Instant)
    found_by: Mapped[str]
    found_at: Mapped[datetime] = mapped_column(Instant)
    photos: Mapped[Any] = mapped_column(JsonText)
    state: Mapped[str] = mapped_column(String(20))
    supervised: Mapped[bool]
    delisting: Mapped[bool]  # 已申请摘牌
    extended: Mapped[bool]
    extension_waits: Mapped[bool]
    returned: Mapped[bool]
    reopened: Mapped[int]  # times
    passed: Mapped[bool]  # found right at the re-check; a major one still waits to be signed off
    supervisor: Mapped[str | None]  # 督办领导
    outside: Mapped[str | None]  # owner outside the hospital
    fixer: Mapped[str | None]
    verifier: Mapped[str | None]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    heads: Mapped[Any] = mapped_column(JsonText)  # rev_ids that the next step follows; two: a person decides
    steps: Mapped[Any] = mapped_column(JsonText)  # record ids in folded order
    problems: Mapped[Any] = mapped_column(JsonText)


class IncidentRow(Base):
    """An incident report that carries a name; anonymous ones live in a table of their own."""

    __tablename__ = "p_incidents"
    __table_args__ = (Index(None, "state", "happened_at"), Index(None, "reported_at"))

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    rev_id: Mapped[str] = mapped_column(String(64))
    form_id: Mapped[str]
    kind: Mapped[str | None]  # of a safety event or an urgent report
    grade: Mapped[str | None]
    severity: Mapped[str | None]
    category: Mapped[str | None]
    title: Mapped[str]
    department: Mapped[str | None]
    place: Mapped[str | None]
    happened_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16))  # reported | in_hand | closed | void
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    clocks: Mapped[Any] = mapped_column(JsonText)  # [{text, start, due, met, receiver, source}]
    urgent: Mapped[Any] = mapped_column(JsonText)  # to be done at once, by word of mouth
    running: Mapped[bool]  # a clock that nobody has stopped
    outside: Mapped[Any] = mapped_column(JsonText)  # who was told: [{at, way, receivers, stage, …}]
    unreconciled: Mapped[Any] = mapped_column(JsonText)  # receivers told by phone or fax only
    planned: Mapped[Any] = mapped_column(JsonText)  # receivers that the office said have to be told
    supplements: Mapped[Any] = mapped_column(JsonText)  # codes of those asked for
    wants_analysis: Mapped[bool]
    wants_final: Mapped[bool]
    heads: Mapped[Any] = mapped_column(JsonText)
    steps: Mapped[Any] = mapped_column(JsonText)  # [{record_id, form_id, action, counts}] in folded order
    problems: Mapped[Any] = mapped_column(JsonText)


class CaseRow(Base):
    """A record that is worked off in steps, as it and they tell it."""

    __tablename__ = "p_cases"
    __table_args__ = (Index(None, "over", "due"), Index(None, "form_id", "opened_at"))

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    rev_id: Mapped[str] = mapped_column(String(64))
    form_id: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    state_label: Mapped[str]
    over: Mapped[bool]
    undecided: Mapped[bool]  # steps side by side lead apart; a person decides
    department: Mapped[str | None]
    place: Mapped[str | None]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due: Mapped[datetime | None] = mapped_column(Instant)  # None once it is over
    heads: Mapped[Any] = mapped_column(JsonText)  # rev_ids that the next step follows
    steps: Mapped[Any] = mapped_column(
        JsonText
    )  # [{record_id, rev_id, form_id, action, counts, state}] in order
    problems: Mapped[Any] = mapped_column(JsonText)


class AssetRow(Base):
    """A register entry: its card and the events on it, folded."""

    __tablename__ = "p_assets"
    __table_args__ = (Index(None, "register", "code"), Index(None, "next_expiry"))

    asset_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # the card's record id
    register: Mapped[str]
    form_id: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    place: Mapped[str | None]
    status: Mapped[str]
    values: Mapped[Any] = mapped_column(JsonText)
    balance: Mapped[str | None]  # decimal text; None where the register keeps no stock
    expiries: Mapped[Any] = mapped_column(JsonText)  # {field: date}
    next_expiry: Mapped[date | None] = mapped_column(Date)
    last_event_at: Mapped[datetime | None] = mapped_column(Instant)


class TaskRow(Base):
    """Something that a record left for a person to do, and the record that did it."""

    __tablename__ = "p_tasks"
    __table_args__ = (
        Index(None, "record_id"),
        Index(None, "person", "done_by"),
        Index("ix_p_tasks_open", "due_at", sqlite_where=text("done_by IS NULL")),
    )

    task_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36))
    form_id: Mapped[str]
    row_id: Mapped[str | None]
    fill: Mapped[str]  # id of the form that does it
    text: Mapped[str]
    given: Mapped[Any] = mapped_column(JsonText)  # what that form begins with, {field or column: answer}
    person: Mapped[str | None]  # staff number; None: whoever may fill that form
    department: Mapped[str | None]
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    source: Mapped[str]  # article
    done_by: Mapped[str | None] = mapped_column(String(36))  # record id; of several the earliest
    done_at: Mapped[datetime | None] = mapped_column(Instant)


class PersonRow(Base):
    __tablename__ = "p_people"

    staff_no: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str]
    initials: Mapped[str]
    roles: Mapped[Any] = mapped_column(JsonText)
    department: Mapped[str | None]
    active: Mapped[bool]


class PlaceRow(Base):
    __tablename__ = "p_places"

    code: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str]
    initials: Mapped[str]
    area: Mapped[str]
    floor: Mapped[str | None]
    department: Mapped[str | None]
    key_area: Mapped[bool]
    position: Mapped[int]
    active: Mapped[bool]


class SearchRow(Base):
    """What the one search field finds; the full-text index follows this table by triggers."""

    __tablename__ = "p_search_rows"

    row: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # record:<id>, hazard:<id>, asset:<id> …
    words: Mapped[str]


PROJECTIONS = (
    RecordRow,
    PlaceVisitRow,
    SignatureRow,
    ScanRow,
    HazardRow,
    IncidentRow,
    CaseRow,
    AssetRow,
    TaskRow,
    PersonRow,
    PlaceRow,
    *DUTY_TABLES,
    SearchRow,
)

SEARCH_SCHEMA = (
    "CREATE VIRTUAL TABLE p_search USING fts5(words, content='p_search_rows', content_rowid='row')",
    "CREATE TRIGGER p_search_insert AFTER INSERT ON p_search_rows BEGIN "
    "INSERT INTO p_search(rowid, words) VALUES (new.row, new.words); END",
    "CREATE TRIGGER p_search_delete AFTER DELETE ON p_search_rows BEGIN "
    "INSERT INTO p_search(p_search, rowid, words) VALUES ('delete', old.row, old.words); END",
    "CREATE TRIGGER p_search_update AFTER UPDATE OF words ON p_search_rows BEGIN "
    "INSERT INTO p_search(p_search, rowid, words) VALUES ('delete', old.row, old.words); "
    "INSERT INTO p_search(rowid, words) VALUES (new.row, new.words); END",
)
for _statement in SEARCH_SCHEMA:
    event.listen(SearchRow.__table__, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]
