"""The verbs of figures: what they refuse and why, and that refusals leave nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.run import run_verb
from main import VERBS
from tests.hospital import NURSE, OFFICER, QUALITY, lay_out


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "home"
    lay_out(folder)
    return folder


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("indicators --period 2026-13", "月写 2026-10，季写 2026Q4，年写 2026"),
        ("report bulletin --period 2026Q4 --out {out}.pdf", "请写成 2026-10 这样的月份"),
        ("report circular --period 2026-10 --out {out}.pdf", "请写成 2026Q4 这样的季度"),
        ("report year --period 2999 --out {out}.pdf", "还没有到"),
        ("report year --period 2026 --out {out}.docx", "不是 .pdf 也不是 .xlsx"),
        ("volume --chapter fire --since 2026-02-30 --out {out}.pdf", "请写成 2026-11-20 这样"),
        ("volume --chapter fire --since 2026-11-30 --until 2026-11-01 --out {out}.pdf", "改一改 --since"),
        ("volume --chapter fire --since 2026-01-01 --out {out}.xlsx", "不是 .pdf"),
        ("records export F01 --out {out}.txt", "不是 .xlsx 也不是 .csv"),
        ("records export F01 --out {out}.csv", "没有存文件"),
        ("records export F01 --identifying --out {out}.csv", "--as 工号"),
        (f"records export F14 --as {NURSE} --out {{out}}.csv", "不在其中"),
        ("records export NO_SUCH --out {out}.csv", "NO_SUCH"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence_and_leaves_no_file(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: str, said: str
) -> None:
    status = run_verb(home, call.format(out=tmp_path / "out").split(), VERBS)
    assert status == 1
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("who", [NURSE, OFFICER, QUALITY])
def test_everybody_may_see_the_indicators(home: Path, capsys: pytest.CaptureFixture[str], who: str) -> None:
    assert run_verb(home, ["indicators", "--as", who, "--json"], VERBS) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["verdict"] for one in told} <= {"met", "warn", "unmet", "watched", "none"}
    assert all(one["source"]["article"] for one in told)


def test_a_report_says_where_it_was_kept(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ending in ("pdf", "xlsx"):
        out = tmp_path / f"summary.{ending}"
        assert run_verb(home, ["report", "year", "--period", "2026", "--out", str(out)], VERBS) == 0
        assert str(out) in capsys.readouterr().out
        assert out.stat().st_size > 1000
