"""``fill`` seals a record from a file of answers; ``sign`` adds a later signature."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from cli.answers import (
    GivenFile,
    GivenSigner,
    read_answers,
    read_files,
    read_image,
    read_instant,
    read_signers,
)
from cli.forms import find_form
from cli.opening import opened, pin_of
from cli.output import DONE, Output, Refused, refuse
from forms.definition import Field, FieldType, Form
from forms.json_value import Json
from models.faults import Refusal
from models.queries import assets, records
from models.queries.places import all_places
from models.store import Store
from models.workflow import attachments, correcting, drafts, signing
from models.workflow.credentials import Proof, verify_pin
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
    parser.add_argument("--subject", help="步骤所属的隐患、事件或记录")
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
    """Everything that can be refused is looked at before the seal; a signature refused after it is said as such."""
    answers = read_answers(arguments.answers)
    claimed_at = read_instant(arguments.claimed_at)
    with opened(arguments) as store:
        form = find_form(store.catalog, arguments.form)
        own, later = read_signers(form, arguments.author, arguments.sign)
        files = read_files(form, arguments.attach)
        proofs = {who: verify_pin(store, who, pin_of(who)) for who in _everybody(arguments.author, later)}
        asset = _check_subject(store, form, arguments)
        answers = _with_cards(store, form, answers) | _attached(store, files)
        image = own.image if own else None
        if arguments.correct is None:
            sealed = seal(
                store,
                author=arguments.author,
                proof=proofs[arguments.author],
                form=form,
                answers=answers,
                place=arguments.place,
                asset=asset,
                subject=arguments.subject,
                after=arguments.after,
                claimed_at=claimed_at,
                paper_no=arguments.paper_no,
                signature_image=image,
            )
        else:
            sealed = _correct(store, arguments, answers, proofs[arguments.author], claimed_at, image)
        refusal, signed = _sign_all(store, sealed, later, proofs)
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
    Output.of(arguments).document(facts, f"已封存在本机：{form.title} {sealed.serial}{waiting}")
    return DONE if refusal is None else refuse(f"记录已封存在本机，只有签名没签上：{refusal}")


def sign(arguments: argparse.Namespace) -> int:
    image = read_image(arguments.image) if arguments.image else None
    with opened(arguments) as store:
        object_id = signing.sign(
            store,
            rev_id=arguments.rev_id,
            role=arguments.role,
            person=arguments.person,
            pin=pin_of(arguments.person),
            image=image,
        )
    return Output.of(arguments).document({"id": object_id}, "已签名，保存在本机。")


def _everybody(author: str, later: Iterable[GivenSigner]) -> list[str]:
    return list(dict.fromkeys((author, *(one.staff_no for one in later))))


def _check_subject(store: Store, form: Form, arguments: argparse.Namespace) -> str | None:
    """The id of the asset that was named by number or id; Refused for places, things and records that are not here."""
    with store.read() as session:
        if arguments.place and arguments.place not in {place.code for place in all_places(session)}:
            raise Refused(f"没有编号为 {arguments.place} 的部位。没有填任何东西。核对部位编号再试。")
        if arguments.correct is not None:
            _check_corrected(session, store, form, arguments)
    if arguments.asset is None:
        return None
    asset = _card_ids(store).get(arguments.asset)
    if asset is None:
        raise Refused(f"台账里没有 {arguments.asset}。没有填任何东西。用 assets 看全部编号。")
    return asset


def _check_corrected(session: Session, store: Store, form: Form, arguments: argparse.Namespace) -> None:
    view = records.get(session, store.catalog, arguments.correct, None)
    if view is None:
        raise Refused(f"没有编号为 {arguments.correct} 的记录。没有改动。用 records list 看全部编号。")
    if view.item.form_id != form.id:
        raise Refused(f"这份记录是《{view.item.title}》，不是《{form.title}》。没有改动。换对表单再试。")
    if not (arguments.reason or "").strip():
        raise Refused("更正要写原因，用 --reason 给出。原来的记录没有动。")


def _card_ids(store: Store) -> dict[str, str]:
    """Cards by the number on the thing, and by their own id."""
    with store.read() as session:
        found = assets.find(session, limit=100_000)
    return {item.code: item.asset_id for item in found} | {item.asset_id: item.asset_id for item in found}


def _with_cards(store: Store, form: Form, answers: dict[str, Json]) -> dict[str, Json]:
    """On paper a thing is known by its number, in a record by its card: numbers are replaced by the card's id."""
    ids = _card_ids(store)

    def named(fields: Iterable[Field], values: dict[str, Json]) -> dict[str, Json]:
        found = dict(values)
        for field in fields:
            match field.type, found.get(field.name):
                case FieldType.ASSET, str(number):
                    found[field.name] = ids.get(number, number)
                case FieldType.ASSET, list(numbers):
                    found[field.name] = [
                        ids.get(one, one) if isinstance(one, str) else one for one in numbers
                    ]
                case FieldType.ROWS, list(rows):
                    found[field.name] = [
                        named(field.fields, row) if isinstance(row, dict) else row for row in rows
                    ]
                case _:
                    pass
        return found

    return named(form.fields(), answers)


def _attached(store: Store, files: Iterable[GivenFile]) -> dict[str, Json]:
    by_field: dict[str, list[Json]] = {}
    for one in files:
        sha256 = attachments.add(store, one.path, one.mime, identifying=one.field.identifying)
        by_field.setdefault(one.field.name, []).append(sha256)
    return dict(by_field)


def _correct(
    store: Store,
    arguments: argparse.Namespace,
    answers: dict[str, Json],
    proof: Proof,
    claimed_at: datetime | None,
    image: bytes | None,
) -> Sealed:
    """The answers over those of the current version. Leaves no draft behind, and touches nobody's."""
    if any(one.corrects == arguments.correct for one in drafts.open_drafts(store, arguments.author)):
        raise Refused(
            f"{arguments.author} 对这份记录有一份没写完的更正，还在。没有改动。请先在窗口里封存或丢掉它。"
        )
    draft = correcting.start_correction(
        store, arguments.correct, reason=arguments.reason, person=arguments.author
    )
    try:
        drafts.save(store, draft.draft_id, answers=draft.answers | answers)
        return seal(
            store,
            author=arguments.author,
            proof=proof,
            draft_id=draft.draft_id,
            claimed_at=claimed_at,
            paper_no=arguments.paper_no,
            signature_image=image,
        )
    except Refusal:
        with contextlib.suppress(Refusal):  # a full disk keeps the draft as well
            drafts.discard(store, draft.draft_id)
        raise


def _sign_all(
    store: Store, sealed: Sealed, signers: Iterable[GivenSigner], proofs: Mapping[str, Proof]
) -> tuple[Refusal | None, set[str]]:
    """The roles that signed, and the last refusal: the record is sealed by now, so one must not stop the others."""
    refusal: Refusal | None = None
    signed = set()
    for one in signers:
        try:
            signing.sign(
                store,
                rev_id=sealed.rev_id,
                role=one.role,
                person=one.staff_no,
                proof=proofs[one.staff_no],
                image=one.image,
            )
        except Refusal as error:
            refusal = error
        else:
            signed.add(one.role)
    return refusal, signed
