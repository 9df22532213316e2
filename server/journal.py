"""What the server writes about itself: one JSON object per line, and never what hospitals wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from forms.clock import to_text
from forms.json_value import Json

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(slots=True)
class Note:
    """What the line about one request will say. Its parts fill it in on their way."""

    facility: str | None = None
    device: str | None = None
    problem: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    is_silent: bool = False  # no line at all: who reports without a name leaves no instant here


def note_of(connection: HTTPConnection) -> Note:
    """The note of this request; one that nobody reads outside the server."""
    note: Note | None = connection.scope.get("yian.note")
    if note is None:
        note = connection.scope["yian.note"] = Note()
    return note


def request_id(connection: HTTPConnection) -> str:
    """The caller's own number of the call, if it is one; it is what a person reads out on the telephone."""
    given = connection.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else ""


class JsonLines(logging.Formatter):
    """A record as one line. Of an exception its type and where it came from, not its text: that may hold answers."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Json] = {
            "at": to_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["frames"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=False)


def write_to_stderr(level: int = logging.INFO) -> None:
    """From now on everything of ours from this level on goes to the standard error stream in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("yian").setLevel(level)
