"""What must hold after every step of a simulated world, and what must hold when the faults have stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.wire.outcomes import Standing
from tools.campaign.simulated.computer import DELIVERED, Computer
from tools.campaign.simulated.county import Rows, SimulatedCounty, read_cursor
from tools.campaign.simulated.things import Thing


class Promises:
    """Keeps what must still exist somewhere, and looks after it."""

    def __init__(self, county: SimulatedCounty, computers: Sequence[Computer]) -> None:
        self._county = county
        self._computers = computers
        self._objects: set[str] = set()  # that must be somewhere
        self._photos: set[str] = set()
        self._lost: set[str] = set()  # that the county had, before it went back in time
        self._looked: dict[str, tuple[int, int]] = {}  # computer → versions when last looked at
        self._cursors: dict[
            str, tuple[str, int]
        ] = {}  # computer → cursor, history of the county when it came

    def note_sealed(self, thing: Thing) -> None:
        self._objects.add(thing.object_id)
        if thing.photo_name:
            self._photos.add(thing.photo_name)

    def note_county_went_back(self, before: Rows) -> None:
        self._lost.update(before.objects.keys() - self._county.rows.objects.keys())

    def take_stock(self) -> None:
        """After something was destroyed on purpose: what nobody has any more can't be asked for."""
        self._objects.difference_update(self.vanished())
        self._photos.difference_update(self._vanished_photos())

    def vanished(self) -> set[str]:
        held = (computer.disk.held.objects for computer in self._computers)
        return self._objects.difference(self._county.rows.objects, *held)

    def _vanished_photos(self) -> set[str]:
        missing = self._photos.difference(*(computer.disk.held.blobs for computer in self._computers))
        return {name for name in missing if not _has_photo(self._county.rows, name)} if missing else missing

    def look(self) -> Iterator[str]:
        """What is broken after this step; nothing, as a rule."""
        rows = self._county.rows
        changed = False
        for computer in self._computers:
            versions = (computer.disk.version, self._county.version)
            if self._looked.get(computer.name) != versions:
                self._looked[computer.name] = versions
                changed = True
                yield from self._look_at(computer, rows)
        if not changed:
            return
        if len(rows.feed) != len(rows.objects):
            yield "the county holds an object twice"
        if vanished := self.vanished():
            yield f"{len(vanished)} objects are nowhere any more"
        if photos := self._vanished_photos():
            yield f"{len(photos)} photos are nowhere any more"

    def _look_at(self, computer: Computer, rows: Rows) -> Iterator[str]:
        held = computer.disk.held
        self._lost.difference_update(rows.objects)
        for row in held.outbox.values():
            if (
                row.delivery in DELIVERED
                and row.object_id not in rows.objects
                and row.object_id not in self._lost
            ):
                yield f"{computer.name}: acknowledged, but not at the county"
            if row.delivery == "quarantined" and not row.problem:
                yield f"{computer.name}: set apart without a reason"
        if held.cursor and self._county.honours(held.cursor):
            upto = read_cursor(held.cursor)[2]
            unseen = [one for seq, (one, _) in rows.feed.items() if seq <= upto and one not in held.objects]
            if unseen:
                yield f"{computer.name}: the cursor passed {len(unseen)} objects that did not come"

    def look_at_end(self, things: dict[str, Thing]) -> Iterator[str]:
        """Everybody has everything, and what does not move says why."""
        rows = self._county.rows
        deliverable = {
            one for one in self._objects if not things[one].is_poison and not things[one].is_refused
        }
        if missing := deliverable.difference(rows.objects):
            yield f"the county lacks {len(missing)} objects"
        for computer in self._computers:
            held = computer.disk.held
            if missing := deliverable.difference(held.objects):
                yield f"{computer.name} lacks {len(missing)} objects"
            for row in held.outbox.values():
                if row.object_id in deliverable and row.delivery not in DELIVERED:
                    yield f"{computer.name}: still {row.delivery}: {row.problem}"
                elif row.delivery not in DELIVERED and not row.problem:
                    yield f"{computer.name}: does not move and has no reason"
            held_photos = {one for one in self._photos if one in rows.named}
            if lacking := held_photos.difference(held.blobs):
                yield f"{computer.name} lacks {len(lacking)} photos"
        if lacking := {one for one in self._photos if one in rows.named and not _has_photo(rows, one)}:
            yield f"the county lacks {len(lacking)} photos"
        yield from _look_at_conflicts(rows)
        if not self._county.history:
            yield from self._look_at_numbers()

    def _look_at_numbers(self) -> Iterator[str]:
        """No two computers send different operations under one number.

        Unless the county forgot the first: then the next number that both use tells.
        """
        used: dict[tuple[str, int], str] = {}
        for computer in self._computers:
            held = computer.disk.held
            for row in held.outbox.values():
                if (
                    row.delivery in DELIVERED
                    and used.setdefault((held.device, row.op_seq), row.op_id) != row.op_id
                ):
                    yield f"{computer.name} uses the number of another computer"


def _look_at_conflicts(rows: Rows) -> Iterator[str]:
    for siblings in rows.children.values():
        told = sum(rows.standings[one] is Standing.CONFLICT for one in set(siblings))
        if told < len(set(siblings)) - 1:
            yield "two versions of one record, and nobody was told"


def _has_photo(rows: Rows, name: str) -> bool:
    return rows.blobs.get(name, (b"", False))[1]
