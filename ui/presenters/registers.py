"""Reads the registers, and knows which form is the card and which the check of each."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from forms.clock import local
from forms.definition import Form, FormKind
from models.queries import assets, people, places
from models.queries.assets import AssetItem
from models.queries.rights import may
from ui.pages.page import Page
from ui.pages.registers import EntryRow, RegistersModel, RegistersPage
from ui.presenters.presenter import Presenter
from ui.roads import Wish
from ui.theme.states import State, Tone

WARNING = timedelta(days=60)
PLACES, PEOPLE = "place", "person"
ICONS = {"fire_extinguisher": "fire-extinguisher", PLACES: "map-pin", PEOPLE: "users"}
WORDS = {"fire_extinguisher": "灭火器", PLACES: "部位", PEOPLE: "人员"}


class RegistersPresenter(Presenter):
    name = "registers"
    kinds = frozenset({"records", "assets", "people", "places", "time"})

    def build(self) -> Page:
        page = RegistersPage()
        page.register_chosen.connect(self._on_register)
        page.open_requested.connect(self._on_open)
        page.check_requested.connect(self._on_check)
        page.add_requested.connect(self._on_add)
        self._shown = page
        self._register = next(iter(self._cards()))
        return page

    def refresh(self) -> None:
        self.desk.read("registers", self._read, self._on_read)

    def _cards(self) -> dict[str, Form]:
        """The card form of each register, things before places before people."""
        cards = {
            form.register.register: form
            for form in self.desk.store.catalog.forms()
            if form.kind is FormKind.CARD and form.register is not None
        }
        return dict(sorted(cards.items(), key=lambda card: (card[0] in (PLACES, PEOPLE), card[0] == PEOPLE)))

    def _check(self) -> Form | None:
        """The form with which an entry of this register is checked: the one that has a duty per such asset."""
        for form in self.desk.store.catalog.forms():
            if any(duty.per_kind == self._register for duty in form.duties):
                return form
        return None

    def _read(self, session: Session) -> dict[str, list[EntryRow]]:
        today = local(self.desk.now()).date()
        entries: dict[str, list[EntryRow]] = {register: [] for register in self._cards()}
        for item in assets.find(session, limit=5000):
            entries.setdefault(item.register, []).append(_asset_row(item, today))
        entries[PLACES] = [
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
        entries[PEOPLE] = [
            EntryRow(
                key=person.staff_no,
                code=person.staff_no,
                title=person.name,
                place=person.department or "（未分科）",
                expiry="",
                state=State("在岗", "check", Tone.OK) if person.active else State("离岗", "minus", Tone.NA),
            )
            for person in people.all_people(session, active_only=False)
        ]
        return entries

    def _on_read(self, found: dict[str, list[EntryRow]]) -> None:
        rows = found.get(self._register, [])
        card = self._cards()[self._register]
        red = sum(entry.state.tone is Tone.BAD for entry in rows)
        self._shown.present(
            RegistersModel(
                register=self._register,
                registers=tuple(
                    (
                        register,
                        f"{WORDS.get(register, form.title)} {len(found.get(register, []))}",
                        ICONS.get(register, "library"),
                    )
                    for register, form in self._cards().items()
                ),
                rows=rows,
                beside=f"共 {len(rows)} 件" + (f"，{red} 件已过期" if red else ""),
                may_check=self._check() is not None,
                may_add=may(card, "fill", self.desk.reader.roles),
            )
        )

    def _on_register(self, register: str) -> None:
        self._register = register
        self.refresh()

    def _on_open(self, key: str) -> None:
        if self._register not in (PLACES, PEOPLE):
            self.desk.roads.open_record(key)

    def _on_check(self, key: str) -> None:
        form = self._check()
        if form is not None:
            self.desk.roads.fill(Wish(form_id=form.id, asset=key))

    def _on_add(self) -> None:
        self.desk.roads.fill(Wish(form_id=self._cards()[self._register].id))


def _asset_row(item: AssetItem, today: date) -> EntryRow:
    return EntryRow(
        key=item.asset_id,
        code=item.code,
        title=item.title,
        place=item.place,
        expiry=f"{item.next_expiry:%Y-%m-%d}" if item.next_expiry else "",
        state=_state(item, today),
    )


def _state(item: AssetItem, today: date) -> State:
    if item.status == "scrapped":
        return State("报废", "ban", Tone.NA)
    if item.is_expired(today):
        return State("已过期", "octagon-alert", Tone.BAD)
    if item.next_expiry is not None and item.next_expiry < today + WARNING:
        return State(f"还剩 {(item.next_expiry - today).days} 天", "hourglass", Tone.WARN)
    return State("在用", "check", Tone.OK)


def _place_state(*, active: bool, key_area: bool) -> State:
    if not active:
        return State("停用", "minus", Tone.NA)
    return State("重点部位", "shield-check", Tone.BRAND) if key_area else State("在用", "check", Tone.OK)
