"""Rules on what a definition may depend on."""

from __future__ import annotations

from collections.abc import Iterator

from forms.definition import Form


def check_definition(form: Form) -> Iterator[tuple[int, str]]:
    yield from ()
