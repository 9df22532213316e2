"""Who sits down at the window: number and PIN checked, and the person read, with sqlite3 alone."""

from __future__ import annotations

from models.queries.people import PersonView, stated_person
from models.store import Store
from models.workflow.credentials import UnknownPerson, verify_pin


def sign_in(store: Store, staff_no: str, pin: str) -> PersonView:
    """The person, after the right PIN. WrongPin, LockedOut or UnknownPerson otherwise."""
    verify_pin(store, staff_no, pin)
    with store.look() as connection:
        person = stated_person(connection, staff_no)
    if person is None or not person.active:
        raise UnknownPerson(staff_no)
    return person
