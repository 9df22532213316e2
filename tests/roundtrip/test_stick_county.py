"""A hospital that never has a line: everything reaches the county by USB stick, and receipts and orders come back."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from sqlalchemy import select

from models.queries import hazards
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, people
from models.workflow.approving import approve_device
from models.workflow.revisions import Sealed
from server import verbs
from server.facilities import RegisterError
from server.stick.importing import import_bundle as take_in
from server.stick.replying import write_reply
from server.tables.blobs import Blob
from server.tables.objects import Operation, StoredObject
from server.verification import verify
from sync import bookmarks
from sync.bundle.contents import BundleRefused
from sync.bundle.imported import Imported
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from sync.enrolment import EnrolmentRefused, enrol
from sync.judging import CallOutcome
from sync.outcomes import Cause, Unreachable
from sync.stick_enrolment import take_answer, write_request
from sync.transport import Call, HttpTransport
from tests.county import HOSPITAL, RunningCounty
from tests.hospital import ADMIN, NURSE, PIN, abnormal, open_hospital, patrol_with, seal_sample
from tests.roundtrip.conftest import Ward

PASSWORD = "county-2026"
FOUND = "楼梯间堆放着示例纸箱"


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def seal_with_photo(ward: Ward) -> Sealed:
    """A patrol with a hazard and a photo of it."""
    sha256 = attachments.add(ward.store, picture(), "image/jpeg")
    finding = abnormal(text=FOUND)
    assert isinstance(finding, dict)
    assert isinstance(finding["finding"], dict)
    finding["finding"]["photos"] = [sha256]
    answers = patrol_with(ward.store, {1: {"exits": finding}})
    return seal_sample(ward.store, "fire.daily_patrol", answers=answers)


class Stick:
    """A folder that is carried between one computer and the county."""

    def __init__(self, folder: Path, county: RunningCounty) -> None:
        self.there, self.back = folder / "去.yian", folder / "回.yian"
        self._county = county

    def carry(self, ward: Ward) -> Imported:
        """Export, import at the county, reply, import here."""
        export_bundle(ward.store, self.there)
        self.at_county()
        return import_bundle(ward.store, self.back)

    def at_county(self) -> verbs.Said:
        return verbs.say_imported(self._county.county, self.there, self.back)


@pytest.fixture
def stick(tmp_path: Path, county: RunningCounty) -> Stick:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Stick(folder, county)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A computer of another hospital."""
    store = open_hospital(tmp_path_factory.mktemp("stranger"), another=True)
    yield store
    store.close()


def everything_at(county: RunningCounty) -> tuple[object, ...]:
    """Every row that an import could write."""
    with county.county.database.read() as session:
        objects = session.execute(select(StoredObject.object_id, StoredObject.server_seq)).all()
        operations = session.execute(select(Operation.op_id, Operation.op_seq)).all()
        blobs = session.execute(select(Blob.sha256, Blob.received, Blob.is_complete)).all()
    return sorted(objects), sorted(operations), sorted(blobs)


def everything_here(ward: Ward) -> tuple[object, ...]:
    with ward.store.read() as session:
        rows = session.execute(select(OutboxRow.op_id, OutboxRow.delivery, OutboxRow.attempts)).all()
        objects = session.scalars(select(SealedObject.object_id)).all()
    return sorted(rows), sorted(objects)


def order_for(county: RunningCounty, facility_id: str, hazard_id: str) -> None:
    verbs.say_officer_added(county.county, "周某", "officer", PASSWORD)
    page = f"{county.url}/hazards/{facility_id}/{hazard_id}"
    with requests.Session() as browser:
        browser.post(f"{county.url}/sign-in", data={"name": "周某", "password": PASSWORD}, timeout=20)
        token = browser.get(page, timeout=20).text.partition('name="form_token" value="')[2].partition('"')[0]
        order = {"form_token": token, "action": "supervise", "text": "三天内办结"}
        assert browser.post(f"{page}/orders", data=order, timeout=20).ok


def test_everything_is_delivered_by_stick_and_receipts_and_an_order_come_back(
    ward: Ward, county: RunningCounty, stick: Stick, at_county: Callable[[], list[str]]
) -> None:
    sealed = seal_with_photo(ward)
    waiting = len(ward.deliveries())
    came = stick.carry(ward)
    assert (came.proved, came.refused, came.asked) == (waiting, 0, 0)
    assert set(ward.deliveries()) == {"received"}
    assert sealed.rev_id in at_county()
    with county.county.database.read() as session:
        verdict = verify(session, county.county)
        assert (verdict.faults, verdict.blobs) == ((), 1)
    (hazard_id,) = sealed.hazards
    order_for(county, ward.store.require_installation().facility_id, hazard_id)
    assert stick.carry(ward).new == 1
    with ward.store.read() as session:
        found = hazards.get(session, hazard_id)
    assert found is not None
    assert found.item.supervised
    assert stick.carry(ward) == Imported()
    assert ward.sync().is_clear


