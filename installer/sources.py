"""The program's own files as the last commit has them, whatever lies about in the folder of who builds."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tomllib
from functools import cache
from pathlib import Path

from installer.steps import BuildError, say
from installer.target import ROOT

SHIPPED = ("main.py", "cli", "forms", "models", "resources", "server", "sync", "ui", "LICENSE")


def version(repository: Path = ROOT) -> str:
    """Of the last commit."""
    told = tomllib.loads(_git(repository, "show", f"{_commit(repository)}:pyproject.toml").decode("utf-8"))
    return str(told["project"]["version"])


def moment(repository: Path = ROOT) -> int:
    """When the last commit was made, Unix seconds: the time of every file in a package. Even, as NSIS keeps no other."""
    return int(_git(repository, "log", "-1", "--format=%ct", _commit(repository))) // 2 * 2


def lay(into: Path, repository: Path = ROOT, shipped: tuple[str, ...] = SHIPPED) -> None:
    """Write the committed files there; what is changed or new beside them is named and left out."""
    changed = (
        _git(repository, "status", "--porcelain", "--", *shipped).decode("utf-8", "replace").splitlines()
    )
    if changed:
        say(
            f"有 {len(changed)} 个文件改了还没有提交，不在安装包里",
            "uncommitted changes are not in the package",
        )
    with tarfile.open(
        fileobj=io.BytesIO(_git(repository, "archive", "--format=tar", "HEAD", *shipped))
    ) as archive:
        archive.extractall(into, filter="data")


@cache
def _commit(repository: Path) -> str:
    """The same all through one run, though somebody commits meanwhile."""
    return _git(repository, "rev-parse", "HEAD").decode("ascii").strip()


def _git(repository: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, check=False)
    if done.returncode != 0:
        raise BuildError(
            "这里不是 git 的克隆，说不清要装的是哪一版。请在克隆里运行。",
            "This is not a clone: which version is to be packaged cannot be told. Run it in a clone.",
        )
    return done.stdout
