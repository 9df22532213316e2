"""What one hospital lays down about duties: its profile, what is on since when, and local rules that are stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.clock import midnight
from forms.duty_windows import PERIODS
from forms.duty_words import PART_WORDS, frequency
from forms.json_value import Json
from forms.listed import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """Local parameters; None or empty leaves what the rule says. They may only tighten it."""

    every: str = ""  # a shorter period
    times_day: int | None = None
    times_night: int | None = None
    hours: int | None = None
    days: int | None = None
    early: int = 0  # days by which it is due sooner

    @property
    def parts(self) -> dict[str, int]:
        given = {"day": self.times_day, "night": self.times_night}
        return {part: times for part, times in given.items() if times is not None}


AS_IT_IS = Local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One act about one duty: from that day it is on or off, with these local parameters."""

    form_id: str
    duty_id: str
    is_on: bool
    start: date
    begins_at: datetime | None = None  # on its own day not before it was sealed; None: when the day begins
    local: Local = AS_IT_IS
    sealed_at: datetime
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the hospital is and has, from a day on."""

    effective_from: date
    level: str
    switches: frozenset[str] = frozenset()
    figures: Mapping[str, Json] = field(default_factory=dict)  # beds, staff, staff_medical, daily_outpatients
    sealed_at: datetime | None = None
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A time in which a duty was on and its rule the same; without ``until`` it still is."""

    since: datetime
    until: datetime | None
    duty: Duty
    early: timedelta


def profile_at(profiles: Iterable[Profile], day: date) -> Profile | None:
    """The profile that holds on that day; before the first one, the first."""
    ordered = in_order(profiles)
    begun = [one for one in ordered if one.effective_from <= day]
    return begun[-1] if begun else next(iter(ordered), None)


def in_order(profiles: Iterable[Profile]) -> list[Profile]:
    return sorted(profiles, key=lambda one: (one.effective_from, str(one.sealed_at), one.record_id))


def applies(duty: Duty, *, levels: Iterable[str], switches: Iterable[str], profile: Profile | None) -> bool:
    """Whether the duty is for such a hospital; ``levels`` and ``switches`` are those of its form."""
    if profile is None:
        return False
    wanted = {*switches, *duty.switches}
    return profile.level in (duty.levels or tuple(levels)) and profile.switches.issuperset(wanted)


def phases(
    duty: Duty,
    *,
    levels: Iterable[str],
    switches: Iterable[str],
    profiles: Iterable[Profile],
    settings: Iterable[Setting],
) -> tuple[Phase, ...]:
    """When the duty was on, and how strict, in order of time.

    Of the settings about it the one that starts last counts from its start on, of two with one start the one
    sealed last. Without a setting it is off.
    """
    profiles = in_order(profiles)
    settings = sorted(settings, key=lambda one: (one.start, one.sealed_at, one.record_id))
    if not settings or not profiles:
        return ()
    levels, switches = tuple(levels), tuple(switches)
    days = sorted(
        {settings[0].start, *(one.start for one in settings), *(p.effective_from for p in profiles)}
    )
    found: list[Phase] = []
    for number, day in enumerate(days):
        setting = next((one for one in reversed(settings) if one.start <= day), None)
        profile = profile_at(profiles, day)
        if setting is None or not setting.is_on:
            continue
        if not applies(duty, levels=levels, switches=switches, profile=profile):
            continue
        until = midnight(days[number + 1]) if number + 1 < len(days) else None
        since = midnight(day)
        if not (found and found[-1].until == since):
            since = max(since, _begins_at(settings, day) or since)
        phase = Phase(
            since=since,
            until=until,
            duty=tightened(duty, setting.local),
            early=timedelta(days=max(setting.local.early, duty.early)),
        )
        if found and found[-1].until == phase.since and _same_rule(found[-1], phase):
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(phase)
    return tuple(found)


def _begins_at(settings: Iterable[Setting], day: date) -> datetime | None:
    """The first moment at which it was switched on on that day."""
    return min(
        (one.begins_at for one in settings if one.begins_at and one.is_on and one.start == day), default=None
    )


def _same_rule(one: Phase, two: Phase) -> bool:
    return one.duty == two.duty and one.early == two.early


def tightened(duty: Duty, local: Local) -> Duty:
    """The duty with the local parameters; those that would loosen it are left out."""
    if objection(duty, local):
        return duty
    parts = dict(duty.parts) | local.parts
    return replace(
        duty,
        every=local.every or duty.every,
        parts=tuple(parts.items()) if local.parts else duty.parts,
        hours=local.hours or duty.hours,
        days=local.days or duty.days,
    )


def objection(duty: Duty, local: Local) -> str:
    """Why the local parameters cannot be: a sentence, empty if they only tighten the rule."""
    reason = next(_objections(duty, local), "")
    return f"{duty.title}按规定是{frequency(duty)}，本院只能更严：{reason}" if reason else ""


def _objections(duty: Duty, local: Local) -> Iterator[str]:
    if local.every and local.every != duty.every:
        order = list(PERIODS)
        if duty.every not in order or local.every not in order:
            yield "周期不能换成这一种"
        elif order.index(local.every) < order.index(duty.every):
            yield "周期不能更长"
    if local.parts and duty.every != "day":
        yield "只有每天做的才分白天、夜间几次"
    for part, times in local.parts.items():
        least = dict(duty.parts).get(part, 0)
        if times < max(least, 1):
            yield f"{PART_WORDS[part]}不能少于 {max(least, 1)} 次"
        elif times > 12:
            yield f"{PART_WORDS[part]}最多 12 次"
    if local.hours is not None:
        if duty.hours is None or local.hours > duty.hours:
            yield f"间隔不能超过 {duty.hours} 小时" if duty.hours else "这一项不按小时做"
        elif local.hours < 1 or 24 % local.hours:
            yield "间隔要能整除 24 小时，如 1、2、3、4、6、8"
    if local.days is not None:
        yield from _days(duty, local.days)
    yield from _early(duty, local)


def _days(duty: Duty, days: int) -> Iterator[str]:
    if duty.days is None:
        yield "这一项不按天数算"
    elif days < 1:
        yield "天数至少是 1"
    elif duty.every == "before_expiry" and days < duty.days:
        yield f"提前的天数不能少于 {duty.days} 天"
    elif duty.every != "before_expiry" and days > duty.days:
        yield f"天数不能超过 {duty.days} 天"


_LEAST_DAYS = {"year": 365, "half_year": 181, "quarter": 90, "month": 28, "half_month": 13, "week": 7}


def _early(duty: Duty, local: Local) -> Iterator[str]:
    if local.early < 0:
        yield "不能比规定的晚"
    elif local.early:
        length = _LEAST_DAYS.get(local.every or duty.every) or local.days or duty.days or 0
        if local.early >= length:
            yield f"提前的天数要少于 {length} 天" if length else "这一项当天就要做完，不能再提前"
