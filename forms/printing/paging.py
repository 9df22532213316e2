"""Divides bands into pages: heads repeat, no band is cut, signatures never stand alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import Final, TypeAlias

from forms.printing.band import Band
from forms.printing.paper import HEAD

ENOUGH = 0.65  # of a page is filled, if single rows are to be kept together
FULL = 0.85  # of a page is filled, if what belongs together is not to go on on the next
FEW = 3  # rows of a table or of a merged label that look lost on a page
COMPANY = 2  # bands of content that go with the signatures at least

_Breaks: TypeAlias = Sequence[tuple[Callable[[Sequence[Band], int], bool], float]]


def paginate(
    body: Sequence[Band], tail: Sequence[Band], *, first: float, later: float, notes: float
) -> list[list[Band]]:
    """The bands of each page, repeated heads included.

    ``first`` and ``later`` are the heights for bands on the first and the other pages; ``tail`` (signatures)
    and ``notes`` (their height) stand together after the last of the body.
    """
    if not body:
        return [list(tail)]
    tidy, dense = (_paginated(body, tail, first, later, notes, breaks) for breaks in (_BREAKS, _BREAKS[1:]))
    return tidy if len(tidy) <= len(dense) else dense


def _paginated(
    body: Sequence[Band], tail: Sequence[Band], first: float, later: float, notes: float, breaks: _Breaks
) -> list[list[Band]]:
    end = sum(band.height for band in tail) + notes
    starts = [0]
    while True:
        start = starts[-1]
        room = first if start == 0 else later
        stop = _fill(body, start, room)
        if stop < len(body):
            starts.append(_good_break(body, start, stop, breaks))
            continue
        if _height(body, start, len(body)) + end <= room + 0.01:
            if len(body) - start < COMPANY and len(starts) > 1:
                starts[-1] = _company(body, starts[-2], later - end)
            break
        starts.append(_company(body, start, later - end))
        if starts[-1] <= start:
            starts.pop()
            break
    pages = [
        [*_repeated(body, start), *body[start:stop]]
        for start, stop in zip(starts, [*starts[1:], len(body)], strict=True)
    ]
    pages[-1] += tail
    return pages


def _repeated(body: Sequence[Band], start: int) -> tuple[Band, ...]:
    return body[start].head if start < len(body) and body[start] not in body[start].head else ()


def _height(body: Sequence[Band], start: int, stop: int) -> float:
    return sum(band.height for band in _repeated(body, start)) + sum(band.height for band in body[start:stop])


def _fill(body: Sequence[Band], start: int, room: float) -> int:
    """The first band that no longer fits; at least one is taken."""
    used = sum(band.height for band in _repeated(body, start))
    for index in range(start, len(body)):
        used += body[index].height
        if used > room + 0.01 and index > start:
            return index
    return len(body)


def _good_break(body: Sequence[Band], start: int, stop: int, breaks: _Breaks) -> int:
    """The last place at or before ``stop`` where a page may end; ``stop`` itself if there is none.

    The best of ``breaks`` that leaves the page full enough is taken.
    """
    fitting = [index for index in range(stop, start, -1) if _may_end(body, start, index)]
    filled = _height(body, start, stop)
    for is_good, share in breaks:
        best = next((index for index in fitting if is_good(body, index)), None)
        if best is not None and _height(body, start, best) >= filled * share:
            return best
    return fitting[0] if fitting else stop


def _may_end(body: Sequence[Band], start: int, index: int) -> bool:
    """Whether a page may end before that band: not behind a heading, nor above signatures, nor in a narrow label."""
    is_signed = index < len(body) and bool(body[index].signatures)
    return not body[index - 1].keep and not is_signed and _pieces_hold_label(body, start, index)


def _is_between(body: Sequence[Band], index: int) -> bool:
    """Whether neither a table nor a merged label goes on behind the break."""
    return index == len(body) or (
        not _goes_on(body[index - 1], body[index]) and not _leaves_alone(body, index)
    )


def _leaves_nothing_alone(body: Sequence[Band], index: int) -> bool:
    return index == len(body) or not _leaves_alone(body, index)


def _leaves_alone(body: Sequence[Band], index: int) -> bool:
    """Whether the break leaves one row of a table or of a merged label alone, or a heading with the first of its rows."""
    above, below = body[index - 1], body[index]
    before = body[index - 2] if index > 1 else None
    after = body[index + 1] if index + 1 < len(body) else None
    same_table = bool(above.head) and above.head == below.head
    if same_table and not (before and before.head == above.head and after and after.head == below.head):
        return True
    if above.group is not None and above.group is below.group:
        return not (before and before.group is above.group and after and after.group is below.group)
    starts_part = before is not None and before.keep and (above.group is None or before.group is None)
    is_next_part = below.keep and below.rule != HEAD
    return starts_part and not is_next_part


def _pieces_hold_label(body: Sequence[Band], start: int, index: int) -> bool:
    """Whether a merged label that the break cuts fits beside what is left of it above."""
    group = body[index].group if index < len(body) else None
    if group is None or body[index - 1].group is not group:
        return True
    above = sum(band.height for band in body[start:index] if band.group is group)
    below = sum(band.height for band in body[index:] if band.group is group)
    return above >= group.height and below >= group.height


def _company(body: Sequence[Band], start: int, room: float) -> int:
    """Where the last page begins so that content accompanies the signatures and the page is not overfull."""
    latest = max(start + 1, len(body) - COMPANY) if len(body) - start > COMPANY else start
    fitting = [
        index
        for index in range(latest, start, -1)
        if _may_end(body, start, index)
        and (not body[index].keep or len(body) - index > COMPANY)
        and _height(body, index, len(body)) <= room
    ]
    enough = _height(body, start, len(body)) * ENOUGH
    good = (i for i in fitting if not _leaves_alone(body, i) and _height(body, start, i) >= enough)
    best = next(good, fitting[0] if fitting else None)
    if best is not None:
        return best
    crowded = (later for later in range(latest, len(body)) if _height(body, later, len(body)) <= room)
    return next(crowded, latest)


def cuts(pages: Sequence[Sequence[Band]]) -> int:
    """How many tables and merged labels have only a few of their rows before or behind the end of a page."""
    return sum(_parts_few(above, below) for above, below in pairwise(pages))


def _parts_few(above: Sequence[Band], below: Sequence[Band]) -> bool:
    rest = [band for band in below if not band.keep]
    if not rest or not _goes_on(above[-1], rest[0]):
        return False
    before = sum(1 for _ in takewhile(lambda band: _goes_on(band, rest[0]), reversed(above)))
    behind = sum(1 for _ in takewhile(lambda band: _goes_on(above[-1], band), rest))
    return min(before, behind) < FEW


def _goes_on(above: Band, below: Band) -> bool:
    """Whether two bands are of one merged label, or of one table without such labels."""
    if above.group is not None or below.group is not None:
        return above.group is below.group
    return bool(above.head) and above.head == below.head


# where a page may end, the best first, and how much of it must be filled for that
_BREAKS: Final[_Breaks] = ((_is_between, FULL), (_leaves_nothing_alone, ENOUGH))
