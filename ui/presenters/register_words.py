"""Registers and their entries put into words and states. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from forms.catalog import Entry
from forms.clock import local
from forms.definition import Field, FieldType, Form
from forms.functions import plain
from forms.json_value import Json
from forms.printing.job import Names
from forms.printing.values import value_text
from models.queries.asset_history import AssetMoment
from models.queries.assets import OUT_OF_USE, AssetItem, RegisterCount
from models.queries.people import PersonView
from models.queries.places import PlaceView
from models.queries.profile import is_for
from models.queries.register_names import name_of
from ui import wording
from ui.pages.entry_pane import EntryPaneModel
from ui.pages.register_list import RegisterRow
from ui.pages.registers import EntryRow
from ui.presenters.chapters import CHAPTERS
from ui.theme.states import State, Tone
from ui.theme.tokens import Role
from ui.widgets.timeline import Moment

WARNINGS = (timedelta(days=7), timedelta(days=30), timedelta(days=60))
PLACES, PEOPLE = "place", "person"
OUT_OF_ORDER = {"out_of_service": "停用", "in_service": "送修"}
ELSEWHERE = frozenset({"hospital_profile", "duty_setting"})  # shown in the settings
TROUBLE, HERE = "要处理的", "部位和人员"
MOST_MOMENTS = 12
MOST_EXTRA = 2
IN_A_COLUMN = frozenset(
    {FieldType.TEXT, FieldType.ONE_OF, FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERSON}
)
NOT_IN_PANE = frozenset({FieldType.NOTE, FieldType.ROWS, FieldType.PHOTO, FieldType.FILE})


def cards_here(entries: Iterable[Entry], here: Mapping[str, Json]) -> dict[str, Entry]:
    """The card form of each register that applies here."""
    return {
        entry.register: entry
        for entry in entries
        if entry.kind == "card" and entry.register and entry.register not in ELSEWHERE and is_for(entry, here)
    }


# the list of registers ------------------------------------------------------------


def register_rows(cards: Mapping[str, Entry], counts: Mapping[str, RegisterCount]) -> tuple[RegisterRow, ...]:
    """What has trouble first, then by chapter; within each as the catalogue has them."""
    ordered = sorted(cards.items(), key=lambda one: (rank(one[0], counts), _chapter_rank(one[1])))
    return tuple(
        RegisterRow(
            register=register,
            title=name_of(entry),
            state=register_state(counts.get(register), register),
            group=_group(register, entry, counts.get(register)),
            is_empty=register not in counts and register not in (PLACES, PEOPLE),
        )
        for register, entry in ordered
    )


def rank(register: str, counts: Mapping[str, RegisterCount]) -> int:
    """Registers with something to do first, then those with entries, places and people, empty ones."""
    if register in (PLACES, PEOPLE):
        return 3
    count = counts.get(register)
    if count is None:
        return 4
    return 0 if count.expired else 1 if count.soon else 2


def _chapter_rank(entry: Entry) -> int:
    return [code for code, _ in CHAPTERS].index(entry.chapter)


def _group(register: str, entry: Entry, count: RegisterCount | None) -> str:
    if register in (PLACES, PEOPLE):
        return HERE
    if count is not None and (count.expired or count.soon):
        return TROUBLE
    return dict(CHAPTERS)[entry.chapter]


def register_state(count: RegisterCount | None, register: str) -> State:
    if register in (PLACES, PEOPLE):
        return State("", "minus", Tone.NA)
    if count is None:
        return State("空的", "minus", Tone.NA)
    if count.expired:
        return State(f"{count.expired} 件过期", "octagon-alert", Tone.BAD)
    if count.soon:
        return State(f"{count.soon} 件快到期", "hourglass", Tone.WARN)
    return State(f"{count.entries} 件", "check", Tone.OK)


# the entries of one ---------------------------------------------------------------


def beside_of(rows: Sequence[EntryRow], summary: str = "", *, is_narrowed: bool = False) -> str:
    """What stands beside the name; ``summary`` is about the whole register, so it is left out of a part of it."""
    red = sum(row.state.tone is Tone.BAD for row in rows)
    near = sum(row.state.tone is Tone.WARN for row in rows)
    parts = [f"找到 {len(rows)} 件" if is_narrowed else f"共 {len(rows)} 件"]
    parts += [f"{red} 件过期"] if red else []
    parts += [f"{near} 件快到期"] if near else []
    parts += [summary] if summary and not is_narrowed else []
    return "，".join(parts)


def own_columns(form: Form, items: Sequence[AssetItem]) -> tuple[Field, ...]:
    """The first fields of the card that stand in no other column and that some entry has something for."""
    rule = form.register
    others = {"status", "unit"}
    if rule is not None:
        others |= {rule.code, rule.title, rule.balance, *rule.expiries}
    return tuple(
        field
        for field in form.fields()
        if field.type in IN_A_COLUMN
        and field.name not in others
        and not field.identifying
        and any(item.values.get(field.name) not in (None, "") for item in items)
    )[:MOST_EXTRA]


def asset_row(item: AssetItem, extra: Sequence[Field], names: Names, today: date) -> EntryRow:
    return EntryRow(
        key=item.asset_id,
        code=item.code,
        title=item.title,
        place=item.place if item.place_code else "",
        expiry=f"{item.next_expiry:%Y-%m-%d}" if item.next_expiry else "",
        state=entry_state(item, today),
        balance=_balance(item),
        extra=tuple(value_text(field, item.values.get(field.name), names, compact=True) for field in extra),
    )


def place_row(place: PlaceView) -> EntryRow:
    if not place.active:
        state = State("停用", "minus", Tone.NA)
    elif place.key_area:
        state = State("重点部位", "shield-check", Tone.BRAND)
    else:
        state = State("在用", "check", Tone.OK)
    where = " ".join(filter(None, (place.floor, place.department))) or "（不记楼层）"
    return EntryRow(key=place.code, code=place.code, title=place.name, place=where, expiry="", state=state)


def person_row(person: PersonView) -> EntryRow:
    return EntryRow(
        key=person.staff_no,
        code=person.staff_no,
        title=person.name,
        place=person.department or "（未分科）",
        expiry="",
        state=State("在岗", "check", Tone.OK) if person.active else State("离岗", "minus", Tone.NA),
    )


def _balance(item: AssetItem) -> str:
    """What is left where a stock is kept."""
    if item.balance is None:
        return ""
    unit = item.values.get("unit")
    return f"{plain(item.balance)}{f' {unit}' if isinstance(unit, str) else ''}"


def entry_state(item: AssetItem, today: date) -> State:
    if item.status in OUT_OF_USE:
        return State("报废", "ban", Tone.NA)
    if item.balance is not None and item.balance < 0:
        return State("账面为负", "octagon-alert", Tone.BAD)
    if item.status in OUT_OF_ORDER:
        return State(OUT_OF_ORDER[item.status], "minus", Tone.NA)
    return expiry_state(item.next_expiry, today) or State("在用", "check", Tone.OK)


def expiry_state(day: date | None, today: date) -> State | None:
    """Red past its day, marked at 7, 30 and 60 days before it; None while there is nothing to say."""
    if day is None:
        return None
    if day < today:
        return State(f"过期 {(today - day).days} 天", "octagon-alert", Tone.BAD)
    left = day - today
    for step, icon in zip(WARNINGS, ("alarm-clock", "hourglass", "calendar-clock"), strict=True):
        if left <= step:
            return State(f"还剩 {left.days} 天" if left.days else "今天到期", icon, Tone.WARN)
    return None


# one entry beside the list --------------------------------------------------------


def pane_of(
    item: AssetItem, form: Form, found: Sequence[AssetMoment], names: Names, now: datetime
) -> EntryPaneModel:
    today = local(now).date()
    labels = {field.name: field.label for field in form.fields()}
    far = State("还早", "check", Tone.OK)
    balance = _balance(item)
    return EntryPaneModel(
        key=item.asset_id,
        title=item.title or item.code,
        line="·".join(
            filter(None, (item.code, item.place if item.place_code else "", balance and f"结存 {balance}"))
        ),
        state=entry_state(item, today),
        expiries=tuple(
            (labels.get(name, name), f"{day:%Y-%m-%d}", expiry_state(day, today) or far)
            for name, day in sorted(item.expiries.items(), key=lambda one: one[1])
        ),
        facts=tuple(_facts(item, form, names)),
        moments=tuple(_moment(one, now) for one in found[:MOST_MOMENTS]),
        is_more=len(found) > MOST_MOMENTS,
    )


def _facts(item: AssetItem, form: Form, names: Names) -> Iterable[tuple[str, str]]:
    rule = form.register
    told = {"status", *item.expiries} | ({rule.code, rule.title} if rule else set())
    for field in form.fields():
        if field.type in NOT_IN_PANE or field.name in told or field.identifying:
            continue
        if text := value_text(field, item.values.get(field.name), names, compact=True):
            yield field.label, text


def _moment(one: AssetMoment, now: datetime) -> Moment:
    detail = f"{wording.short(one.at, now)}，{one.author_name}"
    if one.abnormal:
        return Moment("triangle-alert", f"{one.title}，异常 {one.abnormal}", detail, Role.BAD)
    return Moment("inbox" if one.is_card else "clipboard-check", one.title, detail, Role.BRAND)
