"""After the program was updated: what it kept raw because it was too old is read again, once per version."""

from __future__ import annotations

from models.installation import put_setting, setting
from models.program import VERSION
from models.store import Store
from models.workflow import receiving

_READ_BY = "unread_read_by"  # setting: the version of the program that last tried


def read_again(store: Store, version: str = VERSION) -> int:
    """How many objects are read now that could not be before."""
    with store.read() as session:
        if setting(session, _READ_BY) == version:
            return 0
    done = receiving.reread_unread(store)
    with store.write() as session:
        put_setting(session, _READ_BY, version)
    return done
