"""The store of the chosen folder, who is asking, and the PINs that a verb was given."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cli.output import Refused
from forms.clock import SystemClock
from models import schema
from models.faults import AnotherProcess, HomeUnwritable, NewerDatabase, NotSetUp
from models.home import DATABASE, is_new
from models.queries.people import PersonView
from models.store import Store
from models.workflow.permitting import require_person

PATIENCE_S = 3.0  # for another verb that is writing just now

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
def opened(
    arguments: argparse.Namespace, *, read_only: bool = False, before_set_up: bool = False
) -> Iterator[Store]:
    """The store of a hospital. A folder without one is left as it is, except ``before_set_up``."""
    if not before_set_up and is_new(arguments.home):
        raise NotSetUp
    with closing(_open_to_look(arguments.home) if read_only else _open_in_turn(arguments.home)) as store:
        if not before_set_up:
            store.require_installation()
        yield store


@contextmanager
def opened_to_look(arguments: argparse.Namespace) -> Iterator[Store]:
    """The store put right after a crash, as opening it to write does; if that cannot be, the store as it is."""
    if is_new(arguments.home):
        raise NotSetUp
    with closing(_to_write_if_it_can_be(arguments)) as store:
        store.require_installation()
        yield store


def _open_to_look(home: Path) -> Store:
    if schema.age(schema.version_of(home / DATABASE)) is schema.Age.OLDER:
        _open_in_turn(home).close()  # brings it up to date, after a copy
    return Store.open(home, clock=SystemClock(), read_only=True)


def _open_in_turn(home: Path) -> Store:
    """Other verbs are done in a second or two; a window stays, and then AnotherProcess says so."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return Store.open(home, clock=SystemClock())
        except AnotherProcess:
            if time.monotonic() > end:
                raise
        time.sleep(0.05)


def _to_write_if_it_can_be(arguments: argparse.Namespace) -> Store:
    try:
        return Store.open(arguments.home, clock=SystemClock())
    except (AnotherProcess, NewerDatabase, HomeUnwritable):
        return Store.open(arguments.home, clock=SystemClock(), read_only=True)


def add_reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="person", metavar="STAFF_NO", help="只列这个人能看的")


def reader_of(store: Store, staff_no: str | None) -> PersonView:
    """The person through whose eyes a verb looks, or the program's own; UnknownPerson for nobody's number."""
    if not staff_no:
        return PROGRAM
    with store.read() as session:
        return require_person(session, staff_no)


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
