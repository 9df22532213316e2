"""Making this computer known to the county by stick, for a hospital that has no line."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from forms.identity import new_random_id
from models.files import write_durably
from models.installation import Installation, put_setting, read_installation, setting
from models.program import VERSION
from models.store import Store
from sync.bundle.opening import UNREADABLE
from sync.enrolment import EnrolmentRefused, keep_answer
from sync.wire.codec import WireError, decode, encode
from sync.wire.enrolment import EnrolmentRequest, Role
from sync.wire.frames import read_frames
from sync.wire.parcel import NewerParcelError, ParcelReader, unwrap
from sync.wire.stick_enrolment import ANSWER, SignedRequest, StickAnswer, check_code, is_same_code

_NONCE = "stick_enrolment"  # setting: of the newest request
_MOST = 1 << 20
_SAFE = "没有加入，本机的记录没有动过。"


def write_request(store: Store, path: Path, *, label: str = "") -> None:
    """A file for the county's IT person; EnrolmentRefused if it can't be written."""
    with store.write() as session:
        installation = read_installation(session)
        nonce = setting(session, _NONCE) or new_random_id()
        put_setting(session, _NONCE, nonce)
    device = store.keys.device
    request = EnrolmentRequest(
        code=nonce,
        facility_id=installation.facility_id if installation else None,
        level=installation.level if installation else None,
        device_key=device.public,
        wrapping_key=device.exchange_public,
        label=label or socket.gethostname(),
        app_version=VERSION,
    )
    try:
        write_durably(path, encode(SignedRequest.of(request, device.sign).to_json()))
        os.chmod(path, 0o644)  # noqa: PTH101 - nothing in it is secret, and another person is to read it
    except OSError as error:
        raise EnrolmentRefused(
            f"没写成 {path.name}：U 盘写不进去，或者满了。本机的记录没有动过。换一个 U 盘再来。"
        ) from error


def take_answer(store: Store, path: Path, code: str) -> Installation:
    """This computer as the county knows it from now on; EnrolmentRefused, with nothing changed, otherwise.

    ``code`` is the check code that the county has read out: it stands for the key that signed the answer.
    """
    with store.read() as session:
        nonce = setting(session, _NONCE)
        installation = read_installation(session)
    try:
        with path.open("rb") as file:
            reader = ParcelReader(file)
            key = unwrap(reader.header.wraps, store.keys.device.exchange)
            if reader.header.kind != ANSWER or key is None or not isinstance(nonce, str):
                raise EnrolmentRefused(f"{path.name} 不是县里给这台电脑的报到回信。{_SAFE}请核对 U 盘。")
            if not is_same_code(code, check_code(reader.header.sender_key, nonce)):
                raise EnrolmentRefused(f"核对码对不上，回信可能不是县里写的。{_SAFE}请打电话向县里核对。")
            answer = _read(reader, key)
    except NewerParcelError as error:
        raise EnrolmentRefused(f"{path.name} 是新版的医安写的。{_SAFE}请先更新医安。") from error
    except UNREADABLE as error:
        raise EnrolmentRefused(f"{path.name} 读不出来，像是没有拷完整。{_SAFE}请向县里再要一份。") from error
    if answer.nonce != nonce or reader.header.sender_key not in answer.answer.county_keys:
        raise EnrolmentRefused(f"{path.name} 回的是另一次报到。{_SAFE}请向县里再要一份。")
    if installation is not None and answer.answer.facility_id != installation.facility_id:
        raise EnrolmentRefused(f"{path.name} 是给另一家医院的。{_SAFE}请核对 U 盘。")
    return keep_answer(store, answer.answer, None, Role.COUNTY)


def _read(reader: ParcelReader, key: bytes) -> StickAnswer:
    found: StickAnswer | None = None
    for frame in read_frames(reader.chunks(key, signer=reader.header.sender_key)):
        if frame.kind == ANSWER:
            found = StickAnswer.from_json(decode(frame.body(_MOST)))
    if found is None:
        raise WireError("no answer")
    return found
