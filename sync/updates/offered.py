"""A new version that the county hands out: fetched part by part, pass by pass, and kept until an administrator puts it in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from models.program import Program
from sync.outcomes import Delivered, Failure, Rejected
from sync.wire.blob import BlobPart
from sync.wire.codec import WireError
from sync.wire.update_file import file_name
from sync.wire.update_manifest import version_key
from sync.wire.updates import PublishedUpdate, SignedUpdates

FOLDER = "updates"  # of the home
PARTS_IN_A_PASS = 64  # then the records have their turn again
CAME = "县里发来医安 {version}，已经取到这台电脑上。记录不受影响。管理员可以在“设置·更新”里装上。"


class OffersUpdates(Protocol):
    """The county's side of it."""

    def updates(self) -> Delivered[SignedUpdates] | Failure: ...

    def update_part(self, sha256: str, start: int) -> Delivered[BlobPart] | Failure: ...


def fetch(
    home: Path,
    client: OffersUpdates,
    program: Program,
    county_keys: Iterable[bytes],
    *,
    cancelled: Callable[[], bool],
) -> tuple[tuple[str, ...], Failure | None]:
    """Takes some more of the newest version for this computer; sentences for a person, once it is whole.

    What was taken stays for the next pass. A file that is not what the list says is taken anew.
    """
    outcome = client.updates()
    if not isinstance(outcome, Delivered):
        return (), _of_the_line(outcome)
    try:
        listed = outcome.message.open(county_keys)
    except WireError:
        listed = None
    fit = [one for one in listed.updates if is_for(one, program)] if listed is not None else []
    if not fit:
        return (), None
    newest = max(fit, key=lambda one: version_key(one.version))
    folder = home / FOLDER
    target = folder / file_name(newest.version, newest.platform)
    if target.exists():
        return (), None
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f"{newest.sha256}.part"
    for other in folder.iterdir():
        if other not in (part, target):
            other.unlink()  # an older version, or the beginning of one
    failure = _take(client, newest, part, cancelled)
    if failure is not None or part.stat().st_size < newest.size:
        return (), failure
    with part.open("rb") as file:
        is_right = hashlib.file_digest(file, "sha256").hexdigest() == newest.sha256
    if not is_right:
        part.unlink()
        return (), None
    part.replace(target)
    return (CAME.format(version=newest.version),), None


def is_for(update: PublishedUpdate, program: Program) -> bool:
    """Whether it is newer than this program, for a computer like this one."""
    return update.platform == program.platform and version_key(update.version) > version_key(program.version)


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
