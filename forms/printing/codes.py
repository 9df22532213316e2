"""What the QR code of a paper says: enough to find the record or the form, and no person."""

from __future__ import annotations

from collections.abc import Sequence

from forms.canonical import digest
from forms.printing.job import AnonymousReport, PrintJob
from forms.revision import Revision


def code_of(job: PrintJob) -> str:
    """``YIAN:R:<serial>:<digest>``; an anonymous report has no serial; a blank paper names form and version."""
    match job.record:
        case None:
            form = job.form
            return f"YIAN:F:{form.id}:{form.version}:{form.digest[:16]}"
        case AnonymousReport() as report:
            return f"YIAN:R::{report.digest.upper()}"
        case Revision() as revision:
            return f"YIAN:R:{revision.serial}:{revision.rev_id.upper()}"


def ledger_digest(revisions: Sequence[Revision]) -> str:
    """One digest over the records of a ledger in their order; changes when any of them does."""
    return digest("\n".join(revision.rev_id for revision in revisions).encode("ascii"))


def ledger_code(job: PrintJob, ordered: Sequence[Revision]) -> str:
    return f"YIAN:L:{job.form.id}:{job.form.version}:{len(ordered)}:{ledger_digest(ordered)}"
