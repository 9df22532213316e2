"""Tool tips that are text and nothing else, whatever somebody has typed."""

from __future__ import annotations

import html

LONGEST = 600  # characters


def plain_tip(text: str) -> str:
    """The text as a tool tip shows it, in lines and not too long; "" for none."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"<qt>{html.escape(shown).replace(chr(10), '<br>')}</qt>" if shown.strip() else ""
