"""Anonymous reports: no person, no computer, no instant; apart from every other table, chain and log.

They are written in a transaction of their own, sent in a later pass under the hospital's credential, and known
only by a random key. The reporter keeps a pick-up code of which only a slow hash is stored.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import canonical, digest
from forms.clock import local
from forms.context import EMPTY_CONTEXT
from forms.definition import FieldType, Form
from forms.filling import Filling
from forms.identity import new_random_id
from forms.json_value import Json
from forms.revision import commitment, private_part
from models.faults import Refusal, StoreError
from models.installation import read_installation
from models.store import Store
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.workflow.attachments import AttachmentError, without_traces
from models.workflow.permitting import require_role
from models.workflow.sealing import SealFailed
from models.workflow.sheet import NotReady
from models.workflow.surroundings import KnownHere

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12  # letters of 30 kinds: 58 bits
_EXACT = (FieldType.TIME, FieldType.DATETIME)
_SHIFTS = ("night", "day", "evening")  # 00-08, 08-16, 16-24
_BOUND = "anonymous"


class NotAnonymous(Refusal):
    def __init__(self, title: str) -> None:
        super().__init__(f"《{title}》不能匿名报。写的还在。请改为署名，或换“不良事件”报。")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A photo as it was chosen; its traces are taken off before anything is kept."""

    data: bytes
    mime: str


def submit(
    store: Store,
    *,
    form: Form | str,
    answers: Mapping[str, Json],
    attachments: Mapping[str, File] | None = None,
) -> str:
    """Keep a report durably and give the pick-up code, which is never shown again.

    ``attachments`` are photos by the name under which the answers mention them. Times of day are left out; the
    report says the day and the shift. NotReady, AttachmentError or NotAnonymous leave nothing behind.
    """
    known = store.catalog.latest(form) if isinstance(form, str) else form
    if known.anonymous != "allowed":
        raise NotAnonymous(known.title)
    files = {name: without_traces(file.data, file.mime) for name, file in (attachments or {}).items()}
    filling = _checked(store, known, answers, files)
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    kept = _stored_files(store, filling, files)
    data = _bytes(store, filling, kept, code)
    try:
        with store.write() as session:
            session.add(AnonymousReport(report_id=new_random_id(), bytes=data, state="waiting"))
            for sha256, content in {file.sha256: file.data for file in kept.values()}.items():
                session.merge(AnonymousAttachment(sha256=sha256, mime="image/jpeg", bytes=content))
    except StoreError as error:
        raise SealFailed(f"这份报告没有报上。{error}") from error
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def take(session: Session, data: bytes) -> bool:
    """A report that came by pull, for the quality office; False if it is here already."""
    if any(row.bytes == data for row in session.scalars(select(AnonymousReport))):
        return False
    session.add(AnonymousReport(report_id=new_random_id(), bytes=data, state="here"))
    session.flush()
    return True


def waiting(session: Session) -> tuple[AnonymousReport, ...]:
    """Not sent yet, in the order of random keys."""
    query = (
        select(AnonymousReport).where(AnonymousReport.state == "waiting").order_by(AnonymousReport.report_id)
    )
    return tuple(session.scalars(query))


def mark_sent(session: Session, report_id: str) -> None:
    """The county has proved that it holds the report."""
    session.get_one(AnonymousReport, report_id).state = "sent"


def open_report(store: Store, actor: str, report_id: str) -> dict[str, Any]:
    """The quality office reads a report: its clocks start on that day, at the first opening."""
    with store.write() as session:
        require_role(session, store.catalog, actor, ["quality", "leader", "admin"], "看匿名报告")
        row = session.get_one(AnonymousReport, report_id)
        row.opened_on = row.opened_on or local(store.clock.now()).date().isoformat()
        content: dict[str, Any] = json.loads(row.bytes)
    return content


