"""Installs the set-up program under wine and does with it what hospitals will: upgrade, interrupt, update, mend, take off.

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
from dataclasses import dataclass, field
from pathlib import Path

from installer import wine_updates as updates
from installer.steps import BuildError, say
from installer.wine_installation import Installation, files_in, rows_of
from installer.wine_prefix import LONGEST_S, Wine, said_by

PROGRAM = "C:\\程序 文件\\医安"
RECORDS = "C:\\医院 记录\\一"
ORDINARY_ACCOUNT = Path(__file__).with_name("ordinary_account.py")
FOR_ALL = ("C:\\Program Files\\YiAn", "C:\\ProgramData\\YiAn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Set-up programs, and folders of versions, that the trial needs."""

    set_up: Path
    version: Path  # that it holds
    older: Path  # a set-up program of a version before it
    older_number: str
    losing: Path  # one of a version whose schema loses rows
    huge: Path  # one that needs more room than there is
    newer: Path  # folder of a version with one more step of the schema
    failing: Path  # folder of one that does not pass its self-test


def prove(made: Made) -> None:
    """BuildError at the first thing that is not as it should be."""
    for name in ("wine", "wineserver"):
        if not shutil.which(name):
            raise BuildError(
                "这台电脑上没有 wine。", "There is no wine on this computer: apt-get install wine wine64"
            )
    with tempfile.TemporaryDirectory(prefix="yian-wine-") as scratch:
        trial = Trial(wine=Wine(Path(scratch)), made=made)
        try:
            trial.wine.boot()
            trial.run()
        finally:
            trial.wine.stop()


