"""``./run demo [DIR]``: one day of a fictional hospital in real windows on two computers, with a real county server.

Leaves in DIR the papers (``pdf``), a picture of every page passed (``screens``), the computers' and the county's
folders, and ``report.json``. The exit status is 1 if anything was lost, is there twice or differs, or if a
step of the script did not happen.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.cast import DONE, HOSPITAL, WISH
from tools.compare import Comparison, compare
from tools.county_process import CountyProcess

PC1, PC2 = "一号机", "二号机"
HOMES = {PC1: "pc1", PC2: "pc2"}
SCENE_S = 420  # longer than any scene's own deadlines: a window that hangs is ended
MADE = ("pc1", "pc2", "county", "pdf", "screens", "photos", "facts.json", "report.json")

SCRIPT = (
    ("first_start", PC1),
    ("join", PC2),
    ("approve", PC1),
    ("patrol", PC1),
    ("countersign", PC2),
    ("order", PC1),
    ("extinguisher", PC1),
    ("inspection", PC2),  # the network goes in the middle of it
    ("drill", PC1),
    ("half_filled", PC1),  # killed
    ("resumed", PC1),
    ("near_miss", PC1),
    ("drain", PC1),  # the network is back
    ("drain", PC2),
    ("rectify", PC2),
    ("recheck", PC1),
    ("printing", PC1),
    ("drain", PC2),
)
SEALED = {
    "fire.daily_patrol": 2,
    "fire.extinguisher_check": 1,
    "fire.drill": 1,
    "management.quarterly_inspection": 1,
    "event.adverse_event": 1,
    "hazard.order": 1,
    "hazard.rectify": 1,
    "hazard.recheck": 1,
}
"""How many records of each form the script makes; cards come with the hospital."""


class FailedError(Exception):
    """A step of the script did not happen."""


@dataclass(slots=True)
class Director:
    """Starts the windows one after the other and does for them what a window cannot: the network, the power."""

    folder: Path
    county: CountyProcess
    is_offline: bool = False
    scenes: int = field(default=0)

    def play(self, scene: str, pc: str) -> None:
        """One scene in a process of its own; FailedError if it was not played to its end."""
        self.scenes += 1
        print(f"{self.scenes:02} {pc}", flush=True)
        command = [sys.executable, "-m", "tools.actor", scene, str(self.folder / HOMES[pc])]
        command += ["--folder", str(self.folder), "--pc", pc, "--number", str(self.scenes)]
        actor = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        watch = threading.Timer(SCENE_S, actor.kill)
        watch.start()
        was_killed = False
        assert actor.stdout is not None
        with actor:
            for line in actor.stdout:
                if not line.startswith(WISH):
                    print(line, end="", flush=True)
                elif line.strip() == f"{WISH}kill":
                    was_killed = True
                    actor.kill()
                else:
                    self._grant(actor, line.strip().removeprefix(WISH))
        watch.cancel()
        if actor.returncode != 0 and not was_killed:
            raise FailedError(f"{pc} 的这一幕没有演完：{scene}（{actor.returncode}）")

    def _grant(self, actor: subprocess.Popen[str], wish: str) -> None:
        answer = ""
        match wish:
            case "address":
                answer = self.county.url
            case "code":
                answer = self.county.code(HOSPITAL)
            case "network lost":
                self.county.stop()
                self.is_offline = True
            case "network back":
                if self.is_offline:
                    self.county.start()
                self.is_offline = False
            case _:
                raise FailedError(f"没有人会做：{wish}")
        assert actor.stdin is not None
        actor.stdin.write(f"{DONE} {answer}\n")
        actor.stdin.flush()


def run(folder: Path, script: Sequence[tuple[str, str]] = SCRIPT) -> Comparison:
    """Play the script from an empty folder; FailedError at the first step that did not happen."""
    county = CountyProcess(folder / "county")
    county.start()
    print(f"县级服务端在 {county.url}，名册里加上{HOSPITAL}", flush=True)
    try:
        county.add_facility(HOSPITAL)
        director = Director(folder=folder, county=county)
        for scene, pc in script:
            director.play(scene, pc)
    finally:
        county.stop()
    verify(folder, county)
    return compare([folder / home for home in HOMES.values()], folder / "county")


def verify(folder: Path, county: CountyProcess) -> None:
    """Each side's own check of every byte it keeps."""
    for pc, home in HOMES.items():
        command = [sys.executable, "main.py", "--home", str(folder / home), "verify"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            raise FailedError(f"{pc} 的记录核对不上")
    if not county.verify():
        raise FailedError("县里的记录核对不上")
    print("两台电脑和县里各自核对：每个字节都和封存、签收时一样", flush=True)


def judge(folder: Path, found: Comparison, seconds: float) -> list[str]:
    """Write report.json; what is wrong, in sentences."""
    pdfs = sorted((folder / "pdf").glob("*.pdf"))
    screens = sorted((folder / "screens").glob("*.png"))
    report = {
        "records": found.records,
        "revisions": found.revisions,
        "attachments": found.attachments,
        "received": found.received,
        "lost": len(found.lost),
        "duplicated": len(found.duplicated),
        "pdfs": len(pdfs),
        "screens": len(screens),
        "seconds": round(seconds, 1),
    }
    (folder / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    wrong = [f"县里没有：{name}" for name in found.lost]
    wrong += [f"有两份：{name}" for name in found.duplicated]
    wrong += [f"两边不一样：{name}" for name in found.different]
    wrong += [
        f"{form} 应有 {wanted} 份，封存了 {found.forms.get(form, 0)} 份"
        for form, wanted in SEALED.items()
        if found.forms.get(form, 0) != wanted
    ]
    wrong += [f"不是 PDF：{path.name}" for path in pdfs if not path.read_bytes().startswith(b"%PDF-")]
    if len(pdfs) != found.records:
        wrong.append(f"{found.records} 份记录，印出 {len(pdfs)} 份")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """0 all well; 1 something is wrong, said in sentences; 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="./run demo", description="演示：一家虚构卫生院的一天")
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", default=Path("demo"))
    folder: Path = parser.parse_args(arguments).folder.resolve()
    if not prepare(folder):
        print(f"{folder} 里有别的东西，没有动它。请另选一个空文件夹。", file=sys.stderr)
        return 1
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = time.monotonic()
    try:
        found = run(folder)
    except FailedError as failed:
        print(failed, file=sys.stderr)
        print(f"演示停在这里；做到哪里的图在 {folder / 'screens'}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - begun
    wrong = judge(folder, found, seconds)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(
        f"{found.records} 份记录、{found.revisions} 个版本、{found.attachments} 个附件；县里收到 {found.received} 个版本，"
        f"丢失 {len(found.lost)}，重复 {len(found.duplicated)}。用时 {seconds:.0f} 秒，都在 {folder}"
    )
    return 1 if wrong else 0


def prepare(folder: Path) -> bool:
    """An empty folder, or one that an earlier demo made, emptied; False if anything else is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.name not in MADE for path in folder.iterdir()):
        return False
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return True


if __name__ == "__main__":
    sys.exit(main())
