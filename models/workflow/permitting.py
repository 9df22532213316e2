"""Who may do what, asked before anything is written; a refusal says who may."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form
from models.faults import Refusal
from models.queries.people import PersonView, get_person
from models.queries.rights import may
from models.workflow.credentials import UnknownPerson

_VERBS = {
    "fill": "填写",
    "correct": "更正",
    "void": "作废",
    "read": "查看",
    "export": "导出",
    "print": "打印",
}


class NotAllowed(Refusal):
    """The person lacks the role."""


def require_person(session: Session, staff_no: str) -> PersonView:
    """Somebody who works here; UnknownPerson otherwise."""
    person = get_person(session, staff_no)
    if person is None or not person.active:
        raise UnknownPerson(staff_no)
    return person


def require(session: Session, catalog: Catalog, form: Form, right: str, staff_no: str) -> PersonView:
    """The person, if one of their roles has that right on the form; NotAllowed otherwise."""
    person = require_person(session, staff_no)
    if not may(form, right, person.roles):
        raise NotAllowed(
            f"《{form.title}》由{role_names(catalog, getattr(form.rights, right))}{_VERBS[right]}。"
            f"{person.name}（{staff_no}）不在其中。填的都在，没有改动。请他们来做。"
        )
    return person


def require_role(
    session: Session, catalog: Catalog, staff_no: str, roles: Iterable[str], doing: str
) -> PersonView:
    """The person, if they hold one of the roles; NotAllowed otherwise."""
    person = require_person(session, staff_no)
    allowed = tuple(roles)
    if not set(allowed) & set(person.roles):
        raise NotAllowed(
            f"{doing}要由{role_names(catalog, allowed)}来做。{person.name}（{staff_no}）不在其中。"
            "没有改动任何东西。请他们来做。"
        )
    return person


def role_names(catalog: Catalog, roles: Iterable[str]) -> str:
    labels = catalog.labels("role")
    return "、".join(labels.get(role, role) for role in roles)
