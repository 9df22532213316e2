"""From ``catalog/indicators/*.yaml`` to frozen indicators, or a refusal with file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from forms.catalog import FOLDER, Catalog
from forms.definition import FieldType
from forms.expression import Expression, ExpressionError, parse
from forms.indicator import Indicator, Side, Term, Unit
from forms.listed import Source
from forms.period import PeriodKind
from forms.yaml_source import FormError, Lined, Plain, read_yaml

HAZARDS = ("all", "closed", "overdue", "major", "major_closed")
INCIDENT_NAMES = ("form", "grade", "category", "state", "department")
_KEYS = {item.name for item in fields(Indicator)} - {"is_own", "ruled"}
_TERM_KEYS = {item.name for item in fields(Term)}
_DATES = frozenset({FieldType.DATE, FieldType.DATETIME})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def load_indicators(folder: Path = FOLDER) -> tuple[Indicator, ...]:
    """All indicators in the order of files and lines; FormError for the first that cannot be used."""
    found: dict[str, Indicator] = {}
    for path in sorted((folder / "indicators").glob("*.yaml")):
        raw = read_yaml(path)
        if not isinstance(raw, list):
            raise FormError(path, 1, "is a list of indicators")
        for item in raw:
            indicator = _Reader(path).indicator(item)
            if indicator.id in found:
                raise FormError(
                    path, item.line if isinstance(item, Lined) else 1, f"{indicator.id} stands twice"
                )
            found[indicator.id] = indicator
    return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure of a report that is counted and compared with nothing."""

    side: Side
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountGroup:
    title: str
    counts: tuple[Count, ...]


def load_counts(name: str, folder: Path = FOLDER) -> tuple[CountGroup, ...]:
    """The groups of ``catalog/reports/<name>.yaml`` in their order; FormError for the first that is wrong."""
    path = folder / "reports" / f"{name}.yaml"
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise FormError(path, 1, "is a list of groups")
    return tuple(_Reader(path).group(item) for item in raw)


def check_counts(groups: Iterable[CountGroup], catalog: Catalog) -> Iterator[str]:
    """What the counts refer to and the catalogue does not have."""
    for term in (term for group in groups for count in group.counts for term in count.side.terms):
        if term.form:
            yield from _check_term(term, catalog)


def check_indicators(indicators: Iterable[Indicator], catalog: Catalog) -> Iterator[str]:
    """What indicators refer to and the catalogue does not have; and identifying answers, which none may use."""
    for indicator in indicators:
        for side in indicator.sides:
            for term in side.terms:
                if term.form:
                    yield from (f"{indicator.id}: {problem}" for problem in _check_term(term, catalog))


def _check_term(term: Term, catalog: Catalog) -> Iterator[str]:
    try:
        form = catalog.latest(term.form)
    except KeyError:
        yield f"there is no form {term.form}"
        return
    names = {field.name: field for field in form.fields()}
    if term.rows:
        table = names.get(term.rows)
        if table is None or table.type is not FieldType.ROWS:
            yield f"{form.id} has no table {term.rows}"
            return
        names |= {column.name: column for column in table.fields}
    names |= {
        column.name: column for field in form.fields() for column in field.fields if column.name not in names
    }
    for expression in (term.sum, term.last, term.where):
        for name in sorted(expression.names if expression else ()):
            if name not in names:
                yield f"{form.id} has no field {name}"
            elif names[name].identifying:
                yield f"{form.id}.{name} identifies a person"
    if term.at and (term.at not in names or names[term.at].type not in _DATES):
        yield f"{form.id} has no date {term.at}"


