"""Making this computer known to the county, and knowing the hospital's other computers."""

from __future__ import annotations

import contextlib
import socket

from sqlalchemy.orm import Session

from models.faults import Refusal
from models.installation import Installation, change_installation, read_installation
from models.store import Store
from models.workflow import auditing, setup
from sync import bookmarks, wording
from sync.county_client import CountyClient
from sync.outcomes import Delivered
from sync.transport import AddressError, HttpTransport, Transport, check_address
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest
from sync.wire.exchange_key import ExchangeKey

VERSION = "0.1.0"


class EnrolmentRefused(Refusal):
    """The county did not take this computer; the sentence says why and what is safe."""


def enrol(
    store: Store, *, server_url: str, code: str, label: str = "", transport: Transport | None = None
) -> Installation:
    """This computer as the county knows it from now on.

    A computer with a hospital of its own brings it along; one without joins the hospital that the code is for.
    The code is used up only if the county answers with the device's id; EnrolmentRefused otherwise.
    """
    try:
        address = check_address(server_url)
    except AddressError as error:
        raise EnrolmentRefused(str(error)) from error
    with store.read() as session:
        installation = read_installation(session)
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
        outcome = CountyClient(transport).enrol(request)
    if not isinstance(outcome, Delivered):
        raise EnrolmentRefused(wording.explain(outcome))
    return _keep(store, outcome.message, address)


def _keep(store: Store, answer: EnrolmentAnswer, address: str) -> Installation:
    keys = tuple(key.hex() for key in answer.county_keys)
    if store.installation() is None:
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
    with store.write() as session:
        bookmarks.keep_credential(session, answer.anonymous_credential)
        return note_exchange_key(session, installation, answer.exchange)


def note_exchange_key(
    session: Session, installation: Installation, exchange: ExchangeKey | None
) -> Installation:
    """Remember the key to which bundles for the county are encrypted, if the county vouches for it."""
    if exchange is None or exchange.public.hex() == installation.county_exchange:
        return installation
    if not exchange.is_genuine(map(bytes.fromhex, installation.county_keys)):
        return installation
    return change_installation(session, {"county_exchange": exchange.public.hex()})
