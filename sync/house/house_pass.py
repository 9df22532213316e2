"""The shell around one pass to the house: the same machine as to the county, with what this road keeps and asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import assert_never

from forms.clock import Clock
from models.files import write_durably
from models.installation import Installation
from models.store import Store
from sync import bookmarks, machine, proving, recheck, reports, wording
from sync.county_client import CountyClient, Identity
from sync.house import holdings, looking_again, passing
from sync.house.road import HouseRoad, folder_of
from sync.machine import Effect, Event, State, Step
from sync.outcomes import Delivered, Failure, Unauthorized
from sync.report import PassReport
from sync.stages import attaching, fetching, paging, rechecking
from sync.stages.stage import run
from sync.transport import Transport
from sync.wire.limits import MAX_BATCH_BYTES
from sync.wire.push import PushRequest

KEYS_FILE = "county-keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePass:
    """``is_stranger``: the house's server does not know this computer (any more), which then enrols anew."""

    report: PassReport
    is_stranger: bool = False


def run_house_pass(
    store: Store,
    road: HouseRoad,
    *,
    transport: Transport,
    clock: Clock,
    random: Random,
    cancelled: Callable[[], bool] = lambda: False,
) -> HousePass:
    """Gives the house what it lacks, and takes what siblings brought; nothing of it waits for the county.

    Call it from one thread at a time. Raises StoreError if this computer's own disk refuses.
    """
    installation = store.require_installation()
    _tell_county_keys(store, installation)
    with store.read() as session:
        marks = bookmarks.read_bookmarks(session, bookmarks.HOUSE)
        has_proof = bookmarks.last_receipt(session, marks.epoch, bookmarks.HOUSE) is not None
    identity = Identity(
        device_id=road.device_id,
        facility_id=installation.facility_id,
        anonymous_credential=road.credential,
        sign=store.keys.device.sign,
    )
    one_pass = _Pass(
        store=store,
        client=CountyClient(transport, identity),
        road=road,
        clock=clock,
        random=random,
        cancelled=cancelled,
        installation=installation,
    )
    state = State(epoch=marks.epoch, size=marks.batch, has_proof=has_proof)
    event: Event = machine.Started()
    while True:
        state, effect = machine.step(state, event)
        if isinstance(effect, machine.Finish):
            return one_pass.finish(state, effect.failure)
        event = machine.Cancelled() if cancelled() else one_pass.perform(state, effect)


def _tell_county_keys(store: Store, installation: Installation) -> None:
    """The house's server takes from computers only what these keys have signed."""
    with store.read() as session:
        is_below_county = installation.is_enrolled and bookmarks.server_role(session) == "county"
    told = json.dumps(list(installation.county_keys) if is_below_county else []).encode()
    file = folder_of(store.home) / KEYS_FILE
    if not file.exists() or file.read_bytes() != told:
        write_durably(file, told)


