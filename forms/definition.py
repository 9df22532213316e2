"""The frozen values that a form file is loaded into."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from forms.expression import Expression
from forms.listed import Choice, Duty, Source, StepRule


class FormKind(StrEnum):
    """How a form is used; decides when it seals and what is projected from it."""

    RECORD = "record"  # filled, sealed once by its author
    LOG = "log"  # each row seals by itself
    CARD = "card"  # a register entry
    EVENT = "event"  # something that happened to a register entry
    STEP = "step"  # one step of a hazard or an incident


class FieldType(StrEnum):
    CHECK = "check"
    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    PERSON = "person"
    PLACE = "place"
    ASSET = "asset"
    PHOTO = "photo"
    FILE = "file"
    SIGNATURE = "signature"
    NOTE = "note"
    CALCULATED = "calculated"
    ROWS = "rows"


ATTACHMENT_TYPES = frozenset({FieldType.PHOTO, FieldType.FILE, FieldType.SIGNATURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSet:
    """The answers a check item can take, in key order (1, 2, 3); declared once by name."""

    name: str
    choices: tuple[Choice, ...]
    good: str  # code that 其余正常 writes
    bad: tuple[str, ...]  # codes that open a finding
    neutral: tuple[str, ...] = ()  # 不适用 and the like

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """What a failed check item demands before the record can be sealed."""

    category: str  # 消防, 燃气 … (code in the list hazard_category)
    classes: tuple[Choice, ...] = ()  # 类别 to choose from, e.g. the eight of article 31
    level: str = "general"  # general | major
    due_hours: int = 168
    on_the_spot: bool = True  # 当场已整改 may be chosen
    phrases: tuple[str, ...] = ()  # ready phrases for the description
    major_reference: str = ""  # article of the list of major hazards it may hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question, check item or column.

    Values in answers: choices by code, decimals as strings, dates ISO, person = staff number, rows = list of
    objects with ``row_id``, attachments = list of SHA-256; a check item = ``{"value": code[, "finding": {…}]}``.
    """

    name: str
    label: str
    type: FieldType
    line: int  # in the form file
    hint: str = ""
    required: Expression | bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: str = ""
    calculation: Expression | None = None
    default: Expression | None = None
    choices: tuple[Choice, ...] = ()
    answers: AnswerSet | None = None
    unit: str = ""
    minimum: str | None = None  # decimal text
    maximum: str | None = None
    digits: int | None = None  # after the point
    multiple: bool = False  # person, place, asset, photo, file
    source: Source | None = None
    abnormal: str = ""  # 怎样算异常, plain words
    score: str | None = None  # decimal text
    finding: FindingRule | None = None
    identifying: bool = False
    disclose_to_county: bool = False
    short: str = ""  # column head on grids and ledgers; \n splits lines
    part_of: str | None = None  # sub-item: asked only in a one-row round, decides its parent's value
    of_kind: str = ""  # asset kind, or place area, that may be chosen
    precision: str = "day"  # day | month: of a date; a month is kept as its first day
    fields: tuple[Field, ...] = ()  # columns of ROWS
    min_rows: int = 0
    max_rows: int | None = None
    unique: tuple[str, ...] = ()  # columns of ROWS that together must not repeat, e.g. the same person twice
    grid: bool = False  # ROWS shown as a round sheet: place × check columns
    width: str = "full"  # full | half, on the fill page and the sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: str
    fields: tuple[Field, ...]
    source: Source | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    role: str
    title: str  # 巡查人员
    author: bool = False  # the author's signature seals
    required: bool = True
    not_same_as: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()  # roles of people who may sign; empty: anyone signed in
    field: str | None = None  # the person named in this field signs
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What a sealed record sets off: ``hazard`` per finding marked so, ``clock``, ``task``.

    A task is done by a record of the form ``fill`` that has the record as its subject and, where the task names
    a person, is about that person. ``when`` sees the row's columns before the record's fields; so do ``person``,
    ``what`` and ``due``.
    A clock runs from the instant in the field ``since``, else from when the record is said to have happened, and
    is stopped by a report to its ``receiver``, a code of the list report_receiver.
    """

    on: str  # finding | sealed
    do: str  # hazard | clock | task
    when: Expression | None = None
    hours: int | None = None
    text: str = ""
    fill: str = ""  # task: id of the form that does it
    rows: str = ""  # task: one for each row of this field
    person: str = ""  # task: the field or column that names who has to do it; several people, several tasks
    what: str = ""  # task: the field or column whose answer is shown after ``text``
    due: str = (
        ""  # the field (task: or column) with the day by which it is due; ``hours`` where that is blank
    )
    since: str = ""  # clock: the field that holds the instant from which it runs
    receiver: str = ""  # clock: who has to be told; empty: anybody
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    years: int | None  # None: for ever
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    levels: tuple[str, ...] = ("township", "county")
    switches: tuple[str, ...] = ()  # profile switches that must be on
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlan:
    default: str = "sheet"  # sheet | ledger | case
    layouts: tuple[str, ...] = ("sheet", "blank")  # also ledger, case (with steps), poster (page per section)
    period: str = "month"  # day | week | month | year: what one ledger covers
    landscape: bool = False
    notes: tuple[str, ...] = ()  # 填写说明
    head: tuple[str, ...] = ()  # field names shown in the head block, in order
    columns: tuple[str, ...] = ()  # case: ids of the step forms that stand side by side, a column each


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Roles that may do each thing; ``*`` is anyone signed in."""

    fill: tuple[str, ...] = ("*",)
    read: tuple[str, ...] = ("*",)
    correct: tuple[str, ...] = ("safety_officer", "head", "quality", "admin")
    void: tuple[str, ...] = ("safety_officer", "quality", "admin")
    export: tuple[str, ...] = ("safety_officer", "quality", "leader", "admin")
    print: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """A record that is worked off in steps: a permit, a complaint, a checklist in three phases."""

    states: tuple[Choice, ...]  # in order of work; the first is that of the sealed record
    over: tuple[str, ...]  # states after which nothing follows

    def state(self, code: str) -> Choice | None:
        return next((state for state in self.states if state.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRule:
    """Which register a card or event form belongs to, and the fields its list shows."""

    register: str  # fire_extinguisher, place, person …
    code: str = ""  # field that identifies the card on paper
    title: str = ""  # field shown as its name
    expiries: tuple[str, ...] = ()  # date fields (calculated ones too) that are watched
    balance: str = (
        ""  # card: the number field that holds the opening stock, and in the register the running one
    )
    adds: str = ""  # event: the number field that comes in
    takes: str = ""  # event: the number field that goes out
    counts: str = ""  # event: the number field that was counted and from which the stock goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    id: str
    label: str  # F01
    version: str
    title: str
    chapter: str
    kind: FormKind
    status: str  # draft | released
    engine: int
    tier: str
    requirements: tuple[str, ...]
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    signers: tuple[Signer, ...]
    triggers: tuple[Trigger, ...] = ()
    duties: tuple[Duty, ...] = ()
    scope: Scope = Scope()
    retention: Retention = Retention(years=None)
    rights: Rights = Rights()
    printing: PrintPlan = PrintPlan()
    case: CaseRule | None = None
    step: StepRule | None = None
    register: RegisterRule | None = None
    anonymous: str = "never"  # never | allowed
    one_by_one: bool = False  # 逐项: every check item is answered by itself, there is no 其余正常
    private_record: bool = False  # goes only to the departments that may read it
    digest: str = ""  # SHA-256 of the canonical JSON of the loaded definition
    functions: frozenset[str] = field(default=frozenset(), compare=False)  # all that its expressions call
    _index: dict[str, Field] = field(default_factory=dict, repr=False, compare=False)

    def fields(self) -> tuple[Field, ...]:
        """All top-level fields in page order."""
        return tuple(field for section in self.sections for field in section.fields)

    def field(self, name: str) -> Field:
        """The top-level field of that name; KeyError if there is none."""
        if not self._index:
            self._index.update({field.name: field for field in self.fields()})
        return self._index[name]

    def signer(self, role: str) -> Signer:
        return next(signer for signer in self.signers if signer.role == role)

    @property
    def author_role(self) -> str:
        return next(signer.role for signer in self.signers if signer.author)
