"""An inspection volume: the papers of its headings bound into one file, led by an index, what is missing and why.

Importing this loads reportlab.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.functions import Scope
from forms.json_value import Json
from forms.printing.binding import Bound, bind
from forms.printing.fonts import load_fonts
from forms.printing.job import Layout
from forms.printing.render import document_of
from forms.printing.report import report_document
from forms.printing.styles import Styles, make_styles
from forms.printing.values import long_date
from forms.printing.writer import Document
from forms.report import Grid, Part, Report
from forms.volume import Heading, Volume
from models.faults import Refusal
from models.installation import read_installation
from models.queries import duty_coverage, records
from models.queries.names import NameBook, read_names
from models.queries.paper_archive import paper_by_heading
from models.queries.people import PersonView
from models.queries.profile import profile_facts
from models.queries.records import RecordView
from models.queries.rights import may
from models.queries.volume_gaps import Gaps
from models.store import Store
from models.tables.projections import AssetRow, HazardRow, RecordRow
from models.tables.sealed import SealedObject
from models.workflow import auditing, paper
from models.workflow.volume_index import Entered, Section, entered_of, index_report

MOST_PAPERS = 4000
_STATES = {"in_use": "在用", "scrapped": "已报废", "void": "已作废", "stopped": "停用"}


class TooMuch(Refusal):
    """More papers than one volume should hold."""


class Stopped(Refusal):
    """Whoever asked for it did not want it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundVolume:
    title: str
    pdf: bytes
    pages: int
    headings: tuple[Entered, ...]


