"""Characters that no shipped typeface has: on paper each is 〓, and the notes say which they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forms.json_value import Json
from forms.printing.fonts import GETA, Face
from forms.printing.job import PrintJob

_NAMED = 8  # of the characters, by their codes


def unknown_note(job: PrintJob, face: Face) -> list[str]:
    """One paragraph for the notes, none where every character could be set."""
    lacking = [char for text in _texts(job) for char in text if face.lacks(char)]
    if not lacking:
        return []
    codes = [f"U+{ord(char):04X}" for char in dict.fromkeys(lacking)]
    named = "、".join(codes[:_NAMED]) + (" 等" if len(codes) > _NAMED else "")
    return [
        f"{GETA} 是字库里没有的字，共 {len(lacking)} 个：{named}。电子记录里是原字，纸上可以手写补在旁边。"
    ]


def _texts(job: PrintJob) -> Iterator[str]:
    """What people wrote into the records on the page."""
    yield from _strings(dict(job.answers))
    for revision in job.revisions:
        yield from _strings(dict(revision.answers))
    for step in job.steps:
        yield from _strings(dict(step.private))
    yield from _strings(dict(job.private) if job.revision is None else {})
    yield from (text for pair in job.subject for text in pair)


def _strings(value: Json) -> Iterable[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case dict():
            for one in value.values():
                yield from _strings(one)
        case _:
            pass
