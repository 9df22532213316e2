"""Before a computer is emptied, and while two programs want one store: nothing goes that nobody else has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from forms.clock import SystemClock
from models.home import DATABASE
from models.queries.leaving import leaving
from models.store import Store
from models.workflow import drafts
from tests.api.desk import Desk, is_refused, sentence_in
from tests.hospital import NURSE, open_hospital
from tests.pages import overwrite
from tools.verb_pages import ROOT


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    open_hospital(tmp_path / "home", SystemClock()).close()
    return Desk(tmp_path / "home", capsys)


def facts(text: str) -> dict[str, object]:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


@pytest.mark.fault(55)
def test_a_computer_with_something_unsent_is_not_left_without_naming_the_count(desk: Desk) -> None:
    with desk.store() as store:
        drafts.start(store, form_id="fire.daily_patrol", person=NURSE, department=None)
        with store.read() as session:
            left = leaving(session)
    before = desk.kept()
    assert left.drafts == 1
    assert left.operations == len(before[1])
    said = desk.verb("leave", "--json")
    assert said.status == 1
    assert facts(said.out)["total"] == left.total
    assert facts(said.out)["may_leave"] is False
    assert f"--knowing {left.total}" in sentence_in(said.err)
    assert desk.verb("leave", "--knowing", str(left.total - 1)).status == 1
    assert desk.verb("leave", "--knowing", str(left.total)).status == 0
    assert desk.kept() == before


@pytest.mark.fault(55)
def test_an_empty_folder_may_be_left_and_a_damaged_store_may_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], desk: Desk
) -> None:
    assert facts(Desk(tmp_path / "never", capsys).verb("leave", "--json").out)["may_leave"] is True
    overwrite(desk.home / DATABASE, 1, Random(7))
    assert "损坏" in is_refused(desk.verb("leave", "--knowing", "0"))


@pytest.mark.fault(10)
def test_the_verb_repairs_only_what_is_damaged(desk: Desk) -> None:
    before = desk.kept()
    assert "没有损坏" in is_refused(desk.verb("repair"))
    (desk.home / DATABASE).unlink()
    assert "不见了" in is_refused(desk.verb("records", "list"))
    said = desk.verb("repair", "--json")
    assert (said.status, said.err) == (0, "")
    report = facts(said.out)
    assert (report["before"], report["objects"], report["lost"]) == (len(before[0]), len(before[0]), [])
    assert desk.kept()[0] == before[0]


@pytest.mark.fault(16)
def test_while_one_process_has_the_store_another_looks_and_never_sends(desk: Desk) -> None:
    """As processes of their own, since a lock is the system's."""
    store = Store.open(desk.home, clock=SystemClock())

    def verb(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "--home", str(desk.home), *words],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    try:
        sync, listing = verb("sync"), verb("people", "list")
    finally:
        store.close()
    assert sync.returncode == 1
    assert "已经在这台电脑上打开" in sentence_in(sync.stderr)
    assert (listing.returncode, listing.stderr) == (0, "")
