"""What the window can do to the store: each runs in the writer thread and announces what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from forms.json_value import Json
from models.store import Store
from models.workflow import attachments, correcting, drafts, sealing, sheet_signing, signing
from models.workflow.drafts import DraftView
from models.workflow.revisions import Sealed
from models.workflow.sheet_signing import SheetSigned
from ui.background import Background
from ui.bus import Bus

T = TypeVar("T")
Refuse = Callable[[Exception], None]

RECORDS = frozenset({"records", "today", "hazards", "assets", "incidents", "outbox"})
DRAFTS = frozenset({"drafts", "today"})
SIGNATURES = frozenset({"records", "today", "outbox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a finished write touched: words like records, drafts, outbox, and the records by id."""

    kinds: frozenset[str]
    record_ids: tuple[str, ...] = ()


class Operations:
    """``on_done`` and ``on_refused`` are called on the window's thread; a refusal carries its sentence."""

    def __init__(self, store: Store, background: Background, bus: Bus) -> None:
        self._store = store
        self._background = background
        self._bus = bus

    def do(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None] | None = None,
        on_refused: Refuse | None = None,
        *,
        changes: Changes | None = None,
    ) -> None:
        """Run a write, announce its changes, then call back."""

        def finished(value: T) -> None:
            if changes is not None:
                self._bus.announce(changes, self)
            if on_done is not None:
                on_done(value)

        self._background.write(work, finished, on_refused)

    def start_draft(
        self, on_done: Callable[[DraftView], None], on_refused: Refuse | None = None, **facts: object
    ) -> None:
        """Begin a filling; ``facts`` are those of ``drafts.start``."""
        self.do(
            lambda: drafts.start(self._store, **facts),  # type: ignore[arg-type]  # passed on as they came
            on_done,
            on_refused,
            changes=Changes(kinds=DRAFTS),
        )

    def save_draft(
        self,
        draft_id: str,
        *,
        answers: Mapping[str, Json],
        bulk: Iterable[str],
        position: str | None,
        meta: Mapping[str, Json],
        on_done: Callable[[datetime], None],
        on_refused: Refuse,
    ) -> None:
        """Keep a filling; ``on_done`` gets the time only once it is durable. Announces nothing: it is every key."""
        kept = dict(answers), tuple(bulk), dict(meta)
        self.do(
            lambda: drafts.save(
                self._store, draft_id, answers=kept[0], bulk=kept[1], position=position, meta=kept[2]
            ),
            on_done,
            on_refused,
        )

    def discard_draft(self, draft_id: str, on_done: Callable[[None], None] | None = None) -> None:
        self.do(lambda: drafts.discard(self._store, draft_id), on_done, changes=Changes(kinds=DRAFTS))

    def seal(self, on_done: Callable[[Sealed], None], on_refused: Refuse, **facts: object) -> None:
        """Seal; ``facts`` are those of ``sealing.seal``."""
        self.do(
            lambda: sealing.seal(self._store, **facts),  # type: ignore[arg-type]  # passed on as they came
            on_done,
            on_refused,
            changes=Changes(kinds=RECORDS | DRAFTS),
        )

    def sign(
        self,
        *,
        rev_id: str,
        role: str,
        person: str,
        pin: str,
        image: bytes | None = None,
        on_done: Callable[[str], None],
        on_refused: Refuse,
    ) -> None:
        self.do(
            lambda: signing.sign(self._store, rev_id=rev_id, role=role, person=person, pin=pin, image=image),
            on_done,
            on_refused,
            changes=Changes(kinds=SIGNATURES),
        )

    def sign_sheet(
        self,
        *,
        rev_ids: Sequence[str],
        role: str,
        person: str,
        pin: str,
        image: bytes | None = None,
        on_done: Callable[[SheetSigned], None],
        on_refused: Refuse,
    ) -> None:
        """Sign all these revisions in one act."""
        self.do(
            lambda: sheet_signing.sign_sheet(
                self._store, rev_ids, role=role, person=person, pin=pin, image=image
            ),
            on_done,
            on_refused,
            changes=Changes(kinds=SIGNATURES),
        )

    def sign_each(
        self,
        wanted: Sequence[tuple[str, str]],
        *,
        person: str,
        pin: str,
        image: bytes | None = None,
        on_done: Callable[[SheetSigned], None],
        on_refused: Refuse,
    ) -> None:
        """Sign these (rev_id, role) in one act."""
        self.do(
            lambda: sheet_signing.sign_each(self._store, wanted, person=person, pin=pin, image=image),
            on_done,
            on_refused,
            changes=Changes(kinds=SIGNATURES),
        )

    def return_record(
        self,
        *,
        rev_id: str,
        role: str,
        person: str,
        pin: str,
        reason: str,
        on_done: Callable[[str], None],
        on_refused: Refuse,
    ) -> None:
        self.do(
            lambda: signing.return_record(
                self._store, rev_id=rev_id, role=role, person=person, pin=pin, reason=reason
            ),
            on_done,
            on_refused,
            changes=Changes(kinds=SIGNATURES),
        )

    def start_correction(
        self,
        record_id: str,
        reason: str,
        person: str,
        on_done: Callable[[DraftView], None],
        on_refused: Refuse,
    ) -> None:
        self.do(
            lambda: correcting.start_correction(self._store, record_id, reason=reason, person=person),
            on_done,
            on_refused,
            changes=Changes(kinds=DRAFTS),
        )

    def void(
        self,
        record_id: str,
        *,
        reason: str,
        person: str,
        pin: str,
        on_done: Callable[[Sealed], None],
        on_refused: Refuse,
    ) -> None:
        self.do(
            lambda: correcting.void(self._store, record_id, reason=reason, person=person, pin=pin),
            on_done,
            on_refused,
            changes=Changes(kinds=RECORDS, record_ids=(record_id,)),
        )

    def add_attachment(
        self,
        source: bytes | Path | Callable[[], bytes],
        mime: str,
        *,
        identifying: bool = False,
        on_done: Callable[[str], None],
        on_refused: Refuse,
    ) -> None:
        """Keep a photo or a file; ``on_done`` gets its SHA-256.

        It is read and looked through before it is the writer's turn: a photo of a hundred million pixels takes
        seconds, and what is keyed meanwhile is saved in its own time.
        """

        def ready() -> bytes:
            data = attachments.read_file(source() if callable(source) else source)
            attachments.check(data, mime)
            return data

        def write(data: bytes) -> None:
            self.do(
                lambda: attachments.add_checked(self._store, data, mime, identifying=identifying),
                on_done,
                on_refused,
            )

        self._background.run_in_background(ready, write, on_refused)
