"""The line torn after every byte of a push, and at sampled bytes of every other exchange."""

from __future__ import annotations

import pytest

from tools.campaign import cut

SEED = 20261122


@pytest.mark.fault(20, 47)
def test_a_line_torn_after_any_byte_loses_nothing_doubles_nothing_and_is_never_believed() -> None:
    trial = cut.run(SEED, 10_000, lambda _done, _of: None)
    assert trial.faults == ()
    assert trial.figures["sqlite push"] > 1_500
    assert len(trial.figures) == 15
    assert trial.trials > 1_700
