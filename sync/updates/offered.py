"""A new version that the county, or the 院内主机, hands out: fetched part by part, pass by pass, and kept.

An 院内主机 takes the newest for every system, for those who joined it; others take their own, if it is newer.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from models.files import WITHIN
from models.program import Program
from sync.outcomes import Delivered, Failure, Rejected
from sync.updates import shelving
from sync.wire.blob import BlobPart
from sync.wire.codec import WireError
from sync.wire.update_file import UpdateRefused
from sync.wire.update_manifest import version_key
from sync.wire.update_shelf import FOLDER, Source, read_shelf
from sync.wire.updates import PublishedUpdate, SignedUpdates

SPARE = 300_000_000  # bytes of the disk that no update takes
PARTS_IN_A_PASS = 64  # of each file; then the records have their turn again
CAME = "县里发来医安 {version}，已经取到这台电脑上。记录不受影响。管理员可以在“设置·更新”里装上。"
HELD = "县里发来医安 {version}（{platform}），已经放在这台院内主机上，本院别的电脑会自己来取。记录不受影响。"
UNSIGNED = "县里发来的医安 {version}（{platform}）没有发布者的签名，没有留下。现在这一版照旧用，记录不受影响。请信息员问县里。"


class OffersUpdates(Protocol):
    """The other side of it."""

    def updates(self) -> Delivered[SignedUpdates] | Failure: ...

    def update_part(self, sha256: str, start: int) -> Delivered[BlobPart] | Failure: ...


def fetch(
    home: Path,
    client: OffersUpdates,
    program: Program,
    county_keys: Iterable[bytes],
    *,
    source: Source,
    serves: bool,
    cancelled: Callable[[], bool],
) -> tuple[tuple[str, ...], Failure | None]:
    """Takes some more of what is new; sentences for a person, once something is whole.

    ``serves``: this is an 院内主机. What was taken stays for the next pass. A file that is not what the list says is
    taken anew; one that is, but that its publisher did not sign, never again.
    """
    outcome = client.updates()
    if not isinstance(outcome, Delivered):
        return (), _of_the_line(outcome)
    try:
        listed = outcome.message.open(county_keys)
    except WireError:
        listed = None
    if listed is None:
        return (), None
    folder = home / FOLDER
    wanted = _lacking(folder, _newest(listed.updates, program, serves=serves), program)
    if folder.exists():
        parts = {one.sha256 for one in wanted}
        shelving.tidy(folder, parts=parts, platforms=None if serves else {program.platform})
    notices: list[str] = []
    for one in wanted:
        folder.mkdir(mode=WITHIN, exist_ok=True)
        part = folder / f"{one.sha256}{shelving.BEGUN}"
        if shutil.disk_usage(folder).free < one.size + SPARE:
            continue  # the records need the room
        failure = _take(client, one, part, cancelled)
        if failure is not None or part.stat().st_size < one.size:
            return tuple(notices), failure
        notices.extend(_shelve(folder, part, one, source, program))
    return tuple(notices), None


def is_for(update: PublishedUpdate, program: Program) -> bool:
    """Whether it is newer than this program, for a computer like this one."""
    return update.platform == program.platform and version_key(update.version) > version_key(program.version)


def _newest(
    listed: Iterable[PublishedUpdate], program: Program, *, serves: bool
) -> tuple[PublishedUpdate, ...]:
    """The newest of each system that matters here."""
    newest: dict[str, PublishedUpdate] = {}
    for one in sorted(listed, key=lambda one: version_key(one.version)):
        if serves or is_for(one, program):
            newest[one.platform] = one
    return tuple(newest.values())


def _lacking(
    folder: Path, newest: Iterable[PublishedUpdate], program: Program
) -> tuple[PublishedUpdate, ...]:
    """This computer's own first."""
    refused = read_shelf(folder).refused
    lacking = [
        one
        for one in newest
        if one.sha256 not in refused
        and not shelving.holds(folder, version=one.version, platform=one.platform)
    ]
    return tuple(sorted(lacking, key=lambda one: one.platform != program.platform))


def _shelve(
    folder: Path, part: Path, update: PublishedUpdate, source: Source, program: Program
) -> tuple[str, ...]:
    try:
        is_right = shelving.put(folder, part, update, source)
    except UpdateRefused:
        return (UNSIGNED.format(version=update.version, platform=update.platform),)
    words = CAME if is_for(update, program) else HELD
    return (words.format(version=update.version, platform=update.platform),) if is_right else ()


def _take(
    client: OffersUpdates, update: PublishedUpdate, part: Path, cancelled: Callable[[], bool]
) -> Failure | None:
    with part.open("ab") as file:
        if file.tell() > update.size:
            file.truncate(0)
        for _ in range(PARTS_IN_A_PASS):
            start = file.seek(0, 2)
            if start >= update.size or cancelled():
                return None
            outcome = client.update_part(update.sha256, start)
            if not isinstance(outcome, Delivered):
                return _of_the_line(outcome)
            if not outcome.message.content or outcome.message.size != update.size:
                return None
            file.write(outcome.message.content)
    return None


def _of_the_line(failure: Failure) -> Failure | None:
    """A county that knows nothing of updates is no failure of the pass."""
    return None if isinstance(failure, Rejected) else failure
