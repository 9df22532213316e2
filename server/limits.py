"""How much one process takes on at once, and how long it waits for anything."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseLimits:
    """Of one process. PostgreSQL's ``max_connections`` has to hold those of all processes."""

    connections: int = 18
    pool_wait_s: float = 5.0  # then the request is sent away with a 503
    connect_s: int = 5
    statement_ms: int = 30_000
    lock_ms: int = 10_000
    idle_ms: int = 60_000  # inside a transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A bucket that fills again: ``burst`` calls at once, ``per_second`` in the long run."""

    burst: int
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond them a request is sent away at once with a Retry-After; nothing waits in a queue without a bound."""

    in_flight: int = 48
    in_flight_per_facility: int = 12
    # Against a program that runs wild. A whole hospital behind one address must not meet them.
    per_device: Rate = Rate(burst=2_000, per_second=500)
    per_address: Rate = Rate(burst=2_000, per_second=500)  # of callers who have not said who they are
    header_s: float = 20.0  # from the first byte of a request to the end of its headers
    silence_s: float = 20.0  # within a body
    body_s: float = 110.0  # for a whole body: the hospital's program ends a call after 120 s
    stop_s: int = 20  # for what is in flight when the server is told to stop
    database: DatabaseLimits = field(default_factory=DatabaseLimits)
