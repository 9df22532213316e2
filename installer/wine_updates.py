"""What is done with updates under wine: refused, put in from a stick, kept, taken back; and by accounts without rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from installer.signing import public_text
from installer.target import WINDOWS
from installer.trial_versions import STEP
from installer.update import FIRST, schema_of
from installer.wine_installation import Installation
from sync.wire.update_file import write_update

STICK = "U:\\"
KEY = Ed25519PrivateKey.generate()
"""Known to nobody: the trial shows it to the installation when it is to be believed."""
FIGURES = {"as_of": "2026-10-31", "discharges": 128, "bed_days": 905}


def pack(version: Path, stick: Path) -> str:
    """The update that lays the version out, on the stick, as Windows names it."""
    number = version.name
    made = write_update(
        version,
        stick,
        KEY,
        version=number,
        platform=WINDOWS.platform,
        lowest=FIRST,
        schema=schema_of(version) if (version / "app" / "models").is_dir() else "",
        effort=0,
    )
    return STICK + made.name


@contextmanager
def believed(site: Installation) -> Iterator[None]:
    """The version in force knows the key of the trial."""
    public = site.version(site.line("current")) / "app" / "resources" / "release_keys" / "trial.pub"
    public.write_text(public_text(KEY), "ascii")
    try:
        yield
    finally:
        public.unlink()


def refuse(site: Installation, file: str, because: str) -> None:
    """The update is not put in, for this reason, and nothing is changed or left behind."""
    small = {name: site.line(name) for name in ("current", "previous", "starting", "fallen")}
    versions, rows = sorted((site.root / "versions").iterdir()), site.rows()
    status, said = site.tell("update", "apply", file, "--as", "0101")
    site.require(status == 1 and because in said, f"{file}: {status}. {said}")
    site.require("记录没有动过" in said, f"it does not say what is safe: {said}")
    now = {name: site.line(name) for name in small}
    site.require(now == small and sorted((site.root / "versions").iterdir()) == versions, f"changed: {now}")
    site.require(site.is_clean and site.rows() == rows, "something is left of it")


def put_in(site: Installation, file: str, number: str) -> None:
    """By the launcher, with the proof and the backup before it."""
    before, rows, schema, backups = site.line("current"), site.rows(), site.schema(), site.backups()
    with believed(site):
        site.ask("update", "apply", file, "--as", "0101")
    site.is_in_force(number)
    site.require(site.line("previous") == before, "the version before is not named")
    site.require(site.starting.read_bytes() == b"", "the new version is not watched")
    made = site.backups() - backups
    site.require(len(made) == 1, f"no backup before the update: {made}")
    site.require(
        site.rows() == rows and site.schema() == schema, "records were changed by the trial of a copy"
    )
    site.require(site.is_clean, "something of the trial is left")


def refuse_what_is_not_right(site: Installation, good: Path, bad: Path) -> None:
    stick = site.wine.folder / "u"
    found = site.run(site.line("current"), "from sync.updates.sticks import sticks; print(*sticks())")
    site.require(STICK in found.split(), f"the stick is not looked at: {found}")
    file = pack(good, stick)
    refuse(site, file, "没有医安发布者的签名")
    with believed(site):
        status, said = site.tell("update", "check", file)
        site.require(status == 0 and good.name in said, f"a good update is not known: {said}")
        data = bytearray((stick / file.removeprefix(STICK)).read_bytes())
        data[-len(data) // 3] ^= 1
        (stick / "spoilt.yian-update").write_bytes(data)
        (stick / "cut.yian-update").write_bytes(data[: len(data) // 2])
        refuse(site, f"{STICK}spoilt.yian-update", "里的内容坏了")
        refuse(site, f"{STICK}cut.yian-update", "没有拷全")
        refuse(site, pack(bad, stick), "没有通过自检（打开程序：试用的，不能用）")
    for one in ("spoilt", "cut"):
        (stick / f"{one}.yian-update").unlink()


def take_back(site: Installation, good: Path) -> None:
    """The new version works, but its window never gets ready: program and records go back, with what was sealed since."""
    old, before = site.line("current"), site.schema()
    put_in(site, pack(good, site.wine.folder / "u"), good.name)
    answers = site.wine.path("C:\\answers.json")
    answers.write_text(json.dumps(FIGURES), "utf-8")
    rows = site.rows()
    site.ask("fill", "management.monthly_figures", "--answers", "C:\\answers.json", "--as", "0520")
    site.require(site.schema() == STEP, "the new version did not bring the records to its schema")
    sealed = site.rows()["sealed_objects"]
    site.require(sealed > rows["sealed_objects"], "nothing was sealed")
    for tries in (1, 2):
        site.open_window()
        site.require(site.starting.read_text("utf-8").split() == [good.name] * tries, "tries are not counted")
    site.open_window()
    site.is_in_force(old)
    site.require(site.line("fallen") == good.name and not site.starting.exists(), "it did not go back")
    told = first_start(site, old)
    site.require(
        "记录库也换回更新前的" in told and "以管理员身份" not in told, f"records did not follow: {told}"
    )
    site.require(site.schema() == before and site.line("fallen") == "", "records did not follow")
    site.require(site.rows()["sealed_objects"] == sealed, "what was sealed since did not come back")
    site.ask("verify")


def keep(site: Installation, good: Path) -> None:
    """Put in once more; this time its window gets ready, and nothing is watched any longer."""
    put_in(site, pack(good, site.wine.folder / "u"), good.name)
    site.open_window()
    get_ready(site)
    for _ in range(3):
        site.open_window()
    site.is_in_force(good.name)
    site.require(site.started() == good.name and not site.starting.exists(), "it is still watched")
    site.ask("verify")
    site.require(site.schema() == STEP, "records are not at the new schema")


def get_ready(site: Installation) -> None:
    """What a window of the version in force does when it can be worked in."""
    site.run(site.line("current"), "from ui.installation import note_ready; note_ready()")


def first_start(site: Installation, number: str) -> str:
    """What a window of that version does before it opens the records, and tells."""
    return site.run(
        number,
        "from pathlib import Path; from forms.clock import SystemClock; from ui.gone_back import after_going_back;"
        "print(*after_going_back(Path(sys.argv[1]), SystemClock()))",
        site.data,
    )


def ordinary_account(site: Installation, good: Path) -> None:
    """An installation for everybody: only an administrator puts an update in."""
    file = pack(good, site.wine.folder / "u")
    with believed(site), site.without_rights():
        refuse(site, file, "请信息员以管理员身份打开医安来更新")
        site.ask("verify")
    put_in(site, file, good.name)
    with site.without_rights():
        get_ready(site)
        site.require(not site.starting.exists(), "an ordinary account cannot end the watch")
        site.ask("verify")


def ordinary_going_back(site: Installation, new: str, old: str) -> None:
    """An ordinary account goes back too, by what it may write; an administrator's start settles it."""
    with site.without_rights():
        for tries in (1, 2):
            site.open_window()
            site.require(site.starting.read_text("utf-8").split() == [new] * tries, "tries are not counted")
        site.require(site.started() == new, "it went back before its time")
        site.open_window()
        site.require(site.line("current") == new, "what only an administrator may write was written")
        site.require(site.started() == old, "the version before is not started")
        for _ in range(2):
            told = first_start(site, old)
            site.require(f"{new} 两次没有打开" in told and "以管理员身份打开一次" in told, f"it says: {told}")
        site.run(old, "from ui.installation import note_ready; note_ready()")
        site.require(site.started() == old, "it forgot that it went back")
