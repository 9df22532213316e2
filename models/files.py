"""Files that must survive a power cut: written beside, flushed, renamed, the folder flushed; why one could not be."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

WITHIN = 0o700 if os.name != "nt" else 0o777
"""Mode of a folder inside the data folder. On Windows it takes over the rights of the data folder: with 0o700 Python
would shut out every other account of a computer whose accounts share one hospital."""

_PATIENCE_S = 20.0 if os.name == "nt" else 0.0
"""Windows renames nothing that somebody has open, and what looks for viruses opens whatever has just been written."""
_LOOK_S = 0.1

_WHY = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "那是一个文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "硬盘满了",
    errno.EIO: "硬盘读写出错",
}


def write_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace ``path`` as a whole: after return the new bytes are on the disk, before it the old ones are."""
    temporary = path.with_name(path.name + ".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    rename(temporary, path)
    flush_folder(path.parent)


def rename(source: Path, target: Path, *, patience_s: float = _PATIENCE_S) -> None:
    """A file or a folder gets the name, in the place of a file that had it; PermissionError if it is refused for so long."""
    end = time.monotonic() + patience_s
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if time.monotonic() >= end:
                raise
        else:
            return
        time.sleep(_LOOK_S)


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


def why(error: OSError) -> str:
    """What the system did, in words that fit between brackets."""
    return _WHY.get(error.errno or 0) or error.strerror or type(error).__name__
