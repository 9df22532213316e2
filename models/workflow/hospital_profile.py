"""The hospital's profile and its duties, as records of their own: laid down at set-up, changed by later ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from forms.catalog import Catalog, Entry
from forms.clock import local
from forms.duty_settings import AS_IT_IS, Local, objection
from forms.functions import as_number
from forms.identity import new_row_id
from forms.json_value import Json
from forms.listed import Duty
from forms.problems import Problem, ProblemKind
from models.installation import Installation
from models.projections.duties import DUTY_SETTING, PROFILE_CARD
from models.queries.profile import current_profile
from models.store import Store
from models.workflow.cards import write_card
from models.workflow.revisions import Author
from models.workflow.sheet import Checked, NotReady

STARTER = "起步的一套"
Row = dict[str, Json]
_CHANGES = {
    "every": "every",
    "times_day": "times",
    "times_night": "times",
    "hours": "hours",
    "days": "days",
    "early": "early",
}


def lay_down(
    session: Session,
    store: Store,
    author: Author,
    installation: Installation,
    *,
    figures: Mapping[str, int],
    now: datetime,
    start: date | None = None,
) -> None:
    """The first profile, and the starter set on from ``start`` or today, in the caller's transaction."""
    today = local(now).date().isoformat()
    answers: dict[str, Json] = {
        "hospital": installation.facility_name,
        "level": installation.level,
        "effective_from": today,
        "switches": list(installation.switches),
        **figures,
    }
    write_card(session, store, PROFILE_CARD, answers, author=author, now=now)
    rows: list[Json] = [setting_row(entry, duty) for entry, duty in duties_of(store.catalog) if duty.starter]
    if rows:
        write_card(
            session,
            store,
            DUTY_SETTING,
            {"start": start.isoformat() if start else today, "summary": STARTER, "duties": rows},
            author=author,
            now=now,
        )


def duties_of(catalog: Catalog) -> Iterable[tuple[Entry, Duty]]:
    """Every duty of every current form, in the order of the catalogue."""
    return ((entry, duty) for entry in catalog.current() for duty in entry.duties)


def setting_row(entry: Entry, duty: Duty, *, is_on: bool = True, local_rule: Local = AS_IT_IS) -> Row:
    """One row of a setting of duties. Of several local parameters the first that is given counts."""
    facts: Row = {
        "every": local_rule.every,
        "times_day": local_rule.times_day,
        "times_night": local_rule.times_night,
        "hours": local_rule.hours,
        "days": local_rule.days,
        "early": local_rule.early,
    }
    given = {name: value for name, value in facts.items() if value} if is_on else {}
    change = next((_CHANGES[name] for name in given), "rule")
    return {
        "row_id": new_row_id(),
        "duty": f"{entry.id}/{duty.id}",
        "title": duty.title,
        "state": "on" if is_on else "off",
        **({"change": change} if is_on else {}),
        **given,
    }


def refuse_what_cannot_be(session: Session, catalog: Catalog, checked: Checked, now: datetime) -> None:
    """NotReady where a setting loosens a rule, or a profile drops something without the leader and a reason."""
    form_id = checked.sheet.form.id
    problems: tuple[Problem, ...] = ()
    if form_id == DUTY_SETTING:
        problems = tuple(_of_setting(catalog, checked.public))
    elif form_id == PROFILE_CARD and not checked.sheet.parents:
        problems = tuple(_of_profile(session, catalog, checked.public, now))
    if problems:
        raise NotReady(problems)


def _of_setting(catalog: Catalog, answers: Mapping[str, Json]) -> Iterable[Problem]:
    known = {f"{entry.id}/{duty.id}": duty for entry, duty in duties_of(catalog)}
    rows = answers.get("duties")
    for number, row in enumerate(rows if isinstance(rows, list) else (), start=1):
        if not isinstance(row, dict):
            continue
        name, row_id = str(row.get("duty") or ""), str(row.get("row_id") or "")
        duty = known.get(name)
        where = f"设定 · 第 {number} 行"
        if duty is None:
            message = f"没有编号是 {name} 的事，请在“本院要做的事”里选"
        else:
            message = objection(duty, _local(row)) if row.get("state") != "off" else ""
        if message:
            yield Problem(
                path=("duties", row_id, "duty"),
                key="",
                label=duty.title if duty else "编号",
                where=where,
                message=message,
                kind=ProblemKind.CONSTRAINT,
            )


def _local(row: Mapping[str, Json]) -> Local:
    def number(name: str) -> int | None:
        value = row.get(name)
        found = as_number(str(value)) if isinstance(value, (int, str)) and value != "" else None
        return None if found is None else int(found)

    return Local(
        every=str(row.get("every") or ""),
        times_day=number("times_day"),
        times_night=number("times_night"),
        hours=number("hours"),
        days=number("days"),
        early=number("early") or 0,
    )


def _of_profile(
    session: Session, catalog: Catalog, answers: Mapping[str, Json], now: datetime
) -> Iterable[Problem]:
    before = current_profile(session, now)
    given = answers.get("switches")
    switches = set(map(str, given)) if isinstance(given, list) else set()
    if before is None:
        return
    labels = catalog.labels("profile_switch")
    lost = [labels.get(one, one) for one in sorted(before.switches - switches)]
    if before.level == "county" and answers.get("level") == "township":
        lost.append("县级")
    if not lost:
        return
    for name, label in (("reason", "比以前少了什么，为什么"), ("leader", "同意的院领导")):
        if not answers.get(name):
            yield Problem(
                path=(name,),
                key="",
                label=label,
                where="有哪些",
                message=f"去掉了{'、'.join(lost)}，相应的事就不做了，要写原因，并由院领导签字",
                kind=ProblemKind.MISSING,
            )
