"""XLSForm expressions: parsed once into closed nodes, evaluated purely.

The subset is the table in ``forms/functions.py`` plus ``${field}``, ``.``, literals, comparison, arithmetic,
``and`` and ``or``. Anything else is refused when the form is loaded. Knows nothing of where answers come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from forms.functions import FUNCTIONS, Arguments, Scope, Value, as_number, compare, is_true, value_of


class ExpressionError(Exception):
    """An expression outside the subset. ``column`` counts characters from 1."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(f"{reason} (column {column})")
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Reference:
    name: str


@dataclass(frozen=True, slots=True)
class Current:
    pass


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


Node = Literal | Reference | Current | Call | Operation | Negative


@dataclass(frozen=True, slots=True)
class Expression:
    """One parsed expression. Equality is by text."""

    text: str
    node: Node = field(compare=False, repr=False)
    names: frozenset[str] = field(compare=False, repr=False)  # fields it reads
    functions: frozenset[str] = field(compare=False, repr=False)

    def evaluate(self, scope: Scope) -> Value:
        """The value in that scope; a blank operand makes arithmetic blank, never an error."""
        return _evaluate(self.node, scope)

    def is_true(self, scope: Scope) -> bool:
        return is_true(self.evaluate(scope))


def parse(text: str) -> Expression:
    """The expression of that text; ExpressionError if it is not in the subset."""
    node = _Parser(text).parse()
    return Expression(text, node, frozenset(_names(node)), frozenset(_functions(node)))


_TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{[A-Za-z_][A-Za-z0-9_]*\})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z][A-Za-z0-9]*)*)|(?P<sign><=|>=|!=|[=<>+\-*(),.]))"
)
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def parse(self) -> Node:
        node = self._expression(0)
        if self._peek().kind != "end":
            raise ExpressionError(f"unexpected {self._peek().text!r}", self._peek().column)
        return node

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, text: str) -> None:
        token = self._take()
        if token.text != text or token.kind == "text":
            raise ExpressionError(f"expected {text!r}, found {token.text or 'the end'!r}", token.column)

    def _expression(self, floor: int) -> Node:
        left = self._operand()
        while True:
            token = self._peek()
            strength = _PRECEDENCE.get(token.text, 0) if token.kind in ("sign", "name") else 0
            if strength <= floor:
                return left
            self._take()
            left = Operation(token.text, left, self._expression(strength))

    def _operand(self) -> Node:
        token = self._take()
        match token.kind:
            case "field":
                return Reference(token.text[2:-1])
            case "number":
                return Literal(Decimal(token.text))
            case "text":
                return Literal(token.text[1:-1])
            case "name":
                return self._call(token)
            case _:
                return self._sign(token)

    def _sign(self, token: _Token) -> Node:
        if token.text == ".":
            return Current()
        if token.text == "-":
            return Negative(self._expression(6))
        if token.text == "(":
            inner = self._expression(0)
            self._expect(")")
            return inner
        raise ExpressionError(f"unexpected {token.text or 'end'!r}", token.column)

    def _call(self, token: _Token) -> Node:
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise ExpressionError(f"unknown function {token.text}()", token.column)
        self._expect("(")
        arguments: list[Node] = []
        while self._peek().text != ")":
            if arguments:
                self._expect(",")
            arguments.append(self._expression(0))
        self._expect(")")
        if not function.least <= len(arguments) <= function.most:
            raise ExpressionError(f"{token.text}() does not take {len(arguments)} arguments", token.column)
        return Call(token.text, tuple(arguments))


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise ExpressionError(f"cannot read {text[position:].strip()[:12]!r}", position + 1)
        kind = match.lastgroup
        yield _Token(kind, match.group(kind), match.start(kind) + 1)
        position = match.end()
    yield _Token("end", "", len(text) + 1)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Call(_, arguments):
            return arguments
        case Operation(_, left, right):
            return left, right
        case Negative(operand):
            return (operand,)
        case _:
            return ()


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Reference):
        yield node.name
    for child in _children(node):
        yield from _names(child)


def _functions(node: Node) -> Iterator[str]:
    if isinstance(node, Call):
        yield node.name
    for child in _children(node):
        yield from _functions(child)


def _evaluate(node: Node, scope: Scope) -> Value:
    match node:
        case Literal(value):
            return value
        case Reference(name):
            return value_of(scope.get(name))
        case Current():
            return value_of(scope.current)
        case Negative(operand):
            number = as_number(_evaluate(operand, scope))
            return None if number is None else -number
        case Call(name, arguments):
            lazy = Arguments(tuple(_Lazy(argument, scope) for argument in arguments))
            return FUNCTIONS[name].apply(lazy, scope)
        case Operation("and", left, right):
            return is_true(_evaluate(left, scope)) and is_true(_evaluate(right, scope))
        case Operation("or", left, right):
            return is_true(_evaluate(left, scope)) or is_true(_evaluate(right, scope))
        case Operation(operator, left, right):
            return _operate(operator, _evaluate(left, scope), _evaluate(right, scope))


def _operate(operator: str, left: Value, right: Value) -> Value:
    if operator in ("=", "!=", "<", "<=", ">", ">="):
        return compare(operator, left, right)
    first, second = as_number(left), as_number(right)
    if first is None or second is None:
        return None
    match operator:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case "div":
            return first / second if second else None
        case _:
            return first % second if second else None


@dataclass(frozen=True, slots=True)
class _Lazy:
    """An argument that is evaluated when the function asks for it."""

    node: Node
    scope: Scope

    def __call__(self) -> Value:
        return _evaluate(self.node, self.scope)

    @property
    def name(self) -> str:
        return self.node.name if isinstance(self.node, Reference) else ""
