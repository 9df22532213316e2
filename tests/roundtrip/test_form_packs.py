"""Forms that a county publishes: they reach the hospital whole and signed, or the old ones stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.catalog import FOLDER
from forms.json_value import Json
from main import main
from models import vault
from models.form_packs import offer
from models.store import Store
from models.tables.packs import FormPack
from models.tables.projections import RecordRow
from models.workflow import drafts
from models.workflow.sealing import seal
from server import verbs
from server.facilities import RegisterError
from server.forms import publish as publish_in
from server.forms import sign_manifest
from server.tables.forms import FormVersion
from sync import packs
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from sync.outcomes import Cause, Delivered, Failure, Unreachable
from sync.wire.codec import decode
from sync.wire.digest import sha256_hex
from sync.wire.forms import Manifest, SignedManifest
from tests.county import Computer, RunningCounty
from tests.hospital import NURSE, PIN, answers_for
from tests.roundtrip.conftest import Ward

FORM = "fire.daily_patrol"
TODAY = date(2026, 11, 20)


def released() -> str:
    texts = (path.read_text("utf-8") for path in sorted((FOLDER / "fire").glob("*.yaml")))
    return next(text for text in texts if text.startswith(f"id: {FORM}\n") or f"\nid: {FORM}\n" in text)


def newer(
    folder: Path, *, version: str = "2027.1", title: str = "每日防火巡查（新）", status: str = "released"
) -> Path:
    """The program's patrol as a county would change it."""
    lines = []
    for line in released().splitlines():
        key = line.partition(":")[0]
        values = {"version": f'"{version}"', "title": title, "status": status}
        lines.append(f"{key}: {values[key]}" if key in values else line)
    path = folder / f"{version}-{len(title)}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def listed(county: RunningCounty) -> list[dict[str, Json]]:
    document = verbs.say_forms(county.county).document
    assert isinstance(document, list)
    return [row for row in document if isinstance(row, dict)]


def publish(county: RunningCounty, *files: Path, valid_from: date = TODAY) -> verbs.Said:
    return verbs.say_published(county.county, files, valid_from)


@pytest.fixture
def computer_at(county: RunningCounty) -> Computer:
    return Computer(county.url).enrol(county.code())


def shown(ward: Ward) -> tuple[str, str]:
    form = ward.store.catalog.latest(FORM)
    return form.version, form.title


def kept(ward: Ward) -> list[tuple[str, str]]:
    with ward.store.read() as session:
        return [(row.version, row.digest) for row in session.query(FormPack)]


@pytest.mark.fault(46)
def test_a_published_form_is_offered_and_a_draft_is_finished_with_the_form_it_began_with(
    ward: Ward, second: Ward, county: RunningCounty, tmp_path: Path, at_county: Callable[[], list[str]]
) -> None:
    old = shown(ward)
    answers = answers_for(ward.store, FORM)
    draft = drafts.start(ward.store, form_id=FORM, person=NURSE, department="内科病区", answers=answers)
    ward.sync()
    assert shown(ward) == old
    publish(county, newer(tmp_path))
    report = ward.sync()
    assert report.forms == 1
    assert any("县里发来 1 张新表单：《每日防火巡查（新）》" in notice for notice in report.notices)
    assert shown(ward) == ("2027.1", "每日防火巡查（新）")
    before = seal(ward.store, author=NURSE, pin=PIN, draft_id=draft.draft_id)
    after = seal(ward.store, author=NURSE, pin=PIN, form=FORM, answers=answers_for(ward.store, FORM))
    assert ward.sync().forms == 0
    assert ward.deliveries() == ["received"] * len(ward.deliveries())
    assert {before.rev_id, after.rev_id} <= set(at_county())
    second.sync()
    with second.store.read() as session:
        laid_out = {row.rev_id for row in session.query(RecordRow)}
    assert {before.rev_id, after.rev_id} <= laid_out


