"""The two lists that the policy asks for, and what the staff are told: problems, rectification, disclosure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.finding import FIXED, Finding, findings_of
from forms.json_value import Json
from forms.report import Grid
from forms.revision import Revision
from models.projections.objects import heads_of, revisions_of
from models.projections.records import known_form
from models.queries import hazard_rates
from models.queries.hazards import HazardStep, HazardView, get
from models.queries.names import NameBook, read_names
from models.tables.projections import HazardRow, RecordRow

STATES = {
    "registered": "已登记",
    "rectifying": "整改中",
    "awaiting_recheck": "待复查",
    "closed": "已销号",
    "to_check": "待核",
    "void": "已作废",
}
_BY_HAND = "hazard.register"
PROBLEMS = (
    ("编号", 1.95),
    ("来源", 1.9),
    ("发现日期、发现人", 1.6),
    ("部位", 1.7),
    ("问题描述", 4.2),
    ("照片", 0.8),
    ("类别", 1.2),
    ("等级", 0.9),
    ("判定依据", 2.0),
    ("风险值", 0.9),
    ("当场整改", 1.6),
)
RECTIFICATION = (
    ("编号、问题", 2.6),
    ("责任部门、责任人", 1.7),
    ("整改措施", 2.6),
    ("资金、来源", 1.4),
    ("整改时限", 1.5),
    ("应急预案、防范措施", 2.2),
    ("督办领导", 0.9),
    ("进展、退回、延期", 2.2),
    ("完成日期、照片", 1.5),
    ("验收人、结论、日期", 1.6),
    ("销号日期", 1.5),
)
DISCLOSURE = (
    ("序号", 0.7),
    ("部位", 2.0),
    ("隐患", 4.4),
    ("等级", 1.0),
    ("责任人", 1.8),
    ("期限", 1.75),
    ("整改前防范措施", 3.0),
    ("到哪一步", 1.4),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What the staff are told: the rates in words, and the list."""

    said: tuple[str, ...]
    grid: Grid


def problem_list(
    session: Session, catalog: Catalog, *, since: datetime | None = None, until: datetime | None = None
) -> Grid:
    """问题清单: every hazard found in the period, and what was put right on the spot; oldest first."""
    lists = _Lists(session, catalog)
    rows = [
        *((row.found_at, lists.problem(row)) for row in lists.hazards(since, until)),
        *lists.corrected(since, until),
    ]
    return _grid(PROBLEMS, [cells for _, cells in sorted(rows, key=lambda one: (one[0], one[1]))])


def rectification_list(
    session: Session, catalog: Catalog, *, since: datetime | None = None, until: datetime | None = None
) -> Grid:
    """整改清单: every hazard found in the period with its five 落实, its progress and its acceptance."""
    lists = _Lists(session, catalog)
    views = (get(session, row.hazard_id) for row in lists.hazards(since, until))
    return _grid(RECTIFICATION, [lists.rectified(view) for view in views if view is not None])


def disclosure(
    session: Session, catalog: Catalog, *, now: datetime, since: datetime | None = None
) -> Disclosure:
    """公示: the open hazards, and the major ones found in the period whatever became of them."""
    lists = _Lists(session, catalog)
    shown = [
        row
        for row in lists.hazards(None, None)
        if row.state != "closed" or (row.level == "major" and (since is None or row.found_at >= since))
    ]
    shown.sort(key=lambda row: (row.level != "major", row.state == "closed", row.found_at, row.hazard_id))
    cells = [lists.disclosed(number, row) for number, row in enumerate(shown, 1)]
    return Disclosure(said=_said(session, now, since), grid=_grid(DISCLOSURE, cells))


def _said(session: Session, now: datetime, since: datetime | None) -> tuple[str, ...]:
    rates = hazard_rates.read(session, now=now, since=since)
    closed, major = rates.closed, rates.major_closed
    told = [f"共排查隐患 {closed.denominator} 条，已销号 {closed.numerator} 条" + _percent(closed) + "。"]
    if major.denominator:
        told.append(
            f"重大事故隐患 {major.denominator} 条，已整改销号 {major.numerator} 条{_percent(major)}，目标 100 %。"
        )
    else:
        told.append("没有重大事故隐患。")
    if rates.overdue:
        told.append(f"到期还没有整改的 {rates.overdue} 条。")
    return tuple(told)


