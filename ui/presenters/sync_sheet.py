"""同步 on paper: how things stand with the county, and the passes since the program was started. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forms.printing.list_sheet import ListSheet
from forms.printing.values import short_moment
from forms.report import Grid, Value
from models.queries.outbox import OutboxSummary, WaitingItem
from ui.presenters.sync_words import Logged, road_of

TITLE = "同步经过"
HEADS = ("时间", "经过", "送达", "收到", "还在本机", "需处理")


def sheet_of(
    summary: OutboxSummary,
    refused: Sequence[WaitingItem],
    log: Sequence[Logged],
    *,
    facility: str,
    connected: bool | None,
    now: datetime,
) -> ListSheet:
    """The passes newest first, as on the screen; before the first one what is known of those before."""
    _, _, fact, advice = road_of(summary, connected=connected, sending=False)
    said = [f"送到：{summary.server_url}" if summary.server_url else "还没有接入县里", f"{fact}。{advice}。"]
    if summary.last_success is not None:
        said.append(f"最近一次送达：{short_moment(summary.last_success)}，一共 {summary.received} 条。")
    if summary.oldest is not None and summary.pending:
        said.append(f"待报 {summary.pending} 条，最早的从 {short_moment(summary.oldest)} 等起。")
    said += [
        f"需处理：{one.title} {one.serial}，{(one.problem or '县里没有说原因').rstrip('。')}。"
        for one in refused
    ]
    rows: list[tuple[Value, ...]] = [
        (
            short_moment(one.at),
            one.report.reason.partition("。")[0] or "送达，县里的回执已核对",
            one.report.sent,
            one.report.received,
            one.report.left,
            one.report.quarantined,
        )
        for one in log
    ]
    if not rows and summary.last_attempt is not None and summary.last_problem:
        known = summary.last_problem.partition("。")[0]
        rows.append((short_moment(summary.last_attempt), known, "", "", summary.pending, summary.quarantined))
    return ListSheet(
        kind="sync",
        title=TITLE,
        facility=facility,
        period=f"截至 {short_moment(now)}",
        grid=Grid(
            heads=HEADS, weights=(2.6, 6, 1.2, 1.2, 1.5, 1.3), rows=tuple(rows), right=frozenset({2, 3, 4, 5})
        ),
        said=tuple(said),
        empty="医安这次打开以后还没有送过。",
        notes=(
            "“经过”是医安这次打开以来的，每试一次一行，新的在前。",
            "“送达”只数有县里签名的回执、已核对的；每一份记录的回执在它自己的页上，可以另外打印。",
        ),
    )
