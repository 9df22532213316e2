"""An update from a stick, given by the 院内主机 to the computers that joined it; only with an administrator's word."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from models.faults import Refusal
from models.files import WITHIN, why
from models.program import Program
from models.store import Store
from models.workflow import auditing
from models.workflow.permitting import require_role
from sync.house.road import is_host
from sync.updates import shelving
from sync.wire.update_file import SUFFIX, Update, UpdateRefused, check_payload, open_update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import DEVELOPMENT, version_key
from sync.wire.update_shelf import FOLDER, Source
from sync.wire.updates import PublishedUpdate

_SAFE = "没有放到院内主机上，别的电脑和记录都没有动。"
_PART = 1 << 20
_MB = 1_000_000


class NotShared(Refusal):
    """It is not offered to anybody; what was offered before still is."""


def share(
    store: Store,
    program: Program,
    path: Path,
    *,
    actor: str,
    told: Callable[[str, int, int], bool] = lambda *_: True,
    keys: dict[str, bytes] | None = None,
) -> PublishedUpdate:
    """The computers of the house are offered this file when this returns; NotShared with nothing changed if not.

    ``actor`` must be an administrator of the 院内主机. ``told`` is as for applying.
    """
    with store.read() as session:
        require_role(session, store.catalog, actor, ("admin",), "把更新发给别的电脑")
        if not is_host(session):
            raise NotShared(f"这台电脑不是院内主机。{_SAFE}请在院内主机上做。")
    folder = store.home / FOLDER
    try:
        update = _open(path, program, keys)
        published = _put(folder, update, told)
    except UpdateRefused as refused:
        raise _not_shared(refused) from refused
    except OSError as error:
        raise NotShared(
            f"{path.name} 没有拷过来（{why(error)}）。{_SAFE}请看看硬盘够不够，或再插一次 U 盘。"
        ) from error
    with store.write() as session:
        auditing.note(
            session,
            at=store.clock.now(),
            actor=actor,
            action="program.shared",
            detail={"version": published.version, "platform": published.platform},
        )
    return published


def newest_on(
    folders: Iterable[Path], home: Path, program: Program, keys: dict[str, bytes]
) -> tuple[Update, ...]:
    """Of each system the newest in these folders that the shelf does not have yet, by their first bytes."""
    newest: dict[str, Update] = {}
    for folder in folders:
        try:
            files = sorted(folder.glob(f"*{SUFFIX}"))
        except OSError:
            continue
        for file in files:
            try:
                update = _open(file, program, keys)
            except UpdateRefused:
                continue
            known = newest.get(update.manifest.platform)
            if known is None or version_key(known.manifest.version) < version_key(update.manifest.version):
                newest[update.manifest.platform] = update
    return tuple(one for one in newest.values() if not _has(home / FOLDER, one))


def open_for_others(path: Path, program: Program, keys: dict[str, bytes]) -> Update:
    """As it says of itself, whatever system it is for; NotShared unless its publisher signed it and its length is right."""
    try:
        return _open(path, program, keys)
    except UpdateRefused as refused:
        raise _not_shared(refused) from refused


def _not_shared(refused: UpdateRefused) -> NotShared:
    return NotShared(f"{str(refused).partition('。')[0]}。{_SAFE}请向发给你的人另要一份。")


def _open(path: Path, program: Program, keys: dict[str, bytes] | None) -> Update:
    update = open_update(path, release_keys() if keys is None else keys)
    if update.signer == DEVELOPMENT and program.is_release:
        raise UpdateRefused(f"{path.name} 是开发时试用的，没有正式签名。")
    return update


def _has(folder: Path, update: Update) -> bool:
    return shelving.holds(folder, version=update.manifest.version, platform=update.manifest.platform)


def _put(folder: Path, update: Update, told: Callable[[str, int, int], bool]) -> PublishedUpdate:
    manifest = update.manifest
    if _has(folder, update):
        raise NotShared(
            f"院内主机上给 {manifest.platform} 的，已经是 {manifest.version} 或更新的一版。"
            "没有再放，别的电脑照旧能取。不用做什么。"
        )

    def checked(done: int, whole: int) -> None:
        _say(told, "正在核对文件（MB）", done, whole)

    check_payload(update, checked)
    folder.mkdir(mode=WITHIN, exist_ok=True)
    for left in folder.glob(f"*{shelving.COPYING}"):
        left.unlink()  # of a copy that was cut
    part = folder / f"{manifest.payload_sha256}{shelving.COPYING}"
    try:
        published = _copy(update, part, told)
        if not shelving.put(folder, part, published, Source.STICK):
            raise UpdateRefused(f"{update.path.name} 拷过来以后对不上。")
    finally:
        part.unlink(missing_ok=True)
    return published


def _copy(update: Update, part: Path, told: Callable[[str, int, int], bool]) -> PublishedUpdate:
    whole, done, found = update.payload_at + update.manifest.payload_size, 0, hashlib.sha256()
    with update.path.open("rb") as file, part.open("wb") as copy:
        while piece := file.read(_PART):
            copy.write(piece)
            found.update(piece)
            done += len(piece)
            _say(told, "正在拷到院内主机上（MB）", done, whole)
        copy.flush()
        os.fsync(copy.fileno())
    return PublishedUpdate(
        version=update.manifest.version,
        platform=update.manifest.platform,
        size=done,
        sha256=found.hexdigest(),
    )


def _say(told: Callable[[str, int, int], bool], what: str, done: int, whole: int) -> None:
    if not told(what, done // _MB, whole // _MB):
        raise NotShared(f"停下了。{_SAFE}要的时候再来一次。")
