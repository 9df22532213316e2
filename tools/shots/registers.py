"""台账."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (Shot(name="registers", who=OFFICER, steps=("go registers",)),)
