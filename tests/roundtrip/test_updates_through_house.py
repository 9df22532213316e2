"""The 院内主机 passes new versions on: a real county, a real house, and lines and processes that end halfway."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from installer.signing import development_key
from models.store import Store
from models.workflow.permitting import NotAllowed
from server import verbs
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.report import PassReport
from sync.round import run_round
from sync.transport import HttpTransport
from sync.updates.looking import look_at
from sync.updates.sharing import NotShared, newest_on, share
from sync.wire.update_file import write_update
from sync.wire.update_shelf import FOLDER, LIST, read_shelf
from tests.county import RunningCounty
from tests.hospital import ADMIN, OFFICER
from tests.installed import KEYS, PLATFORM, lay_script
from tests.roundtrip.test_house import Computer, House, house, kill
from tests.roundtrip.test_updates_from_county import OURS
from tools.campaign.cut_line import FarEnd, Line, LineCutError, line_to, path_of

__all__ = ["house"]  # the fixture

WINDOWS = "windows-x86_64"


def made(folder: Path, version: str, platform: str = PLATFORM) -> Path:
    """A signed update of about half a megabyte."""
    tree = lay_script(folder / f"{version}-{platform}", version, "print()\n")
    (tree / "app" / "pictures").write_bytes(Random(version + platform).randbytes(500_000))
    return write_update(
        tree,
        folder / "stick",
        development_key(),
        version=version,
        platform=platform,
        lowest="0.1.0",
        schema="0001_first",
        effort=0,
    )


def held(store: Store) -> dict[str, bytes]:
    folder = store.home / FOLDER
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != LIST}


def shelf(store: Store) -> set[tuple[str, str, str]]:
    kept = read_shelf(store.home / FOLDER).kept
    return {(one.update.version, one.update.platform, one.source.value) for one in kept}


def news(report: PassReport) -> list[str]:
    """What a pass tells of versions; not of clocks."""
    return [notice for notice in report.notices if "医安" in notice]


def fetch(sibling: Computer, url: str) -> PassReport:
    """A pass of a computer that runs 0.1.0."""
    with contextlib.closing(HttpTransport(url)) as transport:
        return run_pass(
            sibling.store,
            transport=transport,
            clock=sibling.store.clock,
            random=sibling.random,
            program=OURS,
        )


def round_over(host: Computer, county: RunningCounty, line: Line) -> PassReport:
    """A round of the 院内主机, its road to the county a bad one."""

    def connect(address: str) -> HttpTransport:
        return HttpTransport(line.url if address == county.url else address)

    return run_round(host.store, random=host.random, server=host.server, connect=connect)


class Dying:
    """Lets ``left`` parts of updates through, then none; notes which file and from which byte on."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.given: list[tuple[str, int]] = []

    def __call__(self, request: bytes, far: FarEnd) -> bytes:
        path = path_of(request)
        if not path.startswith("/v1/updates/"):
            return far.ask(request)
        if not self.left:
            raise LineCutError
        self.left -= 1
        wanted = next(one for one in request.split(b"\r\n") if one.lower().startswith(b"range:"))
        self.given.append((path, int(wanted.split(b"=")[1].split(b"-")[0])))
        return far.ask(request)


@pytest.fixture
def line(county: RunningCounty) -> Iterator[Line]:
    with line_to(county.url) as line:
        yield line


