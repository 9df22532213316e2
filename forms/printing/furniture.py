"""What surrounds the table on every page: title, sub-head, status of the record, footer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.clock import local
from forms.definition import Form
from forms.printing.job import PrintJob
from forms.printing.paper import MM, PAD
from forms.printing.styles import Styles
from forms.printing.text import wrap
from forms.printing.values import long_date, long_moment, short_moment
from forms.revision import Revision, check_code
from forms.timeliness import Timeliness

TITLE_HEIGHT = 10 * MM
SUBHEAD_HEIGHT = 6.5 * MM
STATUS_HEIGHT = 6.5 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A line under the sub-head: a word in a box, and what belongs to it."""

    word: str
    box: float  # its width
    lines: tuple[str, ...]
    leading: float

    @property
    def height(self) -> float:
        return STATUS_HEIGHT + max(len(self.lines) - 1, 0) * self.leading


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    title: str
    left: str
    middle: str = ""
    right: str = ""
    status: tuple[Status, ...] = ()
    footer_left: str
    footer_right: str = ""
    subject: str = ""  # of the file's properties

    @property
    def height(self) -> float:
        return TITLE_HEIGHT + SUBHEAD_HEIGHT + sum(status.height for status in self.status)

    @property
    def later_height(self) -> float:
        """On the pages after the first, where the status is not repeated."""
        return TITLE_HEIGHT + SUBHEAD_HEIGHT


def record_furniture(job: PrintJob, styles: Styles, width: float) -> Furniture:
    """Furniture of a sheet: filled, anonymous or blank."""
    form = job.form
    revision = job.revision
    return Furniture(
        title=form.title,
        left=f"单位：{job.facility}" if job.facility else "单位：",
        right=_number(job),
        status=tuple(_laid_out(word, text, styles, width) for word, text in _status(job, revision)),
        footer_left=_printed(job, form),
        footer_right=f"校验 {check_code(job.digest)}" if job.digest else "",
        subject=revision.serial if revision else "",
    )


def _number(job: PrintJob) -> str:
    if job.is_anonymous:
        return ""
    return f"编号：{job.revision.serial}" if job.revision else "编号：　　　　　　　　　　"


def _printed(job: PrintJob, form: Form) -> str:
    parts = [f"{form.label}-{form.version}"]
    if job.is_anonymous:
        return "　".join([*parts, "匿名"])
    if job.revision:
        old = f"（已由第 {job.replaced_by} 版代替）" if job.replaced_by else ""
        parts.append(f"第 {job.version_no} 版{old}")
    return "　".join([*parts, *printed_by(job)])


def printed_by(job: PrintJob) -> list[str]:
    """When and by whom it was printed; a reprint says so."""
    again = [f"第 {job.print_no} 次打印"] if job.print_no > 1 else []
    return [f"打印 {short_moment(job.printed_at)}", *([job.printed_by] if job.printed_by else []), *again]


def _laid_out(word: str, text: str, styles: Styles, width: float) -> Status:
    box = styles.heading.face.width(word, styles.heading.size) + 2 * PAD
    lines = wrap(text, styles.small, width - box - PAD)
    return Status(word=word, box=box, lines=lines, leading=styles.small.leading)


def _status(job: PrintJob, revision: Revision | None) -> Iterator[tuple[str, str]]:
    """What must be seen at once, as a word and what belongs to it."""
    if revision is None:
        return
    times = f"实际 {long_moment(revision.claimed_at)}　录入 {long_moment(revision.keyed_at)}"
    paper = f"　纸质原件 {revision.paper_no}" if revision.paper_no else ""
    if revision.timeliness is Timeliness.LATE:
        yield "补录", times + paper
    elif revision.timeliness is Timeliness.TRANSCRIBED:
        yield "转录", times + paper
    if revision.clock_suspect:
        yield "时间存疑", "录入时这台电脑的时钟早于上一条记录"
    if job.replaced_by:
        yield "旧版", f"这一页是第 {job.version_no} 版，已由第 {job.replaced_by} 版代替，不再作数，只供查对"
    if revision.void:
        yield "已作废", f"原因：{revision.reason}"
    elif revision.is_correction:
        earlier = max(job.version_no - 1, 1)
        yield "更正", f"第 {job.version_no} 版，更正第 {earlier} 版　原因：{revision.reason}"


def as_of(moment: datetime) -> str:
    """截至2026年11月20日: over a register that is printed as it stands."""
    return f"截至{long_date(local(moment).date())}"


def period_text(revisions: list[Revision], period: str = "month") -> str:
    """2026年11月, and of the sheet of one day that day; of a longer ledger its first and last day."""
    if not revisions:
        return "　　　　年　　月"
    days = sorted(local(revision.claimed_at).date() for revision in revisions)
    first, last = days[0], days[-1]
    if period == "day" and first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return f"{long_date(first)}—{long_date(last)}"
