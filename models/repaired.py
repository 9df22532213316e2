"""What a repair came to, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Something that was here before and is nowhere now."""

    op_seq: int | None  # its number among this computer's operations; None: it came from another one
    object_id: str
    kind: str

    def __str__(self) -> str:
        number = f"第 {self.op_seq} 号" if self.op_seq is not None else "别的电脑来的一件"
        return f"{number}（{_KINDS.get(self.kind, self.kind)} {self.object_id[:12]}）"


_KINDS = {
    "revision": "记录",
    "signature": "签字",
    "scan": "扫描件",
    "order": "督办",
    "credential": "登录凭据",
    "key_grant": "密钥",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Counts of sealed objects: revisions, signatures and orders."""

    before: (
        int  # known to have been here: by what was readable, the black box, the backup, the tails of the logs
    )
    objects: int  # here now
    from_backup: int
    from_black_box: int
    from_file: int  # read out of the damaged file itself
    awaited: int  # the county has them, and the next pass brings them
    lost: tuple[Lost, ...]
    attachments_awaited: int
    drafts: int
    backup: Path | None
    passed_over: tuple[str, ...]  # newer backups that could not be used, with the reason
    set_aside: Path | None  # where the former files are
    is_set_up: bool
    can_sign_in: bool

    @property
    def is_whole(self) -> bool:
        return not self.lost

    def facts(self) -> tuple[tuple[str, str], ...]:
        """The report for a person, as names and values."""
        told = [
            ("损坏前（能查到的）", f"{self.before} 件"),
            ("现在", f"{self.objects} 件"),
            ("其中来自备份", f"{self.from_backup} 件{self._which_backup()}"),
            ("来自黑匣子", f"{self.from_black_box} 件"),
            ("从损坏的文件里读出", f"{self.from_file} 件"),
            ("等县里送回", self._awaited()),
            (
                "没有找回",
                "0 件" if self.is_whole else f"{len(self.lost)} 件：" + "、".join(map(str, self.lost[:20])),
            ),
            ("草稿", f"{self.drafts} 份"),
        ]
        if self.set_aside is not None:
            told.append(("原来的文件", f"没有删，在 {self.set_aside}"))
        told += [("没有用的备份", one) for one in self.passed_over]
        return tuple(told)

    def advice(self) -> str:
        """What to do next, in one sentence or two."""
        if not self.is_set_up:
            return "没有找到这台电脑属于哪家医院。记录都在。打开医安后选“加入已有的医院”，或请信息员带一份备份来再修一次。"
        if not self.can_sign_in:
            return (
                "登录凭据只在备份和县里有，这里没有找到。记录都在。已接入县里的，送一次就回来；"
                "没有的，请管理员拿恢复单运行 repair --admin 工号，给自己设一个新 PIN。"
            )
        if self.lost:
            return "没有找回的请照纸质留底补录，并把上面的编号告诉信息员。其余的都在，照常能填。"
        if self.awaited or self.attachments_awaited:
            return "其余的都在。联网送一次，等县里送回的就齐了。"
        return "一件不少，照常能填。建议今天另存一份备份到 U 盘。"

    def _which_backup(self) -> str:
        return f"（{self.backup.name}）" if self.backup is not None else "（没有可用的备份）"

    def _awaited(self) -> str:
        photos = f"，另有 {self.attachments_awaited} 个附件" if self.attachments_awaited else ""
        return f"{self.awaited} 件{photos}"
