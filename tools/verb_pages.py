"""The calls on the pages under docs/verbs, made for real; run as a program it keeps what they print beside them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

from forms.clock import local
from forms.json_value import Json
from models.workflow import demo
from tools.warm_python import CAN_FORK, WarmPython

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "verbs"
PIN = "4917"
ADMIN = "0101"
PARTS = {"main.py": [str(ROOT / "main.py")], "-m": ["-m"]}
VARIABLES = {
    "RECORD": ("fill", "id"),
    "REV_ID": ("fill", "rev_id"),
    "CASE": ("case-open", "id"),
    "POST": ("tasks-left", "id"),
    "CODE": ("server-enrol", "code"),
    "BACKUP": ("backup", "file"),
}
_EXAMPLE = re.compile(r"```sh\n(?P<call>[^\n]+)\n```\n\nPrints \[(?P<name>[\w-]+)\.json\]")
_LINKED = re.compile(r"^\| \[\w[\w-]*\]\((?P<page>[\w-]+)\.md\)", re.MULTILINE)
_KEPT = 2  # entries of a list that a kept document shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One call on a page, and the name of the document it prints."""

    page: str
    call: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a verb printed and how it ended; ``imported`` where it was asked for, or called in a warm Python."""

    status: int
    out: str
    err: str
    imported: frozenset[str] = frozenset()

    @property
    def document(self) -> Json:
        found: Json = json.loads(self.out)
        return found


def examples() -> tuple[Example, ...]:
    """In the order in which the index lists the pages: a later call may name what an earlier one made."""
    return tuple(
        Example(page=page, call=found["call"], name=found["name"])
        for page in _LINKED.findall((PAGES / "README.md").read_text(encoding="utf-8"))
        for found in _EXAMPLE.finditer((PAGES / f"{page}.md").read_text(encoding="utf-8"))
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder with a home, input files and a county's data; every call is a process of its own there, forked if warm."""

    folder: Path
    warm: WarmPython | None = None

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def county(self) -> Path:
        return self.folder / "county"

    def environment(self, **more: str) -> dict[str, str]:
        people = (ADMIN, "0999", *(person[0] for person in demo.PEOPLE))
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "YIAN_HOME": str(self.home),
            "YIAN_COUNTY_PASSWORD": "a long password of the county",
            **{f"YIAN_PIN_{staff_no}": PIN for staff_no in people},
            **more,
        }

    def run(self, *arguments: str, trace: bool = False, **environment: str) -> Said:
        """``python`` with these arguments; with ``trace`` the names of the modules it imported."""
        if self.warm is not None:
            status, out, err, loaded = self.warm.call(arguments, self.folder, self.environment(**environment))
            return Said(status=status, out=out, err=err, imported=loaded)
        done = subprocess.run(
            [sys.executable, *(["-X", "importtime"] if trace else []), *arguments],
            cwd=self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        lines = done.stderr.splitlines(keepends=True)
        imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
        err = "".join(line for line in lines if not line.startswith("import time:"))
        return Said(status=done.returncode, out=done.stdout, err=err, imported=frozenset(imported))

    def verb(self, *arguments: str, **environment: str) -> Said:
        return self.run(str(ROOT / "main.py"), *arguments, trace=False, **environment)

    def server(self, *arguments: str) -> Said:
        return self.run("-m", "server", *arguments, "--data", str(self.county))

    def prepare(self) -> None:
        """The files that the pages speak of."""
        shutil.copy(ROOT / "forms/catalog/management/hazard_void.yaml", self.folder / "my_form.yaml")
        shutil.copy(ROOT / "forms/holidays/2027.json", self.folder / "holidays.json")
        round_ = self._sample("F01")
        rows = round_["places"]
        assert isinstance(rows, list)
        assert isinstance(rows[0], dict)
        rows[0]["exits"] = {
            "value": "abnormal",
            "finding": {
                "text": "楼梯间堆放纸箱",
                "class": "exit_blocked",
                "handling": "hazard",
                "owner": "0415",
                "due": local(datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="minutes"),
            },
        }
        self._write("round.json", round_)
        self._write("log.json", self._log_entry())
        applicant: dict[str, Json] = {"applicant": "0415", "operation": "阑尾切除术", "grade": "2"}
        self._write("request.json", self._sample("D1c") | applicant)
        self._write("assess.json", self._sample("D1d") | {"result": "assessed", "assessors": ["0188"]})
        self._write("post.json", self._sample("F35b") | {"post": "病区护士", "staff": ["0231", "0188"]})
        self._write("read.json", self._sample("F35c") | {"post": "病区护士"})
        self._write("event.json", {"what_happened": "输液泵报警后停机，换泵后继续", "outcome": "no_harm"})

    def _log_entry(self) -> dict[str, Json]:
        """One row of the control room's log, of a shift that is on now; nobody has a certificate yet."""
        now = local(datetime.now(UTC))

        def at(minutes: int) -> str:
            return (now + timedelta(minutes=minutes)).isoformat(timespec="minutes")

        finding: dict[str, Json] = {"text": "证书还没有登记", "handling": "fixed", "done": "已通知补登"}
        return self._sample("F03") | {
            "at": at(0),
            "shift_starts": at(-60),
            "shift_ends": at(60),
            "operator_1": "0231",
            "operator_2": "0415",
            "manned": {"value": "no", "finding": finding},
        }

    def _sample(self, form: str) -> dict[str, Json]:
        found = self.verb("forms", "show", form, "--sample-answers").document
        assert isinstance(found, dict)
        return found

    def _write(self, name: str, answers: Json) -> None:
        (self.folder / name).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")

    @contextmanager
    def running_county(self) -> Iterator[str]:
        """The URL of a county server on a free port."""
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "server",
                "run",
                "--quiet",
                "--data",
                str(self.county),
                "--listen",
                "127.0.0.1:0",
            ],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("listening on ").strip()
        finally:
            process.terminate()
            process.stdout.close()
            process.wait()


