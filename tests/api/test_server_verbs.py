"""The county's verbs as the IT person types them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def say(*words: str, data: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *words, "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | (env or {}),
        check=False,
    )


def test_a_hospital_is_added_listed_and_given_a_code(tmp_path: Path) -> None:
    added = json.loads(say("facility", "add", "示范县第一卫生院", "--json", data=tmp_path).stdout)
    (listed,) = json.loads(say("facility", "list", "--json", data=tmp_path).stdout)
    assert (listed["id"], listed["name"]) == (added["id"], "示范县第一卫生院")
    for name in (added["id"], "示范县第一卫生院"):
        code = say("enrol", "--facility", name, data=tmp_path).stdout.splitlines()[-1]
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", code)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("enrol", "--facility", "没有这家"), "名册上没有“没有这家”"),
        (("facility", "add", " "), "医院名称是空的"),
        (("device", "revoke", "nobody"), "没有编号为 nobody 的电脑"),
        (("user", "add", "周某", "--role", "officer"), "密码太短"),
        (("run", "--listen", "nowhere"), "不是 主机:端口 的写法"),
    ],
)
def test_a_refusal_is_a_sentence_and_status_1(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    done = say(*words, data=tmp_path, env={"YIAN_COUNTY_PASSWORD": "short"})
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_usage_is_status_2(tmp_path: Path) -> None:
    assert say("dance", data=tmp_path).returncode == 2


def test_verify_export_and_a_new_epoch_work_on_an_empty_county(tmp_path: Path) -> None:
    assert json.loads(say("verify", "--json", data=tmp_path).stdout) == {
        "objects": 0,
        "attachments": 0,
        "faults": [],
    }
    assert json.loads(say("export", "--json", data=tmp_path).stdout) == []
    first, second = (json.loads(say("new-epoch", "--json", data=tmp_path).stdout)["epoch"] for _ in range(2))
    assert first != second
