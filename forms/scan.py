"""The bond between a signed paper and its revision, as sealed bytes: one scanned page filed, or taken off again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forms.canonical import digest
from forms.clock import to_text
from forms.json_value import Json
from forms.object_reader import ObjectReader, RevisionError, read_format, read_object_data, write_object

HOW = ("code", "hand")  # the code on the page named the revision, or a person did


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """The picture of the page. For an identifying one ``sha256`` and ``size`` are the ciphertext's."""

    sha256: str
    size: int  # bytes
    mime: str
    identifying: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A page of the paper of one revision; or, with ``removes``, the end of an earlier scan, which stays kept.

    The page of a ledger is one such object for each revision that has a row on it, all with the same file.
    """

    object_id: str  # SHA-256 of the canonical bytes
    data: dict[str, Json]
    signs: str  # rev_id of the revision that was printed
    page: int  # from 1; 0 in a removal
    pages: int  # of that paper; 0 in a removal
    ledger: str | None  # digest over the records of the ledger whose page it is; None: the record's own paper
    file: PageFile | None  # None in a removal
    how: str
    removes: str | None  # object_id of the scan that is taken off
    reason: str | None
    person: str
    person_name: str
    filed_at: datetime
    facility: str

    @property
    def blobs(self) -> tuple[str, ...]:
        return (self.file.sha256,) if self.file else ()


def build_scan(
    *,
    signs: str,
    page: int = 0,
    pages: int = 0,
    ledger: str | None = None,
    file: PageFile | None = None,
    how: str = "code",
    removes: str | None = None,
    reason: str | None = None,
    person: str,
    person_name: str,
    filed_at: datetime,
    facility: str,
) -> bytes:
    """Canonical bytes that ``read_scan`` accepts; RevisionError if the facts contradict each other."""
    sealed = write_object(
        {
            "kind": "scan",
            "format": 1,
            "signs": signs,
            "page": page,
            "pages": pages,
            "file": None
            if file is None
            else {
                "sha256": file.sha256,
                "size": file.size,
                "mime": file.mime,
                "identifying": file.identifying,
            },
            "how": how,
            "removes": removes,
            "reason": reason,
            "person": person,
            "person_name": person_name,
            "filed_at": to_text(filed_at),
            "facility": facility,
            **({"ledger": ledger} if ledger else {}),
        }
    )
    read_scan(sealed)
    return sealed


def standing_pages(scans: Iterable[Scan]) -> tuple[Scan, ...]:
    """The scans that were not taken off."""
    held = tuple(scans)
    removed = {one.removes for one in held if one.removes}
    return tuple(one for one in held if one.removes is None and one.object_id not in removed)


def read_scan(data: bytes) -> Scan:
    reader = ObjectReader(read_object_data(data))
    reader.one_of("kind", ("scan",))
    read_format(reader)
    scan = Scan(
        object_id=digest(data),
        data=reader.data,
        signs=reader.digest("signs"),
        page=reader.integer("page"),
        pages=reader.integer("pages"),
        ledger=reader.optional_digest("ledger"),
        file=_read_file(reader.optional_object("file")),
        how=reader.one_of("how", HOW),
        removes=reader.optional_digest("removes"),
        reason=reader.optional_text("reason"),
        person=reader.text("person"),
        person_name=reader.text("person_name"),
        filed_at=reader.instant("filed_at"),
        facility=reader.text("facility"),
    )
    _check(scan)
    return scan


def _read_file(data: dict[str, Json] | None) -> PageFile | None:
    if data is None:
        return None
    reader = ObjectReader(data)
    return PageFile(
        sha256=reader.digest("sha256"),
        size=reader.integer("size"),
        mime=reader.text("mime"),
        identifying=reader.boolean("identifying"),
    )


def _check(scan: Scan) -> None:
    if scan.removes is None:
        if scan.file is None or not 1 <= scan.page <= scan.pages:
            raise RevisionError("a scan is of a page from 1 to the last one, and has a file")
    elif scan.file is not None or scan.page or scan.pages or scan.ledger or not scan.reason:
        raise RevisionError("taking a scan off needs a reason, and has neither page nor file")