def test_the_county_and_the_hospital_may_import_the_same_file_twice(
    ward: Ward, county: RunningCounty, stick: Stick
) -> None:
    seal_with_photo(ward)
    export_bundle(ward.store, stick.there)
    stick.at_county()
    at_county, first = everything_at(county), stick.back.read_bytes()
    again = stick.at_county().document
    assert isinstance(again, dict)
    assert (again["stored"], again["attachments"], again["refused"]) == (0, 0, 0)
    assert everything_at(county) == at_county
    for reply in (first, stick.back.read_bytes(), first):
        stick.back.write_bytes(reply)
        came = import_bundle(ward.store, stick.back)
        here = everything_here(ward)
    assert came == Imported()
    assert everything_here(ward) == here
    assert set(ward.deliveries()) == {"received"}


def test_by_wire_and_by_stick_in_turn_nothing_is_there_twice(
    ward: Ward, second: Ward, county: RunningCounty, stick: Stick, at_county: Callable[[], list[str]]
) -> None:
    first = seal_sample(ward.store, "fire.daily_patrol")
    export_bundle(ward.store, stick.there)
    assert ward.sync().is_clear
    between = seal_sample(ward.store, "fire.daily_patrol")
    assert verbs.say_imported(county.county, stick.there, stick.back).is_well
    assert ward.sync().is_clear
    import_bundle(ward.store, stick.back)
    stick.carry(second)
    assert ward.sync().is_clear
    assert second.sync().is_clear
    assert sorted(at_county()) == sorted(set(at_county()))
    assert {first.rev_id, between.rev_id} <= set(at_county())
    with second.store.read() as session:
        assert session.get(SealedObject, between.rev_id) is not None


class WithoutPhotos:
    """A line over which no attachment gets through."""

    def __init__(self, url: str) -> None:
        self._line = HttpTransport(url)

    def call(self, call: Call) -> CallOutcome:
        if call.path.startswith("/v1/blobs"):
            return Unreachable(cause=Cause.CUT)
        return self._line.call(call)

    def close(self) -> None:
        self._line.close()


def test_a_photo_that_the_wire_never_carried_goes_by_stick(
    ward: Ward, county: RunningCounty, stick: Stick
) -> None:
    seal_with_photo(ward)
    line = WithoutPhotos(county.url)
    assert ward.sync(transport=line).left == 1
    line.close()
    assert export_bundle(ward.store, stick.there).attachments == 1
    said = stick.at_county().document
    assert isinstance(said, dict)
    assert (said["stored"], said["attachments"]) == (0, 1)
    import_bundle(ward.store, stick.back)
    assert export_bundle(ward.store, stick.there).attachments == 0


def test_a_sibling_record_comes_with_its_photo(ward: Ward, second: Ward, stick: Stick) -> None:
    sealed = seal_with_photo(ward)
    stick.carry(ward)
    stick.carry(second)
    with second.store.read() as session:
        assert session.get(SealedObject, sealed.rev_id) is not None
        (sha256,) = attachments_named_in(second, sealed.rev_id)
        assert attachments.read(session, second.store.keys, sha256) is not None


def attachments_named_in(ward: Ward, rev_id: str) -> list[str]:
    with ward.store.read() as session:
        names = session.get_one(SealedObject, rev_id).bytes.decode()
        return [part[1:65] for part in names.split('"sha256":')[1:]]


def test_the_file_tells_nothing_in_clear(ward: Ward, stick: Stick) -> None:
    seal_with_photo(ward)
    stick.carry(ward)
    secrets = [HOSPITAL, FOUND, "张某", "钱某", "内科", "fire.daily_patrol", "exit_blocked", "revision"]
    for path in (stick.there, stick.back):
        data = path.read_bytes()
        for text in secrets:
            plain = text.encode()
            coded = base64.b64encode(plain)[:-4]
            assert plain not in data
            assert len(coded) < 8 or coded not in data
            assert text.encode("gb18030") not in data
        assert picture_part(ward) not in data


