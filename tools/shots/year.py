"""年历."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (Shot(name="year", who=OFFICER, steps=("go today", "below year")),)
