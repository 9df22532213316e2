"""What the set-up program asks of a version of the program, answered in a file that NSIS reads.

Lies beside the interpreter of the Windows package: ``pythonw -m asking ANSWER fits|prove|backup|leave HOME``. The answer is
UTF-16 with a byte order mark and two lines: a count, or nothing; one sentence. A later set-up program asks an older
version, so what is here does not change its meaning.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import main as program
from forms.clock import SystemClock
from models import schema
from models.backups import folder_of
from models.faults import Corrupt, NewerDatabase, store_error
from models.home import DATABASE, is_new
from models.migrations import proof

FITS, REFUSED, NOBODY_KNOWS = 0, 1, 3  # not 2, with which Python and argparse end by themselves


def main(argv: Sequence[str]) -> int:
    """Exit status: 0 it may go on, 1 refused with a sentence; anything else: nobody can tell."""
    answer, question, home = Path(argv[0]), argv[1], Path(argv[2])
    try:
        status, count, sentence = QUESTIONS[question](home)
    except Exception as error:  # noqa: BLE001 - there is no window and no console: it would be lost
        status, count, sentence = (
            NOBODY_KNOWS,
            "",
            f"{type(error).__name__}：{' '.join(str(error).split())[:200]}",
        )
    answer.write_bytes(f"\ufeff{count}\r\n{sentence}\r\n".encode("utf-16-le"))
    return status


def fits(home: Path) -> tuple[int, str, str]:
    """Whether this version knows how to read and write the records of the folder. A damaged one it mends by itself."""
    try:
        version = schema.version_of(home / DATABASE)
    except Corrupt:
        version = None
    if version is not None and schema.age(version) is schema.Age.NEWER:
        return REFUSED, "", str(NewerDatabase(version))
    return FITS, "", ""


def prove(home: Path) -> tuple[int, str, str]:
    """Whether this version brings a copy of the records to its schema and finds every row and byte in it again.

    The count is that of the faults, the sentence the first of them.
    """
    if not (home / DATABASE).exists():
        return FITS, "", ""
    try:
        found = proof.prove(home, clock=SystemClock())
    except Exception as error:
        if not isinstance(store_error(error, home), Corrupt):
            raise
        return FITS, "", ""  # nothing to compare with: ``fits`` lets it be mended
    if found.faults:
        return REFUSED, str(len(found.faults)), found.faults[0]
    return FITS, "", ""


def back_up(home: Path) -> tuple[int, str, str]:
    """A verified copy in the folder of the daily ones; nothing to do for a folder without records."""
    if is_new(home):
        return FITS, "", ""
    status, _, sentence = _run("--home", str(home), "backup", str(folder_of(home)))
    return status, "", sentence


def leave(home: Path) -> tuple[int, str, str]:
    """How many are nowhere else, whether or not anybody has said the number yet."""
    _, told, sentence = _run("--home", str(home), "leave", "--json")
    if not told:
        return REFUSED, "", sentence
    left = json.loads(told)
    parts = (("记录", "operations"), ("匿名报告", "anonymous"), ("草稿", "drafts"))
    sentence = "，".join(f"{name} {left[key]} 份" for name, key in parts if left[key])
    return FITS, str(left["total"]), sentence


QUESTIONS = {"fits": fits, "prove": prove, "backup": back_up, "leave": leave}


def _run(*arguments: str) -> tuple[int, str, str]:
    """Status and what was said on both streams of one verb; the second as one line."""
    said, refused = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(refused):
        status = program.main(arguments)
    return status, said.getvalue(), " ".join((refused.getvalue() or said.getvalue()).split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
