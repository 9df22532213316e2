"""The sentences of the window: what happened, what is safe, what to do. Knows nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.clock import local

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fact, then what is safe and what to do; ``action`` is the word on the button, if there is one."""

    fact: str
    advice: str
    action: str = ""


OPENING = Sentence("正在打开本机的记录", "窗口可以先看，几秒钟就好")
NOBODY = Sentence("还没有人登录", "输工号和 PIN 就开始。填到一半的都在", "登录")
LOCKED = Sentence("已锁上", "已锁上，填的都在")
UNFORESEEN = Sentence(
    "这一步没有做完", "已经保存的都在本机，没有丢。再做一次；还不行，打电话给信息员，报下面的编号", "知道了"
)
ALL_DONE = "本班该做的都做完了"
NO_DUTIES = Sentence("还没有开始的任务", "去“设置”开启要做的检查，或在“填报”里直接填一张")
NOT_ENROLLED = Sentence("还没有接入县里", "记录都保存在本机，可以照常填、签、打印。拿到接入码后在这里填")
SEALED_SAFE = "你填的内容都已保存在本机"


def clock(moment: datetime) -> str:
    """``22:06``, local."""
    return f"{local(moment):%H:%M}"


def day(moment: datetime | date, now: datetime) -> str:
    """今天, 昨天, 明天, else ``11-18``, with the year only across years."""
    when = local(moment).date() if isinstance(moment, datetime) else moment
    today = local(now).date()
    word = {0: "今天", -1: "昨天", 1: "明天"}.get((when - today).days)
    if word is not None:
        return word
    return f"{when:%m-%d}" if when.year == today.year else f"{when:%Y-%m-%d}"


def moment(when: datetime, now: datetime) -> str:
    """``今天 22:05``, ``11-18 09:30``."""
    return f"{day(when, now)} {clock(when)}"


def short(when: datetime, now: datetime) -> str:
    """``11-20 22:00`` as lists show it; the year only across years."""
    here, today = local(when), local(now)
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def long_date(when: datetime) -> str:
    """``11月20日 星期五``."""
    here = local(when)
    return f"{here.month}月{here.day}日 星期{WEEKDAYS[here.weekday()]}"


def span(duration: timedelta) -> str:
    """``54 分``, ``1 小时 54 分``, ``2 天``; never negative."""
    minutes = max(0, int(duration.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} 分"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} 小时 {rest} 分" if rest and hours < 6 else f"{hours} 小时"
    return f"{minutes // (24 * 60)} 天"


def left(minutes: int) -> str:
    """What stands in the ring of a clock: ``0:47``, ``23:10``, and from two days on ``14 天``."""
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440} 天"


def number(serial: str | None) -> str:
    """A record's number as it is read on the screen, without the hospital's prefix; "" of one without a number."""
    return (serial or "").partition("-")[2] or (serial or "")


def due(deadline: datetime, now: datetime) -> str:
    """``还剩 54 分`` or ``逾期 36 分``."""
    if deadline < now:
        return f"逾期 {span(now - deadline)}"
    return f"还剩 {span(deadline - now)}"


def due_day(deadline: datetime, now: datetime) -> str:
    """Like ``due``, but by days once it is not today: ``今天到期``, ``逾期 2 天``, ``还剩 12 天``."""
    days = (local(deadline).date() - local(now).date()).days
    if deadline < now:
        return due(deadline, now) if days == 0 else f"逾期 {max(1, -days)} 天"
    return "今天到期" if days == 0 else f"还剩 {days} 天"


def size(count: int) -> str:
    """``4.2 MB``."""
    if count < 1024 * 1024:
        return f"{max(1, count // 1024)} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def others(count: int, unit: str = "条") -> str:
    return f"还有 {count} {unit}"
