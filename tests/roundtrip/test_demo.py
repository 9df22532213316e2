"""The demo in its short form, and that its comparison sees what it is there to see."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tools import compare, demo
from tools.demo import PC1, PC2

SHORT = (
    ("first_start", PC1),
    ("join", PC2),
    ("approve", PC1),
    ("patrol", PC1),
    ("countersign", PC2),
    ("half_filled", PC1),
    ("resumed", PC1),
    ("near_miss", PC1),
    ("drain", PC1),
    ("drain", PC2),
)
HOMES = ("pc1", "pc2")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, compare.Comparison]:
    """The folder of a demo that was played once for all tests here, and what its comparison found."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, demo.run(folder, SHORT)


@pytest.fixture
def county(played: tuple[Path, compare.Comparison], tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the county's database that a test may spoil."""
    shutil.copytree(played[0] / "county", tmp_path / "county")
    with closing(sqlite3.connect(tmp_path / "county" / compare.COUNTY_DATABASE)) as database:
        yield database


def again(played: tuple[Path, compare.Comparison], tmp_path: Path) -> compare.Comparison:
    return compare.compare([played[0] / home for home in HOMES], tmp_path / "county")


def test_what_two_windows_sealed_is_at_the_county_once_and_the_same(
    played: tuple[Path, compare.Comparison],
) -> None:
    folder, found = played
    assert (found.lost, found.duplicated, found.different) == ((), (), ())
    assert (found.forms["fire.daily_patrol"], found.forms["event.adverse_event"]) == (2, 1)
    assert found.received == found.revisions >= found.records
    assert found.attachments >= 3  # a photo, two drawn signatures
    assert len(list((folder / "screens").glob("*.png"))) > 20


def test_an_object_that_the_county_lost_is_named(
    played: tuple[Path, compare.Comparison], county: sqlite3.Connection, tmp_path: Path
) -> None:
    query = "SELECT object_id FROM objects WHERE kind = 'revision' LIMIT 1"
    (name,) = county.execute(query).fetchone()
    county.execute("DELETE FROM objects WHERE object_id = ?", (name,))
    county.commit()
    found = again(played, tmp_path)
    assert found.lost == (name,)
    assert found.received == found.revisions - 1


def test_an_attachment_with_one_other_byte_is_named(
    played: tuple[Path, compare.Comparison], county: sqlite3.Connection, tmp_path: Path
) -> None:
    name, content = county.execute(
        "SELECT sha256, content FROM blob_chunks WHERE start = 0 LIMIT 1"
    ).fetchone()
    spoilt = bytes([content[0] ^ 1]) + content[1:]
    county.execute("UPDATE blob_chunks SET content = ? WHERE sha256 = ? AND start = 0", (spoilt, name))
    county.commit()
    assert again(played, tmp_path).different == (name,)


def test_an_object_kept_for_two_hospitals_is_there_twice(
    played: tuple[Path, compare.Comparison], county: sqlite3.Connection, tmp_path: Path
) -> None:
    county.execute("CREATE TEMP TABLE one AS SELECT * FROM objects WHERE kind = 'revision' LIMIT 1")
    county.execute("UPDATE one SET facility_id = 'another'")
    county.execute("INSERT INTO objects SELECT * FROM one")
    (name,) = county.execute("SELECT object_id FROM one").fetchone()
    county.commit()
    assert again(played, tmp_path).duplicated == (name,)


def test_a_demo_that_lost_something_or_left_a_step_out_says_so(
    played: tuple[Path, compare.Comparison], county: sqlite3.Connection, tmp_path: Path
) -> None:
    county.execute("DELETE FROM anonymous_objects")
    county.commit()
    wrong = demo.judge(tmp_path, again(played, tmp_path), 1.0)
    assert sum(sentence.startswith("县里没有") for sentence in wrong) == 1
    assert "fire.drill 应有 1 份，封存了 0 份" in wrong
    assert any("印出 0 份" in sentence for sentence in wrong)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert demo.main([str(tmp_path)]) == 1
    assert "没有动它" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
