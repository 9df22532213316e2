"""记录: the list."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (Shot(name="records", who=OFFICER, steps=("go records", "Down")),)
