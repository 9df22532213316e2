"""``./run package server``: a Debian package of the county's server with its own interpreter, tried before it is kept."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from installer import checksums, county_proof, sources, stage
from installer.interpreter import interpreter, program
from installer.steps import call, say
from installer.target import DIST, OLD_LINUX, PYTHON, ROOT

HERE = Path(__file__).with_name("county_deb")
STAGED = ROOT / "build" / "server"
SCRIPTS = ("postinst", "prerm", "postrm")
UNITS = ("yian-server.service", "yian-server-backup.service", "yian-server-backup.timer")
TOLD = ("operations.md", "protocol.md")
GLIBC = (2, 28)

# The window's parts stay at home; what is left runs on the oldest C library that we ship for.
TARGET = replace(
    OLD_LINUX,
    overlay=None,
    dropped=("pyside6-essentials", "pyside6-pdf", "shiboken6"),
    platform="server-linux-x86_64",
)

CONTROL = """\
Package: yian-server
Version: {version}
Architecture: amd64
Maintainer: YiAn <yian@example.invalid>
Installed-Size: {kilobytes}
Depends: libc6 (>= {glibc}), adduser, util-linux, postgresql-client
Recommends: postgresql
Suggests: nginx
Section: net
Priority: optional
Description: 医安县级服务器
 The county's side of offline-first safety records for township and county hospitals.
 装好后运行 yian-server first-run。PostgreSQL 15 或更新，可以在这台机器上，也可以在别的机器上。
"""


def build(arguments: Sequence[str]) -> tuple[Path, ...]:
    """The package in ``dist/``; it was unpacked, set up, spoken to over TLS and asked to verify what it received."""
    parser = argparse.ArgumentParser(prog="./run package server")
    parser.add_argument("--release", action="store_true", help="给县里的，不是试用的 · to be handed out")
    asked = parser.parse_args(arguments)
    kind = stage.Kind.RELEASE if asked.release else stage.Kind.DEVELOPMENT
    tree = STAGED / "tree"
    shutil.rmtree(STAGED, ignore_errors=True)
    root = tree / "opt" / "yian-server"
    python = interpreter()
    with tempfile.TemporaryDirectory() as scratch:
        shipped = Path(scratch) / "python"
        shutil.copytree(python, shipped, symlinks=True)
        packages = shipped / "lib" / f"python{PYTHON}" / "site-packages"
        packages.mkdir(parents=True, exist_ok=True)
        (packages / "yian.pth").write_text("../../../../site\n", "utf-8")
        version = stage.lay_out(root, TARGET, python=shipped, compiler=program(python), kind=kind)
    stage.seal(version)
    _furnish(tree, root, version)
    made = DIST / f"yian-server_{sources.version()}_amd64.deb"
    DIST.mkdir(exist_ok=True)
    made.unlink(missing_ok=True)
    arriving = STAGED / made.name
    _pack(tree, arriving)
    say("装一遍试一遍", "the package is tried")
    county_proof.prove(arriving)
    arriving.rename(made)
    checksums.write(DIST)
    return (made,)


def _furnish(tree: Path, root: Path, version: Path) -> None:
    shutil.copy(HERE / "yian-server", root / "yian-server")
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "yian-server").symlink_to("../../opt/yian-server/yian-server")
    units = tree / "lib" / "systemd" / "system"
    units.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(HERE / unit, units / unit)
    told = tree / "usr" / "share" / "doc" / "yian-server"
    told.mkdir(parents=True)
    for page in TOLD:
        shutil.copy(ROOT / "docs" / page, told / page)
    shutil.copy(version / "app" / "NOTICE", told / "copyright")


def _pack(tree: Path, into: Path) -> None:
    say(f"打包 {into.name}", "packing")
    kilobytes = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
    folder = tree / "DEBIAN"
    folder.mkdir()
    control = CONTROL.format(version=sources.version(), kilobytes=kilobytes, glibc=f"{GLIBC[0]}.{GLIBC[1]}")
    (folder / "control").write_text(control, "utf-8")
    for name in SCRIPTS:
        shutil.copy(HERE / name, folder / name)
    seconds = sources.moment()
    for path in [tree, *tree.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (seconds, seconds), follow_symlinks=False)
    call(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, into],
        f"{into.name} 没有打成包。",
        f"{into.name} could not be packed.",
        environment=os.environ | {"SOURCE_DATE_EPOCH": str(seconds)},
    )
