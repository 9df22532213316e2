"""The pass as arithmetic: every way through it ends, halves on trouble, and lets nothing block the rest."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from sync import machine
from sync.machine import Effect, Event, State, Step
from sync.outcomes import Cause, Delivered, Failure, Rejected, Unauthorized, Unexpected, Unreachable
from sync.wire.enrolment import Meta
from sync.wire.outcomes import Outcome
from sync.wire.problem import ProblemDetail
from sync.wire.push import Item, ItemResult, PushAnswer

OFFLINE = Unreachable(cause=Cause.OFFLINE)
STUMBLED = Unexpected(code="384017ab")
STATE = State(epoch="e", size=50)


def items(count: int) -> tuple[Item, ...]:
    return tuple(
        Item(op_id=f"op{number}", op_seq=number, kind="revision", object_id="0" * 64, sealed=b"{}")
        for number in range(count)
    )


def meta(epoch: str = "e") -> Delivered[Meta]:
    return Delivered(
        message=Meta(
            server_epoch=epoch,
            protocol_min=1,
            protocol_max=1,
            server_time="2026-11-20T14:00:00.000Z",
            nonce="n",
            max_items=200,
            max_bytes=1 << 20,
            max_blob=1,
            chunk=1,
        )
    )


def answer(batch: tuple[Item, ...], epoch: str = "e") -> PushAnswer:
    results = tuple(ItemResult(op_id=item.op_id, outcome=Outcome.STORED) for item in batch)
    return PushAnswer(results=results, missing_blobs=(), server_epoch=epoch)


def test_a_pass_greets_first() -> None:
    assert machine.step(STATE, machine.Started()) == (STATE, machine.Greet())


def test_the_same_epoch_goes_on_with_records_and_another_is_rechecked_first() -> None:
    assert machine.step(STATE, machine.Greeted(outcome=meta()))[1] == machine.Load(
        size=50, skipped=frozenset()
    )
    state, effect = machine.step(STATE, machine.Greeted(outcome=meta("f")))
    assert (state.epoch, effect) == ("f", machine.Do(step=Step.RECHECK))


@pytest.mark.parametrize(
    "failure", [STUMBLED, Rejected(problem=ProblemDetail(kind="too-large", title="", status=413))]
)
def test_a_batch_that_fails_as_a_whole_is_halved(failure: Failure) -> None:
    state, effect = machine.step(STATE, machine.Answered(items=items(50), outcome=failure))
    assert effect == machine.Load(size=25, skipped=frozenset())
    assert state.size == 25


@pytest.mark.parametrize("spoken", [(2, 3), (0, 0)])
def test_a_server_of_another_protocol_ends_the_pass_with_a_sentence(spoken: tuple[int, int]) -> None:
    other = replace(meta().message, protocol_min=spoken[0], protocol_max=spoken[1])
    _state, effect = machine.step(STATE, machine.Greeted(outcome=Delivered(message=other)))
    assert effect == machine.Finish(failure=Rejected(problem=machine.UPGRADE))


def test_an_item_that_fails_alone_is_blamed_and_the_rest_goes_on() -> None:
    state, effect = machine.step(STATE, machine.Answered(items=items(1), outcome=STUMBLED))
    assert effect == machine.Blame(op_id="op0", failure=STUMBLED)
    assert machine.step(state, machine.Blamed())[1] == machine.Load(size=50, skipped=frozenset({"op0"}))


def test_a_pass_with_nothing_to_send_shows_its_last_receipt_once() -> None:
    state, effect = machine.step(replace(STATE, has_proof=True), machine.Loaded(items=()))
    assert effect == machine.Send(items=())
    kept = machine.Answered(items=(), outcome=Delivered(message=answer(())))
    state, effect = machine.step(state, kept)
    assert isinstance(effect, machine.Keep)
    assert machine.step(state, machine.Loaded(items=()))[1] == machine.Do(step=Step.BLOBS)


@pytest.mark.parametrize("failure", [OFFLINE, STUMBLED])
def test_a_batch_without_items_that_fails_blames_nobody(failure: Failure) -> None:
    state, effect = machine.step(STATE, machine.Answered(items=(), outcome=failure))
    assert (state, effect) == (STATE, machine.Finish(failure=failure))


def test_three_that_fail_alone_in_a_row_are_the_servers_fault() -> None:
    state: State = STATE
    for _ in range(machine.PATIENCE):
        state, _effect = machine.step(state, machine.Answered(items=items(1), outcome=STUMBLED))
        state, effect = machine.step(state, machine.Blamed())
    assert effect == machine.Finish(failure=STUMBLED)


@pytest.mark.parametrize(
    "failure", [OFFLINE, Unauthorized(problem=ProblemDetail(kind="device-revoked", title="", status=403))]
)
def test_unreachable_or_unauthorized_ends_the_pass_and_the_next_batch_is_smaller(failure: Failure) -> None:
    state, effect = machine.step(STATE, machine.Answered(items=items(50), outcome=failure))
    assert effect == machine.Finish(failure=failure)
    assert state.size == 25


def test_a_batch_that_went_well_is_followed_by_one_twice_as_big_up_to_the_knee() -> None:
    state: State = STATE
    sizes = []
    for _ in range(4):
        kept = machine.Kept(delivered=50, open_ops=frozenset(), epoch="e", is_copy=False)
        state, _effect = machine.step(state, kept)
        sizes.append(state.size)
    assert sizes == [100, 200, 200, 200]


def test_results_for_other_items_are_somebody_elses_answer() -> None:
    wrong = Delivered(message=answer(items(3)))
    _state, effect = machine.step(STATE, machine.Answered(items=items(2), outcome=wrong))
    assert effect == machine.Finish(failure=Unreachable(cause=Cause.PORTAL))


def test_a_copy_takes_a_number_of_its_own_once() -> None:
    kept = machine.Kept(delivered=1, open_ops=frozenset(), epoch="e", is_copy=True)
    state, effect = machine.step(STATE, kept)
    assert effect == machine.RenewDevice()
    state, _effect = machine.step(state, machine.Renewed(failure=None))
    assert isinstance(machine.step(state, kept)[1], machine.Load)


def test_a_copy_that_could_not_be_renewed_begins_the_next_pass_with_it() -> None:
    state, effect = machine.step(replace(STATE, is_copy=True), machine.Greeted(outcome=meta()))
    assert effect == machine.RenewDevice()
    assert isinstance(machine.step(state, machine.Renewed(failure=None))[1], machine.Load)


def test_a_new_epoch_in_the_middle_is_rechecked() -> None:
    kept = machine.Kept(delivered=1, open_ops=frozenset(), epoch="f", is_copy=False)
    assert machine.step(STATE, kept)[1] == machine.Do(step=Step.RECHECK)


def test_records_go_before_attachments_and_attachments_before_what_is_fetched() -> None:
    state: State = STATE
    effect: Effect
    state, effect = machine.step(state, machine.Loaded(items=()))
    order = []
    while isinstance(effect, machine.Do):
        order.append(effect.step)
        state, effect = machine.step(state, machine.Did(step=effect.step, failure=None, changed=2))
    assert order == [Step.BLOBS, Step.PULL, Step.FETCH, Step.REPORTS, Step.SPOT_CHECK]
    assert effect == machine.Finish(failure=None)
    assert state.received == 2


class Simulated:
    """A county that may be offline, stumble over poison, or answer; everything by one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pending = list(items(self.random.randrange(0, 300)))
        self.poison = {item.op_id for item in self.pending if self.random.random() < 0.01}
        self.kept: list[str] = []
        self.trace: list[str] = []

    def perform(self, effect: Effect) -> Event:
        self.trace.append(type(effect).__name__)
        match effect:
            case machine.Greet():
                return machine.Greeted(outcome=meta(self.random.choice("ef")))
            case machine.Load(size=size, skipped=skipped):
                due = [item for item in self.pending if item.op_id not in skipped]
                return machine.Loaded(items=tuple(due[:size]))
            case machine.Send(items=batch):
                return machine.Answered(items=batch, outcome=self._push(batch))
            case machine.Keep(items=batch):
                names = {item.op_id for item in batch}
                self.kept += sorted(names)
                self.pending = [item for item in self.pending if item.op_id not in names]
                return machine.Kept(
                    delivered=len(batch),
                    open_ops=frozenset(),
                    epoch=self.random.choice("eeeef"),
                    is_copy=self.random.random() < 0.05,
                )
            case machine.Blame():
                return machine.Blamed()
            case machine.RenewDevice():
                return machine.Renewed(failure=None)
            case machine.Do(step=stage):
                failure = OFFLINE if self.random.random() < 0.1 else None
                return machine.Did(step=stage, failure=failure)
            case machine.Finish():
                raise AssertionError("finished")

    def _push(self, batch: tuple[Item, ...]) -> Delivered[PushAnswer] | Failure:
        if self.random.random() < 0.05:
            return OFFLINE
        if self.poison & {item.op_id for item in batch}:
            return STUMBLED
        return Delivered(message=answer(batch))

    def run(self) -> State:
        state = replace(STATE)
        event: Event = machine.Started()
        for _ in range(5_000):
            state, effect = machine.step(state, event)
            if isinstance(effect, machine.Finish):
                return state
            event = self.perform(effect)
        raise AssertionError("the pass does not end")


