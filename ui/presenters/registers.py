"""Reads the registers, and knows which form is the card, which the check, and which the notes of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.definition import Form
from models.pinyin import initials
from models.queries import asset_history, assets, fire_registers, people, places
from models.queries.assets import AssetItem, RegisterCount
from models.queries.names import read_names
from models.queries.profile import profile_facts
from models.queries.register_names import name_of
from models.queries.rights import is_held, may
from ui.pages.entry_pane import EntryPaneModel
from ui.pages.page import Page
from ui.pages.registers import EntryRow, RegistersModel, RegistersPage
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.presenters.register_sheets import RegisterSheets
from ui.presenters.register_words import (
    MOST_MOMENTS,
    PEOPLE,
    PLACES,
    WARNINGS,
    asset_row,
    beside_of,
    cards_here,
    own_columns,
    pane_of,
    person_row,
    place_row,
    register_rows,
)
from ui.roads import Wish
from ui.theme.states import Tone

if TYPE_CHECKING:  # brings the PDF library
    from models.workflow.batch import Batch

SHOWN = 2000  # entries of one register in the list; more are found by words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    register: str
    cards: dict[str, Entry]
    counts: dict[str, RegisterCount]
    rows: list[EntryRow]
    extra: tuple[str, ...]  # titles of the register's own columns
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
        page.labels_requested.connect(self._on_labels)
        page.ledger_requested.connect(self._on_ledger)
        page.selected.connect(self._on_selected)
        page.finding.connect(self._on_finding)
        self._shown = page
        self._register = ""  # chosen by what is in them, once that is known
        self._cards: dict[str, Entry] = {}
        self._words, self._only_due = "", False
        return page

    def refresh(self) -> None:
        catalog, now, wanted = self.desk.store.catalog, self.desk.now(), self._register
        words, only_due = self._words, self._only_due

        def work(session: Session) -> _Found:
            today = local(now).date()
            cards = cards_here(catalog.current(), profile_facts(session, now))
            counts = assets.counts(session, today=today, warning=WARNINGS[-1])
            register = wanted if wanted in cards else register_rows(cards, counts)[0].register
            form = catalog.latest(cards[register].id)
            rows, extra = _rows(session, form, register, words, today)
            return _Found(
                register=register,
                cards=cards,
                counts=counts,
                rows=[row for row in rows if _is_wanted(row, words, only_due=only_due)],
                extra=extra,
                summary=fire_registers.summary(session, register, today=today),
            )

        self.desk.read("registers", work, self._on_read)

    def _on_labels(self) -> None:
        entry = self._shown.table.current
        self.sheets.print_labels(self._form(), self._title(), entry.code if entry is not None else "")

    def _on_ledger(self, keys: tuple[str, ...]) -> None:
        def choose() -> Batch:
            from models.workflow.batch import Batch  # brings the PDF library

            return Batch(record_ids=keys, layout="ledger", is_bound=False)

        self.desk.roads.print_many(choose)

    def _on_selected(self, key: str) -> None:
        """The card and the course of the entry that is current; places and people have none here."""
        if not key or self._register in (PLACES, PEOPLE):
            self._shown.present_pane(None)
            return
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()

        def work(session: Session) -> EntryPaneModel | None:
            item = assets.get(session, key)
            if item is None:
                return None
            found = asset_history.history(session, catalog, reader, key, limit=MOST_MOMENTS + 1)
            return pane_of(item, catalog.latest(item.form_id), found, PaperNames(read_names(session)), now)

        self.desk.read("registers.pane", work, self._shown.present_pane)

    def _on_finding(self) -> None:
        """Initials cost memory, so they are made when somebody types into the search of registers."""
        titles = {register: name_of(entry) for register, entry in self._cards.items()}
        self.desk.read(
            "registers.initials",
            lambda _session: {register: initials(title) for register, title in titles.items()},
            self._shown.set_initials,
        )

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
        card, is_narrowed = self._cards[self._register], bool(self._words) or self._only_due
        roles = self.desk.reader.roles
        is_listed = self._register not in (PLACES, PEOPLE)
        self._shown.present(
            RegistersModel(
                register=self._register,
                registers=register_rows(self._cards, found.counts),
                rows=found.rows,
                title=name_of(card),
                beside=beside_of(found.rows, found.summary, is_narrowed=is_narrowed),
                notes=self._notes() if is_listed else (),
                may_check=is_listed and self._check(self._register) is not None,
                may_add=is_held(card.fill_by, roles),
                may_revoke=is_listed and may(self._form(), "void", roles),
                may_export=is_listed,
                is_narrowed=is_narrowed,
                has_cards=is_listed,
                extra=found.extra,
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
        return name_of(self._cards[self._register])


def _is_wanted(row: EntryRow, words: str, *, only_due: bool) -> bool:
    if only_due and row.state.tone not in (Tone.BAD, Tone.WARN):
        return False
    return words.casefold() in f"{row.code}\n{row.title}".casefold()


def _rows(
    session: Session, form: Form, register: str, words: str, today: date
) -> tuple[list[EntryRow], tuple[str, ...]]:
    """The entries, and the titles of the register's own columns."""
    match register:
        case "place":
            return [place_row(place) for place in places.all_places(session, active_only=False)], ()
        case "person":
            return [person_row(person) for person in people.all_people(session, active_only=False)], ()
        case _:
            found = [
                item
                for item in assets.find(session, register=register, text=words, limit=SHOWN)
                if item.status != "void"
            ]
            names = PaperNames(read_names(session))
            extra = own_columns(form, found)
            return [asset_row(item, extra, names, today) for item in found], tuple(
                field.label for field in extra
            )
