"""The people of the hospital: their cards travel as records, their PINs only as ciphertext."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from forms.half_width import half_width
from forms.json_value import Json
from models.faults import Refusal
from models.installation import Installation, read_installation
from models.queries.people import PersonView, get_person
from models.store import Store
from models.tables.projections import PersonRow
from models.workflow import auditing, credentials, pin_keeping
from models.workflow.cards import change_card, write_card
from models.workflow.credentials import Proof, UnknownPerson
from models.workflow.permitting import NotAllowed, require_person, require_role
from models.workflow.revisions import Author

PERSON_CARD = "register.person"
ROLES = ("nurse", "staff", "head", "safety_officer", "quality", "leader", "admin")


class AlreadyThere(Refusal):
    """The number is taken."""


def verify_pin(store: Store, staff_no: str, pin: str) -> Proof:
    """See ``credentials.verify_pin``."""
    return credentials.verify_pin(store, staff_no, pin)


def sign_in(store: Store, staff_no: str, pin: str) -> PersonView:
    """The person, after the right PIN; audited. WrongPin, LockedOut or UnknownPerson otherwise."""
    credentials.verify_pin(store, staff_no, pin)
    with store.write() as session:
        person = require_person(session, staff_no)
        auditing.note(
            session, at=store.clock.now(), actor=staff_no, action="person.signed_in", subject=staff_no
        )
    return person


def add_person(
    store: Store,
    actor: str,
    *,
    staff_no: str,
    name: str,
    role: str | Sequence[str],
    department: str,
    pin: str,
) -> PersonView:
    """A member of staff with a card and a PIN; whoever left before comes back under the same number."""
    now = store.clock.now()
    staff_no = half_width(staff_no).strip()  # as it will be typed at the sign-in
    with store.write() as session:
        admin = require_role(session, store.catalog, actor, ["admin"], "登记人员")
        author = Author(staff_no=actor, name=admin.name, department=admin.department)
        known = session.get(PersonRow, staff_no)
        if known is not None and known.active:
            raise AlreadyThere(
                f"工号 {staff_no} 已经是{known.name}的。没有改动。请换一个工号，或先让他离岗。"
            )
        if known is None:
            return write_person(
                session,
                store,
                author,
                staff_no=staff_no,
                name=name,
                role=role,
                department=department,
                pin=pin,
                now=now,
            )
        answers = card_answers(staff_no, name, role, department)
        change_card(session, store, known.record_id, answers, reason="返岗", author=author, now=now)
        _store_pin(session, store, staff_no, pin, now)
        return require_person(session, staff_no)


def write_person(
    session: Session,
    store: Store,
    author: Author,
    *,
    staff_no: str,
    name: str,
    role: str | Sequence[str],
    department: str,
    pin: str,
    now: datetime,
    import_id: str | None = None,
) -> PersonView:
    """Card and PIN in the caller's transaction; nobody's rights are asked."""
    credentials.check_fit(pin)
    answers = card_answers(staff_no, name, role, department)
    write_card(session, store, PERSON_CARD, answers, author=author, now=now, import_id=import_id)
    _store_pin(session, store, staff_no, pin, now)
    return require_person(session, staff_no)


def retire_person(store: Store, actor: str, *, staff_no: str, reason: str = "离岗") -> None:
    """From now on nobody signs in under that number; everything the person signed stays."""
    now = store.clock.now()
    with store.write() as session:
        admin = require_role(session, store.catalog, actor, ["admin"], "让人离岗")
        if staff_no == actor:
            raise NotAllowed("不能让自己离岗，否则没有人能再登记人员。没有改动。请另一位管理员来做。")
        require_person(session, staff_no)
        record_id = session.get_one(PersonRow, staff_no).record_id
        author = Author(staff_no=actor, name=admin.name, department=admin.department)
        change_card(session, store, record_id, {"active": "no"}, reason=reason, author=author, now=now)
        pin_keeping.close(
            session, store.keys, staff_no=staff_no, now=now, facility=_here(session).facility_id
        )
        auditing.note(session, at=now, actor=actor, action="person.retired", subject=staff_no)


def set_pin(store: Store, staff_no: str, *, old_pin: str, new_pin: str) -> None:
    """One's own PIN, after the old one."""
    credentials.verify_pin(store, staff_no, old_pin)
    now = store.clock.now()
    with store.write() as session:
        _store_pin(session, store, staff_no, new_pin, now)
        auditing.note(session, at=now, actor=staff_no, action="pin.changed", subject=staff_no)


def reset_pin(store: Store, actor: str, *, staff_no: str, pin: str) -> None:
    """A forgotten PIN: by the administrator, or the head of the same department; audited. Unlocks as well."""
    now = store.clock.now()
    with store.write() as session:
        helper = require_role(session, store.catalog, actor, ["admin", "head"], "重设 PIN")
        person = require_person(session, staff_no)
        if "admin" not in helper.roles and (
            helper.department != person.department or "admin" in person.roles
        ):
            raise NotAllowed(
                f"{person.name}不是{helper.department}的人。PIN 没有改动。请他本科室的主任或管理员来重设。"
            )
        _store_pin(session, store, staff_no, pin, now)
        auditing.note(session, at=now, actor=actor, action="pin.reset", subject=staff_no)


def reset_with_recovery_code(store: Store, *, code: str, staff_no: str, pin: str) -> None:
    """The administrator's way back in, with the printed sheet; audited. RecoveryCodeWrong otherwise."""
    if not store.keys.is_recovery_code(code):
        raise NotAllowed("这张恢复单是别的医院的，或已换过钥匙。PIN 没有改动。请找最近一次打印的恢复单。")
    now = store.clock.now()
    with store.write() as session:
        person = get_person(session, staff_no)
        if person is None or not person.active:
            raise UnknownPerson(staff_no)
        if "admin" not in person.roles:
            raise NotAllowed(
                f"恢复码只能重设管理员的 PIN。{person.name}的没有改动。请管理员登录后再重设他的。"
            )
        _store_pin(session, store, staff_no, pin, now)
        auditing.note(session, at=now, actor=staff_no, action="pin.recovered", subject=staff_no)


def _store_pin(session: Session, store: Store, staff_no: str, pin: str, now: datetime) -> None:
    pin_keeping.store_pin(
        session, store.keys, staff_no=staff_no, pin=pin, now=now, facility=_here(session).facility_id
    )


def _here(session: Session) -> Installation:
    found = read_installation(session)
    if found is None:
        raise LookupError("not set up")
    return found


def card_answers(staff_no: str, name: str, role: str | Sequence[str], department: str) -> dict[str, Json]:
    roles: list[Json] = [role] if isinstance(role, str) else list(role)
    return {"staff_no": staff_no, "name": name, "role": roles, "department": department, "active": "yes"}
