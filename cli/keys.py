"""``key status | approve | rotate | recover``: the hospital key, which opens what names a patient."""

from __future__ import annotations

import argparse

from cli.opening import opened, pin_of
from cli.output import Output, Refused
from models.store import Store
from models.workflow import people
from models.workflow.approving import approve_device, recover_key, rotate_key
from models.workflow.credentials import verify_pin
from sync.computers import Computer, known_computers, lost_computers, waiting_computers


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("key", help="医院密钥", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("status", help="哪些电脑有密钥", parents=[common]).set_defaults(run=tell)
    approve = actions.add_parser("approve", help="批准一台新加入的电脑", parents=[common])
    approve.add_argument("number", type=int, metavar="NUMBER", help="编号，见 key status")
    approve.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO", help="哪位管理员")
    approve.set_defaults(run=approve_one)
    rotate = actions.add_parser("rotate", help="换密钥：有电脑丢了、停用了以后", parents=[common])
    rotate.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO")
    rotate.set_defaults(run=rotate_here)
    recover = actions.add_parser("recover", help="用恢复单上的恢复码取回密钥", parents=[common])
    recover.add_argument("code", metavar="CODE")
    recover.add_argument(
        "--admin", metavar="STAFF_NO", help="顺便重设这位管理员的 PIN；新的在 YIAN_PIN_工号 里"
    )
    recover.set_defaults(run=recover_here)


def tell(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store, store.read() as session:
        has_key = store.keys.has_hospital_key
        key_id = store.keys.current_key_id if has_key else None
        waiting = waiting_computers(session, store)
        lost = lost_computers(session, store)
        known = known_computers(session)
    facts = {
        "here": has_key,
        "key_id": key_id,
        "waiting": [_facts(one) for one in waiting],
        "lost": [_facts(one) for one in lost],
        "computers": [_facts(one) for one in known],
    }
    lines = ["这台电脑有医院密钥。" if has_key else "这台电脑还没有医院密钥。"]
    lines += [f"等批准：{one.number} 号电脑 {one.label}" for one in waiting]
    lines += [f"已停用，还知道现在的密钥：{one.number} 号电脑 {one.label}" for one in lost]
    return Output.of(arguments).document(facts, "\n".join(lines))


def approve_one(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        with store.read() as session:
            waiting = waiting_computers(session, store)
        found = next((one for one in waiting if one.number == arguments.number), None)
        if found is None:
            raise Refused(
                f"没有等批准的 {arguments.number} 号电脑，没有批准任何一台。先 sync 一次，再用 key status 看看。"
            )
        approve_device(store, arguments.actor, found.wrapping_key)
    return Output.of(arguments).document(
        _facts(found), f"已批准 {found.number} 号电脑（{found.label}）。两边各送一次，它就能打开了。"
    )


def rotate_here(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        lost = _revoked(store)
        code = rotate_key(store, arguments.actor, lost=lost)
        key_id = store.keys.current_key_id
    return Output.of(arguments).document(
        {"key_id": key_id, "recovery_code": code},
        f"医院密钥已换。新的恢复码（只显示这一次，抄下来锁好，旧的恢复单可以撕掉）：{code}",
    )


def recover_here(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        recover_key(store, arguments.code)
        if arguments.admin:
            people.reset_with_recovery_code(
                store, code=arguments.code, staff_no=arguments.admin, pin=pin_of(arguments.admin)
            )
        key_id = store.keys.current_key_id
    return Output.of(arguments).document(
        {"key_id": key_id, "admin": arguments.admin},
        "医院密钥已取回，登录凭据和病人信息都打得开了。丢了的那台请在县里停用，再用 key rotate 换密钥。",
    )


def _revoked(store: Store) -> list[bytes]:
    with store.read() as session:
        return [one.wrapping_key for one in known_computers(session) if one.is_revoked]


def _facts(one: Computer) -> dict[str, object]:
    return {
        "number": one.number,
        "label": one.label,
        "holds_key": one.holds_key,
        "revoked": one.is_revoked,
        "last_seen_at": one.last_seen_at,
    }
