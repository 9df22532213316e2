"""That the database is to be repaired or replaced at the next start: told by a file, since the database may not say it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.files import write_durably

_FILE = "repair.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``damage``: what was found; empty if a person wants the ``backup`` in the place of a sound database."""

    damage: str = ""
    backup: Path | None = None


def wish(home: Path, wanted: Wish) -> None:
    told = {"damage": wanted.damage, "backup": str(wanted.backup) if wanted.backup else None}
    write_durably(home / _FILE, json.dumps(told, ensure_ascii=False).encode())


def wished(home: Path) -> Wish | None:
    """None if nothing was wished, or by words that mean nothing."""
    try:
        told = json.loads((home / _FILE).read_text("utf-8"))
        backup = told["backup"]
        return Wish(damage=str(told["damage"]), backup=Path(backup) if backup else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(home: Path) -> None:
    (home / _FILE).unlink(missing_ok=True)
