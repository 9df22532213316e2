"""Where the marks of a chart lie: from zero, on round numbers, with labels that stand apart."""

from __future__ import annotations

import pytest

from forms.chart import scale, share, shown_labels, spread


@pytest.mark.parametrize(
    ("highest", "whole", "lines"),
    [
        (0, True, (0, 1)),
        (1, True, (0, 1)),
        (3, True, (0, 1, 2, 3)),
        (17, True, (0, 5, 10, 15, 20)),
        (100, True, (0, 50, 100)),
        (0.8, False, (0, 0.2, 0.4, 0.6, 0.8)),
        (2.5, False, (0, 1, 2, 3)),
    ],
)
def test_a_scale_begins_at_zero_and_ends_at_or_above_the_highest(
    highest: float, whole: bool, lines: tuple[float, ...]
) -> None:
    assert scale(highest, whole=whole) == lines


def test_a_share_stays_within_the_chart() -> None:
    assert [share(value, 10) for value in (-1, 0, 5, 10, 12)] == [0, 0, 0.5, 1, 1]
    assert share(3, 0) == 0


def test_words_at_the_ends_of_lines_are_moved_apart_in_their_order() -> None:
    assert spread((50, 52, 10), gap=20, least=0, most=100) == (50, 70, 10)
    assert spread((99, 100), gap=20, least=0, most=100) == (80, 100)
    assert spread((0, 0, 0), gap=20, least=0, most=100) == (0, 20, 40)


def test_the_last_label_of_an_axis_is_always_written() -> None:
    assert shown_labels((10, 30, 50, 70), (30, 30, 30, 30), gap=4) == (1, 3)
    assert shown_labels((10, 60, 110), (20, 20, 20), gap=4) == (0, 1, 2)
