"""Each guard of the program has a test that fails without it: the list is sound, and a few are tried in every run."""

from __future__ import annotations

from random import Random

import pytest

from tools.campaign import mutate
from tools.campaign.guards import GUARDS

SEED = 57
QUICK = ("tests/unit/test_sync_machine.py", "tests/unit/test_sync_retry.py", "tests/unit/test_sync_wire.py")


@pytest.mark.fault(57)
def test_every_guard_of_the_list_can_still_be_taken_out() -> None:
    assert len({guard.name for guard in GUARDS}) == len(GUARDS) >= 50
    assert [fault for guard in GUARDS if (fault := mutate.rotten(guard))] == []


@pytest.mark.fault(57)
def test_a_guard_that_is_taken_out_is_missed_by_its_test() -> None:
    quick = [guard for guard in GUARDS if all(test.startswith(QUICK) for test in guard.tests)]
    trial = mutate.try_out(Random(SEED).sample(quick, 3), SEED, lambda _done, _of: None)
    assert trial.trials == 3
    assert trial.faults == ()
