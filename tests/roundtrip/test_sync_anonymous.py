"""An anonymous report reaches the county and the quality office, and nothing on the way says whose it is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from sqlalchemy import inspect, select

from forms.json_value import Json
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.workflow import anonymous
from models.workflow.anonymous import File
from server import verbs
from server.tables.objects import AnonymousObject
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from tests.county import RunningCounty
from tests.lines import Cut, line_to
from tests.roundtrip.conftest import Ward

FORM = "event.adverse_event"
ANSWERS: dict[str, Json] = {
    "what_happened": "夜间输液换瓶时拿错，发现后立即停下",
    "occurred_on": "2026-11-20",
    "outcome": "no_harm",
    "report_kind": "quick",
}


def photo() -> bytes:
    out = BytesIO()
    Image.frombytes("RGB", (90, 60), Random(1).randbytes(90 * 60 * 3)).save(out, "JPEG")
    return out.getvalue()


def state(ward: Ward) -> str:
    with ward.store.read() as session:
        return session.scalars(select(AnonymousReport.state)).one()


def sync_until_sent(ward: Ward) -> int:
    for passes in range(1, 40):
        assert ward.sync().is_clear
        if state(ward) == "sent":
            return passes
    raise AssertionError("it was never sent")


def test_a_report_with_its_photo_reaches_the_county_and_the_other_computer(
    ward: Ward, second: Ward, county: RunningCounty
) -> None:
    ward.sync()
    answers: dict[str, Json] = {**ANSWERS, "photos": ["chosen"]}
    files = {"chosen": File(data=photo(), mime="image/jpeg")}
    anonymous.submit(ward.store, form=FORM, answers=answers, attachments=files)
    sync_until_sent(ward)
    second.sync()
    with ward.store.read() as session:
        sent = session.scalars(select(AnonymousReport)).one()
        pictures = {row.sha256: row.bytes for row in session.scalars(select(AnonymousAttachment))}
    with second.store.read() as session:
        here = session.scalars(select(AnonymousReport)).one()
        assert (here.bytes, here.state) == (sent.bytes, "here")
        assert {row.sha256: row.bytes for row in session.scalars(select(AnonymousAttachment))} == pictures
    second.sync()
    with county.county.database.read() as session:
        row = session.scalars(select(AnonymousObject)).one()
        assert (row.sealed, row.day) == (sent.bytes, "2026-11-20")


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_in_which_pass_it_goes_is_left_to_chance(ward: Ward, seed: int) -> None:
    ward.sync()
    anonymous.submit(ward.store, form=FORM, answers=ANSWERS)
    ward.random = Random(seed)
    first = sync_until_sent(ward)
    assert 1 <= first < 40


def test_no_counter_operation_or_bookmark_moves_for_it(ward: Ward, county: RunningCounty) -> None:
    """The same pass with and without a report leaves the same rows, at both ends, but in their own tables."""
    ward.sync()
    ward.random = Random(4)
    ward.sync()
    before = rows(ward), county_rows(county)
    anonymous.submit(ward.store, form=FORM, answers=ANSWERS)
    sync_until_sent(ward)
    assert (rows(ward), county_rows(county)) == before


def rows(ward: Ward) -> dict[str, list[tuple[object, ...]]]:
    """All but where the round of questions to the county stands: it moves with every pass, whatever waits."""
    with ward.store.read() as session:
        connection = session.connection()
        found = {
            table: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
            for table in inspect(connection).get_table_names()
            if not table.startswith("anonymous")
        }
    found["settings"] = [row for row in found["settings"] if row[0] != "county_circle"]
    return found


def county_rows(county: RunningCounty) -> dict[str, list[tuple[object, ...]]]:
    """All but the short-lived proofs of the computers' own sign-ins."""
    with county.county.database.read() as session:
        connection = session.connection()
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
            for table in inspect(connection).get_table_names()
            if table not in ("anonymous_objects", "manifests", "used_nonces")
        }


def test_a_report_that_was_sent_without_its_photo_is_sent_again_as_a_whole(ward: Ward, second: Ward) -> None:
    ward.sync()
    files = {"chosen": File(data=photo(), mime="image/jpeg")}
    anonymous.submit(ward.store, form=FORM, answers={**ANSWERS, "photos": ["chosen"]}, attachments=files)
    with line_to(ward.url) as line:
        for _ in range(40):
            line.cut = Cut(path="/v1/blobs/", answer_bytes=0)
            if ward.sync(line.url).reason:
                break
        assert state(ward) == "waiting"
    sync_until_sent(ward)
    second.sync()
    with second.store.read() as session:
        assert session.scalars(select(AnonymousAttachment.sha256)).all()


def test_a_report_with_its_photo_goes_by_stick_and_comes_to_the_other_computer_once(
    ward: Ward, second: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.yian", tmp_path / "back.yian"
    answers: dict[str, Json] = {**ANSWERS, "photos": ["chosen"]}
    files = {"chosen": File(data=photo(), mime="image/jpeg")}
    anonymous.submit(ward.store, form=FORM, answers=answers, attachments=files)
    for carrier in (ward, second, second):
        export_bundle(carrier.store, there)
        verbs.say_imported(county.county, there, back)
        import_bundle(carrier.store, back)
    assert (state(ward), state(second)) == ("sent", "here")
    with county.county.database.read() as session:
        kept = session.execute(select(AnonymousObject)).scalars().one()
        assert kept.day == "2026-11-20"
    with ward.store.read() as ours, second.store.read() as theirs:
        pictures = [
            {row.sha256: row.bytes for row in session.scalars(select(AnonymousAttachment))}
            for session in (ours, theirs)
        ]
    assert pictures[0] == pictures[1] != {}
