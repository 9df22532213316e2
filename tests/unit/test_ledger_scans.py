"""The signed pages of a ledger come back: each is bound to the records whose rows stand on it, as they were printed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from forms.printing.codes import PaperKind, read_code
from forms.reading.files import ScannedPage, pages_of
from forms.reading.finding import codes_on
from forms.scan import read_scan
from models import verifying
from models.projections.rebuild import compare
from models.queries import paper_pages, records
from models.queries.paper_pages import PageView, Standing
from models.queries.paper_words import said
from models.queries.people import get_person
from models.queries.unfiled import waiting_ledgers
from models.replay import replay
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.projections import ScanRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, correcting, paper, prints, receiving, scanning
from models.workflow.prints import Outrun
from models.workflow.receiving import ReceivedObject
from models.workflow.scanning import CannotFile, PageToFile
from models.workflow.sealing import seal
from tests.api.desk import Desk
from tests.hospital import HEAD, NURSE, PIN, answers_for, open_hospital, seal_sample

PATROL = "fire.daily_patrol"
ROWS = 14  # take two pages


@dataclass
class Ledger:
    """A month's rounds in one hospital, printed and scanned."""

    store: Store
    record_ids: list[str]
    pdf: bytes
    scans: list[ScannedPage]

    def views(self, person: str = NURSE) -> list[PageView]:
        with self.store.read() as session:
            reader = get_person(session, person)
            catalog = self.store.catalog
            return [paper_pages.look_up(session, catalog, codes_on(one.grey), reader) for one in self.scans]

    def file(self, at: int) -> scanning.Filed:
        view, scan = self.views()[at], self.scans[at]
        return scanning.file_page(
            self.store,
            PageToFile(
                rev_id=view.rev_id,
                page=view.page,
                pages=view.pages,
                picture=scan.picture,
                mime=scan.mime,
                rows=view.row_revs,
            ),
            person=NURSE,
        )

    def papers(self) -> list[str]:
        with self.store.read() as session:
            found = [records.get(session, self.store.catalog, one, None) for one in self.record_ids]
        return [view.item.paper for view in found if view is not None]

    def correct(self, at: int) -> None:
        draft = correcting.start_correction(self.store, self.record_ids[at], reason="时间写错了", person=HEAD)
        seal(self.store, draft_id=draft.draft_id, author=HEAD, pin=PIN)


def rounds(store: Store, count: int) -> list[str]:
    clock = store.clock
    assert isinstance(clock, FixedClock)
    made = []
    for _ in range(count):
        rows = answers_for(store, PATROL)["places"]
        assert isinstance(rows, list)
        assert isinstance(rows[0], dict)
        held = [{**rows[0], "row_id": f"row{number}"} for number in range(2)]
        made.append(seal_sample(store, PATROL, answers={"places": held}).record_id)
        clock.advance(minutes=5)
    return made