@dataclass(slots=True, kw_only=True)
class _Pass:
    store: Store
    client: CountyClient
    road: HouseRoad
    clock: Clock
    random: Random
    cancelled: Callable[[], bool]
    installation: Installation
    incarnation: str = field(init=False)

    def __post_init__(self) -> None:
        self.incarnation = f"{self.random.getrandbits(128):032x}"

    def perform(self, state: State, effect: Effect) -> Event:
        match effect:
            case machine.Greet():
                return machine.Greeted(outcome=self.client.meta())
            case machine.Load(size=size, skipped=skipped):
                return self._load(size, skipped)
            case machine.Send(items=items):
                with self.store.read() as session:
                    receipt = bookmarks.last_receipt(session, state.epoch, bookmarks.HOUSE)
                request = PushRequest(incarnation=self.incarnation, last_receipt=receipt, items=items)
                return machine.Answered(items=items, outcome=self.client.push(request))
            case machine.Keep():
                return self._keep(effect)
            case machine.Blame(op_id=object_id, failure=failure):
                with self.store.write() as session:
                    problem = wording.explain(failure)
                    holdings.note_refusal(session, "object", object_id, problem, self.clock.now())
                return machine.Blamed()
            case machine.RenewDevice() | machine.Finish():
                raise AssertionError("a house never asks for the one, and the loop ends before the other")
            case machine.Do(step=stage):
                return self._do(stage, state)
            case never:
                assert_never(never)

    def finish(self, state: State, failure: Failure | None) -> HousePass:
        reason = wording.of_host(wording.explain(failure)) if failure else ""
        with self.store.write() as session:
            bookmarks.keep_pass(
                session,
                now=self.clock.now(),
                batch=state.size,
                problem=reason,
                got_through=failure is None,
                road=bookmarks.HOUSE,
            )
        report = PassReport(sent=state.sent, received=state.received, left=0, quarantined=0, reason=reason)
        is_stranger = isinstance(failure, Unauthorized) and failure.problem.kind == "device-unknown"
        return HousePass(report=report, is_stranger=is_stranger)

    def _load(self, size: int, skipped: frozenset[str]) -> Event:
        now = self.clock.now()
        with self.store.read() as session:
            items = holdings.lacking_items(
                session, now=now, limit=size, max_bytes=MAX_BATCH_BYTES, skipped=skipped
            )
            if not items:
                receipts = holdings.receipts_item(
                    session,
                    facility_id=self.installation.facility_id,
                    county_keys=self.installation.county_keys,
                    now=now,
                    skipped=skipped,
                )
                items = () if receipts is None else (receipts,)
        return machine.Loaded(items=items)

    def _keep(self, effect: machine.Keep) -> Event:
        verdicts = proving.judge(
            effect.items,
            effect.answer,
            facility_id=self.installation.facility_id,
            genuine=proving.genuine_by(self.road.keys),
        )
        delivered, newest, open_ops = 0, None, set[str]()
        with self.store.write() as session:
            for verdict in verdicts:
                match verdict:
                    case proving.Proved(item=item, receipt=receipt):
                        holdings.note_item(session, item)
                        delivered, newest = delivered + 1, receipt
                    case proving.Refused(item=item, problem=problem):
                        now = self.clock.now()
                        holdings.note_refusal(session, "object", item.object_id, problem, now)
                        open_ops.add(item.op_id)
                    case proving.Open(item=item):
                        open_ops.add(item.op_id)
                    case never:
                        assert_never(never)
            if newest is not None:
                bookmarks.keep_last_receipt(session, newest, bookmarks.HOUSE)
        return machine.Kept(
            delivered=delivered,
            open_ops=frozenset(open_ops),
            epoch=effect.answer.server_epoch,
            is_copy=False,
        )

    def _do(self, stage: Step, state: State) -> Event:
        changed, failure = 0, None
        store, client, cancelled = self.store, self.client, self.cancelled
        match stage:
            case Step.RECHECK:
                first = rechecking.begin(state.epoch or "")
                look = partial(recheck.perform, store, client, looking_again.HOUSE)
                changed, failure = run(rechecking.step, first, look, cancelled=cancelled)
            case Step.BLOBS:
                attach = partial(passing.perform_attaching, store, client)
                _, failure = run(attaching.step, attaching.begin(), attach, cancelled=cancelled)
            case Step.PULL:
                turn = partial(passing.perform_paging, store, client, self.road)
                changed, failure = run(paging.step, paging.begin(), turn, cancelled=cancelled)
                failure = failure or self._note_devices()
            case Step.FETCH:
                fetch = partial(passing.perform_fetching, store, client)
                _, failure = run(fetching.step, fetching.begin(), fetch, cancelled=cancelled)
            case Step.REPORTS:
                here = replace(self.installation, county_keys=self.road.keys)
                failure = reports.exchange(store, client, here, random=self.random)
            case Step.SPOT_CHECK:
                some = rechecking.begin_spot_check()
                ask = partial(recheck.perform, store, client, looking_again.HOUSE)
                changed, failure = run(rechecking.step, some, ask, cancelled=cancelled)
            case never:
                assert_never(never)
        return machine.Did(step=stage, failure=failure, changed=changed)

    def _note_devices(self) -> Failure | None:
        outcome = self.client.devices()
        if not isinstance(outcome, Delivered):
            return outcome
        with self.store.write() as session:
            bookmarks.keep_devices(session, outcome.message, bookmarks.HOUSE)
        return None
