"""After the launcher went back to this version: the database goes back with it, and nothing that was sealed is left out."""

from __future__ import annotations

from pathlib import Path

from forms.clock import Clock
from models import backups
from models.migrations.history import HEAD
from models.repair import repair
from models.repaired import Repaired

ALONE = "{fallen} 两次没有打开，已经自动换回 {version}。记录都在，照常能填。{advice}"
WITH_DATABASE = (
    "{fallen} 两次没有打开，已经自动换回 {version}，记录库也换回更新前的。"
    "更新后封存的都补回来了，现在共 {objects} 件；{fallen} 的那个库没有删，在 {aside}。{lost}{advice}"
)
TELL = "请信息员把这句话告诉发更新的人。"
SETTLE = "请信息员以管理员身份打开一次医安，再把这句话告诉发更新的人。"
LOST = "其中 {count} 件这一版补不回来，原样留在那个库里。"


def can_take_back(home: Path) -> bool:
    """Whether the copy that a newer program made before it changed the database is there and sound."""
    copy = backups.before(home, HEAD)
    return copy.is_file() and backups.why_not(copy) is None


def take_back(home: Path, *, clock: Clock) -> Repaired:
    """Put that copy in the place of the newer database, which is kept, and all that was sealed since on top of it.

    StoreError with nothing changed if another process has it open or the disk refuses.
    """
    return repair(home, clock=clock, backup=backups.before(home, HEAD))


def sentence(fallen: str, version: str, repaired: Repaired | None, *, is_settled: bool = True) -> str:
    """What the person is told at the first start after it; at every start until an administrator has settled it."""
    advice = TELL if is_settled else SETTLE
    if repaired is None:
        return ALONE.format(fallen=fallen, version=version, advice=advice)
    return WITH_DATABASE.format(
        fallen=fallen,
        version=version,
        objects=repaired.objects,
        aside=repaired.set_aside,
        lost=LOST.format(count=len(repaired.lost)) if repaired.lost else "",
        advice=advice,
    )
