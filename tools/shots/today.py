"""今日."""

from __future__ import annotations

from tools.shots.shot import CONTRAST, DARK, LARGE, LIGHT, NURSE, OFFICER, Home, Shot

EVERY = (LIGHT, DARK, CONTRAST, LARGE)
SHOTS = (
    Shot(name="today", who=NURSE, steps=("go today",), looks=EVERY),
    Shot(name="today-officer", who=OFFICER, steps=("go today",)),
    Shot(name="today-empty", who=NURSE, steps=("go today",), home=Home.EMPTY),
    Shot(name="today-full", who=OFFICER, steps=("go today",), home=Home.FULL),
)
