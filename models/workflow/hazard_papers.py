"""The lists of hazards on paper: problems, rectification, and the disclosure to hang up for the staff."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.printing.list_sheet import ListSheet, list_pdf
from models.installation import read_installation
from models.queries.hazard_lists import disclosure, problem_list, rectification_list
from models.queries.people import get_person
from models.store import Store

_LAW = (
    "《中华人民共和国安全生产法》第四十一条：事故隐患排查治理情况应当如实记录，并通过职工大会或者职工代表大会、"
    "信息公示栏等方式向从业人员通报。其中，重大事故隐患排查治理情况应当及时向负有安全生产监督管理职责的部门和"
    "职工大会或者职工代表大会报告。"
)
_POLICY = (
    "依据：《关于加强医疗卫生机构安全工作的方案》三（二）定期开展安全隐患排查并建立问题清单和整改清单，"
    "确保各项措施落实落细。"
)


class HazardList(StrEnum):
    PROBLEMS = "problems"  # 问题清单
    RECTIFICATION = "rectification"  # 整改清单
    DISCLOSURE = "disclosure"  # 公示


def hazard_list_pdf(
    store: Store,
    which: HazardList | str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    person: str | None = None,
) -> bytes:
    """The list over all hazards, or over those found from ``since`` until before ``until``."""
    now = store.clock.now()
    with store.read() as session:
        sheet = _sheet(session, store.catalog, HazardList(which), since, until, now)
        known = get_person(session, person) if person else None
    return list_pdf(sheet, printed_at=now, printed_by=f"{known.name} {known.staff_no}" if known else None)


def _sheet(
    session: Session,
    catalog: Catalog,
    which: HazardList,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> ListSheet:
    installation = read_installation(session)
    facility = installation.facility_name if installation else ""
    match which:
        case HazardList.PROBLEMS:
            return ListSheet(
                kind="problems",
                title="事故隐患问题清单",
                facility=facility,
                period=_period(since, until, now),
                grid=problem_list(session, catalog, since=since, until=until),
                empty="这段时间没有发现隐患。没有发现也是记录。",
                notes=(_POLICY,),
                signers=("填表人", "安全管理部门", "主要负责人"),
                landscape=True,
            )
        case HazardList.RECTIFICATION:
            return ListSheet(
                kind="rectification",
                title="事故隐患整改清单",
                facility=facility,
                period=_period(since, until, now),
                grid=rectification_list(session, catalog, since=since, until=until),
                empty="这段时间没有要整改的隐患。",
                notes=(_POLICY,),
                signers=("填表人", "安全管理部门", "主要负责人"),
                landscape=True,
            )
        case HazardList.DISCLOSURE:
            told = disclosure(session, catalog, now=now, since=since)
            return ListSheet(
                kind="disclosure",
                title="事故隐患排查治理情况公示",
                facility=facility,
                period=f"截至 {local(now):%Y-%m-%d}",
                grid=told.grid,
                said=told.said,
                empty="没有未销号的隐患。",
                notes=(_LAW, "发现隐患可以向安全管理部门反映，也可以匿名反映。"),
                signers=("安全管理部门", "主要负责人（盖章）"),
            )


def _period(since: datetime | None, until: datetime | None, now: datetime) -> str:
    if since is None:
        return f"截至 {local(until or now):%Y-%m-%d}"
    return f"{local(since):%Y-%m-%d} 至 {local(until or now):%Y-%m-%d}"
