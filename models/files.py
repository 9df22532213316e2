"""Files that must survive a power cut: written beside, flushed, renamed, the folder flushed."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace ``path`` as a whole: after return the new bytes are on the disk, before it the old ones are."""
    temporary = path.with_name(path.name + ".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)
    flush_folder(path.parent)


def write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def flush_file(descriptor: int) -> None:
    """The file's bytes are on the disk when this returns; OSError is final for the descriptor."""
    flush = getattr(os, "fdatasync", os.fsync)
    flush(descriptor)


def flush_folder(folder: Path) -> None:
    """Make a rename or a new name durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
