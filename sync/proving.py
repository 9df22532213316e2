"""What an answer of the county proves, and what it leaves open. Pure, but for the signature that ``Genuine`` checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sync.wire.digest import sha256_hex
from sync.wire.outcomes import Outcome, Standing
from sync.wire.pull import PullItem, PullPage
from sync.wire.push import Item, ItemResult, PushAnswer
from sync.wire.receipt import Receipt, is_genuine, key_id_of

Genuine = Callable[[Receipt], bool]
"""Whether the county signed this receipt."""

DELIVERY = {Standing.STORED: "received", Standing.PARKED: "parked", Standing.CONFLICT: "conflict"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """The county holds these very bytes."""

    item: Item
    delivery: str  # received | parked | conflict
    receipt: Receipt
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The county will not keep it, and says why."""

    item: Item
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Answered, but neither proved nor refused: it is sent again."""

    item: Item


Verdict = Proved | Refused | Open


def genuine_by(county_keys: Sequence[str]) -> Genuine:
    """By the county's public keys, in hexadecimal."""
    keys = {key_id_of(key): key for key in map(bytes.fromhex, county_keys)}
    return partial(is_genuine, county_keys=keys)


def judge(
    items: Sequence[Item], answer: PushAnswer, *, facility_id: str, genuine: Genuine
) -> Iterator[Verdict]:
    """One verdict per answered item. Only a genuine receipt for its very object is a proof; a word is none."""
    sent: Mapping[str, Item] = {item.op_id: item for item in items}
    for result in answer.results:
        item = sent.get(result.op_id)
        if item is not None:
            yield _judge_one(item, result, facility_id, genuine)


def _judge_one(item: Item, result: ItemResult, facility_id: str, genuine: Genuine) -> Verdict:
    if result.outcome is Outcome.REJECTED:
        return Refused(item=item, problem=result.detail or result.problem or "县里没有说明原因。")
    if not result.outcome.is_kept or result.receipt is None or result.standing is None:
        return Open(item=item)
    if not proves(result.receipt, item.object_id, facility_id, genuine):
        return Open(item=item)
    delivery = DELIVERY[result.standing]
    return Proved(item=item, delivery=delivery, receipt=result.receipt, problem=result.detail or None)


def proves(receipt: Receipt, object_id: str, facility_id: str, genuine: Genuine) -> bool:
    """Whether it says, under the county's key, that the county holds this object of this hospital."""
    leaf = receipt.leaf
    return leaf.object_id == object_id and leaf.facility_id == facility_id and genuine(receipt)


def is_page_proved(page: PullPage, *, facility_id: str, genuine: Genuine) -> bool:
    """Whether every item is what its receipt says."""
    return all(_is_item_proved(item, facility_id, genuine) for item in page.items)


def _is_item_proved(item: PullItem, facility_id: str, genuine: Genuine) -> bool:
    is_whole = item.sealed is None or sha256_hex(item.sealed) == item.object_id
    return is_whole and proves(item.receipt, item.object_id, facility_id, genuine)
