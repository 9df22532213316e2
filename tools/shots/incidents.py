"""事件, and the quick report."""

from __future__ import annotations

from tools.shots.shot import NURSE, QUALITY, Shot

SHOTS = (
    Shot(name="incidents", who=QUALITY, steps=("go incidents",)),
    Shot(name="quick-incident", who=NURSE, steps=("go today", "N")),
)
