"""What the world can do to the store, each as a sentence for the person at the screen.

A sentence says what happened, what is safe, what to do. Bugs of ours are not here: they stay tracebacks.
"""
# ruff: noqa: N818 - each is named by what happened, and raised with the sentence that says it

from __future__ import annotations

import errno
import sqlite3


class Refusal(Exception):
    """Something that cannot be done, with ``str()`` as the Chinese sentence that says so."""


class StoreError(Refusal):
    """The store could not be opened, read or written."""


class HomeUnwritable(StoreError):
    def __init__(self, home: object) -> None:
        super().__init__(
            f"文件夹 {home} 写不进去。里面原有的记录没有动过，仍可查看。"
            "请让信息员放开这个文件夹的权限，或换一个能写的文件夹。"
        )


class NewerDatabase(StoreError):
    def __init__(self, version: str) -> None:
        super().__init__(
            f"这里的记录由更新的程序写过（{version}）。记录都在，现在只能查看、打印。"
            "请先更新这台电脑上的医安，再来填写。"
        )


class OlderDatabase(StoreError):
    def __init__(self) -> None:
        super().__init__(
            "这里的记录由旧一版的程序写过，还没有整理成新的样子，现在看不了。记录都在。请关掉别的窗口，正常打开一次医安。"
        )


class NetworkFolder(StoreError):
    def __init__(self, home: object, kind: str) -> None:
        super().__init__(
            f"文件夹 {home} 在{kind}里，放在那里断电或断网会丢记录，所以没有打开。里面的东西没有动过。"
            "请换成本机硬盘上的文件夹。"
        )


class AnotherProcess(StoreError):
    def __init__(self) -> None:
        super().__init__("医安已经在这台电脑上打开。记录都在，没有动过。请切换到已打开的窗口，或关掉它再试。")


class Corrupt(StoreError):
    def __init__(self, detail: str) -> None:
        self.detail = _short(detail)
        super().__init__(
            f"本机的记录库有损坏（{self.detail}）。原文件没有动；封存过的记录在备份和黑匣子里另有一份。"
            "请重新打开医安点“修复”，或请信息员运行 repair。"
        )


class DatabaseGone(Corrupt):
    def __init__(self) -> None:
        super().__init__("记录库的文件不见了")


class BadBackup(StoreError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"备份 {name} 不能用（{_short(reason)}）。现在的记录没有动过。请换另一份备份。")


class DiskFull(StoreError):
    def __init__(self) -> None:
        super().__init__(
            "硬盘满了，这一次没有存进去。以前保存的都在，填的还在屏幕上。请腾出一些空间，再按一次。"
        )


class DiskFault(StoreError):
    def __init__(self) -> None:
        super().__init__(
            "硬盘读写出错，这一次没有存进去。以前保存的都在，填的还在屏幕上。请再按一次；再出错就请信息员查硬盘。"
        )


class Busy(StoreError):
    def __init__(self) -> None:
        super().__init__("记录库正被别的程序占着，这一次没有存进去。填的还在屏幕上。过几秒再按一次。")


class ReadOnly(StoreError):
    def __init__(self) -> None:
        super().__init__("现在只能查看，没有存进去。原有的记录都在。请按打开时的提示处理好再填。")


class NotSetUp(StoreError):
    def __init__(self) -> None:
        super().__init__("这台电脑还没有设置医院。没有记录受影响。请先完成首次设置，或加入已有的医院。")


def _short(detail: str) -> str:
    """What SQLite says, on one line; of a long list the beginning."""
    line = " ".join(detail.replace("*** in database main ***", "").split())
    return line if len(line) <= 60 else line[:60] + "…"


def store_error(error: BaseException, home: object) -> StoreError | None:
    """The sentence for an error of SQLite or the file system; None if it is not the world's fault."""
    if isinstance(error, StoreError):
        return error
    cause = (
        getattr(error, "orig", None) or error
    )  # SQLAlchemy's errors carry the driver's; a start has not loaded it
    if isinstance(cause, sqlite3.Error):
        return _sqlite_error(cause, home)
    if isinstance(cause, OSError):
        return _os_error(cause, home)
    return None


def _sqlite_error(error: sqlite3.Error, home: object) -> StoreError | None:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFull()
        case sqlite3.SQLITE_IOERR:
            return DiskFault()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return HomeUnwritable(home)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Corrupt(str(error))
        case _:
            return None


def _os_error(error: OSError, home: object) -> StoreError | None:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFull()
        case errno.EIO:
            return DiskFault()
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return HomeUnwritable(home)
        case _:
            return None