@contextmanager
def warm_stage(folder: Path) -> Iterator[Stage]:
    """One whose calls are forked, where the system can."""
    if not CAN_FORK:
        yield Stage(folder)
        return
    with closing(WarmPython(ROOT, Stage(folder).environment())) as warm:
        yield Stage(folder, warm)


def rehearse(stage: Stage, *, trace: bool = False) -> dict[str, Said]:
    """Every call of every page in order, by the name of its document."""
    stage.prepare()
    said: dict[str, Said] = {}
    with stage.running_county() as url:
        for example in examples():
            said[example.name] = stage.run(*_arguments(example, url, said), trace=trace)
    return said


def _arguments(example: Example, url: str, said: dict[str, Said]) -> Sequence[str]:
    known = {"URL": url}
    for variable, (name, key) in VARIABLES.items():
        if name in said:
            document = said[name].document
            assert isinstance(document, dict)
            known[variable] = str(document[key])
    python, what, *rest = shlex.split(example.call)
    assert python == "python"
    return [*PARTS[what], *(Template(word).substitute(known) for word in rest)]


def shortened(document: Json) -> Json:
    """The document with long lists cut: a page shows what they hold, not how much."""
    match document:
        case dict():
            return {key: shortened(value) for key, value in document.items()}
        case list():
            return [shortened(value) for value in document[:_KEPT]]
        case _:
            return document


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, warm_stage(Path(folder)) as stage:
        said = rehearse(stage)
    for name, one in said.items():
        if one.status != 0:
            print(f"{name}: {one.status} {one.err}", file=sys.stderr)
            return 1
        text = json.dumps(shortened(one.document), ensure_ascii=False, indent=1).replace(folder, "/tmp/yian")
        (PAGES / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(said)} documents kept under {PAGES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
