"""Many records printed as one: all of them, in order, with an index that is right, and every print counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.clock import ZONE, FixedClock, local
from models.queries.people import PersonView, get_person
from models.queries.records import RecordFilter
from models.store import Store
from models.tables.projections import RecordRow
from models.workflow import correcting, paper
from models.workflow.batch import Batch, MadeBatch, NothingToPrint, chosen, make_batch
from models.workflow.bound_papers import Stopped
from models.workflow.prints import Outrun, count
from models.workflow.sealing import seal
from tests.hospital import NURSE, OFFICER, PIN, QUALITY, START, open_hospital, seal_sample
from tests.papers import pages_of, text_of
from tests.scenario import later

NOVEMBER = datetime(2026, 11, 1, tzinfo=ZONE)
DECEMBER = datetime(2026, 12, 1, tzinfo=ZONE)
PATROL = "fire.daily_patrol"


@dataclass
class Month:
    """A store with patrols of three days, the last one late, and one drill."""

    store: Store
    patrols: tuple[str, ...]
    drill: str

    @property
    def officer(self) -> PersonView:
        return self.person(OFFICER)

    def person(self, staff_no: str) -> PersonView:
        with self.store.read() as session:
            found = get_person(session, staff_no)
        assert found is not None
        return found

    def serials(self) -> list[str]:
        with self.store.read() as session:
            return [session.get_one(RecordRow, key).serial for key in self.patrols]

    def made(self, **settings: object) -> MadeBatch:
        facts: dict[str, object] = {
            "record_ids": self.patrols,
            "since": NOVEMBER,
            "until": DECEMBER,
            "layout": "sheet",
        }
        return make_batch(self.store, Batch(**(facts | settings)), self.officer)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    store = open_hospital(tmp_path_factory.mktemp("batch") / "home", FixedClock(START))
    patrols = []
    for _ in range(2):
        patrols.append(seal_sample(store, PATROL).record_id)
        later(store, hours=24)
    late = seal_sample(store, PATROL, claimed_at=START).record_id
    drill = seal_sample(store, "fire.drill", author=OFFICER).record_id
    later(store, hours=1)
    held = Month(store, (patrols[0], late, patrols[1]), drill)
    yield held
    held.store.close()


def test_the_filter_finds_all_records_of_a_time(month: Month) -> None:
    wanted = RecordFilter(form_id=PATROL, since=NOVEMBER, until=DECEMBER)
    assert set(chosen(month.store, wanted, month.officer)) == set(month.patrols)


def test_a_volume_has_a_cover_an_index_with_the_right_pages_and_what_was_missed(month: Month) -> None:
    made = month.made(whole=(PATROL,))
    pages = pages_of(made.pdf)
    assert len(pages) == made.pages
    assert "每日防火巡查记录" in pages[0]
    assert "装入3份，补录1份" in pages[0]
    index = PdfReader(BytesIO(made.pdf)).pages[1].extract_text()
    assert "补录，11-22" in index
    assert "漏做" in index
    assert "还没有写原因" in index
    said = "".join(index.split())
    for number, (one, serial) in enumerate(zip(made.prints, month.serials(), strict=True), 1):
        assert serial in pages[one.first - 1]
        row = re.search(rf"{number}11-..[0-9:]{{5}}{re.escape(serial)}(.*?)(?={number + 1}11-|漏做)", said)
        assert row is not None, said
        assert row[1].endswith(str(one.first))
    assert all(f"本册第{number}页共{len(pages)}页" in page for number, page in enumerate(pages, 1))


def test_records_put_one_after_the_other_have_nothing_before_them(month: Month) -> None:
    made = month.made(record_ids=(month.drill, month.patrols[0]), is_bound=False)
    first, last = made.prints
    assert (first.record_id, first.first) == (month.patrols[0], 1)
    assert last.record_id == month.drill
    assert last.last == made.pages
    assert "本册" not in text_of(made.pdf)
    assert made.title == "安全记录"


def test_a_form_that_is_usually_a_ledger_is_bound_as_one(month: Month) -> None:
    made = month.made(layout="")
    (one,) = made.prints
    assert len(one.rows) == len(month.serials())
    assert all(serial in text_of(made.pdf) for serial in month.serials())
    count(month.store, made.prints, person=OFFICER)
    again = month.made(layout="")
    assert again.prints[0].number == 2
    assert "第2次打印" in text_of(again.pdf)


def test_what_a_person_may_not_print_is_left_out_and_said(month: Month) -> None:
    event = seal_sample(month.store, "event.adverse_event", author=QUALITY)
    both = Batch(record_ids=(event.record_id, month.drill))
    made = make_batch(month.store, both, month.person(OFFICER))
    assert made.records == 1
    assert made.left_out
    assert "没有装入的" in text_of(made.pdf)
    with pytest.raises(NothingToPrint, match="按权限"):
        make_batch(month.store, Batch(record_ids=(event.record_id,)), month.person(NURSE))


def test_whoever_stops_a_batch_has_made_nothing_and_counted_nothing(month: Month) -> None:
    told: list[tuple[str, int, int]] = []

    def stop(what: str, done: int, whole: int) -> bool:
        told.append((what, done, whole))
        return len(told) < 3

    with pytest.raises(Stopped):
        make_batch(month.store, Batch(record_ids=month.patrols), month.officer, on_progress=stop)
    assert told[0] == ("排版", 0, 3)
    assert {one.number for one in month.made().prints} == {1}


def test_a_print_is_counted_once_for_ever_and_the_next_paper_says_so(month: Month) -> None:
    store, drill = month.store, month.drill
    made = paper.prepare(store, drill, person=OFFICER)
    assert "次打印" not in text_of(made.pdf)
    count(store, made.prints, person=OFFICER)
    with pytest.raises(Outrun):
        count(store, made.prints, person=OFFICER)
    assert "第2次打印" in text_of(paper.preview(store, drill, person=OFFICER))
    again = month.made(record_ids=(drill,), is_bound=False)
    assert "第2次打印" in text_of(again.pdf)
    home = store.home
    store.close()
    month.store = Store.open(home, clock=store.clock)
    assert "第2次打印" in text_of(paper.preview(month.store, drill, person=OFFICER))


def test_an_old_version_says_on_paper_that_it_is_replaced(month: Month) -> None:
    store = month.store
    sealed = seal_sample(store, "fire.drill", author=OFFICER)
    shown = paper.prepare(store, sealed.record_id, person=OFFICER)
    draft = correcting.start_correction(store, sealed.record_id, reason="人数写错了", person=OFFICER)
    seal(store, author=OFFICER, pin=PIN, draft_id=draft.draft_id)
    with pytest.raises(Outrun):
        count(store, shown.prints, person=OFFICER)
    old = paper.prepare(store, sealed.record_id, person=OFFICER, version=1)
    assert old.versions == 2
    assert "这一页是第1版，已由第2版代替，不再作数" in text_of(old.pdf)
    assert all("第1版（已由第2版代替）" in page for page in pages_of(old.pdf))
    count(store, old.prints, person=OFFICER)
    new = paper.prepare(store, sealed.record_id, person=OFFICER)
    assert "代替" not in text_of(new.pdf)
    assert "次打印" not in text_of(new.pdf)
    with pytest.raises(paper.CannotPrint, match="没有第 3 版"):
        paper.prepare(store, sealed.record_id, person=OFFICER, version=3)


def test_the_index_names_the_page_of_a_ledger_on_which_a_record_stands(month: Month) -> None:
    later(month.store, hours=24)
    ids = []
    for _ in range(14):
        ids.append(seal_sample(month.store, PATROL).record_id)
        later(month.store, minutes=30)
    made = month.made(record_ids=tuple(ids), layout="")
    (ledger,) = made.prints
    assert ledger.last > ledger.first, "more rows are wanted, one page holds them all"
    pages = pages_of(made.pdf)
    said = "".join(PdfReader(BytesIO(made.pdf)).pages[1].extract_text().split())
    with month.store.read() as session:
        rows = [session.get_one(RecordRow, key) for key in ids]
        told = [(row.serial, f"{local(row.claimed_at):%H:%M}") for row in rows]
    for number, (serial, time) in enumerate(told, 1):
        row = re.search(rf"{re.escape(serial)}(.*?)(?={number + 1}11-|装订人|$)", said)
        assert row is not None, said
        stands = next(at for at in range(ledger.first, ledger.last + 1) if time in pages[at - 1])
        assert row[1].endswith(str(stands)), (serial, time, row[1], stands)
