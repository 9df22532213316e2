"""The county hands a new version of the program out: fetched in parts over any line, kept, and never believed unsigned."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.json_value import Json
from models.program import Program
from server import verbs
from server.facilities import RegisterError
from server.tables.updates import UpdateChunk, UpdateRow
from sync.engine import run_pass
from sync.report import PassReport
from sync.transport import HttpTransport
from sync.updates.looking import look_at
from sync.wire.codec import decode
from sync.wire.digest import sha256_hex
from sync.wire.update_file import write_update
from sync.wire.update_shelf import FOLDER, LIST
from sync.wire.updates import SignedUpdates
from tests.county import Computer, RunningCounty
from tests.installed import KEYS, PLATFORM, lay_script, pack
from tests.roundtrip.conftest import Ward
from tools.campaign.cut_line import FarEnd, Line, LineCutError, line_to, path_of

OURS = Program(version="0.1.0", platform=PLATFORM, is_release=False, root=None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An update of about a megabyte."""
    version = lay_script(tmp_path / "made", "0.2.0", "print()\n")
    (version / "app" / "pictures").write_bytes(Random(5).randbytes(1_000_000))
    return pack(version, "0.2.0", tmp_path / "stick")


@pytest.fixture
def line(county: RunningCounty) -> Iterator[Line]:
    with line_to(county.url) as line:
        yield line


def come(ward: Ward, url: str, program: Program = OURS) -> PassReport:
    with contextlib.closing(HttpTransport(url)) as transport:
        return run_pass(
            ward.store, transport=transport, clock=ward.clock, random=ward.random, program=program
        )


def came(ward: Ward) -> list[str]:
    folder = ward.store.home / FOLDER
    return sorted(one.name for one in folder.iterdir() if one.name != LIST) if folder.exists() else []


class Counting:
    """Lets through, but cuts every second part of an update; counts the bytes that were asked for."""

    def __init__(self, every: int = 2) -> None:
        self.parts, self.every = 0, every
        self.ranges: list[int] = []

    def __call__(self, request: bytes, far: FarEnd) -> bytes:
        if path_of(request).startswith("/v1/updates/"):
            self.parts += 1
            wanted = next(one for one in request.split(b"\r\n") if one.lower().startswith(b"range:"))
            self.ranges.append(int(wanted.split(b"=")[1].split(b"-")[0]))
            if self.parts % self.every == 0:
                raise LineCutError
        return far.ask(request)


def test_a_published_version_is_fetched_over_a_line_that_is_cut_again_and_again_and_told_once(
    ward: Ward, county: RunningCounty, line: Line, file: Path
) -> None:
    assert come(ward, line.url).is_clear
    assert came(ward) == []
    said = verbs.say_update_published(county.county, file)
    assert "已发布 0.2.0" in said.lines[0]
    line.rule = cutting = Counting()
    reports = []
    while file.name not in came(ward):
        reports.append(come(ward, line.url))
        assert len(reports) < 20
    assert cutting.ranges == sorted(cutting.ranges)  # it goes on where it was
    assert len(reports) > 2
    assert all(report.left == 0 for report in reports)
    told = [notice for report in reports for notice in report.notices if "县里发来医安 0.2.0" in notice]
    assert len(told) == 1
    assert "设置·更新" in told[0]
    kept = ward.store.home / FOLDER / file.name
    assert kept.read_bytes() == file.read_bytes()
    assert look_at(kept, OURS, KEYS).manifest.version == "0.2.0"
    asked = cutting.parts
    assert come(ward, line.url).notices == ()
    assert cutting.parts == asked
    assert came(ward) == [file.name]


def test_nothing_is_fetched_that_is_no_newer_or_for_another_system(
    ward: Ward, county: RunningCounty, line: Line, file: Path
) -> None:
    verbs.say_update_published(county.county, file)
    line.rule = counting = Counting(every=1000)
    for program in (
        replace(OURS, version="0.2.0"),
        replace(OURS, version="0.3.0"),
        replace(OURS, platform="windows-x86_64"),
    ):
        assert come(ward, line.url, program).notices == ()
    assert counting.parts == 0
    assert came(ward) == []


def test_a_part_that_was_changed_at_the_county_is_not_kept_and_taken_anew(
    ward: Ward, county: RunningCounty, file: Path
) -> None:
    verbs.say_update_published(county.county, file)
    with county.county.database.write() as session:
        chunk = session.query(UpdateChunk).filter_by(start=0).one()
        right, chunk.content = chunk.content, b"X" + chunk.content[1:]
    assert come(ward, county.url).notices == ()
    assert came(ward) == []
    with county.county.database.write() as session:
        session.query(UpdateChunk).filter_by(start=0).one().content = right
    assert len(come(ward, county.url).notices) == 1
    assert came(ward) == [file.name]


