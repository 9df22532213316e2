"""Where backups lie and which of them can be believed. Told by files beside the database, for when there is none."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forms.clock import ZONE, local
from models import schema
from models.copying import problem_of
from models.faults import Corrupt
from models.files import write_durably

_PATTERN = "yian-????????-??????.db"
_NAME = "yian-%Y%m%d-%H%M%S"
_SETTINGS = "backups.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest backup that is sound, and the newer ones that are not, with the reason."""

    file: Path | None
    passed_over: tuple[tuple[Path, str], ...] = ()


def folder_of(home: Path) -> Path:
    """Where the daily ones go."""
    return home / "backups"


def before(home: Path, version: str) -> Path:
    """The copy of the last database of that schema, from just before a newer program changed it."""
    return folder_of(home) / f"before-{version}.db"


def name_of(now: datetime) -> str:
    return f"{local(now):{_NAME}}.db"


def made_at(file: Path) -> datetime:
    """The instant in a backup's name."""
    return datetime.strptime(file.stem, _NAME).replace(tzinfo=ZONE)


def made_in(folder: Path) -> tuple[Path, ...]:
    """Backups by this program, the newest first; none if the folder is not there."""
    try:
        return tuple(sorted(folder.glob(_PATTERN), reverse=True))
    except OSError:
        return ()


def second_folder(home: Path) -> Path | None:
    """Another disk or a USB stick to which each daily backup goes as well."""
    try:
        told = json.loads((home / _SETTINGS).read_text("utf-8"))
        return Path(told["second"]) if told["second"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def choose_second_folder(home: Path, folder: Path | None) -> None:
    text = json.dumps({"second": str(folder) if folder else None}, ensure_ascii=False)
    write_durably(home / _SETTINGS, text.encode())


def newest_sound(home: Path) -> Newest:
    """Of both folders; each is opened and checked whole before it is believed."""
    second = second_folder(home)
    folders = (folder_of(home), *([second] if second else ()))
    passed_over: list[tuple[Path, str]] = []
    for file in sorted((one for folder in folders for one in made_in(folder)), key=made_at, reverse=True):
        reason = why_not(file)
        if reason is None:
            return Newest(file=file, passed_over=tuple(passed_over))
        passed_over.append((file, reason))
    return Newest(file=None, passed_over=tuple(passed_over))


def why_not(file: Path) -> str | None:
    """Why a backup cannot take the place of the database; None if it can."""
    try:
        problem = problem_of(file)
        if problem is not None:
            return problem
        version = schema.version_of(file)
    except (Corrupt, sqlite3.Error, OSError) as error:
        return str(error)
    if version is None:
        return "是空的"
    return f"由更新的程序写过（{version}）" if schema.age(version) is schema.Age.NEWER else None
