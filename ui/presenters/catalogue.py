"""Offers the forms that this hospital fills, by chapter, those used lately first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.definition import FormKind
from forms.json_value import Json
from models.pinyin import initials
from models.queries.profile import is_for, profile_facts
from models.queries.rights import is_held
from models.tables.drafts import Draft
from models.tables.projections import RecordRow
from models.workflow import drafts
from ui.pages.catalogue import ICONS, CataloguePage, Chapter, FormTile, NotOffered
from ui.pages.page import Page
from ui.presenters.chapters import CHAPTERS
from ui.presenters.presenter import Presenter
from ui.roads import Wish

SWITCHES = "profile_switch"
RECENT = 4
OFFERED = ("record", "log", "card", "event")
EVERY = {
    "shift_count": "每班",
    "shift": "每班",
    "hours": "定时",
    "day": "每天",
    "week": "每周",
    "half_month": "每半月",
    "month": "每月",
    "quarter": "每季",
    "half_year": "每半年",
    "year": "每年",
    "before_holiday": "节前",
    "before_expiry": "到期前",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    recent: tuple[str, ...]  # form ids
    drafts: dict[str, str]  # form id → draft id


class CataloguePresenter(Presenter):
    name = "catalogue"
    kinds = frozenset({"drafts", "records"})

    def build(self) -> Page:
        page = CataloguePage()
        page.fill_requested.connect(self._on_fill)
        page.blank_requested.connect(self.desk.roads.print_blank)
        self._shown = page
        return page

    def refresh(self) -> None:
        staff_no, roles = self.desk.reader.staff_no, self.desk.reader.roles
        catalog, now = self.desk.store.catalog, self.desk.now()

        switches = {one.code: one.label for one in catalog.choice_list(SWITCHES)}

        def work(session: Session) -> tuple[tuple[Chapter, ...], tuple[NotOffered, ...]]:
            here = profile_facts(session, now)
            offered, hidden = [], []
            for entry in catalog.current():
                why = _why_not(entry, here, roles, switches)
                if entry.kind in OFFERED and not why:
                    offered.append(entry)
                elif entry.kind in OFFERED:
                    hidden.append(NotOffered(tile=_tile(entry, ""), why=why, is_for_us=is_for(entry, here)))
            return _chapters(tuple(offered), _used(session, staff_no)), tuple(hidden)

        self.desk.read("catalogue", work, lambda found: self._shown.present(*found))

    def _on_fill(self, tile: FormTile) -> None:
        if tile.form_id == "event.adverse_event":
            self.desk.window.command_requested.emit("incident")
        elif tile.draft_id:
            store = self.desk.store
            self.desk.background.run_in_background(
                lambda: drafts.get(store, tile.draft_id), self.desk.roads.open_draft, self.desk.tell
            )
        elif self.desk.store.catalog.latest(tile.form_id).kind is FormKind.LOG:
            self.desk.roads.open_sheet(tile.form_id, local(self.desk.now()).date())
        else:
            self.desk.roads.fill(Wish(form_id=tile.form_id))


def _why_not(
    entry: Entry, here: Mapping[str, Json], roles: tuple[str, ...], switches: Mapping[str, str]
) -> str:
    """Why a form is not offered; "" where it is."""
    if here.get("level") not in entry.levels:
        return "按医院情况卡的级别，本院不用填"
    lacking = [switches.get(one, one) for one in entry.switches if here.get(one) is not True]
    if lacking:
        return f"按医院情况卡，本院没有{'、'.join(lacking)}"
    return "" if is_held(entry.fill_by, roles) else "由别的岗位填，你的角色不填这张"


def _used(session: Session, staff_no: str) -> _Read:
    recent = session.scalars(
        select(RecordRow.form_id)
        .where(RecordRow.author == staff_no)
        .group_by(RecordRow.form_id)
        .order_by(func.max(RecordRow.claimed_at).desc())
        .limit(RECENT)
    )
    kept = session.execute(
        select(Draft.form_id, Draft.draft_id)
        .where(Draft.person == staff_no, Draft.corrects.is_(None), Draft.task.is_(None))
        .order_by(Draft.saved_at)
    )
    return _Read(recent=tuple(recent), drafts=dict(kept.all()))


def _chapters(entries: tuple[Entry, ...], used: _Read) -> tuple[Chapter, ...]:
    tiles = {entry.id: _tile(entry, used.drafts.get(entry.id, "")) for entry in entries}
    recent = tuple(tiles[one] for one in used.recent if one in tiles)
    found = [Chapter(id="recent", title="你最近填的", tiles=recent)] if recent else []
    for code, title in CHAPTERS:
        of_chapter = sorted(
            (entry for entry in entries if entry.chapter == code),
            key=lambda entry: (not any(duty.starter for duty in entry.duties), not entry.duties),
        )
        inside = tuple(tiles[entry.id] for entry in of_chapter)
        if inside:
            found.append(Chapter(id=code, title=title, tiles=inside))
    return tuple(found)


def _tile(entry: Entry, draft_id: str) -> FormTile:
    often = "、".join(
        dict.fromkeys(EVERY.get(duty.every, "") for duty in entry.duties if duty.every in EVERY)
    )
    return FormTile(
        form_id=entry.id,
        title=entry.title,
        line="·".join(part for part in (entry.label, often or "需要时填") if part),
        icon="layout-grid" if entry.grid else ICONS.get(entry.chapter, "file-text"),
        initials=initials(entry.title),
        draft_id=draft_id,
        on_search=entry.kind in ("card", "event") and not draft_id,
    )
