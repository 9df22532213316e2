"""The public keys of whoever may publish this program; they are shipped with it, and with the county's server."""

from __future__ import annotations

import base64
from pathlib import Path

KEYS = Path(__file__).resolve().parents[2] / "resources" / "release_keys"


def release_keys(folder: Path = KEYS) -> dict[str, bytes]:
    """By name: several, so that one can be replaced."""
    return {file.stem: base64.b64decode(file.read_text("ascii")) for file in sorted(folder.glob("*.pub"))}
