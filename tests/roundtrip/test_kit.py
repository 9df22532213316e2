"""A county's kit for a hospital: made by a real server, used by real computers."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from forms.clock import FixedClock
from forms.printing.guide import guide_page
from models.store import Store
from server import verbs
from server.facilities import RegisterError
from server.settings import Settings
from server.stick.kit import GUIDE, SUMS, Made, make_kit
from server.stick.kit_words import guide_of
from sync.enrolment import EnrolmentRefused
from sync.kit import enrol_with, find_kit, open_for_first, open_kit
from sync.wire.kit import FILE, Kit
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.forbidden_words import FORBIDDEN
from tests.hospital import open_hospital
from tests.roundtrip.test_form_packs import FORM, newer, publish

NOON = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
INSTALLERS = ("yian-server_0.1.0_amd64.deb", "yian_0.1.0_amd64.deb", "医安-0.1.0.exe", "notes.txt")


@dataclass(frozen=True)
class Beginning:
    county: RunningCounty
    made: Made


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    """A county with a form of its own, and a kit for two computers of its one hospital."""
    folder = tmp_path_factory.mktemp("kit")
    with running_county(Settings.embedded(folder / "county", clock=FixedClock(NOON))) as county:
        county.add_hospital(HOSPITAL)
        publish(county, newer(folder))
        (folder / "dist").mkdir()
        for name in INSTALLERS:
            (folder / "dist" / name).write_bytes(name.encode())
        made = make_kit(
            county.county,
            HOSPITAL,
            address=county.url,
            into=folder / "stick",
            installers=folder / "dist",
            computers=2,
        )
        yield Beginning(county, made)


def test_the_folder_holds_what_a_hospital_needs_and_its_sums(beginning: Beginning) -> None:
    folder = beginning.made.folder
    names = {file.name for file in folder.iterdir()}
    assert names == {FILE, GUIDE, SUMS, "yian_0.1.0_amd64.deb", "医安-0.1.0.exe"}
    told = dict(
        line.split("  ", 1)[::-1] for line in (folder / SUMS).read_text(encoding="utf-8").splitlines()
    )
    assert told == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names - {SUMS}}
    with zipfile.ZipFile(beginning.made.archive) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {f"{folder.name}/{name}": (folder / name).read_bytes() for name in names}


def test_the_page_beside_it_says_three_steps_and_no_code(beginning: Beginning) -> None:
    pages = PdfReader(BytesIO((beginning.made.folder / GUIDE).read_bytes())).pages
    assert len(pages) == 1
    text = pages[0].extract_text().replace("\n", "")
    for said in (
        HOSPITAL,
        "医安-0.1.0.exe",
        "找到县里给的安装盘",
        "核对码对不上",
        "2026-12-04",
        "SHA256SUMS",
    ):
        assert said in text
    for code in (beginning.made.check_code, *beginning.made.check_code.split("-")):
        assert code not in text
    assert [word for word in FORBIDDEN if word in text] == []


def test_whoever_finds_the_stick_reads_nothing_in_it(beginning: Beginning) -> None:
    content = (beginning.made.folder / FILE).read_bytes()
    for secret in (beginning.county.url, HOSPITAL, "codes", "每日防火巡查"):
        assert secret.encode() not in content


def test_each_computer_takes_a_code_and_the_countys_forms_until_none_is_left(
    beginning: Beginning, tmp_path: Path
) -> None:
    path = find_kit([tmp_path / "no drive", beginning.made.folder.parent])
    assert path == beginning.made.folder / FILE
    typed = beginning.made.check_code.lower().replace("-", " ")
    with contextlib.ExitStack() as closing:
        first = closing.enter_context(contextlib.closing(open_hospital(tmp_path / "1", FixedClock(NOON))))
        others = [
            closing.enter_context(contextlib.closing(Store.open(tmp_path / name, clock=FixedClock(NOON))))
            for name in ("2", "3")
        ]
        assert first.catalog.latest(FORM).version != "2027.1"
        enrolled = enrol_with(first, open_kit(path, typed, NOON))
        assert enrolled.is_enrolled
        assert first.catalog.latest(FORM).version == "2027.1"  # before any pass
        joined = enrol_with(others[0], open_kit(path, typed, NOON))
        assert (joined.facility_id, joined.facility_name) == (enrolled.facility_id, HOSPITAL)
        with pytest.raises(EnrolmentRefused, match="2 个码都用过了"):
            enrol_with(others[1], open_kit(path, typed, NOON))
        assert others[1].installation() is None
    devices = verbs.say_devices(beginning.county.county, HOSPITAL).document
    assert isinstance(devices, list)
    assert len(devices) == 2
    assert open_for_first(path, typed, NOON).kit.is_first  # as it was when that kit was made
    later = make_kit(beginning.county.county, HOSPITAL, address="https://x", into=tmp_path)
    with pytest.raises(EnrolmentRefused, match="请改选“已有电脑在用”"):
        open_for_first(later.folder / FILE, later.check_code, NOON)


def test_a_file_that_is_damaged_opens_nowhere(beginning: Beginning, tmp_path: Path) -> None:
    whole = (beginning.made.folder / FILE).read_bytes()
    path = tmp_path / FILE
    for damaged in (whole[:-1], whole[:200], b"", whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:]):
        path.write_bytes(damaged)
        with pytest.raises(EnrolmentRefused, match="没有接入，本机的记录没有动过"):
            open_kit(path, beginning.made.check_code, NOON)


def test_another_code_and_a_kit_out_of_time_are_told_apart(beginning: Beginning) -> None:
    path = beginning.made.folder / FILE
    with pytest.raises(EnrolmentRefused, match="核对码对不上"):
        open_kit(path, "22222-22222", NOON)
    with pytest.raises(EnrolmentRefused, match="过期了，管到 2026-12-04"):
        open_kit(path, beginning.made.check_code, NOON + timedelta(days=14))
    assert open_kit(path, beginning.made.check_code, NOON + timedelta(days=13)).kit.is_first


def test_a_kit_that_cannot_be_made_is_told_in_words(beginning: Beginning, tmp_path: Path) -> None:
    county = beginning.county.county
    with pytest.raises(RegisterError, match="名册上没有"):
        make_kit(county, "没有这家", address="https://x", into=tmp_path)
    with pytest.raises(RegisterError, match="最多给 9 台"):
        make_kit(county, HOSPITAL, address="https://x", into=tmp_path, computers=10)
    with pytest.raises(RegisterError, match="不是文件夹"):
        make_kit(county, HOSPITAL, address="https://x", into=tmp_path, installers=tmp_path / "none")
    with pytest.raises(RegisterError, match="不是医院能填的地址"):
        verbs.say_kit(county, HOSPITAL, address="", into=tmp_path, installers=None, computers=1, days=1)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "many").mkdir()
    for number in range(7):
        (tmp_path / "many" / f"{number}.exe").touch()
    with pytest.raises(RegisterError, match="7 个安装程序，说明一页写不下"):
        make_kit(county, HOSPITAL, address="https://x", into=tmp_path, installers=tmp_path / "many")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RegisterError, match="安装盘写不进"):
        make_kit(county, HOSPITAL, address="https://x", into=tmp_path / "file")


def test_the_page_holds_the_longest_hospital_and_every_installer_there_is() -> None:
    kit = Kit(
        hospital="示范县" * 30 + "卫生院",
        address="https://" + "anquan.example." * 10 + "cn",
        codes=("22222-22222",) * 9,
        county_keys=(),
        good_until=NOON,
        is_first=True,
    )
    names = [
        f"{name}-10.20.30-{'x' * 12}{kind}"
        for name in ("yian-glibc2.28", "yian")
        for kind in (".deb", ".tar.xz")
    ]
    guide = guide_of(kit, ["医安-10.20.30-安装.exe", "医安-10.20.30-安装（全部人）.exe", *names], 120)
    assert len(PdfReader(BytesIO(guide_page(guide, printed_at=NOON))).pages) == 1
