"""One computer of the hospital: the product's decisions around a simulated disk and road, one effect at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sync import machine, patience, proving
from sync.machine import Step
from sync.outcomes import Delivered, Failure, Unauthorized, Unreachable
from sync.patience import Tries
from sync.stages import attaching, fetching, paging, rechecking
from sync.stages.stage import Done
from sync.wire.enrolment import Meta
from sync.wire.limits import PROTOCOL
from sync.wire.pull import PullPage
from sync.wire.push import CheckRequest, Item, PushRequest
from sync.wire.receipt import Receipt
from tools.campaign.simulated.county import CHUNK, FACILITY, SimulatedCounty, is_signed
from tools.campaign.simulated.disk import Contents, Disk, PowerCutError, Row
from tools.campaign.simulated.road import OFFLINE, Road
from tools.campaign.simulated.rules import Rule
from tools.campaign.simulated.things import Thing

SLICE = 3  # names in one question of a recheck
DELIVERED = ("received", "parked", "conflict")


class Computer:
    """``advance`` does one effect: one transaction or one call. What is not on the disk dies with a crash."""

    def __init__(
        self,
        name: str,
        disk: Disk,
        *,
        county: SimulatedCounty,
        road: Road,
        things: Mapping[str, Thing],
        random: Random,
        broken: Collection[Rule],
    ) -> None:
        self.name = name
        self.disk = disk
        self.clock_error = timedelta(0)
        self.failure: Failure | None = None  # of the last pass that ended
        self.changes = 0  # objects that the last pass sent, got or found lost
        self._county = county
        self._road = road
        self._things = things
        self._random = random
        self._broken = broken
        self._county_now: datetime | None = None
        self.state: machine.State | None = None
        self.effect: Any = None
        self._stage: _Stage | None = None
        self._incarnation = ""

    @property
    def is_idle(self) -> bool:
        return self.state is None

    @property
    def doing(self) -> object:
        """The effect that comes next."""
        return self._stage.effect if self._stage is not None else self.effect

    def crash(self) -> None:
        self.state = self.effect = self._stage = None
        self._county_now = None
        self.disk.cut = ""

    def seal(self, thing: Thing) -> None:
        """One transaction: the object, its photo and its place in the outbox."""
        contents = self.disk.begin()
        contents.objects[thing.object_id] = thing.sealed
        if thing.photo is not None:
            contents.blobs[thing.photo_name] = thing.photo
        if Rule.SEAL_AND_QUEUE_TOGETHER in self._broken:
            self.disk.commit(contents)
            contents = self.disk.begin()
        self._queue(contents, thing.object_id)
        self.disk.commit(contents)

    def advance(self, now: datetime) -> None:
        """Begin a pass, or do its next effect."""
        if self.state is None:
            self._begin()
            return
        stage = self._stage
        try:
            if stage is not None:
                event = self._interrupt(stage, now) or stage.advance()
                if event is None:
                    return
                self._stage = None
            else:
                event = self._perform(self.effect, now)
                if event is None:
                    return
            self._go_on(event)
        except PowerCutError:
            self.crash()

    def _go_on(self, event: machine.Event) -> None:
        """To the next effect that touches the disk or the road."""
        assert self.state is not None
        self.state, self.effect = machine.step(self.state, event)
        while isinstance(self.effect, machine.Do):
            done = self._do(self.effect.step)
            if done is None:
                return
            self.state, self.effect = machine.step(self.state, done)

    def _interrupt(self, stage: _Stage, now: datetime) -> machine.Event | None:
        """What was sealed meanwhile goes before attachments."""
        if stage.name is not Step.BLOBS or self.state is None:
            return None
        if not self._load(1, self.state.skipped, self._now(now)):
            return None
        return machine.Did(step=Step.BLOBS, failure=None, is_interrupted=True)

    def _begin(self) -> None:
        held = self.disk.held
        self._incarnation = f"{self._random.random()}"
        has_proof = held.receipt is not None and held.receipt.leaf.epoch == held.epoch
        self.state, self.effect = machine.step(
            machine.State(
                epoch=held.epoch,
                size=held.batch,
                has_proof=has_proof and Rule.RECEIPT_SHOWN not in self._broken,
                is_copy=held.is_copy,
            ),
            machine.Started(),
        )

    def _now(self, now: datetime) -> datetime:
        local = now + self.clock_error
        if Rule.COUNTY_TIME in self._broken:
            return local
        return self._county_now or local

    # The pass.

    def _perform(self, effect: machine.Effect, now: datetime) -> machine.Event | None:
        match effect:
            case machine.Greet():
                return self._greet(now)
            case machine.Load(size=size, skipped=skipped):
                return machine.Loaded(items=self._load(size, skipped, self._now(now)))
            case machine.Send(items=items):
                return self._send(items)
            case machine.Keep():
                return self._keep(effect, self._now(now))
            case machine.Blame(op_id=op_id, failure=Unreachable()):
                self._postpone(op_id, self._now(now))
                return machine.Blamed()
            case machine.Blame(op_id=op_id):
                self._blame(op_id, self._now(now))
                return machine.Blamed()
            case machine.RenewDevice():
                return self._renew()
            case machine.Finish(failure=failure):
                self._finish(failure)
                return None
            case machine.Do():
                raise AssertionError("begun as soon as it is asked for")

    def _greet(self, now: datetime) -> machine.Event:
        if self._random.random() < self._road.trouble / 4:
            return machine.Greeted(outcome=OFFLINE)
        self._county_now = now
        epoch = self._county.rows.epoch
        if Rule.EPOCH_RECHECKED in self._broken:
            epoch = self.disk.held.epoch or epoch
        return machine.Greeted(outcome=_meta(epoch))

    def _load(self, size: int, skipped: frozenset[str], now: datetime) -> tuple[Item, ...]:
        held = self.disk.held
        local_only = Rule.COUNTY_TIME in self._broken
        due = [
            row
            for row in held.outbox.values()
            if row.delivery == "pending"
            and row.op_id not in skipped
            and (
                row.next_at is None
                or row.next_at <= now
                or (not local_only and patience.is_due(row.next_at, now))
            )
        ]
        due.sort(key=_lane)
        return tuple(
            Item(
                op_id=row.op_id,
                op_seq=row.op_seq,
                kind="revision",
                object_id=row.object_id,
                sealed=held.objects[row.object_id],
            )
            for row in due[:size]
        )

    def _send(self, items: tuple[Item, ...]) -> machine.Event:
        held = self.disk.held
        state = self.state
        receipt = held.receipt
        if (
            state is None
            or receipt is None
            or receipt.leaf.epoch != state.epoch
            or Rule.RECEIPT_SHOWN in self._broken
        ):
            receipt = None
        request = PushRequest(incarnation=self._incarnation, last_receipt=receipt, items=items)
        outcome = self._road.call("push", held.device, request)
        if Rule.POISON_HALVED in self._broken and not isinstance(outcome, Delivered):
            outcome = OFFLINE
        return machine.Answered(items=items, outcome=outcome)

    def _keep(self, effect: machine.Keep, now: datetime) -> machine.Event:
        contents = self.disk.begin()
        by_op = {row.op_id: row for row in contents.outbox.values()}
        delivered = 0
        newest = None
        open_ops = set()
        verdicts = proving.judge(effect.items, effect.answer, facility_id=FACILITY, genuine=self._genuine)
        for verdict in verdicts if Rule.RECEIPT_PROVES not in self._broken else _believed(effect):
            row = by_op[verdict.item.op_id]
            match verdict:
                case proving.Proved(delivery=delivery, receipt=receipt):
                    row = row._replace(delivery=delivery, problem=None, next_at=None)
                    delivered += 1
                    newest = receipt
                case proving.Refused(problem=problem):
                    reason = None if Rule.REASON_KEPT in self._broken else problem
                    row = _try(row, now)._replace(delivery="quarantined", problem=reason)
                case proving.Open():
                    row = _try(row, now)
                    open_ops.add(row.op_id)
            contents.outbox[row.object_id] = row
        contents.lacking.update(dict.fromkeys(effect.answer.missing_blobs))
        if newest is not None:
            _keep_receipt(contents, newest)
        is_copy = "device-fork" in effect.answer.notices and Rule.COPY_RENEWED not in self._broken
        contents.is_copy = contents.is_copy or is_copy
        self.disk.commit(contents)
        epoch = effect.answer.server_epoch
        if Rule.EPOCH_RECHECKED in self._broken and self.state is not None:
            epoch = self.state.epoch or epoch
        return machine.Kept(
            delivered=delivered,
            open_ops=frozenset(open_ops),
            epoch=epoch,
            is_copy=is_copy,
        )

    def _postpone(self, op_id: str, now: datetime) -> None:
        contents = self.disk.begin()
        row = next(one for one in contents.outbox.values() if one.op_id == op_id)
        row = _try(row, now)
        tries = Tries(count=row.tries, first_at=row.first_at)
        next_at = patience.next_try_at(tries, now, self._random.random())
        contents.outbox[row.object_id] = row._replace(problem="线断在这一条上。", next_at=next_at)
        self.disk.commit(contents)

    def _blame(self, op_id: str, now: datetime) -> None:
        contents = self.disk.begin()
        row = next(one for one in contents.outbox.values() if one.op_id == op_id)
        row = _try(row, now)
        tries = Tries(count=row.tries, first_at=row.first_at)
        row = row._replace(
            problem="县里没能处理。", next_at=patience.next_try_at(tries, now, self._random.random())
        )
        if patience.is_over(tries, now):
            row = row._replace(delivery="quarantined")
            if Rule.REASON_KEPT in self._broken:
                row = row._replace(problem=None)
        contents.outbox[row.object_id] = row
        self.disk.commit(contents)

    def _renew(self) -> machine.Event:
        contents = self.disk.begin()
        contents.wish = contents.wish or f"{self._random.getrandbits(128):032x}"
        self.disk.commit(contents)
        outcome = self._road.call("renew", contents.device, contents.wish)
        if not isinstance(outcome, Delivered):
            return machine.Renewed(failure=outcome)
        contents = self.disk.begin()
        contents.device, contents.wish = outcome.message, ""
        contents.cursor = ""
        contents.is_copy = False
        self.disk.commit(contents)
        return machine.Renewed(failure=None)

    def _finish(self, failure: Failure | None) -> None:
        assert self.state is not None
        state = self.state
        self.failure = failure
        self.changes = state.sent + state.received + state.lost
        if self.disk.held.batch != state.size:
            contents = self.disk.begin()
            contents.batch = state.size
            self.disk.commit(contents)
        self.crash()

    # The stages.

    def _do(self, step: Step) -> machine.Event | None:
        assert self.state is not None
        match step:
            case Step.RECHECK:
                first = rechecking.begin(self.state.epoch or "")
                if Rule.EPOCH_AFTER_RECHECK in self._broken:
                    self._remember(self.state.epoch or "")
                self._stage = _Stage(step, rechecking.step, first, self._recheck)
            case Step.BLOBS:
                self._stage = _Stage(step, attaching.step, attaching.begin(), self._attach)
            case Step.PULL:
                self._stage = _Stage(step, paging.step, paging.begin(), self._page)
            case Step.FETCH:
                self._stage = _Stage(step, fetching.step, fetching.begin(), self._fetch)
            case Step.SPOT_CHECK if Rule.SPOT_CHECKED not in self._broken:
                self._stage = _Stage(step, rechecking.step, rechecking.begin_spot_check(), self._recheck)
            case _:
                return machine.Did(step=step, failure=None)
        return None

    def _recheck(self, effect: rechecking.Effect) -> rechecking.Event:
        match effect:
            case rechecking.Look(at=at):
                return rechecking.Looked(slice=self._next_slice(at))
            case rechecking.Resume():
                return rechecking.Looked(slice=self._next_slice(self.disk.held.circle))
            case rechecking.Pause(at=at):
                contents = self.disk.begin()
                contents.circle = at
                self.disk.commit(contents)
                return rechecking.Remembered()
            case rechecking.Ask(slice=asked):
                question = CheckRequest(object_ids=asked.object_ids, blobs=asked.blobs)
                outcome = self._road.call("check", self.disk.held.device, question)
                return rechecking.Asked(slice=asked, outcome=outcome)
            case rechecking.Mark(slice=asked, answer=answer):
                contents = self.disk.begin()
                for object_id in answer.missing:
                    row = contents.outbox.get(object_id)
                    if row is None and object_id in contents.objects:
                        self._queue(contents, object_id)
                    elif row is not None and row.delivery in DELIVERED:
                        contents.outbox[object_id] = row._replace(delivery="pending", next_at=None)
                contents.lacking.update(dict.fromkeys(answer.missing_blobs))
                self.disk.commit(contents)
                return rechecking.Marked(lost=len(answer.missing), following=asked.following)
            case rechecking.Remember(epoch=epoch):
                self._remember(epoch)
                return rechecking.Remembered()

    def _remember(self, epoch: str) -> None:
        contents = self.disk.begin()
        contents.epoch, contents.receipt = epoch, None
        if Rule.CURSOR_FORGOTTEN not in self._broken or not epoch:
            contents.cursor = ""
        self.disk.commit(contents)

    def _next_slice(self, at: str) -> rechecking.Slice | None:
        held = self.disk.held
        if not at.startswith("b"):
            ids = sorted(
                object_id
                for object_id in held.objects
                if object_id > at[1:] and self._should_be_there(held.outbox.get(object_id))
            )[:SLICE]
            if ids:
                return rechecking.Slice(object_ids=tuple(ids), owners={}, following="o" + ids[-1])
            at = "b"
        names = sorted(name for name in held.blobs if name > at[1:])[:SLICE]
        if not names:
            return None
        return rechecking.Slice(blobs=tuple(names), owners={}, following="b" + names[-1])

    def _should_be_there(self, row: Row | None) -> bool:
        if row is None:
            return Rule.OTHERS_RECHECKED not in self._broken
        return row.delivery in DELIVERED

    def _attach(self, effect: attaching.Effect) -> attaching.Event:
        held = self.disk.held
        match effect:
            case attaching.ListLacking():
                sizes = {name: len(held.blobs[name]) if name in held.blobs else None for name in held.lacking}
                blobs = tuple(attaching.Lacking(sha256=name, size=sizes[name]) for name in sorted(sizes))
                return attaching.Listed(blobs=blobs)
            case attaching.AskOffset(blob=blob):
                return attaching.Answered(outcome=self._road.call("offset", held.device, blob.sha256))
            case attaching.SendChunk(blob=blob, start=start):
                chunk = held.blobs[blob.sha256][start : start + CHUNK]
                outcome = self._road.call("add_chunk", held.device, blob.sha256, chunk, start, blob.size)
                if Rule.BLOB_WHOLE in self._broken and isinstance(outcome, Delivered):
                    outcome = Delivered(message=replace(outcome.message, is_complete=True))
                return attaching.Answered(outcome=outcome)
            case attaching.Forget(sha256=sha256):
                contents = self.disk.begin()
                contents.lacking.pop(sha256, None)
                self.disk.commit(contents)
                return attaching.Forgotten()

    def _page(self, effect: paging.Effect) -> paging.Event:
        held = self.disk.held
        match effect:
            case paging.AskPage(mine=mine):
                outcome = self._road.call("pull", held.device, held.cursor, mine)
                if not isinstance(outcome, Delivered):
                    return paging.PageCame(mine=mine, from_beginning=not held.cursor, outcome=outcome)
                page = outcome.message
                lacks_own = any(
                    one.sealed is None and one.object_id not in held.objects for one in page.items
                )
                return paging.PageCame(
                    mine=mine,
                    from_beginning=not held.cursor,
                    outcome=outcome,
                    is_proved=proving.is_page_proved(page, facility_id=FACILITY, genuine=self._genuine),
                    lacks_own=lacks_own and Rule.OWN_FETCHED_BACK not in self._broken,
                )
            case paging.ForgetCursor():
                self._remember("")
                return paging.CursorForgotten()
            case paging.Apply(page=page):
                return paging.Applied(received=self._apply(page), more=page.more)

    def _apply(self, page: PullPage) -> int:
        contents = self.disk.begin()
        if Rule.CURSOR_WITH_PAGE in self._broken:
            contents.cursor = page.next_cursor
            self.disk.commit(contents)
            self.disk.cut = "before" if self._random.random() < 0.2 else ""
            contents = self.disk.begin()
        received = 0
        for item in page.items:
            if item.sealed is not None and item.object_id not in contents.objects:
                contents.objects[item.object_id] = item.sealed
                received += 1
                photo = self._things[item.object_id].photo_name
                if photo and photo not in contents.blobs:
                    contents.wanted[photo] = None
        contents.cursor = page.next_cursor
        for item in page.items[-1:]:
            if item.receipt.leaf.epoch == page.server_epoch:
                _keep_receipt(contents, item.receipt)
        self.disk.commit(contents)
        return received

    def _fetch(self, effect: fetching.Effect) -> fetching.Event:
        held = self.disk.held
        match effect:
            case fetching.ListWanted():
                return fetching.Listed(wanted=tuple(sorted(held.wanted)))
            case fetching.Fetch(sha256=sha256):
                return fetching.Came(outcome=self._road.call("get_blob", held.device, sha256))
            case fetching.Keep(sha256=sha256, content=content):
                contents = self.disk.begin()
                contents.blobs[sha256] = content
                contents.wanted.pop(sha256, None)
                self.disk.commit(contents)
                return fetching.Kept()

    def _queue(self, contents: Contents, object_id: str) -> None:
        contents.number += 1
        contents.outbox[object_id] = Row(
            op_id=f"{self._random.random()}",
            op_seq=contents.number,
            object_id=object_id,
            is_incident=self._things[object_id].is_incident,
        )

    def _genuine(self, receipt: Receipt) -> bool:
        return is_signed(receipt, self.disk.held.county_key)

    def needs_enrolment(self) -> bool:
        return isinstance(self.failure, Unauthorized)

    def enrol(self) -> None:
        """With a new code: a new number, and the county's key as it is now."""
        contents = self.disk.begin()
        contents.device, contents.county_key = self._county.enrol(contents.key), self._county.rows.key
        self.crash()
        self.disk.commit(contents)
        self.failure = None


