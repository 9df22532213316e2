"""Finds forms by id and version; a compiled index keeps the start from reading every file.

The index also holds the choice lists, so that a start reads no YAML. What reads it, and what a whole definition is made
of, is imported when a form is read: it costs more than half a bare window.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from forms.listed import Choice, Duty, Source, StepRule

if TYPE_CHECKING:
    from forms.definition import AnswerSet, Form
    from forms.loader import SharedLists

FOLDER = Path(__file__).parent / "catalog"
_SHARED = frozenset({"answer_sets.yaml", "requirements.yaml"})
_SHARED_FOLDERS = frozenset({"lists", "indicators", "reports", "volumes"})
_INDEX_VERSION = 6  # of what it says of a form; kept beside the forms that the county sent as well
_FILE_VERSION = 7
Stamp: TypeAlias = str  # names, times and sizes of all files of a folder, as one digest
Choices: TypeAlias = Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRule:
    role: str
    title: str
    not_same_as: tuple[str, ...]
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One form file as the index knows it: enough for the page of today, without reading the form."""

    id: str
    version: str
    label: str
    title: str
    chapter: str
    kind: str
    status: str
    requirements: tuple[str, ...]
    digest: str
    path: str  # below the catalogue folder; empty for a form that the county sent
    grid: bool  # a round over places: keyed on a sheet
    duties: tuple[Duty, ...]
    signers: tuple[SignerRule, ...]  # who signs after the author
    read_by: tuple[str, ...]
    fill_by: tuple[str, ...]
    levels: tuple[str, ...]
    switches: tuple[str, ...]
    tier: str
    register: str  # of a card or an event; else empty
    step: StepRule | None
    period: str  # what one printed ledger covers: day, week, month or year


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedForm:
    """One version of a form that the county sent: the bytes of its file, and what the index would say of it."""

    id: str
    version: str
    content: bytes
    index: Mapping[str, Any]  # as ``index_of`` wrote it


class Catalog:
    """All versions of all forms. Forms are read when first asked for."""

    def __init__(self, folder: Path, entries: tuple[Entry, ...], choices: Choices, stamp: Stamp) -> None:
        self._folder = folder
        self._stamp = stamp
        self._choices = choices
        self._entries = {(entry.id, entry.version): entry for entry in entries}
        self._loaded: dict[tuple[str, str], Form] = {}
        self._packed: dict[tuple[str, str], bytes] = {}

    @classmethod
    def load(cls, folder: Path | None = None, *, index: Path | None = None) -> Catalog:
        """The catalogue of a folder; FormError for the first file that cannot be used.

        What was found is kept in a file beside the folder, or in ``index`` where that one cannot be written. It is
        made anew when any file changed; losing it costs only time.
        """
        folder = folder or FOLDER
        stamp = _stamp(folder)
        indexes = [folder.with_name(f"{folder.name}.index"), *([index] if index else [])]
        for one in indexes:
            held = _read_index(one, stamp)
            if held is not None:
                return cls(folder, *held, stamp)
        entries, choices = _read(folder, stamp), _lists(folder, stamp).choice_lists
        any(_write_index(one, stamp, entries, choices) for one in indexes)
        return cls(folder, entries, choices, stamp)

    def extend(self, packed: Iterable[PackedForm]) -> None:
        """Forms from the county beside those of the folder, all at once; where both have a version, the folder's stays."""
        contents, entries = dict(self._packed), dict(self._entries)
        for one in packed:
            key = (one.id, one.version)
            if key not in entries:
                contents[key] = one.content
                entries[key] = _entry_of_packed(one, self)
        self._packed, self._entries = contents, entries

    def __contains__(self, key: tuple[str, str]) -> bool:
        """Whether that version of that form is here."""
        return key in self._entries

    @property
    def packed(self) -> int:
        """How many versions are here only because the county sent them."""
        return len(self._packed)

    def read_packed(self, content: bytes, name: str) -> Form:
        """A form that is not in the catalogue yet; FormError with the same reasons as for a file."""
        from forms.loader import parse_form  # noqa: PLC0415 - see the head of this module

        return parse_form(content, name, self._lists)

    def entries(self) -> tuple[Entry, ...]:
        """Every version of every form, as the index knows it."""
        return tuple(self._entries.values())

    def current(self) -> tuple[Entry, ...]:
        """The newest released version of each form, in the order of labels."""
        newest: dict[str, Entry] = {}
        for entry in self._entries.values():
            held = newest.get(entry.id)
            if entry.status == "released" and (held is None or _order(entry.version) > _order(held.version)):
                newest[entry.id] = entry
        return tuple(sorted(newest.values(), key=lambda entry: (entry.label, entry.id)))

    def forms(self) -> tuple[Form, ...]:
        return tuple(self.get(entry.id, entry.version) for entry in self.current())

    def latest(self, form_id: str) -> Form:
        """The newest released version; KeyError if there is none."""
        for entry in self.current():
            if entry.id == form_id:
                return self.get(entry.id, entry.version)
        raise KeyError(form_id)

    def get(self, form_id: str, version: str) -> Form:
        """That very version; KeyError if it is not here."""
        key = (form_id, version)
        if key not in self._loaded:
            entry, packed = self._entries[key], self._packed.get(key)
            self._loaded[key] = (
                _load(self._folder, entry.path, self._stamp)
                if packed is None
                else self.read_packed(packed, f"{form_id} {version}")
            )
        return self._loaded[key]

    def find(self, id_or_label: str) -> Form:
        """The newest form by id or by label such as F01; KeyError if there is none."""
        for entry in self.current():
            if id_or_label in (entry.id, entry.label):
                return self.get(entry.id, entry.version)
        raise KeyError(id_or_label)

    def answer_set(self, name: str) -> AnswerSet:
        return self._lists.answer_sets[name]

    def choice_list(self, name: str) -> tuple[Choice, ...]:
        return self._choices[name]

    def labels(self, name: str) -> dict[str, str]:
        """The words of a choice list by their codes."""
        return {choice.code: choice.label for choice in self.choice_list(name)}

    @property
    def lists(self) -> SharedLists:
        return self._lists

    @cached_property
    def _lists(self) -> SharedLists:
        return _lists(self._folder, self._stamp)


