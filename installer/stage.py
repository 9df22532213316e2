"""Lays one version out as every system has it: ``versions/<version>/{python,site,app}`` and what proves it whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from enum import StrEnum
from pathlib import Path

from installer import checksums, notice, pruning, sources
from installer.fetching import PIP, fits, wheels
from installer.signing import ship_keys
from installer.steps import BuildError, call, say
from installer.target import Target

CATALOG = "from forms.catalog import Catalog; Catalog.load()"
"""Makes the index of the forms, so that the first start on a folder that cannot be written has it."""


class Kind(StrEnum):
    """Third line of version.txt. A release leaves the developers' key for updates out."""

    RELEASE = "release"
    DEVELOPMENT = "development"


def lay_out(
    root: Path, target: Target, *, python: Path, compiler: Path, kind: Kind = Kind.DEVELOPMENT
) -> Path:
    """The folder of the version, all but the launcher of ``root``, which is each system's own.

    ``python``: a folder with the interpreter as it is shipped, its licences in ``licences/``. It is copied.
    ``compiler``: an interpreter of the same minor version that runs here. Call ``seal`` when nothing more is added.
    """
    number = sources.version()
    version = root / "versions" / number
    if version.exists():
        shutil.rmtree(version)
    say(f"摆放 {number}（{target.platform}）", "laying the version out")
    shutil.copytree(python, version / "python", symlinks=True)
    _site(version / "site", target)
    app = version / "app"
    sources.lay(app)
    (app / "version.txt").write_text(f"{number}\n{target.platform}\n{kind}\n", "utf-8")
    if kind is Kind.RELEASE:
        ship_keys(app)
    (root / "current").write_text(f"{number}\n", "utf-8")
    settle(version)  # the index of the forms remembers their times
    _with(compiler, version, "-c", CATALOG)
    compile_code(compiler, version, "app", "site")
    return version


def seal(version: Path) -> None:
    """Gather the licences into one file, list every sum, date every file by the commit."""
    notice.write(version)
    checksums.write(version)
    settle(version)


def self_test(version: Path, command: list[str | Path], *, with_window: bool = True) -> str:
    """What the staged program says of itself, run in an empty home. BuildError if it does not pass or changes itself."""
    say("装好的程序自检", "the self-test of what was made")
    with tempfile.TemporaryDirectory(prefix="yian-self-test-") as home:
        environment = {
            "HOME": home,
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": home,
        }
        said = call(
            [*command, "--self-test", *([] if with_window else ["--without-window"])],
            "装好的程序没有通过自检，没有留下安装包。",
            "What was made did not pass its self-test; no package was kept.",
            folder=Path(home),
            environment=environment,
        )
    if changed := checksums.differences(version):
        raise BuildError(
            f"程序在自己的文件夹里写了东西：{'，'.join(changed[:5])}",
            f"The program wrote into its own folder: {', '.join(changed[:5])}",
        )
    return said


def _site(site: Path, target: Target) -> None:
    folder, listing = wheels(target)
    say("装入组件", "installing the wheels")
    call(
        [
            *PIP, "install", "--no-index", "--find-links", folder, "--require-hashes", "--no-deps", "--no-compile",
            "--no-warn-conflicts", "--target", site, *fits(target), "-r", listing,
        ],
        "组件没有装进去。",
        "The wheels could not be installed.",
    )  # fmt: skip
    freed = pruning.prune(site)
    say(f"去掉用不到的 {freed // 1_000_000} MB", "pruned")


def compile_code(compiler: Path, version: Path, *folders: str) -> None:
    """Byte code that is believed without a look at its source: the sums vouch for both."""
    say("编译", "compiling")
    call(
        [
            compiler, "-I", "-m", "compileall", "-q", "-f", "-j", "2", "--invalidation-mode", "unchecked-hash",
            "-s", version, "-x", r"/(lib2to3|bad_|badsyntax)", *(version / folder for folder in folders),
        ],
        "有的程序文件编译不了。",
        "Some source does not compile.",
    )  # fmt: skip


def _with(compiler: Path, version: Path, *arguments: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(str(version / part) for part in ("app", "site"))
    call(
        [compiler, "-s", *arguments],
        "表单的目录没有做成。",
        "The index of the forms could not be made.",
        folder=version / "app",
        environment=environment,
    )


def settle(folder: Path) -> None:
    """The commit's time and plain rights on everything: the same commit makes the same package, whoever builds it."""
    seconds = sources.moment()
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (seconds, seconds), follow_symlinks=False)
