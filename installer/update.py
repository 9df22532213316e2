"""``python -m installer update VERSION_FOLDER --key FILE``: makes the one file that updates a program of that platform."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from installer.signing import development_key, read_key
from installer.steps import BuildError, say
from installer.target import DIST
from sync.wire.codec import WireError
from sync.wire.update_file import write_update

FIRST = "0.1.0"
"""The oldest version that knows how to take an update."""


def build(argv: Sequence[str]) -> list[Path]:
    """The file, in ``dist/`` or the given folder. BuildError if there is no whole version in the folder."""
    parser = argparse.ArgumentParser(prog="python -m installer update")
    parser.add_argument(
        "version", type=Path, metavar="VERSION_FOLDER", help="versions/<version> as it was laid out"
    )
    signed = parser.add_mutually_exclusive_group(required=True)
    signed.add_argument("--key", type=Path, metavar="FILE", help="the publisher's secret key")
    signed.add_argument("--development", action="store_true", help="signed by a key that everybody has")
    parser.add_argument(
        "--lowest", default=FIRST, metavar="VERSION", help="the oldest that it can take the place of"
    )
    parser.add_argument("--into", type=Path, default=DIST, metavar="FOLDER")
    given = parser.parse_args(argv)
    version, platform, kind = facts_of(given.version)
    if given.development and kind == "release":
        raise BuildError(
            "正式发布的程序不能用开发钥匙签。", "A release is not signed with the developers' key."
        )
    key = development_key() if given.development else read_key(given.key)
    say(f"打成更新文件 {version}（{platform}）", "packing the update")
    try:
        made = write_update(
            given.version,
            given.into,
            key,
            version=version,
            platform=platform,
            lowest=given.lowest,
            schema=schema_of(given.version),
        )
    except WireError as error:
        raise BuildError(
            f"这个文件夹打不成更新：{error}。", f"This folder makes no update: {error}."
        ) from error
    return [made]


def facts_of(version: Path) -> tuple[str, str, str]:
    """Version, platform and kind of a folder that was laid out."""
    told = version / "app" / "version.txt"
    lines = told.read_text("utf-8").split("\n") if told.is_file() else []
    if len(lines) < 3 or not (version / "app" / "main.py").is_file():
        raise BuildError(f"{version} 里没有摆好的一版程序。", f"There is no version laid out in {version}.")
    return lines[0], lines[1], lines[2]


def schema_of(version: Path) -> str:
    """The newest schema that the version knows, read without running it."""
    text = (version / "app" / "models" / "migrations" / "history.py").read_text("utf-8")
    named = re.findall(r'"(\d{4}_\w+)"', text)
    if not named:
        raise BuildError("这一版没有说它的记录库是哪一版。", "This version does not name its schema.")
    return str(named[-1])
