"""How often a duty is due, in the words of screen and paper."""

from __future__ import annotations

from forms.listed import Duty

PERIOD_WORDS = {
    "day": "每天 1 次",
    "shift": "每班 1 次",
    "week": "每周 1 次",
    "half_month": "每半月 1 次",
    "month": "每月 1 次",
    "quarter": "每季 1 次",
    "half_year": "每半年 1 次",
    "year": "每年 1 次",
}
PART_WORDS = {"day": "白天", "night": "夜间"}
_PER = {"area": "每区域", "place": "每处", "asset": "每件", "department": "每科室"}


def frequency(duty: Duty) -> str:
    """白天 2 次、夜间 2 次 · 到期前 30 天起."""
    match duty.every:
        case "day" | "shift_count" if duty.parts:
            return "、".join(f"{PART_WORDS[part]} {times} 次" for part, times in duty.parts)
        case "hours":
            return f"每 {duty.hours} 小时 1 次"
        case "before_holiday":
            return f"节假日前 {duty.days} 天内"
        case "before_expiry":
            return f"到期前 {duty.days} 天起"
        case "after_last":
            return f"上次之后 {duty.days} 天内"
        case every:
            return PERIOD_WORDS.get(every, every)


def frequency_and_subject(duty: Duty) -> str:
    """每区域 白天 2 次、夜间 2 次."""
    return " ".join(part for part in (_PER.get(duty.per, ""), frequency(duty)) if part)
