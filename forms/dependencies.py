"""Which fields of a form must be looked at again when another one changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forms.definition import Field, FieldType, Form
from forms.expression import Expression

_OVER_ALL_CHECKS = frozenset({"abnormal-count", "score", "full-score"})
Node = tuple[str, ...]  # ("shift",) is a top-level field, ("places", "exits") a column


class CycleError(ValueError):
    """Fields that decide each other in a ring; ``node`` is one of them."""

    def __init__(self, node: Node) -> None:
        super().__init__(f"{'/'.join(node)} depends on itself")
        self.node = node


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The graph over what is kept up to date at every change: relevance, calculations, and what parts decide.

    ``required`` and ``constraint`` are not in it, since they are only asked for, never stored.
    """

    fields: dict[Node, Field]
    dependants: dict[Node, tuple[Node, ...]]  # direct ones
    rank: dict[Node, int]  # reactive nodes only, in an order in which each follows what it reads
    counters: tuple[Node, ...] = field(default=())  # nodes that read every check item
    private: frozenset[Node] = frozenset()
    parts: dict[str, dict[str, list[Field]]] = field(
        default_factory=dict
    )  # by round sheet and what they decide


_KNOWN: dict[int, tuple[Form, Dependencies]] = {}  # by the form's id, as long as the form is held here
_MOST = 1000  # more forms than any catalogue has: begun anew


def dependencies_of(form: Form) -> Dependencies:
    """Worked out once for a form object. CycleError if two fields decide each other."""
    known = _KNOWN.get(id(form))
    if known is None or known[0] is not form:
        known = form, _work_out(form)
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[id(form)] = known
    return known[1]


def _work_out(form: Form) -> Dependencies:
    fields = dict(_nodes(form))
    reads = {node: _reads(node, fields) for node, item in fields.items() if _reactive(item)}
    for node, item in fields.items():
        if item.part_of is not None:
            reads.setdefault((node[0], item.part_of), set()).add(node)
    counters = tuple(node for node in reads if _counts(fields[node]))
    checks = [node for node, item in fields.items() if item.type is FieldType.CHECK]
    for node in counters:
        reads[node] = reads[node] | {check for check in checks if check != node}
    dependants: dict[Node, list[Node]] = {}
    for node, others in reads.items():
        for other in others:
            dependants.setdefault(other, []).append(node)
    order = _ordered(reads)
    return Dependencies(
        fields=fields,
        dependants={node: tuple(others) for node, others in dependants.items()},
        rank={node: index for index, node in enumerate(order)},
        counters=counters,
        private=frozenset(node for node in fields if is_private(node, fields)),
        parts={item.name: parts for item in form.fields() if (parts := parts_of(item))},
    )


def is_private(node: Node, fields: dict[Node, Field]) -> bool:
    """Whether the answer goes into the private part; a column does when its table does."""
    return any(
        fields[node[: depth + 1]].identifying and not fields[node].disclose_to_county
        for depth in range(len(node))
    )


def resolve(name: str, node: Node, fields: dict[Node, Field]) -> Iterator[Node]:
    """The fields that a name means inside the expressions of ``node``: own row, record, any column."""
    if len(node) == 2 and (node[0], name) in fields:
        yield (node[0], name)
    elif (name,) in fields:
        yield (name,)
    else:
        yield from (other for other in fields if len(other) == 2 and other[1] == name)


def _nodes(form: Form) -> Iterator[tuple[Node, Field]]:
    for item in form.fields():
        yield (item.name,), item
        for column in item.fields:
            yield (item.name, column.name), column


def parts_of(table: Field) -> dict[str, list[Field]]:
    parts: dict[str, list[Field]] = {}
    for column in table.fields if table.grid else ():
        if column.part_of is not None:
            parts.setdefault(column.part_of, []).append(column)
    return parts


def _reactive(item: Field) -> bool:
    return item.relevant is not None or item.calculation is not None


def _expressions(item: Field) -> Iterable[Expression]:
    return (expression for expression in (item.relevant, item.calculation) if expression is not None)


def _counts(item: Field) -> bool:
    return any(expression.functions & _OVER_ALL_CHECKS for expression in _expressions(item))


def _reads(node: Node, fields: dict[Node, Field]) -> set[Node]:
    found: set[Node] = set()
    for expression in _expressions(fields[node]):
        for name in expression.names:
            found.update(resolve(name, node, fields))
    return found


def _ordered(reads: dict[Node, set[Node]]) -> list[Node]:
    order: list[Node] = []
    done: set[Node] = set()
    open_: set[Node] = set()

    def visit(node: Node) -> None:
        if node in done or node not in reads:
            return
        if node in open_:
            raise CycleError(node)
        open_.add(node)
        for other in sorted(reads[node]):
            visit(other)
        open_.discard(node)
        done.add(node)
        order.append(node)

    for node in reads:
        visit(node)
    return order
