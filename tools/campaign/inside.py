"""A campaign's work in a process of its own, which tells how far it is and at last what it found, a line each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.campaign.trial import Told, Trial

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # in memory, where there is such a folder


def run_inside(
    kind: str, *words: str, seed: int, rounds: int, told: Told, env: Mapping[str, str] | None = None
) -> Trial:
    """``python -m tools.campaign.KIND WORDS``; RuntimeError if it ends without a result."""
    inside = subprocess.Popen(
        [sys.executable, "-m", f"tools.campaign.{kind}", *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert inside.stdout is not None
    with inside:
        for line in inside.stdout:
            match json.loads(line):
                case int(done):
                    told(done, rounds)
                case result:
                    return Trial(kind=kind, seed=seed, **{**result, "faults": tuple(result["faults"])})
    raise RuntimeError(f"the process of {kind} ended with {inside.returncode}")
