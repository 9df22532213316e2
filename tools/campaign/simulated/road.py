"""The road between a computer and the county: it loses, doubles, delays, swaps and garbles."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from enum import StrEnum
from random import Random
from typing import Any

from sync.outcomes import Cause, Delivered, Failure, Rejected, Unreachable
from sync.wire.outcomes import Outcome, Standing
from sync.wire.problem import ProblemDetail
from sync.wire.push import Item, ItemResult, PushAnswer, PushRequest
from sync.wire.receipt import Leaf, Receipt
from tools.campaign.simulated.county import FACILITY, STUMBLED, SimulatedCounty
from tools.campaign.simulated.rules import Rule

CUT = Unreachable(cause=Cause.CUT)
OFFLINE = Unreachable(cause=Cause.OFFLINE)
SILENT = Unreachable(cause=Cause.TIMEOUT)
STRANGER = Unreachable(cause=Cause.PORTAL)
BUSY = Unreachable(cause=Cause.BUSY, retry_after_s=60)
GARBLED = Rejected(problem=ProblemDetail(kind="digest-mismatch", title="", status=422))


class Fate(StrEnum):
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    TWICE = "delivered twice"
    LATE = "delivered late"
    SWAPPED = "another call's answer"
    ALTERED = "answer altered"
    STUMBLED = "county stumbled"
    GARBLED = "request garbled"
    BUSY = "county busy"


_FATES = tuple(Fate)
_AT_ONCE = 3  # kinds of trouble on one road


class Road:
    """``trouble`` is the share of calls to which something happens."""

    def __init__(self, county: SimulatedCounty, random: Random, broken: Collection[Rule]) -> None:
        self.trouble = 0.0
        self.last_fate = ""
        self.late: list[Callable[[], object]] = []
        self._county = county
        self._random = random
        self._broken = broken
        self._fates = tuple(random.choice(_FATES) for _ in range(_AT_ONCE))
        self._answers: deque[tuple[str, Any]] = deque(maxlen=12)  # of earlier calls, any computer's

    def call(self, name: str, *words: Any) -> Any:
        """What came of the call; the names are the methods of the county."""
        self.last_fate = ""
        method = getattr(self._county, name)
        if Rule.COMMIT_ORDER in self._broken and name == "push" and self._random.random() < 0.3:
            self._county.reserve(*words)
            self.late.append(self._county.commit_reserved)
            return SILENT
        if self._random.random() >= self.trouble:
            answer = method(*words)
            if isinstance(answer, Delivered):
                self._answers.append((name, answer))
            return answer
        fate = self._fates[int(self._random.random() * _AT_ONCE)]
        self.last_fate = fate
        return self._befall(fate, name, method, words)

    def deliver_late(self, index: int) -> None:
        """A request that its sender gave up long ago."""
        self.late.pop(index)()

    def _befall(self, fate: Fate, name: str, method: Callable[..., Any], words: tuple[Any, ...]) -> Any:
        match fate:
            case Fate.REQUEST_LOST:
                return OFFLINE
            case Fate.ANSWER_LOST:
                method(*words)
                return CUT
            case Fate.TWICE:
                first, second = method(*words), method(*words)
                return first if self._random.random() < 0.5 else second
            case Fate.LATE:
                self.late.append(lambda: method(*words))
                return SILENT
            case Fate.SWAPPED:
                if self._random.random() < 0.5:
                    method(*words)
                return self._swap(name)
            case Fate.ALTERED:
                return self._lie(words) if name == "push" else CUT
            case Fate.STUMBLED:
                return STUMBLED
            case Fate.GARBLED:
                return GARBLED
            case Fate.BUSY:
                return BUSY

    def _swap(self, name: str) -> Delivered[Any] | Failure:
        """An earlier answer, from a cache or another connection. Its number tells; without that, it is believed."""
        if Rule.CALL_NUMBER not in self._broken:
            return STRANGER
        earlier = [answer for called, answer in self._answers if called == name]
        return earlier[int(self._random.random() * len(earlier))] if earlier else STRANGER

    def _lie(self, words: tuple[Any, ...]) -> Delivered[PushAnswer]:
        """Nothing was delivered, and the answer says that it was: with the proof for something else, or a false one."""
        request = words[-1]
        assert isinstance(request, PushRequest)
        rows = self._county.rows
        true = list(rows.objects.values())
        results = []
        for item in request.items:
            assert isinstance(item, Item)
            if true and self._random.random() < 0.5:
                receipt = true[int(self._random.random() * len(true))]
            else:
                leaf = Leaf(
                    facility_id=FACILITY,
                    object_id=item.object_id,
                    server_seq=999,
                    received_at="",
                    epoch=rows.epoch,
                )
                receipt = Receipt(leaf=leaf, path=(), key_id=rows.key, signature="forged")
            standing = Standing.STORED
            results.append(
                ItemResult(op_id=item.op_id, outcome=Outcome.STORED, standing=standing, receipt=receipt)
            )
        return Delivered(
            message=PushAnswer(results=tuple(results), missing_blobs=(), server_epoch=rows.epoch)
        )
