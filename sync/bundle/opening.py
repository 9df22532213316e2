"""Opens a bundle: whose it is, whether this computer can read it, and whether every byte is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.faults import Refusal
from models.installation import Installation
from models.store import Store
from sync.bundle.contents import BundleRefused, Ticker
from sync.bundle.writing import BOUND
from sync.wire.bundle import Part
from sync.wire.codec import Fields, WireError
from sync.wire.frames import Frame, read_frames
from sync.wire.parcel import Header, NewerParcelError, ParcelError, ParcelKind, ParcelReader, unwrap

_NEWER = (
    "这个文件是新版的医安写的，这台电脑还读不了，没有导入。本机的记录没有动过。请先更新这台电脑上的医安。"
)
_STRANGER = "这个文件说是县里的回执，签名却不是本县的，没有导入。本机的记录没有动过。请向县里核对。"
_ELSEWHERE = "这是另一家医院的包，没有导入。本机的记录没有动过。请核对 U 盘。"
_NO_KEY = "这台电脑没有打开这个文件的钥匙，没有导入。本机的记录没有动过。请管理员先批准这台电脑，再导出一次。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was read to its end once and found whole."""

    header: Header
    about: Fields
    reader: ParcelReader
    key: bytes
    ticker: Ticker

    def frames(self) -> Iterator[Frame]:
        """Its frames after the first; BundleRefused if the stick gives other bytes than before."""
        for frame in _frames(self.reader, self.key, self.ticker):
            if frame.kind != Part.ABOUT:
                yield frame


def open_bundle(store: Store, installation: Installation, file: BinaryIO, ticker: Ticker) -> Opened:
    """Reads every byte before anything is kept; BundleRefused with a sentence, nothing changed."""
    try:
        reader = ParcelReader(file)
    except NewerParcelError as error:
        raise BundleRefused(_NEWER) from error
    header = reader.header
    if header.facility_id != installation.facility_id:
        raise BundleRefused(_ELSEWHERE)
    match header.kind:
        case ParcelKind.HOSPITAL:
            pass
        case ParcelKind.REPLY if header.sender_key.hex() not in installation.county_keys:
            raise BundleRefused(_STRANGER)
        case ParcelKind.REPLY:
            pass
        case _:
            raise BundleRefused(_NEWER)
    key = _key_of(store, header)
    if key is None:
        raise BundleRefused(_NO_KEY)
    ticker.total = 2 * reader.size
    about = None
    for frame in _frames(reader, key, ticker, signer=header.sender_key):
        about = about or frame
    if about is None or about.kind != Part.ABOUT:
        raise WireError("no beginning")
    return Opened(header=header, about=about.facts, reader=reader, key=key, ticker=ticker)


def damaged(path: Path) -> BundleRefused:
    return BundleRefused(
        f"{path.name} 读不出来，像是没有拷完整。本机的记录没有动过。请在那台电脑上重新导出一次。"
    )


def _key_of(store: Store, header: Header) -> bytes | None:
    own = unwrap(header.wraps, store.keys.device.exchange)
    if own is not None:
        return own
    for wrap in header.wraps:
        if wrap.scheme == "hospital" and wrap.reader in store.keys.key_ids:
            try:
                return store.keys.decrypt(wrap.wrapped, BOUND)
            except Refusal:
                continue
    return None


def _frames(
    reader: ParcelReader, key: bytes, ticker: Ticker, *, signer: bytes | None = None
) -> Iterator[Frame]:
    def counted() -> Iterator[bytes]:
        for chunk in reader.chunks(key, signer=signer):
            ticker.add(len(chunk))
            yield chunk

    return read_frames(counted())


UNREADABLE = (OSError, ParcelError, WireError)
