"""Computers of many hospitals in one process: each in a thread, each passing until nothing of it is left.

Called with the county's URL and the homes; says that it is ready, begins when a line comes in, tells what came of it as one JSON document.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from forms.clock import SystemClock
from models.store import Store
from sync.engine import run_pass
from sync.judging import CallOutcome
from sync.outcomes import Cause, Unreachable
from sync.transport import Call, HttpTransport

PATIENCE_S = 900.0


@dataclass(slots=True)
class Came:
    """What came of one computer."""

    home: str
    sent: int = 0
    passes: int = 0
    shed: int = 0  # calls that the county sent away for now
    left: int = -1
    reason: str = ""
    seconds: float = 0.0


class Watched(HttpTransport):
    """Counts the calls that were sent away."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.shed = 0

    def call(self, call: Call) -> CallOutcome:
        outcome = super().call(call)
        self.shed += isinstance(outcome, Unreachable) and outcome.cause in (Cause.BUSY, Cause.GATEWAY)
        return outcome


def drain(url: str, home: Path, start: float) -> Came:
    """As the program does it: pass after pass, with the waits that it is told to keep."""
    came = Came(home=str(home))
    random = Random(home.name)
    with closing(Store.open(home, clock=SystemClock())) as store, closing(Watched(url)) as transport:
        while came.left and time.monotonic() - start < PATIENCE_S:
            report = run_pass(store, transport=transport, clock=store.clock, random=random)
            came.passes += 1
            came.sent += report.sent
            came.left, came.reason = report.left, report.reason
            if came.left:
                time.sleep(report.wait_s)
        came.shed = transport.shed
    came.seconds = time.monotonic() - start
    return came


def main(words: Sequence[str]) -> int:
    url, *homes = words
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.monotonic()
    found: list[Came] = []
    threads = [
        threading.Thread(target=lambda home=home: found.append(drain(url, Path(home), start)))
        for home in homes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([asdict(came) for came in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
