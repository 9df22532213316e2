"""统计, 指标, 报表."""

from __future__ import annotations

from tools.shots.preview import until_drawn
from tools.shots.shot import OFFICER, Shot

SHOTS = (
    Shot(name="statistics", who=OFFICER, steps=("go statistics",)),
    Shot(name="indicators", who=OFFICER, steps=("go statistics", "I")),
    Shot(name="reports", who=OFFICER, steps=("go statistics", "P")),
    Shot(name="report", who=OFFICER, steps=("go statistics", "P", "Right", "Return", until_drawn)),
)
