"""Keeps ``None``, ``True`` and ``False`` alive under Python 3.11 while Qt is used.

The wheels of PySide6 6.12 are built for Pythons whose constants are immortal (3.12 and later): every call without a
result gives back one reference to ``None`` too many, every ``Signal.emit`` one to ``True``, and Python 3.11 aborts
after some thousand calls ("deallocating None", "deallocating True or False").
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 60


def keep_none_alive() -> None:
    """Gives the constants more references than a process can lose; calling it again changes nothing."""
    if sys.version_info >= (3, 12):
        return
    for constant in (None, True, False):
        if sys.getrefcount(constant) < PLENTY // 2:
            ctypes.c_ssize_t.from_address(id(constant)).value += PLENTY
