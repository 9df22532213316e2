"""What the new version says of itself before it is in force: its self-test, and the upgrade of a copy of our database."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.versions import Versions
from sync.updates.looking import NotUpdatable
from sync.wire.update_file import SAFE

PATIENCE_S = 1800.0
_LOOK_S = 0.2
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_VERSION = "YIAN_VERSION"

Go = Callable[[], None]
"""Asked again and again while somebody waits; what it raises ends the trial."""


def try_itself(versions: Versions, version: str, go: Go) -> None:
    """NotUpdatable unless the new version passes its self-test on this computer."""
    report = _ask(versions, version, ("--self-test", "--without-window", "--json"), go)
    if not report.get("passed"):
        failed: dict[str, Any] = next(
            (step for step in report.get("steps", ()) if step["passed"] is False), {}
        )
        told = f"{failed.get('title', '')}：{failed.get('detail', '没有说为什么')}"
        raise NotUpdatable(
            f"{version} 在这台电脑上没有通过自检（{told[:200]}）。{SAFE}请把这句话告诉信息员。"
        )


def try_upgrade(versions: Versions, version: str, home: Path, go: Go) -> dict[str, Any]:
    """The counts of the copy that the new version upgraded; NotUpdatable if a row or a byte was lost."""
    proof = _ask(versions, version, ("--home", str(home), "update", "prove", "--json"), go)
    if faults := proof.get("faults", ["没有说为什么"]):
        raise NotUpdatable(
            f"{version} 在副本上试着整理这里的记录，对不上：{faults[0]}{SAFE}副本已经删了。请把这句话告诉信息员。"
        )
    return proof


def _ask(versions: Versions, version: str, words: Sequence[str], go: Go) -> dict[str, Any]:
    """What it prints; {} if that is nothing to read."""
    command = versions.trial(version)
    if command is None:
        raise NotUpdatable(f"{versions.root} 里没有启动程序。{SAFE}请用安装程序再装一遍。")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YIAN_")}
    try:
        process = subprocess.Popen(
            [*command, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {_VERSION: version, "PYTHONUTF8": "1"},
            creationflags=_HIDDEN,
        )
    except OSError as error:
        raise NotUpdatable(
            f"{version} 在这台电脑上打不开（{error.strerror}）。{SAFE}请告诉信息员。"
        ) from error
    with process:
        said = _listen(process, go)
    try:
        found = json.loads(said.decode("utf-8", "replace"))
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _listen(process: subprocess.Popen[bytes], go: Go) -> bytes:
    """All it says; it is ended if ``go`` raises or it takes for ever."""
    waited = 0.0
    try:
        while True:
            try:
                return process.communicate(timeout=_LOOK_S)[0]
            except subprocess.TimeoutExpired:
                waited += _LOOK_S
                go()
                if waited > PATIENCE_S:
                    raise NotUpdatable(
                        f"新版本试了 {PATIENCE_S / 60:.0f} 分钟还没有做完。{SAFE}请换个空闲的时候再来。"
                    ) from None
    except BaseException:
        process.kill()
        raise
