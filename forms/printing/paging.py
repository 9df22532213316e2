"""Divides bands into pages: heads repeat, no band is cut, signatures never stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from forms.printing.band import Band

ENOUGH = 0.65  # of a page is filled, if single rows are to be kept together
COMPANY = 2  # bands of content that go with the signatures at least


def paginate(
    body: Sequence[Band], tail: Sequence[Band], *, first: float, later: float, notes: float
) -> list[list[Band]]:
    """The bands of each page, repeated heads included.

    ``first`` and ``later`` are the heights for bands on the first and the other pages; ``tail`` (signatures)
    and ``notes`` (their height) stand together after the last of the body.
    """
    if not body:
        return [list(tail)]
    end = sum(band.height for band in tail) + notes
    starts = [0]
    while True:
        start = starts[-1]
        room = first if start == 0 else later
        stop = _fill(body, start, room)
        if stop < len(body):
            starts.append(_good_break(body, start, stop))
            continue
        if _height(body, start, len(body)) + end <= room + 0.01:
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


def _good_break(body: Sequence[Band], start: int, stop: int) -> int:
    """The last place at or before ``stop`` where a page may end; ``stop`` itself if there is none.

    One that leaves a single row of a table on either page is taken only if the page would be too empty otherwise.
    """
    fitting = [
        index
        for index in range(stop, start, -1)
        if not body[index - 1].keep and _pieces_hold_label(body, start, index)
    ]
    enough = _height(body, start, stop) * ENOUGH
    good = (index for index in fitting if not _parts_a_single_row(body, index))
    best = next(good, None)
    if best is not None and _height(body, start, best) >= enough:
        return best
    return fitting[0] if fitting else stop


def _parts_a_single_row(body: Sequence[Band], index: int) -> bool:
    """Whether the break leaves the first row of a table alone on its page, or the last one on the next."""
    head = body[index].head if index < len(body) else ()
    if not head or body[index - 1].head != head:
        return False
    is_second = index < 2 or body[index - 2].head != head
    is_last = index + 1 == len(body) or body[index + 1].head != head
    return is_second or is_last


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
    index = latest
    while index > start and not (
        not body[index - 1].keep and _pieces_hold_label(body, start, index) and not body[index].keep
    ):
        index -= 1
    if index > start and _height(body, index, len(body)) <= room:
        return index
    fitting = (later for later in range(latest, len(body)) if _height(body, later, len(body)) <= room)
    return next(fitting, latest)
