"""Which page of a database is what, found by walking its trees; and pages overwritten."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from random import Random

from models.carving import Image

KINDS = {2: "inner index", 5: "inner table", 10: "index leaf", 13: "table leaf"}


def pages_of(database: Path) -> dict[str, list[int]]:
    """Kind → numbers, the table a leaf belongs to after its kind; what no tree holds is ``overflow`` or ``free``."""
    with closing(sqlite3.connect(database)) as connection:
        roots = connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall()
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    found: dict[str, list[int]] = {"header": [1]}
    seen = {1}
    with Image(database) as image:
        for name, root in roots:
            for number, kind in walk(image, root):
                seen.add(number)
                found.setdefault(kind, []).append(number)
                found.setdefault(f"{kind} of {name}", []).append(number)
        rest = [number for number in range(2, image.pages + 1) if number not in seen]
    assert free == 0
    found["overflow"] = rest
    return found


def walk(image: Image, number: int) -> list[tuple[int, str]]:
    data = image.page(number)
    kind = data[0]
    found = [(number, KINDS[kind])]
    if kind in (2, 5):
        (count,) = struct.unpack_from(">H", data, 3)
        cells = struct.unpack_from(f">{count}H", data, 12)
        below = [struct.unpack_from(">I", data, at)[0] for at in cells]
        (last,) = struct.unpack_from(">I", data, 8)
        for child in (*below, last):
            found += walk(image, child)
    return found


def overwrite(database: Path, number: int, random: Random) -> None:
    """Other bytes in the place of a page."""
    with database.open("r+b") as file:
        file.seek((number - 1) * 4096)
        file.write(random.randbytes(4096))
