"""The exchanges that a hospital has with its county, each as often anew as it is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from forms.revision import AttachmentEntry
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure
from sync.wire.anonymous import AnonymousReport
from sync.wire.blob import BlobOffset
from sync.wire.digest import sha256_hex
from sync.wire.enrolment import CopyRequest, EnrolmentRequest
from sync.wire.forms import SignedManifest
from sync.wire.outcomes import Outcome
from sync.wire.push import CheckRequest, PushRequest
from sync.wire.receipt import is_genuine, key_id_of
from tools.campaign.cut_rig import Rig

Play = Callable[[], str | None]
"""Has the exchange once, through the client. What is wrong with what it brought; None: it was not taken at all."""

FINE = ""
Message = TypeVar("Message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """``plays`` gives a new one each time: what is sent in it was never sent before."""

    name: str
    start: bytes  # of the request line that is cut
    plays: Iterator[Play]


def exchanges(rig: Rig, *, is_small: bool) -> Iterator[Exchange]:
    """Every exchange of the protocol; a small one pushes no record, only what is shorter."""
    yield Exchange(name="push", start=b"POST /v1/sync/push", plays=_pushes(rig, is_small=is_small))
    yield Exchange(name="chunk up", start=b"PATCH /v1/blobs/", plays=_chunks(rig))
    yield Exchange(name="anonymous up", start=b"POST /v1/sync/anonymous", plays=_reports(rig))
    yield Exchange(name="meta", start=b"GET /v1/meta", plays=_forever(_meta(rig)))
    yield Exchange(name="token", start=b"POST /v1/tokens", plays=_forever(_token(rig)))
    yield Exchange(name="check", start=b"POST /v1/sync/check", plays=_forever(_check(rig)))
    yield Exchange(name="devices", start=b"GET /v1/devices", plays=_forever(_devices(rig)))
    content = rig.random.randbytes(200)
    rig.name_blobs([content])
    yield Exchange(name="offset", start=b"HEAD /v1/blobs/", plays=_forever(_offset(rig, content)))
    yield Exchange(name="chunk down", start=b"GET /v1/blobs/", plays=_forever(_chunk_down(rig, content)))
    yield Exchange(name="page", start=b"GET /v1/sync/pull", plays=_forever(_page(rig)))
    yield Exchange(name="anonymous down", start=b"GET /v1/sync/anonymous", plays=_forever(_reports_down(rig)))
    form = rig.publish_form()
    yield Exchange(name="forms", start=b"GET /v1/forms ", plays=_forever(_forms(rig, form)))
    yield Exchange(name="form", start=b"GET /v1/forms/", plays=_forever(_form(rig, form)))
    yield Exchange(name="copy", start=b"POST /v1/enrolments/copies", plays=_forever(_copy(rig)))
    # The last, since every computer more makes the list of computers longer.
    yield Exchange(name="enrolment", start=b"POST /v1/enrolments ", plays=_enrolments(rig))


def _forever(play: Play) -> Iterator[Play]:
    while True:
        yield play


def _fact(outcome: Delivered[Message] | Failure, wrong: Callable[[Message], str]) -> str | None:
    return wrong(outcome.message) if isinstance(outcome, Delivered) else None


def _same(fresh: object, clean: object) -> str:
    return FINE if fresh == clean else f"{fresh} instead of {clean}"


# What changes the county.


def _pushes(rig: Rig, *, is_small: bool) -> Iterator[Play]:
    while True:
        opaque = [("credential", rig.random.randbytes(40)) for _ in range(2)]
        request = rig.request(*opaque) if is_small else rig.request(("revision", rig.revision()), *opaque)
        yield partial(_push, rig, request)


def _push(rig: Rig, request: PushRequest) -> str | None:
    keys = {key_id_of(key): key for key in rig.enrolment.county_keys}
    outcome = rig.client.push(request)
    if not isinstance(outcome, Delivered):
        return None
    for item, result in zip(request.items, outcome.message.results, strict=True):
        receipt = result.receipt
        if result.op_id != item.op_id or receipt is None or not is_genuine(receipt, keys):
            return f"operation {item.op_id} has no receipt"
        if result.outcome not in (Outcome.STORED, Outcome.PARKED, Outcome.DUPLICATE):
            return f"operation {item.op_id} is {result.outcome}"
    return FINE


def _enrolments(rig: Rig) -> Iterator[Play]:
    while True:
        request = rig.enrolment_request(rig.new_key())
        yield partial(_enrol, rig, request)


def _enrol(rig: Rig, request: EnrolmentRequest) -> str | None:
    outcome = CountyClient(rig.transport).enrol(request)
    return _fact(outcome, lambda answer: _same(answer.facility_id, rig.facility_id))


def _chunks(rig: Rig) -> Iterator[Play]:
    while True:
        contents = [rig.random.randbytes(60) for _ in range(200)]
        rig.name_blobs(contents)
        for content in contents:
            yield partial(_chunk_up, rig, content)


def _chunk_up(rig: Rig, content: bytes) -> str | None:
    """As the program does it: after trouble it asks how far the county is."""
    sha256 = sha256_hex(content)
    outcome = rig.client.blob_offset(sha256, anonymous=False)
    if isinstance(outcome, Delivered) and not outcome.message.is_complete:
        start = outcome.message.received
        outcome = rig.client.add_chunk(
            sha256, content[start:], start=start, size=len(content), anonymous=False
        )
    return _fact(outcome, lambda offset: _same(offset, BlobOffset(received=len(content), is_complete=True)))


def _reports(rig: Rig) -> Iterator[Play]:
    while True:
        sealed = b'{"kind":"anonymous","note":"%s"}' % rig.new_id().encode()
        report = AnonymousReport(object_id=sha256_hex(sealed), sealed=sealed)
        yield partial(_report, rig, report)


def _report(rig: Rig, report: AnonymousReport) -> str | None:
    outcome = rig.client.report(report)
    return _fact(outcome, lambda answer: _same(answer.receipt.leaf.object_id, report.object_id))


# What only asks.


def _meta(rig: Rig) -> Play:
    return lambda: _fact(rig.client.meta(), lambda meta: _same(meta.server_epoch, rig.enrolment.server_epoch))


def _token(rig: Rig) -> Play:
    return lambda: _fact(rig.new_client().devices(), lambda found: FINE if found.devices else "no devices")


def _copy(rig: Rig) -> Play:
    """A number of its own for a computer that exists twice: the same again for the same wish."""
    request = CopyRequest(wish="cut")
    clean = rig.client.renew_device(request)
    assert isinstance(clean, Delivered)
    return lambda: _fact(rig.client.renew_device(request), lambda answer: _same(answer, clean.message))


def _check(rig: Rig) -> Play:
    here = rig.sent[0].object_id
    request = CheckRequest(object_ids=(here, "f" * 64), blobs=("e" * 64,))

    def wrong(missing: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
        return _same(missing, (("f" * 64,), ("e" * 64,)))

    return lambda: _fact(
        rig.client.check(request), lambda answer: wrong((answer.missing, answer.missing_blobs))
    )


def _devices(rig: Rig) -> Play:
    clean = rig.client.devices()
    assert isinstance(clean, Delivered)
    return lambda: _fact(rig.client.devices(), lambda found: _same(found, clean.message))


def _offset(rig: Rig, content: bytes) -> Play:
    sha256 = sha256_hex(content)
    half = BlobOffset(received=100, is_complete=False)
    rig.client.add_chunk(sha256, content[:100], start=0, size=len(content), anonymous=False)
    return lambda: _fact(rig.client.blob_offset(sha256, anonymous=False), lambda offset: _same(offset, half))


def _chunk_down(rig: Rig, content: bytes) -> Play:
    sha256 = sha256_hex(content)
    rig.client.add_chunk(sha256, content[100:], start=100, size=len(content), anonymous=False)
    return lambda: _fact(rig.client.get_blob(sha256), lambda found: _same(found, content))


def _page(rig: Rig) -> Play:
    """The last page, with a record's bytes in it."""
    cursor, page = "", rig.client.pull("", mine=True)
    while isinstance(page, Delivered) and page.message.more:
        cursor = page.message.next_cursor
        page = rig.client.pull(cursor, mine=True)
    entry = AttachmentEntry(name="photos", sha256="a" * 64, size=1, mime="image/jpeg")
    assert isinstance(page, Delivered)
    cursor = page.message.next_cursor
    rig.push(rig.request(("revision", rig.revision(entry))))
    clean = rig.client.pull(cursor, mine=True)
    assert isinstance(clean, Delivered)
    return lambda: _fact(rig.client.pull(cursor, mine=True), lambda found: _same(found, clean.message))


def _reports_down(rig: Rig) -> Play:
    clean = rig.client.reports("f" * 62)
    assert isinstance(clean, Delivered)
    return lambda: _fact(rig.client.reports("f" * 62), lambda found: _same(found, clean.message))


def _forms(rig: Rig, form: bytes) -> Play:
    """The list is signed, so that it is believed only if it says what the county said."""

    def wrong(signed: SignedManifest) -> str:
        manifest = signed.open(rig.enrolment.county_keys)
        return _same([one.sha256 for one in manifest.forms] if manifest else None, [sha256_hex(form)])

    return lambda: _fact(rig.client.forms(), wrong)


def _form(rig: Rig, form: bytes) -> Play:
    return lambda: _fact(rig.client.form(sha256_hex(form)), lambda found: _same(found, form))
