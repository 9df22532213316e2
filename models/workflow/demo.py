"""A plainly fictional hospital to try things on: its people, its 24 places, a few fire extinguishers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forms.clock import local
from models.store import Store
from models.workflow.cards import write_card
from models.workflow.people import write_person
from models.workflow.places import NewPlace, write_place
from models.workflow.revisions import Author

EXTINGUISHER_CARD = "fire.extinguisher_card"
DEPARTMENTS = (
    "保卫科",
    "内科病区",
    "外科病区",
    "门诊部",
    "急诊科",
    "手术室",
    "药剂科",
    "总务科",
    "质控科",
    "院办",
    "信息科",
)

PEOPLE = (
    ("0107", "李某", "safety_officer", "保卫科"),
    ("0188", "王某", "head", "内科病区"),
    ("0231", "张某", "nurse", "内科病区"),
    ("0236", "陈某", "nurse", "急诊科"),
    ("0301", "周某", "leader", "院办"),
    ("0415", "赵某", "staff", "总务科"),
    ("0520", "孙某", "quality", "质控科"),
)

PLACES = (
    ("P01", "1 楼门诊大厅", "outpatient", "1 楼", False),
    ("P02", "1 楼药房与药库", "drug_store", "1 楼", True),
    ("P03", "1 楼放射科", "medical_technology", "1 楼", False),
    ("P04", "1 楼急诊与抢救室", "emergency", "1 楼", True),
    ("P05", "1 楼北侧安全出口", "outpatient", "1 楼", False),
    ("P06", "2 楼检验科", "medical_technology", "2 楼", False),
    ("P07", "2 楼内科病区东", "inpatient", "2 楼", True),
    ("P08", "2 楼内科病区西", "inpatient", "2 楼", True),
    ("P09", "2 号楼梯间 1–3 层", "inpatient", "1–3 楼", False),
    ("P10", "3 楼外科病区", "inpatient", "3 楼", True),
    ("P11", "3 楼手术室", "surgery", "3 楼", True),
    ("P12", "3 楼产房", "surgery", "3 楼", True),
    ("P13", "供氧站", "oxygen", "院内", True),
    ("P14", "配电间", "power", "1 楼", True),
    ("P15", "消防水泵房", "pump", "地下 1 层", True),
    ("P16", "消防控制室", "control_room", "1 楼", True),
    ("P17", "厨房与燃气间", "kitchen", "1 楼", True),
    ("P18", "地下库房", "basement", "地下 1 层", False),
    ("P19", "锅炉房", "boiler", "院内", True),
    ("P20", "污水处理站", "waste", "院内", False),
    ("P21", "医废暂存间", "waste", "院内", False),
    ("P22", "电动车充电棚", "outdoor", "院内", False),
    ("P23", "职工宿舍", "office", "院内", False),
    ("P24", "院内消防车通道", "outdoor", "院内", False),
)

EXTINGUISHERS = (
    ("MHQ-001", "powder", "MFZ/ABC4", "P01", "大厅东墙", 400),
    ("MHQ-002", "powder", "MFZ/ABC4", "P07", "护士站对面", 400),
    ("MHQ-003", "powder", "MFZ/ABC4", "P10", "走廊中段", 1800),
    ("MHQ-004", "co2", "MT3", "P14", "门口右侧", 900),
    ("MHQ-005", "water", "MSZ/3", "P17", "灶台旁", 1150),
)
"""Number, type, model, place, spot, age in days."""


def lay_out(
    session: Session, store: Store, author: Author, *, pins: Mapping[str, str], now: datetime, import_id: str
) -> None:
    """Everything in the caller's transaction, as one import. Who has no PIN in ``pins`` gets that of ``*``."""
    for staff_no, name, role, department in PEOPLE:
        if staff_no != author.staff_no:
            pin = pins.get(staff_no, pins["*"])
            write_person(
                session,
                store,
                author,
                staff_no=staff_no,
                name=name,
                role=role,
                department=department,
                pin=pin,
                now=now,
                import_id=import_id,
            )
    for order, (code, name, area, floor, is_key) in enumerate(PLACES, start=1):
        place = NewPlace(code=code, name=name, area=area, floor=floor, order=order, is_key_area=is_key)
        write_place(session, store, author, place, now=now, import_id=import_id)
    for number, kind, model, place_code, spot, age in EXTINGUISHERS:
        made = (local(now) - timedelta(days=age)).date().isoformat()
        answers = {
            "number": number,
            "type": kind,
            "model": model,
            "place": place_code,
            "spot": spot,
            "made": made,
            "responsible": "0107",
        }
        write_card(
            session,
            store,
            EXTINGUISHER_CARD,
            dict(answers),
            author=author,
            now=now,
            import_id=import_id,
            place=place_code,
        )
