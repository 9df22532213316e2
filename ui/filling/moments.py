"""Dates and times as people type them, and as they are shown and kept. Knows nothing of Qt."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from forms.clock import ZONE
from forms.date_arithmetic import in_months

_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：．－／，", "0123456789:.-/,")


def read_date(text: str, *, today: date) -> date | None:
    """A date from 20261120, 2026-11-20, 11-20, 1120, 11月20日, 20 (of this month) or 昨天; None if it is none.

    Without a year, the one nearest to today within half a year is meant.
    """
    text = text.strip().translate(_FULL_WIDTH)
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"\d{8}", text):
        numbers = [int(digits[:4]), int(digits[4:6]), int(digits[6:])]
    elif re.fullmatch(r"\d{4}", text):
        numbers = [int(digits[:2]), int(digits[2:])]
    elif re.search(r"[^\d\s./年月日号-]", text):
        return None
    match numbers:
        case [year, month, day]:
            return _date(year if year > 99 else 2000 + year, month, day)
        case [month, day]:
            return _nearest(month, day, today)
        case [day] if day <= 31:
            return _date(today.year, today.month, day)
        case _:
            return None


def read_month(text: str, *, today: date) -> date | None:
    """The first day of the month said by 2026-11, 202611, 2026年11月, 11月, 11, 上月, or a day of it; else None.

    Without a year, the last such month is meant, next month counted in.
    """
    text = text.strip().translate(_FULL_WIDTH)
    this = today.replace(day=1)
    if text in _MONTHS:
        return in_months(this, _MONTHS[text])
    match [int(number) for number in re.findall(r"\d+", text)]:
        case [year, month] if re.fullmatch(r"\d{4}[\s./年-]+\d{1,2}\s*月?", text):
            return _date(year, month, 1)
        case [number] if re.fullmatch(r"\d{6}", text):
            return _date(number // 100, number % 100, 1)
        case [month] if re.fullmatch(r"\d{1,2}\s*月?(份)?", text):
            found = _date(today.year + 1, month, 1)
            while found is not None and found > in_months(this, 1):
                found = in_months(found, -12)
            return found
        case _:
            day = read_date(text, today=today)
            return day.replace(day=1) if day else None


def read_time(text: str) -> time | None:
    """A time from 2205, 22:05, 22.05, 22点5分, 9 or 晚上9点; None if it is none."""
    text = text.strip().translate(_FULL_WIDTH)
    afternoon = bool(re.match(r"(下午|晚上|晚|夜里)", text))
    text = re.sub(r"^(上午|下午|早上|晚上|中午|夜里|凌晨|晚|早)", "", text)
    text = text.replace("半", "30")
    if re.search(r"[^\d\s:.点时分]", text):
        return None
    if re.fullmatch(r"\d{3,4}", text):
        numbers = [int(text[:-2]), int(text[-2:])]
    else:
        numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not 1 <= len(numbers) <= 2:
        return None
    hour, minute = numbers[0], numbers[1] if len(numbers) == 2 else 0
    if afternoon and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_datetime(text: str, *, now: datetime) -> datetime | None:
    """A date and a time, or a time alone (then the last such moment up to an hour ahead)."""
    text = text.strip().translate(_FULL_WIDTH)
    here = now.astimezone(ZONE)
    match = re.fullmatch(
        r"(.*?)[\sT，,日号]*((?:上午|下午|晚上|早上|凌晨|晚)?\d{1,2}[:.点时]\d{0,2}分?半?)(?:\+08:00)?", text
    )
    if match is None:
        parts = text.rsplit(None, 1)
        if len(parts) == 2:
            day, hour = read_date(parts[0], today=here.date()), read_time(parts[1])
            return datetime.combine(day, hour, ZONE) if day and hour else None
        alone = read_time(text) if re.fullmatch(r"\d{3,4}", text) else None
    else:
        hour = read_time(match[2])
        if match[1].strip():
            day = read_date(match[1], today=here.date())
            return datetime.combine(day, hour, ZONE) if day and hour else None
        alone = hour
    if alone is None:
        return None
    moment = datetime.combine(here.date(), alone, ZONE)
    return moment if moment <= here + timedelta(hours=1) else moment - timedelta(days=1)


def show_date(day: date) -> str:
    return f"{day:%Y-%m-%d} 星期{'一二三四五六日'[day.weekday()]}"


def show_month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def show_datetime(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def keep_datetime(moment: datetime) -> str:
    """As it stands in answers: ``2026-11-20T22:00+08:00``."""
    return moment.astimezone(ZONE).isoformat(timespec="minutes")


def spoken(moment: datetime, *, now: datetime) -> str:
    """今天 22:05, 昨天 16:40, 11-18 09:30, with the year only across years."""
    moment, now = moment.astimezone(ZONE), now.astimezone(ZONE)
    clock = f"{moment:%H:%M}"
    days = (moment.date() - now.date()).days
    if days in (0, -1, 1):
        return f"{('今天', '明天', '昨天')[days]} {clock}"
    return f"{moment:%m-%d} {clock}" if moment.year == now.year else f"{moment:%Y-%m-%d} {clock}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date) -> date | None:
    found = [
        made for year in (today.year - 1, today.year, today.year + 1) if (made := _date(year, month, day))
    ]
    return min(found, key=lambda made: abs((made - today).days), default=None)
