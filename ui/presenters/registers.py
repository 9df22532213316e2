"""Reads the registers, and knows which form is the card, which the check, and which the notes of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.definition import Form
from forms.functions import plain
from forms.json_value import Json
from models.queries import assets, fire_registers, people, places
from models.queries.assets import OUT_OF_USE, AssetItem, RegisterCount
from models.queries.profile import is_for, profile_facts
from models.queries.rights import is_held, may
from ui.pages.page import Page
from ui.pages.registers import EntryRow, RegisterRow, RegistersModel, RegistersPage
from ui.presenters.presenter import Presenter
from ui.presenters.register_sheets import RegisterSheets
from ui.roads import Wish
from ui.theme.states import State, Tone

WARNINGS = (timedelta(days=7), timedelta(days=30), timedelta(days=60))
PLACES, PEOPLE = "place", "person"
OUT_OF_ORDER = {"out_of_service": "停用", "in_service": "送修"}
ELSEWHERE = frozenset({"hospital_profile", "duty_setting"})  # shown in the settings
SHOWN = 2000  # entries of one register in the list; more are found by words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    register: str
    cards: dict[str, Entry]
    counts: dict[str, RegisterCount]
    rows: list[EntryRow]
    summary: str


class RegistersPresenter(Presenter):
    name = "registers"
    kinds = frozenset({"records", "assets", "people", "places", "time"})

    def build(self) -> Page:
        self.sheets = RegisterSheets(self.desk, on_changed=self.refresh)
        page = RegistersPage()
        page.register_chosen.connect(self._on_register)
        page.open_requested.connect(self._on_open)
        page.check_requested.connect(self._on_check)
        page.note_requested.connect(self._on_note)
        page.add_requested.connect(self._on_add)
        page.scanned.connect(self._on_scanned)
        page.narrowed.connect(self._on_narrowed)
        page.import_requested.connect(self._on_import)
        page.revoke_requested.connect(lambda: self.sheets.take_back(self._form()))
        page.export_requested.connect(lambda: self.sheets.export(self._form(), self._title()))
        page.labels_requested.connect(lambda: self.sheets.print_labels(self._form(), self._title()))
        self._shown = page
        self._register = ""  # chosen by what is in them, once that is known
        self._cards: dict[str, Entry] = {}
        self._words, self._only_due = "", False
        return page

    def refresh(self) -> None:
        entries, now, wanted = self.desk.store.catalog.current(), self.desk.now(), self._register
        words, only_due = self._words, self._only_due

        def work(session: Session) -> _Found:
            today = local(now).date()
            cards = _cards(entries, profile_facts(session, now))
            counts = assets.counts(session, today=today, warning=WARNINGS[-1])
            register = wanted if wanted in cards else min(cards, key=lambda one: _rank(one, counts))
            rows = _rows(session, register, words, today)
            return _Found(
                register=register,
                cards=cards,
                counts=counts,
                rows=[row for row in rows if _is_wanted(row, words, only_due=only_due)],
                summary=fire_registers.summary(session, register, today=today),
            )

        self.desk.read("registers", work, self._on_read)

    def _check(self, register: str) -> str | None:
        """The form with which an entry of this register is checked: what a duty asks of each by the calendar."""
        asked = [
            entry
            for entry in self.desk.store.catalog.current()
            if any(duty.per_kind == register and duty.every != "before_expiry" for duty in entry.duties)
        ]
        return min(asked, key=lambda entry: entry.kind == "event").id if asked else None

    def _notes(self) -> tuple[tuple[str, str], ...]:
        """What the person signed in may note about an entry of the register shown."""
        return tuple(
            (entry.id, entry.title)
            for entry in self.desk.store.catalog.current()
            if entry.kind == "event"
            and entry.register == self._register
            and is_held(entry.fill_by, self.desk.reader.roles)
        )

    def _on_read(self, found: _Found) -> None:
        self._register, self._cards = found.register, found.cards
        card = self._cards[self._register]
        roles = self.desk.reader.roles
        is_listed = self._register not in (PLACES, PEOPLE)
        self._shown.present(
            RegistersModel(
                register=self._register,
                registers=[
                    RegisterRow(
                        register=register,
                        title=_name(entry),
                        state=_register_state(found.counts.get(register), register),
                    )
                    for register, entry in sorted(
                        self._cards.items(), key=lambda card: _rank(card[0], found.counts)
                    )
                ],
                rows=found.rows,
                title=_name(card),
                beside="，".join(filter(None, (_beside(found.rows), found.summary))),
                notes=self._notes() if is_listed else (),
                may_check=is_listed and self._check(self._register) is not None,
                may_add=is_held(card.fill_by, roles),
                may_revoke=is_listed and may(self._form(), "void", roles),
                may_export=is_listed,
                is_narrowed=bool(self._words) or self._only_due,
            )
        )

    def _on_register(self, register: str) -> None:
        self._register = register
        self.refresh()

    def _on_narrowed(self, words: str, only_due: bool) -> None:
        self._words, self._only_due = words.strip(), only_due
        self.refresh()

    def _on_open(self, key: str) -> None:
        if self._register not in (PLACES, PEOPLE):
            self.desk.roads.open_record(key)

    def _on_check(self, key: str) -> None:
        form_id = self._check(self._register)
        if form_id is not None:
            self.desk.roads.fill(Wish(form_id=form_id, asset=key))

    def _on_note(self, key: str, form_id: str) -> None:
        self.desk.roads.fill(Wish(form_id=form_id, asset=key, subject=key))

    def _on_add(self) -> None:
        if self._register in self._cards:
            self.desk.roads.fill(Wish(form_id=self._cards[self._register].id))

    def _on_scanned(self, digits: str) -> None:
        """Opens the check of what carries the label, or its card where nothing is checked."""
        from models.workflow.labelling import find_scanned  # brings the PDF library

        def read(session: Session) -> AssetItem | None:
            asset_id = find_scanned(session, digits)
            return assets.get(session, asset_id) if asset_id else None

        def found(item: AssetItem | None) -> None:
            if item is None:
                self.desk.banner(
                    "没有这张标签对应的东西", "可能已经报废，或标签是别家医院的。换一张再扫", "知道了"
                )
                return
            form_id = self._check(item.register)
            if form_id is None:
                self.desk.roads.open_record(item.asset_id)
            else:
                self.desk.roads.fill(Wish(form_id=form_id, asset=item.asset_id))

        self.desk.read("scanned", read, found)

    def _on_import(self) -> None:
        if self._register in (PLACES, PEOPLE):
            self.desk.banner("部位和人员在“设置”里导入", "那里连新科室一起登记，人员还会印 PIN 条", "知道了")
            return
        self.sheets.take_in(self._form())

    def _form(self) -> Form:
        """The card form of the register shown."""
        return self.desk.store.catalog.latest(self._cards[self._register].id)

    def _title(self) -> str:
        return _name(self._cards[self._register])


def _cards(entries: Iterable[Entry], here: Mapping[str, Json]) -> dict[str, Entry]:
    """The card form of each register that applies here."""
    return {
        entry.register: entry
        for entry in entries
        if entry.kind == "card" and entry.register and entry.register not in ELSEWHERE and is_for(entry, here)
    }


def _is_wanted(row: EntryRow, words: str, *, only_due: bool) -> bool:
    if only_due and row.state.tone not in (Tone.BAD, Tone.WARN):
        return False
    return words.casefold() in f"{row.code}\n{row.title}".casefold()


def _rows(session: Session, register: str, words: str, today: date) -> list[EntryRow]:
    match register:
        case "place":
            return [
                EntryRow(
                    key=place.code,
                    code=place.code,
                    title=place.name,
                    place=" ".join(filter(None, (place.floor, place.department))) or "（不记楼层）",
                    expiry="",
                    state=_place_state(active=place.active, key_area=place.key_area),
                )
                for place in places.all_places(session, active_only=False)
            ]
        case "person":
            return [
                EntryRow(
                    key=person.staff_no,
                    code=person.staff_no,
                    title=person.name,
                    place=person.department or "（未分科）",
                    expiry="",
                    state=State("在岗", "check", Tone.OK)
                    if person.active
                    else State("离岗", "minus", Tone.NA),
                )
                for person in people.all_people(session, active_only=False)
            ]
        case _:
            found = assets.find(session, register=register, text=words, limit=SHOWN)
            return [_asset_row(item, today) for item in found if item.status != "void"]


def _rank(register: str, counts: dict[str, RegisterCount]) -> int:
    """Registers with something to do first, then those with entries, empty ones, places and people."""
    if register in (PLACES, PEOPLE):
        return 4
    count = counts.get(register)
    if count is None:
        return 3
    return 0 if count.expired else 1 if count.soon else 2


def _name(entry: Entry) -> str:
    """特种设备 from 特种设备登记卡."""
    name = entry.title
    for tail in ("登记卡", "台账卡", "卡片", "登记", "台账", "卡"):
        name = name.removesuffix(tail) or name
    return name


def _beside(rows: list[EntryRow]) -> str:
    red = sum(row.state.tone is Tone.BAD for row in rows)
    near = sum(row.state.tone is Tone.WARN for row in rows)
    parts = [f"共 {len(rows)} 件"]
    parts += [f"{red} 件过期"] if red else []
    parts += [f"{near} 件快到期"] if near else []
    return "，".join(parts)


def _register_state(count: RegisterCount | None, register: str) -> State:
    if count is None or register in (PLACES, PEOPLE):
        return State("" if register in (PLACES, PEOPLE) else "空的", "minus", Tone.NA)
    if count.expired:
        return State(f"{count.expired} 件过期", "octagon-alert", Tone.BAD)
    if count.soon:
        return State(f"{count.soon} 件快到期", "hourglass", Tone.WARN)
    return State(f"{count.entries} 件", "check", Tone.OK)


def _asset_row(item: AssetItem, today: date) -> EntryRow:
    return EntryRow(
        key=item.asset_id,
        code=item.code,
        title=_title(item),
        place=item.place,
        expiry=f"{item.next_expiry:%Y-%m-%d}" if item.next_expiry else "",
        state=_state(item, today),
    )


def _title(item: AssetItem) -> str:
    """The name, and what is left of it where a stock is kept."""
    if item.balance is None:
        return item.title
    unit = item.values.get("unit")
    return f"{item.title}　结存 {plain(item.balance)}{f' {unit}' if isinstance(unit, str) else ''}"


def _state(item: AssetItem, today: date) -> State:
    if item.status in OUT_OF_USE:
        return State("报废", "ban", Tone.NA)
    if item.balance is not None and item.balance < 0:
        return State("账面为负", "octagon-alert", Tone.BAD)
    if item.status in OUT_OF_ORDER:
        return State(OUT_OF_ORDER[item.status], "minus", Tone.NA)
    if item.next_expiry is None:
        return State("在用", "check", Tone.OK)
    if item.is_expired(today):
        return State(f"过期 {(today - item.next_expiry).days} 天", "octagon-alert", Tone.BAD)
    left = item.next_expiry - today
    for step, icon in zip(WARNINGS, ("alarm-clock", "hourglass", "hourglass"), strict=True):
        if left <= step:
            return State(f"还剩 {left.days} 天", icon, Tone.WARN)
    return State("在用", "check", Tone.OK)


def _place_state(*, active: bool, key_area: bool) -> State:
    if not active:
        return State("停用", "minus", Tone.NA)
    return State("重点部位", "shield-check", Tone.BRAND) if key_area else State("在用", "check", Tone.OK)
