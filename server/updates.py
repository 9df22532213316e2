"""New versions of the hospitals' program: published by a verb, listed under the county's signature, handed out in parts.

In a house they are the files that the program of the 院内主机 keeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from forms.clock import to_text
from server import chunks
from server.bodies import answer
from server.county import County, Reading, TheCounty
from server.facilities import RegisterError
from server.problems import RequestRefusedError
from server.tables.updates import UpdateChunk, UpdateRow
from server.tokens import EnrolledDevice
from server.update_number import update_number
from sync.wire.digest import content_digest
from sync.wire.limits import CHUNK_BYTES
from sync.wire.update_file import UpdateRefused, check_payload, file_name, open_update
from sync.wire.update_shelf import read_shelf, whole
from sync.wire.updates import MAX_UPDATE_BYTES, PublishedUpdate, SignedUpdates, UpdateList

router = APIRouter()

_SAFE = "没有发布，原来发布过的都没有动。"


@router.get("/v1/updates")
def give_list(caller: EnrolledDevice, county: TheCounty, session: Reading) -> Response:  # noqa: ARG001 - for hospitals
    return answer(sign_list(session, county))


@router.get("/v1/updates/{sha256}")
def give_part(
    sha256: str,
    caller: EnrolledDevice,  # noqa: ARG001 - as above
    county: TheCounty,
    session: Reading,
    part: Annotated[str, Header(alias="Range")] = "",
) -> Response:
    """A part of the file (``bytes=FIRST-LAST``), a chunk at most; without a range, its first one."""
    published = next((one for one in _listed(session, county).updates if one.sha256 == sha256), None)
    if published is None:
        raise RequestRefusedError(404, "update-unknown", "县里没有发布过这个更新。")
    size = published.size
    first, end = chunks.asked(part) or (0, CHUNK_BYTES)
    end = min(end, first + CHUNK_BYTES, size)
    if first >= end:
        raise RequestRefusedError(416, "wrong-range", "更新没有这么长，程序会从头取。")
    content = _read(session, county, published, first, end)
    headers = {
        "Cache-Control": "private, immutable",
        "Content-Range": f"bytes {first}-{end - 1}/{size}",
        "Content-Digest": content_digest(content),
    }
    return Response(content, status_code=206, media_type="application/octet-stream", headers=headers)


def sign_list(session: Session, county: County) -> SignedUpdates:
    """Every version ever published, under the number of the newest publication; in a house those that are kept."""
    return SignedUpdates.of(_listed(session, county), county.signing_key)


def _listed(session: Session, county: County) -> UpdateList:
    if county.house is not None:
        folder = county.house.updates
        shelf = read_shelf(folder)
        return UpdateList(number=shelf.number, updates=tuple(one.update for one in whole(folder, shelf)))
    rows = session.execute(select(UpdateRow).order_by(UpdateRow.platform, UpdateRow.number)).scalars()
    return UpdateList(
        number=update_number(session),
        updates=tuple(
            PublishedUpdate(version=row.version, platform=row.platform, size=row.size, sha256=row.sha256)
            for row in rows
        ),
    )


def _read(session: Session, county: County, published: PublishedUpdate, first: int, end: int) -> bytes:
    if county.house is None:
        mine = UpdateChunk.sha256 == published.sha256
        return chunks.read_part(session, UpdateChunk, mine, first=first, end=end)
    try:
        with (county.house.updates / file_name(published.version, published.platform)).open("rb") as file:
            file.seek(first)
            return file.read(end - first)
    except OSError as error:  # a newer one has just taken its place
        raise RequestRefusedError(404, "update-unknown", "县里没有发布过这个更新。") from error


def publish_update(
    session: Session, county: County, file: Path, keys: Mapping[str, bytes]
) -> tuple[PublishedUpdate, bool]:
    """What is handed out from now on, and whether it was not before. RegisterError unless its publisher signed all of it."""
    try:
        update = open_update(file, keys)
        check_payload(update, lambda _done, _whole: None)
        size, sha256 = _digest(file)
    except UpdateRefused as refused:
        raise RegisterError(f"{str(refused).partition('。')[0]}。{_SAFE}请向发布者另要一份。") from refused
    except OSError as error:
        raise RegisterError(f"{file} 读不出来。{_SAFE}请核对路径。") from error
    if size > MAX_UPDATE_BYTES:
        raise RegisterError(f"{file} 有 {size >> 20} MB，太大了。{_SAFE}请向发布者另要一份。")
    manifest = update.manifest
    published = PublishedUpdate(
        version=manifest.version, platform=manifest.platform, size=size, sha256=sha256
    )
    held = session.get(UpdateRow, (manifest.version, manifest.platform))
    if held is not None and held.sha256 != sha256:
        raise RegisterError(
            f"{manifest.version}（{manifest.platform}）已经发布过，内容不一样。{_SAFE}改过的程序要用新的版本号。"
        )
    if held is None:
        _keep(session, county, published, file)
    return published, held is None


def _keep(session: Session, county: County, published: PublishedUpdate, file: Path) -> None:
    session.add(
        UpdateRow(
            version=published.version,
            platform=published.platform,
            sha256=published.sha256,
            size=published.size,
            number=update_number(session) + 1,
            added_at=to_text(county.clock.now()),
        )
    )
    session.flush()
    start = 0
    with file.open("rb") as content:
        while part := content.read(CHUNK_BYTES):
            session.execute(insert(UpdateChunk).values(sha256=published.sha256, start=start, content=part))
            start += len(part)


def _digest(file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        return content.tell(), sha256
