"""Reads what stands behind a figure: the records, hazards and misses that were counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from models.queries import hazards, records
from models.tables.projections import RecordRow
from ui import wording
from ui.pages.behind import BehindPage, BehindRow
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.theme.states import HAZARD, RECORD, TASK, State

SHOWN = 500
AT_ONCE = 400  # ids in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """``revisions`` and ``records`` are ids; ``missed`` are days and what was not done on them."""

    title: str
    records: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    missed: tuple[tuple[date, str], ...] = ()

    @property
    def whole(self) -> int:
        return len(self.records) + len(self.revisions) + len(self.hazards) + len(self.missed)


class BehindPresenter(Presenter):
    name = "behind"
    kinds = frozenset({"records", "hazards", "incidents"})

    def build(self) -> Page:
        page = BehindPage()
        page.back_requested.connect(self.desk.go_back)
        page.opened.connect(self._on_opened)
        self._shown = page
        self._asked = Behind(title="")
        return page

    def ask(self, asked: Behind) -> None:
        """Show what stands behind that figure; Esc leads back to where this was asked."""
        self.page  # noqa: B018 (built before it is told what to show)
        self._asked = asked
        self.desk.open_below(self.name)

    def refresh(self) -> None:
        asked, catalog, reader = self._asked, self.desk.store.catalog, self.desk.reader

        def work(session: Session) -> tuple[BehindRow, ...]:
            ids = (*asked.records, *_records_of(session, asked.revisions))
            found = [_record(one) for one in records.by_ids(session, catalog, ids, reader, limit=SHOWN)]
            found += [_hazard(one) for one in hazards.by_ids(session, asked.hazards[:SHOWN])]
            return (*(_missed(day, words) for day, words in asked.missed[:SHOWN]), *found)

        self.desk.read("behind", work, self._on_read)

    def _on_read(self, rows: tuple[BehindRow, ...]) -> None:
        beside = f"{self._asked.title}·{self._asked.whole} 条"
        if len(rows) < self._asked.whole:
            beside += f"，这里列 {len(rows)} 条"
        self._shown.present(rows, beside)

    def _on_opened(self, one: BehindRow) -> None:
        match one.kind:
            case "hazard":
                self.desk.roads.open_hazard(one.key)
            case "record":
                self.desk.roads.open_record(one.key)
            case _:
                self.desk.open_below("year")


def _records_of(session: Session, revisions: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for start in range(0, len(revisions), AT_ONCE):
        part = revisions[start : start + AT_ONCE]
        found += session.scalars(select(RecordRow.record_id).where(RecordRow.rev_id.in_(part)))
    return tuple(found)


def _record(item: records.RecordItem) -> BehindRow:
    return BehindRow(
        kind="record",
        key=item.record_id,
        number=wording.number(item.serial),
        title=item.title,
        day=_day(local(item.claimed_at).date()),
        state=TASK["late"] if item.timeliness == "late" else RECORD["sealed"],
    )


def _hazard(item: hazards.HazardItem) -> BehindRow:
    return BehindRow(
        kind="hazard",
        key=item.hazard_id,
        number=item.number,
        title=f"{item.title}（{item.place}）",
        day=_day(local(item.found_at).date()),
        state=HAZARD.get(item.state, State(item.state, "flag", HAZARD["void"].tone)),
    )


def _missed(day: date, words: str) -> BehindRow:
    return BehindRow(
        kind="missed", key="", number="（没有记录）", title=words, day=_day(day), state=TASK["missed"]
    )


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"
