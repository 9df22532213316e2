"""A page range is read as people write it, and what is wrong is said in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.page_range import PageRangeError, pages_in, said


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", (1, 2, 3, 4, 5, 6)),
        ("1-3, 5", (1, 2, 3, 5)),
        ("１－３，５", (1, 2, 3, 5)),
        ("5 2、2", (2, 5)),
        ("第2页至第4页", (2, 3, 4)),
        ("4-", (4, 5, 6)),
        ("2 — 3", (2, 3)),
    ],
)
def test_a_range_is_read_with_any_punctuation(text: str, pages: tuple[int, ...]) -> None:
    assert pages_in(text, 6) == pages


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "看不懂"),
        ("1-2-3", "看不懂"),
        ("-3", "看不懂"),
        ("7", "一共 6 页"),
        ("0", "一共 6 页"),
        ("4-2", "是不是 2-4"),
    ],
)
def test_what_is_wrong_with_a_range_is_said(text: str, words: str) -> None:
    with pytest.raises(PageRangeError, match=words):
        pages_in(text, 6)


@given(st.sets(st.integers(1, 400), min_size=1))
def test_what_is_written_for_pages_reads_as_the_same_pages(pages: set[int]) -> None:
    ordered = tuple(sorted(pages))
    assert pages_in(said(ordered), 400) == ordered
