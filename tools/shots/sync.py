"""同步."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (Shot(name="sync", who=OFFICER, steps=("go sync",)),)
