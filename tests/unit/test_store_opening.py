"""Opening the store: pragmas, one process, bad places, and what a start tells."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from forms.clock import FixedClock
from models import vault
from models.copying import problem_of
from models.faults import (
    AnotherProcess,
    Corrupt,
    DiskFault,
    DiskFull,
    HomeUnwritable,
    NetworkFolder,
    NotSetUp,
    ReadOnly,
    store_error,
)
from models.home import DATABASE, file_system_of, refuse_unsafe_place
from models.installation import next_number, setting
from models.journal import journal_plan
from models.store import Store
from models.tables.installation import Counter
from tests.hospital import START


@pytest.mark.fault(18)
@pytest.mark.parametrize(
    ("version", "mode", "synchronous"),
    [
        ((3, 40, 1), "delete", 3),
        ((3, 44, 5), "delete", 3),
        ((3, 44, 6), "wal", 2),
        ((3, 45, 3), "delete", 3),
        ((3, 50, 6), "delete", 3),
        ((3, 50, 7), "wal", 2),
        ((3, 51, 2), "delete", 3),
        ((3, 51, 3), "wal", 2),
        ((3, 53, 4), "wal", 2),
    ],
)
def test_the_journal_mode_follows_the_version_of_sqlite(
    version: tuple[int, int, int], mode: str, synchronous: int
) -> None:
    plan = journal_plan(version)
    assert (plan.mode, plan.synchronous) == (mode, synchronous)


@pytest.mark.fault(18)
@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_pragmas_read_back_on_every_connection(tmp_path: Path, version: tuple[int, int, int]) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START), sqlite_version=version)
    plan = journal_plan(version)
    for transaction in (store.read, store.write, store.read):
        with transaction() as session:
            found = {
                name: session.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert found == {
            "journal_mode": plan.mode,
            "synchronous": plan.synchronous,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
        }
    store.close()


def test_reading_cannot_write(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    with pytest.raises(HomeUnwritable), store.read() as session:
        session.execute(text("INSERT INTO settings VALUES ('a', '1')"))
    store.close()


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    with pytest.raises(IntegrityError), store.write() as session:
        session.add_all([Counter(name="series", value=7), Counter(name="series", value=8)])
    with store.write() as session:
        assert next_number(session, "series") == 1
    store.close()


@pytest.mark.fault(16)
def test_writers_in_many_threads_take_turns(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))

    def count() -> None:
        for _ in range(20):
            with store.write() as session:
                next_number(session, "series")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.write() as session:
        assert next_number(session, "series") == 81
    store.close()


def test_writing_inside_writing_is_a_bug_and_not_a_deadlock(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    with pytest.raises(RuntimeError, match="inside"), store.write(), store.write():
        pass
    with store.write() as session:
        assert setting(session, "nothing") is None
    store.close()


@pytest.mark.fault(16)
def test_a_second_opener_is_told_and_may_look(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    with pytest.raises(AnotherProcess, match="已经在这台电脑上打开"):
        Store.open(tmp_path, clock=FixedClock(START))
    looking = Store.open(tmp_path, clock=FixedClock(START), read_only=True)
    with pytest.raises(ReadOnly), looking.write():
        pass
    looking.close()
    store.close()
    Store.open(tmp_path, clock=FixedClock(START)).close()


@pytest.mark.fault(16)
def test_a_second_process_is_refused_too(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    code = (
        "import sys; from pathlib import Path\n"
        "from forms.clock import SystemClock; from models.store import Store\n"
        "try: Store.open(Path(sys.argv[1]), clock=SystemClock())\n"
        "except Exception as error: print(type(error).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "AnotherProcess"
    store.close()


def test_looking_at_an_empty_folder_says_it_is_not_set_up(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="还没有设置医院"):
        Store.open(tmp_path, clock=FixedClock(START), read_only=True)


@pytest.mark.fault(19)
@pytest.mark.parametrize("name", ["OneDrive - 示范县第一卫生院", "Dropbox", "坚果云"])
def test_a_folder_that_is_copied_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NetworkFolder, match="请换成本机硬盘"):
        Store.open(tmp_path / name / "yian", clock=FixedClock(START))
    assert not (tmp_path / name).exists()


@pytest.mark.fault(19)
def test_a_network_share_is_refused(tmp_path: Path) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/export {tmp_path} nfs4 rw 0 0\n"
    assert file_system_of(tmp_path / "home", mounts) == "nfs4"
    with pytest.raises(NetworkFolder, match="网络共享盘"):
        refuse_unsafe_place(tmp_path / "home", mounts=mounts)
    refuse_unsafe_place(tmp_path.parent, mounts=mounts)


@pytest.mark.fault(9)
def test_a_home_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeUnwritable, match="写不进去"):
        Store.open(tmp_path / "file" / "home", clock=FixedClock(START))


LOOK = """
import os, sys
from pathlib import Path
from forms.clock import SystemClock
from models.store import Store

Store.open(Path(sys.argv[2]), clock=SystemClock()).installation()  # everything is imported by now
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
home = Path(sys.argv[1])
try:
    Store.open(home, clock=SystemClock())
except Exception as error:
    print(type(error).__name__)
print(Store.open(home, clock=SystemClock(), read_only=True).installation())
"""


@pytest.mark.fault(9)
def test_a_home_without_permission_can_be_looked_at() -> None:
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        Store.open(home, clock=FixedClock(START)).close()
        home.chmod(0o555)
        (home / DATABASE).chmod(0o444)
        done = subprocess.run(
            [sys.executable, "-c", LOOK, str(home), other], capture_output=True, text=True, check=False
        )
        home.chmod(0o755)
    assert done.stdout.split() == ["HomeUnwritable", "None"], done.stderr


def test_a_damaged_file_is_named_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is no database at all" * 400)
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(Corrupt, match="原文件没有动"):
        Store.open(tmp_path, clock=FixedClock(START))
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_start_takes_the_ballast_and_finds_nothing_wrong(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    assert vault.check_at_start(store) == ()
    assert store.ballast.is_there
    store.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFault),
        (sqlite3.SQLITE_CORRUPT, Corrupt),
        (sqlite3.SQLITE_READONLY, HomeUnwritable),
    ],
)
def test_what_sqlite_reports_becomes_a_sentence(code: int, kind: type[Exception]) -> None:
    error = sqlite3.OperationalError("reported")
    error.sqlite_errorcode = code
    assert type(store_error(error, "home")) is kind
    assert store_error(ValueError("ours"), "home") is None


CUT_OFF = """
import os, sqlite3, sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 5")  # so that pages reach the file before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE counters SET value = 99")
connection.execute("CREATE TABLE spilled (bytes BLOB)")
for _ in range(200):
    connection.execute("INSERT INTO spilled VALUES (randomblob(4000))")
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("read_only", [True, False])
def test_a_transaction_that_a_kill_cut_off_is_undone_at_the_next_opening(
    tmp_path: Path, *, read_only: bool
) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    with store.write() as session:
        next_number(session, "series")
    store.close()
    subprocess.run([sys.executable, "-c", CUT_OFF, str(tmp_path / DATABASE)], check=False)
    assert (tmp_path / f"{DATABASE}-journal").stat().st_size > 0
    store = Store.open(tmp_path, clock=FixedClock(START), read_only=read_only)
    with store.read() as session:
        assert session.scalars(select(Counter.value)).all() == [1]
    assert problem_of(tmp_path / DATABASE) is None
    store.close()
