"""What can come of one call to the county: a closed union, so that nobody guesses from a status code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sync.wire.problem import ProblemDetail

Message_co = TypeVar("Message_co", covariant=True)


class Cause(StrEnum):
    """Why the county was not reached. Nothing is known to have arrived."""

    OFFLINE = "offline"
    NAME = "name"  # the server's name leads nowhere
    TIMEOUT = "timeout"
    CUT = "cut"  # the line went down in the middle, or only half an answer came
    PORTAL = "portal"  # somebody else answers in the county's place
    PROXY = "proxy"  # the hospital's proxy wants a sign-in
    CERTIFICATE = "certificate"  # nobody this computer trusts vouches for it
    CERTIFICATE_NAME = "certificate_name"  # it is somebody else's
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_EARLY = "certificate_early"  # it is not valid yet
    ENCRYPTION = "encryption"  # only such as can be broken is on offer
    BUSY = "busy"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Generic[Message_co]):
    message: Message_co


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The county read the request and refuses it."""

    problem: ProblemDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class Unauthorized:
    """The county does not (or no longer) know this computer."""

    problem: ProblemDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    cause: Cause
    retry_after_s: int | None = None  # what the server asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexpected:
    """The county's server stumbled, or answered what nobody understands. ``code`` is for the telephone."""

    code: str


Failure = Rejected | Unauthorized | Unreachable | Unexpected