def _percent(rate: hazard_rates.Rate) -> str:
    return "" if rate.percent is None else f"，整改率 {rate.percent} %"


def _grid(columns: Sequence[tuple[str, float]], rows: Sequence[tuple[str, ...]]) -> Grid:
    return Grid(
        heads=tuple(head for head, _ in columns),
        weights=tuple(weight for _, weight in columns),
        rows=tuple(rows),
    )


class _Lists:
    """Turns hazards into the cells of a list."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self._session = session
        self._catalog = catalog
        self._names = read_names(session)
        self._categories = catalog.labels("hazard_category")
        self._criteria = catalog.labels("major_hazard_criteria")
        self._funds = catalog.labels("funds_source")
        self._sources = catalog.labels("hazard_source")

    def hazards(self, since: datetime | None, until: datetime | None) -> list[HazardRow]:
        wanted = select(HazardRow).where(HazardRow.state != "void")
        if since is not None:
            wanted = wanted.where(HazardRow.found_at >= since)
        if until is not None:
            wanted = wanted.where(HazardRow.found_at < until)
        return list(self._session.scalars(wanted.order_by(HazardRow.found_at, HazardRow.hazard_id)))

    def problem(self, row: HazardRow) -> tuple[str, ...]:
        record = self._session.get_one(RecordRow, row.record_id)
        found = self._revision(row.record_id).answers if not row.field else {}
        steps = get(self._session, row.hazard_id)
        ordered = _last(steps, "order") if steps else None
        criteria = (ordered.answers if ordered else found).get("criteria")
        source = found.get("source")
        return (
            row.number,
            self._sources.get(str(source), "") if source else record.title,
            f"{_day(row.found_at)}\n{self._names.person(row.found_by)}",
            self._place(row.place),
            row.title,
            f"{len(row.photos)} 张" if row.photos else "无",
            self._categories.get(row.category or "", "其他"),
            _level(row.level),
            "；".join(_short(self._criteria.get(str(code), str(code))) for code in criteria)
            if isinstance(criteria, list)
            else "—",
            str(found.get("risk") or "—"),
            "否，转整改",
        )

    def corrected(
        self, since: datetime | None, until: datetime | None
    ) -> Iterator[tuple[datetime, tuple[str, ...]]]:
        """What was put right on the spot: it is in the list, and over."""
        wanted = select(RecordRow).where(
            or_(RecordRow.abnormal > 0, RecordRow.form_id == _BY_HAND), RecordRow.status == "sealed"
        )
        if since is not None:
            wanted = wanted.where(RecordRow.claimed_at >= since)
        if until is not None:
            wanted = wanted.where(RecordRow.claimed_at < until)
        for record in self._session.scalars(wanted):
            revision = self._revision(record.record_id)
            if revision.form_id == _BY_HAND and revision.answers.get("on_the_spot") == "yes":
                yield record.claimed_at, self._by_hand(record, revision.answers)
            form = known_form(self._catalog, revision)
            for finding in findings_of(form, revision.answers) if form else ():
                if finding.handling == FIXED:
                    yield record.claimed_at, self._fixed(record, finding)

    def _fixed(self, record: RecordRow, finding: Finding) -> tuple[str, ...]:
        photos = len(finding.photos) + len(finding.photos_after)
        return (
            record.serial.partition("-")[2] or record.serial,
            record.title,
            f"{_day(record.claimed_at)}\n{self._names.person(record.author)}",
            self._place(finding.place or record.place),
            finding.text,
            f"{photos} 张" if photos else "无",
            self._categories.get(finding.category, "其他"),
            _level(finding.level),
            "—",
            "—",
            f"是：{finding.done or ''}",
        )

    def _by_hand(self, record: RecordRow, found: Mapping[str, Json]) -> tuple[str, ...]:
        """A problem entered by hand that needed no loop."""
        photos = sum(
            len(held) for name in ("photos", "photos_after") if isinstance(held := found.get(name), list)
        )
        return (
            record.serial.partition("-")[2] or record.serial,
            self._sources.get(str(found.get("source")), record.title),
            f"{_day(record.claimed_at)}\n{self._names.person(str(found.get('found_by') or record.author))}",
            self._place(str(found["place"]) if found.get("place") else record.place),
            str(found.get("text") or ""),
            f"{photos} 张" if photos else "无",
            self._categories.get(str(found.get("category")), "其他"),
            _level(str(found.get("level"))),
            "—",
            str(found.get("risk") or "—"),
            f"是：{found.get('done') or ''}",
        )

    def rectified(self, view: HazardView) -> tuple[str, ...]:
        item = view.item
        order = _last(view, "order")
        said: Mapping[str, Json] = order.answers if order else {}
        done, check = _last(view, "rectify"), _last(view, "recheck")
        owner = "；".join(part for part in (item.owner_name, item.outside or "") if part)
        return (
            f"{item.number}\n{item.title}",
            "、".join(part for part in (str(said.get("owner_department") or ""), owner) if part),
            str(said.get("measures") or "（未下达）"),
            self._money(said),
            _day(item.due) if item.due else "（未定）",
            str(said.get("contingency") or "—"),
            self._names.person(item.supervisor) if item.supervisor else "—",
            "；".join(_progress(view, self._names)),
            f"{_day(done.claimed_at)}\n{_photos(done)}" if done else "—",
            f"{self._names.person(check.author)}，{_verdict(check)}，{_day(check.claimed_at)}"
            if check
            else "—",
            _day(item.closed_at) if item.closed_at and item.state == "closed" else "—",
        )

    def disclosed(self, number: int, row: HazardRow) -> tuple[str, ...]:
        view = get(self._session, row.hazard_id)
        order = _last(view, "order") if view else None
        found = self._revision(row.record_id).answers if not row.field else {}
        temporary = (order.answers.get("contingency") if order else None) or found.get("temporary")
        owner = self._names.person(row.owner) if row.owner else "（未定）"
        return (
            str(number),
            self._place(row.place),
            row.title,
            _level(row.level),
            f"{row.outside.partition(' ')[0]}（院外），跟进 {owner}" if row.outside else owner,
            _day(row.due) if row.due else "（未定）",
            str(temporary or "—"),
            STATES[row.state] + ("，挂牌督办" if row.supervised else ""),
        )

    def _revision(self, record_id: str) -> Revision:
        return heads_of(revisions_of(self._session, record_id))[0]

    def _place(self, place: str | None) -> str:
        return self._names.place(place) if place else "（不记地点）"

    def _money(self, said: Mapping[str, Json]) -> str:
        source = self._funds.get(str(said.get("funds_source") or ""), "")
        funds = f"{said['funds']} 元" if said.get("funds") else ""
        return "，".join(part for part in (funds, source) if part) or "—"


def _progress(view: HazardView, names: NameBook) -> Iterator[str]:
    yield STATES[view.item.state]
    for step in view.steps:
        told = _step_words(step, names)
        if told:
            yield told


def _step_words(step: HazardStep, names: NameBook) -> str:
    answers, day = step.revision.answers, _day(step.at)
    match step.action:
        case "recheck" if answers.get("verdict") == "return":
            return f"{day} 退回"
        case "extend":
            approver = names.person(str(answers.get("approved_by") or ""))
            return f"{day} 延期至 {str(answers.get('due') or '')[:10]}（{answers.get('reason')}；{approver}）"
        case "reopen":
            return f"{day} 又发现，重新打开"
        case "supervise":
            words = {"listed": "挂牌督办", "delisting_requested": "申请摘牌", "delisted": "摘牌"}
            return f"{day} {words.get(str(answers.get('decision')), '')}"
        case _:
            return ""


def _last(view: HazardView, action: str) -> Revision | None:
    found = [step.revision for step in view.steps if step.action == action]
    return found[-1] if found else None


def _level(level: str) -> str:
    return "重大" if level == "major" else "一般"


def _day(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d}"


def _photos(revision: Revision) -> str:
    count = sum(1 for entry in revision.attachments if entry.name.partition("/")[0] == "photos_after")
    return f"照片 {count} 张" if count else "无照片"


def _verdict(revision: Revision) -> str:
    return "合格" if revision.answers.get("verdict") == "pass" else "不合格"


def _short(criterion: str) -> str:
    """The number of an article of the list of major hazards, without its text: 二、（一）."""
    head, mark, rest = criterion.partition("、")
    if not mark:
        return criterion
    item = rest[: rest.index("）") + 1] if rest.startswith("（") else ""
    return f"清单第{head}条{item}"