def is_available(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether every form it counts is in the catalogue."""
    forms = {term.form for side in indicator.sides for term in side.terms if term.form}
    return forms <= {entry.id for entry in catalog.current()}


def origins(side: Side, catalog: Catalog) -> tuple[str, ...]:
    """Where a side's figure comes from, in words: the titles of forms, or what is counted instead."""
    return tuple(dict.fromkeys(_origin(term, catalog) for term in side.terms))


def _origin(term: Term, catalog: Catalog) -> str:
    if term.form:
        return catalog.latest(term.form).title
    return "隐患登记" if term.hazards else "事件报告" if term.incidents is not None else "医院情况卡"


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def indicator(self, raw: Plain) -> Indicator:
        item = self._mapping(raw, 1)
        self._known(item, _KEYS)
        denominator = item.get("denominator")
        source = self._mapping(item.get("source"), item.line)
        self._known(source, {"article", "text", "verified"})
        return Indicator(
            id=self._text(item, "id"),
            title=self._text(item, "title"),
            chapter=self._text(item, "chapter"),
            unit=Unit(self._word(item, "unit", tuple(Unit))),
            period=PeriodKind(self._word(item, "period", tuple(PeriodKind))),
            numerator=self._side(item, "numerator"),
            denominator=None if denominator is None else self._side(item, "denominator"),
            per=self._text(item, "per", ""),
            target=self._decimal(item, "target"),
            strict=self._flag(item, "strict"),
            better=self._word(item, "better", ("lower", "higher")),
            warn=self._decimal(item, "warn"),
            aim=self._text(item, "aim", ""),
            levels=self._texts(item, "levels"),
            switches=self._texts(item, "switches"),
            requirements=self._texts(item, "requirements"),
            source=Source(
                article=self._text(source, "article"),
                text=self._text(source, "text", ""),
                verified=self._flag(source, "verified", default=True),
            ),
        )

    def group(self, raw: Plain) -> CountGroup:
        item = self._mapping(raw, 1)
        self._known(item, {"title", "figures"})
        figures = item.get("figures")
        listed = figures if isinstance(figures, list) else []
        return CountGroup(
            title=self._text(item, "title"), counts=tuple(self._count(one, item.line) for one in listed)
        )

    def _count(self, raw: Plain, line: int) -> Count:
        item = self._mapping(raw, line)
        self._known(item, {"label", "unit", "terms"} | _TERM_KEYS)
        return Count(side=self._terms(item), unit=self._text(item, "unit"))

    def _side(self, item: Lined, key: str) -> Side:
        raw = self._mapping(item.get(key), item.line_of(key))
        self._known(raw, {"label", "terms"} | _TERM_KEYS)
        return self._terms(raw)

    def _terms(self, raw: Lined) -> Side:
        terms = raw.get("terms")
        listed = terms if isinstance(terms, list) else [raw]
        return Side(
            label=self._text(raw, "label"), terms=tuple(self._term(term, raw.line) for term in listed)
        )

    def _term(self, raw: Plain, line: int) -> Term:
        item = self._mapping(raw, line)
        self._known(item, {"label", "unit"} | _TERM_KEYS)
        term = Term(
            form=self._text(item, "form", ""),
            count=self._flag(item, "count"),
            sum=self._expression(item, "sum"),
            last=self._expression(item, "last"),
            rows=self._text(item, "rows", ""),
            where=self._expression(item, "where"),
            at=self._text(item, "at", ""),
            latest=self._flag(item, "latest"),
            hazards=self._text(item, "hazards", ""),
            incidents=self._expression(item, "incidents"),
            anonymous=self._flag(item, "anonymous"),
            profile=self._text(item, "profile", ""),
        )
        if sum((bool(term.form), bool(term.hazards), term.incidents is not None, bool(term.profile))) != 1:
            raise FormError(self._path, item.line, "a term is of one form, hazards, incidents or the profile")
        if term.form and sum((term.count, term.sum is not None, term.last is not None)) != 1:
            raise FormError(self._path, item.line, "a term of a form has one of count, sum, last")
        if term.hazards and term.hazards not in HAZARDS:
            raise FormError(self._path, item.line_of("hazards"), f"hazards is one of {', '.join(HAZARDS)}")
        return term

    def _expression(self, item: Lined, key: str) -> Expression | None:
        """An expression; the bare name of a field stands for its value."""
        text = item.get(key)
        if text is None:
            return None
        words = "true()" if text is True else str(text)
        try:
            return parse(f"${{{words}}}" if _NAME.fullmatch(words) else words)
        except ExpressionError as error:
            raise FormError(self._path, item.line_of(key), f"{key}: {error}") from error

    def _mapping(self, raw: Plain, line: int) -> Lined:
        if not isinstance(raw, Lined):
            raise FormError(self._path, line, "a mapping is needed here")
        return raw

    def _known(self, item: Lined, keys: set[str]) -> None:
        for key in item:
            if key not in keys:
                raise FormError(self._path, item.line_of(key), f"{key} is not known in an indicator")

    def _text(self, item: Lined, key: str, default: str | None = None) -> str:
        value = item.get(key, default)
        if not isinstance(value, str):
            raise FormError(self._path, item.line_of(key), f"{key} is missing or no text")
        return value

    def _texts(self, item: Lined, key: str) -> tuple[str, ...]:
        value = item.get(key) or []
        if not isinstance(value, list):
            raise FormError(self._path, item.line_of(key), f"{key} is a list")
        return tuple(str(one) for one in value)

    def _word(self, item: Lined, key: str, words: tuple[str, ...]) -> str:
        value = self._text(item, key)
        if value not in words:
            raise FormError(self._path, item.line_of(key), f"{key} is one of {', '.join(words)}")
        return value

    def _flag(self, item: Lined, key: str, *, default: bool = False) -> bool:
        value = item.get(key, default)
        if not isinstance(value, bool):
            raise FormError(self._path, item.line_of(key), f"{key} is true or false")
        return value

    def _decimal(self, item: Lined, key: str) -> Decimal | None:
        value = item.get(key)
        if value is None:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise FormError(self._path, item.line_of(key), f"{key} is a number in quotes")
        return number
