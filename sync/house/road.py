"""What the 院内主机 knows of the server in its own house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from forms.json_value import Json
from models.installation import HOUSE_ROAD, put_setting, setting

if TYPE_CHECKING:  # the desk asks for the folder before SQLAlchemy is loaded
    from sqlalchemy.orm import Session

FIRST_NUMBER = 51
"""A county numbers computers from 1, a house from here: serial numbers of the two never meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRoad:
    """``device_id`` is this computer's at the house; empty until it has enrolled there."""

    is_on: bool
    device_id: str = ""
    credential: str = field(default="", repr=False)
    keys: tuple[str, ...] = ()  # Ed25519 public keys of the house's server, in hexadecimal


def read_road(session: Session) -> HouseRoad | None:
    """None on a computer that was never made the 院内主机."""
    value = setting(session, HOUSE_ROAD)
    return HouseRoad(**{**value, "keys": tuple(value["keys"])}) if isinstance(value, Mapping) else None


def is_host(session: Session) -> bool:
    """Whether this computer is the 院内主机 now."""
    road = read_road(session)
    return road is not None and road.is_on


def keep_road(session: Session, road: HouseRoad) -> HouseRoad:
    value: dict[str, Json] = {**asdict(road), "keys": list(road.keys)}
    put_setting(session, HOUSE_ROAD, value)
    return road


def folder_of(home: Path) -> Path:
    """Where the house's server keeps what it has."""
    return home / "host"
