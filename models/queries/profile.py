"""What the hospital is and has, from its own cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.duty_settings import Profile, profile_at
from forms.json_value import Json
from models.installation import read_installation
from models.tables.duties import ProfileRow


def current_profile(session: Session, now: datetime) -> Profile | None:
    """The profile of today; None on a computer that has none yet."""
    rows = session.scalars(select(ProfileRow).where(ProfileRow.waits.is_(False)))
    return profile_at(map(_profile, rows), local(now).date())


def profile_facts(session: Session, now: datetime) -> dict[str, Json]:
    """Level, figures, and True for each thing the hospital has; what it was set up with where no card came yet."""
    profile = current_profile(session, now)
    if profile is not None:
        held: dict[str, Json] = dict.fromkeys(sorted(profile.switches), True)
        return {"level": profile.level, **profile.figures, **held}
    installation = read_installation(session)
    if installation is None:
        return {}
    return {"level": installation.level, **dict.fromkeys(installation.switches, True)}


def is_for(entry: Entry, profile: Mapping[str, Json]) -> bool:
    """Whether a form is for such a hospital, given its ``profile_facts``."""
    return profile.get("level") in entry.levels and all(profile.get(one) is True for one in entry.switches)


def _profile(row: ProfileRow) -> Profile:
    return Profile(
        effective_from=row.effective_from,
        level=row.level,
        switches=frozenset(row.switches),
        figures=dict(row.figures),
        sealed_at=row.sealed_at,
        record_id=row.record_id,
    )
