"""设置, group by group."""

from __future__ import annotations

from tools.shots.shot import ADMIN, Shot

SHOTS = (
    Shot(name="settings", who=ADMIN, steps=("go settings",)),
    Shot(name="settings-people", who=ADMIN, steps=("go settings", *["Down"] * 2)),
    Shot(name="settings-duties", who=ADMIN, steps=("go settings", *["Down"] * 5)),
    Shot(name="settings-texts", who=ADMIN, steps=("go settings", *["Down"] * 6)),
    Shot(name="settings-backup", who=ADMIN, steps=("go settings", *["Down"] * 7)),
    Shot(name="settings-host", who=ADMIN, steps=("go settings", *["Down"] * 8)),
)
