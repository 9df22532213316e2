"""A parcel on a stick: what was put in comes out, and one byte off is noticed wherever it is."""

from __future__ import annotations

import io
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.wire.codec import WireError
from sync.wire.frames import FrameWriter, read_frames
from sync.wire.parcel import (
    CHUNK_BYTES,
    Header,
    NewerParcelError,
    ParcelError,
    ParcelReader,
    ParcelWriter,
    new_key,
    unwrap,
    wrap_for,
)

SENDER = Ed25519PrivateKey.generate()
READER = X25519PrivateKey.generate()


def parcel(*bodies: bytes) -> bytes:
    file, key = io.BytesIO(), new_key()
    header = Header(
        kind="hospital",
        facility_id="f",
        device_id="d",
        sender_key=SENDER.public_key().public_bytes_raw(),
        wraps=(wrap_for(READER.public_key().public_bytes_raw(), key),),
    )
    writer = ParcelWriter(file, header, key, SENDER.sign)
    frames = FrameWriter(writer)
    for body in bodies:
        frames.put("body", {}, body)
    frames.end()
    writer.finish()
    return file.getvalue()


def read(data: bytes) -> list[bytes]:
    reader = ParcelReader(io.BytesIO(data))
    return opened(reader, signer=reader.header.sender_key)


def opened(reader: ParcelReader, signer: bytes | None = None) -> list[bytes]:
    key = unwrap(reader.header.wraps, READER)
    if key is None:
        raise ParcelError("not for us")
    return [frame.body(10**9) for frame in read_frames(reader.chunks(key, signer=signer))]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 5])
def test_what_was_put_in_comes_out(size: int) -> None:
    bodies = [b"first", Random(size).randbytes(size), b""]
    assert read(parcel(*bodies)) == bodies


def test_a_body_that_is_not_read_is_passed_over() -> None:
    reader = ParcelReader(io.BytesIO(parcel(b"1" * CHUNK_BYTES, b"2")))
    key = unwrap(reader.header.wraps, READER)
    assert key is not None
    assert [frame.size for frame in read_frames(reader.chunks(key))] == [CHUNK_BYTES, 1]


def test_every_changed_byte_and_every_cut_is_noticed() -> None:
    data = parcel(b"abc")
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        for damaged in (changed, data[:at]):
            with pytest.raises((ParcelError, WireError)):
                read(damaged)
    with pytest.raises((ParcelError, WireError)):
        read(data + b"x")


def test_chunks_that_were_swapped_repeated_or_left_out_do_not_open() -> None:
    """Even without the signature, which only tells that something is wrong."""
    data = parcel(Random(1).randbytes(3 * CHUNK_BYTES))
    reader = ParcelReader(io.BytesIO(data))
    start, whole = len(reader._before), CHUNK_BYTES + 16 + 4
    head, rest = data[:start], data[start:]
    first, second, others = rest[:whole], rest[whole : 2 * whole], rest[2 * whole :]
    for order in ((second, first, others), (first, first, second, others), (first, others), (second, others)):
        with pytest.raises(ParcelError, match="chunk"):
            opened(ParcelReader(io.BytesIO(head + b"".join(order))))


def test_who_it_is_not_for_cannot_open_it() -> None:
    reader = ParcelReader(io.BytesIO(parcel(b"secret")))
    assert unwrap(reader.header.wraps, X25519PrivateKey.generate()) is None


def test_a_stranger_who_signs_is_not_the_sender() -> None:
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(ParcelError, match="signature"):
        opened(ParcelReader(io.BytesIO(parcel(b"x"))), signer=stranger)


def test_a_parcel_of_a_newer_program_is_told_apart_from_a_damaged_one() -> None:
    data = parcel(b"x").replace(b'"format":2', b'"format":3')
    with pytest.raises(NewerParcelError):
        ParcelReader(io.BytesIO(data))


def test_frames_that_end_too_early_or_go_on_are_refused() -> None:
    out = io.BytesIO()
    frames = FrameWriter(out)
    frames.put("a", {}, b"1")
    with pytest.raises(WireError):
        list(read_frames([out.getvalue()]))
    frames.end()
    assert len(list(read_frames([out.getvalue()]))) == 1
    with pytest.raises(WireError):
        list(read_frames([out.getvalue(), b"more"]))
