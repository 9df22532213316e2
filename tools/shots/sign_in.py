"""登录."""

from __future__ import annotations

from tools.shots.shot import Shot

SHOTS = (Shot(name="sign-in", who="", steps=()),)
