"""Many records in one file: one after the other, or bound with a cover, an index and pages numbered through.

Importing this loads reportlab.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.definition import Form
from forms.printing.binding import Bound
from forms.printing.cover import Cover, cover_page
from forms.printing.fonts import load_fonts
from forms.printing.styles import make_styles
from forms.printing.values import long_date
from models.faults import Refusal
from models.installation import read_installation
from models.queries import records
from models.queries.missed_slots import MissedDay, missed_days
from models.queries.people import PersonView
from models.queries.records import RecordFilter
from models.queries.rights import may
from models.store import Store
from models.tables.projections import RecordRow
from models.workflow import auditing, paper
from models.workflow.batch_index import Leaf, batch_index
from models.workflow.bound_papers import (
    MOST_PAPERS,
    Papers,
    Progress,
    Stopped,
    TooMuch,
    by_month,
    fronted,
)
from models.workflow.prints import Print

_AT_ONCE = 500  # rows read in one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is put together, oldest first.

    ``title`` and ``period`` name it; empty they come from the records. ``is_bound``: with cover, index and numbers.
    ``layout`` is ``sheet``, ``ledger`` or empty for what is usual of each form. ``whole`` are forms of which these
    are all the records from ``since`` until ``until``, so that what was missed can be told.
    """

    record_ids: tuple[str, ...]
    title: str = ""
    is_bound: bool = True
    layout: str = ""
    since: datetime | None = None
    until: datetime | None = None
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBatch:
    title: str
    period: str
    pdf: bytes
    pages: int
    records: int
    left_out: tuple[str, ...]  # sentences
    prints: tuple[Print, ...]


class NothingToPrint(Refusal):
    """None of the records can be printed by this person."""


def chosen(store: Store, wanted: RecordFilter, reader: PersonView) -> tuple[str, ...]:
    """Ids of every record that the filter finds; TooMuch beyond what one file should hold."""
    ids: list[str] = []
    cursor: tuple[datetime, str] | None = None
    with store.read() as session:
        while True:
            page = records.find(session, store.catalog, wanted, reader, limit=_AT_ONCE, cursor=cursor)
            ids += [row.record_id for row in page.rows]
            if len(ids) > MOST_PAPERS:
                raise too_much()
            cursor = page.cursor
            if cursor is None:
                return tuple(ids)


def too_much() -> TooMuch:
    return TooMuch(f"选中的超过 {MOST_PAPERS} 份记录，没有打印。记录没有动。请把期间分短一些，分几次打印。")


def make_batch(
    store: Store,
    batch: Batch,
    reader: PersonView,
    *,
    on_progress: Progress = lambda _what, _done, _all: True,
) -> MadeBatch:
    """The file; nothing is counted. Stopped, TooMuch, Changed or NothingToPrint with nothing made."""
    if len(batch.record_ids) > MOST_PAPERS:
        raise too_much()
    now = store.clock.now()
    papers = Papers(store=store, reader=reader, now=now, on_progress=on_progress)
    binder = _Binder(papers, batch)
    leaves = binder.leaves()
    missed = binder.missed() if batch.is_bound else ()
    front = fronted(lambda length: binder.front(leaves, missed, length)) if batch.is_bound else []
    made = papers.finish(
        [*front, *(leaf.bound for leaf in leaves)],
        title=binder.title,
        author=binder.facility,
        numbered=batch.is_bound,
    )
    if not store.is_read_only:
        with store.write() as session:
            auditing.note(
                session,
                at=now,
                actor=reader.staff_no or None,
                action="batch.made",
                detail={"records": binder.count, "pages": made.pages, "bound": batch.is_bound},
            )
    return MadeBatch(
        title=binder.title,
        period=binder.period,
        pdf=made.pdf,
        pages=made.pages,
        records=binder.count,
        left_out=tuple(binder.left_out),
        prints=made.prints,
    )


