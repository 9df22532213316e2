"""F13: what was reported to outside platforms and offices, and what still has to be: state, number, date, by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local, to_text
from forms.table import Table
from models.plain_cells import write_csv
from models.queries.incident_search import IncidentFilter
from models.queries.incidents import IncidentItem, ToldItem, find, labels
from models.queries.people import PersonView

HEADS = (
    "事件编号",
    "事件",
    "等级",
    "接报单位类别",
    "接报单位",
    "接报人",
    "报告类别",
    "方式",
    "状态",
    "登记号",
    "报告时间",
    "期限",
    "是否按时",
    "报告人",
)
PENDING = "待报"
_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One receiver of one report, or one that still has to be told."""

    record_id: str  # of the incident
    serial: str
    title: str
    grade: str
    receiver: str
    unit: str = ""
    person: str = ""
    stage: str = ""
    way: str = ""
    state: str
    number: str = ""
    told_at: datetime | None = None
    due: datetime | None = None
    author_name: str = ""

    @property
    def in_time(self) -> bool | None:
        """None where no clock ran, or nobody was told yet."""
        return None if self.told_at is None or self.due is None else self.told_at <= self.due

    def cells(self) -> tuple[str, ...]:
        told = f"{local(self.told_at):%Y-%m-%d %H:%M}" if self.told_at else ""
        due = f"{local(self.due):%Y-%m-%d %H:%M}" if self.due else ""
        in_time = {None: "", True: "按时", False: "迟报"}[self.in_time]
        return (
            self.serial,
            self.title,
            self.grade,
            self.receiver,
            self.unit,
            self.person,
            self.stage,
            self.way,
            self.state,
            self.number,
            told,
            due,
            in_time,
            self.author_name,
        )


def read(
    session: Session, catalog: Catalog, reader: PersonView, *, wanted: IncidentFilter | None = None
) -> tuple[RegisterRow, ...]:
    """What still has to be reported first, the earliest deadline on top; then the reports, the newest first."""
    words = _Words(catalog)
    items = find(session, catalog, reader, wanted=wanted, limit=_MOST)
    pending = [row for item in items for row in words.pending(item)]
    told = [row for item in items for one in item.told for row in words.told(item, one)]
    pending.sort(key=lambda row: (row.due is None, row.due or row.serial, row.serial))
    told.sort(key=lambda row: (to_text(row.told_at) if row.told_at else "", row.serial), reverse=True)
    return (*pending, *told)


def as_csv(rows: Iterable[RegisterRow]) -> bytes:
    """A table for Excel, one row each."""
    cells = tuple(row.cells() for row in rows)
    return write_csv(Table(name="register", title="对外报告登记", heads=HEADS, rows=cells))


class _Words:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ways = catalog.labels("report_way")
        self._stages = catalog.labels("report_stage")
        self._states = catalog.labels("platform_state")
        self._grades = catalog.labels("incident_grade")

    def pending(self, item: IncidentItem) -> Iterable[RegisterRow]:
        clocks = [clock for clock in item.running if clock.receiver not in ("", "office")]
        for clock in clocks:
            yield self._row(item, clock.receiver, state=PENDING, due=clock.due)
        running = {clock.receiver for clock in clocks}
        for receiver in item.planned:
            if receiver not in running:
                yield self._row(item, receiver, state=PENDING)

    def told(self, item: IncidentItem, one: ToldItem) -> Iterable[RegisterRow]:
        for receiver in one.receivers or ("",):
            clock = next(
                (clock for clock in item.clocks if clock.receiver == receiver and clock.met == one.at), None
            )
            state = self._states.get(one.state) or (
                "已报，待补书面" if receiver in item.unreconciled else "已报"
            )
            yield self._row(
                item,
                receiver,
                unit=one.unit,
                person=one.person,
                stage=self._stages.get(one.stage, one.stage),
                way=self._ways.get(one.way, one.way),
                state=state,
                number=one.number,
                told_at=one.at,
                due=clock.due if clock else None,
                author_name=one.author_name,
            )

    def _row(self, item: IncidentItem, receiver: str, **facts: object) -> RegisterRow:
        return RegisterRow(
            record_id=item.record_id,
            serial=item.serial,
            title=item.title,
            grade=self._grades.get(item.grade or "", "待定级"),
            receiver=labels(self._catalog, (receiver,))[0] if receiver else "",
            **facts,  # type: ignore[arg-type]  # named by the callers above
        )
