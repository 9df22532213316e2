"""A bundle written by hand from the description of the protocol, forms and gaps, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from server import verbs
from server.gaps import NeverCame, find_gaps
from sync.wire.bundle import About, ObjectHead, Part
from sync.wire.frames import FrameWriter
from sync.wire.parcel import Header, ParcelKind, ParcelWriter, new_key, wrap_for
from tests.county import HOSPITAL, Computer, RunningCounty, sealed_revision

FORM = """\
id: county.small
label: X01
version: "1.0"
status: released
kind: record
title: 县里的小表
chapter: fire
tier: T1
requirements: [A1]
signers:
  - {role: author, title: 填表人, author: true}
sections:
  - id: only
    title: 一
    answers: normal
    fields:
      - {name: first, label: 第一项, type: check}
"""


def write_bundle(computer: Computer, path: Path, *sealed: bytes) -> None:
    assert computer.enrolment is not None
    assert computer.enrolment.exchange is not None
    key = new_key()
    header = Header(
        kind=ParcelKind.HOSPITAL,
        facility_id=computer.facility,
        device_id=computer.device_id,
        sender_key=computer.key.public_key().public_bytes_raw(),
        wraps=(wrap_for(computer.enrolment.exchange.public, key),),
    )
    about = About(
        made_at="",
        incarnation=computer.incarnation,
        epoch=None,
        cursor="",
        mine=False,
        last_receipt=None,
        reports_here=(),
        forms=0,
    )
    with path.open("wb") as file:
        parcel = ParcelWriter(file, header, key, computer.key.sign)
        frames = FrameWriter(parcel)
        frames.put(Part.ABOUT, about.to_json())
        for one in sealed:
            item = computer.item(one)
            head = ObjectHead(
                kind=item.kind,
                object_id=item.object_id,
                record_id=None,
                lane="normal",
                op_id=item.op_id,
                op_seq=item.op_seq,
                receipt=None,
            )
            frames.put(Part.OBJECT, head.to_json(), one)
        frames.end()
        parcel.finish()


def test_a_bundle_is_kept_once_and_its_gap_is_named(
    county: RunningCounty, computer: Computer, tmp_path: Path
) -> None:
    bundle, reply = tmp_path / "there.yian", tmp_path / "back.yian"
    computer.op_seq = 2
    write_bundle(computer, bundle, *(sealed_revision(computer.facility) for _ in range(3)))
    for stored, known in ((3, 0), (0, 3)):
        said = verbs.say_imported(county.county, bundle, reply).document
        assert isinstance(said, dict)
        assert (said["stored"], said["known"], said["brought"]) == (stored, known, 0)
    with county.county.database.read() as session:
        (device,) = find_gaps(session, computer.facility).devices
    assert device.never_came == (NeverCame(first=1, last=2),)
    assert not verbs.say_gaps(county.county, HOSPITAL).is_well


def test_a_form_is_published_once_and_handed_out(
    county: RunningCounty, computer: Computer, tmp_path: Path
) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(FORM, encoding="utf-8")
    for number in (1, 1):
        said = verbs.say_published(county.county, [path], date(2026, 11, 20)).document
        assert isinstance(said, dict)
        assert said["number"] == number
    answer = computer.send("GET", "/v1/forms")
    again = computer.send("GET", "/v1/forms", If_None_Match=answer.headers["ETag"])
    assert (answer.status_code, again.status_code) == (200, 304)
    for name in ("0" * 64, "..", "%00", "x"):
        assert computer.send("GET", f"/v1/forms/{name}").status_code in (404, 422)
