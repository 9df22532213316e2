"""The boxes where people sign: ink first, with what the program knows in small print below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, UnidentifiedImageError

from forms.definition import Signer
from forms.printing.band import Band, Picture, SignatureBox
from forms.printing.job import PrintJob
from forms.printing.paper import MM, PAD, SIGNATURE_ROW
from forms.printing.styles import Styles
from forms.printing.text import wrap, wrap_evenly
from forms.printing.values import short_moment
from forms.revision import Revision

DATE_ROOM = 18 * MM  # of 年 月 日 at the right
_NARROWEST = 55 * MM  # of a box
_INK_ROOM = 30 * MM  # of the line to sign on; a title that leaves less takes two lines
_LEAST_INK = 24 * MM
_METHODS = {"paper": "纸面已签", "import": "导入时确认"}
_PIXELS = 600  # the longer side of a drawn signature on paper: 30 mm at 500 dpi


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One person's act for one role."""

    name: str
    staff_no: str
    moment: datetime
    method: str
    image_sha: str | None
    refused: str | None = None  # the reason of a 退回

    @property
    def text(self) -> str:
        who = f"{self.name} {self.staff_no}，{short_moment(self.moment)}"
        if self.refused is not None:
            return f"系统记录：{who} 退回，{self.refused}"
        return f"{_METHODS.get(self.method, '系统确认')}：{who}"


def signature_bands(job: PrintJob, styles: Styles, width: float) -> list[Band]:
    """Boxes of 18 mm in as few lines as they fit into, the last line filled out; higher where more is known than fits."""
    signers = job.form.signers
    if job.is_anonymous or not signers:
        return []
    made: list[Band] = []
    across = _across(len(signers), width)
    for start in range(0, len(signers), across):
        line = signers[start : start + across]
        step = width / len(line)
        boxes = tuple(
            _box(job, styles, signer, left=index * step, right=(index + 1) * step)
            for index, signer in enumerate(line)
        )
        more = max(len(box.system) for box in boxes) - 1
        made.append(Band(height=SIGNATURE_ROW + max(more, 0) * styles.system.leading, signatures=boxes))
    return made


def _across(signers: int, width: float) -> int:
    """Boxes to a line: all of them if there is room, else as evenly as they can be divided."""
    most = int(width // _NARROWEST)
    return -(-signers // -(-signers // most))


def acts(job: PrintJob, revision: Revision | None, signer: Signer) -> list[Signed]:
    """What was done for a role: the author's own seal, and every later signature or refusal, oldest first."""
    if revision is None:
        return []
    done = []
    if signer.author:
        done.append(
            Signed(
                name=revision.author_name,
                staff_no=revision.author,
                moment=revision.sealed_at,
                method=revision.signature.method,
                image_sha=revision.signature.image_sha,
            )
        )
    done += [
        Signed(
            name=signature.person_name,
            staff_no=signature.person,
            moment=signature.signed_at,
            method=signature.method,
            image_sha=signature.image_sha,
            refused=signature.reason if signature.verdict == "returned" else None,
        )
        for signature in sorted(job.signatures, key=lambda held: held.signed_at)
        if signature.signs == revision.rev_id and signature.role == signer.role
    ]
    return done


def pictures_of(job: PrintJob, done: Sequence[Signed]) -> tuple[Picture, ...]:
    """The drawn signatures among what was done; a refusal shows none."""
    found = (ink(job.images.get(act.image_sha or "", b"")) for act in done if act.refused is None)
    return tuple(picture for picture in found if picture is not None)


@lru_cache(maxsize=64)
def ink(data: bytes) -> Picture | None:
    """The drawing in black on white, cropped to its strokes; None for bytes that are no picture or empty."""
    if not data:
        return None
    try:
        with Image.open(BytesIO(data)) as image:
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    page = Image.new("RGBA", drawn.size, "white")
    page.alpha_composite(drawn)
    grey = page.convert("L")
    box = ImageChops.invert(grey).getbbox()
    if box is None:
        return None
    grey = grey.crop(box)
    grey.thumbnail((_PIXELS, _PIXELS))
    stream = BytesIO()
    grey.save(stream, "PNG")
    return Picture(png=stream.getvalue(), width=grey.width, height=grey.height)


def _box(job: PrintJob, styles: Styles, signer: Signer, *, left: float, right: float) -> SignatureBox:
    done = acts(job, job.revision, signer)
    told = "；".join(act.text for act in done)
    room = right - left - 2 * PAD
    return SignatureBox(
        title=box_title(signer.title, styles, room),
        system=wrap(told, styles.system, room - DATE_ROOM) if told else (),
        pictures=pictures_of(job, done),
        left=left,
        right=right,
    )


def box_title(role: str, styles: Styles, room: float) -> str:
    """角色（签名）：, in two lines where one would leave too little to sign on."""
    title, style = f"{role}（签名）：", styles.heading
    whole = style.face.width(title, style.size)
    if whole <= room - _INK_ROOM:
        return title
    alone = style.face.width(role, style.size)
    if alone <= room - _LEAST_INK:
        return f"{role}\n（签名）："
    return "\n".join(wrap_evenly(title, style, max(room - _INK_ROOM, whole * 0.6)))
