"""``./run package kit``: a county's kit for a hospital, with the installers that lie in ``dist/``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import checksums
from installer.steps import BuildError, call, say
from installer.target import DIST, ROOT


def build(arguments: Sequence[str]) -> tuple[Path, ...]:
    """Folder and zip file in ``dist/kits``; the county's server makes them, here on the computer that builds.

    On a county's own server the same is ``yian-server kit``.
    """
    parser = argparse.ArgumentParser(prog="./run package kit")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, metavar="DIR", help="县里的文件夹 · the county's folder")
    where.add_argument("--database-url", metavar="URL", help="县里的 PostgreSQL · the county's PostgreSQL")
    where.add_argument("--config", type=Path, metavar="FILE", help="/etc/yian/server.toml")
    parser.add_argument("--facility", required=True, metavar="ID_OR_NAME")
    parser.add_argument("--address", metavar="URL", help="医院填的地址 · what hospitals type")
    parser.add_argument("--computers", metavar="N")
    parser.add_argument("--days", metavar="N")
    asked = parser.parse_args(arguments)
    kits = DIST / "kits"
    kits.mkdir(parents=True, exist_ok=True)
    given = [
        f"--{name.replace('_', '-')}={value}" for name, value in vars(asked).items() if value is not None
    ]
    said = call(
        [sys.executable, "-m", "server", "kit", *given, "--installers", DIST, "--out", kits, "--json"],
        "安装盘没有做成。",
        "The kit was not made.",
        folder=ROOT,
    )
    made = json.loads(said)
    if not made["installers"]:
        say("dist/ 里没有安装程序：先 ./run package windows 或 linux", "no installers in dist/ yet")
    say(f"核对码 {made['check_code']}：打电话告诉医院，不要写在 U 盘上", "tell the hospital by telephone")
    folder, archive = Path(made["folder"]), Path(made["archive"])
    _check(folder)
    checksums.write(DIST)
    return folder, archive


def _check(folder: Path) -> None:
    """The sums, by the program that hospitals and counties have."""
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    if done.returncode:
        raise BuildError("安装盘的校验值不对，不要用它。", "The sums of the kit are wrong; do not use it.")
