"""Register entries, folded from their cards and events."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form, FormKind, RegisterRule
from forms.duty import Expiry
from forms.functions import plain
from forms.ledgers.asset import Asset, fold
from forms.ledgers.expiries import expiries
from forms.revision import Revision
from models.projections.objects import heads_of, revisions_of
from models.projections.records import known_form
from models.projections.search import index
from models.tables.duties import AssetExpiryRow
from models.tables.projections import AssetRow, RecordRow

VOID = "void"


def project_asset(source: Session, target: Session, catalog: Catalog, current: Revision, form: Form) -> None:
    """The entry that a card or an event belongs to; nothing while its card has not come yet."""
    asset_id = current.record_id if form.kind is FormKind.CARD else current.asset or current.subject
    cards = revisions_of(source, asset_id) if asset_id else ()
    card_form = known_form(catalog, heads_of(cards)[0]) if cards else None
    if asset_id is None or card_form is None or card_form.kind is not FormKind.CARD:
        return
    events = _events(source, target, asset_id)
    asset = fold(card_form, cards, events, rule_of=lambda event: _rule_of(catalog, event))
    if asset is None:
        held = target.get(AssetRow, asset_id)
        if held is not None:
            held.status = VOID
        return
    target.merge(_row(asset))
    _put_expiries(target, asset_id, expiries(card_form, cards, events))
    index(target, f"asset:{asset_id}", asset.code, asset.title, asset.register)


def _put_expiries(target: Session, asset_id: str, found: tuple[Expiry, ...]) -> None:
    target.execute(delete(AssetExpiryRow).where(AssetExpiryRow.asset_id == asset_id))
    numbers: Counter[str] = Counter()
    for one in found:
        target.add(
            AssetExpiryRow(
                asset_id=asset_id,
                field=one.field,
                number=numbers[one.field],
                expires=one.day,
                moved_at=one.moved_at,
                moved_by=one.moved_by or None,
            )
        )
        numbers[one.field] += 1


def _events(source: Session, target: Session, asset_id: str) -> list[Revision]:
    records = target.scalars(
        select(RecordRow.record_id).where(
            RecordRow.kind == FormKind.EVENT.value,
            or_(RecordRow.asset == asset_id, RecordRow.subject == asset_id),
        )
    )
    return [revision for record_id in records for revision in revisions_of(source, record_id)]


def _rule_of(catalog: Catalog, event: Revision) -> RegisterRule | None:
    form = known_form(catalog, event)
    return None if form is None else form.register


def _row(asset: Asset) -> AssetRow:
    return AssetRow(
        asset_id=asset.asset_id,
        register=asset.register,
        form_id=asset.form_id,
        code=asset.code,
        title=asset.title,
        place=asset.place,
        status=asset.status or "in_use",
        values=asset.values,
        balance=None if asset.balance is None else plain(asset.balance),
        expiries={name: day.isoformat() for name, day in asset.expiries.items()},
        next_expiry=asset.next_expiry,
        last_event_at=asset.last_event_at,
    )
