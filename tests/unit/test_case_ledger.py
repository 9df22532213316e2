"""What the steps on a record add up to, whatever order they arrive in."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import CaseRule, Form, FormKind
from forms.json_value import Json
from forms.ledgers.case import VOID, Case, StepForm, fold
from forms.listed import Choice, StepRule
from forms.revision import Revision
from tests.definitions import form, sealed

PERMIT = form(
    id="test.permit",
    title="作业票",
    case=CaseRule(
        states=tuple(
            Choice(code=code, label=label)
            for code, label in (
                ("asked", "待批准"),
                ("approved", "已批准"),
                ("working", "作业中"),
                ("refused", "不批准"),
                ("done", "已结束"),
            )
        ),
        over=("refused", "done"),
    ),
)


def step_form(action: str, **rule: object) -> Form:
    facts: dict[str, object] = {"chain": "case", "action": action, "of": ("test.permit",)} | rule
    return form(id=f"test.{action}", title=f"{action}单", kind=FormKind.STEP, step=StepRule(**facts))  # type: ignore[arg-type]


APPROVE = step_form("approve", after=("asked",), to_field="verdict", not_same_as=("open",))
START = step_form("start", after=("approved",), to="working", signed=True)
WATCH = step_form("watch", after=("working",), to="working")
FINISH = step_form("finish", after=("working",), to="done", not_same_as=("start",))
OTHER = step_form("other", of=("test.else",), after=("asked",), to="done")
FORMS = {one.id: one for one in (APPROVE, START, WATCH, FINISH, OTHER)}
RECORD = sealed(PERMIT, record_id="permit-1", author="0231")
_number = itertools.count()


def step(of: Form, *after: Revision, author: str = "0107", **answers: Json) -> Revision:
    return sealed(
        of,
        answers,
        record_id=f"step-{next(_number)}",
        author=author,
        after=[other.rev_id for other in after],
        subject=RECORD.record_id,
    )


def form_of(revision: Revision) -> StepForm | None:
    known = FORMS.get(revision.form_id)
    return StepForm(title=known.title, rule=known.step) if known and known.step else None


def case_of(
    *steps: Revision,
    record: Iterable[Revision] = (RECORD,),
    unsigned: Mapping[str, Collection[str]] | None = None,
) -> Case:
    return fold(PERMIT, record, steps, form_of, unsigned or {})


def codes(case: Case) -> list[str]:
    return [problem.code for problem in case.problems]


def approved(*after: Revision, author: str = "0107") -> Revision:
    return step(APPROVE, *(after or (RECORD,)), author=author, verdict="approved")


def test_a_sealed_record_opens_its_case() -> None:
    case = case_of()
    assert (case.state, case.over, case.heads, case.steps) == ("asked", False, (RECORD.rev_id,), ())


def test_steps_lead_from_state_to_state_until_it_is_over() -> None:
    yes = approved()
    start = step(START, yes)
    watch = step(WATCH, start)
    end = step(FINISH, watch, author="0300")
    taken = [yes, start, watch, end]
    states = [case_of(*taken[:count]).state for count in range(5)]
    assert states == ["asked", "approved", "working", "working", "done"]
    case = case_of(*taken)
    assert (case.over, case.heads, case.problems) == (True, (end.rev_id,), ())
    assert [one.action for one in case.steps] == ["approve", "start", "watch", "finish"]


def test_the_answer_of_a_field_may_decide_where_a_step_leads() -> None:
    case = case_of(step(APPROVE, RECORD, verdict="refused"))
    assert (case.state, case.over) == ("refused", True)
    unheard = case_of(step(APPROVE, RECORD, verdict="perhaps"))
    assert (unheard.state, codes(unheard)) == ("asked", ["unknown"])


def test_a_step_out_of_order_is_kept_and_named_but_does_not_count() -> None:
    case = case_of(step(START, RECORD))
    assert (case.state, codes(case), [one.counts for one in case.steps]) == ("asked", ["not_now"], [False])
    assert case.problems[0].message == "现在是“待批准”，《start单》要在“已批准”时做，这一步不算数"
    after_it = approved(step(START, RECORD))
    assert case_of(after_it).state == "approved"


def test_nothing_follows_what_is_over() -> None:
    no = step(APPROVE, RECORD, verdict="refused")
    case = case_of(no, step(START, no))
    assert (case.state, case.over, codes(case)) == ("refused", True, ["not_now"])


def test_whoever_asked_does_not_approve_and_whoever_started_does_not_finish() -> None:
    own = case_of(approved(author="0231"))
    assert (own.state, codes(own)) == ("asked", ["same_person"])
    yes = approved()
    start = step(START, yes, author="0300")
    case = case_of(yes, start, step(FINISH, start, author="0300"))
    assert (case.state, codes(case)) == ("working", ["same_person"])


def test_a_step_waits_for_every_signature_on_the_very_revision_that_it_follows() -> None:
    yes = approved()
    start = step(START, yes)
    waiting = case_of(yes, start, unsigned={yes.rev_id: ("批准人",)})
    assert (waiting.state, codes(waiting)) == ("approved", ["unsigned"])
    assert "还缺批准人的签名" in waiting.problems[0].message
    assert case_of(yes, start, unsigned={"f" * 64: ("批准人",)}).state == "working"


def test_a_step_of_another_form_or_of_a_newer_program_does_not_count() -> None:
    assert codes(case_of(step(OTHER, RECORD))) == ["other_case"]
    assert codes(case_of(step(step_form("new"), RECORD))) == ["unknown"]


def test_steps_side_by_side_that_lead_apart_take_the_case_back_to_where_they_part() -> None:
    yes, no = approved(), step(APPROVE, RECORD, verdict="refused")
    case = case_of(yes, no)
    assert (case.state, case.undecided, case.over) == ("asked", True, False)
    assert case.heads == tuple(sorted((yes.rev_id, no.rev_id)))
    assert codes(case) == ["two_heads"]
    decided = case_of(yes, no, step(APPROVE, yes, no, verdict="refused"))
    assert (decided.state, decided.undecided, decided.over) == ("refused", False, True)
    blind = case_of(yes, no, step(START, yes, no))
    assert (blind.state, codes(blind)) == ("asked", ["not_now"])


def test_two_ends_side_by_side_never_close() -> None:
    yes = approved()
    start = step(START, yes)
    case = case_of(yes, start, step(FINISH, start, author="0300"), step(FINISH, start, author="0301"))
    assert (case.state, case.over, case.undecided) == ("working", False, True)


def test_steps_side_by_side_that_agree_need_nobody_to_decide() -> None:
    yes = approved()
    start = step(START, yes)
    watches = step(WATCH, start), step(WATCH, start, author="0301")
    case = case_of(yes, start, *watches)
    assert (case.state, case.undecided, len(case.heads)) == ("working", False, 2)
    assert case_of(yes, start, *watches, step(FINISH, *watches, author="0300")).over


def test_a_step_that_does_not_count_beside_one_that_does_is_no_second_way() -> None:
    yes = approved()
    case = case_of(yes, step(START, RECORD))
    assert (case.state, case.undecided, len(case.heads)) == ("approved", False, 2)


def test_what_follows_a_voided_step_follows_what_that_one_followed() -> None:
    yes = approved()
    start = step(START, yes)
    watch = step(WATCH, start)
    gone = sealed(
        WATCH,
        record_id=watch.record_id,
        parents=[watch.rev_id],
        after=[start.rev_id],
        subject="permit-1",
        void=True,
    )
    end = step(FINISH, watch, author="0300")
    assert case_of(yes, start, watch, gone, end).state == "done"


def test_a_voided_step_takes_what_was_built_on_it_away() -> None:
    yes = approved()
    gone = sealed(
        APPROVE,
        record_id=yes.record_id,
        parents=[yes.rev_id],
        after=[RECORD.rev_id],
        subject="permit-1",
        void=True,
    )
    case = case_of(yes, gone, step(START, yes))
    assert (case.state, codes(case)) == ("asked", ["not_now"])


def test_a_voided_record_ends_its_case_and_a_corrected_one_goes_on() -> None:
    corrected = sealed(PERMIT, {"a": "1"}, record_id="permit-1", author="0107", parents=[RECORD.rev_id])
    yes = approved(author="0300")
    assert case_of(yes, record=(RECORD, corrected)).state == "approved"
    voided = sealed(PERMIT, record_id="permit-1", author="0107", parents=[RECORD.rev_id], void=True)
    case = case_of(yes, record=(RECORD, voided))
    assert (case.state, case.over) == (VOID, True)


def test_a_form_without_a_case_rule_is_none() -> None:
    with pytest.raises(ValueError, match=r"test\.form is no case"):
        fold(form(), (RECORD,), (), form_of, {})


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Revision], dict[str, tuple[str, ...]]]:
    """Steps that follow any earlier ones, some of them unsigned."""
    known: list[Revision] = [RECORD]
    for _ in range(draw(st.integers(1, 6))):
        after = draw(
            st.lists(st.sampled_from(known), min_size=1, max_size=2, unique_by=lambda one: one.rev_id)
        )
        of = draw(st.sampled_from(sorted(FORMS)))
        author = draw(st.sampled_from(("0231", "0107", "0300")))
        verdict = draw(st.sampled_from(("approved", "refused")))
        known.append(step(FORMS[of], *after, author=author, verdict=verdict))
    steps = known[1:]
    lacking = draw(st.lists(st.sampled_from(steps), max_size=2))
    return steps, {one.rev_id: ("第二人",) for one in lacking}


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    history: tuple[list[Revision], dict[str, tuple[str, ...]]], random: object
) -> None:
    steps, unsigned = history
    shuffled = list(steps)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert case_of(*shuffled, unsigned=unsigned) == case_of(*steps, unsigned=unsigned)


@given(histories())
def test_a_case_is_over_only_by_one_way_and_every_step_is_kept(
    history: tuple[list[Revision], dict[str, tuple[str, ...]]],
) -> None:
    steps, unsigned = history
    case = case_of(*steps, unsigned=unsigned)
    assert {one.rev_id for one in case.steps} == {one.rev_id for one in steps}
    assert not (case.over and case.undecided)
    named = {problem.rev_id for problem in case.problems if problem.code != "two_heads"}
    assert {one.rev_id for one in case.steps if not one.counts} == named
    if case.over:
        assert case.state in PERMIT.case.over  # type: ignore[union-attr]