class _Binder:
    def __init__(self, papers: Papers, batch: Batch) -> None:
        self.papers = papers
        self.store = papers.store
        self.batch = batch
        self.left_out: list[str] = []
        with self.store.read() as session:
            installation = read_installation(session)
            self.facility = installation.facility_name if installation else ""
            self.rows = self._printable(_rows(session, batch.record_ids))
        if not self.rows:
            reasons = "".join(self.left_out) or "没有选中记录。"
            raise NothingToPrint(f"没有能打印的记录。{reasons}记录没有动。")
        self.count = len(self.rows)
        titles = dict.fromkeys(row.title for row in self.rows)
        forms = dict.fromkeys(row.form_id for row in self.rows)
        one = self.store.catalog.latest(next(iter(forms))).title if len(forms) == 1 else "安全记录"
        self.title = batch.title or (
            one if len(forms) == 1 else next(iter(titles)) if len(titles) == 1 else one
        )

    @property
    def period(self) -> str:
        """The time asked for, or that of the records."""
        days = [local(row.claimed_at).date() for row in self.rows]
        first = local(self.batch.since).date() if self.batch.since else days[0]
        last = local(self.batch.until - timedelta(seconds=1)).date() if self.batch.until else days[-1]
        last = min(last, local(self.papers.now).date()) if self.batch.until else last
        return long_date(first) if first == last else f"{long_date(first)}—{long_date(last)}"

    def _printable(self, rows: Sequence[RecordRow]) -> list[RecordRow]:
        """Those that the person may print and this program can lay out; of the others a sentence is kept."""
        kept: list[RecordRow] = []
        unknown = 0
        closed: dict[str, int] = {}
        for row in rows:
            if (row.form_id, row.form_version) not in self.store.catalog:
                unknown += 1
            elif self.papers.person and not may(self._form(row), "print", self.papers.reader.roles):
                closed[self._form(row).title] = closed.get(self._form(row).title, 0) + 1
            else:
                kept.append(row)
        self.left_out += [f"《{title}》{n} 份按权限由有权打印的人另打。" for title, n in closed.items()]
        if unknown:
            self.left_out.append(f"有 {unknown} 份是这台电脑还没有的表单版本，更新医安后再打印。")
        return kept

    def _form(self, row: RecordRow) -> Form:
        return self.store.catalog.get(row.form_id, row.form_version)

    def leaves(self) -> list[Leaf]:
        """Each record, or each month's ledger, laid out once to count its pages."""
        forms = list(dict.fromkeys(row.form_id for row in self.rows))
        made: list[Leaf] = []
        done = 0
        for form_id in forms:
            held = [row for row in self.rows if row.form_id == form_id]
            for group in self._groups(held):
                if not self.papers.on_progress("排版", done, self.count):
                    raise Stopped
                layout = "ledger" if self._is_ledger(held[0]) else self._usual(held[0])
                bound = self.papers.of_records(
                    [row.record_id for row in group], layout=layout, under=self._under(group[0], len(forms))
                )
                made.append(Leaf(rows=tuple(group), bound=bound, title=self._form(held[0]).title))
                done += len(group)
        return made

    def _usual(self, row: RecordRow) -> str:
        return self.batch.layout or paper.usual_layout(self._form(row))

    def _is_ledger(self, row: RecordRow) -> bool:
        wanted = self.batch.layout or self._form(row).printing.default
        return wanted == "ledger" and "ledger" in self._form(row).printing.layouts

    def _groups(self, rows: Sequence[RecordRow]) -> list[list[RecordRow]]:
        if not self._is_ledger(rows[0]):
            return [[row] for row in rows]
        by_id = {row.record_id: row for row in rows}
        told = [(row.record_id, row.claimed_at, row.form_version) for row in rows]
        return [[by_id[key] for key in held] for held in by_month(told)]

    def _under(self, row: RecordRow, forms: int) -> str:
        month = local(row.claimed_at)
        said = f"{month.year}年{month.month}月"
        return f"{self._form(row).title}　{said}" if forms > 1 else said

    def missed(self) -> tuple[MissedDay, ...]:
        batch = self.batch
        if not batch.whole or batch.since is None or batch.until is None:
            return ()
        catalog = self.store.catalog
        return missed_days(
            self.store.path,
            [entry for entry in catalog.current() if entry.id in batch.whole],
            since=batch.since,
            until=batch.until,
            now=self.papers.now,
            area_names={one.code: one.label for one in catalog.choice_list("place_area")},
        )

    def front(self, leaves: Sequence[Leaf], missed: Sequence[MissedDay], length: int) -> list[Bound]:
        index = batch_index(
            leaves,
            missed,
            title=self.title,
            period=self.period,
            facility=self.facility,
            start=length,
            left_out=self.left_out,
            tells_missed=bool(self.batch.whole),
        )
        return [self._cover(missed), self.papers.of_report(index, "目录")]

    def _cover(self, missed: Sequence[MissedDay]) -> Bound:
        waiting = sum(bool(row.awaiting) for row in self.rows)
        late = sum(row.timeliness == "late" for row in self.rows)
        said = [f"{self.count} 份"]
        said += [f"补录 {late} 份"] if late else []
        said += [f"待签 {waiting} 份"] if waiting else []
        lines = [("装入", "，".join(said))]
        if self.batch.whole:
            turns = sum(one.count for one in missed)
            lines.append(("漏做", f"{turns} 次，见目录" if turns else "没有"))
        lines += [
            ("装订", f"{long_date(local(self.papers.now).date())}　{self.papers.reader.name}"),
            ("审核人", ""),
            ("存放处", ""),
        ]
        cover = Cover(facility=self.facility, title=self.title, period=self.period, lines=tuple(lines))
        return cover_page(cover, make_styles(load_fonts()))


def _rows(session: Session, ids: Sequence[str]) -> list[RecordRow]:
    found: list[RecordRow] = []
    for start in range(0, len(ids), _AT_ONCE):
        found += session.scalars(
            select(RecordRow).where(RecordRow.record_id.in_(ids[start : start + _AT_ONCE]))
        )
    return sorted(found, key=lambda row: (row.claimed_at, row.record_id))
