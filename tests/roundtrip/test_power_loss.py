"""Power lost at any instant of sealing, sending, pulling, backing up, restoring, upgrading: nothing promised is gone."""

from __future__ import annotations

import pytest

from tools.campaign import crash
from tools.campaign.trial import Trial

SEED, IMAGES = 20261122, 2000

pytestmark = pytest.mark.xdist_group("power loss")  # one trial for all of them


@pytest.fixture(scope="module")
def trial() -> Trial:
    """The campaign in its short form: disk images of the real paths, each opened with the real program."""
    return crash.run(SEED, IMAGES, lambda _done, _of: None)


@pytest.mark.fault(3, 4, 13, 17)
def test_every_image_opens_and_holds_what_was_promised(trial: Trial) -> None:
    assert trial.faults == ()
    assert trial.trials == IMAGES


@pytest.mark.fault(3)
def test_each_of_the_real_paths_was_cut_off_many_times(trial: Trial) -> None:
    tried = {name: count for name, count in trial.figures.items() if name.startswith("images: ")}
    paths = ("first day", "fill", "recover", "back up", "restore", "deliver", "pull", "migrate")
    assert set(tried) == {f"images: {path}" for path in paths}
    assert min(int(count) for count in tried.values()) >= IMAGES // 20


@pytest.mark.fault(3)
@pytest.mark.parametrize(
    ("setting", "is_lossy"),
    [("DELETE + EXTRA", False), ("WAL + FULL", False), ("DELETE + FULL", True), ("WAL + NORMAL", True)],
)
def test_the_measure_sees_a_setting_that_loses_acknowledged_commits(
    trial: Trial, setting: str, is_lossy: bool
) -> None:
    lost = trial.figures[f"control {setting}: images with a loss"]
    assert (int(lost) > 0) is is_lossy
