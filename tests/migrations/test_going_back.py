"""After the launcher went back: what the older program does with a database that the newer one had changed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from forms.clock import FixedClock
from models import backups, schema
from models.faults import NewerDatabase
from models.home import DATABASE
from models.migrations.history import HEAD
from models.program import Program
from models.store import Store
from models.verifying import verify
from models.versions import Versions
from tests.hospital import NURSE, START, open_hospital, seal_sample
from ui.gone_back import go_back
from ui.presenters.update_words import ready_of

CLOCK = FixedClock(START)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    root = tmp_path / "root"
    (root / "versions").mkdir(parents=True)
    (root / "current").write_text("0.1.0\n", "utf-8")
    (root / "fallen").write_text("0.2.0\n", "utf-8")
    return Versions(root=root)


def program_of(versions: Versions) -> Program:
    return Program(version="0.1.0", platform="linux-x86_64", is_release=False, root=versions.root)


def told(home: Path, versions: Versions) -> tuple[str, ...]:
    return go_back(home, CLOCK, program_of(versions), versions)


def made_newer(home: Path) -> str:
    """As a newer program leaves it: its copy from before, its schema, and a record sealed since; the id of that."""
    shutil.copyfile(home / DATABASE, made := backups.before(home, HEAD))
    assert backups.why_not(made) is None
    with closing(Store.open(home, clock=CLOCK)) as store:
        sealed = seal_sample(store, "fire.daily_patrol", author=NURSE)
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE sealed_objects ADD COLUMN weight INTEGER")
        connection.execute("CREATE TABLE trial (word TEXT)")
        connection.execute("UPDATE alembic_version SET version_num = '9999_trial'")
    return sealed.rev_id


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = open_hospital(tmp_path / "home")
    store.close()
    backups.folder_of(tmp_path / "home").mkdir(exist_ok=True)
    return tmp_path / "home"


@pytest.mark.fault(17)
def test_the_database_goes_back_with_what_was_sealed_since_and_the_newer_one_is_kept(
    home: Path, versions: Versions
) -> None:
    rev_id = made_newer(home)
    with pytest.raises(NewerDatabase):
        Store.open(home, clock=CLOCK)
    (sentence,) = told(home, versions)
    assert sentence.startswith("0.2.0 两次没有打开，已经自动换回 0.1.0，记录库也换回更新前的。")
    assert "更新后封存的都补回来了" in sentence
    assert versions.fallen is None
    with closing(Store.open(home, clock=CLOCK)) as store:
        report = verify(store)
        assert report.faults == ()
        with store.read() as session:
            held = (
                session.connection().exec_driver_sql("SELECT object_id FROM sealed_objects").scalars().all()
            )
    assert rev_id in held
    assert f"共 {len(held)} 件" in sentence
    aside = [one for one in home.rglob("*.db") if schema.version_of(one) == "9999_trial"]
    assert len(aside) == 1
    assert str(aside[0].parent) in sentence
    assert told(home, versions) == ()


def test_a_database_that_the_newer_version_never_touched_stays_and_the_way_back_is_told(
    home: Path, versions: Versions
) -> None:
    before = (home / DATABASE).read_bytes()
    (sentence,) = told(home, versions)
    assert sentence.startswith("0.2.0 两次没有打开，已经自动换回 0.1.0。记录都在")
    assert (home / DATABASE).read_bytes() == before
    assert versions.fallen is None


@pytest.mark.parametrize("damage", ["gone", "spoiled"])
def test_without_a_sound_copy_from_before_the_newer_database_is_left_to_be_looked_at(
    home: Path, versions: Versions, damage: str
) -> None:
    made_newer(home)
    copy = backups.before(home, HEAD)
    copy.unlink() if damage == "gone" else copy.write_bytes(b"spoiled")
    before = (home / DATABASE).read_bytes()
    assert told(home, versions) == ()
    assert (home / DATABASE).read_bytes() == before
    assert versions.fallen == "0.2.0"


def test_on_an_ordinary_day_nothing_is_told_and_nothing_is_read(home: Path, versions: Versions) -> None:
    versions.forget_fallen()
    assert told(home, versions) == ()


def test_until_an_administrator_has_settled_it_every_start_tells_who_fell_and_whom_to_ask(
    home: Path, versions: Versions
) -> None:
    """As it lies when the launcher went back by an account that may write in ``watch`` alone."""
    (versions.root / "fallen").unlink()
    (versions.root / "current").write_text("0.2.0\n", "utf-8")
    (versions.root / "previous").write_text("0.1.0\n", "utf-8")
    (versions.root / "watch").mkdir()
    starting = versions.root / "watch" / "starting"
    starting.write_text("0.2.0\n" * 2, "utf-8")
    (versions.folder("0.1.0") / "app").mkdir(parents=True)
    (versions.folder("0.1.0") / "app" / "main.py").touch()
    assert told(home, versions) == ()  # it has tries left
    starting.write_text("0.2.0\n" * 3, "utf-8")
    for _ in range(2):
        (sentence,) = told(home, versions)
        assert "0.2.0 两次没有打开，已经自动换回 0.1.0" in sentence
        assert "请信息员以管理员身份打开一次医安" in sentence
    assert ready_of(program_of(versions), versions) == ""
    versions.note_ready("0.1.0")
    assert starting.exists()
    versions.note_ready("0.2.0")
    assert not starting.exists()
    assert told(home, versions) == ()
    assert ready_of(program_of(versions), versions) == "0.2.0"