Progress = Callable[[str, int, int], bool]
"""Hears what is done, how much of how much, and answers whether to go on."""


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
    styles = make_styles(load_fonts())
    with store.read() as session:
        binder = _Binder(store, session, volume, reader, since, until, styles, on_progress)
        sections = list(binder.sections())
        fronts, entered = binder.front(sections)
        papers = [*fronts, *(one for section in sections for one in section.bound)]
        pdf = bind(
            papers,
            styles,
            title=volume.title,
            author=binder.facility,
            printed_at=now,
            on_page=lambda done, whole: on_progress("装订", done, whole),
        )
    if pdf is None:
        raise Stopped("停下了，没有存文件。记录没有动。")
    if not store.is_read_only:
        _note(store, volume, reader, entered, now)
    return BoundVolume(
        title=volume.title, pdf=pdf, pages=sum(one.pages for one in papers), headings=tuple(entered)
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
    def __init__(
        self,
        store: Store,
        session: Session,
        volume: Volume,
        reader: PersonView,
        since: datetime,
        until: datetime,
        styles: Styles,
        on_progress: Progress,
    ) -> None:
        self.store = store
        self.session = session
        self.volume = volume
        self.reader = reader
        self.since = since
        self.until = until
        self.styles = styles
        self.on_progress = on_progress
        self.now = store.clock.now()
        installation = read_installation(session)
        self.facility = installation.facility_name if installation else ""
        self.names: NameBook = read_names(session)
        self.entries = {entry.id: entry for entry in store.catalog.current()}
        self.person = reader.staff_no or None
        self.gaps = Gaps(
            session=session,
            since=since,
            until=until,
            profile=profile_facts(session, self.now),
            coverage=duty_coverage.coverage(
                store.path, tuple(self.entries.values()), since=since, now=min(until, self.now)
            ),
        )
        self.on_paper = paper_by_heading(session, volume.checked_by, until) if volume.checked_by else {}
        self._papers = 0

    # the papers of each heading

    def sections(self) -> Iterator[Section]:
        headings = [(group.title, heading) for group in self.volume.groups for heading in group.headings]
        for number, (group, heading) in enumerate(headings, 1):
            if not self.on_progress(heading.title, number, len(headings)):
                raise Stopped("停下了，没有存文件。记录没有动。")
            section = Section(group=group, heading=heading)
            if heading.hazards:
                self._add_hazards(section)
            for form_id in heading.forms:
                self._add_form(section, form_id)
            on_paper = self.on_paper.get(heading.code, ())
            section.gaps.extend(on_paper)
            if heading.elsewhere and not on_paper:
                section.gaps.append(f"请另装入：{heading.elsewhere}。")
            if not (heading.forms or heading.hazards or heading.elsewhere):
                section.gaps.append("系统里没有这一项的表。")
            yield section

    def _add_form(self, section: Section, form_id: str) -> None:
        entry = self.entries.get(form_id)
        if entry is None:
            section.gaps.append(f"表单 {form_id} 这台电脑上没有。")
            return
        form = self.store.catalog.latest(form_id)
        if not (may(form, "read", self.reader.roles) and may(form, "print", self.reader.roles)):
            section.gaps.append(f"《{entry.title}》按权限由有权打印的人另装入。")
            return
        before = section.papers
        if entry.kind == "card" and self._add_cards(section, entry):
            return
        self._add_records(section, entry)
        section.gaps.extend(self.gaps.of_form(entry, section.papers - before))

    def _add_records(self, section: Section, entry: Entry) -> None:
        rows = self._rows(section.heading, entry)
        if not rows:
            return
        self._papers += len(rows)
        if self._papers > MOST_PAPERS:
            raise TooMuch(
                f"这段时间超过 {MOST_PAPERS} 份记录，没有装订。记录没有动。请把期间分短一些，分几册装订。"
            )
        views = [view for row in rows if (view := self._view(row)) is not None]
        form = self.store.catalog.latest(entry.id)
        chunks: list[tuple[str, list[RecordView]]] = [("", [view]) for view in views]
        if form.printing.default == "ledger":
            chunks = [("ledger", held) for held in _by_month(views)]
        for layout, held in chunks:
            self._bind_paper(section, layout, held)
        section.papers += len(views)
        section.waiting += [view.item.serial for view in views if view.awaiting]
        unreadable = len(rows) - len(views)
        if unreadable:
            section.gaps.append(
                f"《{entry.title}》有 {unreadable} 份是这台电脑还没有的表单版本，更新医安后再装订。"
            )

    def _bind_paper(self, section: Section, layout: str, views: Sequence[RecordView]) -> None:
        form = views[-1].form
        assert form is not None  # those without were left out
        job, chosen = paper.job_of(
            self.store,
            self.session,
            views,
            layout or paper.usual_layout(form),
            self.person,
            print_no=1,
            form=form,
        )
        if chosen in (Layout.POSTER, Layout.FISHBONE):
            chosen = Layout.SHEET
        section.bound.append(
            Bound(document=document_of(job, chosen, self.styles), under=section.heading.title)
        )

    def _rows(self, heading: Heading, entry: Entry) -> list[RecordRow]:
        wanted = select(RecordRow).where(
            RecordRow.form_id == entry.id,
            RecordRow.status == "sealed",
            RecordRow.claimed_at < self.until,
        )
        if entry.kind != "card":
            wanted = wanted.where(RecordRow.claimed_at >= self.since)
        rows = list(self.session.scalars(wanted.order_by(RecordRow.claimed_at, RecordRow.record_id)))
        if heading.where is None:
            return rows
        return [row for row in rows if heading.where.is_true(Scope(answers=self._answers(row), now=self.now))]

    def _answers(self, row: RecordRow) -> dict[str, Json]:
        data = self.session.scalar(select(SealedObject.bytes).where(SealedObject.object_id == row.rev_id))
        answers: dict[str, Json] = json.loads(data or b"{}").get("answers", {})
        return answers

    def _view(self, row: RecordRow) -> RecordView | None:
        reader = self.reader if self.person else None
        view = records.get(self.session, self.store.catalog, row.record_id, reader)
        return view if view is not None and view.form is not None else None

    # lists

    def _add_cards(self, section: Section, entry: Entry) -> bool:
        """The register as a list; False where its cards are kept as something else than assets."""
        rows = list(
            self.session.scalars(
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

    def _add_hazards(self, section: Section) -> None:
        rows = list(
            self.session.scalars(
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
        section.bound.append(Bound(document=self._report(report), under=section.heading.title))

    # the index

    @property
    def span(self) -> str:
        last = local(self.until - timedelta(seconds=1)).date()
        return f"{long_date(local(self.since).date())}—{long_date(last)}"

    def front(self, sections: Sequence[Section]) -> tuple[list[Bound], list[Entered]]:
        """The index; laid out twice, since its own length moves the pages it names."""
        length = 1
        while True:
            entered = entered_of(sections, length)
            front = Bound(
                document=self._report(
                    index_report(self.volume, sections, entered, period=self.span, facility=self.facility)
                ),
                under="目录",
            )
            if front.pages == length:
                return [front], entered
            length = front.pages

    def _report(self, report: Report) -> Document:
        by = f"{self.reader.name} {self.reader.staff_no}".strip() or None
        return report_document(report, self.styles, printed_at=self.now, printed_by=by)


def _by_month(views: Sequence[RecordView]) -> list[list[RecordView]]:
    """By month and version of the form, no more than a ledger holds."""
    groups: dict[tuple[str, str], list[RecordView]] = {}
    for view in views:
        key = (f"{local(view.revision.claimed_at):%Y-%m}", view.revision.form_version)
        groups.setdefault(key, []).append(view)
    return [
        held[start : start + paper.LEDGER_ROWS]
        for held in groups.values()
        for start in range(0, len(held), paper.LEDGER_ROWS)
    ]
