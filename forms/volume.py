"""What an inspection volume holds, heading by heading: the statutory list of an archive, or the rows of a chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.catalog import FOLDER, Entry
from forms.expression import Expression, ExpressionError, parse
from forms.listed import Source
from forms.requirements import requirement_titles
from forms.yaml_source import FormError, Lined, Plain, read_yaml

CHAPTERS: Mapping[str, tuple[str, str]] = {
    "plant": ("B", "后勤与危险源"),
    "patient": ("C", "患者安全与医疗质量"),
    "surgery": ("D", "手术质量安全"),
    "event": ("E", "隐患、事件与应急"),
    "management": ("F", "安全管理"),
}
"""Chapters whose headings are the systems that the policies demand, by the letter of their rows."""
FIRE = "fire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``forms`` are bound under it as far as they are in the catalogue; ``hazards`` are categories whose list is
    printed; ``elsewhere`` is what the hospital has on paper alone. ``where`` lets only some records in.
    """

    title: str
    code: str = ""
    forms: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    elsewhere: str = ""
    where: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    headings: tuple[Heading, ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """``checked_by`` is the form on which the hospital counts its paper, a row per code of a heading."""

    code: str
    title: str
    groups: tuple[Group, ...]
    checked_by: str = ""
    source: Source | None = None


def volume_titles() -> tuple[tuple[str, str], ...]:
    """Code and title of everything that can be bound."""
    return ((FIRE, "消防档案"), *((code, f"迎检成册：{word}") for code, (_, word) in CHAPTERS.items()))


def volume_of(code: str, entries: Sequence[Entry], folder: Path = FOLDER) -> Volume:
    """The volume of that code; KeyError if there is none, FormError if its list cannot be used."""
    if code == FIRE:
        return _read(folder / "volumes" / f"{code}.yaml", code)
    letter, word = CHAPTERS[code]
    headings = tuple(
        Heading(
            title=f"{row} {title}",
            forms=tuple(entry.id for entry in entries if row in entry.requirements),
            elsewhere="" if any(row in entry.requirements for entry in entries) else "这项制度的纸质材料",
        )
        for row, title in requirement_titles(folder).items()
        if row.startswith(letter)
    )
    return Volume(code=code, title=f"迎检成册：{word}", groups=(Group(title=word, headings=headings),))


def _read(path: Path, code: str) -> Volume:
    raw = _mapping(read_yaml(path), path)
    groups = tuple(
        Group(
            title=str(item["title"]),
            headings=tuple(_heading(one, path) for one in _list(item, "headings", path)),
            source=_source(item),
        )
        for item in _list(raw, "groups", path)
    )
    return Volume(
        code=code,
        title=str(raw["title"]),
        groups=groups,
        checked_by=str(raw.get("checked_by") or ""),
        source=_source(raw),
    )


def _heading(item: Lined, path: Path) -> Heading:
    for key in item:
        if key not in ("code", "title", "forms", "hazards", "elsewhere", "where"):
            raise FormError(path, item.line_of(key), f"{key} is not known in a heading")
    where = item.get("where")
    try:
        return Heading(
            title=str(item["title"]),
            code=str(item.get("code") or ""),
            forms=_texts(item.get("forms")),
            hazards=_texts(item.get("hazards")),
            elsewhere=str(item.get("elsewhere") or ""),
            where=parse(str(where)) if where else None,
        )
    except ExpressionError as error:
        raise FormError(path, item.line_of("where"), f"where: {error}") from error


def _source(item: Lined) -> Source | None:
    raw = item.get("source")
    if not isinstance(raw, Lined):
        return None
    return Source(
        article=str(raw["article"]), text=str(raw.get("text") or ""), verified=bool(raw.get("verified", True))
    )


def _texts(raw: Plain) -> tuple[str, ...]:
    return tuple(str(one) for one in raw) if isinstance(raw, list) else ()


def _mapping(raw: Plain, path: Path) -> Lined:
    if not isinstance(raw, Lined):
        raise FormError(path, 1, "a mapping is needed here")
    return raw


def _list(raw: Lined, key: str, path: Path) -> list[Lined]:
    items = raw.get(key)
    if not isinstance(items, list):
        raise FormError(path, raw.line_of(key), f"{key} is a list")
    return [_mapping(item, path) for item in items]
