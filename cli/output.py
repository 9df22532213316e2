"""What a verb prints: a human line, or one JSON document."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from forms.clock import local, to_text
from models.files import why

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


class Refused(Exception):  # noqa: N818 - named by what happened
    """The verb cannot be done; the message is a sentence for whoever called it."""


@dataclass(frozen=True, slots=True)
class Output:
    """Prints once per verb, on standard output; refusals go to standard error."""

    as_json: bool

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Output:
        return cls(as_json=bool(getattr(arguments, "json", False)))

    def document(self, value: object, line: str) -> int:
        """``value`` with --json, else ``line``; answers the exit status of something done."""
        _say(json.dumps(plain(value), ensure_ascii=False, indent=1) if self.as_json else line)
        return DONE

    def rows(self, rows: Iterable[Mapping[str, object]], columns: tuple[str, ...], empty: str) -> int:
        """A list: all keys with --json, else the named columns, one line each."""
        listed = list(rows)
        lines = ["\t".join(_cell(row.get(column)) for column in columns) for row in listed]
        return self.document(listed, "\n".join(lines) if lines else empty)


def refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def speak_utf8() -> None:
    """What programs read is UTF-8 on every system; a console that lacks a character shows its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            at_a_console = stream.isatty()
            stream.reconfigure(encoding=None if at_a_console else "utf-8", errors="backslashreplace")


def _say(text: str) -> None:
    """On standard output, all of it. A reader who has seen enough, as ``head`` does, is no fault."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is still buffered would be tried again when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Refused(
            f"要做的已经做完，只是结果写不出来（{why(error)}）。记录都在。请换个地方输出，再查看。"
        ) from error


def plain(value: object) -> object:
    """Any frozen value as JSON: instants in UTC, enumerations by value, bytes left out."""
    match value:
        case datetime():
            return to_text(value)
        case date():
            return value.isoformat()
        case Path():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case str() | int() | bool() | None:
            return value
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
        case _:
            return str(value)


def _cell(value: object) -> str:
    match value:
        case None:
            return "—"
        case datetime():
            return local(value).strftime("%Y-%m-%d %H:%M")
        case list() | tuple():
            return "、".join(map(_cell, value))
        case _:
            return str(value)
