"""What a dialog says about a problem: its own sentence, or what is safe when nobody foresaw it."""

from __future__ import annotations

import logging

from models.faults import Refusal
from ui import wording

LOG = logging.getLogger("yian.window")


def sentence(problem: Exception) -> str:
    """A refusal speaks for itself; anything else is logged and told with the name of what happened."""
    if isinstance(problem, Refusal):
        return str(problem)
    LOG.error("unforeseen %s", type(problem).__name__, exc_info=problem)
    return f"{wording.UNFORESEEN.fact}。{wording.UNFORESEEN.advice}：{type(problem).__name__}"
