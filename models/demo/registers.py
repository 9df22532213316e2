"""The registers: what the hospital has, and what happened to it in three months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from forms.json_value import Json
from models.demo.hand import (
    BOILER_MAN,
    CLINIC_NURSE,
    HEAD,
    NURSE,
    OFFICER,
    PHARMACIST,
    PHARMACY_HEAD,
    SECOND_PHARMACIST,
    STAFF,
    SURGERY_HEAD,
    Hand,
)
from models.demo.register_rows import (
    CERTIFICATES,
    CHEMICALS,
    DEVICES,
    DRUGS,
    EQUIPMENT,
    EXTINGUISHERS,
    SPECIAL,
    SUPPLIES,
)
from models.demo.story import Story
from models.queries.assets import get as get_asset

Row = Mapping[str, Json]
SERVICED = 2000  # days: older ones have been to the workshop
BELOW = frozenset(number for number, _, _, place, *_ in EXTINGUISHERS if place in ("P18", "P19"))
"""In the basement and the boiler house: looked at every half month."""


def _far(hand: Hand, days: int) -> str:
    """So many days after the last one."""
    return hand.day(-days).isoformat()


def cards(hand: Hand) -> Story:
    """Everything is written down in the first two days."""
    yield hand.at(91, 10)
    for number, kind, model, place, spot, age in EXTINGUISHERS:
        given: dict[str, Json] = {
            "number": number,
            "type": kind,
            "model": model,
            "place": place,
            "spot": spot,
            "made": hand.day(age).isoformat(),
            "responsible": OFFICER,
        }
        if age > SERVICED:
            given["last_service"] = hand.day(500).isoformat()
        _card(hand, "fire.extinguisher_card", OFFICER, given)
    for number, kind, name, place, count, good in EQUIPMENT:
        _card(
            hand,
            "fire.equipment_card",
            OFFICER,
            {
                "number": number,
                "kind": kind,
                "name": name,
                "department": "保卫科",
                "place": place,
                "quantity": count,
                "in_service": good,
                "responsible": OFFICER,
            },
        )
    for number, name, kind, place, model, since, until in SPECIAL:
        _card(
            hand,
            "plant.special_card",
            OFFICER,
            _special(hand, number, name, kind, place, model, since, until),
        )
    yield hand.at(91, 14)
    for at, (person, kind, name, since, lasts) in enumerate(CERTIFICATES, start=1):
        given = {
            "person": person,
            "kind": kind,
            "number": f"演示-{at:04}",
            "name": name,
            "issued": hand.day(max(since, 92)).isoformat(),
            "issuer": "示范市发证机关",
        }
        if lasts is not None:
            given["expiry"] = _far(hand, lasts)
        _card(hand, "register.certificate", OFFICER, given)
    for number, name, kind, place, unit, least, stock, lasts in SUPPLIES:
        given = {
            "number": number,
            "name": name,
            "kind": kind,
            "grade": "hospital",
            "place": place,
            "unit": unit,
            "least": str(least),
            "stock": str(stock),
            "responsible": STAFF,
        }
        if lasts is not None:
            given["earliest_expiry"] = _far(hand, lasts)
        _card(hand, "plant.supply_card", OFFICER, given)
    yield hand.at(91, 16)
    for number, name, kind, specification, holding, department, base, held in DRUGS:
        given = {
            "number": number,
            "name": name,
            "class": kind,
            "dosage": "注射剂",
            "specification": specification,
            "unit": "支",
            "holding": holding,
            "place": "P02",
            "department": department,
            "base": base,
            "stock": held,
            "earliest_expiry": _far(hand, 300),
            "keeper_1": PHARMACY_HEAD,
            "keeper_2": PHARMACIST,
        }
        if kind in ("narcotic", "psychotropic_1"):
            given["seal_card"] = _far(hand, 500)
        _card(hand, "plant.drug_card", PHARMACY_HEAD, given)
    for number, name, hazards, specification, place, unit, limit, stock in CHEMICALS:
        _card(
            hand,
            "plant.chemical_card",
            OFFICER,
            {
                "number": number,
                "name": name,
                "hazards": list[Json](hazards),
                "control": ["none"],
                "specification": specification,
                "unit": unit,
                "place": place,
                "map_no": number[-2:],
                "limit": str(limit),
                "stock": str(stock),
                "emergency": "戴手套和护目镜，用吸附棉吸收，通风；灼伤用大量清水冲 15 分钟后就医",
                "keeper_1": OFFICER,
                "keeper_2": STAFF,
            },
        )
    for number, name, place, unit, vital, due, calibrated in DEVICES:
        _card(
            hand,
            "patient.device_card",
            OFFICER,
            {
                "number": number,
                "name": name,
                "model": f"{number}-演示",
                "unit": unit,
                "place": place,
                "life_support": vital,
                "put_into_use": hand.day(1200).isoformat(),
                "service_life_end": _far(hand, 1800),
                "next_maintenance": _far(hand, due),
                "next_calibration": _far(hand, calibrated),
            },
        )
    for number, unit, place, keeper in (
        ("JC-01", "急诊科", "P04", CLINIC_NURSE),
        ("JC-02", "内科病区", "P07", NURSE),
    ):
        _card(hand, "patient.crash_cart_card", HEAD, _cart(hand, number, unit, place, keeper))


def _special(
    hand: Hand, number: str, name: str, kind: str, place: str, model: str, since: int, until: int
) -> Row:
    given: dict[str, Json] = {
        "number": number,
        "name": name,
        "kind": kind,
        "model": model,
        "registration": f"演示{number[-2:]}00000000",
        "certificate": f"演示登记 {number[-2:]} 号",
        "place": place,
        "warning_sign": "posted",
        "inspector": "示范市特种设备检验所",
        "last_inspection": hand.day(max(since, 92)).isoformat(),
        "verdict": "passed",
        "next_inspection": _far(hand, until),
        "safety_person": OFFICER,
        "manager": OFFICER,
        "operators": [BOILER_MAN],
        "archive": ["design", "inspections", "use"],
        "maintainer": "示范县某维保公司",
        "contract_until": _far(hand, 210),
    }
    if kind == "boiler":
        given |= {"energy_due": _far(hand, 300)}
    if kind in ("boiler", "pressure_vessel", "lox"):
        given |= {"valve_due": _far(hand, 28), "gauge_due": _far(hand, 75)}
    return given


def _cart(hand: Hand, number: str, unit: str, place: str, keeper: str) -> Row:
    drugs = (
        ("adrenaline", "1 ml:1 mg", 10, 260),
        ("atropine", "1 ml:0.5 mg", 10, 24),
        ("dopamine", "2 ml:20 mg", 5, 400),
    )
    return {
        "number": number,
        "unit": unit,
        "place": place,
        "keeper": keeper,
        "sealing": "sealed",
        "seal_no": f"F-{number[-2:]}118",
        "drugs": [
            {"row_id": f"d{at}", "drug": drug, "spec": spec, "base": base, "expiry": _far(hand, days)}
            for at, (drug, spec, base, days) in enumerate(drugs, start=1)
        ],
        "items": [
            {"row_id": "i1", "item": "resuscitator", "base": 1},
            {"row_id": "i2", "item": "laryngoscope", "base": 1, "sterile_until": _far(hand, 120)},
        ],
    }


def _card(hand: Hand, form_id: str, who: str, given: Row) -> None:
    sealed = hand.fill(form_id, who, given) if form_id in _ASKS_MORE else hand.seal(form_id, who, given)
    hand.assets[str(given["number"])] = sealed.record_id


_ASKS_MORE = frozenset({"patient.crash_cart_card", "patient.device_card"})


def drugs(hand: Hand) -> Story:
    """What comes in, what wards take, what is counted at the end of each month."""
    lot: Row = {"lot": "260401", "lot_expiry": _far(hand, 300)}
    for ago in (84, 77, 70, 62, 55, 47, 40, 33, 26, 19, 12, 5):
        yield hand.at(ago, 10, ago % 50)
        for name, count in (("DM-01", "4"), ("JE-01", "6")):
            sealed = hand.seal(
                "plant.drug_issue",
                PHARMACIST,
                {
                    "what": "issued",
                    "voucher": f"CF{ago:03}{name[-2:]}",
                    "qty_out": count,
                    **lot,
                    "to": "外科病区" if ago % 2 else "手术室",
                    "empties": int(count),
                    "checked_by": SECOND_PHARMACIST,
                    "taken_by": SURGERY_HEAD,
                },
                asset=hand.assets[name],
            )
            if ago > 5:
                hand.sign(sealed, "checker", SECOND_PHARMACIST)
        if ago in (70, 40, 12):
            yield hand.at(ago, 15, 5)
            for name, count in (("DM-01", "20"), ("JE-01", "30")):
                sealed = hand.seal(
                    "plant.drug_receipt",
                    PHARMACIST,
                    {
                        "voucher": f"RK{ago:03}{name[-2:]}",
                        "qty_in": count,
                        **lot,
                        "lot_maker": "示范制药厂",
                        "supplier": "示范市医药公司",
                        "quality": {"value": "conform"},
                        "verdict": "accepted",
                        "acceptor_2": SECOND_PHARMACIST,
                        "keeper": PHARMACY_HEAD,
                    },
                    asset=hand.assets[name],
                )
                hand.sign(sealed, "acceptor_2", SECOND_PHARMACIST)


def counted(hand: Hand) -> Story:
    """Two people count the controlled drugs once a month; the last count has still to be made."""
    for ago in (85, 54, 24):
        yield hand.at(ago, 17)
        for name, *_ in DRUGS:
            with hand.store.read() as session:
                held = get_asset(session, hand.assets[name])
            book = str(held.balance) if held else "0"
            sealed = hand.fill(
                "plant.drug_stocktake",
                PHARMACIST,
                {"where": "P02", "counted": book, "counter_2": SECOND_PHARMACIST},
                asset=hand.assets[name],
            )
            hand.sign(sealed, "second", SECOND_PHARMACIST)


def supplies(hand: Hand) -> Story:
    for ago, name, what, count, purpose in (
        (80, "WZ-01", "out", "100", "流感季，发热门诊领用"),
        (52, "WZ-01", "in", "200", ""),
        (44, "WZ-02", "out", "30", "急诊科领用"),
        (31, "WZ-03", "out", "10", "消毒供应室领用"),
        (9, "WZ-01", "out", "80", "门诊部领用"),
        (4, "WZ-03", "scrapped", "6", ""),
    ):
        yield hand.at(ago, 11, 20)
        answers: dict[str, Json] = {"what": what, ("qty_in" if what == "in" else "qty_out"): count}
        if purpose:
            answers["purpose"] = purpose
        hand.seal("plant.supply_move", STAFF, answers, asset=hand.assets[name])


def checks(hand: Hand) -> Story:
    """Extinguishers by the month, the crash carts by the week."""
    for week in range(12, -1, -1):
        yield hand.at(week * 7 + 1, 9, 40)
        for number in ("JC-01", "JC-02"):
            if (week, number) == (0, "JC-02"):
                continue
            sealed = hand.fill(
                "patient.crash_cart_check",
                NURSE,
                {"seal_no": f"F-{number[-2:]}118"},
                asset=hand.assets[number],
            )
            if week > 1:
                hand.sign(sealed, "head_nurse", HEAD)


def extinguishers(hand: Hand) -> Story:
    numbers = [number for number in hand.assets if number.startswith("MHQ")] or [
        one[0] for one in EXTINGUISHERS
    ]
    for ago in (75, 60, 46, 30, 15, 4):
        yield hand.at(ago, 14)
        template = hand.sample("fire.extinguisher_check", OFFICER, {})
        below = [number for number in numbers if number in BELOW]
        whole = ago in (75, 46, 15)
        for number in numbers[:9] if ago == 4 else numbers if whole else below:
            yield hand.now + timedelta(minutes=2)
            hand.seal("fire.extinguisher_check", OFFICER, template, asset=hand.assets[number])


def stories(hand: Hand) -> tuple[Story, ...]:
    return (cards(hand), drugs(hand), counted(hand), supplies(hand), checks(hand), extinguishers(hand))
