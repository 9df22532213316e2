"""The verbs at one home, called in this process: what they said, and whether anything was lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import Clock, SystemClock
from forms.json_value import Json
from main import main
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.projections import PROJECTIONS
from models.tables.sealed import SealedObject
from models.verifying import verify
from models.workflow import drafts
from tests.forbidden_words import FORBIDDEN
from tests.hospital import NURSE, answers_for
from tools.verb_pages import Said

_RECKONED: set[str] = set()
"""Contents for which what is derived was reckoned again and found the same: once is enough in a run."""


@dataclass(frozen=True)
class Desk:
    home: Path
    capsys: pytest.CaptureFixture[str]

    def verb(self, *arguments: str | Path) -> Said:
        """The verb in this process; a traceback would fail the test."""
        self.capsys.readouterr()
        status = main(["--home", str(self.home), *map(str, arguments)])
        printed = self.capsys.readouterr()
        return Said(status=status, out=printed.out, err=printed.err)

    @contextmanager
    def store(self, clock: Clock | None = None) -> Iterator[Store]:
        store = Store.open(self.home, clock=clock or SystemClock())
        try:
            yield store
        finally:
            store.close()

    def kept(self) -> tuple[set[str], set[str], set[str]]:
        """What must not be lost: sealed objects, what waits for the county, drafts. The store is sound, too."""
        with self.store() as store:
            with store.read() as session:
                known = _content(session)
            assert verify(store, derived=known not in _RECKONED).faults == ()
            _RECKONED.add(known)
            with store.read() as session:
                sealed = set(session.scalars(select(SealedObject.object_id)))
                waiting = set(session.scalars(select(OutboxRow.object_id)))
            return sealed, waiting, {draft.draft_id for draft in drafts.open_drafts(store)}

    def answers(self, form_id: str, name: str = "answers.json", **changes: Json) -> Path:
        """A file of answers that seal, with changes."""
        with self.store() as store:
            answers = answers_for(store, form_id) | changes
        return self.file(name, json.dumps(answers, ensure_ascii=False).encode())

    def file(self, name: str, data: bytes) -> Path:
        path = self.home.parent / name
        path.write_bytes(data)
        return path

    def fill(self, form_id: str, answers: Path, *more: str | Path, author: str = NURSE) -> Said:
        return self.verb("fill", form_id, "--answers", answers, "--as", author, "--json", *more)


def _content(session: Session) -> str:
    """A digest of what is sealed and of what was reckoned from it."""
    digest = sha256()
    for table in (SealedObject, *PROJECTIONS):
        digest.update(table.__tablename__.encode())
        for row in session.execute(select(table.__table__)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def is_refused(said: Said) -> str:
    """Status 1, nothing on standard output, and one sentence in our words; the sentence."""
    assert (said.status, said.out) == (1, ""), said
    return sentence_in(said.err)


def sentence_in(text: str) -> str:
    assert text.endswith("\n")
    assert "\n" not in text[:-1], text
    assert "Traceback" not in text
    assert len(re.findall("[\u4e00-\u9fff]", text)) >= 12, text
    assert text[:-1].endswith(("。", "）")), text
    assert [word for word in FORBIDDEN if word in text] == []
    return text[:-1]
