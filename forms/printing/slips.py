"""The small papers beside the forms: PIN slips, the recovery sheet, a receipt, a pick-up code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from forms.printing.band import Band, Cell, band
from forms.printing.fitting import cut, fitting
from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.furniture import Furniture
from forms.printing.notes import make_notes
from forms.printing.paging import paginate
from forms.printing.pairs import Pair, PairLayout
from forms.printing.paper import LEFT, MM, PORTRAIT, TOP
from forms.printing.styles import Styles, make_styles
from forms.printing.text import Align, Style, wrap
from forms.printing.values import long_moment, short_moment
from forms.printing.writer import Document, draw_line, make_canvas, write

_ACROSS: Final = 2
_DOWN: Final = 5
_GROUPS: Final = 7  # of the recovery code on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSlip:
    """What one person gets at the first sign-in."""

    name: str
    staff_no: str
    department: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryProof:
    """One record and the county's receipt for it, with everything needed to check the signature again."""

    title: str
    serial: str
    rev_id: str
    facility_id: str
    received_at: datetime
    server_seq: int
    epoch: str
    path: tuple[str, ...]
    key_id: str
    signature: str


def pin_slips(
    slips: Sequence[PinSlip], *, facility: str, printed_at: datetime, fonts: Path = FOLDER
) -> bytes:
    """Ten slips to a page, to be cut apart and handed over one by one."""
    styles = make_styles(load_fonts(fonts))
    stream = BytesIO()
    canvas = make_canvas(
        stream, styles, paper=PORTRAIT, title="PIN 条", author=facility, printed_at=printed_at
    )
    width, height = PORTRAIT.inner_width / _ACROSS, PORTRAIT.inner_height / _DOWN
    for number, slip in enumerate(slips):
        place = number % (_ACROSS * _DOWN)
        if number and not place:
            canvas.showPage()
        left = LEFT + width * (place % _ACROSS)
        top = PORTRAIT.height - TOP - height * (place // _ACROSS)
        _cut_line(canvas, left, top - height, width, height)
        _pin_slip(canvas, styles, slip, facility, left=left + 6 * MM, right=left + width - 6 * MM, top=top)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def recovery_sheet(
    *, facility: str, code: str, administrator: str, printed_at: datetime, fonts: Path = FOLDER
) -> bytes:
    """The hospital key as a code, for the safe."""
    styles = make_styles(load_fonts(fonts))
    width = PORTRAIT.inner_width
    groups = code.split("-")
    lines = tuple("  ".join(groups[start : start + _GROUPS]) for start in range(0, len(groups), _GROUPS))
    big = Style(face=styles.title.face, size=16, leading=30, align=Align.CENTRE)
    layout = PairLayout(width=width, styles=styles, landscape=False)
    bands = [
        band([Cell(left=0, right=width, style=big, lines=lines)], least=36 * MM),
        *layout.bands(
            [
                Pair(label="管理员", text=administrator, sample=administrator),
                Pair(label="打印时间", text=long_moment(printed_at), sample=long_moment(printed_at)),
                Pair(label="保管人", text="　", sample="一二三四五"),
                Pair(label="存放处", text="　", sample="一二三四五"),
            ]
        ),
    ]
    told = [
        "这是本院记录的恢复码，只打印这一次。请封好放进保险柜，不要拍照，不要放在电脑旁边。",
        "用处：电脑全坏了、要从县里取回全部记录时，或管理员忘了 PIN 时，照这张纸逐组输入。",
        "没有它，又没有任何一台还能用的本院电脑，患者等加密内容谁也打不开，县里和厂家也打不开。",
        "换了恢复码以后，这一张就没有用了，请撕碎。",
    ]
    furniture = Furniture(title="恢复单", left=f"单位：{facility}", right="保密", footer_left="恢复单")
    return _one_table(bands, furniture, told, code, styles, facility, printed_at)


def receipt_sheet(
    proof: DeliveryProof, *, facility: str, printed_by: str | None, printed_at: datetime, fonts: Path = FOLDER
) -> bytes:
    """The county's receipt for one record on paper, so that delivery can be shown to anyone."""
    styles = make_styles(load_fonts(fonts))
    layout = PairLayout(width=PORTRAIT.inner_width, styles=styles, landscape=False)
    received = long_moment(proof.received_at)
    pairs = [
        Pair(label="表单", text=proof.title, wide=True),
        Pair(label="编号", text=proof.serial, wide=True),
        Pair(label="县里收到", text=received, sample=received),
        Pair(label="县里的序号", text=str(proof.server_seq), sample="1234567890"),
        Pair(label="记录的指纹", text=_grouped(proof.rev_id), wide=True),
        Pair(label="机构代码", text=proof.facility_id, wide=True),
        Pair(label="批次", text=proof.epoch, wide=True),
        Pair(label="县里的钥匙", text=proof.key_id, wide=True),
        Pair(label="签名", text=proof.signature, wide=True),
        Pair(label="到根的路径", text="\n".join(proof.path) or "这一批只有这一条", wide=True),
    ]
    told = [
        "这份回执由县里的服务器签名，证明上面这一条已经收到并存好。",
        "核对办法：由机构代码、指纹、序号、收到时间和批次算出叶子，沿路径算到根，再用县里的公钥验签名。",
    ]
    furniture = Furniture(
        title="送达回执",
        left=f"单位：{facility}",
        footer_left="　".join(
            ["送达回执", f"打印 {short_moment(printed_at)}", *([printed_by] if printed_by else [])]
        ),
        subject=proof.serial,
    )
    bands = layout.bands(pairs)
    return _one_table(bands, furniture, told, f"YIAN:P:{proof.rev_id.upper()}", styles, facility, printed_at)


def pick_up_slip(code: str, *, facility: str, fonts: Path = FOLDER) -> bytes:
    """The code with which an anonymous reporter fetches the answer; no person, no day, no hour."""
    styles = make_styles(load_fonts(fonts))
    stream = BytesIO()
    canvas = make_canvas(stream, styles, paper=PORTRAIT, title="取件码", author=facility, printed_at=None)
    left, width, height = LEFT, PORTRAIT.inner_width, 70 * MM
    top = PORTRAIT.height - TOP
    _cut_line(canvas, left, top - height, width, height)
    inside = {"left": left + 8 * MM, "right": left + width - 8 * MM}
    draw_line(canvas, "取件码", styles.title, **inside, baseline=top - 14 * MM)
    big = Style(face=styles.title.face, size=26, leading=30, align=Align.CENTRE)
    draw_line(canvas, code, big, **inside, baseline=top - 31 * MM)
    told = (
        f"{facility}。这份上报不记姓名、工号和电脑。",
        "凭取件码可以在医安的“事件”页查看处理结果、补充情况。",
        "取件码只出现这一次，丢了查不回来。请自己收好，不要写名字。",
    )
    centred = replace(styles.body, align=Align.CENTRE)
    lines = [line for text in told for line in wrap(text, centred, width - 16 * MM)]
    for number, line in enumerate(lines):
        draw_line(canvas, line, centred, **inside, baseline=top - 43 * MM - number * centred.leading)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _one_table(
    bands: Sequence[Band],
    furniture: Furniture,
    told: Sequence[str],
    code: str,
    styles: Styles,
    facility: str,
    printed_at: datetime,
) -> bytes:
    notes = make_notes(told, code, styles, PORTRAIT.inner_width)
    pages = paginate(
        bands,
        (),
        first=PORTRAIT.inner_height - furniture.height,
        later=PORTRAIT.inner_height - furniture.later_height,
        notes=notes.height,
    )
    document = Document(
        paper=PORTRAIT,
        pages=pages,
        furniture=furniture,
        notes=notes,
        author=facility,
        printed_at=printed_at,
    )
    return write(document, styles)


def _pin_slip(
    canvas: Canvas, styles: Styles, slip: PinSlip, facility: str, *, left: float, right: float, top: float
) -> None:
    room = right - left
    named = f"{slip.name}　{slip.department}"
    heading = fitting(named, styles.heading, room, lines=2, least=5)
    lines = [(text, style, 9.0) for text, style in cut(facility, styles.small, room, 1)]
    lines += [(text, style, 16.5 + 4.5 * at) for at, (text, style) in enumerate(cut(named, heading, room, 2))]
    lines.append((f"工号　{slip.staff_no}", styles.body, 26))
    for text, style, below in lines:
        draw_line(canvas, text, style, left=left, right=right, baseline=top - below * MM)
    pin = Style(face=styles.title.face, size=20, leading=24)
    draw_line(canvas, f"PIN　{slip.pin}", pin, left=left, right=right, baseline=top - 35 * MM)
    draw_line(
        canvas,
        "第一次登录后请改成自己的 PIN，改好后撕掉这一条。",
        styles.note,
        left=left,
        right=right,
        baseline=top - 43 * MM,
    )


def _cut_line(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """Dashes begin at a corner on every side, so that those of two neighbours fall together."""
    canvas.saveState()
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    right, top = x + width, y + height
    canvas.lines([(x, y, right, y), (x, top, right, top), (x, y, x, top), (right, y, right, top)])
    canvas.restoreState()


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
