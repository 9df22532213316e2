"""Attachments: resumed where they stopped, checked as a whole, and only for who named them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import requests

from forms.revision import AttachmentEntry
from sync.wire.digest import content_digest, sha256_hex
from sync.wire.limits import CHUNK_BYTES
from tests.county import Computer, RunningCounty, sealed_revision

PHOTO = random.Random(7).randbytes(2 * CHUNK_BYTES + 1_000)


def name_photo(computer: Computer, content: bytes = PHOTO) -> str:
    """Pushes a record whose manifest names the photo, and returns the photo's digest."""
    entry = AttachmentEntry(name="photos", sha256=sha256_hex(content), size=len(content), mime="image/jpeg")
    answer = computer.push(computer.item(sealed_revision(computer.facility, attachments=[entry])))
    assert answer.missing_blobs == (entry.sha256,)
    return entry.sha256


def patch(
    computer: Computer, sha256: str, offset: int, chunk: bytes, *, length: int = len(PHOTO), digest: str = ""
) -> requests.Response:
    return computer.send(
        "PATCH",
        f"/v1/blobs/{sha256}",
        chunk,
        Upload_Offset=str(offset),
        Upload_Length=str(length),
        Content_Digest=digest or content_digest(chunk),
    )


def send_all(computer: Computer, sha256: str, content: bytes, cuts: Sequence[int]) -> None:
    for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
        answer = patch(computer, sha256, start, content[start:end], length=len(content))
        assert answer.status_code == 204, answer.text


def test_a_photo_arrives_in_chunks_and_is_complete(computer: Computer) -> None:
    sha256 = name_photo(computer)
    send_all(computer, sha256, PHOTO, [CHUNK_BYTES, 2 * CHUNK_BYTES])
    head = computer.send("HEAD", f"/v1/blobs/{sha256}")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == (str(len(PHOTO)), "?1")
    assert computer.send("GET", f"/v1/blobs/{sha256}").content == PHOTO


@pytest.mark.fault(48)
def test_the_server_says_where_to_go_on(computer: Computer) -> None:
    sha256 = name_photo(computer)
    patch(computer, sha256, 0, PHOTO[:CHUNK_BYTES])
    head = computer.send("HEAD", f"/v1/blobs/{sha256}")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == (str(CHUNK_BYTES), "?0")
    wrong = patch(computer, sha256, 0, PHOTO[:CHUNK_BYTES])
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, str(CHUNK_BYTES))


@pytest.mark.fault(25, 48)
def test_a_chunk_that_was_changed_on_its_way_is_not_kept(computer: Computer) -> None:
    sha256 = name_photo(computer)
    answer = patch(computer, sha256, 0, PHOTO[:100], digest=content_digest(b"other"))
    assert answer.status_code == 422
    assert computer.send("HEAD", f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"


@pytest.mark.fault(48)
def test_a_whole_that_is_not_what_its_name_says_begins_anew(computer: Computer) -> None:
    sha256 = name_photo(computer)
    other = bytes(len(PHOTO) - 2 * CHUNK_BYTES)
    patch(computer, sha256, 0, PHOTO[:CHUNK_BYTES])
    patch(computer, sha256, CHUNK_BYTES, PHOTO[CHUNK_BYTES : 2 * CHUNK_BYTES])
    assert patch(computer, sha256, 2 * CHUNK_BYTES, other).status_code == 422
    assert computer.send("HEAD", f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"
    send_all(computer, sha256, PHOTO, [CHUNK_BYTES, 2 * CHUNK_BYTES])


@pytest.mark.fault(48)
def test_an_empty_attachment_arrives(computer: Computer) -> None:
    sha256 = name_photo(computer, b"")
    assert patch(computer, sha256, 0, b"", length=0).status_code == 204
    assert computer.send("HEAD", f"/v1/blobs/{sha256}").headers["Upload-Complete"] == "?1"
    answer = computer.send("GET", f"/v1/blobs/{sha256}", Range="bytes=0-1000")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.fault(48)
def test_a_photo_that_is_here_is_not_asked_for_again(computer: Computer) -> None:
    sha256 = name_photo(computer)
    send_all(computer, sha256, PHOTO, [CHUNK_BYTES, 2 * CHUNK_BYTES])
    entry = AttachmentEntry(name="photos", sha256=sha256, size=len(PHOTO), mime="image/jpeg")
    answer = computer.push(computer.item(sealed_revision(computer.facility, attachments=[entry])))
    assert answer.missing_blobs == ()


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_attachment_that_no_record_names_does_not_exist(computer: Computer, method: str) -> None:
    assert computer.send(method, f"/v1/blobs/{'a' * 64}").status_code == 404
    assert patch(computer, "a" * 64, 0, b"x", length=1).status_code == 404


@pytest.mark.fault(48)
@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "CON", "%F0%9F%92%A9", "A" * 255])
def test_a_name_that_is_no_digest_does_not_exist(computer: Computer, name: str) -> None:
    assert computer.send("HEAD", f"/v1/blobs/{name}").status_code == 404


@pytest.mark.fault(56)
def test_another_hospital_cannot_read_or_guess_a_photo(county: RunningCounty, computer: Computer) -> None:
    sha256 = name_photo(computer)
    send_all(computer, sha256, PHOTO, [CHUNK_BYTES, 2 * CHUNK_BYTES])
    county.add_hospital("示范县第二卫生院")
    stranger = Computer(county.url).enrol(county.code("示范县第二卫生院"))
    assert stranger.send("GET", f"/v1/blobs/{sha256}").status_code == 404
    assert stranger.send("HEAD", f"/v1/blobs/{sha256}").status_code == 404


def test_too_long_a_chunk_is_refused(computer: Computer) -> None:
    sha256 = name_photo(computer)
    assert patch(computer, sha256, 0, PHOTO[: CHUNK_BYTES + 1]).status_code == 413


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0, 0),
        (0, CHUNK_BYTES - 1),
        (CHUNK_BYTES - 1, CHUNK_BYTES),
        (5, len(PHOTO) + 9),
        (len(PHOTO) - 1, len(PHOTO)),
    ],
)
def test_a_part_of_a_photo_is_that_part(computer: Computer, first: int, last: int) -> None:
    sha256 = name_photo(computer)
    send_all(computer, sha256, PHOTO, [1_000, CHUNK_BYTES, 2 * CHUNK_BYTES])
    answer = computer.send("GET", f"/v1/blobs/{sha256}", Range=f"bytes={first}-{last}")
    assert answer.status_code == 206
    assert answer.content == PHOTO[first : last + 1]
    assert answer.headers["Content-Range"].endswith(f"/{len(PHOTO)}")


def test_a_part_beyond_the_end_is_refused(computer: Computer) -> None:
    sha256 = name_photo(computer)
    send_all(computer, sha256, PHOTO, [CHUNK_BYTES, 2 * CHUNK_BYTES])
    beyond = computer.send("GET", f"/v1/blobs/{sha256}", Range=f"bytes={len(PHOTO)}-{len(PHOTO) + 5}")
    assert beyond.status_code == 416
