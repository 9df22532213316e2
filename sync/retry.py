"""When to try again: arithmetic on the number of tries, a random number, and what the server asked for."""

from __future__ import annotations

BASE_S = 2.0
USUAL_S = 60.0
CAP_S = 900.0  # fifteen minutes; there is no last attempt


def delay_s(tries: int, chance: float, retry_after_s: int | None = None) -> float:
    """Seconds to wait after the ``tries``-th failure in a row; ``chance`` is random in [0, 1).

    Full jitter under a doubling ceiling. The server's own wish is the least, but never beyond the cap, and spread a
    little so that all hospitals do not come back in the same second. A wish for the past is none.
    """
    if tries <= 0:
        return 0.0
    ceiling = min(CAP_S, BASE_S * 2.0 ** min(tries, 30))
    if retry_after_s is not None and retry_after_s > 0:
        wish = min(CAP_S, max(0.0, float(retry_after_s)))
        return max(wish, ceiling * chance) + BASE_S * chance
    return ceiling * chance


def usual_s(chance: float) -> float:
    """Seconds between two passes when all is well, so that computers that came back together do not stay together."""
    return USUAL_S * (0.75 + 0.5 * chance)
