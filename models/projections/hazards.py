"""Hazards as their findings and their steps tell them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.catalog import Catalog


def project_hazards_of(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """Every hazard that a record has raised."""


def project_hazard(source: Session, target: Session, catalog: Catalog, hazard_id: str) -> None:
    """One hazard with all its steps."""
