"""A folder into which a camera's or a card reader's photos come: what is new in it is offered, never taken by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

EVERY_MS = 2_000
NEW = timedelta(hours=12)  # a round's photos; what is older lies on every card
MOST = 5_000  # photos looked at: a full card must not keep a thread busy
DEEP = 3  # DCIM/100CANON on a card
SUFFIXES = frozenset({".jpg", ".jpeg", ".png"})

Seen = Mapping[Path, tuple[int, float]]
"""Size and time of each photo."""

Run = Callable[[Callable[[], Seen | None], Callable[[Seen | None], None]], None]
"""run(work, done): works off the window's thread, then calls back on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    path: Path
    taken: datetime  # when the file was last written


class PhotoFolder(QObject):
    """Looks into one folder every two seconds while somebody may want a photo.

    A photo is offered once two looks have found it as large as before: it is not being copied any more. A folder
    that is not there yet, such as a card reader's, is waited for.

    Signals:
        changed: what is offered, or whether the folder is there, is different now.
        named(str): a person has named another folder, "" for none.
    """

    changed = Signal()
    named = Signal(str)

    def __init__(
        self,
        run: Run,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        suffixes: frozenset[str] = SUFFIXES,
    ) -> None:
        super().__init__(parent)
        self._run, self._now, self._suffixes = run, now, suffixes
        self._folder: Path | None = None
        self._before: Seen = {}
        self._offers: tuple[NewPhoto, ...] = ()
        self._put_away: set[Path] = set()
        self._is_there = False
        self._is_looking = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> Path | None:
        return self._folder

    @property
    def is_there(self) -> bool:
        """Whether the folder was found at the last look."""
        return self._is_there

    @property
    def offers(self) -> tuple[NewPhoto, ...]:
        """New photos, the newest first."""
        return self._offers

    def set_folder(self, folder: Path | None) -> None:
        """Looks into another folder from now on, into none with None."""
        if folder != self._folder:
            self._folder, self._before, self._offers, self._is_there = folder, {}, (), False
            self.changed.emit()

    def name_folder(self, folder: Path | None) -> None:
        """The same, because a person said so: it is to be remembered."""
        self.set_folder(folder)
        self.named.emit(str(folder) if folder is not None else "")
        self.look()

    def watch(self, *, on: bool) -> None:
        """Looks regularly from now on, or no longer."""
        if not on:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
            self.look()

    def put_away(self, path: Path) -> None:
        """Does not offer this photo again: it was taken, or is not wanted."""
        self._put_away.add(path)
        self._offer([one for one in self._offers if one.path != path], is_there=self._is_there)

    def look(self) -> None:
        """Looks once, off the window's thread; a look that is still under way is not overtaken."""
        folder = self._folder
        if folder is None or self._is_looking:
            return
        self._is_looking = True
        suffixes = self._suffixes
        self._run(lambda: photos_in(folder, suffixes), lambda seen: self._on_seen(folder, seen))

    def _on_seen(self, folder: Path, seen: Seen | None) -> None:
        self._is_looking = False
        if folder != self._folder:
            return
        before, self._before = self._before, seen or {}
        oldest = (self._now() - NEW).timestamp()
        found = [
            NewPhoto(path=path, taken=datetime.fromtimestamp(fact[1], UTC))
            for path, fact in self._before.items()
            if fact == before.get(path) and fact[0] and fact[1] >= oldest and path not in self._put_away
        ]
        found.sort(key=lambda one: (one.taken, one.path.name), reverse=True)
        self._offer(found, is_there=seen is not None)

    def _offer(self, found: list[NewPhoto], *, is_there: bool) -> None:
        offers = tuple(found)
        if (offers, is_there) != (self._offers, self._is_there):
            self._offers, self._is_there = offers, is_there
            self.changed.emit()


def photos_in(folder: Path, suffixes: frozenset[str] = SUFFIXES) -> dict[Path, tuple[int, float]] | None:
    """The photos, or other wanted files, of a folder and the folders in it; None while it is not there."""
    if not folder.is_dir():
        return None
    found: dict[Path, tuple[int, float]] = {}
    for entry in _files(folder, DEEP):
        if len(found) >= MOST:
            break
        if Path(entry.name).suffix.lower() in suffixes:
            try:
                fact = entry.stat()
            except OSError:  # the card was pulled out in between
                continue
            found[Path(entry.path)] = (fact.st_size, fact.st_mtime)
    return found


def _files(folder: Path | str, deep: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:  # as above
        return
    for entry in listed:
        if not entry.is_dir(follow_symlinks=False):
            yield entry
        elif deep > 1:
            yield from _files(entry.path, deep - 1)