@dataclass(slots=True, kw_only=True)
class Trial:
    wine: Wine
    made: Made
    site: Installation = field(init=False)
    shared: Installation = field(init=False)

    def __post_init__(self) -> None:
        self.site = Installation(wine=self.wine, program=PROGRAM, data=RECORDS)
        self.shared = Installation(wine=self.wine, program=FOR_ALL[0], data=FOR_ALL[1])

    def run(self) -> None:
        with self._step("旧版装进带中文和空格的文件夹", "install the older version"):
            self.site.set_up(self.made.older, f"/DATA={RECORDS}", f"/D={PROGRAM}")
            self.site.is_in_force(self.made.older_number)
        with self._step("建医院、核对、打印", "set up a hospital, verify, print"):
            self.site.ask(
                "setup", "--hospital", "示范县第一卫生院", "--level", "township", "--admin", "0101", "--demo"
            )
            self.site.ask("verify")
            self.site.ask("print", "--blank", "fire.daily_patrol", "--out", "C:\\纸 面.pdf")
            self.site.require(self.wine.path("C:\\纸 面.pdf").read_bytes().startswith(b"%PDF"), "no paper")
        with self._step("不该放的地方，都不放", "refuse the places that are not safe"):
            self._refuse_places()
        with self._step("硬盘放不下", "refuse a disk without room"):
            self.site.set_up(self.made.huge, status=12)
            self.site.require(
                re.search(r"只剩 \d+ MB，安装要 1000000\d\d\d MB", self.wine.reason()), "no figures"
            )
        with self._step("开着的时候不换", "refuse while it is open"), self._held():
            self.site.set_up(self.made.set_up, status=13)
        with self._step("副本上对不上，不换", "refuse a version that loses rows on a copy"):
            self._loses()
        with self._step("换到一半断电", "cut an upgrade"):
            self._cut()
        with self._step("升级", "upgrade"):
            self._upgrade()
        with self._step("自检", "self-test"):
            self.site.ask("--self-test", "--without-window")
        with self._step("新版打不开，退回旧版", "go back from a version that does not open"):
            self._go_back()
        with self._step("不退回旧版", "refuse a downgrade"):
            self.site.set_up(self.made.older, status=15)
        with self._step("更新的程序写过的记录", "refuse records of a newer program"):
            self._newer_records()
        with self._step("坏了的安装文件", "refuse a damaged set-up program"):
            self._damaged()
        with self._step("补齐缺了的程序文件", "mend a half-removed installation"):
            self.site.set_up(self.made.set_up)
            self.site.is_in_force(self.number)
            self.site.ask("verify")
        with self._step("卸载，留着记录", "take it off and keep the records"):
            self._remove()
        with self._step("给所有人装", "install for everybody"):
            self._everybody()
        with self._step("没有管理员，退回旧版", "go back without an administrator"):
            self._everybody_goes_back()
        with self._step("给所有人装的，更新要管理员", "update an installation for everybody"):
            updates.ordinary_account(self.shared, self.made.newer)
            self.shared.take_off()
            self.shared.require(self.shared.database.exists(), "records went with the program")
        with self._step("再装，接着用", "install again and find the records"):
            self.site.set_up(self.made.set_up, f"/D={PROGRAM}")
            self.site.ask("verify")
            self.site.set_up(self.made.set_up, "/ALLUSERS", status=19)
            updates.get_ready(self.site)
        with self._step("U 盘上的更新，不对的不装", "refuse updates that are not right"):
            updates.refuse_what_is_not_right(self.site, self.made.newer, self.made.failing)
        with self._step(
            "从 U 盘更新，打不开，连记录退回", "update from a stick, and go back with the records"
        ):
            updates.take_back(self.site, self.made.newer)
        with self._step("从 U 盘更新，用下去", "update from a stick, and keep it"):
            updates.keep(self.site, self.made.newer)
        for name, seconds in self.wine.seconds.items():
            print(f"  {seconds:6.1f} s  {name}", flush=True)

    @property
    def number(self) -> str:
        return self.made.version.name

    @contextmanager
    def _step(self, chinese: str, english: str) -> Iterator[None]:
        say(f"wine：{chinese}", english)
        begun = time.monotonic()
        yield
        self.wine.seconds[english] = time.monotonic() - begun

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
                self.site.set_up(self.made.set_up, f"/DATA={place}", "/D=C:\\别处", status=11)
                self.site.require(
                    not self.wine.path("C:\\别处").exists(), f"{place} was refused, and something was written"
                )
        status, said = self.site.tell(
            "setup", "--hospital", "示范", "--level", "township", "--admin", "0101", home="N:\\a"
        )
        self.site.require(
            status == 1 and "网络" in said, f"the program itself wrote on a network drive: {said}"
        )

    @contextmanager
    def _entry_put_away(self) -> Iterator[None]:
        """A Windows that knows of no installation, so that it may be asked where to install one."""
        key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\YiAn"
        kept = str(self.wine.folder / "kept.reg")
        self.wine.run("reg", "export", key, kept, "/y")
        self.wine.run("reg", "delete", key, "/f")
        yield
        self.wine.run("reg", "import", kept)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The program open in another process, until the end."""
        version = self.site.root / "versions" / self.made.older_number
        script = (
            "import sys,pathlib; from models.home import HomeLock; lock = HomeLock(pathlib.Path(sys.argv[1]));"
            "print('held', flush=True); sys.stdin.read()"
        )
        process = subprocess.Popen(
            self.wine.command(str(version / "python" / "python.exe"), "-B", "-c", script, RECORDS),
            env=self.wine.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        try:
            self.site.require(process.stdout.readline().strip() == b"held", "the lock could not be taken")
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=LONGEST_S)
            process.stdout.close()

    def _cut(self) -> None:
        """Killed while it writes files: the version before is in force and starts."""
        process = self.wine.start(str(self.made.set_up), "/S")
        end = time.monotonic() + LONGEST_S
        versions = self.site.root / "versions"
        while not list(versions.glob(".incoming-*/app/*")) and time.monotonic() < end:
            time.sleep(0.05)
        self.site.require(process.poll() is None, "it was done before it could be cut")
        subprocess.run(["wineserver", "-k"], env=self.wine.environment, check=False)
        process.wait(timeout=LONGEST_S)
        said_by(process)
        self.site.require(bool(list(versions.glob(".incoming-*"))), "nothing was cut")
        self.site.is_in_force(self.made.older_number)
        self.site.ask("verify")

    def _loses(self) -> None:
        before = self.site.rows()
        self.site.set_up(self.made.losing, status=22)
        self.site.require("表 credentials 原有" in self.wine.reason(), "it does not say what is lost")
        self._entries_are_there()
        self.site.is_in_force(self.made.older_number)
        self.site.require(self.site.rows() == before, "records are not what they were")
        self.site.require(not self.site.starting.exists(), "what was never in force is watched")
        self.site.ask("verify")

    def _upgrade(self) -> None:
        before, backups = self.site.rows(), self.site.backups()
        self.site.set_up(self.made.set_up)
        self.site.is_in_force(self.number)
        self._entries_are_there()
        self.site.require(
            self.site.line("previous") == self.made.older_number, "the version before is not named"
        )
        self.site.require(self.site.starting.read_bytes() == b"", "the new version is not watched")
        made = self.site.backups() - backups
        self.site.require(len(made) == 1 and rows_of(made.pop()) == before, "no backup before the upgrade")
        self.site.require(self.site.rows() == before, "records are not what they were")
        self.site.ask("verify")

    def _entries_are_there(self) -> None:
        menu = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
        users = self.wine.prefix / "drive_c" / "users"
        links = [*users.glob("*/Desktop/医安.lnk"), *users.glob(f"*/{menu}/医安.lnk")]
        self.site.require(len(links) == 2, f"entries: {links}")

    def _go_back(self) -> None:
        """No window of Qt opens under wine, so this version never gets ready: the third start is that of the one before."""
        for tries in (1, 2):
            self.site.open_window()
            lines = self.site.starting.read_text("utf-8").split()
            self.site.require(lines == [self.number] * tries, f"tries: {lines}")
        self.site.open_window()
        self.site.is_in_force(self.made.older_number)
        self.site.require(self.site.line("fallen") == self.number, "it does not say what fell")
        self.site.require(not self.site.starting.exists(), "the version before is watched")
        self.site.set_up(self.made.set_up)
        self.site.is_in_force(self.number)
        self.site.require(self.site.line("fallen") == "", "it says that fell what is in force")

    def _newer_records(self) -> None:
        """Met by an installation of which only the line in ``current`` is left, as the next step meets it."""
        there = self.site.records / "yian.db"
        kept = there.with_suffix(".kept")
        shutil.copyfile(there, kept)
        with sqlite3.connect(there) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.close()
        shutil.rmtree(self.site.root / "versions")
        self.site.set_up(self.made.set_up, status=16)
        self.site.require("更新的程序" in self.wine.reason(), "it does not say why")
        kept.replace(there)

    def _damaged(self) -> None:
        damaged = self.wine.folder / "damaged.exe"
        data = bytearray(self.made.set_up.read_bytes())
        data[len(data) // 2] ^= 1
        damaged.write_bytes(data)
        status, _ = self.wine.run(str(damaged), "/S")
        self.site.require(status != 0, "a damaged set-up program ran")

    def _remove(self) -> None:
        before = files_in(self.site.records)
        self.site.take_off()
        self.site.require(files_in(self.site.records) == before, "records are not what they were")

    def _everybody(self) -> None:
        """Whoever runs wine is its administrator; records lie where every account can write."""
        shared = self.shared
        self._refuse_without_administrator(self.made.set_up, "/ALLUSERS")
        shared.require(not shared.root.exists(), "something was written")
        shared.set_up(self.made.older, "/ALLUSERS")
        told = (shared.root / "data-folder").read_text("utf-16").strip()
        shared.require(told == shared.data, f"records in {told}")
        shared.ask("setup", "--hospital", "示范", "--level", "township", "--admin", "0101", "--demo")
        before, rows = files_in(shared.records), shared.rows()
        self._refuse_without_administrator(self.made.set_up)
        shared.is_in_force(self.made.older_number)
        shared.require(files_in(shared.records) == before, "records are not what they were")
        shared.set_up(self.made.set_up)
        shared.is_in_force(self.number)
        shared.require(
            shared.starting == shared.root / "watch" / "starting", "no account may count its tries"
        )
        shared.require(shared.starting.read_bytes() == b"", "the new version is not watched")
        shared.require(shared.rows() == rows, "records are not what they were")

    def _refuse_without_administrator(self, program: Path, *switches: str) -> None:
        command = subprocess.list2cmdline([f"Z:{program}".replace("/", "\\"), "/S", *switches])
        python = str(self.made.version / "python" / "python.exe")
        status, said = self.wine.run(python, "-B", str(ORDINARY_ACCOUNT), command)
        self.shared.require(status == 10, f"an ordinary account was not refused: {status}. {said}")
        self.shared.require("请管理员来装" in self.wine.reason(), "it does not say whom to ask")

    def _everybody_goes_back(self) -> None:
        """Settled by an administrator's start, or by a set-up program over it, which knows what is at work."""
        shared, old = self.shared, self.made.older_number
        updates.ordinary_going_back(shared, self.number, old)
        shared.open_window()
        shared.is_in_force(old)
        shared.require(shared.line("fallen") == self.number and not shared.starting.exists(), "not settled")
        shared.set_up(self.made.set_up)
        updates.ordinary_going_back(shared, self.number, old)
        shared.set_up(self.made.set_up)
        shared.is_in_force(self.number)
        shared.require(shared.line("previous") == old, "the version before is not named")
        shared.require(shared.starting.read_bytes() == b"" and not shared.line("fallen"), "not watched anew")
        shared.require(shared.started() == self.number, "the new version is not started")
        updates.get_ready(shared)
