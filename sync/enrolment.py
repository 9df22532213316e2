"""Making this computer known to the county, and knowing the hospital's other computers."""

from __future__ import annotations

import contextlib
import socket

from sqlalchemy.orm import Session

from models.faults import Refusal
from models.installation import Installation, change_installation, is_host, read_installation
from models.program import VERSION
from models.store import Store
from models.workflow import auditing, setup
from sync import bookmarks, county_proofs, wording
from sync.county_client import CountyClient, Identity
from sync.outcomes import Delivered, Failure, Rejected
from sync.transport import AddressError, HttpTransport, Transport, as_typed
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest, Role
from sync.wire.exchange_key import ExchangeKey

TWO_HOSTS = (
    "这台电脑自己就是院内主机，不能再加入另一台院内主机。什么都没有改动。要换主机，先在这里停用院内主机。"
)

ONLY_A_DEMO = (
    "这是演示医院，里面的都不作记录，不能接入县里，也不能和别的电脑连在一起。什么都没有改动。"
    "要用真的，先离开演示医院，在自己的医院里接入。"
)


class EnrolmentRefused(Refusal):
    """The county did not take this computer; the sentence says why and what is safe."""


class CodeRefused(EnrolmentRefused):
    """The code is another one, was used, or is out of time; nothing else stands in the way."""


def enrol(
    store: Store, *, server_url: str, code: str, label: str = "", transport: Transport | None = None
) -> Installation:
    """This computer as the county knows it from now on.

    A computer with a hospital of its own brings it along; one without joins the hospital that the code is for.
    The code is used up only if the county answers with the device's id; EnrolmentRefused otherwise.
    """
    try:
        address = as_typed(server_url)
    except AddressError as error:
        raise EnrolmentRefused(str(error)) from error
    with store.read() as session:
        installation = read_installation(session)
    if installation is not None and installation.is_demo:
        raise EnrolmentRefused(ONLY_A_DEMO)
    device = store.keys.device
    request = EnrolmentRequest(
        code=code,
        facility_id=installation.facility_id if installation else None,
        level=installation.level if installation else None,
        device_key=device.public,
        wrapping_key=device.exchange_public,
        label=label or socket.gethostname(),
        app_version=VERSION,
    )
    with contextlib.ExitStack() as closing:
        if transport is None:
            transport = closing.enter_context(contextlib.closing(HttpTransport(address)))
        client = CountyClient(transport)
        meta = client.meta()
        if not isinstance(meta, Delivered):
            raise EnrolmentRefused(wording.explain(meta))
        role = meta.message.role
        with store.read() as session:
            if role is Role.HOST and is_host(session):
                raise EnrolmentRefused(TWO_HOSTS)
        outcome = client.enrol(request)
    if not isinstance(outcome, Delivered):
        is_code = isinstance(outcome, Rejected) and outcome.problem.kind == "code-unknown"
        raise (CodeRefused if is_code else EnrolmentRefused)(_in_words(outcome, role))
    return keep_answer(store, outcome.message, address, role)


def _in_words(failure: Failure, role: Role) -> str:
    return wording.teller(role)(wording.explain(failure))


def keep_answer(store: Store, answer: EnrolmentAnswer, address: str | None, role: Role) -> Installation:
    """``address`` is None for a computer that will talk with the county by stick only."""
    keys = tuple(key.hex() for key in answer.county_keys)
    if store.installation() is None:
        with store.write() as session:  # before the computer is enrolled: power may be lost between the two
            bookmarks.keep_credential(session, answer.anonymous_credential)
            bookmarks.keep_role(session, role)
        installation = setup.join(
            store,
            facility_id=answer.facility_id,
            hospital=answer.facility_name,
            level=answer.level,
            segment=f"{answer.device_number:02}",
            device_id=answer.device_id,
            server_url=address,
            county_keys=keys,
        )
    else:
        with store.write() as session:
            if role is Role.HOST and bookmarks.server_role(session) is Role.COUNTY:
                county_proofs.keep_own(session)
            if role is Role.COUNTY and bookmarks.server_role(session) is Role.HOST:
                county_proofs.leave_host(session)
            installation = change_installation(
                session,
                {
                    "device_id": answer.device_id,
                    "server_url": address,
                    "is_enrolled": True,
                    "county_keys": keys,
                },
            )
            auditing.note(
                session,
                at=store.clock.now(),
                actor=None,
                action="computer.enrolled",
                subject=answer.device_id,
            )
            bookmarks.keep_credential(session, answer.anonymous_credential)
            bookmarks.keep_role(session, role)
    with store.write() as session:
        return note_exchange_key(session, installation, answer.exchange)


def move(store: Store, *, server_url: str, transport: Transport | None = None) -> Installation:
    """The same server under another address; it has to know this computer. EnrolmentRefused, nothing changed."""
    try:
        address = as_typed(server_url)
    except AddressError as error:
        raise EnrolmentRefused(str(error)) from error
    installation = store.require_installation()
    if not installation.is_enrolled or installation.device_id is None:
        raise EnrolmentRefused(wording.NOT_ENROLLED)
    with store.read() as session:
        credential = bookmarks.anonymous_credential(session)
        role = bookmarks.server_role(session)
    identity = Identity(
        device_id=installation.device_id,
        facility_id=installation.facility_id,
        anonymous_credential=credential,
        sign=store.keys.device.sign,
    )
    with contextlib.ExitStack() as closing:
        if transport is None:
            transport = closing.enter_context(contextlib.closing(HttpTransport(address)))
        outcome = CountyClient(transport, identity).devices()
    if not isinstance(outcome, Delivered):
        raise EnrolmentRefused(_in_words(outcome, role))
    with store.write() as session:
        return change_installation(session, {"server_url": address})


def note_exchange_key(
    session: Session, installation: Installation, exchange: ExchangeKey | None
) -> Installation:
    """Remember the key to which bundles for the county are encrypted, if the county vouches for it."""
    if exchange is None or exchange.public.hex() == installation.county_exchange:
        return installation
    if not exchange.is_genuine(map(bytes.fromhex, installation.county_keys)):
        return installation
    return change_installation(session, {"county_exchange": exchange.public.hex()})
