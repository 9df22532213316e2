"""What a card and the events on it add up to: the register entry as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from forms.answer_types import calculated_answer
from forms.clock import to_text
from forms.definition import Form, RegisterRule
from forms.filling_state import FillingState
from forms.functions import as_day, as_number, value_of
from forms.json_value import Json, text_of
from forms.ledgers.chain import chain_of, current_revisions
from forms.revision import Revision

RuleOf = Callable[[Revision], RegisterRule | None]  # the register rule of the form that an event is of
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    asset_id: str  # record id of the card
    register: str
    form_id: str
    code: str  # what identifies it on paper
    title: str
    place: str | None
    status: str
    values: dict[str, Json]  # public answers of the card as events left them, calculations made anew
    balance: Decimal | None  # running stock; None where the register keeps none
    expiries: dict[str, date]
    events: tuple[str, ...]  # rev_ids, first to last
    heads: tuple[str, ...]  # what the next event follows
    last_event_at: datetime | None
    two_cards: bool  # two corrections of the card stand side by side

    @property
    def next_expiry(self) -> date | None:
        return min(self.expiries.values(), default=None)

    @property
    def two_heads(self) -> bool:
        return len(self.heads) > 1


def _no_rule(_: Revision) -> None:
    """Of events that move no stock."""


def fold(
    form: Form, cards: Iterable[Revision], events: Iterable[Revision], *, rule_of: RuleOf = _no_rule
) -> Asset | None:
    """The entry of one card, given all its revisions; None if it was voided.

    An event changes the fields of the card that it also has, by name. Events that do not follow each other
    count in the order in which they are said to have happened. The card's balance is the opening stock; what
    ``rule_of`` an event names comes in or goes out, and a count sets the stock anew. It may fall below zero
    where two computers took from it unknown to each other: that is for a person to see, not to hide.
    ValueError if ``form`` is no register card.
    """
    rule = form.register
    if rule is None:
        raise ValueError(f"{form.id} keeps no register")
    current, forked = current_revisions(cards)
    card = next(iter(current.values()), None)
    if card is None:
        return None
    chain = chain_of(events, tie=_by_time)
    values: dict[str, Json] = dict(card.answers)
    for event in chain.steps:
        values.update({name: value for name, value in event.answers.items() if _takes(form, name)})
    balance = _balance(rule, card, chain.steps, rule_of)
    if balance is not None:
        values[rule.balance] = calculated_answer(form.field(rule.balance), balance)
    last = chain.steps[-1] if chain.steps else card
    values = FillingState(form, values, now=last.sealed_at).answers
    place = next((text_of(values.get(field.name)) for field in form.fields() if field.type == "place"), None)
    return Asset(
        asset_id=card.record_id,
        register=rule.register,
        form_id=card.form_id,
        code=text_of(values.get(rule.code)) or "",
        title=text_of(values.get(rule.title)) or "",
        place=place or last.place or card.place,
        status=text_of(values.get("status")) or "",
        values=values,
        balance=balance,
        expiries={
            name: day for name in rule.expiries if (day := as_day(text_of(values.get(name)))) is not None
        },
        events=tuple(event.rev_id for event in chain.steps),
        heads=chain.heads,
        last_event_at=last.claimed_at if chain.steps else None,
        two_cards=bool(forked),
    )


def in_order(events: Iterable[Revision]) -> tuple[Revision, ...]:
    """The events as ``fold`` takes them."""
    return chain_of(events, tie=_by_time).steps


def moved(rule: RegisterRule, event: Revision) -> Decimal:
    """By how much an event that is no count changes the stock."""
    return (_number(event, rule.adds) or _NOTHING) - (_number(event, rule.takes) or _NOTHING)


def _balance(
    rule: RegisterRule, card: Revision, events: Iterable[Revision], rule_of: RuleOf
) -> Decimal | None:
    if not rule.balance:
        return None
    stock = _number(card, rule.balance) or _NOTHING
    for event in events:
        of_event = rule_of(event)
        if of_event is None:
            continue
        counted = _number(event, of_event.counts)
        stock = stock + moved(of_event, event) if counted is None else counted
    return stock


def _number(revision: Revision, name: str) -> Decimal | None:
    return as_number(value_of(revision.answers.get(name))) if name else None


def _takes(form: Form, name: str) -> bool:
    return any(field.name == name and field.calculation is None for field in form.fields())


def _by_time(event: Revision) -> tuple[str, ...]:
    return (to_text(event.claimed_at), to_text(event.sealed_at), event.rev_id)
