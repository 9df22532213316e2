"""The one search field: how names fit what was typed, what comes first, and what a role does not get to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forms.clock import FixedClock
from forms.json_value import Json
from models.pinyin import Rank, match
from models.queries import search
from models.queries.people import get_person
from models.queries.search import Hit
from models.store import Store
from tests.hospital import (
    HEAD,
    NURSE,
    OFFICER,
    QUALITY,
    STAFF,
    START,
    abnormal,
    open_hospital,
    patrol_with,
    seal_sample,
)


@pytest.mark.parametrize(
    ("name", "typed", "rank", "marked"),
    [
        ("张某", "张某", Rank.EXACT, "张某"),
        ("张某", "张", Rank.PREFIX, "张"),
        ("张某", "zm", Rank.INITIALS, "张某"),
        ("张某", "zhangmou", Rank.INITIALS, "张某"),
        ("张某", "ZhangM", Rank.INITIALS, "张某"),
        ("张某", "zha", Rank.INITIALS, "张"),
        ("曾某", "zm", Rank.INITIALS, "曾某"),
        ("曾某", "cm", Rank.INITIALS, "曾某"),
        ("重大隐患", "zhongda", Rank.INITIALS, "重大"),
        ("绿色通道", "lvse", Rank.INITIALS, "绿色"),
        ("绿色通道", "luse", Rank.INITIALS, "绿色"),
        ("每日防火巡查记录", "巡", Rank.INSIDE, "巡"),
        ("每日防火巡查记录", "防火巡查", Rank.INSIDE, "防火巡查"),
        ("每日防火巡查记录", "fhxc", Rank.INITIALS_INSIDE, "防火巡查"),
        ("每日防火巡查记录", "fanghuoxc", Rank.INITIALS_INSIDE, "防火巡查"),
        ("每日防火巡查记录", "记录 mr", Rank.INSIDE, "每日记录"),
        ("2 号楼梯间 1–3 层", "ltj1", Rank.INITIALS_INSIDE, "楼梯间 1"),
        ("MHQ-001 MFZ/ABC4", "mhq001", Rank.INITIALS, "MHQ-001"),
    ],
)
def test_a_name_fits_by_its_characters_by_pinyin_and_by_initials(
    name: str, typed: str, rank: Rank, marked: str
) -> None:
    found = match(name, typed)
    assert found is not None
    assert found.rank is rank
    assert "".join(name[start:end] for start, end in found.marks) == marked


@pytest.mark.parametrize(("name", "typed"), [("张某", "lm"), ("张某", "张李"), ("张某", ""), ("𠅤某", "zz")])
def test_a_name_that_cannot_be_read_so_does_not_fit(name: str, typed: str) -> None:
    assert match(name, typed) is None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A hospital with rounds, a hazard, an incident and a safety file."""
    clock = FixedClock(START)
    store = open_hospital(tmp_path_factory.mktemp("search") / "home", clock)
    for _ in range(3):
        clock.advance(hours=1)
        seal_sample(store, "fire.daily_patrol", author=OFFICER)
    clock.advance(hours=1)
    found: dict[str, Json] = {"exits": abnormal(text="二楼通道堆放轮椅")}
    seal_sample(store, "fire.daily_patrol", author=OFFICER, answers=patrol_with(store, {3: found}))
    seal_sample(
        store,
        "event.adverse_event",
        author=STAFF,
        answers={"what_happened": "平车护栏断裂，转运途中发现", "outcome": "no_harm"},
    )
    seal_sample(store, "patient.trainee_card", author=HEAD, answers={"number": "JX-01"})
    yield store
    store.close()


def find(store: Store, words: str, who: str = OFFICER) -> list[Hit]:
    with store.read() as session:
        person = get_person(session, who)
        assert person is not None
        return list(search.palette(session, store.catalog, words, person))


def of(hits: list[Hit], group: str) -> list[Hit]:
    return [hit for hit in hits if hit.group == group]


