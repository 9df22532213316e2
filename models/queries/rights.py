"""Who may do what with a form: the roles its definition names, asked in one place."""

from __future__ import annotations

from collections.abc import Collection

from forms.catalog import Catalog
from forms.definition import Form

RIGHTS = ("fill", "read", "correct", "void", "export", "print")


def may(form: Form, right: str, roles: Collection[str]) -> bool:
    """Has one of these roles that right? ValueError for a right that does not exist."""
    if right not in RIGHTS:
        raise ValueError(f"there is no right named {right}")
    held_by = getattr(form.rights, right)
    return "*" in held_by or any(role in held_by for role in roles)


def hidden_forms(catalog: Catalog, right: str, roles: Collection[str]) -> tuple[str, ...]:
    """Ids of the forms for which those roles lack the right; short, since most forms are open to all."""
    return tuple(form.id for form in catalog.forms() if not may(form, right, roles))
