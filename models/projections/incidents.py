"""Incident reports that carry a name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.revision import Revision


def project_incident(target: Session, current: Revision, form: Form) -> None:
    """One report with its clocks."""
