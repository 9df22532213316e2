"""Every rule of every released form can be broken, and says so at its own place; put right, it is silent again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forms.answer_store import Path
from forms.clock import local
from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form
from forms.expression import Expression
from forms.filling import Filling
from forms.json_value import Json
from forms.problems import ProblemKind
from forms.sample_values import Known, candidates
from tests.released_forms import ASSETS, FILES, FORMS, NOW, PEOPLE, PLACES, surroundings, valid

KNOWN = Known(places=PLACES, people=PEOPLE, assets=ASSETS, files=FILES, now=local(NOW))

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@every_form
def test_the_sample_keeps_every_rule(form: Form) -> None:
    assert [(problem.path, problem.message) for problem in valid(form).problems()] == []


@every_form
def test_whatever_is_required_is_missed_when_it_is_left_out(form: Form) -> None:
    filling = valid(form)
    for path, field in list(filling.paths()):
        if field.required is not True or not filling.relevant(path) or filling.is_derived(path):
            continue
        if field.type is FieldType.ROWS:
            continue
        before = filling.value(path)
        filling.set(path, None)
        assert ProblemKind.MISSING in kinds_at(filling, path), path
        filling.set(path, before)
    assert not filling.problems()


@every_form
def test_a_number_out_of_its_bounds_is_refused(form: Form) -> None:
    filling = valid(form)
    for path, field in list(filling.paths()):
        if not filling.relevant(path) or filling.is_derived(path) or field.type is FieldType.CALCULATED:
            continue
        before = filling.value(path)
        for bound, step in ((field.minimum, -1), (field.maximum, 1)):
            if bound is not None:
                beyond = int(float(bound)) + step
                filling.set(path, beyond if field.type is FieldType.INTEGER else str(beyond))
                assert ProblemKind.TYPE in kinds_at(filling, path), (path, beyond)
                filling.set(path, before)
    assert not filling.problems()


@every_form
def test_a_failed_item_without_its_finding_is_refused(form: Form) -> None:
    filling = valid(form)
    for path, field in list(filling.paths()):
        if field.type is not FieldType.CHECK or field.finding is None or filling.is_derived(path):
            continue
        if not filling.relevant(path):
            continue
        before = filling.value(path)
        for code in field.answers.bad if field.answers else ():
            filling.set(path, {"value": code})
            assert ProblemKind.FINDING in kinds_at(filling, path), (path, code)
        filling.set(path, before)
    assert not filling.problems()


@every_form
def test_every_constraint_can_be_broken_and_then_speaks(form: Form) -> None:
    silent = [field.name for field in constrained(form) if not can_be_broken(form, field)]
    assert silent == []


@every_form
def test_what_depends_on_an_answer_is_asked_for_some_answer(form: Form) -> None:
    """A relevance that no answer turns on would be a field that nobody ever sees."""
    filling = valid(form)
    never = [
        path[-1]
        for path, field in list(filling.paths())
        if field.relevant is not None and not becomes_relevant(filling, path, field.relevant)
    ]
    assert never == []


def kinds_at(filling: Filling, path: Path) -> set[ProblemKind]:
    return {problem.kind for problem in filling.problems_at(path)}


def constrained(form: Form) -> Iterator[Field]:
    for field in form.fields():
        for one in (field, *field.fields):
            if one.constraint is not None and one.type not in ATTACHMENT_TYPES:
                yield one


def can_be_broken(form: Form, field: Field) -> bool:
    """Whether some value there, or at a field that the rule reads, makes the rule speak in some surroundings."""
    return any(_can_be_broken(valid(form, around), form, field) for around in surroundings(form))


def _can_be_broken(filling: Filling, form: Form, field: Field) -> bool:
    for table in form.fields():
        if field in table.fields and not filling.row_ids(table.name):
            filling.add_row(table.name)
    for path in [path for path, one in filling.paths() if one is field]:
        if field.relevant is not None and not becomes_relevant(filling, path, field.relevant):
            continue
        if any(speaks(filling, path, field) for _ in values_around(filling, path, field.constraint)):
            return True
    return False


def speaks(filling: Filling, path: Path, field: Field) -> bool:
    return any(problem.message == field.constraint_message for problem in filling.problems_at(path))


def becomes_relevant(filling: Filling, path: Path, relevant: Expression) -> bool:
    return filling.relevant(path) or any(
        filling.relevant(path) for _ in values_around(filling, path, relevant)
    )


def values_around(filling: Filling, path: Path, rule: Expression | None) -> Iterator[None]:
    """Lays every candidate at the field and at all that the rule reads, alone and in pairs."""
    read = [one for name in sorted(rule.names if rule else ()) for one in paths_named(filling, name, path)]
    own = [path, *read] if filling.field_at(path).constraint is rule else read
    deeper = [other for one in read for other in paths_of_rules(filling, one) if other not in own]
    for first in (*own, *deeper):
        if filling.is_derived(first):
            continue
        before = filling.value(first)
        for value in tried(filling, first):
            filling.set(first, value)
            yield
            if len(own) > 1 or deeper:
                for second in (
                    one for one in (*own, *deeper) if one != first and not filling.is_derived(one)
                ):
                    held = filling.value(second)
                    for other in tried(filling, second):
                        filling.set(second, other)
                        yield
                    filling.set(second, held)
        filling.set(first, before)


def tried(filling: Filling, path: Path) -> list[Json]:
    if filling.is_derived(path):
        return []
    return list(candidates(filling.field_at(path), KNOWN))


def paths_named(filling: Filling, name: str, seen_from: Path) -> list[Path]:
    own = (*seen_from[:2], name) if len(seen_from) == 3 else None
    paths = [path for path, _ in filling.paths() if path[-1] == name]
    return [own] if own in paths else paths


def paths_of_rules(filling: Filling, path: Path) -> list[Path]:
    field = filling.field_at(path)
    rules = (field.calculation, field.relevant, field.required)
    names = {name for rule in rules if isinstance(rule, Expression) for name in rule.names}
    return [other for name in sorted(names) for other in paths_named(filling, name, path)]
