"""What cards, events, reports and their steps add up to."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import FieldType
from forms.json_value import Json
from forms.ledgers import asset, incident, person
from forms.revision import Revision
from tests.definitions import NOW, card_form, field, form, sealed, step_form, trigger

CARD = card_form(
    field("number"),
    field("model"),
    field("place", FieldType.PLACE),
    field("made", FieldType.DATE),
    field("last_service", FieldType.DATE),
    field("status"),
    field(
        "next_service", FieldType.CALCULATED, calculation="add-years(coalesce(${last_service}, ${made}), 2)"
    ),
    field("scrap_date", FieldType.CALCULATED, calculation="add-years(${made}, 10)"),
    expiries=("next_service", "scrap_date"),
)
EVENT = form(id="fire.extinguisher_event")
ANSWERS: dict[str, Json] = {
    "number": "M-01",
    "model": "MFZ/ABC4",
    "place": "w1",
    "made": "2024-05-01",
    "status": "in_use",
    "next_service": "2026-05-01",
    "scrap_date": "2034-05-01",
}
_number = itertools.count()


def card(answers: dict[str, Json], *parents: Revision, void: bool = False) -> Revision:
    return sealed(CARD, answers, record_id="card-1", parents=[p.rev_id for p in parents], void=void)


def event(*after: Revision, hours: int = 0, **answers: Json) -> Revision:
    return sealed(
        EVENT,
        answers,
        record_id=f"event-{next(_number)}",
        subject="card-1",
        after=[other.rev_id for other in after],
        at=NOW + timedelta(hours=hours),
    )


def folded(cards: list[Revision], events: list[Revision]) -> asset.Asset:
    found = asset.fold(CARD, cards, events)
    assert found is not None
    return found


def test_a_card_alone_is_its_entry() -> None:
    entry = folded([card(ANSWERS)], [])
    assert (entry.asset_id, entry.code, entry.title, entry.place, entry.status) == (
        "card-1",
        "M-01",
        "MFZ/ABC4",
        "w1",
        "in_use",
    )
    assert entry.expiries == {"next_service": date(2026, 5, 1), "scrap_date": date(2034, 5, 1)}
    assert (entry.next_expiry, entry.last_event_at, entry.two_heads) == (date(2026, 5, 1), None, False)


def test_events_change_what_they_name_and_dates_are_computed_anew() -> None:
    moved = event(place="w2", what="moved", number=None)
    serviced = event(
        moved, what="serviced", last_service="2026-11-20", status="in_use", next_service="1999-01-01"
    )
    entry = folded([card(ANSWERS)], [serviced, moved])
    assert (entry.place, entry.next_expiry) == ("w2", date(2028, 11, 20))
    assert entry.events == (moved.rev_id, serviced.rev_id)
    assert "what" not in entry.values


def test_events_that_do_not_follow_each_other_count_as_they_happened() -> None:
    early, late = event(hours=1, place="w2"), event(hours=2, place="w3")
    entry = folded([card(ANSWERS)], [late, early])
    assert (entry.place, entry.two_heads, entry.last_event_at) == ("w3", True, NOW + timedelta(hours=2))


def test_a_corrected_card_keeps_its_events_and_a_voided_one_is_gone() -> None:
    first = card(ANSWERS)
    second = card({**ANSWERS, "number": "M-02"}, first)
    assert folded([second, first], [event(place="w9")]).code == "M-02"
    assert folded([second, first], [event(place="w9")]).place == "w9"
    assert asset.fold(CARD, [first, second, card(ANSWERS, second, void=True)], []) is None


def test_a_form_without_a_register_has_no_entries() -> None:
    with pytest.raises(ValueError, match="no register"):
        asset.fold(EVENT, [card(ANSWERS)], [])


def test_two_corrections_of_a_card_are_named() -> None:
    first = card(ANSWERS)
    assert folded(
        [first, card({**ANSWERS, "number": "A"}, first), card({**ANSWERS, "number": "B"}, first)], []
    ).two_cards


@given(st.permutations(range(5)))
def test_an_entry_does_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    events = [
        sealed(EVENT, {"place": f"w{n}"}, record_id=f"e{n}", at=NOW + timedelta(hours=n // 2))
        for n in range(5)
    ]
    assert folded([card(ANSWERS)], [events[n] for n in order]) == folded([card(ANSWERS)], events)


def staff(staff_no: str, *, record_id: str, hours: int = 0, **answers: Json) -> Revision:
    return sealed(
        form(), {"staff_no": staff_no, **answers}, record_id=record_id, at=NOW + timedelta(hours=hours)
    )


def test_people_are_known_by_their_staff_number() -> None:
    old = staff("0231", record_id="a", name="张某", role="nurse", department="内科")
    new = staff(
        "0231", record_id="b", hours=1, name="张某", role=["head", "nurse"], department="外科", active="no"
    )
    people = person.fold([new, old, staff("0107", record_id="c"), staff("", record_id="d")])
    assert (people["0231"].roles, people["0231"].department, people["0231"].active) == (
        ("head", "nurse"),
        "外科",
        False,
    )
    assert (people["0107"].name, people["0107"].roles, people["0107"].active) == ("0107", (), True)


def test_a_certificate_counts_until_the_day_it_runs_out() -> None:
    of = card_form(
        field("person"),
        field("kind"),
        field("valid_until", FieldType.DATE),
        register="certificate",
        code="kind",
        expiries=("valid_until",),
    )
    held = asset.fold(
        of, [sealed(of, {"person": "0231", "kind": "fire_control", "valid_until": "2026-11-20"})], []
    )
    assert held is not None
    assert person.valid_certificates([held], "0231", date(2026, 11, 20)) == ("fire_control",)
    assert person.valid_certificates([held], "0231", date(2026, 11, 21)) == ()
    assert person.valid_certificates([held], "0107", date(2026, 11, 20)) == ()


REPORT = form(field("grade"), triggers=(trigger("sealed", "clock", hours=2, text="两小时内报县里"),))


def follow_up(action: str, *after: Revision, hours: int = 1, **answers: Json) -> Revision:
    return sealed(
        step_form(action, chain="incident"),
        answers,
        record_id=f"follow-{next(_number)}",
        subject="record-1",
        after=[other.rev_id for other in after],
        at=NOW + timedelta(hours=hours),
    )


def test_a_report_starts_its_clock_and_reporting_up_stops_it() -> None:
    report = sealed(REPORT, {"grade": "III"})
    running = incident.fold(REPORT, [report])
    assert running.state is incident.IncidentState.REPORTED
    assert [clock.is_overdue(NOW + timedelta(hours=3)) for clock in running.clocks] == [True]
    met = incident.fold(REPORT, [report], [follow_up("report_up", grade="II")])
    assert (met.state, met.grade) == (incident.IncidentState.IN_HAND, "II")
    assert [clock.is_overdue(NOW + timedelta(hours=3)) for clock in met.clocks] == [False]


def test_an_incident_is_closed_unless_another_step_stands_beside() -> None:
    report = sealed(REPORT, {})
    analysed = follow_up("analyse")
    closed = follow_up("close", analysed, hours=5)
    done = incident.fold(REPORT, [report], [closed, analysed])
    assert (done.state, done.closed_at, done.actions) == (
        incident.IncidentState.CLOSED,
        NOW + timedelta(hours=5),
        ("analyse", "close"),
    )
    beside = incident.fold(REPORT, [report], [closed, analysed, follow_up("improve", analysed)])
    assert (beside.state, beside.two_heads) == (incident.IncidentState.IN_HAND, True)


def test_a_voided_report_is_void() -> None:
    report = sealed(REPORT, {})
    gone = sealed(REPORT, {}, parents=[report.rev_id], void=True)
    assert incident.fold(REPORT, [report, gone]).state is incident.IncidentState.VOID
