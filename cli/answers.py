"""What ``fill`` is given in files and on the command line, read before anything is written."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cli.output import Refused
from forms.clock import ZONE
from forms.definition import ATTACHMENT_TYPES, Field, Form
from forms.json_value import Json
from models.files import why
from models.workflow.attachments import check


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSigner:
    role: str
    staff_no: str
    image: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    field: Field
    path: Path
    mime: str


def read_answers(path: Path) -> dict[str, Json]:
    """The object in a JSON file; Refused with the reason for anything else."""
    try:
        # Notepad begins a file with a mark that JSON does not know.
        answers = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str, parse_constant=str)
    except OSError as error:
        raise Refused(f"答案文件 {path} 打不开（{why(error)}）。没有填任何东西。看看路径对不对。") from error
    except UnicodeDecodeError as error:
        raise Refused(f"答案文件 {path} 不是 UTF-8 编码。没有填任何东西。另存为 UTF-8 再试。") from error
    except (ValueError, RecursionError) as error:
        raise Refused(f"答案文件 {path} 不是 JSON：{error}。没有填任何东西。改好再试。") from error
    if not isinstance(answers, dict):
        raise Refused(f"答案文件 {path} 应是 {{字段: 值}}。没有填任何东西。")
    try:
        json.dumps(answers, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refused(f"答案文件 {path} 里有不成字的编码。没有填任何东西。改好再试。") from error
    return answers


def read_files(form: Form, given: Iterable[str]) -> list[GivenFile]:
    """``FIELD=FILE`` pairs; Refused unless each names an attachment field of the form."""
    return [_file(form, *pair.partition("=")[::2]) for pair in given]


def _file(form: Form, name: str, file: str) -> GivenFile:
    found = next((one for one in form.fields() if one.name == name), None)
    if found is None or found.type not in ATTACHMENT_TYPES:
        raise Refused(f"《{form.title}》里没有附件字段 {name}。没有填任何东西。")
    return GivenFile(
        field=found, path=Path(file), mime=mimetypes.guess_type(file)[0] or "application/octet-stream"
    )


def read_signers(
    form: Form, author: str, given: Iterable[str]
) -> tuple[GivenSigner | None, list[GivenSigner]]:
    """``ROLE=STAFF_NO[:IMAGE.png]``: the author's own, and the later signers in the order given."""
    own = None
    later = []
    for pair in given:
        role, _, who = pair.partition("=")
        staff_no, _, file = who.partition(":")
        if role not in {signer.role for signer in form.signers}:
            raise Refused(f"《{form.title}》没有签名角色 {role}。没有填任何东西。")
        one = GivenSigner(role=role, staff_no=staff_no, image=read_image(Path(file)) if file else None)
        if role != form.author_role:
            later.append(one)
        elif staff_no == author:
            own = one
        else:
            raise Refused(
                f"{form.signer(role).title}就是填表人 {author}，不能由 {staff_no} 代签。没有填任何东西。"
            )
    return own, later


def read_image(path: Path) -> bytes:
    """A drawn signature that can be looked at; Refused or AttachmentError otherwise."""
    try:
        image = path.read_bytes()
        check(image, "image/png")
        return image
    except OSError as error:
        raise Refused(f"签名图片 {path} 打不开（{why(error)}）。没有签名。看看路径对不对。") from error


def read_instant(text: str | None) -> datetime | None:
    """A time of the hospital's wall clock unless it says its offset."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(f"时间 {text} 看不懂，写成 2026-11-20T22:00 这样。没有填任何东西。") from error