def test_what_was_taken_is_in_the_backup_and_in_the_list(
    ward: Ward, county: RunningCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(county, newer(tmp_path))
    ward.sync()
    copy = vault.backup(ward.store)
    (tmp_path / "restored").mkdir()
    vault.restore(tmp_path / "restored", copy, clock=ward.clock)
    again = Store.open(tmp_path / "restored", clock=ward.clock)
    assert again.catalog.latest(FORM).version == "2027.1"
    again.close()
    capsys.readouterr()
    assert main(["--home", str(tmp_path / "restored"), "forms", "show", FORM, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "2027.1"


def test_a_form_that_is_valid_later_is_offered_on_its_day(
    ward: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    old = shown(ward)
    publish(county, newer(tmp_path), valid_from=TODAY + timedelta(days=2))
    assert ward.sync().forms == 0
    assert (shown(ward), len(kept(ward))) == (old, 1)
    ward.clock.advance(days=2)
    assert ward.sync().forms == 1
    assert shown(ward)[0] == "2027.1"


class Publisher:
    """A county in the test's own hands: a signed list, and files by their digest."""

    def __init__(self, county: RunningCounty, *files: Path, number: int = 1) -> None:
        self._key = county.county.signing_key
        self.files: dict[str, Delivered[bytes] | Failure] = {}
        with county.county.database.write() as session:
            publish_in(session, county.county, files, TODAY)
            self.manifest = Manifest.from_json(decode(sign_manifest(session, county.county).text.encode()))
            for row in session.query(FormVersion):
                self.files[row.sha256] = Delivered(message=row.content)
            session.rollback()
        self.manifest = replace(self.manifest, number=number)

    def signed(self, key: Ed25519PrivateKey | None = None) -> SignedManifest:
        return SignedManifest.of(self.manifest, key or self._key)


def take(ward: Ward, publisher: Publisher, signed: SignedManifest | None = None) -> packs.Taken:
    taken = packs.Taken()
    installation = ward.store.require_installation()
    packs.take(ward.store, installation, signed or publisher.signed(), publisher.files.__getitem__, taken)
    with ward.store.look() as connection:
        offer(connection, ward.store.catalog, ward.store.clock.now())
    return taken


@pytest.mark.fault(47)
def test_a_form_that_is_not_what_was_signed_changes_nothing(
    ward: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    old, publisher = shown(ward), Publisher(county, newer(tmp_path))
    (form,) = publisher.manifest.forms
    whole = publisher.files[form.sha256]
    assert isinstance(whole, Delivered)

    def sentences(signed: SignedManifest | None = None) -> list[str]:
        """What is said, once; nothing has changed."""
        told = take(ward, publisher, signed).notices
        assert take(ward, publisher, signed).notices == []
        assert (shown(ward), kept(ward)) == (old, [])
        return told

    publisher.files[form.sha256] = Unreachable(cause=Cause.CUT)
    assert sentences() == []
    publisher.files[form.sha256] = Delivered(message=whole.message[:-100])
    assert "在路上坏了" in sentences()[0]
    publisher.files[form.sha256] = whole
    assert "没有县里的签名" in sentences(publisher.signed(Ed25519PrivateKey.generate()))[0]
    signed = publisher.signed()
    assert "没有县里的签名" in sentences(replace(signed, text=signed.text.replace("2027.1", "2027.9")))[0]
    later = whole.message + b"engine: 2\n"
    publisher.files[sha256_hex(later)] = Delivered(message=later)
    publisher.manifest = replace(publisher.manifest, forms=(replace(form, sha256=sha256_hex(later)),))
    assert "请信息员更新医安" in sentences()[0]
    publisher.manifest = replace(publisher.manifest, forms=(form,))
    take(ward, publisher)
    assert shown(ward)[0] == "2027.1"


@pytest.mark.fault(47)
def test_an_older_list_and_a_version_with_other_content_change_nothing(
    ward: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    first = Publisher(county, newer(tmp_path), number=2)
    take(ward, first)
    now = shown(ward), kept(ward)
    assert now[0][0] == "2027.1"
    older = Publisher(county, newer(tmp_path, version="2027.5"), number=1)
    take(ward, older)
    other = Publisher(county, newer(tmp_path, title="同一版，别的内容"), number=3)
    assert any("同一版的内容不一样" in sentence for sentence in take(ward, other).notices)
    own = Publisher(county, number=4)
    own.manifest = replace(own.manifest, forms=(replace(first.manifest.forms[0], version=now[0][0]),))
    take(ward, own)
    assert (shown(ward), kept(ward)) == now


@pytest.mark.fault(47)
def test_one_form_that_cannot_be_used_does_not_hold_up_the_others(
    ward: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    publisher = Publisher(county, newer(tmp_path), newer(tmp_path, version="2027.5"))
    name = next(form.sha256 for form in publisher.manifest.forms if form.version == "2027.5")
    whole, publisher.files[name] = publisher.files[name], Delivered(message=b"half a fo")
    take(ward, publisher)
    assert shown(ward)[0] == "2027.1"
    publisher.files[name] = whole
    take(ward, publisher)
    assert shown(ward)[0] == "2027.5"


def test_the_county_refuses_a_draft_and_other_content_under_a_known_version(
    county: RunningCounty, tmp_path: Path
) -> None:
    publish(county, newer(tmp_path))
    good = newer(tmp_path, version="2027.7")
    with pytest.raises(RegisterError, match="还是草稿"):
        publish(county, good, newer(tmp_path, status="draft"))
    with pytest.raises(RegisterError, match="内容不一样"):
        publish(county, good, newer(tmp_path, title="另一种"))
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\n  nonsense", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"broken\.yaml:"):
        publish(county, good, broken)
    assert [row["version"] for row in listed(county)] == ["2027.1"]
    assert publish(county, newer(tmp_path)).document == {
        "number": 1,
        "added": [],
        "known": [f"{FORM} 2027.1"],
        "understood": 0,
    }


def test_records_that_came_before_their_form_are_understood_when_it_is_published(
    ward: Ward, county: RunningCounty, tmp_path: Path, at_county: Callable[[], list[str]]
) -> None:
    take(ward, Publisher(county, newer(tmp_path)))
    seal(ward.store, author=NURSE, pin=PIN, form=FORM, answers=answers_for(ward.store, FORM))
    ward.sync()
    assert ward.deliveries().count("parked") == 1
    said = publish(county, newer(tmp_path)).document
    assert isinstance(said, dict)
    assert said["understood"] == 1


def test_the_list_is_not_sent_again_to_who_has_it(
    county: RunningCounty, computer_at: Computer, tmp_path: Path
) -> None:
    publish(county, newer(tmp_path))
    first = computer_at.send("GET", "/v1/forms")
    again = computer_at.send("GET", "/v1/forms", If_None_Match=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    publish(county, newer(tmp_path, version="2027.5"))
    assert computer_at.send("GET", "/v1/forms", If_None_Match=first.headers["ETag"]).status_code == 200
    row = listed(county)[0]
    content = computer_at.send("GET", f"/v1/forms/{row['sha256']}")
    assert sha256_hex(content.content) == row["sha256"]
    assert "immutable" in content.headers["Cache-Control"]
    assert computer_at.send("GET", "/v1/forms/" + "0" * 64).status_code == 404
    assert Computer(county.url).send("GET", "/v1/forms").status_code == 401


def test_a_form_goes_by_stick_from_the_county_and_on_to_a_sibling(
    ward: Ward, second: Ward, county: RunningCounty, tmp_path: Path
) -> None:
    publish(county, newer(tmp_path))
    there, back = tmp_path / "there.yian", tmp_path / "back.yian"
    export_bundle(ward.store, there)
    verbs.say_imported(county.county, there, back)
    came = import_bundle(ward.store, back)
    assert any("县里发来 1 张新表单" in notice for notice in came.notices)
    assert shown(ward)[0] == "2027.1"
    assert import_bundle(ward.store, back).notices == ()
    second.store.keys.recover(ward.store.keys.recovery_code())
    export_bundle(ward.store, there, for_hospital=True)
    import_bundle(second.store, there)
    assert shown(second)[0] == "2027.1"
