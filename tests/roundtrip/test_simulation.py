"""Whole hospitals by seed: nothing lost, nothing twice, all at rest again; and each rule's absence is noticed."""

from __future__ import annotations

import pytest

from tools.campaign import simulate
from tools.campaign.simulated.rules import Rule
from tools.campaign.simulated.world import play

SHORT = 4_000  # schedules per part; two parts keep two processor cores busy
SEEDS = 1_500  # within which every broken rule shows


def _nobody(_done: int, _of: int) -> None:
    pass


@pytest.mark.fault(14, 15, 23, 24, 35, 37, 38, 45, 50, 51, 52, 53)
@pytest.mark.parametrize("seed", range(5))
def test_after_every_step_nothing_is_lost_or_twice_and_at_the_end_everybody_has_everything(seed: int) -> None:
    trial = simulate.run(seed, SHORT, _nobody)
    assert (trial.trials, trial.faults) == (SHORT, ())


@pytest.mark.fault(14, 15, 37, 38, 43, 50)
def test_the_real_store_pass_and_server_keep_the_same_promises() -> None:
    assert simulate.play_real(106, 3) == []


def test_a_seed_plays_the_same_schedule_again() -> None:
    for seed in range(0, 300, 7):
        first, again = play(seed, traced=True), play(seed, traced=True)
        assert first.trace
        assert first == again


def test_another_seed_plays_another_schedule() -> None:
    traces = {play(seed, traced=True).trace for seed in range(50)}
    assert len(traces) == 50


NET = Rule.SPOT_CHECKED
"""It mends what the other rules let through, so it is taken away where it would hide that they are gone."""

BREACHES: tuple[tuple[Rule, ...], ...] = (
    (Rule.SEAL_AND_QUEUE_TOGETHER, NET),
    (Rule.RECEIPT_PROVES,),
    (Rule.CALL_NUMBER, NET),
    (Rule.CURSOR_WITH_PAGE,),
    (Rule.CURSOR_FORGOTTEN, Rule.CURSOR_BOUND),  # each is there for the other
    (Rule.EPOCH_RECHECKED, NET),
    (Rule.EPOCH_AFTER_RECHECK, NET),
    (Rule.RECEIPT_SHOWN, NET),
    (Rule.OTHERS_RECHECKED,),
    (NET,),
    (Rule.OWN_FETCHED_BACK,),
    (Rule.COUNTY_TIME,),
    (Rule.REASON_KEPT,),
    (Rule.POISON_HALVED,),
    (Rule.BLOB_WHOLE, NET),
    (Rule.COPY_RENEWED,),
    (Rule.ONCE,),
    (Rule.COMMIT_BEFORE_ANSWER,),
    (Rule.COMMIT_ORDER,),
    (Rule.ROLLBACK_NOTICED, NET),
    (Rule.FORK_NOTICED,),
)


@pytest.mark.fault(57)
@pytest.mark.parametrize("broken", BREACHES, ids=lambda broken: broken[0].name.lower())
def test_a_rule_that_is_taken_away_is_missed(broken: tuple[Rule, ...]) -> None:
    assert any(_is_missed(seed, broken) for seed in range(SEEDS))


def _is_missed(seed: int, broken: tuple[Rule, ...]) -> bool:
    """Whether a promise breaks in this schedule for want of the first of these rules, and not of the others."""
    return bool(play(seed, broken=broken).fault) and not play(seed, broken=broken[1:]).fault


def test_every_rule_has_a_breach() -> None:
    assert {rule for broken in BREACHES for rule in broken} == set(Rule)
