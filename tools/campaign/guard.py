"""One guard of the program: how it is taken out, and the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Each edit is (a text that stands in the file exactly once, what stands there without the guard)."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]


def guard(name: str, file: str, find: str, replacement: str, *tests: str) -> Guard:
    """A guard that one edit takes out."""
    return Guard(name=name, file=file, edits=((find, replacement),), tests=tests)
