"""Register entries, folded from their cards and events."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form
from forms.revision import Revision


def project_asset(source: Session, target: Session, catalog: Catalog, current: Revision, form: Form) -> None:
    """The entry that a card or an event belongs to."""
