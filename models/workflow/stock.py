"""Events of registers: each belongs to an entry, and none takes out more than there is."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from forms.definition import FormKind
from forms.functions import plain
from models.faults import Refusal
from models.tables.projections import AssetRow
from models.workflow.sheet import Sheet


class EventRefused(Refusal):
    """An event without its entry, or one that would leave less than nothing; nothing was sealed."""


def require_entry(session: Session, sheet: Sheet) -> None:
    """EventRefused if the sheet is an event and names no entry of its own register."""
    if sheet.form.kind is not FormKind.EVENT or sheet.form.register is None:
        return
    row = _entry(session, sheet)
    if row is None or row.register != sheet.form.register.register:
        raise EventRefused(
            f"《{sheet.form.title}》要记在台账里的一件上，现在没有指明是哪一件。填的都在。请从“台账”里打开那一件再填。"
        )


def stock_of(session: Session, sheet: Sheet) -> Decimal | None:
    """What the sheet's entry holds now; None where no stock is kept."""
    row = _entry(session, sheet)
    return None if row is None or row.balance is None else Decimal(row.balance)


def refuse_less_than_nothing(session: Session, sheet: Sheet, before: Decimal | None) -> None:
    """After projecting, before committing: EventRefused if this sheet took the stock below zero."""
    session.flush()
    stock = stock_of(session, sheet)
    if stock is not None and stock < 0 and (before is None or stock < before):
        raise EventRefused(
            f"照这样记，账面结存是 {plain(stock)}，没有封存。填的都在。先把漏记的入库补上，或者改数量再封存。"
        )


def _entry(session: Session, sheet: Sheet) -> AssetRow | None:
    asset_id = sheet.record_id if sheet.form.kind is FormKind.CARD else sheet.asset or sheet.subject
    return session.get(AssetRow, asset_id) if asset_id else None
