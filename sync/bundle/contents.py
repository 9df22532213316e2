"""What lies in a bundle: a zip file with a list, the sealed objects and the attachments, each under its digest."""

from __future__ import annotations

from dataclasses import dataclass

from forms.json_value import Json
from models.faults import Refusal
from sync.wire.codec import Fields, WireError
from sync.wire.digest import is_sha256
from sync.wire.receipt import Receipt

FORMAT = 1
LIST = "bundle.json"
OBJECTS, BLOBS, REPORTS, REPORT_BLOBS = "objects/", "blobs/", "reports/", "report-blobs/"


class BundleRefused(Refusal):
    """The stick or the file can't be used; the sentence says why and what is safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One object. Without a receipt the county is not known to have it, and whoever can passes it on."""

    kind: str
    object_id: str
    record_id: str | None
    lane: str
    receipt: Receipt | None

    def to_json(self) -> dict[str, Json]:
        return {
            "kind": self.kind,
            "object_id": self.object_id,
            "record_id": self.record_id,
            "lane": self.lane,
            "receipt": self.receipt.to_json() if self.receipt else None,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Entry:
        receipt = fields.optional_object("receipt")
        return cls(
            kind=fields.text("kind"),
            object_id=_digest(fields.text("object_id")),
            record_id=fields.optional_text("record_id"),
            lane=fields.text("lane"),
            receipt=Receipt.from_json(receipt) if receipt else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    facility_id: str
    entries: tuple[Entry, ...]
    blobs: tuple[str, ...]
    reports: tuple[str, ...]  # anonymous ones, in the order of their digests
    report_blobs: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "facility_id": self.facility_id,
            "entries": [entry.to_json() for entry in self.entries],
            "blobs": list(self.blobs),
            "reports": list(self.reports),
            "report_blobs": list(self.report_blobs),
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Contents:
        if fields.integer("format") != FORMAT:
            raise WireError("a bundle of a newer program")
        return cls(
            facility_id=fields.text("facility_id"),
            entries=tuple(Entry.from_json(entry) for entry in fields.objects("entries")),
            blobs=tuple(map(_digest, fields.texts("blobs"))),
            reports=tuple(map(_digest, fields.texts("reports"))),
            report_blobs=tuple(map(_digest, fields.texts("report_blobs"))),
        )


def _digest(text: str) -> str:
    """Names are digests and nothing else, so no name leads out of the bundle."""
    if not is_sha256(text):
        raise WireError("a name that is no digest")
    return text
