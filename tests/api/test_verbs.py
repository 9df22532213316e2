"""The verbs as the pages under docs/verbs promise them: each call made for real, in a process of its own.

Most are forked from a Python that is warm. Where the end or the beginning of a process is the point, it is a new one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.json_value import Json
from main import VERBS, main
from tools.verb_pages import ADMIN, PAGES, PIN, Said, Stage, examples, rehearse, warm_stage

EXAMPLES = examples()
NAMES = [example.name for example in EXAMPLES]
SERVER_VERBS = {
    "run",
    "facility",
    "user",
    "enrol",
    "forms",
    "updates",
    "gaps",
    "verify",
    "export",
    "new-epoch",
}
QT = ("PySide6", "shiboken6")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verbs")


@pytest.fixture(scope="module")
def warm(folder: Path) -> Iterator[Stage]:
    with warm_stage(folder) as stage:
        yield stage


@pytest.fixture(scope="module")
def said(warm: Stage) -> dict[str, Said]:
    """Every documented call, made once."""
    return rehearse(warm, trace=True)


@pytest.fixture(scope="module")
def stage(folder: Path, said: dict[str, Said]) -> Stage:
    """The home and the county as the documented calls left them; every call here is a new process."""
    assert said
    return Stage(folder)


def kept(name: str) -> Json:
    document: Json = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    return document


def missing(documented: Json, printed: Json, where: str = "$") -> list[str]:
    """Paths that the page promises and the verb did not print, or printed as something else."""
    if documented is None or printed is None:
        return []
    if type(documented) is not type(printed):
        return [f"{where}: {type(printed).__name__} in place of {type(documented).__name__}"]
    if isinstance(documented, dict) and isinstance(printed, dict):
        return [
            problem
            for key, value in documented.items()
            for problem in (
                missing(value, printed[key], f"{where}.{key}") if key in printed else [f"{where}.{key}"]
            )
        ]
    if isinstance(documented, list) and isinstance(printed, list) and documented:
        return missing(documented[0], printed[0], f"{where}[0]") if printed else [f"{where}[0]"]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_a_call_on_a_page_is_done_and_prints_the_keys_of_its_kept_document(
    said: dict[str, Said], name: str
) -> None:
    assert (said[name].status, said[name].err) == (0, "")
    assert missing(kept(name), said[name].document) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_document_holds_every_key_that_is_printed(said: dict[str, Said], name: str) -> None:
    documented, printed = kept(name), said[name].document
    first_of = [one[0] if isinstance(one, list) and one else one for one in (documented, printed)]
    keys = [sorted(one) if isinstance(one, dict) else [] for one in first_of]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("name", NAMES)
def test_no_verb_imports_qt(said: dict[str, Said], name: str) -> None:
    imported = said[name].imported
    assert "argparse" in imported, "nothing was traced"
    assert [module for module in imported if module.split(".")[0] in QT] == []


def test_every_verb_has_a_page_and_every_kept_document_a_call() -> None:
    shown = {tuple(example.call.split()[1:4]) for example in EXAMPLES}
    hospital = {words[1] for words in shown if words[0] == "main.py"}
    county = {words[2] for words in shown if words[0] == "-m"} | {
        "run"
    }  # every call here speaks to a running one
    assert hospital == {verb for verb, _ in VERBS}
    assert county == SERVER_VERBS
    assert {path.stem for path in PAGES.glob("*.json")} == set(NAMES)
    assert {path.stem for path in PAGES.glob("*.md")} == {"README"} | {one.page for one in EXAMPLES}


def test_without_json_a_person_reads_lines_in_chinese(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = {
        "forms list": "每日防火巡查记录",
        "people list": "张某",
        "records list": "每日防火巡查记录",
        "today": "每日防火巡查记录",
        "hazards": "楼梯间堆放纸箱",
        "assets": "MHQ-001",
        "incidents": "输液泵报警后停机",
        "verify": "核对完毕，没有差错",
    }
    for verb, expected in lines.items():
        assert main(["--home", str(stage.home), *verb.split()]) == 0, verb
        printed = capsys.readouterr()
        assert printed.err == ""
        assert not printed.out.startswith(("[", "{")), verb
        assert expected in printed.out


def test_the_window_without_a_display_says_so_in_one_sentence(stage: Stage) -> None:
    done = stage.verb(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.status == 1
    assert done.err == "这里没有显示器，开不了窗口。记录都没有动；不用窗口的命令见 main.py --help。\n"


@pytest.mark.parametrize(
    "call",
    [
        "nothing-like-this",
        "forms",
        "forms show",
        "setup --hospital X",
        "setup --hospital X --level village --admin 0101",
        "fill F01",
        "people add 0998",
        "people add 0998 某 --role wizard",
        "print --out x.pdf",
        "records list --nonsense",
        "--home",
    ],
)
def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str], call: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(call.split())
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    "call",
    [
        "fill F01 --answers round.json --as 0231",
        "sign abc --role supervisor --as 0188",
        "people list",
        "people add 0998 某 --role nurse",
        "records list",
        "records show x",
        "today",
        "hazards",
        "assets",
        "incidents",
        "print x --out x.pdf",
        "sync",
        "verify",
        "backup there",
        "rebuild",
    ],
)
def test_a_computer_without_a_hospital_is_told_to_set_one_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    answers = tmp_path / "round.json"
    answers.write_text("{}", encoding="utf-8")
    status = main(["--home", str(tmp_path / "home"), *call.replace("round.json", str(answers)).split()])
    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.startswith("这台电脑还没有设置医院。")
    assert list(tmp_path.iterdir()) == [answers], "a verb that was refused made something"


def test_home_is_chosen_before_or_after_the_verb_and_may_be_relative(stage: Stage) -> None:
    for call in (["--home", "home", "today", "--json"], ["today", "--json", "--home=home"]):
        done = stage.verb(*call, YIAN_HOME="nowhere")
        assert (done.status, done.err) == (0, "")
        assert isinstance(done.document, list)


def test_a_reader_that_stops_early_is_no_fault(stage: Stage) -> None:
    """As in ``forms show F01 --json | head -1``: the whole document does not fit into a pipe."""
    with subprocess.Popen(
        [sys.executable, str(PAGES.parents[1] / "main.py"), "forms", "show", "F01", "--json"],
        env=stage.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_json_is_utf_8_whatever_the_system_speaks(stage: Stage) -> None:
    done = subprocess.run(
        [sys.executable, str(PAGES.parents[1] / "main.py"), "people", "list", "--json"],
        env=stage.environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C"),
        capture_output=True,
        check=True,
    )
    assert "张某" in {row["name"] for row in json.loads(done.stdout.decode("utf-8"))}


def test_sync_is_done_only_when_nothing_is_left(warm: Stage, stage: Stage) -> None:
    """The county of the pages has stopped: what was sealed since stays here, and the next pass sends it."""
    before = warm.verb("sync", "--json").document
    assert isinstance(before, dict)
    sealed = warm.verb("fill", "F14", "--answers", "event.json", "--as", "0231", "--json")
    assert sealed.status == 0
    refused = stage.verb("sync", "--json")
    assert refused.status == 1
    assert refused.err == "没连上县里。记录都已保存在本机，连上后会自己送。\n"
    document = refused.document
    assert isinstance(document, dict)
    assert (document["sent"], document["left"] - before["left"], document["quarantined"]) == (0, 1, 0)
    listed = warm.verb("records", "list", "--form", "F14", "--json").document
    assert isinstance(listed, list)
    assert [one["delivery"] for one in listed if isinstance(one, dict)] == ["pending", "received"]


def test_the_county_holds_what_was_delivered(said: dict[str, Said]) -> None:
    exported = said["server-export"].document
    record, event = said["fill"].document, said["fill-event"].document
    assert isinstance(exported, list)
    assert isinstance(record, dict)
    assert isinstance(event, dict)
    held = {one["rev_id"]: one["record_id"] for one in exported if isinstance(one, dict)}
    assert held[record["rev_id"]] == record["id"]
    assert held[event["rev_id"]] == event["id"]


def test_verify_tells_damage_by_status_1_and_changes_nothing(
    warm: Stage, stage: Stage, tmp_path: Path
) -> None:
    other = Stage(tmp_path, warm.warm)
    shutil.copytree(stage.home, other.home)
    box = next((other.home / "blackbox").glob("*.log"))
    data = bytearray(box.read_bytes())
    data[len(data) // 2] ^= 0xFF
    box.write_bytes(data)
    done = other.verb("verify", "--json")
    assert done.status == 1
    document = done.document
    assert isinstance(document, dict)
    assert document["clean"] is False
    assert "黑匣子" in str(document["report"])
    assert "什么都没有改动" in done.err


def test_the_pin_is_taken_from_the_environment_and_never_printed(stage: Stage) -> None:
    environment = stage.environment()
    assert environment[f"YIAN_PIN_{ADMIN}"] == PIN
    done = subprocess.run(
        [sys.executable, str(PAGES.parents[1] / "main.py"), "people", "add", "0998", "某", "--role", "nurse"],
        env={name: value for name, value in environment.items() if not name.startswith("YIAN_PIN_")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"没有给出工号 {ADMIN} 的 PIN，没有做任何改动。把它放进环境变量 YIAN_PIN_{ADMIN} 再试。\n"
    )
