"""Who may do what with a form: the roles its definition names, asked in one place."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from forms.catalog import Catalog

if TYPE_CHECKING:  # a sign-in waits for this module and reads no form
    from forms.definition import Form

RIGHTS = ("fill", "read", "correct", "void", "export", "print")


def may(form: Form, right: str, roles: Collection[str]) -> bool:
    """Has one of these roles that right? ValueError for a right that does not exist."""
    if right not in RIGHTS:
        raise ValueError(f"there is no right named {right}")
    return is_held(getattr(form.rights, right), roles)


def hidden_forms(catalog: Catalog, roles: Collection[str]) -> tuple[str, ...]:
    """Ids of the forms whose records those roles may not read; short, since most forms are open to all."""
    return tuple(entry.id for entry in catalog.current() if not is_held(entry.read_by, roles))


def is_held(held_by: Collection[str], roles: Collection[str]) -> bool:
    """Whether one of the roles is among those that hold a right; ``*`` is anyone signed in."""
    return "*" in held_by or any(role in held_by for role in roles)
