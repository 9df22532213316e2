"""The interpreter of the Linux packages: CPython and what it links, built once from Debian's sources for glibc 2.28."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

from installer.fetching import Pin, from_debian, from_index
from installer.steps import BuildError, call, say
from installer.target import CACHE, PYTHON

GLIBC = (2, 28)
RECIPE = Path(__file__).with_name("python.sh")

ZIG = ("ziglang", "0.17.1", "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54")
"""A C compiler that links against any C library from any machine."""

SOURCES = {
    "python": Pin(
        name="python3.13_3.13.15.orig.tar.xz",
        sha256="1e66a7945a48390ee4c2a4268a0e4185884059a13c4aab6d148aa208deea4a76",
        at="pool/main/p/python3.13/python3.13_3.13.15.orig.tar.xz",
    ),
    "openssl": Pin(
        name="openssl_3.5.7.orig.tar.gz",
        sha256="a8c0d28a529ca480f9f36cf5792e2cd21984552a3c8e4aa11a24aa31aeac98e8",
        at="pool/main/o/openssl/openssl_3.5.7.orig.tar.gz",
    ),
    "sqlite": Pin(
        name="sqlite3_3.53.4.orig.tar.xz",
        sha256="05366adc8ee80c6b1faa71285b49d133c2121238ca58934b077fdeb95934abd4",
        at="pool/main/s/sqlite3/sqlite3_3.53.4.orig.tar.xz",
    ),
    "zlib": Pin(
        name="zlib_1.3.2.orig.tar.gz",
        sha256="7b6903eb019983987b7112eccf90f1703f1c6c0e0cede36564bf611d19ca579d",
        at="pool/main/z/zlib/zlib_1.3.dfsg+really1.3.2.orig.tar.gz",
    ),
    "bzip2": Pin(
        name="bzip2_1.0.8.orig.tar.gz",
        sha256="ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269",
        at="pool/main/b/bzip2/bzip2_1.0.8.orig.tar.gz",
    ),
    "xz": Pin(
        name="xz-utils_5.8.4.orig.tar.xz",
        sha256="4ce24038fd4221e0d13bc1a2de7a4db56e90b92b3bf75321f6c14be73f65de4b",
        at="pool/main/x/xz-utils/xz-utils_5.8.4.orig.tar.xz",
    ),
}
"""What Debian offered on the day of the pins. SQLite is one of those whose WAL loses nothing: decision 12."""

LIBFFI = Pin(
    name="libffi-dev_3.4.4-1_amd64.deb",
    sha256="89fb890aee5148f4d308a46cd8980a54fd44135f068f05b38a6ad06800bf6df3",
    at="pool/main/libf/libffi/libffi-dev_3.4.4-1_amd64.deb",
)
"""Compiled already: its sources would want autotools. The C library that it asks for is read like every other."""

LIBFFI_LICENCE = Pin(
    name="libffi8_3.4.4-1_amd64.deb",
    sha256="6d9f6c25c30efccce6d4bceaa48ea86c329a3432abb360a141f76ac223a4c34a",
    at="pool/main/libf/libffi/libffi8_3.4.4-1_amd64.deb",
)

LICENCES = {
    "python": "LICENSE",
    "openssl": "LICENSE.txt",
    "sqlite": "LICENSE.md",
    "zlib": "LICENSE",
    "bzip2": "LICENSE",
    "xz": "COPYING.0BSD",
}

UNUSED = (
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "pydoc_data",
    "test",
    "config-*",
    "turtle.py",
    "lib-dynload/_test*.so",
    "lib-dynload/xx*.so",
    "lib-dynload/_xx*.so",
    "**/__pycache__",
    "_pyrepl",
)
"""Of the standard library."""


def interpreter(cache: Path = CACHE) -> Path:
    """The folder that becomes ``python/``, built once: about ten minutes on two processors."""
    made = cache / f"python-{SOURCES['python'].name.split('_')[1].split('.orig')[0]}-glibc2.28-{_recipe()}"
    if not made.is_dir():
        for program in ("make", "perl", "dpkg-deb"):
            if shutil.which(program) is None:
                raise BuildError(
                    f"编译 Python 要用 {program}，这台电脑上没有。Debian：apt-get install make perl dpkg",
                    f"{program} is needed to build Python. On Debian: apt-get install make perl dpkg",
                )
        work = cache / "python-build"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        _unpack(work / "sources", cache)
        say("编译 Python，约十分钟，只这一次", "building Python once, about ten minutes")
        _build(work, _compiler(work, cache), work / "result")
        _tidy(work / "result", work / "sources")
        (work / "result").rename(made)
        shutil.rmtree(work)
    return made


def program(folder: Path) -> Path:
    """The executable of such a folder; it runs on the machine that built it too."""
    return folder / "bin" / f"python{PYTHON}"


def _recipe() -> str:
    told = [RECIPE.read_text("utf-8"), str(ZIG), repr(sorted(SOURCES.items())), repr(LIBFFI), repr(UNUSED)]
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def _unpack(into: Path, cache: Path) -> None:
    into.mkdir()
    for name, pin in SOURCES.items():
        with tarfile.open(from_debian(pin, cache)) as archive:
            archive.extractall(into / f"{name}.part", filter="data")
        (only,) = (into / f"{name}.part").iterdir()
        only.rename(into / name)
        (into / f"{name}.part").rmdir()
    package = into / "libffi.part"
    unpack_package(from_debian(LIBFFI, cache), package)
    unpack_package(from_debian(LIBFFI_LICENCE, cache), package)
    libffi = into / "libffi"
    libffi.mkdir()
    shutil.move(package / "usr" / "lib" / "x86_64-linux-gnu", libffi / "lib")
    shutil.move(package / "usr" / "include" / "x86_64-linux-gnu", libffi / "include")
    shutil.move(package / "usr" / "share" / "doc" / "libffi8" / "copyright", libffi / "copyright")


def unpack_package(package: Path, into: Path) -> None:
    """The files of a ``.deb``."""
    call(
        ["dpkg-deb", "--extract", package, into],
        f"{package.name} 解不开。",
        f"{package.name} cannot be unpacked.",
    )


def _compiler(work: Path, cache: Path) -> dict[str, str]:
    """Small programs named as ``make`` wants them, for the environment."""
    with zipfile.ZipFile(from_index(*ZIG, wheel_tags=("manylinux2010_x86_64",), cache=cache)) as wheel:
        wheel.extractall(work / "compiler")
    zig = work / "compiler" / "ziglang" / "zig"
    zig.chmod(0o755)
    target = f"x86_64-linux-gnu.{GLIBC[0]}.{GLIBC[1]}"
    commands = {
        "CC": f"cc -target {target} -fno-sanitize=undefined -Wno-date-time",
        "AR": "ar",
        "RANLIB": "ranlib",
    }
    for name, arguments in commands.items():
        (work / name.lower()).write_text(f'#!/bin/sh\nexec "{zig}" {arguments} "$@"\n')
        (work / name.lower()).chmod(0o755)
    return {name: str(work / name.lower()) for name in commands}


def _build(work: Path, compiler: dict[str, str], result: Path) -> None:
    environment = {
        **compiler,
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(work),
        "LANG": "C.UTF-8",
        "SOURCES": str(work / "sources"),
        "WORK": str(work),
        "RESULT": str(result),
        "ZIG_GLOBAL_CACHE_DIR": str(work / "compiled"),
    }
    call(
        ["sh", RECIPE],
        "Python 没有编译成。",
        "Python could not be built.",
        folder=work,
        environment=environment,
    )


def _tidy(result: Path, sources: Path) -> None:
    library = result / "lib" / f"python{PYTHON}"
    for pattern in UNUSED:
        for path in list(library.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    for path in (result / "include", result / "share", result / "lib" / "pkgconfig"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (result / "lib").glob("*.a"):
        path.unlink()
    for path in (result / "bin").iterdir():
        if path.name != f"python{PYTHON}":  # no links: a stick knows none
            path.unlink()
    licences = result / "licences"
    licences.mkdir()
    for name, text in LICENCES.items():
        shutil.copy(sources / name / text, licences / f"{name}.txt")
    shutil.copy(sources / "libffi" / "copyright", licences / "libffi.txt")
    call(
        [
            program(result), "-I", "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash",
            "-s", result, "-p", "python", library,
        ],
        "Python 的标准库没有编译成。",
        "The standard library could not be compiled.",
    )  # fmt: skip
