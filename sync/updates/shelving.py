"""What goes on the shelf of update files: checked to its last byte first; what it replaces goes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from models.files import flush_folder, write_durably
from sync.wire.codec import encode
from sync.wire.update_file import UpdateRefused, check_payload, open_update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import version_key
from sync.wire.update_shelf import LIST, KeptUpdate, Shelf, Source, is_whole, read_shelf
from sync.wire.updates import PublishedUpdate

BEGUN = ".part"  # of what comes over the line; named by the digest of the whole
COPYING = ".copy"  # of what comes from a stick

_turn = threading.RLock()  # a pass and a person may shelve at once, in the one process that has the home


def holds(folder: Path, *, version: str, platform: str) -> bool:
    """Whether a whole file of that version, or of a newer one, for that system is here."""
    return any(
        one.update.platform == platform
        and version_key(one.update.version) >= version_key(version)
        and is_whole(folder / one.name, one.update)
        for one in read_shelf(folder).kept
    )


def put(folder: Path, part: Path, update: PublishedUpdate, source: Source) -> bool:
    """``part`` becomes the one that is kept for its system; False, with it gone, if it is not what ``update`` says.

    UpdateRefused, with it gone and never to be taken again, if its bytes are those but its publisher did not sign them.
    """
    if not is_whole(part, update):
        part.unlink()
        return False
    try:
        _check(part, update)
    except UpdateRefused:
        part.unlink()
        _change(folder, lambda shelf: replace(shelf, refused=(*shelf.refused, update.sha256)))
        raise
    kept = KeptUpdate(update=update, source=source)
    part.replace(folder / kept.name)
    flush_folder(folder)
    _change(folder, lambda shelf: replace(shelf, kept=(*_others(shelf, update.platform), kept)))
    tidy(folder, parts=None, platforms=None)
    return True


def tidy(folder: Path, *, parts: Collection[str] | None, platforms: Collection[str] | None) -> None:
    """Removes what is not kept: of ``parts`` all but those of these digests, and files for other systems. None: all stay."""
    with _turn:
        shelf = read_shelf(folder)
        kept = tuple(one for one in shelf.kept if platforms is None or one.update.platform in platforms)
        if kept != shelf.kept:
            _change(folder, lambda shelf: replace(shelf, kept=kept))
        names = {LIST, *(one.name for one in kept)}
        for file in folder.iterdir():
            is_begun = file.suffix == BEGUN and (parts is None or file.stem in parts)
            if file.suffix != COPYING and not is_begun and file.name not in names:
                # On Windows one that is just being handed out stays; the next pass does it.
                with contextlib.suppress(OSError):
                    file.unlink()


def _check(part: Path, update: PublishedUpdate) -> None:
    opened = open_update(part, release_keys())
    if (opened.manifest.version, opened.manifest.platform) != (update.version, update.platform):
        raise UpdateRefused(part.name)
    check_payload(opened, lambda _done, _whole: None)


def _others(shelf: Shelf, platform: str) -> tuple[KeptUpdate, ...]:
    return tuple(one for one in shelf.kept if one.update.platform != platform)


def _change(folder: Path, change: Callable[[Shelf], Shelf]) -> None:
    with _turn:
        shelf = change(read_shelf(folder))
        write_durably(folder / LIST, encode(replace(shelf, number=shelf.number + 1).to_json()))