def test_what_the_county_hands_out_reaches_the_siblings_whole_over_lines_and_servers_that_end_halfway(
    house: House, county: RunningCounty, line: Line, tmp_path: Path
) -> None:
    host, ward = house.host, house.join("ward")
    enrol(host.store, server_url=county.url, code=county.code())
    old, new, windows = (made(tmp_path, "0.1.9"), made(tmp_path, "0.2.0"), made(tmp_path, "0.2.0", WINDOWS))
    for file in (old, new, windows):
        verbs.say_update_published(county.county, file)

    line.rule = dying = Dying(1)
    reports = [round_over(host, county, line)]
    (half,) = held(host.store)  # nobody is offered it
    assert half.endswith(".part")
    assert news(fetch(ward, host.server.address)) == []
    assert not (ward.store.home / FOLDER).exists()
    dying.left = 2
    reports.append(round_over(host, county, line))
    dying.left = 99
    reports.append(round_over(host, county, line))
    told = [sentence for report in reports for sentence in news(report)]
    assert [sentence.count("已经放在这台院内主机上") for sentence in told] == [1, 1]
    taken = len(dying.given)
    assert taken == len(set(dying.given)) > 2  # no part of either twice
    assert held(host.store) == {file.name: file.read_bytes() for file in (new, windows)}
    assert shelf(host.store) == {("0.2.0", PLATFORM, "county"), ("0.2.0", WINDOWS, "county")}
    round_over(host, county, line)
    assert len(dying.given) == taken

    with line_to(host.server.address) as inside:
        inside.rule = Dying(1)
        fetch(ward, inside.url)
    (begun,) = held(ward.store).values()
    assert new.read_bytes().startswith(begun)
    assert 0 < len(begun) < new.stat().st_size
    kill(host.server)
    assert fetch(ward, host.server.address).reason != ""
    host.round()  # starts it again
    (sentence,) = news(fetch(ward, host.server.address))
    assert sentence.startswith("院内主机发来医安 0.2.0，已经取到这台电脑上")
    assert held(ward.store) == {new.name: new.read_bytes()}
    assert shelf(ward.store) == {("0.2.0", PLATFORM, "host")}
    assert look_at(ward.store.home / FOLDER / new.name, OURS, KEYS).manifest.version == "0.2.0"


def test_a_stick_reaches_the_siblings_if_an_administrator_of_the_host_says_so_and_a_damaged_file_never_does(
    house: House, county: RunningCounty, tmp_path: Path
) -> None:
    host, ward = house.host, house.join("ward")
    first, second = made(tmp_path, "0.2.0"), made(tmp_path, "0.3.0")

    with pytest.raises(NotAllowed):
        share(host.store, OURS, first, actor=OFFICER)
    with pytest.raises(NotShared, match="不是院内主机"):
        share(ward.store, OURS, first, actor=ADMIN)
    whole = second.read_bytes()
    second.write_bytes(whole[:-500] + bytes([whole[-500] ^ 1]) + whole[-499:])
    with pytest.raises(NotShared, match="里的内容坏了"):
        share(host.store, OURS, second, actor=ADMIN)
    second.write_bytes(whole[:-9])
    with pytest.raises(NotShared, match="没有拷全"):
        share(host.store, OURS, second, actor=ADMIN)
    with pytest.raises(NotShared, match="停下了"):
        share(host.store, OURS, first, actor=ADMIN, told=lambda what, *_: "拷到" not in what)
    assert held(host.store) == {}
    fetch(ward, host.server.address)
    assert not (ward.store.home / FOLDER).exists()

    share(host.store, OURS, first, actor=ADMIN)
    fetch(ward, host.server.address)
    assert held(ward.store) == {first.name: first.read_bytes()}
    second.write_bytes(whole)
    (found,) = newest_on([second.parent], host.store.home, OURS, KEYS)
    assert found.manifest.version == "0.3.0"
    share(host.store, OURS, found.path, actor=ADMIN)
    assert newest_on([second.parent], host.store.home, OURS, KEYS) == ()
    with pytest.raises(NotShared, match=r"已经是 0\.2\.0 或更新"):
        share(host.store, OURS, first, actor=ADMIN)
    assert held(host.store) == {second.name: whole}  # the older one is gone
    assert shelf(host.store) == {("0.3.0", PLATFORM, "stick")}

    enrol(host.store, server_url=county.url, code=county.code())
    verbs.say_update_published(county.county, first)
    host.round()
    assert held(host.store) == {second.name: whole}  # the county's is older
    kept, spoilt = host.store.home / FOLDER / second.name, whole[:-1] + bytes([whole[-1] ^ 1])
    kept.write_bytes(spoilt)  # as a disk does in the end
    (again,) = newest_on([second.parent], host.store.home, OURS, KEYS)
    share(host.store, OURS, again.path, actor=ADMIN)  # the stick mends it
    assert held(host.store) == {second.name: whole}
    kept.write_bytes(spoilt)
    fetch(ward, host.server.address)
    assert held(ward.store) == {first.name: first.read_bytes()}
    verbs.say_update_published(county.county, second)
    host.round()
    fetch(ward, host.server.address)
    assert held(host.store) == held(ward.store) == {second.name: whole}
    assert shelf(host.store) == {("0.3.0", PLATFORM, "county")}