def printed(store: Store, record_ids: Sequence[str]) -> Ledger:
    made = paper.prepare_ledger(store, record_ids, person=NURSE)
    prints.count(store, made.prints, person=NURSE)
    return Ledger(store, list(record_ids), made.pdf, list(pages_of(made.pdf)))


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Filled and printed once; every test gets a copy."""
    store = open_hospital(tmp_path_factory.mktemp("ledger") / "home")
    made = printed(store, rounds(store, ROWS))
    store.close()
    return made


@pytest.fixture
def ledger(laid_out: Ledger, tmp_path: Path) -> Iterator[Ledger]:
    shutil.copytree(laid_out.store.home, tmp_path / "home")
    store = Store.open(tmp_path / "home", clock=FixedClock(laid_out.store.clock.now()))
    given = replace(laid_out, store=store)
    yield given
    given.store.close()


def test_a_page_of_a_ledger_says_which_rows_it_holds(ledger: Ledger) -> None:
    first, second = (code for scan in ledger.scans for code in codes_on(scan.grey))
    assert (first.kind, first.rows, first.page, first.pages, first.first) == (PaperKind.LEDGER, ROWS, 1, 2, 1)
    assert (second.first, second.last) == (first.last + 1, ROWS)
    old = read_code("YIAN:L:fire.daily_patrol:2026.1:24:" + "a" * 24 + ":2:3")
    assert (old.page, old.first, old.last) == (2, 0, 0)
    wrong = read_code("YIAN:L:fire.daily_patrol:2026.1:24:" + "a" * 24 + ":2:3:20-30")
    assert (wrong.first, wrong.last) == (0, 0)


def test_a_signed_page_files_the_records_of_its_rows_and_no_others(ledger: Ledger) -> None:
    store = ledger.store
    one, two = ledger.views()
    assert [view.standing for view in (one, two)] == [Standing.LEDGER, Standing.LEDGER]
    assert list(one.row_records + two.row_records) == ledger.record_ids
    on_one = len(one.row_revs)
    assert said(one) == (
        f"第 1–{on_one} 行的 {on_one} 份记录打印以后都没有更正过",
        f"归档后这 {on_one} 份都是“已签归档”",
    )
    filed = ledger.file(0)
    assert (filed.record_id, filed.paper) == ("", "filed")
    assert ledger.papers() == ["filed"] * on_one + [""] * (ROWS - on_one)
    with store.read() as session:
        rows = session.scalars(select(ScanRow)).all()
        (picture,) = {row.sha256 for row in rows}
        assert len(rows) == on_one
        assert attachments.read(session, store.keys, picture) == ledger.scans[0].picture
        assert session.get_one(Attachment, picture).sealed
        queued = session.scalars(select(OutboxRow).where(OutboxRow.kind == "scan")).all()
        assert {row.record_id for row in queued} == set(one.row_records)
        sealed = session.get_one(SealedObject, filed.scan_id)
        assert (read_scan(sealed.bytes).ledger, read_scan(sealed.bytes).page) == (one.rev_id, 1)
    again, two = ledger.views()
    assert (again.is_filed, again.can_be_filed, two.can_be_filed) == (True, False, True)
    assert ledger.file(0).scan_id == filed.scan_id
    ledger.file(1)
    assert set(ledger.papers()) == {"filed"}
    assert verifying.verify(store).faults == ()
    assert compare(store) == ()


def test_a_record_corrected_since_is_told_and_its_row_stays_with_the_version_that_was_signed(
    ledger: Ledger,
) -> None:
    store = ledger.store
    with store.read() as session:
        before = records.get(session, store.catalog, ledger.record_ids[2], None)
        assert before is not None
    ledger.correct(2)
    one, two = ledger.views()
    assert (one.standing, one.changed, one.is_good) == (Standing.LEDGER_CHANGED, (3,), False)
    assert "第 3 行打印以后更正或作废过" in said(one)[0]
    assert two.standing is Standing.LEDGER
    assert ledger.file(0).paper == "part"
    papers = ledger.papers()
    assert (papers[1], papers[2], papers[3]) == ("filed", "", "filed")
    with store.read() as session:
        (row,) = scanning.scans_to_show(session, ledger.record_ids[2])
        assert row.rev_id == before.revision.rev_id


def test_a_page_is_known_on_a_computer_that_did_not_print_it_as_it_was_then(tmp_path: Path) -> None:
    store = open_hospital(tmp_path / "printing")
    ids = rounds(store, 5)
    pdf = paper.print_ledger(store, ids, person=NURSE)  # noted nowhere, as on another computer
    ledger = Ledger(store, ids, pdf, list(pages_of(pdf)))
    ledger.correct(0)
    rounds(store, 1)
    ledger.correct(4)
    (view,) = ledger.views()
    assert (view.standing, view.changed, view.row_records) == (Standing.LEDGER_CHANGED, (1, 5), tuple(ids))
    assert ledger.file(0).paper == "part"
    assert ledger.papers() == ["", "filed", "filed", "filed", ""]
    some = paper.print_ledger(store, ids[1:3], person=NURSE)
    (stray,) = Ledger(store, ids, some, list(pages_of(some))).views()
    assert (stray.standing, stray.can_be_filed) == (Standing.LEDGER_OLD, False)
    assert "到打印它的那台电脑上扫" in said(stray)[1]
    chosen = printed(store, ids[1:3])
    assert [one.standing for one in chosen.views()] == [Standing.LEDGER]
    store.close()


def test_taking_a_page_off_takes_it_from_every_record_on_it(ledger: Ledger) -> None:
    filed = ledger.file(0)
    scanning.take_off(ledger.store, filed.scan_id, reason="扫糊了", person=NURSE)
    assert set(ledger.papers()) == {""}
    assert ledger.views()[0].can_be_filed
    with pytest.raises(CannotFile, match="已经取下过"):
        scanning.take_off(ledger.store, filed.scan_id, reason="扫糊了", person=NURSE)
    clock = ledger.store.clock
    assert isinstance(clock, FixedClock)
    clock.advance(minutes=1)
    assert ledger.file(0).paper == "filed"
    assert compare(ledger.store) == ()


def test_check_paper_says_which_ledger_and_which_of_its_rows_were_corrected(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.pdf"
    file.write_bytes(ledger.pdf)
    desk, digest = Desk(ledger.store.home, capsys), ledger.views()[0].rev_id
    ledger.correct(ROWS - 1)
    ledger.store.close()
    said_there = desk.verb("check-paper", file, "--json")
    one, two = json.loads(said_there.out)["pages"]
    assert said_there.status == 1
    assert (one["standing"], one["ledger"], one["rows"][0]) == ("ledger", digest, 1)
    assert (two["standing"], two["rows"], two["rows_changed"]) == (
        "ledger-changed",
        [one["rows"][1] + 1, ROWS],
        [ROWS],
    )
    ledger.store = Store.open(ledger.store.home, clock=ledger.store.clock)


def test_a_page_is_bound_to_all_its_records_or_to_none(ledger: Ledger) -> None:
    (view, _), scan = ledger.views(), ledger.scans[0]
    stranger = PageToFile(
        rev_id=view.rev_id,
        page=1,
        pages=2,
        picture=scan.picture,
        mime=scan.mime,
        rows=(*view.row_revs[:2], "0" * 64),
    )
    with pytest.raises(CannotFile, match="不在这台电脑上"):
        scanning.file_page(ledger.store, stranger, person=NURSE)
    assert set(ledger.papers()) == {""}


def test_a_page_that_the_database_lost_comes_back_from_the_black_box(
    ledger: Ledger, laid_out: Ledger
) -> None:
    ledger.file(0)
    papers, home, clock = ledger.papers(), ledger.store.home, ledger.store.clock
    ledger.store.close()
    shutil.copy(laid_out.store.path, ledger.store.path)
    ledger.store = Store.open(home, clock=clock)
    replay(ledger.store)
    assert papers.count("filed") == len(ledger.views()[0].row_revs)
    assert ledger.papers() == papers
    assert verifying.verify(ledger.store).faults == ()


def test_a_ledger_waits_for_its_signed_pages_until_all_of_them_are_back(ledger: Ledger) -> None:
    store = ledger.store

    def waiting() -> list[tuple[int, int]]:
        with store.read() as session:
            reader = get_person(session, NURSE)
            assert reader is not None
            found = waiting_ledgers(session, reader, store.clock.now() + timedelta(minutes=1))
            return [(one.rows, one.waiting) for one in found]

    assert waiting() == [(ROWS, ROWS)]
    ledger.file(0)
    assert waiting() == [(ROWS, ROWS - len(ledger.views()[0].row_revs))]
    ledger.file(1)
    assert waiting() == []


def test_the_next_print_of_a_ledger_says_so_and_a_correction_outruns_the_one_that_is_shown(
    ledger: Ledger,
) -> None:
    store = ledger.store
    again = paper.prepare_ledger(store, ledger.record_ids, person=NURSE)
    assert again.prints[0].number == 2
    ledger.correct(0)
    with pytest.raises(Outrun):
        prints.count(store, again.prints, person=NURSE)
    assert paper.prepare_ledger(store, ledger.record_ids, person=NURSE).prints[0].number == 1


def test_a_page_filed_here_is_filed_on_another_computer_in_whatever_order_it_arrives(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.file(0)
    with ledger.store.read() as session:
        rows = session.scalars(
            select(SealedObject).where(SealedObject.record_id.in_(ledger.record_ids))
        ).all()
        objects = [ReceivedObject(kind=row.kind, object_id=row.object_id, data=row.bytes) for row in rows]
    sibling = open_hospital(tmp_path / "sibling")
    for item in sorted(objects, key=lambda item: item.kind == "revision"):
        assert receiving.receive(sibling, [item]).stored == 1
    there = Ledger(sibling, ledger.record_ids, ledger.pdf, ledger.scans)
    assert there.papers() == ledger.papers()
    one, two = there.views()
    assert (one.standing, one.is_filed) == (Standing.LEDGER, True)
    assert (two.standing, two.can_be_filed) == (Standing.LEDGER, True)
    sibling.close()
