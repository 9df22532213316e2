"""The order of steps that name what they follow: the same for everybody, whenever each step arrived."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from forms.revision import Revision

Tie = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Steps as they count now: of each record its last correction, none that was voided."""

    steps: tuple[Revision, ...]  # each after what it follows, ties by rev_id
    heads: tuple[str, ...]  # steps that nothing follows; two mean that a person must decide
    joining: frozenset[str]  # steps that follow several others: what a person decided between them
    missing: tuple[str, ...]  # named by a step but not here yet
    forked: tuple[str, ...]  # records of which two corrections stand side by side
    follows: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # by step those it follows, both current


def by_id(revision: Revision) -> Tie:
    return (revision.rev_id,)


def chain_of(revisions: Iterable[Revision], *, tie: Callable[[Revision], Tie] = by_id) -> Chain:
    """Depends on the set of revisions only, not on the order of arrival; ``tie`` orders what does not follow.

    Whatever follows a voided step follows what that one followed.
    """
    known = {revision.rev_id: revision for revision in revisions}
    current, forked = current_revisions(known.values())
    record_of = {rev_id: revision.record_id for rev_id, revision in known.items()}
    named: dict[str, set[str]] = {record: set() for record in record_of.values()}
    missing: set[str] = set()
    for revision in known.values():
        for rev_id in revision.after:
            other = record_of.get(rev_id)
            if other is not None:
                named[revision.record_id].add(other)
            elif revision.record_id in current:
                missing.add(rev_id)
    follows = {record: _standing(record, named, current.keys()) - {record} for record in current}
    ordered = _ordered({record: tie(revision) for record, revision in current.items()}, follows)
    followed = {record for others in follows.values() for record in others}
    return Chain(
        steps=tuple(current[record] for record in ordered),
        heads=tuple(sorted(current[record].rev_id for record in current if record not in followed)),
        joining=frozenset(current[record].rev_id for record, others in follows.items() if len(others) > 1),
        missing=tuple(sorted(missing)),
        forked=tuple(sorted(forked)),
        follows={
            current[record].rev_id: tuple(sorted(current[other].rev_id for other in others))
            for record, others in follows.items()
        },
    )


def _standing(record: str, named: Mapping[str, Set[str]], current: Set[str]) -> set[str]:
    """The records that a record follows, through voided ones to those that stand."""
    found: set[str] = set()
    seen = {record}
    waiting = list(named[record])
    while waiting:
        other = waiting.pop()
        if other in seen:
            continue
        seen.add(other)
        if other in current:
            found.add(other)
        else:
            waiting.extend(named[other])
    return found


def current_revisions(revisions: Iterable[Revision]) -> tuple[dict[str, Revision], set[str]]:
    """By record the revision that no other corrects, without voided records; and the records that have two."""
    by_record: dict[str, list[Revision]] = {}
    for revision in revisions:
        by_record.setdefault(revision.record_id, []).append(revision)
    current: dict[str, Revision] = {}
    forked: set[str] = set()
    for record, group in by_record.items():
        corrected = {parent for revision in group for parent in revision.parents}
        heads = sorted((r for r in group if r.rev_id not in corrected), key=lambda r: r.rev_id)
        if len(heads) > 1:
            forked.add(record)
        standing = [revision for revision in heads if not revision.void]
        if standing:
            current[record] = standing[0]
    return current, forked


def _ordered(ties: dict[str, Tie], follows: dict[str, set[str]]) -> list[str]:
    waiting = {record: set(others) for record, others in follows.items()}
    followers: dict[str, list[str]] = {}
    for record, others in follows.items():
        for other in others:
            followers.setdefault(other, []).append(record)
    ready = [(ties[record], record) for record, others in waiting.items() if not others]
    heapq.heapify(ready)
    order: list[str] = []
    while waiting:
        if not ready:  # corrections that name each other in a ring; any fixed order will do
            heapq.heappush(ready, min((ties[record], record) for record in waiting))
        record = heapq.heappop(ready)[1]
        if record not in waiting:
            continue
        del waiting[record]
        order.append(record)
        for follower in followers.get(record, ()):
            if follower in waiting:
                waiting[follower].discard(record)
                if not waiting[follower]:
                    heapq.heappush(ready, (ties[follower], follower))
    return order
