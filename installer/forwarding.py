"""Writes Windows libraries that hold nothing but names of functions in other libraries: wine lacks one that is just that."""

from __future__ import annotations

import struct
from collections.abc import Mapping


def forwarding_library(name: str, exports: Mapping[str, str]) -> bytes:
    """A 64-bit library without code: each export is a function of another library, as ``library.function``."""
    start, file_unit = 0x1000, 512
    count = len(exports)
    places = (
        40 + 4 * count,
        40 + 8 * count,
        40 + 10 * count,
    )  # of names, ordinals and texts, behind the directory
    texts = bytearray()

    def put(text: str) -> int:
        at = start + places[2] + len(texts)
        texts.extend(text.encode("ascii") + b"\0")
        return at

    own = put(name)
    names = [put(one) for one in sorted(exports)]
    targets = [put(exports[one]) for one in sorted(exports)]
    directory = struct.pack(
        "<IIHHIIIIIII", 0, 0, 0, 0, own, 1, count, count, start + 40, start + places[0], start + places[1]
    )
    section = directory + struct.pack(f"<{2 * count}I{count}H", *targets, *names, *range(count)) + texts
    length = -(-len(section) // file_unit) * file_unit
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    head += struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII",
        *(
            0x20B,
            14,
            0,
            0,
            length,
            0,
            0,
            start,
            0x180000000,
            0x1000,
            file_unit,
            6,
            0,
            0,
            0,
            6,
            0,
            0,
            0x2000,
            file_unit,
        ),
        *(0, 3, 0x100, 0x100000, 0x1000, 0x100000, 0x1000, 0, 16),
    )
    head += struct.pack("<II", start, len(section)) + bytes(15 * 8)
    head += struct.pack(
        "<8sIIIIIIHHI", b".rdata", len(section), start, length, file_unit, 0, 0, 0, 0, 0x40000040
    )
    return head.ljust(file_unit, b"\0") + bytes(section).ljust(length, b"\0")
