"""Installs the set-up program under wine and does with it what hospitals will: upgrade, interrupt, mend, take off.

Wine shows no window of Qt; what it cannot show stands in installer/RELEASE.md.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer import checksums
from installer.steps import BuildError, say
from installer.wine_prefix import LONGEST_S, Wine, said_by

PROGRAM = "C:\\程序 文件\\医安"
RECORDS = "C:\\医院 记录\\一"
PIN = {"YIAN_PIN_0101": "4917"}
SETTLED_S = 60.0  # a removal goes on after its first process has ended


def prove(made: Path, version: Path, *, older: Path, huge: Path) -> None:
    """BuildError at the first thing that is not as it should be. ``version``: the staged folder that ``made`` holds."""
    for name in ("wine", "wineserver"):
        if not shutil.which(name):
            raise BuildError(
                "这台电脑上没有 wine。", "There is no wine on this computer: apt-get install wine wine64"
            )
    with tempfile.TemporaryDirectory(prefix="yian-wine-") as scratch:
        trial = Trial(wine=Wine(Path(scratch)), made=made, older=older, huge=huge, version=version)
        try:
            trial.wine.boot()
            trial.run()
        finally:
            trial.wine.stop()


@dataclass(slots=True, kw_only=True)
class Trial:
    wine: Wine
    made: Path
    older: Path
    huge: Path
    version: Path

    def run(self) -> None:
        with self._step("旧版装进带中文和空格的文件夹", "install the older version"):
            self._set_up(self.older, f"/DATA={RECORDS}", f"/D={PROGRAM}")
            self._is_in_force("0.0.1")
        with self._step("建医院、核对、打印", "set up a hospital, verify, print"):
            self._ask(
                "setup", "--hospital", "示范县第一卫生院", "--level", "township", "--admin", "0101", "--demo"
            )
            self._ask("verify")
            self._ask("print", "--blank", "fire.daily_patrol", "--out", "C:\\纸 面.pdf")
            self._require(self.wine.path("C:\\纸 面.pdf").read_bytes().startswith(b"%PDF"), "no paper")
        with self._step("不该放的地方，都不放", "refuse the places that are not safe"):
            self._refuse_places()
        with self._step("硬盘放不下", "refuse a disk without room"):
            self._set_up(self.huge, status=12)
            self._require(
                re.search(r"只剩 \d+ MB，安装要 1000000\d\d\d MB", self.wine.reason()), "no figures"
            )
        with self._step("开着的时候不换", "refuse while it is open"), self._held():
            self._set_up(self.made, status=13)
        with self._step("换到一半断电", "cut an upgrade"):
            self._cut()
        with self._step("升级", "upgrade"):
            self._upgrade()
        with self._step("自检", "self-test"):
            self._ask("--self-test", "--without-window")
        with self._step("新版打不开，退回旧版", "go back from a version that does not open"):
            self._go_back()
        with self._step("不退回旧版", "refuse a downgrade"):
            self._set_up(self.older, status=15)
        with self._step("更新的程序写过的记录", "refuse records of a newer program"):
            self._newer_records()
        with self._step("坏了的安装文件", "refuse a damaged set-up program"):
            self._damaged()
        with self._step("补齐缺了的程序文件", "mend a half-removed installation"):
            self._set_up(self.made)
            self._is_in_force(self._number)
            self._ask("verify")
        with self._step("卸载，留着记录", "take it off and keep the records"):
            self._remove()
        with self._step("给所有人装", "install for everybody"):
            self._everybody()
        with self._step("再装，接着用", "install again and find the records"):
            self._set_up(self.made, f"/D={PROGRAM}")
            self._ask("verify")
            self._set_up(self.made, "/ALLUSERS", status=19)
        for name, seconds in self.wine.seconds.items():
            print(f"  {seconds:6.1f} s  {name}", flush=True)

    @property
    def _root(self) -> Path:
        return self.wine.path(PROGRAM)

    @property
    def _records(self) -> Path:
        return self.wine.path(RECORDS)

    @property
    def _number(self) -> str:
        return self.version.name

    @contextmanager
    def _step(self, chinese: str, english: str) -> Iterator[None]:
        say(f"wine：{chinese}", english)
        begun = time.monotonic()
        yield
        self.wine.seconds[english] = time.monotonic() - begun

    def _require(self, holds: object, otherwise: str) -> None:
        if not holds:
            raise BuildError(
                f"wine 里装出来的不对：{otherwise}\n{self.wine.reason()}",
                f"Not as it should be under wine: {otherwise}",
            )

    def _set_up(self, program: Path, *switches: str, status: int = 0) -> None:
        # /D= is not quoted, so its spaces part it; NSIS takes the rest of the line.
        words = [
            word
            for switch in switches
            for word in (switch.split(" ") if switch.startswith("/D=") else [switch])
        ]
        ended, said = self.wine.run(str(program), "/S", *words)
        self._require(ended == status, f"{program.name} {switches}: {ended}, not {status}. {said}")
        self._require(
            not list((self._root / "versions").glob(".incoming-*")), "something half written is left"
        )

    def _is_in_force(self, number: str) -> None:
        self._require((self._root / "current").read_text() == f"{number}\n", f"{number} is not in force")
        version = self._root / "versions" / number
        self._require(
            not checksums.differences(version), f"other files: {checksums.differences(version)[:5]}"
        )
        links = list(self.wine.prefix.glob("drive_c/users/*/Desktop/医安.lnk"))
        links += self.wine.prefix.glob(
            "drive_c/users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/医安.lnk"
        )
        self._require(len(links) == 2, f"entries: {links}")

    def _ask(self, *words: str) -> str:
        """By the launcher, so that all is as when a person starts it; the launcher hands the data folder on."""
        status, said = self.wine.run(str(self._root / "医安.exe"), *words, more=PIN)
        self._require(status == 0, f"{words}: {status}. {said}")
        return said

    def _refuse_places(self) -> None:
        places = (
            "N:\\医安",
            "U:\\医安",
            "\\\\server\\share",
            "C:\\OneDrive\\医安",
            "C:\\我的坚果云",
            "C:\\Own Name\\a",
            "医安",
        )
        with self._entry_put_away():
            for place in places:
                self._set_up(self.made, f"/DATA={place}", "/D=C:\\别处", status=11)
                self._require(
                    not self.wine.path("C:\\别处").exists(), f"{place} was refused, and something was written"
                )
        status, said = self._python(
            "setup", "--hospital", "示范", "--level", "township", "--admin", "0101", home="N:\\a"
        )
        self._require(status == 1 and "网络" in said, f"the program itself wrote on a network drive: {said}")

    @contextmanager
    def _entry_put_away(self) -> Iterator[None]:
        """A Windows that knows of no installation, so that it may be asked where to install one."""
        key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\YiAn"
        kept = str(self.wine.folder / "kept.reg")
        self.wine.run("reg", "export", key, kept, "/y")
        self.wine.run("reg", "delete", key, "/f")
        yield
        self.wine.run("reg", "import", kept)

    def _python(self, *words: str, home: str = RECORDS) -> tuple[int, str]:
        version = self._root / "versions" / (self._root / "current").read_text().strip()
        main = str(version / "app" / "main.py")
        return self.wine.run(
            str(version / "python" / "python.exe"), "-B", main, "--home", home, *words, more=PIN
        )

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The program open in another process, until the end."""
        version = self._root / "versions" / "0.0.1"
        script = (
            "import sys,pathlib; from models.home import HomeLock; lock = HomeLock(pathlib.Path(sys.argv[1]));"
            "print('held', flush=True); sys.stdin.read()"
        )
        process = subprocess.Popen(
            ["wine", str(version / "python" / "python.exe"), "-B", "-c", script, RECORDS],
            env=self.wine.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        try:
            self._require(process.stdout.readline().strip() == b"held", "the lock could not be taken")
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=LONGEST_S)
            process.stdout.close()

    def _cut(self) -> None:
        """Killed while it writes files: the version before is in force and starts."""
        process = self.wine.start(str(self.made), "/S")
        end = time.monotonic() + LONGEST_S
        versions = self._root / "versions"
        while not list(versions.glob(".incoming-*/app/*")) and time.monotonic() < end:
            time.sleep(0.05)
        self._require(process.poll() is None, "it was done before it could be cut")
        subprocess.run(["wineserver", "-k"], env=self.wine.environment, check=False)
        process.wait(timeout=LONGEST_S)
        said_by(process)
        self._require(bool(list(versions.glob(".incoming-*"))), "nothing was cut")
        self._is_in_force("0.0.1")
        self._ask("verify")

    def _upgrade(self) -> None:
        before = _counts(self._records / "yian.db")
        backups = set(self._records.glob("backups/yian-*.db"))
        self._set_up(self.made)
        self._is_in_force(self._number)
        self._require((self._root / "previous").read_text() == "0.0.1\n", "the version before is not named")
        self._require((self._root / "starting").read_bytes() == b"", "the new version is not watched")
        made = set(self._records.glob("backups/yian-*.db")) - backups
        self._require(len(made) == 1 and _counts(made.pop()) == before, "no backup before the upgrade")
        self._require(_counts(self._records / "yian.db") == before, "records are not what they were")
        self._ask("verify")

    def _go_back(self) -> None:
        """No window of Qt opens under wine, so this version never gets ready: the third start is that of the one before."""
        for tries in (1, 2):
            self.wine.run(str(self._root / "医安.exe"))
            lines = (self._root / "starting").read_text().splitlines()
            self._require(lines == [self._number] * tries, f"tries: {lines}")
        self.wine.run(str(self._root / "医安.exe"))
        self._is_in_force("0.0.1")
        self._require((self._root / "fallen").read_text() == f"{self._number}\n", "it does not say what fell")
        self._require(not (self._root / "starting").exists(), "the version before is watched")
        self._set_up(self.made)
        self._is_in_force(self._number)

    def _newer_records(self) -> None:
        """Met by an installation of which only the line in ``current`` is left, as the next step meets it."""
        there = self._records / "yian.db"
        kept = there.with_suffix(".kept")
        shutil.copyfile(there, kept)
        with sqlite3.connect(there) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.close()
        shutil.rmtree(self._root / "versions")
        self._set_up(self.made, status=16)
        self._require("更新的程序" in self.wine.reason(), "it does not say why")
        kept.replace(there)

    def _damaged(self) -> None:
        damaged = self.wine.folder / "damaged.exe"
        data = bytearray(self.made.read_bytes())
        data[len(data) // 2] ^= 1
        damaged.write_bytes(data)
        status, _ = self.wine.run(str(damaged), "/S")
        self._require(status != 0, "a damaged set-up program ran")

    def _remove(self) -> None:
        before = _files(self._records)
        self._take_off(PROGRAM)
        self._require(_files(self._records) == before, "records are not what they were")

    def _take_off(self, program: str) -> None:
        root = self.wine.path(program)
        self.wine.run(f"{program}\\uninstall.exe", "/S")
        end = time.monotonic() + SETTLED_S
        while root.exists() and time.monotonic() < end:
            time.sleep(0.2)
        self._require(not root.exists(), "program files are left")

    def _everybody(self) -> None:
        """Whoever runs wine is its administrator; records lie where every account can write."""
        self._set_up(self.made, "/ALLUSERS")
        program = "C:\\Program Files\\YiAn"
        root, records = self.wine.path(program), self.wine.path("C:\\ProgramData\\YiAn")
        told = (root / "data-folder").read_text("utf-16").strip()
        self._require(told == "C:\\ProgramData\\YiAn", f"records in {told}")
        words = ("setup", "--hospital", "示范", "--level", "township", "--admin", "0101")
        status, said = self.wine.run(str(root / "医安.exe"), *words, more=PIN)
        self._require(status == 0 and (records / "yian.db").exists(), f"no hospital for everybody: {said}")
        self._take_off(program)
        self._require((records / "yian.db").exists(), "records went with the program")


def _counts(database: Path) -> dict[str, int]:
    """Rows of every table but the trail, in which a backup is noted."""
    with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'audit'"
            )
        ]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
