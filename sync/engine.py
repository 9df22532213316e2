"""The shell around one pass: does what ``machine.step`` asks for, on the disk and on the network."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import assert_never

from forms.clock import Clock, from_text
from models.installation import Installation, change_installation, read_installation
from models.program import Program, read_program
from models.store import Store
from models.workflow import clock_guard
from sync import blobs, bookmarks, ledger, machine, packs, proving, pull, recheck, reports, wording
from sync.county_client import CountyClient, Identity
from sync.enrolment import note_exchange_key
from sync.house.road import is_host
from sync.machine import Effect, Event, State, Step
from sync.outcomes import Delivered, Failure, Unreachable
from sync.report import PassReport
from sync.retry import delay_s
from sync.stages import attaching, fetching, paging, rechecking
from sync.stages.stage import run
from sync.transport import Transport
from sync.updates import offered
from sync.upgrading import read_again
from sync.wire.enrolment import CopyRequest, Meta, Role
from sync.wire.limits import CLOCK_SKEW_SECONDS, MAX_BATCH_BYTES
from sync.wire.push import PushRequest
from sync.wire.update_shelf import Source

log = logging.getLogger("yian.sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Told after every batch and page."""

    sent: int
    received: int


def run_pass(
    store: Store,
    *,
    transport: Transport,
    clock: Clock,
    random: Random,
    program: Program | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> PassReport:
    """Sends and fetches until nothing is due or the county can't be reached; nothing is ever dropped.

    ``program``: the one whose new versions are looked for, this one if none is named.
    Call it from one thread at a time. Raises StoreError if this computer's own disk refuses.
    """
    read_again(store)
    with store.read() as session:
        installation = read_installation(session)
        credential = bookmarks.anonymous_credential(session)
        marks = bookmarks.read_bookmarks(session)
        has_proof = bookmarks.last_receipt(session, marks.epoch) is not None
        is_copy = ledger.is_copy(session)
    if installation is None or installation.device_id is None or not installation.is_enrolled:
        return _report(store, State(epoch=None, size=1), reason=wording.NOT_ENROLLED)
    one_pass = _Pass(
        store=store,
        client=CountyClient(transport, _identity(store, installation, credential)),
        clock=clock,
        random=random,
        cancelled=cancelled,
        installation=installation,
        program=program or read_program(),
    )
    state = State(epoch=marks.epoch, size=marks.batch, has_proof=has_proof, is_copy=is_copy)
    event: Event = machine.Started()
    while True:
        state, effect = machine.step(state, event)
        if isinstance(effect, machine.Finish):
            return one_pass.finish(state, effect.failure, marks.failures)
        event = machine.Cancelled() if cancelled() else one_pass.perform(state, effect)
        on_progress(Progress(sent=state.sent, received=state.received))


@dataclass(slots=True, kw_only=True)
class _Pass:
    store: Store
    client: CountyClient
    clock: Clock
    random: Random
    cancelled: Callable[[], bool]
    installation: Installation
    program: Program
    incarnation: str = field(init=False)
    county_time: datetime | None = None  # as it greeted
    forms_number: int = 0  # of the county's newest publication, as it greeted
    updates_number: int = 0  # of its newest publication of a program version
    forms: int = 0  # new in the catalogue since this pass
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.incarnation = f"{self.random.getrandbits(128):032x}"

    @property
    def now(self) -> datetime:
        """For waiting and giving up: the county's time, so that a wrong clock here delays and hastens nothing."""
        return self.county_time or self.clock.now()

    def perform(self, state: State, effect: Effect) -> Event:
        match effect:
            case machine.Greet():
                return self._greet()
            case machine.Load(size=size, skipped=skipped):
                with self.store.read() as session:
                    items = ledger.due_items(
                        session,
                        now=self.now,
                        limit=size,
                        max_bytes=MAX_BATCH_BYTES,
                        skipped=skipped,
                    )
                return machine.Loaded(items=items)
            case machine.Send(items=items):
                with self.store.read() as session:
                    receipt = bookmarks.last_receipt(session, state.epoch)
                request = PushRequest(incarnation=self.incarnation, last_receipt=receipt, items=items)
                return machine.Answered(items=items, outcome=self.client.push(request))
            case machine.Keep():
                return self._keep(effect)
            case machine.Blame(op_id=op_id, failure=failure):
                aside = ledger.postpone if isinstance(failure, Unreachable) else ledger.blame
                with self.store.write() as session:
                    aside(session, op_id, wording.explain(failure), now=self.now, chance=self.random.random())
                return machine.Blamed()
            case machine.RenewDevice():
                return machine.Renewed(failure=self._renew_device())
            case machine.Do(step=stage):
                return self._do(stage, state)
            case machine.Finish():
                raise AssertionError("the loop ends before this")
            case never:
                assert_never(never)

    def finish(self, state: State, failure: Failure | None, failures: int) -> PassReport:
        reason = wording.explain(failure) if failure else wording.CANCELLED if self.cancelled() else ""
        if failure is not None:
            log.info("pass ended: %s", type(failure).__name__)
        if state.lost:
            self.notices.append(wording.RESTORED.format(count=state.lost))
        with self.store.write() as session:
            bookmarks.keep_pass(
                session,
                now=self.clock.now(),
                batch=state.size,
                problem=reason,
                got_through=failure is None,
            )
        wait_s = 0.0
        if failure is not None:
            wish = failure.retry_after_s if isinstance(failure, Unreachable) else None
            wait_s = delay_s(failures + 1, self.random.random(), wish)
        return _report(
            self.store,
            state,
            reason=reason,
            notices=tuple(self.notices),
            wait_s=wait_s,
            forms=self.forms,
        )

    def _greet(self) -> Event:
        outcome = self.client.meta()
        if isinstance(outcome, Delivered):
            self._compare_clocks(outcome.message)
            self.forms_number = outcome.message.forms
            self.updates_number = outcome.message.updates
        return machine.Greeted(outcome=outcome)

    def _compare_clocks(self, meta: Meta) -> None:
        self.county_time = server_time = from_text(meta.server_time)
        skew_s = abs((server_time - self.clock.now()).total_seconds())
        if skew_s > CLOCK_SKEW_SECONDS:
            self.notices.append(wording.SKEW.format(minutes=round(skew_s / 60)))
        with self.store.write() as session:
            clock_guard.take_server_time(session, server_time)
            self.installation = note_exchange_key(session, self.installation, meta.exchange)

    def _keep(self, effect: machine.Keep) -> Event:
        with self.store.write() as session:
            proved = ledger.keep_results(
                session,
                items=effect.items,
                answer=effect.answer,
                facility_id=self.installation.facility_id,
                genuine=proving.genuine_by(self.installation.county_keys),
                now=self.now,
            )
        return machine.Kept(
            delivered=proved.delivered,
            open_ops=proved.open_ops,
            epoch=effect.answer.server_epoch,
            is_copy="device-fork" in effect.answer.notices,
        )

    def _renew_device(self) -> Failure | None:
        """A number of its own for a computer that is a copy; its key, its records and its queue stay."""
        with self.store.write() as session:
            wish = bookmarks.take_wish(session, f"{self.random.getrandbits(128):032x}")
        outcome = self.client.renew_device(CopyRequest(wish=wish))
        if not isinstance(outcome, Delivered):
            return outcome
        with self.store.write() as session:
            bookmarks.forget_wish(session)
            segment = f"{outcome.message.device_number:02}"  # so that no serial number is given out twice
            self.installation = change_installation(
                session, {"device_id": outcome.message.device_id, "segment": segment}
            )
            bookmarks.keep_cursor(session, "")
            ledger.note_own_number(session)
            credential = bookmarks.anonymous_credential(session)
        self.client.take_identity(_identity(self.store, self.installation, credential))
        self.notices.append(wording.COPY)
        return None

    def _fetch_forms(self) -> Failure | None:
        taken, failure = packs.fetch(self.store, self.client, self.installation, self.forms_number)
        self.forms += taken.offered
        self.notices.extend(taken.notices)
        return failure

    def _fetch_update(self, state: State) -> Failure | None:
        """Last of all, and only while nothing is due: a program is large, and no record waits for it."""
        if not self.updates_number:
            return None
        with self.store.read() as session:
            serves, role = is_host(session), bookmarks.server_role(session)
        notices, failure = offered.fetch(
            self.store.home,
            self.client,
            self.program,
            map(bytes.fromhex, self.installation.county_keys),
            source=Source.HOST if role is Role.HOST else Source.COUNTY,
            serves=serves,
            cancelled=lambda: self.cancelled() or self._is_any_due(state),
        )
        self.notices.extend(notices)
        return failure

    def _note_devices(self) -> Failure | None:
        """The hospital's computers, so that an administrator can approve a new one without a connection."""
        outcome = self.client.devices()
        if not isinstance(outcome, Delivered):
            return outcome
        with self.store.write() as session:
            bookmarks.keep_devices(session, outcome.message)
        return None

    def _do(self, stage: Step, state: State) -> Event:
        changed, failure, is_interrupted = 0, None, False
        store, client, cancelled = self.store, self.client, self.cancelled
        match stage:
            case Step.RECHECK:
                every = rechecking.begin(state.epoch or "")
                ask = partial(recheck.perform, store, client, recheck.COUNTY)
                changed, failure = run(rechecking.step, every, ask, cancelled=cancelled)
            case Step.BLOBS:
                send = partial(blobs.perform, store, client)
                urgent = partial(self._is_any_due, state)
                _, failure = run(
                    attaching.step, attaching.begin(), send, cancelled=lambda: cancelled() or urgent()
                )
                is_interrupted = failure is None and urgent()
            case Step.PULL:
                turn = partial(pull.perform_paging, store, client)
                failure = self._fetch_forms()  # first, so that a record finds its form here
                if failure is None:
                    changed, failure = run(paging.step, paging.begin(), turn, cancelled=cancelled)
                failure = failure or self._note_devices()
            case Step.FETCH:
                fetch = partial(pull.perform_fetching, store, client)
                _, failure = run(fetching.step, fetching.begin(), fetch, cancelled=cancelled)
            case Step.REPORTS:
                failure = reports.exchange(store, client, self.installation, random=self.random)
            case Step.SPOT_CHECK:
                some = rechecking.begin_spot_check()
                look = partial(recheck.perform, store, client, recheck.COUNTY)
                changed, failure = run(rechecking.step, some, look, cancelled=cancelled)
                failure = failure or self._fetch_update(state)
            case never:
                assert_never(never)
        return machine.Did(step=stage, failure=failure, changed=changed, is_interrupted=is_interrupted)

    def _is_any_due(self, state: State) -> bool:
        with self.store.read() as session:
            items = ledger.due_items(session, now=self.now, limit=1, max_bytes=0, skipped=state.skipped)
        return bool(items)


def _identity(store: Store, installation: Installation, credential: str) -> Identity:
    assert installation.device_id is not None
    return Identity(
        device_id=installation.device_id,
        facility_id=installation.facility_id,
        anonymous_credential=credential,
        sign=store.keys.device.sign,
    )


def _report(
    store: Store,
    state: State,
    *,
    reason: str,
    notices: tuple[str, ...] = (),
    wait_s: float = 0.0,
    forms: int = 0,
) -> PassReport:
    with store.read() as session:
        counts = ledger.counts(session)
        say = wording.teller(bookmarks.server_role(session))
    if not reason and counts.quarantined:
        reason = wording.QUARANTINED.format(count=counts.quarantined)
    elif not reason and counts.left:
        reason = wording.LEFT
    return PassReport(
        sent=state.sent,
        received=state.received,
        left=counts.left,
        quarantined=counts.quarantined,
        reason=say(reason),
        notices=tuple(map(say, notices)),
        wait_s=wait_s,
        forms=forms,
    )
