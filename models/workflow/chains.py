"""Steps of a hazard, an incident or a case: each names what it follows, and one that would not count is not sealed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.ledgers.chain import chain_of
from models.faults import Refusal
from models.projections.incidents import steps_of
from models.queries.anonymous_reports import chain_known, folded
from models.tables.projections import CaseRow, HazardRow, IncidentRow
from models.workflow.sheet import Sheet


class StepRefused(Refusal):
    """A rule between people, or the order of work, forbids the step; nothing was sealed."""


def placed(session: Session, sheet: Sheet) -> Sheet:
    """The sheet with the steps it follows, if its form is a step and nobody named them; StepRefused without chain."""
    if sheet.form.step is None:
        return sheet
    if sheet.subject is None:
        raise StepRefused(
            f"《{sheet.form.title}》要接在一条隐患、事件或一份记录后面。填的都在。请从那一条打开它再填。"
        )
    if sheet.form.step.chain == "case":
        return _placed_on_case(session, sheet, sheet.form.step.of)
    if sheet.form.step.chain != "hazard":
        return _placed_on_incident(session, sheet, sheet.subject)
    hazard = session.get(HazardRow, sheet.subject)
    if hazard is None:
        raise StepRefused("没有找到这一步所属的那条隐患。填的都在。请从“隐患”里打开它再填。")
    return sheet if sheet.after or sheet.parents else replace(sheet, after=tuple(hazard.heads))


def _placed_on_incident(session: Session, sheet: Sheet, subject: str) -> Sheet:
    """On a report with a name, or on an anonymous one by the hash of its pick-up code."""
    row = session.get(IncidentRow, subject)
    if row is None and not chain_known(session, subject):
        raise StepRefused("没有找到这一步所属的那份报告。填的都在。请从“事件”里打开它再填。")
    if sheet.after or sheet.parents:
        return sheet
    heads = row.heads if row is not None else chain_of(steps_of(session, session, subject)).heads
    return replace(sheet, after=tuple(heads))


def _placed_on_case(session: Session, sheet: Sheet, of: tuple[str, ...]) -> Sheet:
    case = session.get(CaseRow, sheet.subject)
    if case is None:
        raise StepRefused("没有找到这一步所属的那份记录。填的都在。请从“记录”里打开它再填。")
    if case.form_id not in of:
        raise StepRefused(
            f"《{sheet.form.title}》不接在“{case.title}”后面。填的都在。请从它该接的那份记录打开它再填。"
        )
    return sheet if sheet.after or sheet.parents else replace(sheet, after=tuple(case.heads))


def objections(session: Session, catalog: Catalog, sheet: Sheet) -> tuple[str, ...]:
    """What the fold of the sheet's hazard, incident or case objects to, as it is now."""
    if sheet.form.step is None or sheet.subject is None:
        return ()
    if sheet.form.step.chain == "case" and sheet.parents:
        return ()
    session.flush()
    found: HazardRow | IncidentRow | CaseRow | None
    match sheet.form.step.chain:
        case "hazard":
            found = session.get(HazardRow, sheet.subject)
        case "case":
            found = session.get(CaseRow, sheet.subject)
        case _:
            found = session.get(IncidentRow, sheet.subject)
            incident = folded(session, catalog, sheet.subject) if found is None else None
            if incident is not None:
                return tuple(problem.message for problem in incident.problems)
    return tuple(found.problems) if found else ()


def refuse_what_does_not_count(
    session: Session, catalog: Catalog, sheet: Sheet, before: tuple[str, ...]
) -> None:
    """After projecting, before committing: StepRefused if the fold objects to more than it did ``before``."""
    new = Counter(objections(session, catalog, sheet)) - Counter(before)
    if new:
        raise StepRefused(f"{next(iter(new))}。填的都在，没有封存。")
