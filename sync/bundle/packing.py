"""The county's forms on a stick: from the county in its reply, and on from one computer to its siblings."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.installation import Installation
from models.store import Store
from models.tables.packs import FormPack
from sync import packs
from sync.outcomes import Cause, Delivered, Failure, Unreachable
from sync.wire.bundle import MAX_ANSWER_BYTES, Part
from sync.wire.codec import decode, encode
from sync.wire.forms import MAX_FORM_BYTES, SignedManifest
from sync.wire.frames import Frame, FrameWriter


def write_forms(session: Session, frames: FrameWriter) -> None:
    """The list as the county signed it and every form of it that is here."""
    signed = packs.taken_manifest(session)
    if signed is None:
        return
    frames.put(Part.FORMS, {}, encode(signed.to_json()))
    for row in session.scalars(select(FormPack).order_by(FormPack.form_id, FormPack.version)):
        frames.put(Part.FORM, {"sha256": row.sha256}, row.content)


@dataclass(slots=True)
class FormsInHand:
    """Gathers a list and its forms, and takes them before anything that may need them."""

    _signed: SignedManifest | None = None
    _forms: dict[str, bytes] = field(default_factory=dict)

    def gather(self, frame: Frame) -> None:
        if frame.kind == Part.FORMS:
            self._signed = SignedManifest.from_json(decode(frame.body(MAX_ANSWER_BYTES)))
        else:
            self._forms[frame.facts.digest("sha256")] = frame.body(MAX_FORM_BYTES)

    def take(self, store: Store, installation: Installation) -> packs.Taken:
        taken = packs.Taken()
        if self._signed is not None:
            packs.take(store, installation, self._signed, self._get, taken)
            packs.offer_valid(store, taken)
            self._signed = None
        return taken

    def _get(self, sha256: str) -> Delivered[bytes] | Failure:
        content = self._forms.get(sha256)
        return Unreachable(cause=Cause.CUT) if content is None else Delivered(message=content)
