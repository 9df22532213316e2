"""Hints in kind words: what the sheets look like, and nothing about who filled them."""

from __future__ import annotations

from typing import Final

from forms.advice import Advice, Hint

ABOUT: Final = (
    "这里只列记录本身的样子，供安全管理人员想一想怎样让人做得更方便，不作为考核和处罚的依据。"
    "认真做也会长得像：设备稳定，读数就一样。从纸上转录的不列。"
)
WHAT: Final = {
    Hint.BULK: "多用“其余正常”",
    Hint.ALIKE: "几份写得一样",
    Hint.PACE: "走得比路快",
    Hint.ONE_TIME: "各处同一个时间",
}


def said(one: Advice) -> str:
    match one.hint:
        case Hint.BULK:
            return f"{one.whole} 个检查项里有 {one.part} 个用“其余正常”一次答的"
        case Hint.ALIKE:
            return f"连着 {one.part} 份的数字、文字和时间间隔都相同"
        case Hint.PACE:
            return f"{one.part} 处只隔了 {one.whole} 分钟，或一分钟里到了几处"
        case Hint.ONE_TIME:
            return f"{one.part} 处写的是同一个时间，没有逐处记"
