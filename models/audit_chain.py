"""How each entry of the audit log is bound to the one before; checked without a session."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from forms.canonical import canonical
from forms.json_value import Json

ORIGIN = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as it is stored; ``at`` is the text of its instant."""

    seq: int
    at: str
    actor: str | None
    action: str
    subject: str | None
    detail: Json
    chain: str = ""

    def link(self, before: str) -> str:
        """What ``chain`` must be after an entry with the chain ``before``."""
        facts = [self.seq, self.at, self.actor, self.action, self.subject, self.detail]
        return hashlib.sha256(before.encode() + canonical(facts)).hexdigest()


def first_break(lines: Iterable[Line], before: str = ORIGIN) -> int | None:
    """The number of the first entry that does not follow from the one before it; None if all do."""
    number = None
    for line in lines:
        if (number is not None and line.seq != number + 1) or line.link(before) != line.chain:
            return line.seq
        number, before = line.seq, line.chain
    return None