@pytest.mark.parametrize("seed", range(0, 300, 3))
def test_every_schedule_ends_and_keeps_each_item_once(seed: int) -> None:
    county = Simulated(seed)
    state = county.run()
    again = Simulated(seed)
    again.run()
    assert county.trace == again.trace
    assert len(county.kept) == len(set(county.kept)) == state.sent
    assert not set(county.kept) & county.poison


@pytest.mark.fault(28)
def test_attachments_that_fail_stop_first_and_nothing_else_for_their_sake() -> None:
    state, effect = machine.step(STATE, machine.Did(step=Step.BLOBS, failure=OFFLINE))
    assert effect == machine.Do(step=Step.PULL)
    order = []
    while isinstance(effect, machine.Do):
        order.append(effect.step)
        state, effect = machine.step(state, machine.Did(step=effect.step, failure=None))
    assert order == [Step.PULL, Step.REPORTS, Step.SPOT_CHECK]
    assert effect == machine.Finish(failure=OFFLINE)


@pytest.mark.fault(28)
def test_what_is_sealed_while_attachments_travel_goes_before_them() -> None:
    state, effect = machine.step(STATE, machine.Did(step=Step.BLOBS, failure=None, is_interrupted=True))
    assert isinstance(effect, machine.Load)
    assert machine.step(state, machine.Loaded(items=()))[1] == machine.Do(step=Step.BLOBS)