def test_a_file_that_its_publisher_did_not_sign_is_neither_kept_nor_fetched_twice(
    ward: Ward, county: RunningCounty, line: Line, file: Path
) -> None:
    """A county that was broken into lists other bytes, and lists them as right."""
    verbs.say_update_published(county.county, file)
    bad = bytearray(file.read_bytes())
    bad[40] ^= 1  # within the signed manifest
    with county.county.database.write() as session:
        session.query(UpdateChunk).filter_by(start=0).one().content = bytes(bad[: 256 << 10])
        for chunk in session.query(UpdateChunk):
            chunk.sha256 = sha256_hex(bytes(bad))
        session.query(UpdateRow).one().sha256 = sha256_hex(bytes(bad))
    line.rule = counting = Counting(every=1000)
    (told,) = come(ward, line.url).notices
    assert "没有发布者的签名" in told
    assert came(ward) == []
    asked = counting.parts
    assert asked > 0
    assert come(ward, line.url).notices == ()
    assert counting.parts == asked


def test_only_what_its_publisher_signed_is_handed_out_and_one_version_is_one_file(
    county: RunningCounty, file: Path, tmp_path: Path
) -> None:
    assert verbs.say_updates(county.county).lines == ("还没有发布过程序的新版本。",)
    foreign = write_update(
        tmp_path / "made",
        tmp_path / "foreign",
        Ed25519PrivateKey.generate(),
        version="0.3.0",
        platform=PLATFORM,
        lowest="0.1.0",
        schema="0001_first",
    )
    for bad, words in (
        (foreign, "没有医安发布者的签名"),
        (tmp_path / "none", "读不出来"),
        (cut(file, tmp_path / "cut", lambda data: data[:-9]), "没有拷全"),
        (cut(file, tmp_path / "spoilt", lambda data: data[:-500] + b"X" + data[-499:]), "里的内容坏了"),
    ):
        with pytest.raises(RegisterError, match=words) as refused:
            verbs.say_update_published(county.county, bad)
        assert "没有发布，原来发布过的都没有动。" in str(refused.value)
    assert verbs.say_update_published(county.county, file).document["is_new"] is True  # type: ignore[index,call-overload]
    assert verbs.say_update_published(county.county, file).document["is_new"] is False  # type: ignore[index,call-overload]
    (tmp_path / "made" / "app" / "more").write_bytes(b"changed")
    with pytest.raises(RegisterError, match="已经发布过，内容不一样"):
        verbs.say_update_published(county.county, pack(tmp_path / "made", "0.2.0", tmp_path / "again"))
    assert len(verbs.say_updates(county.county).lines) == 1


def cut(file: Path, target: Path, change: Callable[[bytes], bytes]) -> Path:
    target.write_bytes(change(file.read_bytes()))
    return target


def test_the_list_is_signed_by_the_county_and_its_number_stands_in_the_greeting(
    county: RunningCounty, file: Path
) -> None:
    computer = Computer(county.url).enrol(county.code())
    assert computer.enrolment is not None
    assert decode(computer.send("GET", "/v1/meta").content).integer("updates") == 0
    verbs.say_update_published(county.county, file)
    assert decode(computer.send("GET", "/v1/meta").content).integer("updates") == 1
    signed = SignedUpdates.from_json(decode(computer.send("GET", "/v1/updates").content))
    listed = signed.open(computer.enrolment.county_keys)
    assert listed is not None
    (update,) = listed.updates
    assert (listed.number, update.version, update.size) == (1, "0.2.0", file.stat().st_size)
    assert (
        replace(signed, text=signed.text.replace("0.2.0", "0.9.0")).open(computer.enrolment.county_keys)
        is None
    )
    answer = computer.send("GET", f"/v1/updates/{update.sha256}", Range="bytes=10-19")
    assert (answer.status_code, answer.content) == (206, file.read_bytes()[10:20])
    over = f"bytes=0-{update.size * 2}"
    assert len(computer.send("GET", f"/v1/updates/{update.sha256}", Range=over).content) == 256 << 10
    beyond = f"bytes={update.size}-{update.size + 5}"
    assert computer.send("GET", f"/v1/updates/{update.sha256}", Range=beyond).status_code == 416
    assert computer.send("GET", "/v1/updates/" + "0" * 64).status_code == 404
    assert Computer(county.url).send("GET", "/v1/updates").status_code == 401
    rows: Json = verbs.say_updates(county.county).document
    assert isinstance(rows, list)
    assert len(rows) == 1
