"""One vocabulary of states: each has a word, an icon and a tone, always all three. Knows nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ui.theme.tokens import Role


class Tone(StrEnum):
    """What a state says by colour."""

    NA = "na"
    BRAND = "brand"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    LATE = "late"

    @property
    def text(self) -> Role:
        return Role(self.value)

    @property
    def icon(self) -> Role:
        return Role.WARN_ICON if self is Tone.WARN else Role(self.value)

    @property
    def soft(self) -> Role:
        return Role(f"{self.value}_soft")

    @property
    def on_solid(self) -> Role:
        """Text on a solid fill of this tone."""
        return {Tone.BAD: Role.ON_BAD, Tone.OK: Role.ON_OK, Tone.BRAND: Role.ON_BRAND}.get(self, Role.SURFACE)


@dataclass(frozen=True, slots=True)
class State:
    word: str
    icon: str
    tone: Tone
    solid: bool = False


ANSWER = {
    "normal": State("正常", "check", Tone.OK),
    "abnormal": State("异常", "triangle-alert", Tone.BAD, solid=True),
    "na": State("不适用", "minus", Tone.NA),
    "bulk": State("其余正常", "list-checks", Tone.NA),
}
TASK = {
    "open": State("待办", "circle", Tone.NA),
    "begun": State("进行中", "circle-dot", Tone.BRAND),
    "soon": State("快到点", "hourglass", Tone.WARN),
    "overdue": State("逾期", "clock-alert", Tone.BAD),
    "done": State("完成", "circle-check", Tone.OK),
    "late": State("补录", "history", Tone.LATE),
    "missed": State("漏做", "ban", Tone.BAD),
    "to_sign": State("等你签字", "pen-line", Tone.BRAND),
    "silent": State("先不提醒", "pause", Tone.NA),
}
DELIVERY = {
    "pending": State("待报", "cloud-upload", Tone.NA),
    "sending": State("正在送", "send", Tone.BRAND),
    "hosted": State("已到院内主机", "server", Tone.BRAND),
    "received": State("已送达", "badge-check", Tone.OK),
    "parked": State("等附件", "cloud-upload", Tone.NA),
    "conflict": State("两版并存", "files", Tone.WARN),
    "quarantined": State("需处理", "octagon-alert", Tone.BAD),
    "offline": State("离线", "cloud-off", Tone.WARN),
    "none": State("不用报", "minus", Tone.NA),
}
RECORD = {
    "draft": State("草稿", "pen-line", Tone.NA),
    "awaiting": State("等第二人签", "signature", Tone.BRAND),
    "sealed": State("已封存", "lock-keyhole", Tone.NA),
    "printed": State("已打印，未签", "printer", Tone.WARN),
    "filed": State("已签归档", "file-check", Tone.OK),
    "corrected": State("已更正", "files", Tone.LATE),
    "void": State("已作废", "ban", Tone.NA),
    "returned": State("退回", "undo-2", Tone.WARN),
}
HAZARD = {
    "registered": State("已登记", "inbox", Tone.NA),
    "rectifying": State("整改中", "wrench", Tone.BRAND),
    "awaiting_recheck": State("待复查", "search", Tone.WARN),
    "closed": State("已销号", "circle-check", Tone.OK),
    "to_check": State("待核", "circle-alert", Tone.WARN),
    "void": State("已作废", "ban", Tone.NA),
}
HAZARD_FLAG = {
    "returned": State("退回", "undo-2", Tone.WARN),
    "extended": State("延期", "calendar-days", Tone.WARN),
    "extension_waits": State("延期待批", "calendar-days", Tone.WARN),
    "reopened": State("重新打开", "rotate-ccw", Tone.WARN),
    "supervised": State("挂牌督办", "gavel", Tone.LATE),
}
INCIDENT = {
    "reported": State("已报告", "inbox", Tone.WARN),
    "in_hand": State("办理中", "wrench", Tone.BRAND),
    "closed": State("已结案", "circle-check", Tone.OK),
    "void": State("已作废", "ban", Tone.NA),
}
HAZARD_LEVEL = {
    "general": State("一般", "flag", Tone.NA),
    "major": State("重大", "octagon-alert", Tone.BAD, solid=True),
}
TARGET = {
    "met": State("达标", "check", Tone.OK),
    "unmet": State("未达标", "triangle-alert", Tone.BAD),
    "warn": State("接近目标", "gauge", Tone.WARN),
    "worsening": State("连续变差", "trending-down", Tone.WARN),
    "watched": State("监测", "eye", Tone.NA),
    "none": State("算不出来", "minus", Tone.NA),
}
TEXT = {
    "open": State("待核对", "circle-help", Tone.WARN),
    "same": State("一致", "check", Tone.OK),
    "differs": State("有出入", "file-warning", Tone.BAD),
}
DUTY = {
    "on": State("在做", "circle-check", Tone.OK),
    "coming": State("还没开始", "calendar-clock", Tone.BRAND),
    "off": State("没打开", "circle", Tone.NA),
    "waits": State("等领导签字", "signature", Tone.WARN),
    "not_for_us": State("不适用", "minus", Tone.NA),
}
SLOT = {
    "not_due": State("还没到", "circle", Tone.NA),
    "open": State("该做了", "circle-dot", Tone.BRAND),
    "done": State("完成", "circle-check", Tone.OK),
    "transcribed": State("转录", "file-check", Tone.OK),
    "late": State("补录", "history", Tone.LATE),
    "missed": State("漏做", "ban", Tone.BAD),
    "off": State("不做", "minus", Tone.NA),
}
VOCABULARY = (
    ANSWER,
    TASK,
    DELIVERY,
    RECORD,
    HAZARD,
    HAZARD_FLAG,
    HAZARD_LEVEL,
    INCIDENT,
    TARGET,
    TEXT,
    DUTY,
    SLOT,
)
