"""Who may do what with a form: the roles its definition names, asked in one place."""

from __future__ import annotations

from forms.catalog import Catalog
from forms.definition import Form

RIGHTS = ("fill", "read", "correct", "void", "export", "print")


def may(form: Form, right: str, role: str) -> bool:
    """Has this role that right? KeyError-free for known rights; ValueError for a right that does not exist."""
    if right not in RIGHTS:
        raise ValueError(f"there is no right named {right}")
    roles = getattr(form.rights, right)
    return "*" in roles or role in roles


def hidden_forms(catalog: Catalog, right: str, role: str) -> tuple[str, ...]:
    """Ids of the forms for which the role lacks the right; short, since most forms are open to all."""
    return tuple(form.id for form in catalog.forms() if not may(form, right, role))
