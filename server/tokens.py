"""Who is calling: a computer that holds its key, or a hospital without saying which computer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.clock import from_text, to_text
from server.bodies import Decoded, answer
from server.county import County, Reading, TheCounty, Writing, current_epoch
from server.database import insert_once
from server.journal import note_of
from server.pack_number import pack_number
from server.problems import RequestRefusedError
from server.tables.facilities import Device, UsedNonce
from server.update_number import update_number
from sync.wire.codec import WireError
from sync.wire.digest import token_challenge
from sync.wire.enrolment import Meta, TokenAnswer, TokenRequest
from sync.wire.limits import (
    CHUNK_BYTES,
    MAX_BATCH_BYTES,
    MAX_BLOB_BYTES,
    MAX_ITEMS,
    NONCE_SECONDS,
    TOKEN_SECONDS,
)

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    facility_id: str
    device_id: str | None  # None for the hospital's anonymous credential


@router.get("/v1/meta")
def meta(county: TheCounty, session: Reading) -> Response:
    now = county.clock.now()
    expires_at = to_text(now + timedelta(seconds=NONCE_SECONDS))
    return answer(
        Meta(
            server_epoch=current_epoch(session),
            protocol_min=county.protocol.low,
            protocol_max=county.protocol.high,
            server_time=to_text(now),
            nonce=county.sealer.seal("nonce", secrets.token_hex(16), expires_at),
            max_items=MAX_ITEMS,
            max_bytes=MAX_BATCH_BYTES,
            max_blob=MAX_BLOB_BYTES,
            chunk=CHUNK_BYTES,
            exchange=county.exchange,
            forms=pack_number(session),
            updates=update_number(session, county.house),
            role=county.role,
        )
    )


@router.post("/v1/tokens")
def make_token(message: Decoded, county: TheCounty, session: Writing) -> Response:
    try:
        request = TokenRequest.from_json(message)
    except ValueError as error:
        raise WireError(str(error)) from error
    now = county.clock.now()
    _use_nonce(session, county, request.nonce, now)
    device = session.get(Device, request.device_id)
    if device is None:
        raise RequestRefusedError(
            401,
            "device-unknown",
            "县里不认识这台电脑。记录都在本机，没有丢。请向县里要一个报到码，重新报到。",
        )
    refuse_revoked(device)
    try:
        key = Ed25519PublicKey.from_public_bytes(device.device_key)
        key.verify(request.signature, token_challenge(request.device_id, request.nonce))
    except InvalidSignature as error:
        raise RequestRefusedError(
            401, "device-unknown", "这台电脑的钥匙对不上。记录都在本机，没有丢。请重新报到。"
        ) from error
    device.last_seen_at = to_text(now)
    expires_at = to_text(now + timedelta(seconds=TOKEN_SECONDS))
    token = county.sealer.seal("token", device.device_id, expires_at, device.facility_id)
    return answer(TokenAnswer(token=token, seconds=TOKEN_SECONDS))


def _use_nonce(session: Session, county: County, nonce: str, now: datetime) -> None:
    """A nonce is good once, for two minutes."""
    facts = county.sealer.open("nonce", nonce)
    if facts is None or str(facts[1]) <= to_text(now):
        raise RequestRefusedError(401, "nonce-unknown", "这次问候过期了，程序会自己再来一次。")
    # Two that clear away at once leave each other's rows alone instead of waiting in a ring.
    old = (
        select(UsedNonce.nonce).where(UsedNonce.expires_at <= to_text(now)).with_for_update(skip_locked=True)
    )
    session.execute(delete(UsedNonce).where(UsedNonce.nonce.in_(old)))
    row = {"nonce": str(facts[0]), "expires_at": str(facts[1])}
    insert = insert_once(session, UsedNonce).values(row).returning(UsedNonce.nonce)
    if session.execute(insert).first() is None:
        raise RequestRefusedError(401, "nonce-unknown", "这次问候过期了，程序会自己再来一次。")


def refuse_revoked(device: Device) -> None:
    """403 for a computer that the county has put out of use."""
    if device.revoked_at is not None:
        raise RequestRefusedError(
            403,
            "device-revoked",
            "县里已经停用这台电脑。记录都在本机，没有丢，可以导出。请找信息员重新报到。",
        )


def get_caller(request: Request, county: TheCounty) -> Caller:
    """The enrolled computer behind a bearer token, or the hospital behind its anonymous credential."""
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Facility":
        return _facility_caller(county, credential)
    facts = county.sealer.open("token", credential) if scheme == "Bearer" else None
    if facts is None or from_text(str(facts[1])) <= county.clock.now():
        raise RequestRefusedError(401, "token-unknown", "通行证过期了，程序会自己换一张。")
    with county.database.read() as session:
        device = session.get(Device, str(facts[0]))
        if device is None:
            raise RequestRefusedError(401, "token-unknown", "通行证过期了，程序会自己换一张。")
        note = note_of(request)
        note.facility, note.device = device.facility_id, device.device_id
        refuse_revoked(device)
        return Caller(facility_id=device.facility_id, device_id=device.device_id)


def _facility_caller(county: County, credential: str) -> Caller:
    facility_id, _, proof = credential.partition(":")
    if not county.sealer.proves("anonymous", facility_id, proof):
        raise RequestRefusedError(401, "token-unknown", "这份凭证县里不认识。请重新报到。")
    return Caller(facility_id=facility_id, device_id=None)


AnyCaller = Annotated[Caller, Depends(get_caller)]


def get_device(caller: AnyCaller) -> Caller:
    """The caller, who must be an enrolled computer."""
    if caller.device_id is None:
        raise RequestRefusedError(403, "device-needed", "这一步需要报到过的电脑。")
    return caller


EnrolledDevice = Annotated[Caller, Depends(get_device)]
