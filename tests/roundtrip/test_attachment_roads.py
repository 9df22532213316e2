"""Attachments on a road that breaks, beside another sender, and under every name a file may have."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from models.tables.attachments import ArrivedPart
from models.workflow import attachments
from models.workflow.attachments import AttachmentError
from server import blobs as county_blobs
from server.tables.blobs import Blob
from sync import wording
from sync.enrolment import enrol
from sync.outcomes import Cause
from sync.pace import FIRST_BYTES
from sync.wire.digest import content_digest, sha256_hex
from sync.wire.limits import CHUNK_BYTES
from tests.roads import BLOB, PULL, Road, chunks_of, first, only, road, spoiled
from tools.campaign.cut_line import FarEnd, LineCutError, path_of

MEGABYTE = 1 << 20
PDF = b"%PDF-1.4\n"


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Road]:
    with road(tmp_path_factory.mktemp("photos"), furnished) as way:
        yield way


def at_county(way: Road, sha256: str) -> bytes | None:
    """The whole attachment, None as long as it is not complete."""
    facility = way.store.require_installation().facility_id
    with way.county.county.database.read() as session:
        blob = session.get(Blob, (facility, sha256))
        if blob is None or not blob.is_complete:
            return None
        return county_blobs.read_blob(session, facility, sha256)


def is_chunk(request: bytes) -> bool:
    return request.startswith(b"PATCH ")


class Flapping:
    """Goes down in the middle of every second chunk, sometimes before and sometimes after the county has it."""

    def __init__(self) -> None:
        self.chunks: list[int] = []  # bytes of each that was sent
        self.cuts = 0

    def __call__(self, request: bytes, far: FarEnd) -> bytes:
        if not is_chunk(request):
            return far.ask(request)
        size = len(request.partition(b"\r\n\r\n")[2])
        self.chunks.append(size)
        if len(self.chunks) % 2:
            return far.ask(request)
        self.cuts += 1
        if self.cuts % 2:
            far.leave(request[: len(request) - size // 2], is_reset=True)
        else:
            far.ask(request)
        raise LineCutError


@pytest.mark.fault(27, 48)
def test_a_line_that_flaps_during_an_attachment_costs_at_most_one_chunk_each_time(way: Road) -> None:
    photo = way.photo(MEGABYTE + 1)
    sealed = way.seal(photo)
    flapping = Flapping()
    with way.under(flapping):
        for _ in range(30):
            report = way.sync()
            assert way.outbox()[sealed] == "received"
            if not report.left:
                break
            assert report.reason == wording.explain_cause(Cause.CUT)
    assert at_county(way, photo) == chunks_of(way.store, photo)
    assert flapping.cuts > 3
    resent = sum(flapping.chunks) - (MEGABYTE + 1)
    assert resent <= flapping.cuts * CHUNK_BYTES
    assert max(flapping.chunks) <= CHUNK_BYTES
    way.check_all()


@pytest.mark.fault(48)
@pytest.mark.parametrize("border", [0, FIRST_BYTES, 3 * FIRST_BYTES])
def test_a_cut_beside_the_border_of_a_chunk_is_resumed_there(way: Road, border: int) -> None:
    """Counted in bytes of the attachment that are through when the line goes down."""
    for upto in (border - 1, border, border + 1):
        photo = way.photo(4 * FIRST_BYTES)
        way.seal(photo)
        knife = Knife(upto)
        with way.under(knife):
            while way.sync().left:
                assert knife.is_used
        assert knife.is_used
        assert at_county(way, photo) == chunks_of(way.store, photo)
        assert knife.sent <= 4 * FIRST_BYTES + CHUNK_BYTES
    way.check_all()


class Knife:
    """Cuts once, when so many bytes of the attachment are through."""

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self.sent = 0
        self.is_used = False

    def __call__(self, request: bytes, far: FarEnd) -> bytes:
        if not is_chunk(request):
            return far.ask(request)
        head, _, body = request.partition(b"\r\n\r\n")
        start = int(head.lower().partition(b"upload-offset: ")[2].partition(b"\r\n")[0])
        self.sent += len(body)
        if self.is_used or self.upto - start > len(body):
            return far.ask(request)
        self.is_used = True
        if self.upto - start == len(body):  # the county has all of it, and its answer is lost
            far.ask(request)
        else:
            far.leave(head + b"\r\n\r\n" + body[: max(0, self.upto - start)], is_reset=False)
        raise LineCutError


@pytest.mark.fault(48)
def test_two_computers_that_send_one_attachment_at_once_end_in_the_one_true_whole(way: Road) -> None:
    """The other one's first chunk arrives in between, so the own one is refused with the right offset."""
    photo = way.photo(200_000)
    way.seal(photo)
    refused: list[bytes] = []

    def overtaken(request: bytes, far: FarEnd) -> bytes:
        if is_chunk(request) and not refused:
            others = threading.Thread(target=far.ask, args=(request,))
            others.start()
            others.join()
            refused.append(far.ask(request))
            return refused[0]
        return far.ask(request)

    with way.under(overtaken):
        assert way.sync().is_clear
    assert refused[0].startswith(b"HTTP/1.1 409 ")
    assert at_county(way, photo) == chunks_of(way.store, photo)
    way.check_all()


