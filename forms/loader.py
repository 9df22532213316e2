"""From one YAML file to a frozen Form, or a refusal with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from types import NoneType
from typing import TypeVar, cast

from forms.definition import (
    AnswerSet,
    CaseRule,
    Field,
    FieldType,
    FindingRule,
    Form,
    FormKind,
    PrintPlan,
    RegisterRule,
    Retention,
    Rights,
    Scope,
    Section,
    Signer,
    Trigger,
)
from forms.definition_digest import digest_of
from forms.definition_rules import check_definition
from forms.expression import Expression, ExpressionError, parse
from forms.listed import Choice, Duty, Source, StepRule
from forms.references import check_references, functions_of
from forms.yaml_source import FormError, Lined, Plain, parse_yaml, read_yaml

ENGINE = 1
_Value = TypeVar("_Value")
_RENAMED = {"min": "minimum", "max": "maximum"}


@dataclass(frozen=True, slots=True)
class SharedLists:
    """The answer sets and choice lists that forms use by name."""

    answer_sets: Mapping[str, AnswerSet]
    choice_lists: Mapping[str, tuple[Choice, ...]]


def load_form(path: Path, lists: SharedLists) -> Form:
    """The form in that file; FormError if anything in it is unknown, missing or contradictory."""
    return _form(read_yaml(path), path, lists)


def parse_form(content: bytes, name: str, lists: SharedLists) -> Form:
    """The same for a form that came as bytes; ``name`` is what a refusal calls it."""
    path = Path(name)
    return _form(parse_yaml(content, path), path, lists)


def _form(raw: Plain, path: Path, lists: SharedLists) -> Form:
    if not isinstance(raw, Lined):
        raise FormError(path, 1, "a form is a mapping")
    return _Reader(path, lists).form(raw)


def load_lists(folder: Path) -> SharedLists:
    """``answer_sets.yaml`` and ``lists/*.yaml`` of a catalogue folder; FormError for a name that stands twice."""
    return SharedLists(
        _read_shared([folder / "answer_sets.yaml"], lambda reader, name, raw: reader.answer_set(name, raw)),
        _read_shared(
            sorted((folder / "lists").glob("*.yaml")), lambda reader, name, raw: reader.choices(raw, name)
        ),
    )


def _read_shared(paths: Iterable[Path], read: Callable[[_Reader, str, Plain], _Value]) -> dict[str, _Value]:
    found: dict[str, _Value] = {}
    for path in paths:
        raw = read_yaml(path)
        if not isinstance(raw, Lined):
            raise FormError(path, 1, "is a mapping of names")
        reader = _Reader(path, SharedLists({}, {}))
        for name, value in raw.items():
            if name in found:
                raise FormError(path, raw.line_of(name), f"{name} stands in two files")
            found[name] = read(reader, name, value)
    return found


_SHAPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "text, in quotes if it looks like something else"),
    "str | None": ((str, NoneType), "text, in quotes if it looks like something else"),
    "bool": ((bool,), "true or false"),
    "int": ((int,), "a whole number"),
    "int | None": ((int, NoneType), "a whole number"),
    "tuple[str, ...]": ((tuple,), "a list"),
}
"""What may stand in a file for an attribute of that type, and how a refusal calls it."""


def _fits(value: object, annotation: str) -> bool:
    shapes, _ = _SHAPES[annotation]
    return isinstance(value, shapes) and (bool in shapes or not isinstance(value, bool))


class _Reader:
    def __init__(self, path: Path, lists: SharedLists) -> None:
        self._path = path
        self._lists = lists

    def form(self, raw: Lined) -> Form:
        self._known(raw, Form, extra={"sources", "printing", "duties"}, without={"digest", "functions"})
        if raw.get("engine", ENGINE) != ENGINE:
            raise self._error(raw.line_of("engine"), f"engine {raw.get('engine')} is not known here")
        form = Form(
            id=self._text(raw, "id"),
            label=self._text(raw, "label", ""),
            version=self._text(raw, "version"),
            title=self._text(raw, "title"),
            chapter=self._text(raw, "chapter"),
            kind=self._one_of(raw, "kind", FormKind),
            status=self._word(raw, "status", ("draft", "released")),
            engine=ENGINE,
            tier=self._word(raw, "tier", ("T1", "T2", "T3")),
            requirements=self._texts(raw, "requirements"),
            sources=tuple(map(self._source, self._items(raw, "sources"))),
            sections=tuple(map(self._section, self._items(raw, "sections"))),
            signers=tuple(
                self._value(item, Signer, source=self._source_in(item))
                for item in self._items(raw, "signers")
            ),
            triggers=tuple(
                self._value(item, Trigger, when=self._expression(item, "when"), source=self._source_in(item))
                for item in self._items(raw, "triggers")
            ),
            duties=tuple(map(self._duty, self._items(raw, "duties"))),
            scope=self._optional(raw, "scope", Scope, Scope()),
            retention=self._retention(raw),
            rights=self._optional(raw, "rights", Rights, Rights()),
            printing=self._optional(raw, "printing", PrintPlan, PrintPlan()),
            case=self._case(raw),
            step=self._optional(raw, "step", StepRule, None),
            register=self._optional(raw, "register", RegisterRule, None),
            anonymous=self._word(raw, "anonymous", ("never", "allowed"), "never"),
            one_by_one=self._flag(raw, "one_by_one"),
            private_record=self._flag(raw, "private_record"),
        )
        for line, reason in chain(check_references(form), check_definition(form)):
            raise self._error(line or raw.line, reason)
        return replace(form, digest=digest_of(form), functions=functions_of(form))

    def answer_set(self, name: str, raw: Plain) -> AnswerSet:
        item = self._mapping(raw)
        self._known(item, AnswerSet, without={"name"})
        choices = self.choices(item.get("choices"), name)
        answers = AnswerSet(
            name=name,
            choices=choices,
            good=self._text(item, "good"),
            bad=self._texts(item, "bad"),
            neutral=self._texts(item, "neutral"),
        )
        for code in (answers.good, *answers.bad, *answers.neutral):
            if answers.choice(code) is None:
                raise self._error(item.line, f"{name} has no answer {code}")
        return answers

    def choices(self, raw: Plain, where: str) -> tuple[Choice, ...]:
        """A named list, or one written in place."""
        if isinstance(raw, str):
            if raw not in self._lists.choice_lists:
                raise self._error(1, f"{where}: there is no list named {raw}")
            return self._lists.choice_lists[raw]
        if not isinstance(raw, list):
            raise self._error(1, f"{where}: choices are a list or the name of one")
        choices = tuple(self._value(self._mapping(item), Choice) for item in raw)
        if len({choice.code for choice in choices}) != len(choices):
            raise self._error(self._mapping(raw[0]).line, f"{where}: two choices have one code")
        return choices

    def _section(self, raw: Lined) -> Section:
        self._known(raw, Section, extra={"answers", "finding"})
        defaults = {key: raw[key] for key in ("answers", "finding") if key in raw}
        self._answers(raw, raw.get("answers"))
        return Section(
            id=self._text(raw, "id"),
            title=self._text(raw, "title"),
            fields=tuple(self._field(item, defaults) for item in self._items(raw, "fields")),
            source=self._source_in(raw),
            hint=self._text(raw, "hint", ""),
        )

    def _field(self, raw: Lined, defaults: Mapping[str, Plain]) -> Field:
        self._known(raw, Field, extra=set(_RENAMED), without={"line", "minimum", "maximum"})
        type_ = self._one_of(raw, "type", FieldType)
        is_check = type_ is FieldType.CHECK
        answers = raw.get("answers", defaults.get("answers") if is_check else None)
        finding = raw.get("finding", defaults.get("finding") if is_check else None)
        simple = {
            key: self._text(raw, key)
            for key in (
                "hint",
                "constraint_message",
                "unit",
                "abnormal",
                "short",
                "part_of",
                "of_kind",
                "precision",
                "width",
            )
            if key in raw
        }
        return Field(
            name=self._text(raw, "name"),
            label=self._text(raw, "label", ""),
            type=type_,
            line=raw.line,
            required=self._required(raw, default=is_check),
            relevant=self._expression(raw, "relevant"),
            constraint=self._expression(raw, "constraint"),
            calculation=self._expression(raw, "calculation"),
            default=self._expression(raw, "default"),
            choices=self.choices(raw["choices"], self._text(raw, "name")) if "choices" in raw else (),
            answers=self._answers(raw, answers),
            minimum=self._decimal(raw, "min"),
            maximum=self._decimal(raw, "max"),
            digits=self._integer(raw, "digits"),
            multiple=self._flag(raw, "multiple"),
            source=self._source_in(raw),
            score=self._decimal(raw, "score"),
            finding=self._finding(finding) if finding is not None else None,
            identifying=self._flag(raw, "identifying"),
            disclose_to_county=self._flag(raw, "disclose_to_county"),
            fields=tuple(self._field(item, defaults) for item in self._items(raw, "fields")),
            min_rows=self._integer(raw, "min_rows") or 0,
            max_rows=self._integer(raw, "max_rows"),
            unique=self._texts(raw, "unique"),
            grid=self._flag(raw, "grid"),
            **simple,
        )

    def _answers(self, raw: Lined, name: Plain) -> AnswerSet | None:
        if name is None:
            return None
        if not isinstance(name, str) or name not in self._lists.answer_sets:
            raise self._error(raw.line_of("answers"), f"there is no answer set named {name}")
        return self._lists.answer_sets[name]

    def _finding(self, raw: Plain) -> FindingRule:
        item = self._mapping(raw)
        classes = self.choices(item["classes"], "classes") if item.get("classes") is not None else ()
        return self._value(item, FindingRule, classes=classes)

    def _duty(self, raw: Lined) -> Duty:
        parts = self._mapping(raw.get("parts") or Lined(raw.line))
        pairs = tuple((key, self._integer(parts, key) or 0) for key in parts)
        return self._value(raw, Duty, parts=pairs, source=self._source_in(raw))

    def _case(self, raw: Lined) -> CaseRule | None:
        if raw.get("case") is None:
            return None
        item = self._mapping(raw["case"])
        return self._value(item, CaseRule, states=self.choices(item.get("states"), "states"))

    def _retention(self, raw: Lined) -> Retention:
        item = raw.get("retention")
        if item is None:
            return Retention(years=None)
        lined = self._mapping(item)
        return self._value(lined, Retention, source=self._source_in(lined))

    def _required(self, raw: Lined, *, default: bool) -> Expression | bool:
        value = raw.get("required", default)
        return value if isinstance(value, bool) else cast(Expression, self._expression(raw, "required"))

    def _expression(self, raw: Lined, key: str) -> Expression | None:
        text = raw.get(key)
        if text is None:
            return None
        try:
            return parse(str(text).lower() + "()" if isinstance(text, bool) else str(text))
        except ExpressionError as error:
            raise self._error(raw.line_of(key), f"{key}: {error}") from error

    def _source(self, raw: Plain) -> Source:
        return self._value(self._mapping(raw), Source)

    def _source_in(self, raw: Lined) -> Source | None:
        return self._source(raw["source"]) if raw.get("source") is not None else None

    def _optional(self, raw: Lined, key: str, kind: type[_Value], default: _Value | None) -> _Value:
        return (
            self._value(self._mapping(raw[key]), kind) if raw.get(key) is not None else cast(_Value, default)
        )

    def _value(self, raw: Lined, kind: type[_Value], **ready: object) -> _Value:
        """A frozen value from a mapping whose keys are its attributes; lists become tuples of text."""
        self._known(raw, kind)
        given = {
            key: tuple(str(item) for item in value) if isinstance(value, list) else value
            for key, value in raw.items()
        }
        for item in fields(kind):  # type: ignore[arg-type]  # every kind is a dataclass
            if item.name in given and item.name not in ready and not _fits(given[item.name], str(item.type)):
                raise self._error(raw.line_of(item.name), f"{item.name} is {_SHAPES[str(item.type)][1]}")
        try:
            return kind(**{**given, **ready})
        except TypeError as error:
            missing = str(error).split("argument", 1)[-1].strip(" s:")
            raise self._error(raw.line, f"{kind.__name__.lower()} lacks {missing}") from error

    def _known(
        self, raw: Lined, kind: type, extra: Set[str] = frozenset(), without: Set[str] = frozenset()
    ) -> None:
        names = {item.name for item in fields(kind) if not item.name.startswith("_")} | extra
        for key in raw:
            if key not in names - without:
                raise self._error(raw.line_of(key), f"{key} is not known in a {kind.__name__.lower()}")

    def _mapping(self, raw: Plain) -> Lined:
        if not isinstance(raw, Lined):
            raise self._error(1, f"a mapping is needed instead of {raw!r}")
        return raw

    def _items(self, raw: Lined, key: str) -> list[Lined]:
        value = raw.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Lined) for item in value):
            raise self._error(raw.line_of(key), f"{key} is a list of mappings")
        return cast(list[Lined], value)

    def _texts(self, raw: Lined, key: str) -> tuple[str, ...]:
        value = raw.get(key) or []
        if not isinstance(value, list):
            raise self._error(raw.line_of(key), f"{key} is a list")
        return tuple(str(item) for item in value)

    def _text(self, raw: Lined, key: str, default: str | None = None) -> str:
        value = raw.get(key, default)
        if not isinstance(value, str):
            raise self._error(
                raw.line_of(key), f"{key} is missing" if value is None else f"{key} must be quoted text"
            )
        return value

    def _decimal(self, raw: Lined, key: str) -> str | None:
        value = raw.get(key)
        return None if value is None else str(value)

    def _integer(self, raw: Lined, key: str) -> int | None:
        value = raw.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self._error(raw.line_of(key), f"{key} is a whole number")
        return value

    def _flag(self, raw: Lined, key: str) -> bool:
        value = raw.get(key, False)
        if not isinstance(value, bool):
            raise self._error(raw.line_of(key), f"{key} is true or false")
        return value

    def _word(self, raw: Lined, key: str, words: tuple[str, ...], default: str | None = None) -> str:
        value = self._text(raw, key, default)
        if value not in words:
            raise self._error(raw.line_of(key), f"{key} is one of {', '.join(words)}")
        return value

    def _one_of(self, raw: Lined, key: str, kind: type[_Value]) -> _Value:
        value = self._text(raw, key)
        try:
            return kind(value)  # type: ignore[call-arg]
        except ValueError as error:
            raise self._error(raw.line_of(key), f"{key} {value} is not known") from error

    def _error(self, line: int, reason: str) -> FormError:
        return FormError(self._path, line, reason)
