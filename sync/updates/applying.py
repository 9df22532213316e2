"""Puts an update in force: checked, unpacked beside the running version, tried, a backup made, then one rename."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from models import vault
from models.faults import Refusal
from models.files import flush_folder, why
from models.program import Program
from models.store import Store
from models.versions import Versions
from models.workflow import auditing
from models.workflow.permitting import require_role
from sync.updates.looking import NotUpdatable, look_at
from sync.updates.trying import try_itself, try_upgrade
from sync.wire.update_file import SAFE, Update, UpdateRefused, check_payload, unpack

Told: TypeAlias = Callable[[str, int, int], bool]
"""Hears what is done, how much of how much (MB; 0 of 0: not known), and answers whether to go on."""

_MB = 1_000_000
COPIES = 4  # of the database: the proof's copy, its own one before it migrates, the backup, and room
_SPARE = 200 * _MB


class UpdateStopped(Refusal):
    """The person did not want it any more."""

    def __init__(self) -> None:
        super().__init__(f"更新停下了。{SAFE}要的时候再来一次。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """``version`` is in force from the next start on; ``rows`` of the copy were found again after its upgrade."""

    version: str
    backup: Path
    rows: int
    objects: int


def apply_update(
    store: Store,
    program: Program,
    path: Path,
    *,
    actor: str,
    told: Told = lambda *_: True,
    keys: dict[str, bytes] | None = None,
) -> Applied:
    """The new version is in force, from the next start on, when this returns; Refusal with nothing changed if not.

    Takes minutes. ``actor`` must be an administrator. May be stopped by ``told`` at any time before the end.
    """
    with store.read() as session:
        require_role(session, store.catalog, actor, ("admin",), "更新医安")
    versions = installation_of(program)
    update = look_at(path, program, keys)
    version = update.manifest.version
    if versions.current == version:
        raise NotUpdatable(f"{version} 已经装好了，下次打开就是它。记录没有动过。关掉医安再打开就行。")
    _say(told, "正在核对文件（MB）", 0, update.manifest.payload_size // _MB)
    versions.clear()
    _require_space(versions, store, update)
    try:
        check_payload(update, lambda done, whole: _say(told, "正在核对文件（MB）", done // _MB, whole // _MB))
        target = versions.folder(version)
        unpack(
            update,
            versions.incoming(version),
            lambda done, whole: _say(told, "正在放到硬盘上（MB）", done // _MB, whole // _MB),
        )
        versions.take_in(version)
        flush_folder(target.parent)
    except UpdateRefused as refused:
        raise NotUpdatable(str(refused)) from refused
    except OSError as error:
        raise NotUpdatable(
            f"{version} 没有放到硬盘上（{why(error)}）。{SAFE}请腾出空间，或让信息员看看 {versions.root} 的权限。"
        ) from error
    try:
        return _try_and_put_in_force(store, program, versions, version, actor, told)
    except BaseException:
        if versions.current != version:
            shutil.rmtree(target, ignore_errors=True)
        raise


def installation_of(program: Program) -> Versions:
    """The installation that the program runs from; NotUpdatable, and who can do something, if it can't be changed."""
    if program.root is None:
        raise NotUpdatable("医安是从源码运行的，不用更新文件。什么都没有改动。要装新的，请取新的源码。")
    versions = Versions(root=program.root)
    if not versions.can_be_written():
        raise NotUpdatable(
            f"医安装在 {program.root}，是给这台电脑上所有人用的，现在的账户改不了。{SAFE}"
            "请信息员以管理员身份打开医安来更新（Windows 上右键点它就有这一项），或用新版的安装程序再装一遍。"
        )
    return versions


def _try_and_put_in_force(
    store: Store, program: Program, versions: Versions, version: str, actor: str, told: Told
) -> Applied:
    _say(told, "新版本正在自检，要一两分钟", 0, 0)
    try_itself(versions, version, lambda: _say(told, "新版本正在自检，要一两分钟", 0, 0))
    _say(told, "正在副本上试着整理记录", 0, 0)
    proof = try_upgrade(versions, version, store.home, lambda: _say(told, "正在副本上试着整理记录", 0, 0))
    _say(told, "正在备份", 0, 0)
    backup = vault.backup(store, watch=lambda done, whole: _say(told, "正在备份（页）", done, whole))
    with store.write() as session:
        auditing.note(
            session,
            at=store.clock.now(),
            actor=actor,
            action="program.updated",
            detail={"from": program.version, "to": version, "backup": backup.name},
        )
    try:
        versions.put_in_force(version, before=program.version)
    except OSError as error:
        raise NotUpdatable(f"{version} 没有换上（{why(error)}）。{SAFE}请让信息员看看硬盘。") from error
    return Applied(version=version, backup=backup, rows=int(proof["rows"]), objects=int(proof["objects"]))


def _require_space(versions: Versions, store: Store, update: Update) -> None:
    """On each of the two disks, or on the one that is both."""
    program_needs = update.manifest.unpacked_size + _SPARE
    records_need = store.path.stat().st_size * COPIES + _SPARE
    root, home = versions.root, store.home
    if root.stat().st_dev == home.stat().st_dev:
        _require_room(root, program_needs + records_need)
    else:
        _require_room(root, program_needs)
        _require_room(home, records_need)


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotUpdatable(
            f"{folder} 所在的盘只剩 {free // _MB} MB，更新要 {needed // _MB} MB。{SAFE}请腾出空间再来。"
        )


def _say(told: Told, what: str, done: int, whole: int) -> None:
    if not told(what, done, whole):
        raise UpdateStopped
