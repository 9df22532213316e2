"""The fill page."""

from __future__ import annotations

from tools.shots.shot import CONTRAST, DARK, LARGE, LIGHT, NURSE, OFFICER, Shot

SHOTS = (
    Shot(name="fill-places", who=NURSE, steps=("go today", "Return")),
    Shot(name="fill", who=OFFICER, steps=("go hazards", "M"), looks=(LIGHT, DARK, CONTRAST, LARGE)),
)
