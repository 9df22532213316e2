"""``./run campaign [KIND] [--seed N] [--rounds N] [--json]``: every kind, one after the other, or one."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from tools.campaign.trial import Trial

KINDS = ("crash", "cut", "kill", "order", "simulate", "mutate")


def main(words: Sequence[str] | None = None) -> int:
    """0 if nothing was lost, doubled or told wrongly; 1 with every fault if something was."""
    parser = argparse.ArgumentParser(prog="./run campaign", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=KINDS, help="one kind; else all")
    parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same faults")
    parser.add_argument("--rounds", type=int, help="how many; each kind has a long default of its own")
    parser.add_argument("--json", action="store_true", help="one JSON document per kind, a line each")
    options = parser.parse_args(words)
    is_clean = True
    for kind in [options.kind] if options.kind else KINDS:
        module = importlib.import_module(f"tools.campaign.{kind}")
        started = time.monotonic()
        trial: Trial = module.run(options.seed, options.rounds or module.ROUNDS, _tell)
        seconds = time.monotonic() - started
        is_clean &= trial.is_clean
        if options.json:
            print(json.dumps({**asdict(trial), "seconds": round(seconds, 1)}, ensure_ascii=False), flush=True)
        else:
            _say(trial, seconds)
    return 0 if is_clean else 1


def _tell(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} / {of}", end="", file=sys.stderr, flush=True)


def _say(trial: Trial, seconds: float) -> None:
    print(f"\r{trial.kind}: {trial.trials} trials, seed {trial.seed}, {seconds:.0f} s", flush=True)
    for name, value in trial.figures.items():
        print(f"  {name}: {value}")
    for fault in trial.faults:
        print(f"  FAULT {fault}")
    if trial.is_clean:
        print("  nothing lost, nothing twice, nothing told wrongly")


if __name__ == "__main__":
    sys.exit(main())
