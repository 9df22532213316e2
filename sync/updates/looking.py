"""Is an update for this computer? Read from its first bytes; every refusal says why and that nothing changed."""

from __future__ import annotations

from pathlib import Path

from models.faults import Refusal
from models.program import Program
from sync.wire.update_file import SAFE, SUFFIX, Update, UpdateRefused, open_update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import DEVELOPMENT, version_key


class NotUpdatable(Refusal):
    """This installation, or this file, cannot be updated; nothing was changed."""


def look_at(path: Path, program: Program, keys: dict[str, bytes] | None = None) -> Update:
    """The update in the file, if it is signed, whole in length and newer than this program. NotUpdatable otherwise."""
    try:
        update = open_update(path, release_keys() if keys is None else keys)
        _refuse_unfit(update, program)
    except UpdateRefused as refused:
        raise NotUpdatable(str(refused)) from refused
    return update


def newest_in(folder: Path, program: Program, keys: dict[str, bytes] | None = None) -> Update | None:
    """The newest update for this program among the files of a folder, such as that of a stick."""
    found = []
    try:
        files = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return None
    for file in files:
        try:
            found.append(look_at(file, program, keys))
        except NotUpdatable:
            continue
    return max(found, key=lambda update: version_key(update.manifest.version), default=None)


def _refuse_unfit(update: Update, program: Program) -> None:
    manifest, name = update.manifest, update.path.name
    if update.signer == DEVELOPMENT and program.is_release:
        raise UpdateRefused(f"{name} 是开发时试用的，没有正式签名。{SAFE}请用正式发布的更新。")
    if manifest.platform != program.platform:
        raise UpdateRefused(
            f"{name} 是给 {manifest.platform} 用的，这台电脑装的是 {program.platform}。{SAFE}请拿和这台电脑一样的那一个。"
        )
    ours, theirs = version_key(program.version), version_key(manifest.version)
    if theirs == ours:
        raise UpdateRefused(f"{name} 就是现在用的这一版 {program.version}。{SAFE}不用更新。")
    if theirs < ours:
        raise UpdateRefused(
            f"{name} 是 {manifest.version}，比现在用的 {program.version} 旧，不能往回换。{SAFE}请找更新的一版。"
        )
    if ours < version_key(manifest.lowest):
        raise UpdateRefused(
            f"{manifest.version} 不能从 {program.version} 直接换上去。{SAFE}请先更新到 {manifest.lowest}，再来用这个。"
        )
