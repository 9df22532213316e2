"""Messages for reports without a person: they name no computer, no number and no instant."""

from __future__ import annotations

from dataclasses import dataclass

from forms.json_value import Json
from sync.wire.codec import Fields, WireError
from sync.wire.outcomes import Outcome
from sync.wire.push import sealed_from_json, sealed_to_json
from sync.wire.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousReport:
    object_id: str
    sealed: bytes

    def to_json(self) -> dict[str, Json]:
        return {"object_id": self.object_id, **sealed_to_json(self.sealed)}

    @classmethod
    def from_json(cls, fields: Fields) -> AnonymousReport:
        try:
            return cls(object_id=fields.text("object_id"), sealed=sealed_from_json(fields))
        except ValueError as error:
            raise WireError(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousAnswer:
    """The receipt's time is a day."""

    outcome: Outcome
    receipt: Receipt
    missing_blobs: tuple[str, ...]
    server_epoch: str

    def to_json(self) -> dict[str, Json]:
        return {
            "outcome": self.outcome,
            "receipt": self.receipt.to_json(),
            "missing_blobs": list(self.missing_blobs),
            "server_epoch": self.server_epoch,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> AnonymousAnswer:
        try:
            outcome = Outcome(fields.text("outcome"))
        except ValueError as error:
            raise WireError(str(error)) from error
        return cls(
            outcome=outcome,
            receipt=Receipt.from_json(fields.object("receipt")),
            missing_blobs=fields.texts("missing_blobs"),
            server_epoch=fields.text("server_epoch"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousPage:
    """In the order of the object ids, which are random: neither order nor neighbours tell anything."""

    reports: tuple[AnonymousReport, ...]
    more: bool

    def to_json(self) -> dict[str, Json]:
        return {"reports": [report.to_json() for report in self.reports], "more": self.more}

    @classmethod
    def from_json(cls, fields: Fields) -> AnonymousPage:
        return cls(
            reports=tuple(AnonymousReport.from_json(report) for report in fields.objects("reports")),
            more=fields.flag("more"),
        )
