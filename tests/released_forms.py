"""The released forms and fillings of them, for the tests of what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from forms.catalog import Catalog
from forms.context import Context
from forms.definition import Field, FieldType, Form, FormKind
from forms.filling import Filling
from forms.json_value import Json
from forms.samples import sample_answers

CATALOG = Catalog.load()
FORMS = CATALOG.forms()
NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
PLACES, ASSETS, FILES = ("P01", "P02"), ("M-01", "M-02"), ("a" * 64,)
PEOPLE = ("0231", "0107", "0188", "0301", "0415", "0520")


def every_field(form: Form) -> Iterator[Field]:
    for field in form.fields():
        yield field
        yield from field.fields


def every_check(form: Form) -> Iterator[Field]:
    return (field for field in every_field(form) if field.type is FieldType.CHECK)


def surroundings(form: Form) -> Iterator[Context]:
    """What may stand around a filling of the form: the plainest first, then what its rules also have to bear."""
    kinds = tuple(choice.code for choice in CATALOG.choice_list("certificate_kind"))
    plain = Context(
        person={"staff_no": PEOPLE[0], "roles": ["nurse"], "department": "内科病区"},
        held=dict.fromkeys(PEOPLE, kinds),
        certificates=kinds,
        profile={
            "level": "county",
            "beds": 100,
            "staff": 200,
            "staff_medical": 150,
            "daily_outpatients": 300,
        },
    )
    card = _card(form, plain)
    yield (stocked := replace(plain, card=card, balance=Decimal(100)))
    yield replace(stocked, balance=Decimal(1))
    yield replace(stocked, balance=Decimal(0))
    yield replace(plain, card={"level": "general", **card})
    yield replace(stocked, held={}, certificates=(), balance=None)
    yield replace(stocked, previous=_sample(form, plain))


def _card(form: Form, context: Context) -> dict[str, Json]:
    """The card of the register to which an event or a check belongs, as its own form would make it."""
    register = form.register.register if form.register is not None and form.kind is FormKind.EVENT else ""
    register = register or next((duty.per_kind for duty in form.duties if duty.per_kind), "")
    for card in FORMS:
        if register and card.kind is FormKind.CARD and card.register and card.register.register == register:
            return _sample(card, context)
    return {}


def _sample(form: Form, context: Context) -> dict[str, Json]:
    return sample_answers(
        form, places=PLACES, people=PEOPLE, assets=ASSETS, now=NOW, files=FILES, context=context
    )


def valid(form: Form, context: Context | None = None) -> Filling:
    """A filling that keeps every rule, in the first surroundings in which that can be."""
    filling = None
    for around in (context,) if context is not None else surroundings(form):
        filling = Filling.start(form, _sample(form, around), context=around, now=NOW)
        if not filling.problems():
            break
    assert filling is not None
    return filling


def filled(form_id: str, answers: dict[str, Json] | None = None) -> Filling:
    """The valid filling, and over it what the test says."""
    of = valid(CATALOG.latest(form_id))
    return Filling(of.form, {**of.answers, **(answers or {})}, context=of.context, now=NOW)
