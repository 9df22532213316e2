"""``fill`` seals a record from a file of answers; ``sign`` adds a later signature."""

from __future__ import annotations

import argparse
import json
import mimetypes
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cli.forms import find_form
from cli.opening import opened, pin_of
from cli.output import Output, Refused
from forms.clock import ZONE
from forms.definition import FieldType, Form
from forms.json_value import Json
from models.queries import assets
from models.store import Store
from models.workflow import attachments, correcting, drafts, signing
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("fill", help="用答案文件填一份表并封存", parents=[common])
    parser.add_argument("form")
    parser.add_argument("--answers", type=Path, required=True, help="JSON：{字段: 值}")
    parser.add_argument("--as", dest="author", required=True, metavar="STAFF_NO")
    parser.add_argument("--place")
    parser.add_argument("--asset")
    parser.add_argument("--subject", help="步骤所属的隐患或事件")
    parser.add_argument("--after", action="append", default=[], metavar="REV_ID")
    parser.add_argument("--sign", action="append", default=[], metavar="ROLE=STAFF_NO[:IMAGE.png]")
    parser.add_argument("--attach", action="append", default=[], metavar="FIELD=FILE")
    parser.add_argument("--claimed-at", metavar="TIME", help="实际发生的时间，如 2026-11-20T22:00")
    parser.add_argument("--paper-no", help="纸质原件编号")
    parser.add_argument("--correct", metavar="RECORD")
    parser.add_argument("--reason")
    parser.set_defaults(run=fill)
    later = verbs.add_parser("sign", help="给已封存的记录补第二人签名", parents=[common])
    later.add_argument("rev_id")
    later.add_argument("--role", required=True)
    later.add_argument("--as", dest="person", required=True, metavar="STAFF_NO")
    later.add_argument("--image", type=Path)
    later.set_defaults(run=sign)


def fill(arguments: argparse.Namespace) -> int:
    answers = _answers(arguments.answers)
    with opened(arguments) as store:
        form = find_form(store.catalog, arguments.form)
        _name_assets(store, form, answers, arguments)
        for field, names in _attached(store, form, arguments.attach):
            answers[field] = names
        author_image, signers = _signers(form, arguments)
        sealed = _seal(store, form, answers, arguments, author_image)
        for role, staff_no, image in signers:
            signing.sign(
                store, rev_id=sealed.rev_id, role=role, person=staff_no, pin=pin_of(staff_no), image=image
            )
    signed = {role for role, _, _ in signers}
    awaiting = [role for role in sealed.awaiting if role not in signed]
    facts = {
        "id": sealed.record_id,
        "rev_id": sealed.rev_id,
        "serial": sealed.serial,
        "timeliness": sealed.timeliness,
        "hazards": list(sealed.hazards),
        "awaiting": awaiting,
    }
    waiting = "，等第二人签" if awaiting else ""
    return Output.of(arguments).document(facts, f"已封存在本机：{form.title} {sealed.serial}{waiting}")


def _name_assets(store: Store, form: Form, answers: dict[str, Json], arguments: argparse.Namespace) -> None:
    """On paper a thing is known by its number, in a record by its card: numbers are replaced by the card's id."""
    with store.read() as session:
        by_number = {item.code: item.asset_id for item in assets.find(session, limit=100_000)}
    arguments.asset = by_number.get(arguments.asset, arguments.asset)
    for field in form.fields():
        value = answers.get(field.name)
        if field.type is FieldType.ASSET and isinstance(value, str):
            answers[field.name] = by_number.get(value, value)
        elif field.type is FieldType.ASSET and isinstance(value, list):
            answers[field.name] = [by_number.get(one, one) if isinstance(one, str) else one for one in value]


def sign(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        object_id = signing.sign(
            store,
            rev_id=arguments.rev_id,
            role=arguments.role,
            person=arguments.person,
            pin=pin_of(arguments.person),
            image=_bytes(arguments.image) if arguments.image else None,
        )
    return Output.of(arguments).document({"id": object_id}, "已签名，保存在本机。")


def _seal(
    store: Store, form: Form, answers: dict[str, Json], arguments: argparse.Namespace, image: bytes | None
) -> Sealed:
    claimed_at = _instant(arguments.claimed_at)
    pin = pin_of(arguments.author)
    if arguments.correct is None:
        return seal(
            store,
            author=arguments.author,
            pin=pin,
            form=form,
            answers=answers,
            place=arguments.place,
            asset=arguments.asset,
            subject=arguments.subject,
            after=arguments.after,
            claimed_at=claimed_at,
            paper_no=arguments.paper_no,
            signature_image=image,
        )
    if not arguments.reason:
        raise Refused("更正要写原因，用 --reason 给出。原来的记录没有动。")
    draft = correcting.start_correction(
        store, arguments.correct, reason=arguments.reason, person=arguments.author
    )
    drafts.save(store, draft.draft_id, answers=answers)
    return seal(store, author=arguments.author, pin=pin, draft_id=draft.draft_id, signature_image=image)


def _answers(path: Path) -> dict[str, Json]:
    try:
        answers = json.loads(path.read_text(encoding="utf-8"), parse_float=_no_float)
    except OSError as error:
        raise Refused(
            f"答案文件 {path} 打不开（{error.strerror}）。没有填任何东西。看看路径对不对。"
        ) from error
    except ValueError as error:
        raise Refused(f"答案文件 {path} 不是 JSON：{error}。没有填任何东西。改好再试。") from error
    if not isinstance(answers, dict):
        raise Refused(f"答案文件 {path} 应是 {{字段: 值}}。没有填任何东西。")
    return answers


def _no_float(text: str) -> str:
    return text


def _attached(store: Store, form: Form, given: Iterable[str]) -> Iterable[tuple[str, list[Json]]]:
    by_field: dict[str, list[Json]] = {}
    for pair in given:
        name, _, file = pair.partition("=")
        try:
            field = form.field(name)
        except KeyError as error:
            raise Refused(f"{form.title} 里没有附件字段 {name}。没有填任何东西。") from error
        mime = mimetypes.guess_type(file)[0] or "application/octet-stream"
        sha = attachments.add(store, Path(file), mime, identifying=field.identifying)
        by_field.setdefault(name, []).append(sha)
    return by_field.items()


def _signers(
    form: Form, arguments: argparse.Namespace
) -> tuple[bytes | None, list[tuple[str, str, bytes | None]]]:
    """The author's drawn signature, and the later signers in the order given."""
    author_image = None
    later: list[tuple[str, str, bytes | None]] = []
    for pair in arguments.sign:
        role, _, who = pair.partition("=")
        staff_no, _, file = who.partition(":")
        image = _bytes(Path(file)) if file else None
        if role not in {signer.role for signer in form.signers}:
            raise Refused(f"{form.title} 没有签名角色 {role}。没有填任何东西。")
        if role == form.author_role:
            if staff_no != arguments.author:
                raise Refused(
                    f"{form.signer(role).title}就是填表人 {arguments.author}，不能由 {staff_no} 代签。"
                )
            author_image = image
        else:
            later.append((role, staff_no, image))
    return author_image, later


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"签名图片 {path} 打不开（{error.strerror}）。没有签名。看看路径对不对。") from error


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"时间 {text} 看不懂，写成 2026-11-20T22:00 这样。没有填任何东西。") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
