"""Labels of a register, and the entry that a scanned label belongs to."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import Form
from forms.printing.labels import ACROSS, DOWN, Label, labels
from models.queries import assets
from models.store import Store
from models.tables.projections import AssetRow
from models.workflow.permitting import require

DIGITS = 15
PER_SHEET = ACROSS * DOWN
MOST = 2_400  # a hundred sheets


def label_number(asset_id: str) -> str:
    """Fifteen digits for an entry, the same on every computer; two of a million entries share one by 1 in 2,000."""
    return str(int(hashlib.sha256(asset_id.encode()).hexdigest(), 16) % 10**DIGITS).zfill(DIGITS)


def find_scanned(session: Session, scanned: str) -> str | None:
    """The id of the entry whose label was scanned or whose number was typed; None for none or several."""
    word = scanned.strip()
    rows = session.execute(
        select(AssetRow.asset_id, AssetRow.code).where(AssetRow.status.not_in(("void", "scrapped")))
    ).all()
    found = [asset_id for asset_id, code in rows if code == word or label_number(asset_id) == word]
    return found[0] if len(found) == 1 else None


def print_labels(
    store: Store, form: Form, *, person: str | None, codes: tuple[str, ...] = (), start: int = 0
) -> bytes:
    """Labels of the register's entries in use, by number; of those alone that ``codes`` name, if any."""
    with store.read() as session:
        if person is not None:
            require(session, store.catalog, form, "print", person)
        found = assets.find(session, register=form.register.register if form.register else "", limit=MOST)
        installation = store.require_installation()
    wanted = [item for item in found if item.status not in ("void", "scrapped")]
    chosen = [item for item in wanted if not codes or item.code in codes]
    return labels(
        [
            Label(
                number=label_number(item.asset_id),
                code=item.code,
                title=item.title if item.title != item.code else "",
                place=item.place if item.place_code else "",
                kind=form.title.removesuffix("卡").removesuffix("登记"),
            )
            for item in sorted(chosen, key=lambda item: item.code)
        ],
        facility=installation.facility_name,
        printed_at=store.clock.now(),
        start=start,
    )
