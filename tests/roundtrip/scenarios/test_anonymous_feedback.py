"""What came of an anonymous report (E2, E5): told by pick-up code, while nothing leads from the answer to a person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import inspect, select

from forms.json_value import Json
from forms.revision import read_revision
from models.projections import rebuild
from models.queries import anonymous_reports, records
from models.queries.anonymous_reports import AnonymousItem
from models.queries.records import RecordFilter
from models.store import Store
from models.tables.anonymous import AnonymousReport
from models.tables.sealed import SealedObject
from models.workflow import anonymous, paper, people, pick_up
from models.workflow.chains import StepRefused
from models.workflow.pick_up import NotACode, NothingYet
from models.workflow.revisions import Sealed
from tests.hospital import NURSE, PIN, QUALITY, STAFF, seal_sample
from tests.papers import text_of
from tests.scenario import later, person

ANSWERS: dict[str, Json] = {
    "what_happened": "夜间输液换瓶时拿错，发现后立即停下",
    "occurred_on": "2026-11-20",
    "outcome": "harm",
    "report_kind": "quick",
}
ANSWER = "谢谢。已把两种规格分开放，夜班加了双人核对。"


def reported(store: Store, **answers: Json) -> str:
    return anonymous.submit(store, form="event.adverse_event", answers={**ANSWERS, **answers})


def listed(store: Store) -> list[AnonymousItem]:
    reader = person(store, QUALITY)
    with store.read() as session:
        return list(anonymous_reports.find_anonymous(session, store.catalog, reader))


def step(store: Store, item: AnonymousItem, action: str, **answers: Json) -> Sealed:
    later(store, minutes=7)
    return seal_sample(store, f"incident.{action}", author=QUALITY, subject=item.chain, answers=answers)


def snapshot(store: Store) -> dict[str, object]:
    """Every row of every table, and the black box."""
    found: dict[str, object] = {path.name: path.read_bytes() for path in store.blackbox.files()}
    with store.read() as session:
        for table in inspect(session.connection()).get_table_names():
            rows = session.connection().exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = [tuple(row) for row in rows]
    return found


def test_e2_the_office_works_on_an_anonymous_report_and_its_author_reads_the_answer_by_code(
    store: Store,
) -> None:
    code = reported(store)
    with pytest.raises(NothingYet):
        pick_up.pick_up(store, "2345-6789-ABCD")
    waiting = pick_up.pick_up(store, code)
    assert (waiting.day, waiting.stages, waiting.answers) == ("2026-11-20", (), ())
    (item,) = listed(store)
    assert item.clocks == ()  # nobody has opened it yet
    later(store, days=1)
    anonymous.open_report(store, QUALITY, item.report_id)
    (item,) = listed(store)
    assert [clock.text for clock in item.clocks] == ["Ⅰ、Ⅱ级事件补全书面报告"]
    assert item.clocks[0].due_at.isoformat() == "2026-11-22T23:59:59+08:00"
    step(store, item, "accept", grade="III", analysis_needed="no", supplements=None, report_to=None)
    step(store, item, "feedback", answer=ANSWER)
    step(store, item, "close")
    told = pick_up.pick_up(store, code.lower().replace("-", " "))
    assert told.stages == ("已受理", "已结案")
    assert [one.text for one in told.answers] == [ANSWER]
    (item,) = listed(store)
    assert (item.state, item.grade, item.next) == ("closed", "III", ())
    assert rebuild.compare(store) == ()


def test_e2_an_anonymous_report_of_a_serious_event_is_not_closed_without_its_analysis(store: Store) -> None:
    reported(store)
    (item,) = listed(store)
    anonymous.open_report(store, QUALITY, item.report_id)
    step(store, item, "accept", grade="II", analysis_needed="yes")
    with pytest.raises(StepRefused, match="要做根因分析"):
        step(store, item, "close")
    page = text_of(paper.preview(store, step(store, item, "analyse").record_id, person=QUALITY))
    assert "匿名报告，不记编号" in page
    assert item.chain not in page


def test_e2_asking_by_code_writes_nothing_anywhere(store: Store) -> None:
    code = reported(store)
    people.sign_in(store, NURSE, PIN)
    (item,) = listed(store)
    step(store, item, "feedback", answer=ANSWER)
    before = snapshot(store)
    pick_up.pick_up(store, code)
    with pytest.raises(NothingYet):
        pick_up.pick_up(store, "9" * 12)
    with pytest.raises(NotACode):
        pick_up.pick_up(store, code[:-1])
    assert snapshot(store) == before


def test_e2_the_code_itself_is_nowhere_on_the_disk_and_the_answer_names_only_its_slow_hash(
    store: Store,
) -> None:
    code = reported(store)
    (item,) = listed(store)
    sealed = step(store, item, "feedback", answer=ANSWER)
    assert item.chain == anonymous.pick_up_hash(store.require_installation().facility_id, code)
    with store.read() as session:
        revision = read_revision(session.get_one(SealedObject, sealed.rev_id).bytes)
    assert revision.subject == item.chain
    store.close()
    letters = code.replace("-", "")
    for path in store.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert code.encode() not in data
            assert letters.encode() not in data


def test_e2_steps_on_two_anonymous_reports_say_nothing_of_their_order_or_of_who_was_signed_in(
    store: Store,
) -> None:
    """Two people report in turn while signed in; the office answers both: no id, neighbour or time tells who is who."""
    codes = {}
    for staff_no, what in ((NURSE, "第一件：拿错针剂"), (STAFF, "第二件：床栏没有拉起")):
        people.sign_in(store, staff_no, PIN)
        codes[staff_no] = reported(store, what_happened=what)
        later(store, minutes=41)
    items = listed(store)
    for item in items:
        step(store, item, "feedback", answer=f"谢谢：{item.what}")
    with store.read() as session:
        rows = {json.loads(row.bytes)["pick_up"]: row for row in session.scalars(select(AnonymousReport))}
        steps = [
            read_revision(data)
            for data in session.scalars(
                select(SealedObject.bytes).where(SealedObject.form_id == "incident.feedback")
            )
        ]
    assert {one.subject for one in steps} == set(rows)
    for one in steps:
        report = rows[one.subject or ""]
        assert report.report_id not in json.dumps(
            one.data
        )  # the local key of the report leaves no trace in the step
        assert one.author == QUALITY
        assert all(staff_no not in json.dumps(one.data["answers"]) for staff_no in (NURSE, STAFF))
    hours = {json.loads(row.bytes)["day"] for row in rows.values()}
    assert hours == {"2026-11-20"}
    assert all(not {"author", "at", "department"} & json.loads(row.bytes).keys() for row in rows.values())
    for staff_no, code in codes.items():
        (answer,) = pick_up.pick_up(store, code).answers
        assert answer.text.startswith("谢谢：第一件" if staff_no == NURSE else "谢谢：第二件")


def test_e2_the_answer_is_found_on_a_computer_that_never_had_the_report(store: Store) -> None:
    code = reported(store)
    (item,) = listed(store)
    step(store, item, "feedback", answer=ANSWER)
    with store.write() as session:  # the report was sent and cleared away; the answer has come by pull
        session.delete(session.get_one(AnonymousReport, item.report_id))
    told = pick_up.pick_up(store, code)
    assert (told.day, [one.text for one in told.answers]) == (None, [ANSWER])


def test_e2_only_the_office_lists_anonymous_reports_and_their_steps(store: Store) -> None:
    reported(store)
    (item,) = listed(store)
    step(store, item, "feedback", answer=ANSWER)
    nurse = person(store, NURSE)
    with store.read() as session:
        assert anonymous_reports.find_anonymous(session, store.catalog, nurse) == ()
        mine = records.find(session, store.catalog, RecordFilter(form_id="incident.feedback"), nurse)
    assert mine.rows == ()


def test_e2_a_step_on_a_report_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(StepRefused, match="没有找到这一步所属的那份报告"):
        seal_sample(store, "incident.feedback", author=QUALITY, subject="f" * 64)
