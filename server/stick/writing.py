"""Writes a file for a stick under the county's signature: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from server.county import County
from server.facilities import RegisterError
from sync.wire.frames import FrameWriter
from sync.wire.parcel import Header, ParcelWriter

T = TypeVar("T")


def write_parcel(
    county: County, header: Header, key: bytes, path: Path, fill: Callable[[FrameWriter], T], safe: str
) -> T:
    """What ``fill`` gives; RegisterError with what is ``safe`` if the file can't be written."""
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as file:
            parcel = ParcelWriter(file, header, key, county.signing_key.sign)
            frames = FrameWriter(parcel)
            made = fill(frames)
            frames.end()
            parcel.finish()
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise RegisterError(f"{path} 写不进去，或者满了，文件没有写成。{safe}") from error
    return made