def pick_up_hash(facility_id: str, code: str) -> str:
    """What is kept of a pick-up code: slow to try out, the same for the same hospital and code."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.scrypt(letters.encode(), salt=facility_id.encode(), n=2**14, r=8, p=1, dklen=32).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    sha256: str
    data: bytes


def _checked(store: Store, form: Form, answers: Mapping[str, Json], files: Mapping[str, bytes]) -> Filling:
    now = store.clock.now()
    complete = {**Filling(form, context=EMPTY_CONTEXT, now=now).answers, **answers}
    exact = {field.name for field in form.fields() if field.type in _EXACT}
    named = {name: digest(data) for name, data in files.items()}
    coarse = {
        name: _renamed(_without_times(form, name, value), named)
        for name, value in complete.items()
        if name not in exact
    }
    with store.read() as session:
        filling = Filling(form, coarse, context=EMPTY_CONTEXT, now=now, known=KnownHere(session))
        problems = filling.problems()
    if problems:
        raise NotReady(problems)
    if any(sha256 not in named.values() for _, sha256, _ in filling.attachments()):
        raise AttachmentError("有一张照片不在这份报告里，没有报上。写的还在。请把它重新附一次。")
    return filling


def _without_times(form: Form, name: str, value: Json) -> Json:
    tables = (field for field in form.fields() if field.name == name)
    columns = {column.name for table in tables for column in table.fields if column.type in _EXACT}
    if not columns or not isinstance(value, list):
        return value
    return [
        {key: cell for key, cell in row.items() if key not in columns} if isinstance(row, dict) else row
        for row in value
    ]


def _renamed(value: Json, names: Mapping[str, str]) -> Json:
    match value:
        case str():
            return names.get(value, value)
        case list():
            return [_renamed(item, names) for item in value]
        case dict():
            return {key: _renamed(item, names) for key, item in value.items()}
        case _:
            return value


def _stored_files(store: Store, filling: Filling, files: Mapping[str, bytes]) -> dict[str, _Kept]:
    """By the digest in the answers what is stored: ciphertext where the field is identifying."""
    plain = {digest(data): data for data in files.values()}
    kept: dict[str, _Kept] = {}
    for _, sha256, identifying in filling.attachments():
        stored = store.keys.encrypt(plain[sha256], "attachment") if identifying else plain[sha256]
        kept.setdefault(sha256, _Kept(sha256=digest(stored), data=stored))
    return kept


def _bytes(store: Store, filling: Filling, kept: Mapping[str, _Kept], code: str) -> bytes:
    with store.read() as session:
        installation = read_installation(session)
    if installation is None:
        raise LookupError("not set up")
    here = local(filling.now)
    public, private = filling.sealed_answers()
    names = {sha256: file.sha256 for sha256, file in kept.items()}
    part = private_part(_renamed_all(private, names), secrets.token_bytes(16)) if private else None
    form = filling.form
    content: dict[str, object] = {
        "kind": "anonymous",
        "format": 1,
        "form_id": form.id,
        "form_version": form.version,
        "form_digest": form.digest,
        "facility": installation.facility_id,
        "day": here.date().isoformat(),
        "shift": _SHIFTS[here.hour // 8],
        "answers": _renamed_all(public, names),
        "bulk": list(filling.sealed_bulk()),
        "private": None
        if part is None
        else {"commitment": commitment(part), "ciphertext": store.keys.encrypt(part, _BOUND).hex()},
        "attachments": sorted(
            (
                {
                    "name": "/".join(path),
                    "sha256": names[sha256],
                    "size": len(kept[sha256].data),
                    "mime": "image/jpeg",
                    "identifying": identifying,
                }
                for path, sha256, identifying in filling.attachments()
            ),
            key=lambda entry: (str(entry["name"]), str(entry["sha256"])),
        ),
        "pick_up": pick_up_hash(installation.facility_id, code),
        "salt": secrets.token_hex(16),
    }
    return canonical(content)


def _renamed_all(answers: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    return {name: _renamed(value, names) for name, value in answers.items()}
