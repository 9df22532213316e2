"""What one pass came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PassReport:
    """``reason`` is a Chinese sentence, empty where nothing is in the way. ``notices`` are worth a banner."""

    sent: int  # objects that the county proved in this pass
    received: int  # objects that came from the hospital's other computers and the county
    left: int  # objects and attachments that still wait
    quarantined: int
    reason: str = ""
    notices: tuple[str, ...] = ()
    wait_s: float = 0.0  # until the next pass is worth a try; 0: as usual
    forms: int = 0  # new in the catalogue

    @property
    def is_clear(self) -> bool:
        """Nothing is undelivered."""
        return not self.left and not self.quarantined and not self.reason
