"""The store of the chosen folder, and the PINs that a verb was given."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cli.output import Refused
from forms.clock import SystemClock
from models.queries.people import PersonView
from models.store import Store

PROGRAM = PersonView(
    staff_no="",
    name="",
    initials="",
    roles=("admin", "safety_officer", "quality", "leader"),
    department=None,
    active=True,
)
"""Verbs that list are for whoever may run programs on this computer: the administrator of the hospital."""


@contextmanager
def opened(arguments: argparse.Namespace, *, read_only: bool = False) -> Iterator[Store]:
    store = Store.open(arguments.home, clock=SystemClock(), read_only=read_only)
    try:
        yield store
    finally:
        store.close()


def pin_of(staff_no: str) -> str:
    """From ``YIAN_PIN_<STAFF_NO>``, else asked for; Refused if there is nobody to ask."""
    given = os.environ.get(f"YIAN_PIN_{staff_no}")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused(
            f"没有给出工号 {staff_no} 的 PIN，没有做任何改动。把它放进环境变量 YIAN_PIN_{staff_no} 再试。"
        )
    return getpass.getpass(f"{staff_no} 的 PIN：")
