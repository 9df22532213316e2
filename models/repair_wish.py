"""That the database is to be repaired or replaced at the next start: told by a file, since the database may not say it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.faults import Refusal
from models.files import write_durably

_FILE = "repair.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``damage``: what was found; empty if a person wants the ``backup`` in the place of a sound database."""

    damage: str = ""
    backup: Path | None = None


class RestoreWanted(Refusal):
    """Somebody chose a backup in the settings, and the program was started anew."""

    def __init__(self, backup: Path) -> None:
        self.backup = backup
        super().__init__(
            f"上次在设置里选了用备份 {backup.name} 恢复。现在的记录还没有动；恢复后，备份以后封存的会自动补回来，"
            "现在的文件移到一边不删。"
        )


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
