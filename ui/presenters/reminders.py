"""What a person does not want to be reminded of for a while: kept on this computer, for that person alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from forms.clock import from_text, to_text
from ui.kept import Kept

NAME = "today.silent"


class Reminders:
    """Silence ends by itself. It hides a reminder from the page of today and changes nothing else anywhere.

    The clock of an incident has no key here: it cannot be silenced.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def silent(self, staff_no: str, now: datetime) -> Mapping[str, datetime]:
        """Until when, by the key of a row; only what is still silent."""
        held = self._kept.of(staff_no, NAME)
        found: dict[str, datetime] = {}
        for key, until in (held if isinstance(held, dict) else {}).items():
            try:
                moment = from_text(str(until))
            except ValueError:
                continue
            if moment > now:
                found[key] = moment
        return found

    def silence(
        self, staff_no: str, keys: Collection[str], until: datetime, now: datetime
    ) -> Callable[[], None]:
        """Hide the rows until then; calling what is returned takes it back."""
        before = dict(self.silent(staff_no, now))
        self._keep(staff_no, {**before, **dict.fromkeys(keys, until)})
        return lambda: self._keep(staff_no, before)

    def wake(self, staff_no: str, keys: Collection[str], now: datetime) -> None:
        """Remind again at once."""
        self._keep(
            staff_no, {key: until for key, until in self.silent(staff_no, now).items() if key not in keys}
        )

    def _keep(self, staff_no: str, silent: Mapping[str, datetime]) -> None:
        self._kept.keep(staff_no, NAME, {key: to_text(until) for key, until in silent.items()} or None)
