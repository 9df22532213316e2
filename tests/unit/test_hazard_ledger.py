"""What the steps of a hazard add up to, whatever order they arrive in."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.clock import deadline
from forms.json_value import Json
from forms.ledgers.hazard import Hazard, HazardOrigin, HazardState, fold
from forms.order import Order, build_order, read_order
from forms.revision import Revision
from tests.definitions import NOW, sealed, step_form

ORIGIN = HazardOrigin(
    hazard_id="h1",
    record_id="patrol-1",
    rev_id="f" * 64,
    form_id="fire.daily_patrol",
    field="exits",
    row_id="r1",
    facility="F001",
    department="内科",
    found_at=NOW,
    found_by="0231",
    place="w3",
    asset=None,
    text="堆放杂物",
    category="fire",
    klass="lock",
    level="general",
    owner="0107",
    due="2026-11-21",
)
MAJOR = replace(ORIGIN, level="major")
_number = itertools.count()


def step(action: str, *after: Revision, author: str = "0107", **answers: Json) -> Revision:
    return sealed(
        step_form(action),
        answers,
        record_id=f"step-{next(_number)}",
        author=author,
        after=[other.rev_id for other in after],
        subject="h1",
    )


def order(action: str = "supervise", *, days: int = 0, due: date | None = None) -> Order:
    return read_order(
        build_order(
            facility="F001",
            subject="h1",
            action=action,
            text="挂牌督办",
            officer="x1",
            officer_name="王某",
            issued_at=NOW + timedelta(days=days),
            due=due,
        )
    )


def codes(hazard: Hazard) -> list[str]:
    return [problem.code for problem in hazard.problems]


def test_a_finding_is_registered_with_its_owner_and_deadline() -> None:
    hazard = fold(ORIGIN, ())
    assert (hazard.state, hazard.owner, hazard.due) == (HazardState.REGISTERED, "0107", "2026-11-21")
    assert hazard.due_at == datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)
    assert (hazard.heads, hazard.steps, hazard.problems) == ((), (), ())


def test_from_order_to_closure_by_two_people() -> None:
    ordered = step("order", author="0001", owner="0300", due="2026-11-25T18:00+08:00", level="general")
    rectified = step("rectify", ordered, author="0300", done_by=["0300", "0301"], photos_after=["a" * 64])
    passed = step("recheck", rectified, author="0001", verdict="pass")
    states = [
        fold(ORIGIN, chain).state for chain in ([ordered], [ordered, rectified], [ordered, rectified, passed])
    ]
    assert states == [HazardState.RECTIFYING, HazardState.AWAITING_RECHECK, HazardState.CLOSED]
    hazard = fold(ORIGIN, [ordered, rectified, passed])
    assert (hazard.owner, hazard.due, hazard.ordered) == ("0300", "2026-11-25T18:00+08:00", True)
    assert (hazard.fixers, hazard.verifier, hazard.closed_by) == (("0300", "0301"), "0001", "0001")
    assert (hazard.closed_at, hazard.photos_after, hazard.heads) == (NOW, ("a" * 64,), (passed.rev_id,))


@pytest.mark.parametrize("author", ["0107", "0301"])
def test_whoever_did_the_work_does_not_verify_it(author: str) -> None:
    rectified = step("rectify", author="0107", done_by=["0301"])
    hazard = fold(ORIGIN, [rectified, step("recheck", rectified, author=author, verdict="pass")])
    assert hazard.state is HazardState.AWAITING_RECHECK
    assert codes(hazard) == ["same_person"]
    assert [entry.counts for entry in hazard.steps] == [True, False]


def test_a_recheck_by_another_counts_after_one_that_did_not() -> None:
    rectified = step("rectify")
    wrong = step("recheck", rectified, author="0107", verdict="pass")
    right = step("recheck", wrong, author="0001", verdict="pass")
    assert fold(ORIGIN, [right, wrong, rectified]).state is HazardState.CLOSED


def test_what_is_sent_back_is_rectified_again_by_a_new_deadline() -> None:
    rectified = step("rectify")
    returned = step("recheck", rectified, author="0001", verdict="return", due="2026-12-01T18:00+08:00")
    hazard = fold(ORIGIN, [rectified, returned])
    assert (hazard.state, hazard.returned, hazard.due) == (
        HazardState.RECTIFYING,
        1,
        "2026-12-01T18:00+08:00",
    )
    again = step("rectify", returned)
    done = step("recheck", again, author="0001", verdict="pass")
    assert fold(ORIGIN, [rectified, returned, again, done]).state is HazardState.CLOSED


def test_a_major_hazard_is_ordered_first_and_signed_off_last() -> None:
    early = fold(MAJOR, [step("rectify")])
    assert (early.state, codes(early)) == (HazardState.REGISTERED, ["not_ordered"])
    ordered = step("order", author="0001", level="major")
    rectified = step("rectify", ordered)
    passed = step("recheck", rectified, author="0001", verdict="pass")
    waiting = fold(MAJOR, [ordered, rectified, passed])
    assert (waiting.state, waiting.awaits_closure) == (HazardState.AWAITING_RECHECK, True)
    closed = step("close", passed, author="0002")
    assert fold(MAJOR, [ordered, rectified, passed, closed]).state is HazardState.CLOSED
    by_fixer = fold(MAJOR, [ordered, rectified, passed, step("close", passed, author="0107")])
    assert codes(by_fixer) == ["same_person"]


def test_nothing_is_closed_before_it_was_rechecked() -> None:
    rectified = step("rectify")
    assert codes(fold(ORIGIN, [step("recheck", author="0001", verdict="pass")])) == ["not_rectified"]
    assert codes(fold(ORIGIN, [rectified, step("close", rectified, author="0002")])) == ["not_passed"]


def test_an_extension_needs_another_person() -> None:
    granted = fold(ORIGIN, [step("extend", due="2026-12-31", approved_by="0001")])
    assert (granted.extended, granted.due) == (1, "2026-12-31")
    own = fold(ORIGIN, [step("extend", due="2026-12-31", approved_by="0107")])
    assert (own.extended, own.due, codes(own)) == (0, "2026-11-21", ["same_person"])


def test_supervision_is_put_on_and_taken_off() -> None:
    listed = step("supervise", decision="listed", due="2026-12-10T18:00+08:00")
    asked = step("supervise", listed, decision="delisting_requested")
    delisted = step("supervise", asked, decision="delisted")
    assert [
        fold(ORIGIN, chain).supervised for chain in ([listed], [listed, asked], [listed, asked, delisted])
    ] == [
        True,
        True,
        False,
    ]


def test_the_last_order_of_the_county_decides() -> None:
    first, last = order(due=date(2026, 12, 5)), order("release", days=3)
    assert fold(ORIGIN, (), [first]).due == "2026-12-05"
    assert fold(ORIGIN, (), [first]).supervised
    assert not fold(ORIGIN, (), [last, first]).supervised


def test_a_withdrawn_finding_waits_for_a_person_who_may_void_it() -> None:
    withdrawn = replace(ORIGIN, withdrawn=True)
    rectified = step("rectify")
    assert fold(withdrawn, [rectified]).state is HazardState.TO_CHECK
    assert fold(withdrawn, [rectified, step("void", rectified, author="0001")]).state is HazardState.VOID
    standing = fold(ORIGIN, [step("void", author="0001")])
    assert (standing.state, codes(standing)) == (HazardState.REGISTERED, ["not_to_check"])


def test_what_was_closed_stays_closed_when_its_finding_is_withdrawn_later() -> None:
    rectified = step("rectify")
    passed = step("recheck", rectified, author="0001", verdict="pass")
    assert fold(replace(ORIGIN, withdrawn=True), [rectified, passed]).state is HazardState.CLOSED


def test_two_steps_side_by_side_need_a_person_and_never_close() -> None:
    rectified = step("rectify")
    passed = step("recheck", rectified, author="0001", verdict="pass")
    returned = step("recheck", rectified, author="0002", verdict="return")
    hazard = fold(ORIGIN, [rectified, passed, returned])
    assert hazard.two_heads
    assert hazard.heads == tuple(sorted((passed.rev_id, returned.rev_id)))
    assert hazard.state is not HazardState.CLOSED


def test_a_step_that_names_both_heads_decides() -> None:
    rectified = step("rectify")
    passed = step("recheck", rectified, author="0001", verdict="pass")
    extended = step("extend", rectified, due="2026-12-31", approved_by="0001")
    decided = step("recheck", passed, extended, author="0002", verdict="pass")
    hazard = fold(ORIGIN, [rectified, passed, extended, decided])
    assert (hazard.state, hazard.heads, hazard.closed_by) == (HazardState.CLOSED, (decided.rev_id,), "0002")


def test_a_step_after_the_end_is_kept_and_does_not_count() -> None:
    rectified = step("rectify")
    passed = step("recheck", rectified, author="0001", verdict="pass")
    hazard = fold(ORIGIN, [rectified, passed, step("rectify", passed)])
    assert (hazard.state, codes(hazard), len(hazard.steps)) == (HazardState.CLOSED, ["over"], 3)


def test_a_corrected_step_counts_as_corrected_and_a_voided_one_not_at_all() -> None:
    rectified = step("rectify")
    returned = step("recheck", rectified, author="0001", verdict="return")
    meant = sealed(
        step_form("recheck"),
        {"verdict": "pass"},
        record_id=returned.record_id,
        author="0001",
        parents=[returned.rev_id],
        after=[rectified.rev_id],
        subject="h1",
    )
    assert fold(ORIGIN, [rectified, returned, meant]).state is HazardState.CLOSED
    gone = sealed(
        step_form("recheck"),
        {},
        record_id=returned.record_id,
        parents=[returned.rev_id],
        subject="h1",
        void=True,
    )
    assert fold(ORIGIN, [rectified, returned, gone]).state is HazardState.AWAITING_RECHECK


def test_a_step_keeps_its_place_when_what_it_follows_is_corrected() -> None:
    rectified = step("rectify", done_by=["0300"])
    corrected = sealed(
        step_form("rectify"),
        {"done_by": ["0301"]},
        record_id=rectified.record_id,
        author="0107",
        parents=[rectified.rev_id],
        subject="h1",
    )
    passed = step("recheck", rectified, author="0300", verdict="pass")
    hazard = fold(ORIGIN, [passed, corrected, rectified])
    assert (hazard.state, hazard.heads) == (HazardState.CLOSED, (passed.rev_id,))


def test_steps_that_come_to_follow_each_other_in_a_ring_have_one_order_all_the_same() -> None:
    first = step("rectify")
    second = step("extend", first, due="2026-12-31", approved_by="0001")
    late = sealed(
        step_form("rectify"),
        {},
        record_id=first.record_id,
        parents=[first.rev_id],
        after=[second.rev_id],
        subject="h1",
    )
    chains_ = [fold(ORIGIN, chain) for chain in itertools.permutations([first, second, late])]
    assert all(hazard == chains_[0] for hazard in chains_)
    assert len(chains_[0].steps) == 2


def test_a_voided_step_is_followed_as_if_it_were_not_there() -> None:
    first = step("extend", due="2026-12-31", approved_by="0001")
    gone = sealed(
        step_form("extend"), {}, record_id=first.record_id, parents=[first.rev_id], subject="h1", void=True
    )
    hazard = fold(ORIGIN, [first, gone, step("rectify", first)])
    assert (hazard.state, hazard.extended, hazard.missing) == (HazardState.AWAITING_RECHECK, 0, ())


def test_a_hazard_can_be_sent_back_by_a_step_of_its_own() -> None:
    rectified = step("rectify")
    hazard = fold(ORIGIN, [rectified, step("return", rectified, author="0001")])
    assert (hazard.state, hazard.returned) == (HazardState.RECTIFYING, 1)


def test_two_corrections_of_one_step_are_named() -> None:
    first = step("rectify")
    twins = [
        sealed(
            step_form("rectify"),
            {"done": text},
            record_id=first.record_id,
            parents=[first.rev_id],
            subject="h1",
        )
        for text in ("甲", "乙")
    ]
    assert codes(fold(ORIGIN, [first, *twins])) == ["forked"]


def test_a_step_whose_forerunner_has_not_come_is_known_to_lack_it() -> None:
    rectified = step("rectify")
    passed = step("recheck", rectified, author="0001", verdict="pass")
    hazard = fold(ORIGIN, [passed])
    assert (hazard.missing, codes(hazard)) == ((rectified.rev_id,), ["not_rectified"])


def test_a_step_of_a_newer_program_does_not_count_and_is_named() -> None:
    hazard = fold(ORIGIN, [step("bless")])
    assert (hazard.state, codes(hazard)) == (HazardState.REGISTERED, ["unknown"])


def test_a_deadline_is_a_day_or_a_time() -> None:
    assert deadline("2026-11-21T08:00+08:00") == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="isoformat"):
        deadline("soon")


@st.composite
def chains(draw: st.DrawFn) -> list[Revision]:
    """Any steps by any people, each following some of the earlier ones."""
    made: list[Revision] = []
    actions = ("order", "rectify", "recheck", "extend", "close", "supervise", "reopen", "void")
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.lists(st.sampled_from(made), max_size=2)) if made else []
        made.append(
            sealed(
                step_form(draw(st.sampled_from(actions))),
                {"verdict": draw(st.sampled_from(["pass", "return"])), "due": f"2026-12-0{number + 1}"},
                record_id=f"s{number}",
                author=draw(st.sampled_from(["0001", "0002"])),
                after=[other.rev_id for other in after],
                subject="h1",
            )
        )
    return made


@given(chains(), st.randoms(use_true_random=False), st.booleans())
def test_the_fold_does_not_depend_on_the_order_of_arrival(
    chain: list[Revision], random: object, withdrawn: bool
) -> None:
    origin = replace(ORIGIN, withdrawn=withdrawn)
    shuffled = [*chain, *chain[:2]]  # and twice the same changes nothing
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(origin, shuffled) == fold(origin, chain)
