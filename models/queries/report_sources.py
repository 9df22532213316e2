"""Gives every figure of a report a number, and at the end tells which records stand behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.indicator import Amount
from forms.report import FigureSource, SourceRow
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import HazardRow, RecordRow

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Cited:
    label: str
    value: str
    of: str
    amount: Amount


@dataclass(slots=True)
class Sources:
    """``cite`` while the report is written, ``told`` once it is."""

    session: Session
    catalog: Catalog
    reader: PersonView
    cited: list[_Cited] = field(default_factory=list)

    def cite(self, label: str, value: str, of: str, amount: Amount) -> str:
        """The mark to print beside the figure; empty where nothing stands behind it."""
        if not (amount.records or amount.hazards or amount.unnamed):
            return ""
        self.cited.append(_Cited(label, value, of, amount))
        return f"[{len(self.cited)}]"

    def told(self) -> tuple[FigureSource, ...]:
        records = self._records([key for one in self.cited for key in one.amount.records])
        hazards = self._hazards([key for one in self.cited for key in one.amount.hazards])
        return tuple(
            FigureSource(
                number=number,
                label=one.label,
                value=one.value,
                of=one.of,
                total=len(one.amount.records) + len(one.amount.hazards) + one.amount.unnamed,
                rows=tuple(
                    row
                    for row in (
                        *(records.get(key) for key in one.amount.records),
                        *(hazards.get(key) for key in one.amount.hazards),
                    )
                    if row is not None
                ),
                unnamed=one.amount.unnamed,
            )
            for number, one in enumerate(self.cited, 1)
        )

    def _records(self, keys: Sequence[str]) -> dict[str, SourceRow]:
        hidden = set(hidden_forms(self.catalog, self.reader.roles))
        found: dict[str, SourceRow] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self.session.scalars(
                select(RecordRow).where(RecordRow.record_id.in_(wanted[start : start + _AT_ONCE]))
            )
            for row in rows:
                if row.form_id not in hidden or row.author == self.reader.staff_no:
                    found[row.record_id] = SourceRow(
                        kind="record",
                        key=row.record_id,
                        number=row.serial,
                        title=row.title,
                        day=f"{local(row.claimed_at):%Y-%m-%d}",
                    )
        return found

    def _hazards(self, keys: Sequence[str]) -> dict[str, SourceRow]:
        found: dict[str, SourceRow] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self.session.scalars(
                select(HazardRow).where(HazardRow.hazard_id.in_(wanted[start : start + _AT_ONCE]))
            )
            for row in rows:
                found[row.hazard_id] = SourceRow(
                    kind="hazard",
                    key=row.hazard_id,
                    number=row.number,
                    title=row.title,
                    day=f"{local(row.found_at):%Y-%m-%d}",
                )
        return found
