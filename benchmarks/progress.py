"""What is being prepared, told apart from the results."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """On standard error, at once."""
    print(text, file=sys.stderr, flush=True)
