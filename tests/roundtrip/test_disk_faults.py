"""Real refusals of a disk, at every write and every flush of a save and of storing receipts; and a disk that is full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.campaign.recorder import PRELOAD
from tools.verb_pages import ROOT

STRIDE = int(os.environ.get("YIAN_DISK_FAULT_STRIDE", "7"))  # 1: every single write, for a minute
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a library is preloaded by Linux's means")


@pytest.fixture(scope="module")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("disk") / "failing_disk.so"
    source = ROOT / "tests" / "failing_disk.c"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-nostdlib", "-w", "-o", str(made), str(source)],
        check=True,
        capture_output=True,
    )
    return made


@pytest.mark.fault(5, 6, 7, 8)
def test_a_disk_that_refuses_any_write_or_flush_saves_all_or_nothing_and_then_once(
    failing_disk: Path, furnished: Path, tmp_path: Path
) -> None:
    """In a process of its own: what it asserts is in ``disk_fault_child``."""
    shutil.copytree(furnished, tmp_path / "home")
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tests" / "roundtrip" / "disk_fault_child.py"),
            str(tmp_path / "home"),
            str(STRIDE),
        ],
        env={**os.environ, PRELOAD: str(failing_disk), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trials = json.loads(done.stdout)
    for kind in ("saves", "receipts"):
        assert all(refused >= 2 for _, refused in trials[kind].values()), trials
    assert trials["flushed_again"] == 0
