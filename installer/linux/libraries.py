"""Which libraries a Linux package brings along, which it asks of the system, and the proof that there is no other."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from installer import elf
from installer.fetching import Pin, from_debian
from installer.interpreter import unpack_package
from installer.steps import BuildError
from installer.target import Target

BUNDLED = (
    Pin(
        name="libxcb-cursor0_0.1.4-1_amd64.deb",
        sha256="a4b3c32dc008275ffcacccc1c77c030f01aad38e232e05d5ad116b76656c607c",
        at="pool/main/x/xcb-util-cursor/libxcb-cursor0_0.1.4-1_amd64.deb",
    ),
    Pin(
        name="libxcb-util1_0.4.0-1+b1_amd64.deb",
        sha256="4c48af51fb2ac1be0490067e7450aeda27bf6c6c395165de02199eee4835336f",
        at="pool/main/x/xcb-util/libxcb-util1_0.4.0-1+b1_amd64.deb",
    ),
    Pin(
        name="libxcb-icccm4_0.4.1-1.1_amd64.deb",
        sha256="f323194cb04cd4e5ae064fafec39db6dcf8a431cbd65a0bc53fa6c359862d8ff",
        at="pool/main/x/xcb-util-wm/libxcb-icccm4_0.4.1-1.1_amd64.deb",
    ),
    Pin(
        name="libxcb-image0_0.4.0-2_amd64.deb",
        sha256="a475522faef7672ca065fdcd2594bc755bfcc4d819909f9d944e8c002b4460d1",
        at="pool/main/x/xcb-util-image/libxcb-image0_0.4.0-2_amd64.deb",
    ),
    Pin(
        name="libxcb-keysyms1_0.4.0-1+b2_amd64.deb",
        sha256="aed1436db9a3e63b10d00c4ed16248b5c82b5dd2963a83a761f406af65eb4b49",
        at="pool/main/x/xcb-util-keysyms/libxcb-keysyms1_0.4.0-1+b2_amd64.deb",
    ),
    Pin(
        name="libxcb-render-util0_0.3.9-1+b1_amd64.deb",
        sha256="be4b38a63e65c84e2f1322f044d05a9baa677e0f3dc68b742a0a109a3ff40ae9",
        at="pool/main/x/xcb-util-renderutil/libxcb-render-util0_0.3.9-1+b1_amd64.deb",
    ),
    Pin(
        name="libbrotli1_1.0.9-2+b6_amd64.deb",
        sha256="563b4caec1aa5e876bd3355b36e7a38e1484baf5a293b48d1e8bd22db786e4d7",
        at="pool/main/b/brotli/libbrotli1_1.0.9-2+b6_amd64.deb",
    ),
    Pin(
        name="libatomic1_12.2.0-14+deb12u1_amd64.deb",
        sha256="fbd4e154a6b444229ea002cc209df099209c0adc09102e5fd21239a3d2b55e2d",
        at="pool/main/g/gcc-12/libatomic1_12.2.0-14+deb12u1_amd64.deb",
    ),
)
"""Small, wanted by Qt 6 alone, so a desktop of the time of Qt 5 has not got them, and nobody there may install them.

They lie beside Qt's own, where only Qt looks. None asks for more than glibc 2.14.
"""

LICENCES_ELSEWHERE = {
    "libatomic1": Pin(
        name="gcc-12-base_12.2.0-14+deb12u1_amd64.deb",
        sha256="1896a2aacf4ad681ff5eacc24a5b0ca4d5d9c9b9c9e4b6de5197bc1e116ea619",
        at="pool/main/g/gcc-12/gcc-12-base_12.2.0-14+deb12u1_amd64.deb",
    ),
}

ASKED = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""A library by its name, and the Debian package that has it: the graphical desktop's, and the compiler's."""

OPTIONAL = {"libcups.so.2": "libcups2"}
"""Only a plugin wants it: without it there is no printing, and all else works."""

C_LIBRARY = frozenset(
    {
        "ld-linux-x86-64.so.2",
        "libc.so.6",
        "libdl.so.2",
        "libm.so.6",
        "libpthread.so.0",
        "libresolv.so.2",
        "librt.so.1",
        "libutil.so.1",
    }
)


def bring(version: Path) -> None:
    """Put those of the bundled libraries that are asked for beside Qt's, their licences beside the interpreter's."""
    into = version / "site" / "PySide6" / "Qt" / "lib"
    asked = {name for path in elf.binaries(version) for name in elf.read(path).needed}
    for pin in BUNDLED:
        with tempfile.TemporaryDirectory() as made:
            scratch = Path(made)
            unpack_package(from_debian(pin), scratch)
            libraries = [path for path in sorted(scratch.glob("usr/lib/*/*.so.*")) if path.name in asked]
            for path in libraries:  # files are laid without links, a stick knows none
                shutil.copyfile(path.resolve(), into / path.name)
                (into / path.name).chmod(0o644)
            if libraries:
                name = pin.name.partition("_")[0]
                if name in LICENCES_ELSEWHERE:
                    unpack_package(from_debian(LICENCES_ELSEWHERE[name]), scratch)
                told = next(path for path in scratch.rglob("copyright") if path.is_file())
                shutil.copyfile(told, version / "python" / "licences" / f"{name}.txt")


def prove(version: Path, target: Target) -> dict[str, str]:
    """What the system must have: library and package. BuildError for a binary that asks for anything else or newer."""
    assert target.glibc is not None
    found = {path: elf.read(path) for path in elf.binaries(version)}
    brought = {path.name for path in found}
    known = brought | C_LIBRARY | ASKED.keys() | OPTIONAL.keys()
    wrong = [
        f"{path.relative_to(version)}: {', '.join(unknown)}"
        for path, one in found.items()
        if (unknown := [name for name in one.needed if name not in known])
    ]
    wrong += [
        f"{path.relative_to(version)}: GLIBC {one.glibc}, GLIBCXX {one.cpp}"
        for path, one in found.items()
        if one.glibc > target.glibc or one.cpp > target.cpp
    ]
    if wrong:
        raise BuildError(
            "有的程序文件要用系统里没有的东西，没有留下安装包：\n" + "\n".join(wrong[:20]),
            "Some binaries ask for what the system has not got; no package was kept.",
        )
    wanted = {name for one in found.values() for name in one.needed}
    return {name: package for name, package in ASKED.items() if name in wanted and name not in brought}
