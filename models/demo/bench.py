"""A store for making many things at once: one session, committed now and then instead of after every act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy.orm import Session

from models.store import Store

ACTS = 100  # to one commit


class Bench(Store):
    """What is read is what was written, committed or not. For one thread, in a folder that is not in use yet.

    Here *saved* does not mean durable: whoever builds a hospital throws the folder away unless it is whole, and
    calls ``keep`` at the end. After an error nothing of it may be used.
    """

    _acts = 0

    @cached_property
    def _shared(self) -> Session:
        return Session(self._writer, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        yield self._shared

    @contextmanager
    def write(self) -> Iterator[Session]:
        yield self._shared
        self._shared.flush()
        self._shared.expunge_all()  # the next act reads what is there, as if it had a session of its own
        self._acts += 1
        if self._acts % ACTS == 0:
            self.keep()

    def keep(self) -> None:
        """On the disk, and in the black box as well."""
        self._commit(self._shared)

    def close(self, *, keep_lock: bool = False) -> None:
        self._shared.close()
        super().close(keep_lock=keep_lock)
