"""Under which addresses the hospital's other computers can reach this one."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from itertools import pairwise
from pathlib import Path

_ROUTES = ("192.168.255.255", "10.255.255.255", "172.31.255.255")
_LINUX = Path("/proc/net/fib_trie")


def lan_addresses() -> tuple[str, ...]:
    """IPv4 addresses of this computer inside private networks, the likeliest first. Sends nothing."""
    found = dict.fromkeys((*_by_route(), *_by_name(), *_by_table()))
    return tuple(address for address in found if _is_lan(address))


def _by_route() -> list[str]:
    """Which address this computer would speak from; a datagram socket that is connected sends nothing."""
    found: list[str] = []
    for target in _ROUTES:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            found.append(str(probe.getsockname()[0]))
    return found


def _by_name() -> list[str]:
    try:
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return [str(entry[4][0]) for entry in known]


def _by_table() -> list[str]:
    """On Linux the system's own list: it has a network without a gateway as well."""
    try:
        lines = [line.strip() for line in _LINUX.read_text("ascii").splitlines()]
    except OSError:
        return []
    return [
        line.removeprefix("|-- ") for line, following in pairwise(lines) if following.endswith("host LOCAL")
    ]


def _is_lan(text: str) -> bool:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return address.is_private and not address.is_loopback and not address.is_unspecified
