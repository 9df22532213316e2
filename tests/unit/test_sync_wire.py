"""The messages: what goes in comes out, and what is no message is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forms.json_value import Json
from sync.wire.codec import WireError, decode, encode
from sync.wire.digest import content_digest, sha256_hex
from sync.wire.outcomes import Outcome, Standing
from sync.wire.pull import PullItem, PullPage
from sync.wire.push import BadItem, Item, ItemResult, PushAnswer, PushRequest, read_item
from sync.wire.receipt import Leaf, Receipt, is_genuine, key_id_of, sign_batch

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {key_id_of(KEY.public_key().public_bytes_raw()): KEY.public_key().public_bytes_raw()}


def leaf(number: int) -> Leaf:
    return Leaf(
        facility_id="f",
        object_id=sha256_hex(str(number).encode()),
        server_seq=number,
        received_at="2026-11-20T14:00:00.000Z",
        epoch="e",
    )


@given(st.integers(min_value=1, max_value=70))
def test_every_receipt_of_a_batch_is_genuine(count: int) -> None:
    receipts = sign_batch([leaf(number) for number in range(count)], KEY)
    assert all(is_genuine(receipt, KEYS) for receipt in receipts)
    assert len({receipt.signature for receipt in receipts}) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("object_id", "0" * 64),
        ("server_seq", 9),
        ("received_at", "2026-11-21T14:00:00.000Z"),
        ("epoch", "f"),
        ("facility_id", "g"),
        ("key_id", "0" * 16),
        ("signature", "AAAA"),
        ("path", []),
        ("path", ["x" + "0" * 64]),
        ("path", ["lzz"]),
    ],
)
def test_a_receipt_with_anything_changed_is_not_genuine(name: str, value: Json) -> None:
    receipt = sign_batch([leaf(number) for number in range(5)], KEY)[2]
    document = receipt.to_json() | {name: value}
    assert not is_genuine(Receipt.from_json(decode(encode(document))), KEYS)


def test_a_receipt_does_not_prove_its_neighbour() -> None:
    first, other = sign_batch([leaf(1), leaf(2)], KEY)
    swapped = Receipt(leaf=other.leaf, path=first.path, key_id=first.key_id, signature=first.signature)
    assert not is_genuine(swapped, KEYS)


def test_a_lone_leaf_cannot_pass_for_an_inner_node() -> None:
    receipt = sign_batch([leaf(1), leaf(2)], KEY)[0]
    assert not is_genuine(
        Receipt(leaf=leaf(3), path=receipt.path, key_id=receipt.key_id, signature=receipt.signature), KEYS
    )


@given(st.binary(max_size=300))
def test_sealed_bytes_come_back_exactly(sealed: bytes) -> None:
    item = Item(op_id="a", op_seq=1, kind="revision", object_id=sha256_hex(sealed), sealed=sealed)
    assert read_item(decode(encode(item.to_json()))) == item


def test_a_push_and_its_answer_come_back_exactly() -> None:
    (receipt,) = sign_batch([leaf(7)], KEY)
    item = Item(op_id="a", op_seq=1, kind="revision", object_id="0" * 64, sealed="张某".encode())
    request = PushRequest(incarnation="i", last_receipt=receipt, items=(item,))
    assert PushRequest.from_json(decode(encode(request.to_json()))) == request
    result = ItemResult(
        op_id="a",
        outcome=Outcome.STORED_CONFLICT,
        standing=Standing.CONFLICT,
        receipt=receipt,
        heads=("x", "y"),
    )
    answer = PushAnswer(results=(result,), missing_blobs=("b",), server_epoch="e", notices=("device-fork",))
    assert PushAnswer.from_json(decode(encode(answer.to_json()))) == answer


def test_a_page_comes_back_exactly_with_and_without_bytes() -> None:
    (receipt,) = sign_batch([leaf(7)], KEY)
    items = tuple(
        PullItem(kind="revision", object_id="0" * 64, sealed=sealed, receipt=receipt)
        for sealed in (b"", b"{}", None)
    )
    page = PullPage(items=items, next_cursor="c", more=True, server_epoch="e")
    assert PullPage.from_json(decode(encode(page.to_json()))) == page


def test_members_of_a_later_protocol_are_let_through() -> None:
    answer = PushAnswer(results=(), missing_blobs=(), server_epoch="e")
    later = encode(answer.to_json() | {"colour": "blue", "results": []})
    assert PushAnswer.from_json(decode(later)) == answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"a":1.5}',
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b"\xff\xfe",
        b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        decode(body)


def test_an_unreadable_item_spoils_only_itself() -> None:
    fields = decode(b'{"op_id":"a","op_seq":1,"kind":"revision","object_id":"0","sealed":"\\ud800"}')
    item = read_item(fields)
    assert isinstance(item, BadItem)
    assert item.op_id == "a"


def test_the_digest_of_a_body_is_written_as_rfc_9530_says() -> None:
    assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
