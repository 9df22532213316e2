"""Where a stick may be plugged in: the folders of removable drives, as the system tells them."""

from __future__ import annotations

import re
import string
import sys
from pathlib import Path

_MOUNTS = ("/media/", "/run/media/", "/mnt/")
_OCTAL = re.compile(r"\\([0-7]{3})")  # how blanks stand there
_REMOVABLE = 2  # DRIVE_REMOVABLE of the Windows API


def sticks(mounts: str | None = None) -> tuple[Path, ...]:
    """The top folders of what is plugged in; ``mounts`` is the table of a Linux system."""
    if sys.platform == "win32":
        return _drives()
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text("utf-8", "replace") if table.exists() else ""
    drives = (line.split(" ") for line in mounts.splitlines() if line.startswith("/dev/"))
    points = (
        fields[1] for fields in drives if len(fields) > 2
    )  # a network drive that is away would hold us up
    named = (_OCTAL.sub(lambda found: chr(int(found[1], 8)), point) for point in points)
    return tuple(Path(point) for point in named if point.startswith(_MOUNTS))


if sys.platform == "win32":
    import ctypes

    def _drives() -> tuple[Path, ...]:
        roots = (f"{letter}:\\" for letter in string.ascii_uppercase)
        return tuple(Path(root) for root in roots if ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE)

else:

    def _drives() -> tuple[Path, ...]:
        return ()
