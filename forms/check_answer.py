"""The answer of a check item: its code, what kind of answer that is, and the finding beside it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from forms.definition import AnswerSet, Field
from forms.json_value import Json


class AnswerKind(StrEnum):
    OPEN = "open"
    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


def code_of(answer: Json) -> str | None:
    code = answer.get("value") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else None


def finding_of(answer: Json) -> dict[str, Json]:
    """What is written about a failed item, empty if nothing."""
    finding = answer.get("finding") if isinstance(answer, dict) else None
    return finding if isinstance(finding, dict) else {}


def kind_of(field: Field, answer: Json) -> AnswerKind:
    """OPEN if there is no answer or none that the set knows."""
    code = code_of(answer)
    if field.answers is None or code is None or field.answers.choice(code) is None:
        return AnswerKind.OPEN
    if code in field.answers.bad:
        return AnswerKind.BAD
    return AnswerKind.NEUTRAL if code in field.answers.neutral else AnswerKind.GOOD


def derived_code(answers: AnswerSet, parts: Iterable[AnswerKind]) -> str | None:
    """What parts decide: failed if one is, not applicable if all are, good once all are answered, else nothing."""
    kinds = set(parts)
    if AnswerKind.BAD in kinds:
        return answers.bad[0]
    if AnswerKind.OPEN in kinds or not kinds:
        return None
    if kinds == {AnswerKind.NEUTRAL} and answers.neutral:
        return answers.neutral[0]
    return answers.good
