"""The clocks of an incident, who stops them, and what has to be done next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import FieldType
from forms.json_value import Json
from forms.ledgers.hazard_reminder import is_reminded, reminders, words
from forms.ledgers.incident import Incident, fold
from forms.ledgers.incident_next import CLINICAL, Standing, next_steps
from forms.revision import Revision
from tests.definitions import NOW, field, form, sealed, step_form, trigger

REPORT = form(
    field("learned_at", FieldType.DATETIME),
    id="event.test",
    triggers=(
        trigger("sealed", "clock", hours=2, text="报卫生健康", since="learned_at", receiver="health"),
        trigger("sealed", "clock", hours=48, text="报生态环境", since="learned_at", receiver="ecology"),
        trigger("sealed", "clock", hours=24, text="补全", receiver="office"),
        trigger("sealed", "task", text="立即打电话"),
    ),
)
LEARNED = NOW - timedelta(minutes=30)


def reported(**answers: Json) -> Revision:
    return sealed(REPORT, {"learned_at": LEARNED.isoformat(), **answers})


def told(number: int, *receivers: str, minutes: float = 0, way: str = "phone", **answers: Json) -> Revision:
    at = NOW + timedelta(minutes=minutes)
    return sealed(
        step_form("report_up", chain="incident"),
        {"told_at": at.isoformat(), "way": way, "receivers": list(receivers), **answers},
        record_id=f"told-{number}",
        subject="record-1",
        at=at,
    )


def met(incident: Incident) -> dict[str, datetime | None]:
    return {clock.receiver: clock.met_at for clock in incident.clocks}


def test_clocks_run_since_it_was_learned_and_stand_by_their_deadlines() -> None:
    incident = fold(REPORT, [reported()])
    assert [(clock.receiver, clock.due_at) for clock in incident.clocks] == [
        ("health", LEARNED + timedelta(hours=2)),
        ("office", NOW + timedelta(hours=24)),
        ("ecology", LEARNED + timedelta(hours=48)),
    ]
    assert [clock.receiver for clock in incident.open_outside] == ["health", "ecology"]


def test_a_report_stops_the_clocks_of_those_it_tells_and_no_other() -> None:
    incident = fold(REPORT, [reported()], [told(1, "health", minutes=5)])
    assert met(incident) == {"health": NOW + timedelta(minutes=5), "office": None, "ecology": None}


def test_a_report_from_before_the_clock_began_does_not_stop_it() -> None:
    incident = fold(REPORT, [reported()], [told(1, "health", minutes=-45)])
    assert met(incident)["health"] is None


def test_the_first_of_two_reports_counts_whichever_came_first() -> None:
    early, late = told(1, "health", minutes=5), told(2, "health", minutes=90)
    assert met(fold(REPORT, [reported()], [late, early])) == met(fold(REPORT, [reported()], [early, late]))
    assert met(fold(REPORT, [reported()], [late, early]))["health"] == NOW + timedelta(minutes=5)


def test_a_call_is_reconciled_by_the_platform_or_a_paper() -> None:
    call = told(1, "health", "ecology")
    assert fold(REPORT, [reported()], [call]).unreconciled == ("ecology", "health")
    written = told(2, "health", way="platform", minutes=5)
    assert fold(REPORT, [reported()], [call, written]).unreconciled == ("ecology",)


def test_what_is_urgent_is_said_until_somebody_was_told() -> None:
    assert fold(REPORT, [reported()]).urgent == ("立即打电话",)
    assert fold(REPORT, [reported()], [told(1, "health")]).urgent == ()


def test_an_incident_with_somebody_untold_is_not_closed() -> None:
    close = sealed(
        step_form("close", chain="incident"),
        record_id="close",
        subject="record-1",
        at=NOW + timedelta(hours=1),
    )
    incident = fold(REPORT, [reported()], [close])
    assert [problem.code for problem in incident.problems] == ["not_reported"]
    assert (incident.state.value, incident.closed_at) == ("reported", None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["health", "ecology"]), st.integers(-60, 60), st.sampled_from(["phone", "paper"])
        ),
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_fold_does_not_depend_on_the_order_of_arrival(
    reports: list[tuple[str, int, str]], random: object
) -> None:
    steps = [told(n, who, minutes=at, way=way) for n, (who, at, way) in enumerate(reports)]
    shuffled = [*steps, *steps[:1]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(REPORT, [reported()], shuffled) == fold(REPORT, [reported()], steps)


def standing(**facts: object) -> Standing:
    whole = {"form_id": CLINICAL, "state": "reported", "actions": (), "filled": (), "running": (), **facts}
    return Standing(**whole)  # type: ignore[arg-type]  # what the table below says


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        ({"urgent": ("立即打电话",), "running": [(NOW, "两小时", "health")]}, "incident.report_up"),
        ({"running": [(NOW, "补全", "office")]}, CLINICAL),
        ({}, "incident.accept"),
        ({"actions": ("accept",), "supplements": ("fall",)}, "incident.detail_fall"),
        ({"actions": ("accept",), "wants_analysis": True}, "incident.analyse"),
        ({"actions": ("accept", "analyse")}, "incident.improve"),
        ({"actions": ("accept", "improve")}, "incident.improve"),
        ({"actions": ("accept", "improve"), "tracked": True}, "incident.feedback"),
        ({"actions": ("accept", "feedback"), "planned": ("某平台",)}, "incident.report_up"),
        ({"actions": ("accept", "feedback")}, "incident.close"),
        ({"form_id": "event.emergency_report", "wants_final": True}, "incident.follow_up"),
        ({"form_id": "event.emergency_report", "wants_final": True, "final": True}, "incident.close"),
        ({"state": "closed", "unreconciled": ("某平台",)}, "incident.report_up"),
    ],
)
def test_the_next_step_is_what_is_missing_most(facts: dict[str, object], first: str) -> None:
    assert next_steps(standing(**facts))[0].form_id == first


@pytest.mark.parametrize("state", ["closed", "void"])
def test_nothing_is_next_when_it_is_over(state: str) -> None:
    assert next_steps(standing(state=state)) == ()


DUE = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 18:00 in the hospital


@pytest.mark.parametrize(
    ("hours", "reached"),
    [
        (-19, []),
        (-17, ["owner"]),
        (53, ["owner"]),
        (55, ["owner", "deputy"]),
        (151, ["owner", "deputy", "leader"]),
    ],
)
def test_a_reminder_comes_with_its_day_in_the_hospital(hours: int, reached: list[str]) -> None:
    assert [one.to for one in reminders(DUE, DUE + timedelta(hours=hours))] == reached


def test_the_deputy_named_is_reminded_and_without_one_the_safety_officers() -> None:
    now = DUE + timedelta(days=3)
    facts = {"owner": "0415", "now": now, "due": DUE}

    def asks(staff_no: str, role: str, supervisor: str | None) -> bool:
        return is_reminded(staff_no=staff_no, roles=(role,), supervisor=supervisor, **facts)  # type: ignore[arg-type]

    assert asks("0107", "safety_officer", None)
    assert not asks("0107", "safety_officer", "0301")
    assert asks("0301", "leader", "0301")
    assert not asks("0302", "leader", "0301")
    assert asks("0415", "staff", "0301")
    assert words(None, now) == ""
