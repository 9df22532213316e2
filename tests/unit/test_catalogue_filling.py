"""Every released form can be opened, filled with its sample answers, sealed and read by the other side."""

from __future__ import annotations

import pytest

from forms.definition import Form
from forms.filling import Filling
from forms.json_value import Json
from forms.printing.job import merged
from forms.revision import SignatureMark, build_revision, read_revision
from forms.trigger import fire
from tests.released_forms import FORMS, NOW, valid


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_sample_answers_seal_and_are_read_the_same_by_the_other_side(of: Form) -> None:
    filling = valid(of)
    assert [(problem.path, problem.message) for problem in filling.problems()] == []
    public, private = filling.sealed_answers()
    sealed = build_revision(
        form=of,
        record_id="r1",
        facility="F001",
        author="0231",
        author_name="张某",
        claimed_at=NOW,
        keyed_at=NOW,
        sealed_at=NOW,
        serial="F001-1",
        subject="chain-1",
        answers=public,
        bulk=filling.sealed_bulk(),
        signature=SignatureMark(method="pin"),
    )
    revision = read_revision(sealed)
    again = Filling(of, merged(revision.answers, private), context=filling.context, now=revision.sealed_at)
    assert again.sealed_answers() == (public, private)
    assert isinstance(fire(of, revision), tuple)


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_an_empty_form_tells_what_it_needs_and_never_raises(of: Form) -> None:
    filling = Filling(of, {}, now=NOW)
    assert filling.progress().total > 0
    needed = {problem.path for problem in filling.problems()}
    assert needed <= {item.path for item in filling.items()}


@pytest.mark.parametrize("shape", [1, "x", [], {"value": 3}, [{"row_id": "a", "place": 5}]])
@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_answers_of_a_wrong_shape_are_told_apart_from_crashes(of: Form, shape: Json) -> None:
    answers = dict.fromkeys((field.name for field in of.fields()), shape)
    filling = Filling(of, answers, now=NOW)
    assert all(problem.message for problem in filling.problems())
    assert isinstance(filling.sealed_answers()[0], dict)
