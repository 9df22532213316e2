"""Which named incidents a person may see, narrowed by what is asked: grade, kind, department, form, days, words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from forms.catalog import Catalog
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import IncidentRow, RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """None asks for all. ``category`` is that of a clinical report or the kind of another; "" as ``grade``: none yet.

    ``since`` is included, ``until`` is not; both are of what happened, or of the report where nobody said when.
    """

    grade: str | None = None
    category: str | None = None
    department: str | None = None
    form_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    due_before: datetime | None = None  # a running clock ends before then
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChoices:
    """What the incidents that a person may see have in common; codes."""

    categories: tuple[str, ...]
    departments: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]  # (form id, title)


def readable(
    catalog: Catalog, reader: PersonView, wanted: IncidentFilter | None = None
) -> Select[IncidentRow, RecordRow]:
    """Those that the reader may see: all that the role reads, and his own. ``due_before`` is left to the caller."""
    found = select(IncidentRow, RecordRow).join(RecordRow, RecordRow.record_id == IncidentRow.record_id)
    hidden = hidden_forms(catalog, reader.roles)
    if hidden:
        found = found.where(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    return found if wanted is None else found.where(*_where(wanted))


def choices(session: Session, catalog: Catalog, reader: PersonView) -> IncidentChoices:
    """What there is to choose from, void incidents left out."""
    here = readable(catalog, reader).where(IncidentRow.state != "void")

    def codes(column: InstrumentedAttribute[str | None]) -> list[str]:
        return sorted(filter(None, session.scalars(here.with_only_columns(column).distinct())))

    forms = session.execute(
        here.with_only_columns(IncidentRow.form_id, func.max(RecordRow.title))
        .group_by(IncidentRow.form_id)
        .order_by(IncidentRow.form_id)
    )
    return IncidentChoices(
        categories=(*codes(IncidentRow.category), *codes(IncidentRow.kind)),
        departments=tuple(codes(IncidentRow.department)),
        forms=tuple((form_id, title) for form_id, title in forms),
    )


def _where(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    happened = func.coalesce(IncidentRow.happened_at, IncidentRow.reported_at)
    if wanted.grade is not None:
        rules.append(IncidentRow.grade == wanted.grade if wanted.grade else IncidentRow.grade.is_(None))
    if wanted.category is not None:
        rules.append((IncidentRow.category == wanted.category) | (IncidentRow.kind == wanted.category))
    if wanted.department is not None:
        rules.append(IncidentRow.department == wanted.department)
    if wanted.form_id is not None:
        rules.append(IncidentRow.form_id == wanted.form_id)
    if wanted.since is not None:
        rules.append(happened >= wanted.since)
    if wanted.until is not None:
        rules.append(happened < wanted.until)
    if wanted.due_before is not None:
        rules.append(IncidentRow.running.is_(True))
    if words := wanted.text.strip():
        rules.append(
            or_(
                IncidentRow.title.contains(words, autoescape=True),
                RecordRow.serial.contains(words.upper(), autoescape=True),
            )
        )
    return rules