def _read(folder: Path, stamp: Stamp) -> tuple[Entry, ...]:
    """Every form of the folder; FormError for the first that cannot be used, and for one version in two files."""
    from forms.yaml_source import FormError  # noqa: PLC0415 - see the head of this module

    paths = [path.relative_to(folder).as_posix() for path in _files(folder)]
    entries = tuple(_entry(_load(folder, path, stamp), path) for path in paths)
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if (entry.id, entry.version) in seen:
            raise FormError(folder, 1, f"one version stands in two files: {entry.id} {entry.version}")
        seen.add((entry.id, entry.version))
    return entries


@lru_cache(maxsize=1024)
def _load(folder: Path, path: str, stamp: Stamp) -> Form:
    """A form of the folder; read again only when a file has changed, which ``stamp`` tells."""
    from forms.loader import load_form  # noqa: PLC0415 - see the head of this module

    return load_form(folder / path, _lists(folder, stamp))


@lru_cache(maxsize=2)
def _lists(folder: Path, stamp: Stamp) -> SharedLists:  # noqa: ARG001 - as above
    from forms.loader import load_lists  # noqa: PLC0415 - see the head of this module

    return load_lists(folder)


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*.yaml"))
        if path.name not in _SHARED and path.parent.name not in _SHARED_FOLDERS
    ]


def index_of(form: Form) -> dict[str, Any]:
    """What the index says of a form, to be kept beside its bytes."""
    return {"version": _INDEX_VERSION, "entry": asdict(_entry(form, ""))}


def _entry_of_packed(packed: PackedForm, catalog: Catalog) -> Entry:
    """From what was kept; read from the form itself if another version of the program wrote that."""
    if packed.index.get("version") == _INDEX_VERSION:
        return _entry_from(deepcopy(packed.index["entry"]))
    return _entry(catalog.read_packed(packed.content, f"{packed.id} {packed.version}"), "")


def _entry(form: Form, path: str) -> Entry:
    return Entry(
        id=form.id,
        version=form.version,
        label=form.label,
        title=form.title,
        chapter=form.chapter,
        kind=form.kind.value,
        status=form.status,
        requirements=form.requirements,
        digest=form.digest,
        path=path,
        grid=any(field.grid for field in form.fields()),
        duties=form.duties,
        signers=tuple(
            SignerRule(role=one.role, title=one.title, not_same_as=one.not_same_as, held_by=one.held_by)
            for one in form.signers
            if not one.author
        ),
        read_by=form.rights.read,
        fill_by=form.rights.fill,
        levels=form.scope.levels,
        switches=form.scope.switches,
        tier=form.tier,
        register=form.register.register if form.register else "",
        step=form.step,
        period=form.printing.period,
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _stamp(folder: Path) -> Stamp:
    found: list[tuple[str, int, int]] = []
    waiting = [(os.fspath(folder), "")]
    while waiting:  # a third of the time that pathlib takes, at every start
        at, before = waiting.pop()
        with os.scandir(at) as here:
            for one in here:
                name = before + one.name
                if one.is_dir():
                    waiting.append((one.path, f"{name}/"))
                elif name.endswith(".yaml"):
                    facts = one.stat()
                    found.append((name, facts.st_mtime_ns, facts.st_size))
    return sha256(repr(sorted(found)).encode()).hexdigest()


def _read_index(index: Path, stamp: Stamp) -> tuple[tuple[Entry, ...], Choices] | None:
    try:
        held = json.loads(index.read_text(encoding="utf-8"))
        if held["version"] != _FILE_VERSION or held["stamp"] != stamp:
            return None
        choices = {name: tuple(Choice(**one) for one in rows) for name, rows in held["choices"].items()}
        return tuple(_entry_from(row) for row in held["entries"]), choices
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _entry_from(row: dict[str, Any]) -> Entry:
    row["duties"] = tuple(map(_duty_from, row["duties"]))
    row["signers"] = tuple(SignerRule(**_tupled(one)) for one in row["signers"])
    row["step"] = StepRule(**_tupled(row["step"])) if row["step"] else None
    return Entry(**_tupled(row))


def _duty_from(duty: dict[str, Any]) -> Duty:
    duty["parts"] = tuple(map(tuple, duty["parts"]))
    duty["source"] = Source(**duty["source"]) if duty["source"] else None
    return Duty(**_tupled(duty))


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    """The row itself; its lists have become tuples."""
    for name, value in row.items():
        if type(value) is list:
            row[name] = tuple(value)
    return row


def _write_index(index: Path, stamp: Stamp, entries: tuple[Entry, ...], choices: Choices) -> bool:
    """Whether it was written."""
    held: Mapping[str, object] = {
        "version": _FILE_VERSION,
        "stamp": stamp,
        "entries": [asdict(entry) for entry in entries],
        "choices": {name: [asdict(choice) for choice in rows] for name, rows in choices.items()},
    }
    try:
        handle, name = tempfile.mkstemp(dir=index.parent, prefix=index.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(held, file, ensure_ascii=False)
        Path(name).replace(index)
    except OSError:
        return False  # only speed is lost
    return True
