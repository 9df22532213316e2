"""What 设置·更新 says of the version at work and of the one that waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from models.program import Program
from models.versions import Versions
from sync.wire.update_file import Update
from sync.wire.update_shelf import FOLDER, Shelf, Source
from ui import wording

RUNS_FROM_SOURCES = "这份医安是从源码运行的，不用更新文件"
OTHERS_DO_IT = (
    "医安是给这台电脑上所有人装的，你的账户改不了。请信息员以管理员身份打开医安来装，或用新版的安装程序"
)
ONLY_ADMINS = "由管理员来装。请叫管理员登录后再来"
NOTHING = "没有找到。把装有更新文件的 U 盘插上，或按“选更新文件…”"
NOTHING_TO_SHARE = "还没有。县里发布了会自己取来；也可以插上 U 盘，按“U 盘上的发给别的电脑…”"
_CAME = {Source.COUNTY: "县里发来的", Source.HOST: "院内主机发来的", Source.STICK: "从 U 盘拷来的"}


def facts(
    program: Program,
    versions: Versions | None,
    found: Update | None,
    shelf: Shelf,
    *,
    may: bool,
    can: bool,
    is_host: bool,
) -> Sequence[tuple[str, str]]:
    """Name and value of each line."""
    lines = [("现在这一版", f"{program.version}（{program.platform}）")]
    ready = ready_of(program, versions)
    if ready:
        lines.append(("下次打开", f"{ready}，已经装好、试过"))
    if versions is not None and versions.previous not in (None, program.version):
        lines.append(("上一版", f"{versions.previous}，留着备用"))
    if versions is not None and not ready:
        lines.append(("找到的更新", told(found, shelf) if found else NOTHING))
    if versions is None:
        lines.append(("怎样更新", RUNS_FROM_SOURCES))
    elif not can:
        lines.append(("怎样更新", OTHERS_DO_IT))
    elif not may:
        lines.append(("怎样更新", ONLY_ADMINS))
    if is_host:
        lines.append(("给别的电脑", offered(shelf)))
    return lines


def offered(shelf: Shelf) -> str:
    """What the computers that joined this 院内主机 can take from it."""
    names = (f"{one.update.version}（{one.update.platform}），{_CAME[one.source]}" for one in shelf.kept)
    return "\n".join(names) or NOTHING_TO_SHARE


def ready_of(program: Program, versions: Versions | None) -> str:
    """The version that begins at the next start, "" if that is this one."""
    current = versions.current if versions is not None and not versions.is_unsettled else None
    return current if current is not None and current != program.version else ""


def told(update: Update, shelf: Shelf) -> str:
    manifest = update.manifest
    size = wording.size(update.payload_at + manifest.payload_size)
    return f"{manifest.version}，{size}，{where(update.path, shelf)}"


def where(path: Path, shelf: Shelf) -> str:
    """From where it came; of one on a stick, where it lies."""
    came = {one.name: _CAME[one.source] for one in shelf.kept}
    if path.parent.name == FOLDER and path.name in came:
        return f"{came[path.name]}，已经在这台电脑上"
    return f"在 {path.parent}"


def question(program: Program, update: Update) -> str:
    """Above the PIN."""
    return (
        f"从 {program.version} 换成 {update.manifest.version}。要几分钟，这期间照常能填；"
        "先自检、再在记录的副本上试，备份以后才换，下次打开生效"
    )


def share_question(updates: Iterable[Update]) -> str:
    """Above the PIN."""
    names = "、".join(f"{one.manifest.version}（{one.manifest.platform}）" for one in updates)
    return (
        f"把 {names} 拷到这台院内主机上。连着它的电脑会自己来取，取到以后由那台电脑上的管理员装；"
        "先核对签名和内容，不对的不发"
    )
