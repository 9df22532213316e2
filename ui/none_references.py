"""Keeps ``None`` alive under Python 3.11 while Qt is used.

The wheels of PySide6 6.12 are built for Pythons whose ``None`` is immortal (3.12 and later): every call without a
result gives back one reference too many, and Python 3.11 aborts after some ten thousand calls ("deallocating None").
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 60


def keep_none_alive() -> None:
    """Gives ``None`` more references than a process can lose; calling it again changes nothing."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < PLENTY // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += PLENTY
