"""Reads from a Windows binary which libraries it asks for, and finds those that nobody would give it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

IMPORTS, DELAYED_IMPORTS = 1, 13  # places in the optional header's table of directories

WINDOWS = (
    "advapi32.dll", "api-ms-win-core-*.dll", "api-ms-win-crt-*.dll", "api-ms-win-shcore-*.dll", "authz.dll", "bcrypt.dll", "bcryptprimitives.dll",
    "cfgmgr32.dll", "comctl32.dll", "comdlg32.dll", "crypt32.dll", "d2d1.dll", "d3d11.dll", "d3d12.dll", "d3d9.dll",
    "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll", "icuuc.dll", "imm32.dll", "iphlpapi.dll",
    "kernel32.dll", "mpr.dll", "mscms.dll", "msvcrt.dll", "ncrypt.dll", "netapi32.dll", "normaliz.dll", "ntdll.dll", "ole32.dll",
    "oleaut32.dll", "opengl32.dll", "powrprof.dll", "propsys.dll", "psapi.dll", "rpcrt4.dll", "secur32.dll",
    "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll", "uiautomationcore.dll", "user32.dll", "userenv.dll", "uxtheme.dll",
    "version.dll", "winhttp.dll", "winmm.dll", "winspool.drv", "wldap32.dll", "ws2_32.dll", "wtsapi32.dll",
)  # fmt: skip
"""What every Windows 10 from 1809 has of itself; the runtime of Visual C++ is not among it."""


class NotABinaryError(Exception):
    """The file is not what its name says."""


def imports(path: Path) -> frozenset[str]:
    """Names of the libraries that Windows looks for when it loads the file, or later, in small letters."""
    data = path.read_bytes()
    try:
        return frozenset(_imports(data))
    except (struct.error, ValueError, IndexError) as error:
        raise NotABinaryError(f"{path}: {error}") from error


def missing(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Library → the files below the folder that ask for it, for each that is neither there nor part of Windows."""
    binaries = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in {".exe", ".dll", ".pyd"}]
    there = {path.name.lower() for path in binaries}
    found: dict[str, list[str]] = {}
    for path in binaries:
        for name in imports(path) - there:
            if not any(fnmatchcase(name, pattern) for pattern in WINDOWS):
                found.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return {name: tuple(who) for name, who in sorted(found.items())}


def _imports(data: bytes) -> Iterator[str]:
    head: int = struct.unpack_from("<I", data, 0x3C)[0]
    if data[:2] != b"MZ" or data[head : head + 4] != b"PE\0\0":
        raise ValueError("no header")
    count, size = struct.unpack_from("<H", data, head + 6)[0], struct.unpack_from("<H", data, head + 20)[0]
    optional = head + 24
    if struct.unpack_from("<H", data, optional)[0] != 0x20B:
        raise ValueError("not for 64 bits")
    sections = [
        struct.unpack_from("<III", data, optional + size + 40 * index + 12) for index in range(count)
    ]  # address, size in the file, place in the file

    def place(address: int) -> int:
        """In the file; ValueError if no section holds it."""
        for start, length, at in sections:
            if start <= address < start + length:
                return int(at + address - start)
        raise ValueError(f"no section holds {address:#x}")

    for directory, length, name_at in ((IMPORTS, 20, 12), (DELAYED_IMPORTS, 32, 4)):
        address = struct.unpack_from("<I", data, optional + 112 + 8 * directory)[0]
        if not address:
            continue
        entry = place(address)
        while name := struct.unpack_from("<I", data, entry + name_at)[0]:
            start = place(name)
            yield data[start : data.index(b"\0", start)].decode("ascii").lower()
            entry += length
