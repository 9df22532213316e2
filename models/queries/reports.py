"""Reports of a period made from the records: monthly bulletin, circular, yearly summary, hazards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog, Entry
from forms.clock import local
from forms.functions import plain
from forms.indicator import Amount
from forms.indicator_loader import Count, load_counts, origins
from forms.json_value import Json
from forms.period import Period, PeriodKind
from forms.report import Grid, Part, Report, Value, share
from forms.requirements import requirement_titles
from models.installation import read_installation
from models.queries import duty_coverage
from models.queries.figures import FigureMemory, Figures, joined
from models.queries.names import read_names
from models.queries.people import PersonView
from models.queries.profile import profile_facts
from models.queries.report_parts import (
    Facts,
    HazardPart,
    coverage_part,
    incident_part,
    indicator_part,
    records_part,
    sealed_records,
)
from models.queries.report_sources import Sources
from models.tables.projections import HazardRow, RecordRow

_INSPECTIONS = "C2"  # the row of the quarterly inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    code: str
    title: str
    period: PeriodKind | None  # None: any
    signers: tuple[str, ...]
    parts: Callable[[Facts], tuple[Part, ...]]


def build(
    session: Session,
    catalog: Catalog,
    kind: ReportKind,
    period: Period,
    reader: PersonView,
    *,
    database: Path,
    now: datetime,
    memory: FigureMemory | None = None,
) -> Report:
    """The report of that period as the records are now; the same records give the same report."""
    installation = read_installation(session)
    sources = Sources(session, catalog, reader)
    facts = Facts(
        session=session,
        catalog=catalog,
        period=period,
        now=now,
        profile=profile_facts(session, now),
        names=read_names(session),
        sources=sources,
        coverage=duty_coverage.coverage(
            database, catalog.current(), since=period.start_at, now=min(now, period.end_at)
        ),
        memory=memory or FigureMemory(),
    )
    parts = _numbered(kind.parts(facts))
    return Report(
        kind=kind.code,
        title=kind.title,
        period=period.label + ("（到今天为止）" if now < period.end_at else ""),
        facility=installation.facility_name if installation else "",
        parts=parts,
        sources=sources.told(),
        signers=kind.signers,
    )


def _numbered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    numbers = "一二三四五六七八九十"
    return tuple(replace(part, title=f"{numbers[at]}、{part.title}") for at, part in enumerate(parts))


def _bulletin(facts: Facts) -> tuple[Part, ...]:
    return (
        indicator_part(facts, "指标与预警"),
        HazardPart(facts).part("隐患排查治理"),
        incident_part(facts, "不良事件"),
        coverage_part(facts, "该做的做了多少"),
        records_part(facts, "记录汇总"),
    )


def _circular(facts: Facts) -> tuple[Part, ...]:
    return (
        _inspections(facts),
        HazardPart(facts).part("隐患排查治理"),
        incident_part(facts, "不良事件"),
        indicator_part(facts, "指标与预警"),
        coverage_part(facts, "该做的做了多少"),
    )


def _year(facts: Facts) -> tuple[Part, ...]:
    return (
        *_counted(facts),
        indicator_part(facts, "指标"),
        HazardPart(facts).part("隐患按类别和部位"),
        incident_part(facts, "不良事件类型"),
        coverage_part(facts, "该做的做了多少"),
        _systems(facts),
    )


def _hazards(facts: Facts) -> tuple[Part, ...]:
    wanted = indicator_part(facts, "整改率", lambda one: one.id.startswith("hazard."))
    return wanted, HazardPart(facts).part("隐患排查治理", listing="all")


def _inspections(facts: Facts) -> Part:
    """What the inspections of the quarter found, item by item, with who has to put it right by when."""
    forms = [entry.id for entry in facts.catalog.current() if _INSPECTIONS in entry.requirements]
    records = sealed_records(facts, facts.period, forms)
    inspected = [row for row in records if row.items]
    if not inspected:
        return Part(title="安全大检查", empty=f"{facts.word}没有安全大检查的记录，应当补做或写明原因。")
    ids = [row.record_id for row in inspected]
    found = list(
        facts.session.scalars(
            select(HazardRow)
            .where(HazardRow.record_id.in_(ids), HazardRow.state != "void")
            .order_by(HazardRow.found_at, HazardRow.hazard_id)
        )
    )
    items, bad = sum(row.items for row in inspected), sum(row.abnormal for row in inspected)
    said = (
        f"{facts.word}检查 {len(inspected)} 次{_cite_records(facts, '安全大检查', inspected)}，查 {items} 项，"
        f"不符合 {bad} 项，符合率 {share(items - bad, items)}；转入隐患整改 {len(found)} 条。",
        "请下列责任人按期整改，由整改人以外的人复查；逾期的将逐级提醒。" if found else "没有转入整改的问题。",
    )
    rows = tuple(
        (
            row.number,
            row.title,
            facts.names.place(row.place) if row.place else "（不记地点）",
            facts.names.person(row.owner) if row.owner else "（未定）",
            f"{local(row.due):%m-%d}" if row.due else "（未定）",
            "已销号" if row.state == "closed" else "未完成",
        )
        for row in found
    )
    heads = ("编号", "问题", "部位", "责任人", "期限", "进展")
    return Part(
        title="安全大检查",
        said=said,
        grids=(Grid(heads=heads, weights=(2.4, 6, 2.6, 1.6, 1.3, 1.4), rows=rows),),
    )


def _cite_records(facts: Facts, label: str, rows: list[RecordRow]) -> str:
    of = "、".join(dict.fromkeys(row.title for row in rows))
    return facts.sources.cite(label, f"{len(rows)} 次", of, _amount(rows))


def _amount(rows: list[RecordRow]) -> Amount:
    return Amount(records=tuple(row.record_id for row in rows))


def _counted(facts: Facts) -> tuple[Part, ...]:
    """The counts of the yearly summary, each with its source; a form that nobody filled counts 0."""
    figures = facts.figures()
    available = {entry.id for entry in facts.catalog.current()}
    made = []
    for group in load_counts("yearly"):
        rows: list[tuple[Value, ...]] = []
        for count in group.counts:
            if {term.form for term in count.side.terms if term.form} <= available:
                rows.append(_count_row(facts, figures, count))
        grid = Grid(
            heads=("项目", "数", "单位", "出处"),
            weights=(7, 2, 1.5, 1.5),
            rows=tuple(rows),
            right=frozenset({1}),
        )
        made.append(Part(title=group.title, grids=(grid,)))
    return tuple(made)


def _count_row(facts: Facts, figures: Figures, count: Count) -> tuple[Value, ...]:
    months = figures.of(count.side)
    known = [amount for month in facts.period.months if (amount := months.get(month)) is not None]
    if not known:
        return count.side.label, "没有填", count.unit, ""
    amount = joined(known)
    of = "、".join(origins(count.side, facts.catalog))
    value = f"{plain(amount.value)} {count.unit}"
    return count.side.label, amount.value, count.unit, facts.sources.cite(count.side.label, value, of, amount)


def _systems(facts: Facts) -> Part:
    """Every system that a policy demands and that this hospital has a form for: how many records the year left."""
    entries = [entry for entry in facts.catalog.current() if entry.kind in ("record", "log", "event", "step")]
    counts = _counts_by_form(facts)
    rows = []
    for code, title in requirement_titles().items():
        forms = [entry for entry in entries if code in entry.requirements and _is_for(entry, facts.profile)]
        if forms:
            number = sum(counts.get(entry.id, 0) for entry in forms)
            rows.append((code, title, "、".join(entry.title for entry in forms), number or "没有记录"))
    heads = ("号", "制度", "用的表", "记录数")
    grid = Grid(heads=heads, weights=(1, 4, 8, 1.6), rows=tuple(rows), right=frozenset({3}))
    return Part(title="各项制度的记录", grids=(grid,))


def _is_for(entry: Entry, profile: Mapping[str, Json]) -> bool:
    return profile.get("level") in (None, *entry.levels) and all(
        profile.get(one) is True for one in entry.switches
    )


def _counts_by_form(facts: Facts) -> dict[str, int]:
    rows = facts.session.execute(
        select(RecordRow.form_id, func.count())
        .where(
            RecordRow.claimed_at >= facts.period.start_at,
            RecordRow.claimed_at < facts.period.end_at,
            RecordRow.status == "sealed",
        )
        .group_by(RecordRow.form_id)
    )
    return {row[0]: row[1] for row in rows}


KINDS = (
    ReportKind(
        code="bulletin",
        title="质量安全月刊",
        period=PeriodKind.MONTH,
        signers=("编制人", "审核人"),
        parts=_bulletin,
    ),
    ReportKind(
        code="circular",
        title="季度医疗安全通报",
        period=PeriodKind.QUARTER,
        signers=("编制人", "签发人"),
        parts=_circular,
    ),
    ReportKind(
        code="year",
        title="年度安全工作汇总",
        period=PeriodKind.YEAR,
        signers=("填表人", "负责人（盖章）"),
        parts=_year,
    ),
    ReportKind(
        code="hazards",
        title="隐患排查治理统计表",
        period=None,
        signers=("统计人", "审核人"),
        parts=_hazards,
    ),
)


def kind_of(code: str) -> ReportKind:
    """KeyError for a code that is none."""
    return {one.code: one for one in KINDS}[code]
