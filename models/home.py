"""The data folder: where it may be, that it can be written, that one process at a time writes in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePath

from models.faults import AnotherProcess, HomeUnwritable, NetworkFolder

if sys.platform == "win32":
    import ctypes
    import msvcrt
else:
    import fcntl

DATABASE = "yian.db"
_DRIVE_REMOTE = 4  # as GetDriveTypeW counts
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "9p",
    "sshfs",
    "fuse.sshfs",
    "davfs",
    "fuse.davfs",
}
SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "nutstore",
    "坚果云",
    "百度网盘",
    "baidunetdisk",
    "baidusyncdisk",
    "wpsdrive",
    "wps云盘",
    "wps 云盘",
    "微云",
    "阿里云盘",
    "天翼云盘",
    "nextcloud",
    "seafile",
)
"""Parts of names of folders that some program copies elsewhere while they are written; small letters."""


def prepare(home: Path) -> None:
    """Make the folder if need be; NetworkFolder or HomeUnwritable if records would not be safe in it."""
    refuse_unsafe_place(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnwritable(home) from error
    if not os.access(home, os.W_OK):
        raise HomeUnwritable(home)


def is_new(home: Path) -> bool:
    """Whether nothing was ever recorded in the folder."""
    return not (home / DATABASE).exists() and not any((home / "blackbox").glob("*.log"))


def refuse_unsafe_place(home: Path, *, mounts: str | None = None) -> None:
    """NetworkFolder for a network share or a folder that some program copies elsewhere."""
    place = home.resolve()
    for part in place.parts:
        if any(name in part.lower() for name in SYNCED):
            raise NetworkFolder(home, "自动同步的文件夹")
    if str(place).startswith("\\\\") or _is_network_drive(place):
        raise NetworkFolder(home, "网络共享盘")
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text("utf-8", "replace") if table.exists() else ""
    if file_system_of(place, mounts) in _NETWORK:
        raise NetworkFolder(home, "网络共享盘")


def _is_network_drive(place: Path) -> bool:
    """Whether Windows says so of the drive letter; other systems have none."""
    if sys.platform == "win32":
        return int(ctypes.windll.kernel32.GetDriveTypeW(place.anchor)) == _DRIVE_REMOTE
    return False


def file_system_of(place: PurePath, mounts: str) -> str:
    """The type of the file system that holds ``place``, by the longest mount point in ``/proc/mounts``."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = PurePath(fields[1].encode().decode("unicode_escape"))
        if (point == place or point in place.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


class HomeLock:
    """Held while this process may write; the system lets go of it when the process ends, however it ends."""

    def __init__(self, home: Path) -> None:
        try:
            self._descriptor = os.open(home / "yian.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise HomeUnwritable(home) from error
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise AnotherProcess from error

    def release(self) -> None:
        os.close(self._descriptor)


class Ballast:
    """A file that only takes up room, let go at the first full disk so that the open form can be saved."""

    def __init__(self, home: Path, *, size: int = 64 * 1024 * 1024) -> None:
        self._path = home / "ballast"
        self._size = size  # bytes

    @property
    def is_there(self) -> bool:
        return self._path.exists()

    def take(self) -> bool:
        """Take the room again if there is plenty left; False if not."""
        if self.is_there:
            return True
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                if sys.platform == "linux":
                    os.posix_fallocate(descriptor, 0, self._size)
                else:
                    os.ftruncate(descriptor, self._size)
            finally:
                os.close(descriptor)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True

    def let_go(self) -> None:
        self._path.unlink(missing_ok=True)
