"""A computer's disk: what is committed survives a power cut, what is not is gone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sync.wire.receipt import Receipt


class PowerCutError(Exception):
    """The computer went dark."""


class Row(NamedTuple):
    """One operation in the outbox."""

    op_id: str
    op_seq: int
    object_id: str
    is_incident: bool
    delivery: str = "pending"
    tries: int = 0
    first_at: datetime | None = None
    next_at: datetime | None = None
    problem: str | None = None


class Contents:
    """Everything on the disk. A committed one is never changed: a transaction works on a copy."""

    __slots__ = (
        "batch",
        "blobs",
        "circle",
        "county_key",
        "cursor",
        "device",
        "epoch",
        "is_copy",
        "key",
        "lacking",
        "number",
        "objects",
        "outbox",
        "receipt",
        "wanted",
        "wish",
    )

    def __init__(self, key: str, device: str, county_key: str) -> None:
        self.key = key  # of the computer, and of every copy of it
        self.device = device
        self.county_key = county_key
        self.objects: dict[str, bytes] = {}
        self.blobs: dict[str, bytes] = {}
        self.outbox: dict[str, Row] = {}  # by object
        self.number = 0  # of the last operation
        self.epoch: str | None = None
        self.cursor = ""
        self.receipt: Receipt | None = None
        self.lacking: dict[str, None] = {}  # photos that the county asked for
        self.wanted: dict[str, None] = {}  # photos that pulled objects name
        self.batch = 4
        self.is_copy = False  # the county said so, and there is no own number yet
        self.wish = ""  # with which a number of its own was asked for
        self.circle = ""  # where the spot check goes on

    def copy(self) -> Contents:
        other = Contents.__new__(Contents)
        other.key = self.key
        other.device = self.device
        other.county_key = self.county_key
        other.objects = self.objects.copy()
        other.blobs = self.blobs.copy()
        other.outbox = self.outbox.copy()
        other.number = self.number
        other.epoch = self.epoch
        other.cursor = self.cursor
        other.receipt = self.receipt
        other.lacking = self.lacking.copy()
        other.wanted = self.wanted.copy()
        other.batch = self.batch
        other.is_copy = self.is_copy
        other.wish = self.wish
        other.circle = self.circle
        return other


class Disk:
    """``cut``: the power goes at the next commit, just before it counts or just after."""

    __slots__ = ("cut", "held", "version")

    def __init__(self, held: Contents) -> None:
        self.held = held
        self.version = 0
        self.cut = ""

    def begin(self) -> Contents:
        return self.held.copy()

    def commit(self, contents: Contents) -> None:
        cut, self.cut = self.cut, ""
        if cut == "before":
            raise PowerCutError
        self.held = contents
        self.version += 1
        if cut == "after":
            raise PowerCutError
