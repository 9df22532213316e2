"""What stands between a hospital and its county, and a clock nobody can believe: one sentence, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forms.clock import FixedClock, SystemClock
from forms.json_value import Json
from models.installation import change_installation
from models.queries import records
from models.workflow import clock_guard
from server import verbs
from server.settings import Settings
from tests.api import wicked_county
from tests.api.desk import Desk, is_refused, sentence_in
from tests.api.wicked_county import WickedCounty
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.hospital import ADMIN, NURSE, PIN, open_hospital, seal_sample
from tools.verb_pages import Said

PATROL = "fire.daily_patrol"
STRANGERS: dict[wicked_county.Answer, str] = {
    wicked_county.portal: "像是上网登录页",
    wicked_county.portal_in_json: "像是上网登录页",
    wicked_county.redirect: "像是上网登录页",
    wicked_county.broken: "没能处理",
    wicked_county.gateway: "没有开",
    wicked_county.half: "只到了一半",
    wicked_county.nothing: "只到了一半",
    wicked_county.not_http: "记录都已保存在本机",
}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("furnished") / "home"
    store = open_hospital(home, SystemClock())
    seal_sample(store, PATROL)
    store.close()
    return home


@pytest.fixture
def desk(
    furnished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    shutil.copytree(furnished, tmp_path / "home")
    for staff_no in (ADMIN, NURSE):
        monkeypatch.setenv(f"YIAN_PIN_{staff_no}", PIN)
    return Desk(tmp_path / "home", capsys)


@pytest.fixture
def wicked() -> Iterator[WickedCounty]:
    with wicked_county.running(wicked_county.portal) as wicked:
        yield wicked


@pytest.fixture
def county(tmp_path: Path) -> Iterator[RunningCounty]:
    clock = FixedClock(datetime.now(UTC))
    with running_county(Settings.embedded(tmp_path / "county", clock=clock)) as county:
        county.add_hospital(HOSPITAL)
        yield county


def point_to(desk: Desk, url: str) -> None:
    with desk.store() as store, store.write() as session:
        change_installation(session, {"server_url": url})


def facts(said: Said) -> dict[str, Json]:
    document = said.document
    assert isinstance(document, dict)
    return document


def held(county: RunningCounty) -> list[str]:
    document = verbs.say_export(county.county).document
    assert isinstance(document, list)
    return [str(one["rev_id"]) for one in document if isinstance(one, dict)]


@pytest.mark.fault(22)
@pytest.mark.parametrize("answer", list(STRANGERS), ids=lambda answer: answer.__name__)
def test_whoever_answers_in_place_of_the_county_gets_nothing_and_nothing_is_lost(
    desk: Desk, county: RunningCounty, wicked: WickedCounty, answer: wicked_county.Answer
) -> None:
    assert desk.verb("enrol", "--server", county.url, "--code", county.code()).status == 0
    before = desk.kept()
    point_to(desk, wicked.url)
    wicked.answer = answer
    refused = desk.verb("sync", "--json")
    assert refused.status == 1
    assert STRANGERS[answer] in sentence_in(refused.err)
    assert (facts(refused)["sent"], facts(refused)["left"]) == (0, len(before[1]))
    assert wicked.asked
    assert desk.kept() == before
    point_to(desk, county.url)
    delivered = desk.verb("sync", "--json")
    assert (delivered.status, delivered.err) == (0, "")
    assert facts(delivered)["sent"] == len(before[1])
    exported = held(county)
    assert len(exported) == len(set(exported))
    assert set(exported) <= before[0]


@pytest.mark.fault(22)
@pytest.mark.parametrize("answer", list(STRANGERS), ids=lambda answer: answer.__name__)
def test_a_code_is_not_used_up_by_whoever_answers_in_place_of_the_county(
    desk: Desk, county: RunningCounty, wicked: WickedCounty, answer: wicked_county.Answer
) -> None:
    before, code = desk.kept(), county.code()
    wicked.answer = answer
    assert is_refused(desk.verb("enrol", "--server", wicked.url, "--code", code))
    assert desk.kept() == before
    assert desk.verb("enrol", "--server", county.url, "--code", code).status == 0


@pytest.mark.fault(20)
@pytest.mark.parametrize("lost", ["/v1/sync/push", "/v1/sync/pull", "/v1/tokens", "/v1/meta"])
def test_an_answer_cut_in_the_middle_is_asked_for_again_and_nothing_is_there_twice(
    desk: Desk, county: RunningCounty, wicked: WickedCounty, lost: str
) -> None:
    wicked.answer = wicked_county.forward_to(county.url)
    assert desk.verb("enrol", "--server", wicked.url, "--code", county.code()).status == 0
    before = desk.kept()
    wicked.answer = wicked_county.forward_to(county.url, cut=lost)
    assert "只到了一半" in sentence_in(desk.verb("sync").err)
    assert desk.kept() == before
    wicked.answer = wicked_county.forward_to(county.url)
    assert desk.verb("sync").status == 0
    exported = held(county)
    assert len(exported) == len(set(exported))
    listed = json.loads(desk.verb("records", "list", "--json").out)
    assert {row["delivery"] for row in listed} == {"received"}


@pytest.mark.fault(27)
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://x", "不是服务器地址"),
        ("县局", "不是服务器地址"),
        ("http://8.8.8.8", "要用 https:// 开头"),
        ("http://[", "不是服务器地址"),
        ("http://127.0.0.1:99999", "不是服务器地址"),
        ("http://127.0.0.1:9", "没连上"),
        ("https://county.invalid", "找不到县里的服务器"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(desk: Desk, url: str, expected: str) -> None:
    before = desk.kept()
    assert expected in is_refused(desk.verb("enrol", "--server", url, "--code", "9V6Z9-U7A6X"))
    assert desk.kept() == before
    assert "还没有加入县里" in is_refused(desk.verb("sync"))


def test_a_code_that_is_wrong_used_or_of_another_hospital_is_refused(
    desk: Desk, county: RunningCounty
) -> None:
    before, code = desk.kept(), county.code()
    for wrong in ("", "x", "AAAAA-AAAAA", "码" * 2000):
        assert is_refused(desk.verb("enrol", "--server", county.url, "--code", wrong))
    assert desk.kept() == before
    assert desk.verb("enrol", "--server", county.url, "--code", code).status == 0
    other = Desk(desk.home.parent / "other", desk.capsys)
    assert is_refused(other.verb("enrol", "--server", county.url, "--code", code))


def test_a_set_up_whose_county_is_away_still_shows_the_recovery_code(desk: Desk) -> None:
    fresh = Desk(desk.home.parent / "fresh", desk.capsys)
    words = ["setup", "--hospital", "示范县第二卫生院", "--level", "township", "--admin", ADMIN, "--json"]
    said = fresh.verb(*words, "--server", "http://127.0.0.1:9", "--code", "9V6Z9-U7A6X")
    assert said.status == 1
    assert sentence_in(said.err).startswith("医院已经设好，只是没有加入县里：")
    assert facts(said)["enrolled"] is False
    with fresh.store() as store:
        assert store.keys.is_recovery_code(str(facts(said)["recovery_code"]))


def test_a_server_without_a_code_sets_up_nothing(desk: Desk) -> None:
    fresh = Desk(desk.home.parent / "fresh", desk.capsys)
    words = ["setup", "--hospital", "示范县第二卫生院", "--level", "township", "--admin", ADMIN]
    assert "要一起给" in is_refused(fresh.verb(*words, "--server", "http://127.0.0.1:9"))
    assert not fresh.home.exists()


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_ten_years_off_still_delivers_and_is_told(desk: Desk, tmp_path: Path, years: int) -> None:
    clock = FixedClock(datetime.now(UTC) + timedelta(days=365 * years))
    with running_county(Settings.embedded(tmp_path / "county", clock=clock)) as county:
        county.add_hospital(HOSPITAL)
        assert desk.verb("enrol", "--server", county.url, "--code", county.code()).status == 0
        waiting = len(desk.kept()[1])
        said = desk.verb("sync", "--json")
        assert (said.status, said.err) == (0, "")
        assert facts(said)["sent"] == waiting
        assert "请把时间调对" in str(facts(said)["notices"])
        desk.kept()


@pytest.mark.parametrize("years", [10, -10])
def test_a_record_sealed_ten_years_off_is_kept_and_marked_for_ever(desk: Desk, years: int) -> None:
    now = datetime.now(UTC)
    with desk.store(FixedClock(now + timedelta(days=365 * years))) as store:
        sealed = seal_sample(store, PATROL)
        assert sealed.clock_suspect
        with store.read() as session:
            assert "时间存疑" in str(clock_guard.problem(session, store.clock.now()))
    with desk.store(FixedClock(now + timedelta(minutes=5))) as store:
        assert not seal_sample(store, PATROL).clock_suspect
        with store.read() as session:
            view = records.get(session, store.catalog, sealed.record_id, None)
        assert view is not None
        assert view.item.clock_suspect
    assert desk.verb("today").status == 0
    desk.kept()