@pytest.mark.fault(25, 48)
def test_a_damaged_chunk_is_not_kept_and_is_sent_again(way: Road) -> None:
    photo = way.photo(200_000)
    way.seal(photo)

    def damage(request: bytes, far: FarEnd) -> bytes:
        return far.ask(spoiled(request, lambda body: body[:-1] + b"\0") if is_chunk(request) else request)

    with way.under(damage):
        assert way.sync().left == 1
    assert at_county(way, photo) is None
    way.check_all()
    assert at_county(way, photo) == chunks_of(way.store, photo)


@pytest.mark.fault(48)
def test_a_whole_that_is_not_what_its_name_says_is_begun_anew(way: Road) -> None:
    """Somebody else's chunk, with a digest of its own, has got in between."""
    photo = way.photo(100_000)
    way.seal(photo)

    def foreign(request: bytes, far: FarEnd) -> bytes:
        if not is_chunk(request):
            return far.ask(request)
        head, _, body = request.partition(b"\r\n\r\n")
        other = bytes(len(body))
        lines = [
            b"Content-Digest: " + content_digest(other).encode()
            if line.lower().startswith(b"content-digest:")
            else line
            for line in head.split(b"\r\n")
        ]
        return far.ask(b"\r\n".join(lines) + b"\r\n\r\n" + other)

    with way.under(only(BLOB, first(2, foreign))):
        assert way.sync().is_clear
    assert at_county(way, photo) == chunks_of(way.store, photo)
    way.check_all()


@pytest.mark.fault(48)
def test_one_picture_in_two_places_of_a_record_and_in_two_records_travels_once(way: Road) -> None:
    photo = way.photo(100_000)
    way.seal(photo, photo)
    way.seal(photo)
    sizes: list[int] = []

    def count(request: bytes, far: FarEnd) -> bytes:
        sizes.append(len(request.partition(b"\r\n\r\n")[2]) if is_chunk(request) else 0)
        return far.ask(request)

    with way.under(count):
        assert way.sync().is_clear
        way.seal(photo)
        assert way.sync().is_clear
    assert sum(sizes) == 100_000
    assert at_county(way, photo) == chunks_of(way.store, photo)
    way.check_all()


NAMES = [
    "../报告.pdf",
    "照片😀.pdf",
    "a" * 251 + ".pdf",
    "CON.pdf",
    "NUL",
    "名字 里 有 空格 .pdf",
    "-rf.pdf",
]


