"""The charts of a report on paper: trends and bars in black and greys, every value written beside its mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from forms.chart import scale, share
from forms.printing.band import Band, Cell
from forms.printing.drawing import Box, Dot, Drawing, Stroke, Words
from forms.printing.paper import HEAD, INNER, MM, PAD
from forms.printing.styles import Styles
from forms.printing.text import Align, Style
from forms.report import Bar, Bars, Trend

TREND: Final = 40 * MM  # the height of one; two stand side by side
BAR: Final = 5.4 * MM
MOST_BARS: Final = 9  # drawn; the table below has all
_TITLE: Final = 6.2 * MM
_OVER: Final = 7 * MM  # between the title and the scale: the target in words, the value of the highest point
_FOOT: Final = 5.2 * MM
_SCALE: Final = 11 * MM  # for the numbers of the scale
_EDGE: Final = 6 * MM  # beside the first and the last point
_DASH: Final = (3.0, 2.0)
_NAMES: Final = 0.34  # of the width of a chart of bars
_DARK, _WHITE = 0.25, 1.0


def trend_bands(trends: Sequence[Trend], styles: Styles, width: float) -> list[Band]:
    """Two trends side by side on each band, which is never cut."""
    made: list[Band] = []
    for at in range(0, len(trends), 2):
        cells = [
            Cell(
                left=side * width / 2,
                right=(side + 1) * width / 2,
                style=styles.small,
                drawing=_trend(one, styles, width / 2),
            )
            for side, one in enumerate(trends[at : at + 2])
        ]
        made.append(Band(height=TREND, cells=tuple(cells)))
    return made


def bars_band(bars: Bars, styles: Styles, width: float) -> Band:
    """One band, the bars in their order; where there is no room for all it is said that the table has them."""
    drawing = _bars(bars, styles, width)
    return Band(
        height=drawing.height, cells=(Cell(left=0, right=width, style=styles.small, drawing=drawing),)
    )


def _trend(trend: Trend, styles: Styles, width: float) -> Drawing:
    known = [float(one) for one in trend.values if one is not None]
    goal = [float(trend.target)] if trend.target is not None else []
    steps = scale(
        max((*known, *goal), default=0), lines=2, whole=all(one == int(one) for one in (*known, *goal))
    )
    left, right = _SCALE, width - PAD
    top, bottom = _TITLE + _OVER, TREND - _FOOT

    def height_of(value: float) -> float:
        return bottom - (bottom - top) * share(value, steps[-1])

    strokes = [
        Stroke(start=(left, height_of(one)), end=(right, height_of(one)), weight=HEAD if one == 0 else 0.25)
        for one in steps
    ]
    words = [_title(trend.title, styles, width)]
    words += [
        Words(left=0, right=left - 3, middle=height_of(one), text=f"{one:g}", style=_right(styles.system))
        for one in steps
    ]
    if trend.target is not None:
        y = height_of(float(trend.target))
        strokes.append(Stroke(start=(left, y), end=(right, y), weight=HEAD, dash=_DASH))
        told = Words(
            left=left, right=right, middle=_TITLE + 1.2 * MM, text=trend.aim, style=_right(styles.system)
        )
        words.append(told)
    step = (right - left - 2 * _EDGE) / max(1, len(trend.labels) - 1)
    places = [left + _EDGE + at * step for at in range(len(trend.labels))]
    spots = [
        (x, height_of(float(value)), said, is_bad)
        for x, value, said, is_bad in zip(places, trend.values, trend.said, trend.unmet, strict=True)
        if value is not None
    ]
    at_once = {x for x, value in zip(places, trend.values, strict=True) if value is None}
    for (x1, y1, _, _), (x2, y2, _, _) in pairwise(spots):
        gap = any(x1 < x < x2 for x in at_once)
        strokes.append(Stroke(start=(x1, y1), end=(x2, y2), weight=1.1, dash=(1.2, 1.8) if gap else ()))
    boxes = [
        Box(left=x - 2.2, top=y - 2.2, width=4.4, height=4.4, grey=0) for x, y, _, is_bad in spots if is_bad
    ]
    dots = [Dot(x=x, y=y, radius=2.0, is_filled=False) for x, y, _, is_bad in spots if not is_bad]
    half = max(step, 2 * _EDGE) / 2
    heights = [y for _, y, _, _ in spots]
    for at, (x, y, said, _) in enumerate(spots):
        falls = at > 0 and heights[at - 1] < y
        rises = at + 1 < len(spots) and heights[at + 1] < y
        words.append(_value(said, x, y - 2.4 * MM, half, styles.system, falls=falls, rises=rises))
    small = replace(styles.system, align=Align.CENTRE)
    for x, label in zip(places, trend.labels, strict=True):
        words.append(Words(left=x - half, right=x + half, middle=bottom + 2.4 * MM, text=label, style=small))
    return Drawing(
        width=width,
        height=TREND,
        boxes=tuple(boxes),
        strokes=tuple(strokes),
        dots=tuple(dots),
        words=tuple(words),
    )


def _value(
    said: str, x: float, middle: float, half: float, style: Style, *, falls: bool, rises: bool
) -> Words:
    """Above its point, on the side from which no line comes."""
    if falls and not rises:
        return Words(left=x - 1, right=x + 1.7 * half, middle=middle, text=said, style=style)
    if rises and not falls:
        return Words(left=x - 1.7 * half, right=x + 1, middle=middle, text=said, style=_right(style))
    centred = replace(style, align=Align.CENTRE)
    return Words(left=x - half, right=x + half, middle=middle, text=said, style=centred)


def _bars(bars: Bars, styles: Styles, width: float) -> Drawing:
    shown = bars.bars[:MOST_BARS]
    left, right = width * _NAMES, width - 36 * MM
    highest = float(bars.highest) if bars.highest is not None else max(float(one.whole) for one in shown)
    boxes: list[Box] = []
    more = f"（前 {len(shown)} 项，全部在下表）" if len(bars.bars) > len(shown) else ""
    words = [_title(bars.title + more, styles, width)]
    words.append(
        Words(
            left=width / 3, right=width - PAD, middle=_TITLE / 2, text=bars.key, style=_right(styles.system)
        )
    )
    for at, one in enumerate(shown):
        top = _TITLE + at * BAR
        boxes += _bar(one, left, right, top, highest)
        middle = top + BAR / 2
        words.append(
            Words(left=PAD, right=left - 4, middle=middle, text=one.name, style=_right(styles.small))
        )
        end = left + (right - left) * share(float(one.whole), highest)
        words.append(Words(left=end + 4, right=width - PAD, middle=middle, text=one.said, style=styles.small))
    height = _TITLE + len(shown) * BAR + 1.6 * MM
    axis = Stroke(start=(left, _TITLE), end=(left, height - 1.6 * MM), weight=HEAD)
    return Drawing(width=width, height=height, boxes=tuple(boxes), strokes=(axis,), words=tuple(words))


def _bar(one: Bar, left: float, right: float, top: float, highest: float) -> list[Box]:
    """What is done is dark, the rest of the whole white with an edge."""
    made: list[Box] = []
    room = right - left
    for value, grey in ((one.whole, _WHITE), (one.value, _DARK)):
        long = room * share(float(value), highest)
        if long > 0:
            made.append(
                Box(left=left, top=top + 0.9 * MM, width=long, height=BAR - 1.8 * MM, grey=grey, weight=INNER)
            )
    return made


def _title(text: str, styles: Styles, width: float) -> Words:
    style = replace(styles.head, align=Align.LEFT)
    return Words(left=PAD, right=width - PAD, middle=_TITLE / 2, text=text, style=style)


def _right(style: Style) -> Style:
    return replace(style, align=Align.RIGHT)