def picture_part(ward: Ward) -> bytes:
    """Sixteen bytes of the only photo that are nowhere else."""
    with ward.store.read() as session:
        sha256 = session.scalars(select(Attachment.sha256)).one()
        content = attachments.read(session, ward.store.keys, sha256)
    assert content is not None
    return content[-400:-384]


@contextmanager
def unchanged(county: RunningCounty) -> Iterator[None]:
    before = everything_at(county)
    yield
    assert everything_at(county) == before


def test_a_bundle_cut_or_changed_anywhere_keeps_nothing(
    ward: Ward, county: RunningCounty, stick: Stick
) -> None:
    seal_with_photo(ward)
    export_bundle(ward.store, stick.there)
    data = stick.there.read_bytes()
    with unchanged(county):
        for at in {*range(0, 3_000, 97), *range(0, len(data), len(data) // 60), len(data) - 1}:
            stick.there.write_bytes(data[:at])
            with pytest.raises(RegisterError, match="县里的记录没有动过"):
                stick.at_county()
        for at in range(0, len(data), len(data) // 60):
            stick.there.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
            with pytest.raises(RegisterError):
                stick.at_county()
    stick.there.write_bytes(data)
    stick.at_county()
    reply, here = stick.back.read_bytes(), everything_here(ward)
    for at in {*range(0, 3_000, 97), *range(0, len(reply), len(reply) // 60), len(reply) - 1}:
        stick.back.write_bytes(reply[:at])
        with pytest.raises(BundleRefused, match="本机的记录没有动过"):
            import_bundle(ward.store, stick.back)
    assert everything_here(ward) == here


def test_a_revoked_computer_an_unknown_one_and_a_strangers_file_are_refused_with_their_reason(
    ward: Ward, county: RunningCounty, stick: Stick, stranger: Store
) -> None:
    export_bundle(ward.store, stick.there)
    mine = stick.there.read_bytes()
    device_id = ward.store.require_installation().device_id
    assert device_id is not None
    with unchanged(county):
        export_bundle(stranger, stick.there)
        with pytest.raises(RegisterError, match="不认识写这个包的电脑"):
            stick.at_county()
        forged = mine.replace(base64.b64encode(ward.store.keys.device.public), _other_key())
        stick.there.write_bytes(forged)
        with pytest.raises(RegisterError, match="读不出来"):
            stick.at_county()
        stick.there.write_bytes(mine.replace(b'"format":2', b'"format":3'))
        with pytest.raises(RegisterError, match="新版的医安"):
            stick.at_county()
        stick.there.write_bytes(mine)
        verbs.say_device_revoked(county.county, device_id)
        with pytest.raises(RegisterError, match="已经停用"):
            stick.at_county()


def _other_key() -> bytes:
    return base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def test_a_reply_of_another_county_or_for_another_hospital_changes_nothing(
    ward: Ward, county: RunningCounty, stick: Stick, stranger: Store
) -> None:
    seal_sample(ward.store, "fire.daily_patrol")
    export_bundle(ward.store, stick.there)
    taken = take_in(county.county, stick.there)
    impostor = replace(county.county, signing_key=Ed25519PrivateKey.generate())
    write_reply(impostor, taken, stick.back)
    before = everything_here(ward)
    with pytest.raises(BundleRefused, match="签名却不是本县的"):
        import_bundle(ward.store, stick.back)
    write_reply(county.county, taken, stick.back)
    with pytest.raises(BundleRefused, match="另一家医院的包"):
        import_bundle(stranger, stick.back)
    with pytest.raises(RegisterError, match="县里发给医院的回执"):
        take_in(county.county, stick.back)
    assert everything_here(ward) == before


def test_after_the_county_went_back_in_time_the_stick_brings_all_again(
    ward: Ward, county: RunningCounty, stick: Stick, at_county: Callable[[], list[str]]
) -> None:
    sealed = seal_sample(ward.store, "fire.daily_patrol")
    stick.carry(ward)
    old_reply = stick.back.read_bytes()
    verbs.say_new_epoch(county.county)
    came = stick.carry(ward)
    assert any("恢复过旧备份" in notice for notice in came.notices)
    assert set(ward.deliveries()) == {"pending"}
    stick.back.write_bytes(old_reply)
    stale = import_bundle(ward.store, stick.back)
    assert stale.proved == 0
    assert any("换底以前" in notice for notice in stale.notices)
    assert set(ward.deliveries()) == {"pending"}
    stick.carry(ward)
    assert set(ward.deliveries()) == {"received"}
    assert at_county().count(sealed.rev_id) == 1


def test_a_computer_that_lost_what_it_had_sent_gets_it_back_by_stick(
    furnished: Path,
    county: RunningCounty,
    open_ward: Callable[[Path | None, str], Ward],
    stick: Stick,
    tmp_path: Path,
) -> None:
    """Restored from an old backup: the county has its records, and knows the computer."""
    old = open_ward(furnished, "old")
    enrol(old.store, server_url=county.url, code=county.code())
    old.store.close()
    backup = tmp_path / "old"
    now = open_ward(backup, "now")
    sealed = seal_sample(now.store, "fire.daily_patrol", author=NURSE)
    stick.carry(now)
    again = open_ward(backup, "again")
    stick.carry(again)
    stick.carry(again)
    with again.store.read() as session:
        assert session.get(SealedObject, sealed.rev_id) is not None


def test_a_photo_that_was_late_is_fetched_by_wire_though_its_record_came_by_stick(
    ward: Ward, second: Ward, county: RunningCounty, stick: Stick
) -> None:
    sealed = seal_with_photo(ward)
    line = WithoutPhotos(county.url)
    ward.sync(transport=line)
    line.close()
    stick.carry(second)
    (sha256,) = attachments_named_in(second, sealed.rev_id)
    assert ward.sync().is_clear
    assert second.sync().is_clear
    with second.store.read() as session:
        assert attachments.read(session, second.store.keys, sha256) is not None


def test_a_hospital_that_never_had_a_line_is_taken_in_by_stick_with_all_its_computers(
    furnished: Path, county: RunningCounty, open_ward: Callable[[Path | None, str], Ward], stick: Stick
) -> None:
    first, second = open_ward(furnished, "first"), open_ward(None, "second")
    request, answer = stick.there.with_name("request.json"), stick.there.with_name("answer.yian")
    write_request(first.store, request)
    code = verbs.say_enrolled(county.county, HOSPITAL, request, answer).lines[-1]
    for wrong in ("", "AAAAA-AAAAA", code[:-1]):
        with pytest.raises(EnrolmentRefused, match="核对码对不上"):
            take_answer(first.store, answer, wrong)
    with pytest.raises(EnrolmentRefused, match="不是县里给这台电脑"):
        take_answer(second.store, answer, code)
    assert not first.store.require_installation().is_enrolled
    take_answer(first.store, answer, code.lower().replace("-", " "))
    sealed = seal_with_photo(first)
    assert stick.carry(first).refused == 0
    assert set(first.deliveries()) == {"received"}
    assert verbs.say_enrolled(county.county, HOSPITAL, request, answer).lines[-1] == code
    write_request(second.store, request)
    take_answer(second.store, answer, verbs.say_enrolled(county.county, HOSPITAL, request, answer).lines[-1])
    assert stick.carry(second).new > 0
    stick.carry(first)
    with first.store.read() as session:
        devices = bookmarks.read_devices(session)
    assert [device.number for device in devices] == [1, 2]
    approve_device(first.store, ADMIN, devices[1].wrapping_key)
    stick.carry(first)
    stick.carry(second)
    assert second.store.keys.has_hospital_key
    assert people.sign_in(second.store, NURSE, PIN).staff_no == NURSE
    with second.store.read() as session:
        assert session.get(SealedObject, sealed.rev_id) is not None


def test_a_request_or_an_answer_that_is_damaged_takes_nobody_in(
    furnished: Path, county: RunningCounty, open_ward: Callable[[Path | None, str], Ward], stick: Stick
) -> None:
    ward = open_ward(furnished, "first")
    request, answer = stick.there.with_name("request.json"), stick.there.with_name("answer.yian")
    write_request(ward.store, request)
    data = request.read_bytes()
    for at in range(0, len(data), len(data) // 40):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            request.write_bytes(damaged)
            with pytest.raises(RegisterError, match="没有登记任何电脑"):
                verbs.say_enrolled(county.county, HOSPITAL, request, answer)
    assert verbs.say_devices(county.county, HOSPITAL).document == []
    request.write_bytes(data)
    code = verbs.say_enrolled(county.county, HOSPITAL, request, answer).lines[-1]
    data = answer.read_bytes()
    for at in range(0, len(data), len(data) // 40):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            answer.write_bytes(damaged)
            with pytest.raises(EnrolmentRefused, match="本机的记录没有动过"):
                take_answer(ward.store, answer, code)
    assert not ward.store.require_installation().is_enrolled
