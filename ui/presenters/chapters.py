"""The chapters of the catalogue in the order of the pages, with their words."""

from __future__ import annotations

CHAPTERS = (
    ("fire", "消防与安全"),
    ("plant", "后勤与设备"),
    ("patient", "病人安全"),
    ("surgery", "手术与麻醉"),
    ("event", "不良事件"),
    ("management", "安全管理"),
    ("register", "台账"),
    ("supervision", "督导"),
)
