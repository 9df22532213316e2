"""About sixty hazards, found on rounds and inspections, each as far as its case says."""

from __future__ import annotations

from datetime import timedelta

from forms.json_value import Json
from models.demo.hand import HEAD, LEADER, OFFICER, STAFF, Hand
from models.demo.hazard_cases import CASES, Case, End
from models.demo.rounds import walk
from models.demo.story import Story
from models.workflow import correcting, drafts, sealing
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed

DEPARTMENT = {
    "0107": "保卫科",
    "0188": "内科病区",
    "0189": "外科病区",
    "0415": "总务科",
    "0417": "总务科",
    "0421": "保卫科",
    "0520": "质控科",
    "0601": "药剂科",
}
MAJOR = frozenset({End.SUPERVISED, End.TO_CLOSE, End.MAJOR_CLOSED})
CRITERIA = {"gas": "c4", "fire": "c2_4"}
NO_MONEY = frozenset({End.RETURNED, End.OPEN})


def stories(hand: Hand) -> tuple[Story, ...]:
    return tuple(_life(hand, case, number) for number, case in enumerate(CASES))


def _life(hand: Hand, case: Case, number: int) -> Story:
    found_at = hand.at(case.ago, 8 + number % 9, number * 7 % 60)
    yield found_at
    found = _find(hand, case, number)
    if case.end in (End.ON_THE_SPOT, End.OPEN):
        return
    hazard = found.hazards[0]
    if case.end is End.VOID:
        yield found_at + timedelta(days=1)
        _withdraw(hand, found, hazard)
        return
    yield found_at + timedelta(hours=5 + number % 20)
    due = hand.now + timedelta(days=case.days)
    order = hand.seal("hazard.order", OFFICER, _order(hand, case, hand.text(due)), subject=hazard)
    if number % 3:
        yield hand.now + timedelta(hours=3)
        hand.sign(order, "receiver", case.owner)
    if case.end is End.SUPERVISED:
        yield hand.now + timedelta(days=3)
        _supervise(hand, hazard)
        return
    if case.end is End.ORDERED:
        return
    if case.end is End.EXTENDED:
        yield due - timedelta(days=1)
        _extend(hand, hazard)
        return
    yield due - timedelta(days=max(1, case.days // 3), hours=-number % 7)
    hand.seal("hazard.rectify", case.owner, _done(hand, case, number), subject=hazard)
    if case.end is End.RECTIFIED:
        return
    yield hand.now + timedelta(days=1, hours=2)
    checker = HEAD if case.owner == OFFICER else OFFICER
    if case.end is End.RETURNED:
        hand.seal("hazard.recheck", checker, _not_good(hand), subject=hazard)
        return
    hand.seal(
        "hazard.recheck",
        checker,
        {
            "verdict": "pass",
            "opinion": f"到现场看过：{case.measure}，已做到。照片和实物一致",
            "photos": _photos(hand, number + 2),
        },
        subject=hazard,
    )
    if case.end is End.MAJOR_CLOSED:
        yield hand.now + timedelta(days=1)
        hand.seal(
            "hazard.close",
            LEADER,
            {
                "opinion": "整改到位，复查合格，同意销号",
                "informed": "院周会通报，公示栏张贴 7 天",
                "reported_to": "示范县卫生健康局",
            },
            subject=hazard,
        )
    if case.end is End.REOPENED:
        yield hand.now + timedelta(days=12)
        _reopen(hand, case, hazard)


def _find(hand: Hand, case: Case, number: int) -> Sealed:
    """The round or the entry by which it was found."""
    due = hand.text(hand.now + timedelta(days=case.days + 1))
    at_once = case.end is End.ON_THE_SPOT
    if case.from_round:
        finding: dict[str, Json] = {"text": case.text, "photos": _photos(hand, number)}
        if at_once:
            finding |= {"handling": "fixed", "done": case.measure}
        else:
            finding |= {"handling": "hazard", "owner": case.owner, "due": due}
        if case.category == "fire":
            finding["class"] = "exit_blocked" if case.from_round == "exits" else "other"
        beside = "P05" if case.place == "P01" else "P01"
        return walk(
            hand,
            OFFICER,
            (beside, case.place),
            "保卫科",
            bad={(case.place, case.from_round): finding},
        )
    is_major = case.end in MAJOR
    answers: dict[str, Json] = {
        "source": case.source,
        "place": case.place,
        "text": case.text,
        "photos": _photos(hand, number),
        "category": case.category,
        "level": "major" if is_major else "general",
        "likelihood": 2 + number % 3,
        "severity": 5 if is_major else 1 + number % 4,
    }
    if is_major:
        answers |= {
            "criteria": [CRITERIA[case.category]],
            "temporary": "专人每 2 小时巡看一次，现场加配灭火器 4 具，停用期间挂牌",
        }
    if at_once:
        answers |= {"on_the_spot": "yes", "done": case.measure}
    else:
        answers |= {"on_the_spot": "no", "owner": case.owner, "due": due}
    return hand.seal("hazard.register", OFFICER, answers)


def _withdraw(hand: Hand, found: Sealed, hazard: str) -> None:
    """The entry was wrong: it is corrected, and the hazard that hangs on it declared void."""
    draft = correcting.start_correction(
        hand.store, found.record_id, reason="核对原始登记，签名在背面，不是隐患", person=OFFICER
    )
    kept = {name: value for name, value in draft.answers.items() if name not in ("owner", "due")}
    answers = {**kept, "on_the_spot": "yes", "done": "核对原始登记，当天的签名在背面"}
    drafts.save(hand.store, draft.draft_id, answers=answers)
    sealing.seal(hand.store, draft_id=draft.draft_id, author=OFFICER, proof=Proof(staff_no=OFFICER))
    hand.seal(
        "hazard.void",
        OFFICER,
        {"reason": "entered_wrongly", "text": "和交接人一起看过登记本，当天签了名"},
        subject=hazard,
    )


def _order(hand: Hand, case: Case, due: str) -> dict[str, Json]:
    costs = case.days > 3
    answers: dict[str, Json] = {
        "measures": case.measure,
        "funds_source": "own" if costs else "none",
        "due": due,
        "owner_department": DEPARTMENT[case.owner],
        "owner": case.owner,
        "contingency": "整改前现场放警示牌，当班每 4 小时看一次；出现险情先断电、断气，疏散人员，报 119",
        "level": "major" if case.end in MAJOR else "general",
    }
    if costs:
        answers["funds"] = str(case.days * 180)
    if case.end in MAJOR:
        answers |= {
            "criteria": [CRITERIA[case.category]],
            "supervisor": LEADER,
            "cause": f"{case.text}。建设时没有预留，多年没有改造",
            "analysis": "一旦出事，火势或燃气会在几分钟内威胁住院楼；整改要停用设备并请有资质的单位施工",
            "goal": "期限内消除，不留尾巴",
            "organisation": "院长负总责，保卫科牵头，总务科实施",
            "stopped": "整改期间停用有关设备，不影响收治",
            "reported_to": "示范县卫生健康局",
            "reported_at": hand.text(hand.now),
        }
    return answers


def _done(hand: Hand, case: Case, number: int) -> dict[str, Json]:
    answers: dict[str, Json] = {
        "done": f"{case.measure}。已完成",
        "done_by": [case.owner],
        "photos_after": _photos(hand, number + 1),
    }
    if case.days > 3:
        answers |= {"cost": str(case.days * 150), "contractor": "示范县某维保公司"}
    return answers


def _not_good(hand: Hand) -> dict[str, Json]:
    return {
        "verdict": "return",
        "opinion": "到现场看，只做了一半，不能算改好",
        "remaining": "锁换了，钥匙还挂在门上；记录没有补",
        "due": hand.text(hand.now + timedelta(days=30)),
    }


def _extend(hand: Hand, hazard: str) -> None:
    extension = hand.seal(
        "hazard.extend",
        STAFF,
        {
            "reason": "配件要从厂家订，预计 20 天到货",
            "due": hand.text(hand.now + timedelta(days=40)),
            "approved_by": LEADER,
            "temporary": "停用故障部分，专人看守，挂警示牌",
        },
        subject=hazard,
    )
    hand.sign(extension, "approver", LEADER)


def _supervise(hand: Hand, hazard: str) -> None:
    hand.seal(
        "hazard.supervise",
        OFFICER,
        {
            "decision": "listed",
            "unit": "示范县卫生健康局",
            "document_no": "示卫健督〔演示〕7 号",
            "due": hand.text(hand.now + timedelta(days=60)),
            "text": "限 60 天内完成充电棚迁建，每 10 天报一次进度，整改期间停止充电",
        },
        subject=hazard,
    )


def _reopen(hand: Hand, case: Case, hazard: str) -> None:
    hand.seal(
        "hazard.reopen",
        OFFICER,
        {
            "reason": "recurred",
            "text": f"{case.text}，和上次一样",
            "level": "general",
            "owner": case.owner,
            "due": hand.text(hand.now + timedelta(days=2)),
        },
        subject=hazard,
    )


def _photos(hand: Hand, number: int) -> list[Json]:
    return [hand.photos[number % len(hand.photos)]] if hand.photos and number % 2 == 0 else []