def test_every_group_is_found(store: Store) -> None:
    assert of(find(store, "fhxc"), "form")[0].title == "每日防火巡查记录"
    assert of(find(store, "fanghuoxuncha"), "record")[0].title == "每日防火巡查记录"
    assert [hit.title for hit in of(find(store, "dflyi"), "hazard")] == ["二楼通道堆放轮椅"]
    assert of(find(store, "轮椅"), "hazard")[0].marks == ((6, 8),)
    assert of(find(store, "ltj"), "place")[0].title == "2 号楼梯间 1–3 层"
    assert of(find(store, "P09"), "place")[0].rank is Rank.EXACT
    assert [hit.key for hit in of(find(store, "zhangmou"), "person")] == [NURSE]
    assert [hit.key for hit in of(find(store, "0188"), "person")] == [HEAD]
    assert len(of(find(store, "mhq"), "asset")) == 5


def test_an_entry_is_found_by_what_it_is_and_where_it_stands(store: Store) -> None:
    """Nobody knows the number of the extinguisher in front of the stairs."""
    found = of(find(store, "灭火器"), "asset")
    assert [hit.title.split()[0] for hit in found] == [f"MHQ-00{number}" for number in range(1, 6)]
    assert {hit.kind for hit in found} == {"灭火器"}
    assert [hit.key for hit in of(find(store, "mhqi"), "asset")] == [hit.key for hit in found]
    place = found[2].place
    assert place
    here = of(find(store, f"灭火器 {place}"), "asset")
    assert {hit.place for hit in here} == {place}
    assert found[2].key in [hit.key for hit in here]
    assert [hit.key for hit in of(find(store, "灭火器 mhq-003"), "asset")] == [found[2].key]
    assert of(find(store, "灭火器 没有的地方"), "asset") == []


def test_one_character_is_enough(store: Store) -> None:
    hits = find(store, "巡")
    assert of(hits, "form")
    assert of(hits, "record")
    assert {hit.group for hit in find(store, "王")} >= {"person"}


def test_the_best_fit_comes_first_and_of_records_the_newest(store: Store) -> None:
    assert find(store, "张某")[0].group == "person"
    forms = of(find(store, "消防"), "form")
    ranks = [hit.rank for hit in forms]
    assert ranks == sorted(ranks)
    assert forms[0].title.startswith("消防")
    times = [hit.claimed_at for hit in of(find(store, "每日防火巡查"), "record")]
    assert len(times) == 4
    assert times == sorted(times, reverse=True)  # type: ignore[type-var]  # records have a time


def test_what_a_role_may_not_read_is_not_found_in_any_group(store: Store) -> None:
    for words in ("不良事件", "blsj"):
        assert of(find(store, words, QUALITY), "record")
        assert of(find(store, words, STAFF), "record"), "one's own report"
        assert of(find(store, words, NURSE), "record") == []
        assert not any("平车" in hit.title for hit in find(store, words, NURSE))


def test_a_hazard_of_a_record_that_may_not_be_read_is_not_found(store: Store) -> None:
    with store.read() as session:
        nurse = get_person(session, NURSE)
    assert nurse is not None
    with store.read() as session:
        hidden = {"fire.daily_patrol"}
        assert search._hazards(session, "轮椅", nurse, hidden, 6) == []
        assert search._hazards(session, "lunyi", nurse, hidden, 6) == []
        assert len(search._hazards(session, "lunyi", nurse, (), 6)) == 1


def test_an_entry_of_a_register_that_may_not_be_read_is_not_found(store: Store) -> None:
    """Who is here for training is known to the heads, the quality office and the leaders."""
    assert [hit.title for hit in of(find(store, "JX-01", HEAD), "asset")]
    assert find(store, "JX-01", NURSE) == []


def test_signs_that_mean_something_to_the_index_are_only_letters_here(store: Store) -> None:
    for words in ('"', "*", "AND", "NEAR(", "巡查 OR", "'; --", "%", "_", "（", "𬱖", "😀"):
        assert isinstance(find(store, words), list)
