"""``--self-test``: the program proves itself in a folder of its own, from an empty disk to a record at the county.

Every step is a process of this very program, so what is tried is what was installed: interpreter, parts, files.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2

from cli.output import DONE, REFUSED, Output, speak_utf8
from cli.self_test_server import TestServer
from forms.clock import SystemClock, local
from models.program import read_program

FORM = "management.monthly_figures"
FIGURES = {"discharges": "128", "bed_days": "905"}
PERSON, PIN, HOSPITAL = "0520", "2468", "自检卫生院"
PATIENCE_S = 600
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class StepFailed(Exception):  # noqa: N818 - named by what happened
    """A step did not come to what it should; the message says to what instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``passed`` is None for a step that was not come to."""

    id: str
    title: str
    passed: bool | None = None
    detail: str = ""
    took_ms: int = 0


STEPS = (
    Step(id="start", title="打开程序"),
    Step(id="hospital", title="设好一家自检用的医院"),
    Step(id="server", title="打开县里的服务器"),
    Step(id="enrol", title="接入县里"),
    Step(id="fill", title="填一份表并封存"),
    Step(id="print", title="印成 PDF 并读回"),
    Step(id="send", title="送到县里"),
    Step(id="verify", title="核对本机的记录"),
    Step(id="arrived", title="核对县里收到的"),
    Step(id="backup", title="备份"),
    Step(id="restore", title="用备份恢复"),
)


def self_test(argv: Sequence[str], program: Sequence[str]) -> int:
    """0 if every step passed, else 1; nothing outside a temporary folder is written. ``program`` starts this program."""
    speak_utf8()
    parser = argparse.ArgumentParser(prog="main.py --self-test", description="医安：自检，不动任何记录")
    parser.add_argument("--without-window", action="store_true", help="不开窗口，用命令填表")
    parser.add_argument("--json", action="store_true", help="打印一份 JSON")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="yian-self-test-", ignore_cleanup_errors=True) as folder:
        trial = _Trial(Path(folder), tuple(program), with_window=not given.without_window)
        done: list[Step] = []
        for step in trial.run():
            done.append(step)
            if not given.json:
                print(line_of(step), flush=True)
    passed = all(step.passed for step in done)
    here = read_program()
    document = {
        "passed": passed,
        "version": here.version,
        "platform": here.platform,
        "with_window": not given.without_window,
        "steps": done,
    }
    total = sum(step.took_ms for step in done) / 1000
    last = (
        f"自检通过：{len(done)} 步，{total:.0f} 秒。"
        if passed
        else "自检没有通过。这台电脑上的记录没有动过。"
    )
    Output(as_json=given.json).document(document, last)
    return DONE if passed else REFUSED


def line_of(step: Step) -> str:
    """One line for a person."""
    if step.passed is None:
        return f"没做到  {step.title}"
    return (
        f"{'通过' if step.passed else '不通过'}  {step.title}：{step.detail}（{step.took_ms / 1000:.1f} 秒）"
    )


class _Trial:
    """The steps one after the other; what one finds out, the next ones use."""

    def __init__(self, folder: Path, program: tuple[str, ...], *, with_window: bool) -> None:
        self._folder = folder
        self._home = folder / "记录 夹"  # names with Chinese and a blank are the usual ones
        self._program = program
        self._with_window = with_window
        self._environment = _environment(folder)
        self._record = self._revision = ""
        self._objects = 0

    def run(self) -> Iterator[Step]:
        with ExitStack() as open_things:
            server = TestServer((*self._program, "server"), self._folder / "county", self._environment)
            open_things.enter_context(closing(server))
            acts: dict[str, Callable[[], str]] = {
                "start": self._start,
                "hospital": self._set_up,
                "server": server.start,
                "enrol": lambda: self._enrol(server),
                "fill": self._fill_in_window if self._with_window else self._fill,
                "print": self._print,
                "send": self._send,
                "verify": self._verify,
                "arrived": lambda: self._arrived(server),
                "backup": self._back_up,
                "restore": self._restore,
            }
            is_well = True
            for step in STEPS:
                tried = _tried(step, acts[step.id]) if is_well else step
                is_well = is_well and tried.passed is True
                yield tried

    def _verb(self, *words: str | Path) -> Any:
        """The document of a verb; StepFailed with its own words if it was refused."""
        said = subprocess.run(
            [*self._program, "--home", str(self._home), *map(str, words), "--json"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=self._environment,
            timeout=PATIENCE_S,
            check=False,
            creationflags=_HIDDEN,
        )
        if said.returncode:
            raise StepFailed(f"{words[0]} 退出 {said.returncode}：{_last_words(said.stderr)}")
        return json.loads(said.stdout)

    def _start(self) -> str:
        forms = self._verb("forms", "list")
        here = read_program()
        if len(forms) < 1:
            raise StepFailed("一张表单也没有")
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'trigram')")
        python = ".".join(map(str, sys.version_info[:3]))
        return f"医安 {here.version}（{here.platform}），{len(forms)} 张表单，Python {python}，SQLite {sqlite3.sqlite_version}"

    def _set_up(self) -> str:
        words = ("setup", "--hospital", HOSPITAL, "--level", "township", "--admin", "0001", "--demo")
        made = self._verb(*words)
        return f"管理员 {made['admin']}，恢复码 {len(made['recovery_code'])} 个字"

    def _enrol(self, server: TestServer) -> str:
        server.ask("facility", "add", HOSPITAL)
        code = server.ask("enrol", "--facility", HOSPITAL)["code"]
        self._verb("enrol", "--server", server.url, "--code", code)
        return f"用报到码接入 {server.url}"

    def _fill(self) -> str:
        month = local(SystemClock().now()).date().replace(day=1) - timedelta(days=1)
        answers = self._folder / "answers.json"
        figures = {name: int(figure) for name, figure in FIGURES.items()}
        answers.write_text(json.dumps({"as_of": month.isoformat(), **figures}), "utf-8")
        sealed = self._verb("fill", FORM, "--answers", answers, "--as", PERSON)
        self._record, self._revision = sealed["id"], sealed["rev_id"]
        return f"没开窗口，用命令封存 {sealed['serial']}"

    def _fill_in_window(self) -> str:
        wish = {"staff_no": PERSON, "pin": PIN, "form_id": FORM, "answers": FIGURES}
        filled = self._verb("--self-test-window", json.dumps(wish))
        self._record = filled["record_id"]
        self._revision = self._verb("records", "show", self._record)["rev_id"]
        return f"开窗口，登录，按键填好，封存 {filled['serial']}，预览 {filled['pages']} 页"

    def _print(self) -> str:
        file = self._folder / "印.pdf"
        self._verb("print", self._record, "--out", file)
        with closing(pypdfium2.PdfDocument(file.read_bytes())) as paper:
            pages = len(paper)
            text = "".join(page.get_textpage().get_text_range() for page in paper)
        missing = [word for word in (HOSPITAL, *FIGURES.values()) if word not in text]
        if missing:
            raise StepFailed(f"PDF 有 {pages} 页，里面没有“{'、'.join(missing)}”")
        return f"{pages} 页，{file.stat().st_size // 1024} KB，医院名和填的数都在"

    def _send(self) -> str:
        report = self._verb("sync")
        if report["left"] or report["quarantined"]:
            raise StepFailed(f"送了 {report['sent']} 件，还剩 {report['left']} 件")
        # On a slow computer the window has sent it before it closed; what the county has is counted below.
        return f"送达 {report['sent']} 件，不剩" if report["sent"] else "窗口开着时已送达，不剩"

    def _verify(self) -> str:
        found = self._verb("verify")["report"]
        self._objects = int(found["objects"])
        return f"{self._objects} 件封存，没有差错"

    def _arrived(self, server: TestServer) -> str:
        report = server.ask("verify")
        arrived = {row["rev_id"] for row in server.ask("export")}
        if report["faults"] or self._revision not in arrived:
            raise StepFailed(
                f"县里有 {report['objects']} 件，{len(report['faults'])} 处不符，或者没有刚才那一件"
            )
        return f"县里有 {report['objects']} 件，刚才那一件在内，没有差错"

    def _back_up(self) -> str:
        self._backup = Path(self._verb("backup", self._folder / "备份")["file"])
        return f"{self._backup.name}，{self._backup.stat().st_size // 1024} KB，核对过"

    def _restore(self) -> str:
        restored = self._verb("restore", self._backup)
        shown = self._verb("records", "show", self._record)
        if restored["lost"] or restored["objects"] < self._objects or shown["rev_id"] != self._revision:
            raise StepFailed(f"恢复后有 {restored['objects']} 件，原来有 {self._objects} 件")
        return f"{restored['objects']} 件都在"


@contextmanager
def _as_failure() -> Iterator[None]:
    """What a broken part may raise is the step's finding, whatever it is."""
    try:
        yield
    except StepFailed:
        raise
    except subprocess.TimeoutExpired as error:
        raise StepFailed(f"{PATIENCE_S} 秒没有做完") from error
    except Exception as error:
        raise StepFailed(f"{type(error).__name__}：{error}") from error


def _tried(step: Step, act: Callable[[], str]) -> Step:
    begun = time.monotonic()
    try:
        with _as_failure():
            detail, passed = act(), True
    except StepFailed as problem:
        detail, passed = str(problem), False
    return replace(step, passed=passed, detail=detail, took_ms=int((time.monotonic() - begun) * 1000))


def _last_words(said: str) -> str:
    """The last lines of what a process said on its error output."""
    return " / ".join(line.strip() for line in said.strip().splitlines()[-3:]) or "没有说为什么"


def _environment(folder: Path) -> dict[str, str]:
    """This process's, with every place of the person's own led into the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIAN_")}
    own = folder / "own"
    own.mkdir()
    places = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA")
    pins = {f"YIAN_PIN_{who}": PIN for who in ("0001", PERSON)}
    return kept | dict.fromkeys(places, str(own)) | pins | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