class _Stage:
    """A stage under way."""

    __slots__ = ("_effect", "_perform", "_state", "_step", "name")

    def __init__(
        self, name: Step, step: Callable[..., Any], first: tuple[Any, Any], perform: Callable[[Any], Any]
    ) -> None:
        self.name = name
        self._step = step
        self._state, self._effect = first
        self._perform = perform

    def advance(self) -> machine.Did | None:
        """None while it goes on."""
        self._state, self._effect = self._step(self._state, self._perform(self._effect))
        if isinstance(self._effect, Done):
            return machine.Did(step=self.name, failure=self._effect.failure, changed=self._state.changed)
        return None

    @property
    def effect(self) -> object:
        return self._effect


def _lane(row: Row) -> tuple[bool, int]:
    return not row.is_incident, row.op_seq


def _try(row: Row, now: datetime) -> Row:
    tries = patience.note_try(Tries(count=row.tries, first_at=row.first_at), now)
    return row._replace(tries=tries.count, first_at=tries.first_at)


def _believed(effect: machine.Keep) -> list[proving.Verdict]:
    """What a computer makes of an answer that takes the words for the deed."""
    items = {item.op_id: item for item in effect.items}
    return [
        proving.Proved(item=items[one.op_id], delivery="received", receipt=one.receipt, problem=None)
        if one.outcome.is_kept and one.receipt is not None
        else proving.Open(item=items[one.op_id])
        for one in effect.answer.results
    ]


def _keep_receipt(contents: Contents, receipt: Receipt) -> None:
    known = contents.receipt
    if (
        known is None
        or known.leaf.epoch != receipt.leaf.epoch
        or known.leaf.server_seq < receipt.leaf.server_seq
    ):
        contents.receipt = receipt


_METAS: dict[str, Delivered[Meta]] = {}


def _meta(epoch: str) -> Delivered[Meta]:
    found = _METAS.get(epoch)
    if found is None:
        message = Meta(
            server_epoch=epoch,
            protocol_min=PROTOCOL,
            protocol_max=PROTOCOL,
            server_time="",
            nonce="",
            max_items=200,
            max_bytes=1 << 20,
            max_blob=1 << 20,
            chunk=CHUNK,
        )
        found = _METAS[epoch] = Delivered(message=message)
    return found
