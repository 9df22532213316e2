"""Everything that is due on all roads of this computer: the house, the county, and the house again with its answers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

from models.store import Store
from sync import wording
from sync.engine import Progress, run_pass
from sync.house.hosting import visit_house
from sync.house.server_process import ServerProcess
from sync.report import PassReport
from sync.transport import HttpTransport

Connect = Callable[[str], HttpTransport]


def run_round(
    store: Store,
    *,
    random: Random,
    server: ServerProcess | None = None,
    connect: Connect = HttpTransport,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> PassReport:
    """What the county's pass came to, with what came from the house; on most computers that pass alone.

    Call it from one thread at a time. Raises StoreError if this computer's own disk refuses.
    """

    def visit() -> PassReport | None:
        if server is None or cancelled():
            return None
        return visit_house(store, server, connect=connect, random=random, cancelled=cancelled)

    before = visit()
    report = _send(store, connect, random, cancelled, on_progress)
    after = visit() if before is not None and (report.sent or report.received) else None
    for house in (before, after):
        if house is not None:
            report = replace(
                report, received=report.received + house.received, reason=report.reason or house.reason
            )
    return report


def _send(
    store: Store,
    connect: Connect,
    random: Random,
    cancelled: Callable[[], bool],
    on_progress: Callable[[Progress], None],
) -> PassReport:
    installation = store.require_installation()
    if installation.server_url is None:
        return PassReport(sent=0, received=0, left=0, quarantined=0, reason=wording.NOT_ENROLLED)
    with contextlib.closing(connect(installation.server_url)) as transport:
        return run_pass(
            store,
            transport=transport,
            clock=store.clock,
            random=random,
            cancelled=cancelled,
            on_progress=on_progress,
        )
