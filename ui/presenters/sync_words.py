"""The sync page in words: never more than is known. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.queries.county_orders import OrderItem
from models.queries.outbox import OutboxSummary, TechnicalItem, WaitingItem
from sync.report import PassReport
from ui import wording
from ui.pages.sync import Fact, OrderRow, SyncModel, WaitingRow
from ui.theme.states import DELIVERY, HAZARD, Tone
from ui.theme.tokens import Role
from ui.widgets.timeline import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A pass of this run of the program, and when it ended."""

    at: datetime
    report: PassReport


def model_of(
    summary: OutboxSummary,
    waiting: tuple[WaitingItem, ...],
    *,
    now: datetime,
    connected: bool | None,
    sending: bool,
    log: tuple[Logged, ...],
    unread: int = 0,
    technical: tuple[TechnicalItem, ...] = (),
    orders: tuple[OrderItem, ...] = (),
) -> SyncModel:
    """The page in words: never more than is known."""
    rows = [_row(item, now, enrolled=summary.enrolled) for item in waiting]
    refused = [row for row, item in zip(rows, waiting, strict=True) if item.delivery == "quarantined"]
    others = [row for row, item in zip(rows, waiting, strict=True) if item.delivery != "quarantined"]
    tone, icon, fact, advice = road_of(summary, connected=connected, sending=sending)
    return SyncModel(
        county=_where(summary),
        tone=tone,
        icon=icon,
        fact=fact,
        advice=advice,
        enrolled=summary.enrolled,
        sending=sending and summary.enrolled,
        send_now=_send_now(summary, connected=connected),
        facts=_facts(summary, now),
        refused=refused,
        waiting=[*others, *(_together(one, now) for one in technical)],
        waiting_count=summary.pending,
        log=tuple(_logged(one, now) for one in log) or _told_before(summary, now),
        unread=unread,
        orders=[_order(one, now) for one in orders],
    )


def _send_now(summary: OutboxSummary, *, connected: bool | None) -> str:
    """Nothing is tried again where nothing went wrong; what is new comes from the county too."""
    if connected is False or summary.quarantined:
        return "现在再试一次"
    return "现在就送" if summary.pending else "现在问一遍县里"


def _where(summary: OutboxSummary) -> str:
    if not summary.server_url:
        return ""
    return (
        f"院内主机 {summary.server_url.removeprefix('http://')}" if summary.below_host else summary.server_url
    )


def road_of(summary: OutboxSummary, *, connected: bool | None, sending: bool) -> tuple[Tone, str, str, str]:
    """Tone, icon, what is so, and what is safe and to be done."""
    if not summary.enrolled:
        words = wording.NOT_ENROLLED
        if summary.is_host:
            fact = "这台电脑是院内主机，还没有接入县里"
            return (
                Tone.NA,
                "server",
                f"{fact}，{summary.pending} 条等着",
                "本院的电脑照常一起用。接入县里以后会一起送",
            )
        count = f"，{summary.pending} 条在本机等着" if summary.pending else ""
        return Tone.NA, "unlink", f"{words.fact}{count}", words.advice
    if sending:
        return Tone.BRAND, "send", "正在送", "可以照常填报、签字、打印，不用守着"
    if summary.quarantined:
        fact = f"有 {summary.quarantined} 条县里没有收下"
        return Tone.BAD, "octagon-alert", fact, "都还在本机，没有丢。看下面的原因，更正后会重送"
    if summary.below_host:
        return _road_to_host(summary, connected=connected)
    if connected is False and summary.pending:
        fact = f"现在连不上县里，{summary.pending} 条记录在本机等着"
        return Tone.WARN, "cloud-off", fact, "都已保存在本机，照常填报、签字、打印。连上后会自己送，不用守着"
    if connected is False:
        return Tone.WARN, "cloud-off", "现在连不上县里", "没有要送的。照常填报、签字、打印"
    if summary.pending:
        return Tone.NA, "cloud-upload", f"{summary.pending} 条在本机等着送", "会自己送，不用守着"
    if summary.last_success is None:
        return Tone.NA, "badge-check", "没有要送的", "封存的记录会自己送到县里"
    return Tone.OK, "badge-check", "已全部送达", "每一条都有县里签名的回执，已核对"


def _road_to_host(summary: OutboxSummary, *, connected: bool | None) -> tuple[Tone, str, str, str]:
    """Two stages: the 院内主机 has it, and then the county has proved that it has it too."""
    if connected is False and summary.pending:
        fact = f"现在连不上院内主机，{summary.pending} 条记录在本机等着"
        return Tone.WARN, "server-off", fact, "都已保存在本机，照常填报、签字、打印。看看那台电脑开着没有"
    if connected is False:
        advice = "没有要送的。照常填报、签字、打印；看看那台电脑开着没有"
        return Tone.WARN, "server-off", "现在连不上院内主机", advice
    if summary.pending:
        return Tone.NA, "cloud-upload", f"{summary.pending} 条在本机等着送", "会自己送，不用守着"
    if summary.hosted:
        fact = f"都已到院内主机，{summary.hosted} 条还没有县里的回执"
        return Tone.BRAND, "server", fact, "别的电脑已经看得到。院内主机连上县里时会自己送，不用守着"
    if summary.last_success is None:
        return Tone.NA, "badge-check", "没有要送的", "封存的记录会自己送到院内主机"
    return Tone.OK, "badge-check", "已全部送达县里", "每一条都有县里签名的回执，经院内主机转来，已核对"


