"""When to try again: arithmetic on the number of tries, a random number, and what the server asked for."""

from __future__ import annotations

BASE_S = 2.0
CAP_S = 900.0  # fifteen minutes; there is no last attempt


def delay_s(tries: int, chance: float, retry_after_s: int | None = None) -> float:
    """Seconds to wait after the ``tries``-th failure in a row; ``chance`` is random in [0, 1).

    Full jitter under a doubling ceiling. The server's own wish wins, but never beyond the cap, and spread a
    little so that all hospitals do not come back in the same second.
    """
    if tries <= 0:
        return 0.0
    if retry_after_s is not None:
        return min(CAP_S, max(0.0, float(retry_after_s))) + BASE_S * chance
    ceiling = min(CAP_S, BASE_S * 2.0 ** min(tries, 30))
    return ceiling * chance
