"""What the QR code of a paper says, made and read: enough to find the record or the form, and no person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms.canonical import digest
from forms.printing.job import AnonymousReport, PrintJob
from forms.revision import Revision

LEAST_TYPED = 12  # characters of a check code as it is printed in the footer
_SHORT = (
    24  # characters of a digest in the code: 96 bits, so that a blurred page at 150 dpi is still readable
)
_TAKEN = re.compile(r"YIAN:([A-Z]):(.*)", re.DOTALL)
_RECORD = re.compile(r"([^:]*):([0-9A-F]{24,64})(?::(\d{1,4}):(\d{1,4}))?")
_PAGED = re.compile(r"YIAN:(R:|L:[^:]+:[^:]+:\d+:)")
_LEDGER = re.compile(
    r"([^:]+):([^:]+):(\d+):([0-9a-f]{24,64})(?::(\d{1,4}):(\d{1,4})(?::(\d{1,4})-(\d{1,4}))?)?"
)
_FORM = re.compile(r"([a-z0-9_.]+):([^:]+):([0-9a-f]+)")
_TYPED = re.compile(r"[0-9a-f]{12,64}")


class PaperKind(StrEnum):
    RECORD = "record"
    ANONYMOUS = "anonymous"
    BLANK = "blank"
    LEDGER = "ledger"  # many records of one form, a row each
    LIST = "list"
    REPORT = "report"
    PROOF = "proof"  # the county's receipt
    LABEL = "label"
    FOREIGN = "foreign"  # a code, but none of this program


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCode:
    """One code as it was read; ``digest`` is how the revision's id begins, in lower case."""

    kind: PaperKind
    serial: str = ""
    digest: str = ""
    page: int = 0  # 0: the paper does not say which of its pages this is
    pages: int = 0
    rows: int = 0  # records on a ledger
    first: int = 0  # of them the first and the last on this page; 0 where the paper does not say
    last: int = 0
    form_id: str = ""
    form_version: str = ""


def code_of(job: PrintJob) -> str:
    """``YIAN:R:<serial>:<digest>`` in capitals, which make the code smaller; an anonymous report has no serial; a blank paper names form and version."""
    match job.record:
        case None:
            form = job.form
            return f"YIAN:F:{form.id}:{form.version}:{form.digest[:16]}"
        case AnonymousReport() as report:
            return f"YIAN:R::{report.digest[:_SHORT].upper()}"
        case Revision() as revision:
            return f"YIAN:R:{revision.serial.upper()}:{revision.rev_id[:_SHORT].upper()}"


def on_page(code: str, page: int, pages: int, *, rows: Sequence[int] = ()) -> str:
    """The code of a signed paper for one of its pages, numbered from 1; of other papers the same on every page.

    ``rows`` are the numbers of the records whose rows stand on that page of a ledger, in their order.
    """
    if not is_paged(code):
        return code
    return f"{code}:{page}:{pages}" + (f":{rows[0]}-{rows[-1]}" if rows else "")


def is_paged(code: str) -> bool:
    """Whether each page of the paper says which one it is: papers that are signed and filed, page by page."""
    return _PAGED.match(code) is not None


def read_code(text: str) -> PaperCode:
    """What a scanned code says; FOREIGN for what this program did not print."""
    text = text.strip()
    if text.isdecimal() and len(text) == 15:
        return PaperCode(kind=PaperKind.LABEL, serial=text)
    taken = _TAKEN.fullmatch(text)
    if taken is None:
        return PaperCode(kind=PaperKind.FOREIGN)
    letter, rest = taken.groups()
    match letter:
        case "R":
            return _read_record(rest)
        case "F" if found := _FORM.fullmatch(rest):
            return PaperCode(kind=PaperKind.BLANK, form_id=found[1], form_version=found[2], digest=found[3])
        case "L":
            return _read_ledger(rest)
        case "S":
            return PaperCode(kind=PaperKind.REPORT)
        case "P":
            return PaperCode(kind=PaperKind.PROOF, digest=rest.lower())
        case _:
            return PaperCode(kind=PaperKind.FOREIGN)


def typed_digest(text: str) -> str:
    """How a revision's id begins, from a check code typed as it is printed (``7C1E 90B4 D2A6``); empty if it is none."""
    plain = re.sub(r"[\s·:：-]|校验", "", text).lower()
    plain = plain.translate(str.maketrans("oil", "011"))
    return plain if _TYPED.fullmatch(plain) else ""


def _read_record(rest: str) -> PaperCode:
    found = _RECORD.fullmatch(rest)
    if found is None:
        return PaperCode(kind=PaperKind.FOREIGN)
    serial, start, *place = found.groups()
    number, of = _page_of(*place)
    return PaperCode(
        kind=PaperKind.RECORD if serial else PaperKind.ANONYMOUS,
        serial=serial,
        digest=start.lower(),
        page=number,
        pages=of,
    )


def _read_ledger(rest: str) -> PaperCode:
    found = _LEDGER.fullmatch(rest)
    if found is None:
        return PaperCode(kind=PaperKind.LIST)
    form_id, version, count, start, page, pages, first, last = found.groups()
    number, of = _page_of(page, pages)
    low, high = (int(first or 0), int(last or 0)) if number else (0, 0)
    if of == 1 and not first:
        low, high = 1, int(count)  # printed before pages said which rows they hold
    if not 1 <= low <= high <= int(count):
        low = high = 0
    return PaperCode(
        kind=PaperKind.LEDGER,
        form_id=form_id,
        form_version=version,
        digest=start,
        rows=int(count),
        first=low,
        last=high,
        page=number,
        pages=of,
    )


def _page_of(page: str | None, pages: str | None) -> tuple[int, int]:
    """(0, 0) where the paper does not say, or says what cannot be."""
    number, of = int(page or 0), int(pages or 0)
    return (number, of) if 1 <= number <= of else (0, 0)


def ledger_digest(rev_ids: Iterable[str]) -> str:
    """One digest over the records of a ledger in their order; changes when any of them does."""
    return digest("\n".join(rev_ids).encode("ascii"))


def ledger_code(job: PrintJob, ordered: Sequence[Revision]) -> str:
    start = ledger_digest(one.rev_id for one in ordered)[:_SHORT]
    return f"YIAN:L:{job.form.id}:{job.form.version}:{len(ordered)}:{start}"
