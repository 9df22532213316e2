"""What the list of records is asked, in codes; and what its filters offer. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from forms.json_value import Json

PERIODS = (
    ("today", "今天"),
    ("week", "近 7 天"),
    ("month", "本月"),
    ("last_month", "上月"),
    ("quarter", "本季"),
    ("year", "今年"),
    ("span", "从哪天到哪天…"),
)
STATUSES = (
    ("sealed", "已封存"),
    ("void", "已作废"),
)
DELIVERIES = (
    ("pending", "待报"),
    ("hosted", "已到院内主机"),
    ("received", "已送达"),
    ("quarantined", "需处理"),
)
FILTERS = (
    "period",
    "form_id",
    "chapter",
    "place",
    "person",
    "status",
    "delivery",
    "late",
    "unsigned",
    "printed",
    "abnormal",
    "text",
)
ME = "me"  # as a person: whoever looks


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuestion:
    """Empty is any. ``first`` and ``last`` are ISO days and hold while ``period`` is ``span``, both included."""

    period: str = ""
    first: str = ""
    last: str = ""
    form_id: str = ""
    chapter: str = ""
    place: str = ""
    person: str = ""
    status: str = ""
    delivery: str = ""
    late: bool = False
    unsigned: bool = False
    printed: bool = False  # on paper, and not yet back signed
    abnormal: bool = False
    text: str = ""
    oldest_first: bool = False

    @property
    def is_any(self) -> bool:
        """Whether no filter is set; the order is none."""
        return not self.set_filters()

    def set_filters(self) -> tuple[str, ...]:
        """The names of the filters that narrow the list, in the order of the chips."""
        return tuple(name for name in FILTERS if getattr(self, name))

    def kept(self) -> dict[str, Json]:
        """As it is kept between visits: what is not set is left out."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


def question_of(kept: Json, otherwise: RecordQuestion) -> RecordQuestion:
    """What was kept; what another version of the program wrote and this one does not know is left out."""
    if not isinstance(kept, dict):
        return otherwise
    plain = RecordQuestion()
    known = {
        one.name: value
        for one in fields(RecordQuestion)
        if isinstance(value := kept.get(one.name), type(getattr(plain, one.name)))
    }
    question = RecordQuestion(**known)
    if question.period not in ("", *dict(PERIODS)) or (question.period == "span" and not _is_span(question)):
        return RecordQuestion(**{**known, "period": "", "first": "", "last": ""})
    return question


def _is_span(question: RecordQuestion) -> bool:
    return day_of(question.first) is not None and day_of(question.last) is not None


def day_of(text: str) -> date | None:
    """The day that was written, as 2026-11-03, 2026.11.3 or 20261103; None if it is none."""
    plain = (
        text.strip().replace(".", "-").replace("/", "-").replace("年", "-").replace("月", "-").rstrip("日")
    )
    if plain.isdigit() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    parts = plain.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the filters offer: (code, word); ``initials`` of the words, by which a long list is narrowed too."""

    chapters: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    initials: Mapping[str, str] = field(default_factory=dict)

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """What the filter of that name offers."""
        return {
            "period": PERIODS,
            "form_id": self.forms,
            "chapter": self.chapters,
            "place": self.places,
            "person": ((ME, "我"), *self.people),
            "status": STATUSES,
            "delivery": DELIVERIES,
        }.get(name, ())

    def word(self, question: RecordQuestion, name: str) -> str:
        """How the value of a set filter is said; "" for one that has no value but to be set."""
        value = getattr(question, name)
        if not isinstance(value, str):
            return ""
        if name == "period" and value == "span":
            return f"{question.first} 至 {question.last}"
        return dict(self.choices(name)).get(value, value)


NAMES = {
    "period": "期间",
    "form_id": "表单",
    "chapter": "章节",
    "place": "地点",
    "person": "填报人",
    "status": "状态",
    "delivery": "送达",
    "late": "只看补录",
    "unsigned": "只看未签",
    "printed": "已打印未签字",
    "abnormal": "只看有异常",
    "text": "找的字",
}
"""What a filter is called on its chip and in a sentence about it."""
