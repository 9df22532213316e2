"""One installation under wine: set up, asked, looked at, and held against what it should be."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer import checksums
from installer.steps import BuildError
from installer.wine_prefix import Wine

PINS = {"YIAN_PIN_0101": "4917", "YIAN_PIN_0520": "2468"}
SETTLED_S = 60.0  # a removal goes on after its first process has ended
_SCRIPT = "import sys; sys.stdout.reconfigure(encoding='utf-8'); "


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """``program`` and ``data``: its folders as Windows names them. Everything here raises BuildError if it is not as it should be."""

    wine: Wine
    program: str
    data: str

    @property
    def root(self) -> Path:
        return self.wine.path(self.program)

    @property
    def records(self) -> Path:
        return self.wine.path(self.data)

    @property
    def database(self) -> Path:
        return self.records / "yian.db"

    @property
    def starting(self) -> Path:
        shared = self.root / "watch"
        return (shared if shared.is_dir() else self.root) / "starting"

    def line(self, name: str) -> str:
        """Of one of the small files; "" if it is not there."""
        file = self.root / name
        return file.read_text("utf-8").strip() if file.exists() else ""

    def version(self, number: str) -> Path:
        return self.root / "versions" / number

    def require(self, holds: object, otherwise: str) -> None:
        if not holds:
            raise BuildError(
                f"wine 里装出来的不对：{otherwise}\n{self.wine.reason()}",
                f"Not as it should be under wine: {otherwise}",
            )

    def set_up(self, program: Path, *switches: str, status: int = 0) -> None:
        # /D= is not quoted, so its spaces part it; NSIS takes the rest of the line.
        words = [
            word
            for switch in switches
            for word in (switch.split(" ") if switch.startswith("/D=") else [switch])
        ]
        ended, said = self.wine.run(str(program), "/S", *words)
        self.require(ended == status, f"{program.name} {switches}: {ended}, not {status}. {said}")
        self.require(self.is_clean, "something half written is left")

    @property
    def is_clean(self) -> bool:
        return not [*(self.root / "versions").glob(".*"), *self.records.glob("proof*")]

    def is_in_force(self, number: str) -> None:
        self.require(self.line("current") == number, f"{number} is not in force")
        changed = checksums.differences(self.version(number))
        self.require(not changed, f"other files: {changed[:5]}")

    def ask(self, *words: str) -> str:
        """By the launcher, so that all is as when a person starts it; the launcher hands the data folder on."""
        status, said = self.wine.run(str(self.root / "医安.exe"), *words, more=PINS)
        self.require(status == 0, f"{words}: {status}. {said}")
        return said

    def open_window(self) -> None:
        """As from the desktop. No window of Qt opens under wine, so this start never gets ready."""
        self.wine.run(str(self.root / "医安.exe"))

    def tell(self, *words: str, home: str = "") -> tuple[int, str]:
        """A verb by the interpreter of the version in force, which is heard; the launcher hands nothing on that is printed."""
        main = str(self.version(self.line("current")) / "app" / "main.py")
        return self._python(self.line("current"), [main, "--home", home or self.data, *words])

    def run(self, number: str, script: str, *words: str) -> str:
        """What a few lines of Python print that use the parts of that version."""
        status, said = self._python(number, ["-c", _SCRIPT + script, *words])
        self.require(status == 0, f"{script}: {status}. {said}")
        return said.strip()

    def _python(self, number: str, words: Sequence[str]) -> tuple[int, str]:
        python = str(self.version(number) / "python" / "python.exe")
        return self.wine.run(python, "-B", *words, more=PINS)

    def started(self) -> str:
        """Which version the launcher starts for a verb: for a moment each ends with a status of its own."""
        mains = {file.parts[-3]: file for file in sorted(self.root.glob("versions/[0-9]*/app/main.py"))}
        kept = {number: file.read_bytes() for number, file in mains.items()}
        try:
            for status, file in enumerate(mains.values(), 40):
                file.write_text(f"import sys; sys.exit({status})\n", "utf-8")
            status, _ = self.wine.run(str(self.root / "医安.exe"), "verify")
        finally:
            for number, file in mains.items():
                file.write_bytes(kept[number])
        return dict(enumerate(mains, 40)).get(status, f"status {status}")

    @contextmanager
    def without_rights(self) -> Iterator[None]:
        """As an ordinary account meets an installation for everybody: to be read and run, ``watch`` to be written."""
        kept = [self.root, self.root / "versions", *(file for file in self.root.iterdir() if file.is_file())]
        modes = [path.stat().st_mode for path in kept]
        for path, mode in zip(kept, modes, strict=True):
            path.chmod(mode & ~0o222)
        try:
            yield
        finally:
            for path, mode in zip(kept, modes, strict=True):
                path.chmod(mode)

    def take_off(self) -> None:
        self.wine.run(f"{self.program}\\uninstall.exe", "/S")
        end = time.monotonic() + SETTLED_S
        while self.root.exists() and time.monotonic() < end:
            time.sleep(0.2)
        self.require(not self.root.exists(), "program files are left")

    def schema(self) -> str:
        with closing(_looked_at(self.database)) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def rows(self) -> dict[str, int]:
        return rows_of(self.database)

    def backups(self) -> set[Path]:
        return set(self.records.glob("backups/yian-*.db"))


def rows_of(database: Path) -> dict[str, int]:
    """Rows of every table but the trail, in which a backup is noted."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'audit'"
    with closing(_looked_at(database)) as connection:
        tables = [name for (name,) in connection.execute(names)]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _looked_at(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
