"""填报: the catalogue."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (Shot(name="catalogue", who=OFFICER, steps=("go catalogue",)),)
