"""What a paper is printed from: a definition, sealed facts and the names behind their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from forms.definition import FieldType, Form
from forms.json_value import Json, rows_of
from forms.printing.figure import Figure
from forms.revision import Revision, Signature

Path: TypeAlias = tuple[str, ...]  # ("exits",) or ("places", row_id, "exits")


class Layout(StrEnum):
    SHEET = "sheet"  # 已填表
    LEDGER = "ledger"  # 台账
    BLANK = "blank"  # 空白表
    CASE = "case"  # 连同环节
    POSTER = "poster"  # 张贴的卡片
    FISHBONE = "fishbone"  # 鱼骨图


class Names(Protocol):
    """The words for what answers hold as codes. An unknown code comes back as it is."""

    def person(self, staff_no: str) -> str: ...
    def place(self, place_id: str) -> str: ...
    def asset(self, asset_id: str) -> str: ...
    def department(self, department: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousReport:
    """A report without a person: what there is to print of it, and nothing that leads anywhere."""

    answers: Mapping[str, Json]
    digest: str  # hexadecimal, of the report's bytes
    day: date
    shift: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSheet:
    """One step on a record, printed with it; without a revision it is to be filled by hand."""

    form: Form
    revision: Revision | None = None
    private: Mapping[str, Json] = field(default_factory=dict)
    outcome: str = ""  # what it led to


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """Everything one rendering needs; ``record`` is None for a blank paper and for a ledger."""

    form: Form
    record: Revision | AnonymousReport | None
    facility: str
    names: Names
    printed_at: datetime
    printed_by: str | None = None
    revisions: Sequence[Revision] = ()
    signatures: Sequence[Signature] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    hazards: Mapping[Path, str] = field(default_factory=dict)  # hazard numbers
    private: Mapping[str, Json] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)  # by card: as events have left it
    objects: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # by record: number and name of its entry
    version_no: int = 1
    replaced_by: int = 0  # the version that holds now, where this one does not
    print_no: int = 1
    subject: Sequence[tuple[str, str]] = ()  # label and text of what the record is about, printed first
    steps: Sequence[StepSheet] = ()  # in order, for the layout case
    figures: tuple[Figure, ...] = ()  # photos that are printed with the record
    places: Sequence[str] = ()  # names preprinted on a blank round sheet

    @property
    def is_blank(self) -> bool:
        return self.record is None

    @property
    def is_anonymous(self) -> bool:
        return isinstance(self.record, AnonymousReport)

    @property
    def revision(self) -> Revision | None:
        return self.record if isinstance(self.record, Revision) else None

    @property
    def digest(self) -> str:
        """Of the record's bytes; empty for a blank paper."""
        match self.record:
            case Revision() as revision:
                return revision.rev_id
            case AnonymousReport() as report:
                return report.digest
            case None:
                return ""

    @property
    def answers(self) -> dict[str, Json]:
        """The public answers with the identifying ones put back; on a blank paper only the preprinted places."""
        return merged(self.record.answers, self.private) if self.record else self._preprinted()

    @property
    def standing(self) -> dict[str, Json]:
        """The answers; of a card as what has happened to it since has left them, where that is known."""
        held = self.entries.get(self.revision.record_id) if self.revision else None
        return dict(held) if held else self.answers

    def _preprinted(self) -> dict[str, Json]:
        grid = next((field for field in self.form.fields() if field.grid), None)
        if grid is None or not self.places:
            return {}
        place = next((field.name for field in grid.fields if field.type is FieldType.PLACE), "place")
        return {grid.name: [{"row_id": str(index), place: name} for index, name in enumerate(self.places)]}

    @property
    def bulk(self) -> frozenset[str]:
        return frozenset(self.revision.bulk) if self.revision else frozenset()


def merged(answers: Mapping[str, Json], private: Mapping[str, Json]) -> dict[str, Json]:
    """Public answers completed by private ones; rows are joined by their ids."""
    whole = dict(answers)
    for name, value in private.items():
        held = whole.get(name)
        whole[name] = (
            _merged_rows(held, value) if isinstance(held, list) and isinstance(value, list) else value
        )
    return whole


def _merged_rows(public: list[Json], private: list[Json]) -> Json:
    hidden = {str(row.get("row_id")): row for row in rows_of(private)}
    if not hidden:
        return list(private)
    joined: list[Json] = [{**row, **hidden.pop(str(row.get("row_id")), {})} for row in rows_of(public)]
    return [*joined, *hidden.values()]
