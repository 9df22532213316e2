"""An inspection volume: the papers of its headings bound into one file, led by an index, what is missing and why.

Importing this loads reportlab.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.functions import Scope
from forms.json_value import Json
from forms.printing.binding import Bound
from forms.printing.cover import Cover, cover_page
from forms.printing.fonts import load_fonts
from forms.printing.styles import make_styles
from forms.printing.values import long_date
from forms.report import Grid, Part, Report
from forms.volume import Heading, Volume
from models.installation import read_installation
from models.queries import duty_coverage
from models.queries.names import NameBook, read_names
from models.queries.paper_archive import paper_by_heading
from models.queries.people import PersonView
from models.queries.profile import profile_facts
from models.queries.rights import may
from models.queries.volume_gaps import Gaps
from models.store import Store
from models.tables.projections import AssetRow, HazardRow, RecordRow
from models.tables.sealed import SealedObject
from models.workflow import auditing, paper
from models.workflow.bound_papers import MOST_PAPERS, Papers, Progress, Stopped, TooMuch, by_month, fronted
from models.workflow.prints import Print
from models.workflow.volume_index import Entered, Section, entered_of, index_report

_STATES = {"in_use": "在用", "scrapped": "已报废", "void": "已作废", "stopped": "停用"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundVolume:
    title: str
    pdf: bytes
    pages: int
    headings: tuple[Entered, ...]
    prints: tuple[Print, ...] = ()


def bind_volume(
    store: Store,
    volume: Volume,
    reader: PersonView,
    *,
    since: datetime,
    until: datetime,
    on_progress: Progress = lambda _what, _done, _all: True,
) -> BoundVolume:
    """Everything of the span that the reader may print, ``until`` not included. Stopped if he wanted no more.

    What he may not print, what is not signed and what was not done is listed with the reason.
    """
    now = store.clock.now()
    papers = Papers(store=store, reader=reader, now=now, on_progress=on_progress)
    binder = _Binder(papers, volume, since, until)
    sections = list(binder.sections())
    front = fronted(lambda length: binder.front(sections, length))
    entered = entered_of(sections, sum(one.pages for one in front))
    made = papers.finish(
        [*front, *(one for section in sections for one in section.bound)],
        title=volume.title,
        author=binder.facility,
    )
    if not store.is_read_only:
        _note(store, volume, reader, entered, now)
    return BoundVolume(
        title=volume.title, pdf=made.pdf, pages=made.pages, headings=tuple(entered), prints=made.prints
    )


def _note(
    store: Store, volume: Volume, reader: PersonView, entered: Sequence[Entered], now: datetime
) -> None:
    with store.write() as session:
        auditing.note(
            session,
            at=now,
            actor=reader.staff_no or None,
            action="volume.bound",
            subject=volume.code,
            detail={
                "papers": sum(one.papers for one in entered),
                "gaps": sum(len(one.gaps) for one in entered),
            },
        )


class _Binder:
    """Each heading is read in a session of its own, so that nobody who seals meanwhile waits for the volume."""

    def __init__(self, papers: Papers, volume: Volume, since: datetime, until: datetime) -> None:
        self.papers = papers
        self.store = store = papers.store
        self.reader = papers.reader
        self.volume = volume
        self.since = since
        self.until = until
        self.now = papers.now
        self.entries = {entry.id: entry for entry in store.catalog.current()}
        self.coverage = duty_coverage.coverage(
            store.path, tuple(self.entries.values()), since=since, now=min(until, self.now)
        )
        with store.read() as session:
            installation = read_installation(session)
            self.facility = installation.facility_name if installation else ""
            self.names: NameBook = read_names(session)
            self.profile = profile_facts(session, self.now)
            self.on_paper = paper_by_heading(session, volume.checked_by, until) if volume.checked_by else {}
        self._count = 0

    # the papers of each heading

    def sections(self) -> Iterator[Section]:
        headings = [(group.title, heading) for group in self.volume.groups for heading in group.headings]
        for number, (group, heading) in enumerate(headings, 1):
            if not self.papers.on_progress(heading.title, number, len(headings)):
                raise Stopped
            section = Section(group=group, heading=heading)
            with self.store.read() as session:
                if heading.hazards:
                    self._add_hazards(session, section)
                for form_id in heading.forms:
                    self._add_form(session, section, form_id)
            on_paper = self.on_paper.get(heading.code, ())
            section.gaps.extend(on_paper)
            if heading.elsewhere and not on_paper:
                section.gaps.append(f"请另装入：{heading.elsewhere}。")
            if not (heading.forms or heading.hazards or heading.elsewhere):
                section.gaps.append("系统里没有这一项的表。")
            yield section

    def _add_form(self, session: Session, section: Section, form_id: str) -> None:
        entry = self.entries.get(form_id)
        if entry is None:
            section.gaps.append(f"表单 {form_id} 这台电脑上没有。")
            return
        form = self.store.catalog.latest(form_id)
        if not (may(form, "read", self.reader.roles) and may(form, "print", self.reader.roles)):
            section.gaps.append(f"《{entry.title}》按权限由有权打印的人另装入。")
            return
        before = section.papers
        if entry.kind == "card" and self._add_cards(session, section, entry):
            return
        self._add_records(session, section, entry)
        gaps = Gaps(
            session=session,
            since=self.since,
            until=self.until,
            profile=self.profile,
            coverage=self.coverage,
        )
        section.gaps.extend(gaps.of_form(entry, section.papers - before))

    def _add_records(self, session: Session, section: Section, entry: Entry) -> None:
        rows = self._rows(session, section.heading, entry)
        if not rows:
            return
        self._count += len(rows)
        if self._count > MOST_PAPERS:
            raise TooMuch(
                f"这段时间超过 {MOST_PAPERS} 份记录，没有装订。记录没有动。请把期间分短一些，分几册装订。"
            )
        known = [row for row in rows if (row.form_id, row.form_version) in self.store.catalog]
        form = self.store.catalog.latest(entry.id)
        if form.printing.default == "ledger":
            for held in by_month([(row.record_id, row.claimed_at, row.form_version) for row in known]):
                self._bind(section, "ledger", held)
        else:
            for row in known:
                self._bind(section, paper.usual_layout(form), [row.record_id])
        section.papers += len(known)
        section.waiting += [row.serial for row in known if row.awaiting]
        if len(rows) > len(known):
            section.gaps.append(
                f"《{entry.title}》有 {len(rows) - len(known)} 份是这台电脑还没有的表单版本，更新医安后再装订。"
            )

    def _bind(self, section: Section, layout: str, record_ids: Sequence[str]) -> None:
        section.bound.append(self.papers.of_records(record_ids, layout=layout, under=section.heading.title))

    def _rows(self, session: Session, heading: Heading, entry: Entry) -> list[RecordRow]:
        wanted = select(RecordRow).where(
            RecordRow.form_id == entry.id,
            RecordRow.status == "sealed",
            RecordRow.claimed_at < self.until,
        )
        if entry.kind != "card":
            wanted = wanted.where(RecordRow.claimed_at >= self.since)
        rows = list(session.scalars(wanted.order_by(RecordRow.claimed_at, RecordRow.record_id)))
        if heading.where is None:
            return rows
        return [
            row for row in rows if heading.where.is_true(Scope(answers=_answers(session, row), now=self.now))
        ]

    # lists

    def _add_cards(self, session: Session, section: Section, entry: Entry) -> bool:
        """The register as a list; False where its cards are kept as something else than assets."""
        rows = list(
            session.scalars(
                select(AssetRow)
                .where(AssetRow.form_id == entry.id)
                .order_by(AssetRow.code, AssetRow.asset_id)
            )
        )
        if not rows:
            return False
        told = tuple(
            (
                row.code,
                row.title,
                self.names.place(row.place) if row.place else "",
                _STATES.get(row.status, row.status),
                row.next_expiry.isoformat() if row.next_expiry else "",
            )
            for row in rows
        )
        heads = ("编号", "名称", "位置", "状态", "最近到期")
        grid = Grid(heads=heads, weights=(2.4, 4.5, 3, 1.4, 1.8), rows=told)
        self._add_list(section, entry.title, Part(title=f"共 {len(rows)} 条", grids=(grid,)))
        section.papers += len(rows)
        return True

    def _add_hazards(self, session: Session, section: Section) -> None:
        rows = list(
            session.scalars(
                select(HazardRow)
                .where(
                    HazardRow.category.in_(section.heading.hazards),
                    HazardRow.state != "void",
                    HazardRow.found_at >= self.since,
                    HazardRow.found_at < self.until,
                )
                .order_by(HazardRow.found_at, HazardRow.hazard_id)
            )
        )
        told = tuple(
            (
                row.number,
                f"{local(row.found_at):%Y-%m-%d}",
                row.title,
                self.names.place(row.place) if row.place else "",
                "重大" if row.level == "major" else "一般",
                self.names.person(row.owner) if row.owner else "（未定）",
                f"{local(row.closed_at):%Y-%m-%d} 销号" if row.closed_at else "未销号",
            )
            for row in rows
        )
        open_ones = sum(row.closed_at is None for row in rows)
        if open_ones:
            section.gaps.append(f"有 {open_ones} 条隐患还没有销号。")
        heads = ("编号", "发现", "问题", "部位", "级别", "责任人", "结果")
        grid = Grid(heads=heads, weights=(2.4, 1.9, 4.4, 2.4, 1, 1.4, 2.2), rows=told)
        part = Part(title=f"隐患 {len(rows)} 条", grids=(grid,), empty="这段时间没有登记这一类隐患。")
        self._add_list(section, "隐患排查治理台账", part)
        section.papers += len(rows)

    def _add_list(self, section: Section, title: str, part: Part) -> None:
        report = Report(
            kind="list", title=title, period=self.span, facility=self.facility, parts=(part,), sources=()
        )
        section.bound.append(self.papers.of_report(report, section.heading.title))

    # the index

    @property
    def span(self) -> str:
        last = local(self.until - timedelta(seconds=1)).date()
        return f"{long_date(local(self.since).date())}—{long_date(last)}"

    def front(self, sections: Sequence[Section], length: int) -> list[Bound]:
        """The cover and the index, as long as they are if ``length`` pages come before the first paper."""
        entered = entered_of(sections, length)
        index = index_report(self.volume, sections, entered, period=self.span, facility=self.facility)
        return [self._cover(sections), self.papers.of_report(index, "目录")]

    def _cover(self, sections: Sequence[Section]) -> Bound:
        papers = sum(one.papers for one in sections)
        waiting = sum(len(one.waiting) for one in sections)
        cover = Cover(
            facility=self.facility,
            title=self.volume.title,
            period=self.span,
            lines=(
                ("装入", f"{papers} 份（条）" + (f"，其中 {waiting} 份还没有签全" if waiting else "")),
                ("装订", f"{long_date(local(self.now).date())}　{self.reader.name}"),
                ("审核人", ""),
                ("存放处", ""),
            ),
        )
        return cover_page(cover, make_styles(load_fonts()))


def _answers(session: Session, row: RecordRow) -> dict[str, Json]:
    data = session.scalar(select(SealedObject.bytes).where(SealedObject.object_id == row.rev_id))
    answers: dict[str, Json] = json.loads(data or b"{}").get("answers", {})
    return answers
