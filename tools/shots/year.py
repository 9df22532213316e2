"""年历: three days, and three months of one."""

from __future__ import annotations

from tools.shots.shot import BOTH, OFFICER, Home, Shot

SHOTS = (
    Shot(name="year", who=OFFICER, steps=("go today", "below year"), looks=BOTH),
    Shot(name="year-full", who=OFFICER, steps=("go today", "below year"), home=Home.FULL),
)
