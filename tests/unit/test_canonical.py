"""Canonical bytes: one form for each value, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.canonical import CanonicalError, canonical, digest, read_canonical
from forms.json_value import Json

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NUMBER = st.integers(-(2**53) + 1, 2**53 - 1)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc一", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUE)
def test_what_was_written_is_read_and_written_the_same(value: Json) -> None:
    data = canonical(value)
    assert canonical(read_canonical(data)) == data


def test_keys_are_sorted_and_nothing_is_escaped_or_spaced() -> None:
    assert canonical({"b": [1, True, None], "a": "科室"}) == '{"a":"科室","b":[1,true,null]}'.encode()


def test_strings_become_nfc_so_that_equal_texts_have_equal_digests() -> None:
    assert digest(canonical("e\u0301")) == digest(canonical("\u00e9"))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0, "float"),
        ({"a": [float("nan")]}, r"\$\.a\[0\]"),
        ("a\0b", "NUL"),
        ("\ud800", "surrogate"),
        ({1: "a"}, "key"),
        (2**53, "too large"),
        (b"bytes", "bytes"),
        ({"e\u0301": 1, "\u00e9": 2}, "twice"),
    ],
)
def test_what_has_no_one_form_is_refused_with_a_reason(value: object, reason: str) -> None:
    with pytest.raises(CanonicalError, match=reason):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b'{"a":1.5}',
        b'{"a":NaN}',
        b'{"a":"\\u4e00"}',
        b'{"a":"e\xcc\x81"}',
        b'"\\ud800"',
        b"\xff",
        b"{",
        b"",
        b'{"a":1}\n',
        b"[" * 100_000,
    ],
)
def test_bytes_in_another_form_are_refused(data: bytes) -> None:
    with pytest.raises(CanonicalError):
        read_canonical(data)


def test_what_is_nested_without_end_is_refused() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CanonicalError, match="deeply"):
        canonical(value)
