"""隐患: board, list, one of them."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot

SHOTS = (
    Shot(name="hazards", who=OFFICER, steps=("go hazards",)),
    Shot(name="hazards-list", who=OFFICER, steps=("go hazards", "V")),
    Shot(name="hazard", who=OFFICER, steps=("go hazards", "Return")),
)
