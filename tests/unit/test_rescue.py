"""The emergency export: files that need no program, from a home that is damaged, of a newer program or read-only."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from models.home import DATABASE
from models.rescue import CannotRescue, rescue
from models.tables.sealed import SealedObject
from models.workflow import attachments
from tests.hospital import NURSE, START, open_hospital, seal_sample
from tests.pages import overwrite, pages_of
from tools.verb_pages import ROOT

PHOTO = b"%PDF-1.4\n" + Random(3).randbytes(300_000)
NAME = "欧阳某某"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], str]:
    """A home; its sealed objects by id; the serial number of one record, which names a patient in its private part."""
    home = tmp_path_factory.mktemp("rescue") / "home"
    store = open_hospital(home, FixedClock(START))
    attachments.add(store, PHOTO, "application/pdf")
    sealed = seal_sample(store, "event.adverse_event", author=NURSE, answers={"patient_name": NAME})
    with store.read() as session:
        objects = {row.object_id: row.bytes for row in session.scalars(select(SealedObject))}
    store.close()
    return home, objects, sealed.serial


@pytest.fixture
def home(furnished: tuple[Path, dict[str, bytes], str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(furnished[0], tmp_path / "home"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_complete(out: Path, objects: dict[str, bytes]) -> None:
    written = {path.stem: path.read_bytes() for path in (out / "records").glob("*.json")}
    assert written == objects
    assert {path.read_bytes() for path in (out / "attachments").iterdir()} == {PHOTO}


@pytest.mark.fault(10)
def test_it_runs_as_a_file_with_nothing_but_python_and_writes_nothing_into_the_home(
    furnished: tuple[Path, dict[str, bytes], str], home: Path, tmp_path: Path
) -> None:
    """``-I -S``: no other package is to be found. The database has lost its header, and the black box is gone."""
    _, objects, serial = furnished
    overwrite(home / DATABASE, 1, Random(7))
    shutil.rmtree(home / "blackbox")
    before = files_of(home)
    out = tmp_path / "stick"
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "models" / "rescue.py"), str(home), str(out)],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "index.html" in done.stdout
    assert files_of(home) == before
    assert_complete(out, objects)
    index = (out / "index.html").read_text("utf-8")
    assert serial in index
    assert "不良事件" in index
    assert serial in (out / "index.csv").read_text("utf-8-sig")
    assert (out / "as-it-was" / DATABASE).read_bytes() == before[DATABASE]
    everything = b"".join(files_of(out).values())
    assert NAME.encode() not in everything
    keys = json.loads((home / "keys" / "hospital.json").read_text())["keys"]
    assert all(key.encode() not in everything for key in keys.values())


def test_ciphertext_is_taken_along_as_it_is(
    furnished: tuple[Path, dict[str, bytes], str], tmp_path: Path
) -> None:
    home, objects, _ = furnished
    done = rescue(home, tmp_path / "out")
    parts = [json.loads(data).get("private") for data in objects.values()]
    wanted = {str(part["sha256"]) for part in parts if part}
    assert wanted
    found = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "out" / "ciphertext").glob("*.bin")
    }
    assert wanted <= found
    assert done.missing_attachments == 0
    assert done.problems == []


def test_a_damaged_page_is_made_up_for_by_the_black_box_and_the_backups(
    furnished: tuple[Path, dict[str, bytes], str], home: Path, tmp_path: Path
) -> None:
    _, objects, _ = furnished
    for page in pages_of(home / DATABASE)["table leaf of sealed_objects"]:
        overwrite(home / DATABASE, page, Random(7))
    assert_complete_after(home, tmp_path / "out", objects)


def assert_complete_after(home: Path, out: Path, objects: dict[str, bytes]) -> None:
    rescue(home, out)
    assert_complete(out, objects)


def test_a_database_of_a_newer_program_is_read_as_well(
    furnished: tuple[Path, dict[str, bytes], str], home: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
        connection.execute("ALTER TABLE sealed_objects ADD COLUMN weather TEXT DEFAULT 'fair'")
        connection.execute("CREATE TABLE unheard_of (a, b)")
    shutil.rmtree(home / "blackbox")
    assert_complete_after(home, tmp_path / "out", furnished[1])


def test_what_cannot_be_rescued_gets_a_sentence(home: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRescue, match="没有医安的记录"):
        rescue(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(CannotRescue, match="在记录的文件夹里面"):
        rescue(home, home / "out")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotRescue, match="原来的记录没有动过"):
        rescue(home, tmp_path / "file")
