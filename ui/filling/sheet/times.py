"""Times down a column: two digits are minutes after the time above. Knows nothing of Qt."""

from __future__ import annotations

from ui.filling.moments import read_time


def read_row_time(text: str, above: str) -> str | None:
    """``HH:MM`` from what was typed below ``above``; None if it is no time.

    One or two digits are minutes of the hour above, or of the next hour where that would go back.
    """
    text = text.strip()
    before = read_time(above) if above else None
    if before is not None and text.isdecimal() and len(text) <= 2 and int(text) < 60:
        minutes = int(text)
        hour = before.hour if minutes >= before.minute else (before.hour + 1) % 24
        return f"{hour:02d}:{minutes:02d}"
    found = read_time(text) if text else None
    return f"{found:%H:%M}" if found else None
