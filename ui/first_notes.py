"""How far the first start has come, so that a computer that is switched off in the middle goes on from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from models.files import write_durably

_NAME = "first-start.json"


class Stage(StrEnum):
    """What is shown next; before there is a hospital, what was typed counts instead."""

    TYPING = "typing"
    CODE = "code"
    COUNTY = "county"
    LISTS = "lists"
    PAPERS = "papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    stage: Stage = Stage.TYPING
    admin_no: str = ""
    admin_name: str = ""
    typed: Mapping[str, object] = field(default_factory=dict)


def load(home: Path) -> Notes | None:
    """The notes of a first start that was not finished; None if there are none that can be read."""
    try:
        found = json.loads((home / _NAME).read_text(encoding="utf-8"))
        return Notes(
            stage=Stage(found["stage"]),
            admin_no=str(found["admin_no"]),
            admin_name=str(found["admin_name"]),
            typed=dict(found["typed"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(home: Path, notes: Notes) -> None:
    """OSError if the folder cannot be written."""
    facts = {
        "stage": notes.stage,
        "admin_no": notes.admin_no,
        "admin_name": notes.admin_name,
        "typed": dict(notes.typed),
    }
    write_durably(home / _NAME, json.dumps(facts, ensure_ascii=False).encode())


def forget(home: Path) -> None:
    """The first start is over."""
    (home / _NAME).unlink(missing_ok=True)
