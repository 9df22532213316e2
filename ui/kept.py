"""What each person's lists keep on this computer between visits: filters, saved views, silenced reminders. Not records."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from forms.json_value import Json

LOG = logging.getLogger("yian.kept")


class Kept:
    """One small file beside the store, read once. Nothing depends on it: unreadable it is as good as empty.

    A value belongs to a staff number and the name of what keeps it (``records``, ``hazards.views`` …); two people
    at one computer never see each other's.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "kept.json"
        self._held = _read(self._file)

    def of(self, staff_no: str, name: str) -> Json:
        """What was kept last under that name; None if nothing was."""
        return self._held.get(staff_no, {}).get(name)

    def keep(self, staff_no: str, name: str, value: Json) -> None:
        """Keep a value in place of the former one; None forgets it. A folder that cannot be written is logged."""
        mine = self._held.setdefault(staff_no, {})
        if value is None:
            mine.pop(name, None)
        else:
            mine[name] = value
        draft = self._file.with_name(f"{self._file.name}.new")
        try:
            draft.write_text(json.dumps(self._held, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.replace(self._file)
        except OSError as problem:
            LOG.warning("what the lists keep was not written: %s", type(problem).__name__)


def _read(file: Path) -> dict[str, dict[str, Json]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(who): dict(held) for who, held in found.items() if isinstance(held, dict)}
