"""What the full-text index holds, and how what was typed is looked for in it."""

import pytest

from models.projections.words import query, words


def test_chinese_is_kept_as_pairs_and_everything_else_as_words() -> None:
    assert words("消火栓 F01") == "消火 火栓 栓 f01"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("f0", '"f0"*'),
        ("李", '"李"*'),
        ("消火栓", '"消火" AND "火栓"'),
        ("zm 门诊", '"zm"* AND "门诊"'),
        ("ABCDE-F01-20261120-01-00", '"abcde" AND "f01" AND "20261120" AND "01" AND "00"*'),
        ("！", ""),
    ],
)
def test_only_what_typing_may_not_have_finished_is_looked_for_by_its_beginning(
    typed: str, asked: str
) -> None:
    assert query(typed) == asked
