"""The page from which a stranger writes a client: every example on it is what the program itself would say."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from forms.canonical import canonical
from forms.revision import read_signature
from server.message_schemas import Schemas
from server.openapi import messages
from sync.wire import limits
from sync.wire.anonymous import AnonymousAnswer
from sync.wire.codec import decode, encode
from sync.wire.digest import from_base64
from sync.wire.enrolment import EnrolmentAnswer, Meta, TokenRequest
from sync.wire.forms import SignedManifest
from sync.wire.pull import PullPage
from sync.wire.push import PushAnswer, PushRequest
from sync.wire.receipt import is_genuine, key_id_of
from sync.wire.updates import SignedUpdates
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```json (\w+)\n(.*?)\n```", PAGE, re.DOTALL))


def test_every_message_has_its_example() -> None:
    assert sorted(EXAMPLES) == sorted(message.__name__ for message in messages())


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.__name__)
def test_an_example_is_read_and_written_again_as_it_stands(message: type) -> None:
    example = EXAMPLES[message.__name__].encode()
    assert message.from_json(decode(example)).to_json() == json.loads(example)  # type: ignore[attr-defined]


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.__name__)
def test_a_schema_names_what_the_example_holds(message: type) -> None:
    schemas = Schemas()
    schemas.ref(message)
    example = json.loads(EXAMPLES[message.__name__])
    schema = schemas.components[message.__name__]
    assert set(schema["required"]) <= set(example) <= set(schema["properties"])


def read(name: str, message: type) -> object:
    return message.from_json(decode(EXAMPLES[name].encode()))  # type: ignore[attr-defined]


def county_keys() -> dict[str, bytes]:
    answer = read("EnrolmentAnswer", EnrolmentAnswer)
    assert isinstance(answer, EnrolmentAnswer)
    return {key_id_of(key): key for key in answer.county_keys}


def test_the_sealed_example_is_canonical_and_has_the_name_that_is_said() -> None:
    (sealed,) = re.findall(r"```canonical\n(.*?)\n```", PAGE)
    content = sealed.encode()
    assert canonical(json.loads(sealed)) == content
    assert f"these {len(content)} bytes" in PAGE
    assert f"its name is `{hashlib.sha256(content).hexdigest()}`" in PAGE
    read_signature(content)
    request = read("PushRequest", PushRequest)
    assert isinstance(request, PushRequest)
    (item,) = request.items
    assert item.sealed == content  # type: ignore[union-attr]


def test_the_receipt_is_verified_step_by_step_as_the_page_says() -> None:
    answer = read("PushAnswer", PushAnswer)
    assert isinstance(answer, PushAnswer)
    receipt = answer.results[0].receipt
    assert receipt is not None
    leaf = receipt.leaf
    facts = encode([leaf.facility_id, leaf.object_id, leaf.server_seq, leaf.received_at, leaf.epoch])
    digest = hashlib.sha256(b"\0" + facts).digest()
    first = hashlib.sha256(b"\1" + digest + bytes.fromhex(receipt.path[0][1:])).digest()
    root = hashlib.sha256(b"\1" + first + bytes.fromhex(receipt.path[1][1:])).digest()
    (key,) = county_keys().values()
    Ed25519PublicKey.from_public_bytes(key).verify(from_base64(receipt.signature), b"yian receipt 1\n" + root)
    for said in (facts.decode(), digest.hex(), first.hex(), root.hex(), hashlib.sha256(key).hexdigest()[:16]):
        assert f"`{said}`" in PAGE
    assert is_genuine(receipt, county_keys())


def test_every_other_proof_on_the_page_is_genuine() -> None:
    page, report = read("PullPage", PullPage), read("AnonymousAnswer", AnonymousAnswer)
    assert isinstance(page, PullPage)
    assert isinstance(report, AnonymousAnswer)
    assert all(is_genuine(item.receipt, county_keys()) for item in page.items)
    assert is_genuine(report.receipt, county_keys())
    manifest = read("SignedManifest", SignedManifest)
    assert isinstance(manifest, SignedManifest)
    assert manifest.open(county_keys().values()) is not None
    updates = read("SignedUpdates", SignedUpdates)
    assert isinstance(updates, SignedUpdates)
    assert updates.open(county_keys().values()) is not None
    request, enrolled = read("TokenRequest", TokenRequest), json.loads(EXAMPLES["EnrolmentRequest"])
    assert isinstance(request, TokenRequest)
    key = Ed25519PublicKey.from_public_bytes(from_base64(enrolled["device_key"]))
    key.verify(request.signature, f"yian token 1\n{request.device_id}\n{request.nonce}".encode())


def test_the_limits_on_the_page_are_those_of_the_program() -> None:
    meta = read("Meta", Meta)
    assert isinstance(meta, Meta)
    assert (meta.max_items, meta.max_bytes) == (limits.MAX_ITEMS, limits.MAX_BATCH_BYTES)
    assert (meta.max_blob, meta.chunk) == (limits.MAX_BLOB_BYTES, limits.CHUNK_BYTES)


def kinds(path: Path) -> set[str]:
    """The words with which this module refuses."""
    found: set[str] = set()
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id in ("RequestRefusedError", "_problem", "_sent_away") and len(call.args) > 1:
            words: list[ast.expr] = [call.args[1]]
        elif call.func.id in ("Refused", "Kept"):
            words = [keyword.value for keyword in call.keywords if keyword.arg == "problem"]
        else:
            continue
        found |= {
            word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)
        }
    return found


def test_every_refusal_of_the_server_is_on_the_page() -> None:
    used = set[str]().union(*(kinds(path) for path in sorted((ROOT / "server").glob("*.py"))))
    assert len(used) > 30
    assert {kind for kind in used if f"`{kind}`" not in PAGE} == set()
