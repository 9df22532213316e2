"""The self-test of the program: it passes on what is whole, names the step that fails, and touches nobody's records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.self_test import STEPS, self_test

MAIN = Path(__file__).parents[2] / "main.py"


def test_the_whole_program_proves_itself_with_its_window_and_touches_nothing_of_the_person(
    tmp_path: Path,
) -> None:
    own = {"HOME": str(tmp_path), "YIAN_HOME": str(tmp_path / "records"), "XDG_DATA_HOME": str(tmp_path)}
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"} | own
    said = subprocess.run(
        [sys.executable, str(MAIN), "--self-test", "--json"],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment | {"YIAN_PIN_0520": "9999"},  # of the person's own hospital, not of the trial
    )
    assert said.returncode == 0, said.stdout + said.stderr
    report = json.loads(said.stdout)
    assert report["passed"] is True
    assert report["with_window"] is True
    assert [step["id"] for step in report["steps"]] == [step.id for step in STEPS]
    told = {step["id"]: step["detail"] for step in report["steps"]}
    assert "开窗口" in told["fill"]
    assert "C30" in told["fill"]
    assert "1 页" in told["print"]
    assert "刚才那一件在内" in told["arrived"]
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_does_not_start_is_told_at_the_first_step_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "main.py"
    broken.write_text("raise SystemExit('no such part')", "utf-8")
    assert self_test(["--without-window"], (sys.executable, str(broken))) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("不通过  打开程序：forms 退出 1：no such part")
    assert lines[1:-1] == [f"没做到  {step.title}" for step in STEPS[1:]]
    assert lines[-1] == "自检没有通过。这台电脑上的记录没有动过。"
