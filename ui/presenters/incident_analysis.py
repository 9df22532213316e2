"""What a root cause analysis and its measures hold, put into the drawings of the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from forms.catalog import Catalog
from forms.clock import local
from forms.definition import Form
from forms.json_value import Json
from forms.printing.job import Names
from forms.printing.values import value_text
from forms.revision import Revision
from ui import wording
from ui.pages.incident import Analysis, Effect, Measure
from ui.presenters.step_words import on_day
from ui.theme.states import State, Tone
from ui.widgets.fishbone import Branch

VERDICTS = {
    "effective": State("有效", "circle-check", Tone.OK),
    "partly": State("部分有效", "circle-minus", Tone.WARN),
    "none": State("没有效果", "triangle-alert", Tone.BAD),
}


def analysis_of(revision: Revision, catalog: Catalog) -> Analysis:
    """The fishbone with every branch of the list, also the empty ones, and the whys in their order."""
    rows = list(_rows(revision.answers.get("causes")))
    return Analysis(
        problem=_text(revision.answers.get("problem")),
        branches=tuple(
            Branch(
                name=choice.label.split("（")[0],
                causes=tuple(
                    (_text(row.get("cause")), row.get("is_root") == "yes")
                    for row in rows
                    if row.get("branch") == choice.code
                ),
            )
            for choice in catalog.choice_list("cause_branch")
        ),
        whys=tuple(
            (_text(row.get("why")), _text(row.get("because"))) for row in _rows(revision.answers.get("whys"))
        ),
        roots=_text(revision.answers.get("root_causes")),
    )


def measures_of(revision: Revision, names: Names, now: datetime) -> tuple[Measure, ...]:
    """Each with who does it by when, and whether it was done or is late."""
    today = local(now).date()
    return tuple(
        Measure(
            text=_text(row.get("measure")),
            cause=_text(row.get("cause")),
            owner=names.person(_text(row.get("owner"))),
            state=_state(row, today, now),
        )
        for row in _rows(revision.answers.get("measures"))
    )


def effect_of(revision: Revision, form: Form, names: Names) -> Effect | None:
    """None while nobody has looked whether it helped."""
    answers = revision.answers
    verdict = VERDICTS.get(_text(answers.get("verdict")))
    if verdict is None:
        return None
    day = value_text(form.field("tracked_on"), answers.get("tracked_on"), names, compact=True)
    return Effect(
        measured=_text(answers.get("measured")),
        before=_text(answers.get("before")),
        after=_text(answers.get("afterwards")),
        state=verdict,
        day=day,
    )


def _state(row: dict[str, Json], today: date, now: datetime) -> State:
    due = _day(row.get("due"))
    if row.get("state") == "done":
        done = _day(row.get("done_on"))
        return State(on_day(done, "做完", now) if done else "做完了", "circle-check", Tone.OK)
    if due is None:
        return State("没有期限", "circle", Tone.NA)
    if due < today:
        return State(f"逾期 {(today - due).days} 天", "clock-alert", Tone.BAD)
    return State(f"{wording.day(due, now)} 前", "clock", Tone.NA)


def _day(value: Json) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _rows(value: Json) -> Iterable[dict[str, Json]]:
    return (row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