@pytest.mark.fault(48)
@pytest.mark.parametrize("name", NAMES)
def test_a_file_travels_under_its_digest_whatever_its_name(way: Road, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    file = folder / name
    content = PDF + name.encode()
    file.write_bytes(content)
    photo = attachments.add(way.store, file, "application/pdf")
    assert photo == sha256_hex(content)
    sealed = way.seal(photo)
    assert way.sync().is_clear
    assert at_county(way, photo) == content
    assert Path(name).name.encode() not in way.held()[sealed]


@pytest.mark.fault(48)
def test_a_file_that_changes_on_the_disk_after_it_was_attached_changes_nothing(
    way: Road, tmp_path: Path
) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(PDF + b"as it was")
    photo = attachments.add(way.store, file, "application/pdf")
    way.seal(photo)
    file.write_bytes(PDF + b"as it is now")
    assert way.sync().is_clear
    file.unlink()
    assert at_county(way, photo) == PDF + b"as it was"
    way.check_all()


@pytest.mark.fault(48)
def test_an_empty_file_is_not_attached(way: Road) -> None:
    with pytest.raises(AttachmentError, match="空的"):
        attachments.add(way.store, b"", "application/pdf")


# 41: a token that ends


@pytest.mark.fault(41)
def test_a_token_that_ends_during_an_attachment_is_renewed_and_the_attachment_goes_on_where_it_was(
    way: Road,
) -> None:
    photo = way.photo(MEGABYTE)
    way.seal(photo)
    sent: list[int] = []
    tokens: list[str] = []

    def age(request: bytes, far: FarEnd) -> bytes:
        if path_of(request) == "/v1/tokens":
            tokens.append("")
        if is_chunk(request):
            sent.append(len(request.partition(b"\r\n\r\n")[2]))
            if len(sent) == 3:
                way.pass_time(minutes=61)
        return far.ask(request)

    with way.under(age):
        assert way.sync().is_clear
    assert len(tokens) == 2
    assert sum(sent) <= MEGABYTE + CHUNK_BYTES
    assert at_county(way, photo) == chunks_of(way.store, photo)
    way.check_all()


@pytest.mark.fault(41)
@pytest.mark.parametrize("moment", ["HEAD", "GET"])
def test_a_token_that_ends_between_two_calls_ends_no_pass(way: Road, moment: str) -> None:
    """Also where the refusal has no body, as to HEAD."""
    way.seal(way.photo(1_000))
    is_over = False

    def age(request: bytes, far: FarEnd) -> bytes:
        nonlocal is_over
        if not is_over and request.startswith(moment.encode()) and path_of(request).startswith((BLOB, PULL)):
            is_over = True
            way.pass_time(minutes=61)
        return far.ask(request)

    with way.under(age):
        assert way.sync().is_clear
    assert is_over
    way.check_all()


@pytest.mark.fault(28)
def test_what_is_sealed_while_an_attachment_travels_goes_before_its_rest(way: Road) -> None:
    photo = way.photo(MEGABYTE)
    way.seal(photo)
    urgent: list[str] = []
    order: list[str] = []

    def watch(request: bytes, far: FarEnd) -> bytes:
        order.append(request.split(b" ")[0].decode() + " " + path_of(request).partition("?")[0])
        answer = far.ask(request)
        if is_chunk(request) and not urgent:
            urgent.append(way.seal())
        return answer

    with way.under(watch):
        assert way.sync().is_clear
    steps = [one for one in order if one.startswith(("PATCH", f"POST {'/v1/sync/push'}"))]
    second = steps.index("POST /v1/sync/push", 1)
    assert [one[:5] for one in steps[1:second]] == ["PATCH"]
    assert len(steps) - second > 2
    way.check_all()


@pytest.mark.fault(28)
def test_a_road_that_lets_no_attachments_through_still_brings_what_others_sealed(way: Road) -> None:
    def no_chunks(request: bytes, far: FarEnd) -> bytes:
        if is_chunk(request):
            raise LineCutError
        return far.ask(request)

    pulled: list[str] = []

    def watch(request: bytes, far: FarEnd) -> bytes:
        pulled.append(path_of(request))
        return no_chunks(request, far)

    sealed = way.seal(way.photo(1_000))
    with way.under(watch):
        report = way.sync()
    assert report.reason == wording.explain_cause(Cause.CUT)
    assert way.outbox()[sealed] == "received"
    assert any(path.startswith(PULL) for path in pulled)
    way.check_all()


@pytest.mark.fault(27, 48)
def test_a_line_that_flaps_while_an_attachment_is_fetched_costs_at_most_one_part_each_time(
    tmp_path: Path, furnished: Path
) -> None:
    carried: list[int] = []
    cuts: list[int] = []

    def flap(request: bytes, far: FarEnd) -> bytes:
        answer = far.ask(request)
        if not request.startswith(b"GET /v1/blobs/"):
            return answer
        carried.append(len(answer.partition(b"\r\n\r\n")[2]))
        if len(carried) % 3:
            return answer
        cuts.append(len(carried))
        raise LineCutError(answer[: len(answer) // 2])

    with (
        road(tmp_path, furnished) as way,
        contextlib.closing(Store.open(tmp_path / "second", clock=way.clock)) as second,
    ):
        photo = way.photo(MEGABYTE + 1)
        way.seal(photo)
        assert way.sync().is_clear
        enrol(second, server_url=way.county.url, code=way.county.code())
        with way.under(flap):
            for _ in range(20):
                report = way.sync(store=second)
                if not report.reason:
                    break
                assert report.reason == wording.explain_cause(Cause.CUT)
        assert chunks_of(second, photo) == chunks_of(way.store, photo)
        with second.read() as session:
            assert session.query(ArrivedPart).count() == 0
    assert cuts
    assert sum(carried) <= MEGABYTE + 1 + len(cuts) * CHUNK_BYTES
