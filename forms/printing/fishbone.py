"""A root-cause analysis drawn as a fishbone: the problem at the head, a bone for each branch, its causes beside it.

The form has a table ``causes`` with the columns branch, cause and is_root, a table ``whys`` with why and because,
and the problem's short text in ``problem``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from forms.definition import Form
from forms.json_value import rows_of
from forms.listed import Choice
from forms.printing.codes import code_of
from forms.printing.furniture import printed_by
from forms.printing.job import PrintJob
from forms.printing.paper import FOOTER, LANDSCAPE, LEFT, MM, RIGHT, TOP
from forms.printing.strokes import draw_qr
from forms.printing.styles import Styles
from forms.printing.text import Align, Style, wrap, wrap_evenly
from forms.printing.writer import draw_line, fitted, make_canvas
from forms.revision import check_code

HEAD_WIDTH: Final = 44 * MM
HEAD_HEIGHT: Final = 26 * MM
LABEL: Final = (30 * MM, 8 * MM)
REACH: Final = 42 * MM  # of a bone, upwards and downwards
SLANT: Final = 20 * MM  # how far a bone leans to the head
SPINE: Final = 58 * MM  # below the upper edge of the drawing
CLEAR: Final = 5 * MM  # of a bone that leans over the words beside it
MOST: Final = 6  # causes drawn on one bone; the report tells the others
WHY_ROWS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    text: str
    is_root: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bone:
    title: str
    causes: tuple[Cause, ...]


def bones_of(job: PrintJob) -> tuple[Bone, ...]:
    """A bone for each branch that the form knows, also for one without a cause."""
    rows = rows_of(job.answers.get("causes"))
    return tuple(
        Bone(
            title=branch.label,
            causes=tuple(
                Cause(text=str(row.get("cause", "")), is_root=row.get("is_root") == "yes")
                for row in rows
                if row.get("branch") == branch.code
            ),
        )
        for branch in _branches(job.form)
    )


def fishbone(job: PrintJob, styles: Styles) -> bytes:
    """One lying page; ValueError without a revision."""
    revision = job.revision
    if revision is None:
        raise ValueError("a fishbone is drawn from a revision")
    stream = BytesIO()
    canvas = make_canvas(
        stream,
        styles,
        paper=LANDSCAPE,
        title=f"{job.form.title}　鱼骨图",
        author=job.facility,
        subject=revision.serial,
        printed_at=job.printed_at,
    )
    _Drawing(canvas, job, styles).draw()
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _branches(form: Form) -> tuple[Choice, ...]:
    return next(column.choices for column in form.field("causes").fields if column.name == "branch")


class _Drawing:
    """One page; y runs downwards from the upper edge until it is put on the canvas."""

    def __init__(self, canvas: Canvas, job: PrintJob, styles: Styles) -> None:
        self.canvas = canvas
        self.job = job
        self.styles = styles
        self.left = LEFT
        self.right = LANDSCAPE.width - RIGHT

    def draw(self) -> None:
        top = self._furniture()
        spine = top + SPINE
        bones = bones_of(self.job)
        upper = bones[: (len(bones) + 1) // 2]
        self._head(spine)
        self._bones(upper, spine, upwards=True)
        self._bones(bones[len(upper) :], spine, upwards=False)
        self._whys(spine + REACH + LABEL[1] + 8 * MM)
        self._footer()

    def _furniture(self) -> float:
        revision = self.job.revision
        middle = TOP + 4 * MM
        title = f"{self.job.form.title}　鱼骨图"
        self._line(
            title, fitted(self.styles.title, title, self.right - self.left), self.left, self.right, middle
        )
        y = middle + 9 * MM
        number = f"编号：{revision.serial}" if revision else ""
        style = fitted(self.styles.body, f"单位：{self.job.facility}　{number}", self.right - self.left)
        self._line(f"单位：{self.job.facility}", style, self.left, self.right, y)
        self._line(number, replace(style, align=Align.RIGHT), self.left, self.right, y)
        told = "　".join(f"{label}：{text}" for label, text in self.job.subject)
        small = fitted(self.styles.small, told, self.right - self.left)
        self._line(told, small, self.left, self.right, y + 6 * MM)
        return y + 8 * MM

    def _head(self, spine: float) -> None:
        left = self.right - HEAD_WIDTH
        self.canvas.setLineWidth(1.8)
        self._stroke(self.left, spine, left, spine)
        self.canvas.rect(left, self._up(spine + HEAD_HEIGHT / 2), HEAD_WIDTH, HEAD_HEIGHT, stroke=1, fill=0)
        style = Style(face=self.styles.title.face, size=12, leading=16, align=Align.CENTRE)
        lines = wrap(str(self.job.answers.get("problem") or ""), style, HEAD_WIDTH - 4 * MM)[:4]
        first = spine - (len(lines) - 1) * style.leading / 2
        for number, text in enumerate(lines):
            self._line(text, style, left + 2 * MM, self.right - 2 * MM, first + number * style.leading)

    def _bones(self, bones: Sequence[Bone], spine: float, *, upwards: bool) -> None:
        sign = -1 if upwards else 1
        room = (self.right - HEAD_WIDTH - self.left) / max(len(bones), 1)
        for number, bone in enumerate(bones):
            join = self.left + (number + 1) * room - 4 * MM
            end = join - SLANT
            far = spine + sign * REACH
            self.canvas.setLineWidth(1.2)
            self._stroke(end, far, join, spine)
            self._label(bone.title, end, far + sign * LABEL[1] / 2)
            self._causes(bone, (join, spine), (end, far), room)

    def _label(self, title: str, middle: float, y: float) -> None:
        wide, high = LABEL
        self.canvas.setLineWidth(0.8)
        self.canvas.setFillGray(0.935)
        self.canvas.rect(middle - wide / 2, self._up(y + high / 2), wide, high, stroke=1, fill=1)
        self.canvas.setFillGray(0)
        self._line(title, self.styles.label, middle - wide / 2, middle + wide / 2, y)

    def _causes(self, bone: Bone, join: tuple[float, float], end: tuple[float, float], room: float) -> None:
        shown = bone.causes[:MOST]
        left_out = len(bone.causes) - len(shown)
        texts = [(cause.text, cause.is_root) for cause in shown]
        if left_out:
            texts[-1] = (f"另有 {left_out + 1} 条，见报告", False)
        length = room - SLANT - 8 * MM
        for number, (text, is_root) in enumerate(texts, 1):
            part = number / (len(texts) + 1)
            x = join[0] + (end[0] - join[0]) * part
            y = join[1] + (end[1] - join[1]) * part
            self.canvas.setLineWidth(1.1 if is_root else 0.5)
            self._stroke(x - length, y, x, y)
            clear = CLEAR if end[1] < join[1] else 1 * MM
            self._cause(text, x - length, x - clear, y, is_root=is_root)

    def _cause(self, text: str, left: float, right: float, y: float, *, is_root: bool) -> None:
        """At most two lines above the branch; a root cause is heavy and marked."""
        style = replace(self.styles.small, size=8.5, leading=9.6)
        if is_root:
            style, text = replace(style, face=self.styles.title.face), f"●{text}"
        lines = list(wrap_evenly(text, style, right - left))
        if len(lines) > 2:
            lines = [lines[0], fitted_end(lines[1])]
        for number, line in enumerate(reversed(lines)):
            self._line(line, style, left, right, y - 1.9 * MM - number * style.leading)

    def _whys(self, y: float) -> None:
        rows = rows_of(self.job.answers.get("whys"))[:WHY_ROWS]
        width = self.right - self.left - 26 * MM
        self._line("五个为什么", self.styles.heading, self.left, self.right, y)
        for number, row in enumerate(rows, 1):
            told = f"{number}. 为什么{_bare(row.get('why'))}？——因为{_bare(row.get('because'), '因为')}"
            style = fitted(self.styles.small, told, width)
            self._line(told, style, self.left, self.left + width, y + number * 5.2 * MM)
        draw_qr(self.canvas, code_of(self.job), self.right - 20 * MM, self._up(y + 20 * MM), 20 * MM)

    def _footer(self) -> None:
        y = LANDSCAPE.height - FOOTER
        style = self.styles.footer
        told = "　".join(["●＝根本原因", *self._standing(), *printed_by(self.job)])
        self._line(told, style, self.left, self.right, y)
        code = f"校验 {check_code(self.job.digest)}"
        self._line(code, replace(style, align=Align.RIGHT), self.left, self.right, y)

    def _standing(self) -> list[str]:
        """That the analysis no longer holds, where it does not."""
        if self.job.revision is not None and self.job.revision.void:
            return ["已作废"]
        job = self.job
        return [f"第 {job.version_no} 版，已由第 {job.replaced_by} 版代替"] if job.replaced_by else []

    def _line(self, text: str, style: Style, left: float, right: float, middle: float) -> None:
        baseline = self._up(middle) - style.size * 0.36
        draw_line(self.canvas, text, style, left=left, right=right, baseline=baseline)

    def _stroke(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.canvas.line(x1, self._up(y1), x2, self._up(y2))

    def _up(self, y: float) -> float:
        return LANDSCAPE.height - y


def fitted_end(line: str) -> str:
    """The line with a mark that more follows."""
    return f"{line[:-1]}…"


def _bare(value: object, lead: str = "为什么") -> str:
    """Without the words and the mark that are printed around it."""
    return str(value or "").strip().removeprefix(lead).rstrip("？?。")
