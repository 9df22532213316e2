"""The dates a register entry has had: which one ran until which event moved it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from forms.definition import Form
from forms.duty import Expiry
from forms.ledgers.asset import fold, in_order
from forms.revision import Revision


def expiries(form: Form, cards: Iterable[Revision], events: Iterable[Revision]) -> tuple[Expiry, ...]:
    """Per field first to last; the last of each still runs. A date that was set back was none.

    ValueError if ``form`` is no register card.
    """
    rule = form.register
    if rule is None:
        raise ValueError(f"{form.id} keeps no register")
    if not rule.expiries:
        return ()
    cards, steps = tuple(cards), in_order(events)
    fields = {field.name for field in form.fields()} - {"status"}
    held: dict[str, list[Expiry]] = {}
    for count in range(len(steps) + 1):
        event = steps[count - 1] if count else None
        if event is not None and not fields.intersection(event.answers):
            continue
        asset = fold(form, cards, steps[:count])
        if asset is None:
            return ()
        for name in rule.expiries:
            line = held.setdefault(name, [])
            day = asset.expiries.get(name)
            if line and line[-1].day == day:
                continue
            if line and event is not None:
                last = line.pop()
                if day is None or day > last.day:
                    line.append(replace(last, moved_at=event.claimed_at, moved_by=event.rev_id))
            if day is not None:
                line.append(Expiry(field=name, day=day))
    return tuple(one for line in held.values() for one in line)
