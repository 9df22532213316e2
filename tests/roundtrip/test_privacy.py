"""What could name a patient is nowhere in clear: not in the home, not in a backup, not on a stick, not at the county."""

from __future__ import annotations

import base64
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from forms.json_value import Json
from models import vault
from models.keys import KeyMissing
from models.projections import rebuild
from models.queries import records
from models.store import Store
from models.workflow import attachments, correcting, drafts, paper
from models.workflow.approving import approve_device
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from sync.bundle.writing import export_bundle
from tests.county import RunningCounty
from tests.hospital import ADMIN, NURSE, PIN, QUALITY, answers_for
from tests.roundtrip.conftest import Ward

FORM = "event.adverse_event"
NAME, NUMBER, BED, PHONE = "欧阳示例", "ZY20261120-0077", "内-17-示", "0000-55512345"
DIAGNOSIS, WITNESS, CORRECTED = "示例性肺炎待排", "在场的示例人", "司马示例"
PUBLIC = "输液泵报警后停机"
SECRETS = (NAME, NUMBER, BED, PHONE, DIAGNOSIS, WITNESS, CORRECTED)


def photo() -> bytes:
    """A picture whose bytes carry the patient's number, as a wristband's label would."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (120, 90, 60)).save(out, "JPEG", comment=f"wristband {NUMBER}".encode())
    return out.getvalue()


def identifying() -> dict[str, Json]:
    return {
        "what_happened": PUBLIC,
        "outcome": "no_harm",
        "report_kind": "full",
        "involves_patient": "yes",
        "patient_name": NAME,
        "patient_number": NUMBER,
        "bed": BED,
        "diagnosis": DIAGNOSIS,
        "witnesses": WITNESS,
        "reporter_phone": PHONE,
    }


def report(store: Store) -> Sealed:
    """A full report with a photo, saved as a draft on the way, then sealed."""
    sha256 = attachments.add(store, photo(), "image/jpeg", identifying=True)
    answers = answers_for(store, FORM) | identifying() | {"photos": [sha256]}
    draft = drafts.start(store, form_id=FORM, person=NURSE, department="内科病区", answers=answers)
    drafts.save(store, draft.draft_id, answers=draft.answers, position="patient_name")
    return seal(store, author=NURSE, pin=PIN, draft_id=draft.draft_id)


def correct(store: Store, sealed: Sealed) -> Sealed:
    draft = correcting.start_correction(store, sealed.record_id, reason="名字写错了", person=QUALITY)
    drafts.save(store, draft.draft_id, answers=draft.answers | {"patient_name": CORRECTED})
    return seal(store, author=QUALITY, pin=PIN, draft_id=draft.draft_id)


def every_file(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file, and of every member of an archive."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            yield str(path), path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((f"{path}!{name}", archive.read(name)) for name in archive.namelist())


def disguises(text: str) -> set[bytes]:
    """The text as programs write it: in the usual encodings, escaped in JSON, as hexadecimal, as Base64."""
    plain = text.encode()
    escaped = json.dumps(text).strip('"').encode()
    found = {
        plain,
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("gb18030"),
        escaped,
        plain.hex().encode(),
    }
    for shift in range(3):  # what follows depends on where in a group of three the text begins
        coded = base64.b64encode(bytes(shift) + plain)
        found.add(coded[shift and 4 : -4])
    return {one for one in found if len(one) >= 6}


def leaks(*folders: Path, of: tuple[str, ...] = SECRETS) -> list[str]:
    wanted = {disguise: text for text in of for disguise in disguises(text)}
    return [
        f"{text} in {name}"
        for name, data in every_file(*folders)
        for disguise, text in wanted.items()
        if disguise in data
    ]


@pytest.fixture
def sealed(ward: Ward) -> Sealed:
    return report(ward.store)


def test_the_search_for_leaks_finds_what_is_in_clear(ward: Ward, sealed: Sealed, tmp_path: Path) -> None:
    """Otherwise every test below would pass for the wrong reason."""
    assert sealed.rev_id
    assert leaks(ward.store.home, of=(PUBLIC,))
    for number, disguise in enumerate(sorted(disguises(NAME))):
        folder = tmp_path / f"disguise{number}"
        folder.mkdir()
        (folder / "file").write_bytes(b"before " + disguise + b" after")
        assert leaks(folder), disguise


def test_nothing_in_the_home_names_the_patient(ward: Ward, sealed: Sealed, tmp_path: Path) -> None:
    """Database, journal, black box, index, backup and stick, while the store is open and after it closed."""
    corrected = correct(ward.store, sealed)
    open_draft = drafts.start(ward.store, form_id=FORM, person=NURSE, department=None, answers=identifying())
    rebuild.rebuild(ward.store)
    vault.backup(ward.store, tmp_path / "backups")
    export_bundle(ward.store, tmp_path / "backups" / "stick.bundle", for_hospital=True)
    assert leaks(ward.store.home, tmp_path / "backups") == []
    ward.store.close()
    assert leaks(ward.store.home, tmp_path / "backups") == []
    assert corrected.record_id == sealed.record_id
    assert open_draft.answers["patient_name"] == NAME


def test_nothing_at_the_county_names_the_patient(
    ward: Ward, sealed: Sealed, county: RunningCounty, at_county: Callable[[], list[str]], tmp_path: Path
) -> None:
    corrected = correct(ward.store, sealed)
    assert ward.sync().is_clear
    assert {sealed.rev_id, corrected.rev_id} <= set(at_county())
    folder = tmp_path / "county"
    assert leaks(folder, of=(PUBLIC,)), "the report itself is not at the county"
    assert leaks(folder) == []
    assert county.url


def test_no_log_line_names_the_patient(ward: Ward, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sealed = report(ward.store)
    correct(ward.store, sealed)
    assert ward.sync().is_clear
    assert [text for text in (*SECRETS, PUBLIC) if text in caplog.text] == []
    with ward.store.read() as session:
        view = records.get(session, ward.store.catalog, sealed.record_id, None)
    assert [text for text in SECRETS if text in repr(view)] == []


def test_the_private_part_opens_on_the_computer_where_it_was_filled(ward: Ward, sealed: Sealed) -> None:
    assert opened_on(ward, sealed)["patient_name"] == NAME
    assert opened_on(ward, sealed)["patient_number"] == NUMBER
    assert paper.print_record(ward.store, sealed.record_id, person=QUALITY).startswith(b"%PDF")
    with ward.store.read() as session:
        view = records.get(session, ward.store.catalog, sealed.record_id, None)
        assert view is not None
        (entry,) = view.revision.attachments
        assert attachments.read(session, ward.store.keys, entry.sha256) == photo()
        assert entry.identifying


def test_a_second_computer_opens_it_once_an_administrator_approved_it(
    ward: Ward, sealed: Sealed, second: Ward
) -> None:
    assert ward.sync().is_clear
    second.sync()
    with second.store.read() as session:
        view = records.get(session, second.store.catalog, sealed.record_id, None)
    assert view is not None
    assert view.revision.answers["what_happened"] == PUBLIC
    with pytest.raises(KeyMissing):
        opened_on(second, sealed)
    assert leaks(second.store.home) == []
    approve_device(ward.store, ADMIN, second.store.keys.device.exchange_public)
    assert ward.sync().is_clear
    second.sync()
    assert opened_on(second, sealed) == opened_on(ward, sealed)
    with second.store.read() as session:
        (entry,) = view.revision.attachments
        assert attachments.read(session, second.store.keys, entry.sha256) == photo()
    assert leaks(second.store.home) == []


def test_a_copied_home_without_its_keys_opens_nothing(ward: Ward, sealed: Sealed, tmp_path: Path) -> None:
    made = vault.backup(ward.store, tmp_path / "backups")
    stranger = tmp_path / "stranger"
    vault.restore(stranger, made, clock=ward.clock)
    store = Store.open(stranger, clock=ward.clock)
    try:
        with pytest.raises(KeyMissing):
            opened_in(store, sealed)
        store.keys.recover(ward.store.keys.recovery_code())
        assert opened_in(store, sealed)["patient_name"] == NAME
    finally:
        store.close()


def test_the_same_patient_twice_makes_no_two_commitments_alike(ward: Ward, sealed: Sealed) -> None:
    """Whoever guesses a name cannot try it against what the county holds, nor see who comes back."""
    again = report(ward.store)
    with ward.store.read() as session:
        views = [records.get(session, ward.store.catalog, one.record_id, None) for one in (sealed, again)]
    parts = [view.revision.private for view in views if view is not None]
    assert len(parts) == 2
    assert parts[0] != parts[1]
    assert all(set(part) == {"commitment", "sha256", "size"} for part in parts if part is not None)


def opened_on(ward: Ward, sealed: Sealed) -> dict[str, Json]:
    return opened_in(ward.store, sealed)


def opened_in(store: Store, sealed: Sealed) -> dict[str, Json]:
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
        assert view is not None
        return correcting.private_answers(session, store, view.revision)
