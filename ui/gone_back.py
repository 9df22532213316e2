"""The first start after the launcher went back to this version: the database follows, and a sentence says so."""

from __future__ import annotations

import logging
from pathlib import Path

from forms.clock import Clock
from models import schema
from models.faults import Refusal
from models.home import DATABASE
from models.program import Program
from models.versions import Versions
from ui.installation import installation

LOG = logging.getLogger("yian.start")


def after_going_back(home: Path, clock: Clock) -> tuple[str, ...]:
    """What to tell, none on an ordinary day. A database that cannot follow now is left as it is."""
    program, versions = installation()
    return go_back(home, clock, program, versions) if versions is not None else ()


def go_back(home: Path, clock: Clock, program: Program, versions: Versions) -> tuple[str, ...]:
    """As ``after_going_back``, of the installation that is named."""
    fallen = versions.fallen
    if fallen is None:
        return ()
    # Imported here: repairing brings half of the program, and this happens once in years.
    from models import taking_back

    repaired = None
    try:
        if schema.age(schema.version_of(home / DATABASE)) is schema.Age.NEWER:
            if not taking_back.can_take_back(home):
                return ()  # opened to look, with the sentence that says so
            repaired = taking_back.take_back(home, clock=clock)
    except (Refusal, OSError) as problem:
        LOG.warning("the database did not go back: %s", problem)
        return ()
    is_settled = not versions.is_unsettled
    versions.forget_fallen()
    return (taking_back.sentence(fallen, program.version, repaired, is_settled=is_settled),)
