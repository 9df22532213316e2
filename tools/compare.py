"""Compares what hospitals' computers hold with what their county holds, byte by byte, with the standard library alone.

It imports nothing of the program on purpose: a mistake in the program cannot hide itself here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

HOME_DATABASE = "yian.db"
COUNTY_DATABASE = "county.db"
Content = TypeVar("Content")


@dataclass(slots=True)
class Holding:
    """What one side holds: bytes by what their name says they are, and every name that is there twice."""

    objects: dict[str, bytes] = field(default_factory=dict)  # revisions, signatures, orders
    anonymous: dict[str, bytes] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)  # name → SHA-256 of the bytes that are there
    twice: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)  # bytes whose SHA-256 is not their name

    def add(self, kept: dict[str, bytes], name: str, content: bytes) -> None:
        if name in kept:
            self.twice.append(name)
        kept[name] = content
        self.check(name, hashlib.sha256(content).hexdigest())

    def check(self, name: str, digest: str) -> None:
        if name != digest:
            self.misnamed.append(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Counts of what the hospital holds, and by name what is not at the county as it is in the hospital."""

    records: int
    revisions: int
    attachments: int
    received: int  # revisions of the hospital that the county holds, byte for byte
    lost: tuple[str, ...]
    duplicated: tuple[str, ...]
    different: tuple[str, ...]
    forms: Mapping[str, int]  # how many records of each form the hospital holds

    @property
    def is_same(self) -> bool:
        return not (self.lost or self.duplicated or self.different)


def compare(homes: Sequence[Path], county: Path) -> Comparison:
    """``homes`` are the folders of a hospital's computers, ``county`` is the county's SQLite folder; all closed."""
    ours = [_read_home(home / HOME_DATABASE) for home in homes]
    theirs = _read_county(county / COUNTY_DATABASE)
    objects = _united(one.objects for one in ours)
    anonymous = _united(one.anonymous for one in ours)
    attachments = _united(one.attachments for one in ours)
    revisions = {name: content for name, content in objects.items() if _kind(content) == "revision"}
    pairs = ((objects, theirs.objects), (anonymous, theirs.anonymous), (attachments, theirs.attachments))
    lost = [name for have, there in pairs for name in have if name not in there]
    different = [
        name for have, there in pairs for name in have if name in there and have[name] != there[name]
    ]
    different += theirs.misnamed + [name for one in ours for name in one.misnamed]
    different += [name for have, there in pairs for name in there if name not in have]
    different += _unlike(one.objects for one in ours)
    twice = theirs.twice + [name for one in ours for name in one.twice]
    facts = [_facts(content) for content in revisions.values()]
    return Comparison(
        records=len({fact["record_id"] for fact in facts}) + len(anonymous),
        revisions=len(revisions) + len(anonymous),
        attachments=len(attachments),
        received=sum(theirs.objects.get(name) == content for name, content in revisions.items())
        + sum(theirs.anonymous.get(name) == content for name, content in anonymous.items()),
        lost=tuple(sorted(set(lost))),
        duplicated=tuple(sorted({*twice, *_twice_sealed(facts)})),
        different=tuple(sorted(set(different))),
        forms=Counter(
            [str(fact["form_id"]) for fact in facts if not fact["parents"]]
            + [str(_facts(content)["form_id"]) for content in anonymous.values()]
        ),
    )


def _read_home(path: Path) -> Holding:
    found = Holding()
    with closing(_open(path)) as database:
        for name, content in database.execute("SELECT object_id, bytes FROM sealed_objects"):
            found.add(found.objects, name, content)
        for (content,) in database.execute("SELECT bytes FROM anonymous_reports"):
            found.add(found.anonymous, hashlib.sha256(content).hexdigest(), content)
        chunks = "SELECT c.bytes FROM attachment_chunks c WHERE c.sha256 = ? ORDER BY c.position"
        for (name,) in database.execute("SELECT sha256 FROM attachments WHERE sealed"):
            found.attachments[name] = _digest(database.execute(chunks, (name,)))
            found.check(name, found.attachments[name])
        for table, column in (("anonymous_attachments", "bytes"), ("private_parts", "ciphertext")):
            query = f"SELECT sha256, {column} FROM {table} WHERE {column} IS NOT NULL"
            for name, content in database.execute(query):
                found.attachments[name] = hashlib.sha256(content).hexdigest()
                found.check(name, found.attachments[name])
    return found


def _read_county(path: Path) -> Holding:
    found = Holding()
    with closing(_open(path)) as database:
        kinds = "kind IN ('revision', 'signature', 'order')"
        for name, content in database.execute(f"SELECT object_id, sealed FROM objects WHERE {kinds}"):
            found.add(found.objects, name, content)
        for name, content in database.execute("SELECT object_id, sealed FROM anonymous_objects"):
            found.add(found.anonymous, name, content)
        chunks = "SELECT content FROM blob_chunks WHERE facility_id = ? AND sha256 = ? ORDER BY start"
        for facility, name in database.execute("SELECT facility_id, sha256 FROM blobs WHERE is_complete"):
            if name in found.attachments:
                found.twice.append(name)
            found.attachments[name] = _digest(database.execute(chunks, (facility, name)))
            found.check(name, found.attachments[name])
    return found


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _digest(rows: Iterable[tuple[bytes]]) -> str:
    digest = hashlib.sha256()
    for (content,) in rows:
        digest.update(content)
    return digest.hexdigest()


def _united(parts: Iterable[Mapping[str, Content]]) -> dict[str, Content]:
    return {name: content for part in parts for name, content in part.items()}


def _unlike(parts: Iterable[Mapping[str, bytes]]) -> Iterator[str]:
    """Names under which two computers hold other bytes."""
    seen: dict[str, bytes] = {}
    for part in parts:
        for name, content in part.items():
            if seen.setdefault(name, content) != content:
                yield name


def _facts(content: bytes) -> dict[str, object]:
    facts = json.loads(content)
    assert isinstance(facts, dict)
    return facts


def _kind(content: bytes) -> object:
    return _facts(content).get("kind")


def _twice_sealed(facts: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Records that were begun twice, and serial numbers that two records bear."""
    facts = list(facts)
    firsts = Counter(str(fact["record_id"]) for fact in facts if not fact["parents"])
    serials = Counter(str(fact["serial"]) for fact in facts if fact.get("serial") and not fact["parents"])
    yield from (name for count in (firsts, serials) for name, times in count.items() if times > 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when both sides hold the same, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tools.compare", description=__doc__)
    parser.add_argument("county", type=Path, help="data folder of the county's server")
    parser.add_argument("homes", type=Path, nargs="+", help="folders of the hospital's computers")
    options = parser.parse_args(arguments)
    found = compare(options.homes, options.county)
    facts = {
        "records": found.records,
        "revisions": found.revisions,
        "attachments": found.attachments,
        "received": found.received,
        "lost": found.lost,
        "duplicated": found.duplicated,
        "different": found.different,
    }
    print(json.dumps(facts, ensure_ascii=False, indent=2))
    return 0 if found.is_same else 1


if __name__ == "__main__":
    sys.exit(main())
