"""``./run package linux``: the portable folder and the Debian package, for the old C library and for the newer."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from installer import checksums, sources, stage
from installer.interpreter import interpreter, program
from installer.linux import debian, libraries, portable
from installer.target import DIST, LINUX, OLD_LINUX, PYTHON, ROOT, Target

TARGETS = {target.platform.rpartition("-")[2]: target for target in (OLD_LINUX, LINUX)}  # "glibc2.28"
STAGED = ROOT / "build"


def build(arguments: Sequence[str]) -> tuple[Path, ...]:
    """Make them all, or the named ones, into ``dist/``."""
    parser = argparse.ArgumentParser(prog="./run package linux")
    parser.add_argument(
        "which", nargs="*", metavar="|".join(TARGETS), help="默认全部 · all of them if none is named"
    )
    parser.add_argument("--release", action="store_true", help="给医院的，不是试用的 · to be handed out")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.which if name not in TARGETS]:
        parser.error(f"{', '.join(unknown)}: {', '.join(TARGETS)}")
    kind = stage.Kind.RELEASE if asked.release else stage.Kind.DEVELOPMENT
    made = [path for name in asked.which or TARGETS for path in _build(TARGETS[name], kind)]
    checksums.write(DIST)
    return tuple(made)


def _build(target: Target, kind: stage.Kind) -> tuple[Path, ...]:
    number = sources.version()
    root = STAGED / target.platform / "yian"
    shutil.rmtree(root, ignore_errors=True)
    python = interpreter()
    with tempfile.TemporaryDirectory() as scratch:
        shipped = Path(scratch) / "python"
        shutil.copytree(python, shipped)
        (shipped / "lib" / f"python{PYTHON}" / "site-packages" / "yian.pth").write_text(
            "../../../../site\n", "utf-8"
        )
        version = stage.lay_out(root, target, python=shipped, compiler=program(python), kind=kind)
    libraries.bring(version)
    wanted = libraries.prove(version, target)
    told = "".join(f"{library}={package}\n" for library, package in wanted.items())
    (version / "libraries.txt").write_text(told, "utf-8")
    portable.furnish(root, number, target)
    stage.seal(version)
    stage.self_test(version, [root / "yian"])
    DIST.mkdir(exist_ok=True)
    stage.settle(root)
    return (
        portable.pack(root, DIST / f"yian-{number}-{target.platform}.tar.xz"),
        debian.pack(
            version, target, wanted, DIST / f"yian_{number}_amd64-{target.platform.rpartition('-')[2]}.deb"
        ),
    )