def _facts(summary: OutboxSummary, now: datetime) -> tuple[Fact, ...]:
    attempt, success, oldest = summary.last_attempt, summary.last_success, summary.oldest
    return (
        Fact(
            icon="clock",
            role=Role.TEXT2,
            name="最近一次尝试",
            value=wording.moment(attempt, now) if attempt else "还没有试过",
            note=(summary.last_problem or "连上了").partition("。")[0] if attempt else "接入县里以后会自己试",
        ),
        Fact(
            icon="badge-check",
            role=Role.OK if success else Role.NA,
            name="最近一次送达",
            value=wording.moment(success, now) if success else "还没有",
            note=_delivered_note(summary) if success else "有签名的回执到了才算",
        ),
        Fact(
            icon="hourglass",
            role=Role.WARN_ICON if oldest else Role.NA,
            name="等得最久的",
            value=f"{wording.moment(oldest, now)} 封存" if oldest else "没有在等的",
            note=_waited(now - oldest) if oldest else "",
        ),
    )


def _waited(time: timedelta) -> str:
    return f"已等 {wording.span(time)}" if time >= timedelta(minutes=1) else "刚封存"


def _delivered_note(summary: OutboxSummary) -> str:
    if summary.below_host:
        return f"{summary.received} 条到了院内主机，其中 {summary.received - summary.hosted} 条县里已收到"
    return f"一共送达 {summary.received} 条，回执已核对"


def _row(item: WaitingItem, now: datetime, *, enrolled: bool) -> WaitingRow:
    return WaitingRow(
        key=item.op_id,
        record_id=item.record_id or "",
        title=item.title if item.kind != "signature" else f"签字：{item.title}",
        serial=item.serial.partition("-")[2],
        since=wording.moment(item.queued_at, now),
        state=DELIVERY[item.delivery],
        why=_why(item, now, enrolled=enrolled),
        attached=f"{item.attachments} 个" if item.attachments else "",
        problem=(item.problem or "县里没有说原因").rstrip("。"),
    )


def _why(item: WaitingItem, now: datetime, *, enrolled: bool) -> str:
    if not enrolled:
        return "还没接入"
    if item.attempts and item.next_try_at is not None and item.next_try_at > now:
        return f"试过 {item.attempts} 次，{wording.clock(item.next_try_at)[:5]} 再试"
    return f"试过 {item.attempts} 次" if item.attempts else "排着队"


def _together(one: TechnicalItem, now: datetime) -> WaitingRow:
    return WaitingRow(
        key=one.word,
        record_id="",
        title=f"{one.word} {one.count} 份",
        serial="",
        since=f"{wording.moment(one.oldest, now)} 起",
        state=DELIVERY["pending"],
        why="随记录一起送，是密文",
    )


def _told_before(summary: OutboxSummary, now: datetime) -> tuple[Moment, ...]:
    """Before the first pass of this run: what is known of the runs before it."""
    told = []
    if summary.last_attempt is not None and summary.last_problem:
        fact = summary.last_problem.partition("。")[0]
        told.append(Moment("cloud-off", fact, wording.moment(summary.last_attempt, now), Role.WARN_ICON))
    if summary.last_success is not None:
        fact = f"最近一次送达，一共 {summary.received} 条"
        told.append(Moment("badge-check", fact, wording.moment(summary.last_success, now), Role.OK))
    return tuple(told)


def _order(one: OrderItem, now: datetime) -> OrderRow:
    is_open = not one.is_lifted and one.state not in ("closed", "void")
    verb = "解除督办" if one.is_lifted else "挂牌督办"
    about = [f"{one.officer} {wording.moment(one.issued_at, now)}"]
    if one.due and is_open:
        about.append(f"{one.due} 前办完")
    if one.state:
        about.append(HAZARD[one.state].word)
    return OrderRow(
        hazard_id=one.hazard_id,
        fact=f"{verb}：{one.title or one.text}",
        about="，".join(about) + (f"。{one.text}" if one.title and one.text else ""),
        is_open=is_open,
    )


def _logged(one: Logged, now: datetime) -> Moment:
    report, when = one.report, wording.moment(one.at, now)
    if report.reason:
        fact = report.reason.partition("。")[0]
        return Moment("cloud-off", fact, f"{when}，{report.left} 条还在本机", Role.WARN_ICON)
    came = f"，收到 {report.received} 条" if report.received else ""
    return Moment("badge-check", f"送达 {report.sent} 条{came}", when, Role.OK)
