"""A county's kit on a stick: found beside, opened with the check code, reported with; its forms are taken at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forms.clock import local
from models.installation import Installation
from models.store import Store
from sync.bundle.opening import UNREADABLE
from sync.bundle.packing import FormsInHand
from sync.enrolment import CodeRefused, EnrolmentRefused, enrol
from sync.transport import Transport
from sync.wire.bundle import Part
from sync.wire.codec import WireError, decode
from sync.wire.frames import read_frames
from sync.wire.kit import FILE, FOLDER, KIT, Kit, unwrap_with
from sync.wire.parcel import NewerParcelError, ParcelReader

_MOST = 1 << 20
_SAFE = "没有接入，本机的记录没有动过。"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedKit:
    """What the county wrote, and the forms that came along."""

    kit: Kit
    forms: FormsInHand


def find_kit(places: Iterable[Path]) -> Path | None:
    """The file of the first kit that lies in one of these folders or in a kit's folder directly below; never an error."""
    for place in places:
        try:
            below = sorted(one for one in place.iterdir() if one.name.startswith(FOLDER))
            for folder in (place, *below):
                if (folder / FILE).is_file():
                    return folder / FILE
        except OSError:  # a drive without a disk, a folder of somebody else
            continue
    return None


def open_kit(path: Path, code: str, now: datetime) -> OpenedKit:
    """EnrolmentRefused with a Chinese sentence for a file that can't be used, another code, or one out of time."""
    forms = FormsInHand()
    kit: Kit | None = None
    try:
        with path.open("rb") as file:
            reader = ParcelReader(file)
            if reader.header.kind != KIT:
                raise EnrolmentRefused(f"{path.name} 不是县里给的安装盘。{_SAFE}请核对 U 盘。")
            key = unwrap_with(code, reader.header.wraps)
            if key is None:
                raise EnrolmentRefused(f"核对码对不上。{_SAFE}请再看一遍，或打电话向县里核对。")
            for frame in read_frames(reader.chunks(key, signer=reader.header.sender_key)):
                if frame.kind == KIT:
                    kit = Kit.from_json(decode(frame.body(_MOST)))
                elif frame.kind in (Part.FORMS, Part.FORM):
                    forms.gather(frame)
            if kit is None or reader.header.sender_key not in kit.county_keys:
                raise WireError("no kit")
    except NewerParcelError as error:
        raise EnrolmentRefused(f"安装盘是新版的医安写的。{_SAFE}请先装安装盘里带的医安。") from error
    except UNREADABLE as error:
        raise EnrolmentRefused(
            f"{path.name} 读不出来，像是没有拷完整。{_SAFE}请把安装盘再拷一遍，或向县里再要。"
        ) from error
    if kit.good_until <= now:
        raise EnrolmentRefused(
            f"这个安装盘过期了，管到 {local(kit.good_until):%Y-%m-%d}。{_SAFE}请向县里要一个新的。"
        )
    return OpenedKit(kit=kit, forms=forms)


def open_for_first(path: Path, code: str, now: datetime) -> OpenedKit:
    """The kit, for a computer on which the hospital is to be made; EnrolmentRefused if the county knows one of it."""
    opened = open_kit(path, code, now)
    if not opened.kit.is_first:
        raise EnrolmentRefused(
            f"县里已有“{opened.kit.hospital}”的电脑，再建一家会接不上。{_SAFE}请改选“已有电脑在用”。"
        )
    return opened


def enrol_with(
    store: Store, opened: OpenedKit, *, label: str = "", transport: Transport | None = None
) -> Installation:
    """This computer as the county knows it from now on, with the county's forms.

    The codes are tried in turn, beginning where this computer's key says, so that several computers seldom meet.
    EnrolmentRefused if none is left, or for what ``enrol`` refuses.
    """
    codes = opened.kit.codes
    first = store.keys.device.public[0] % len(codes)
    for at in range(len(codes)):
        code = codes[(first + at) % len(codes)]
        try:
            installation = enrol(
                store, server_url=opened.kit.address, code=code, label=label, transport=transport
            )
        except CodeRefused:
            continue
        opened.forms.take(store, installation)
        return installation
    raise EnrolmentRefused(
        f"这个安装盘的 {len(codes)} 个码都用过了，或者不能用了。{_SAFE}请向县里要一个新的安装盘。"
    )
