"""Signed paper comes back: found by its code, bound to its revision, told apart from every other paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from forms.printing.codes import PaperCode, read_code, typed_digest
from forms.reading.files import pages_of
from forms.reading.finding import codes_on
from models import verifying
from models.installation import read_installation
from models.projections.rebuild import compare
from models.queries import paper_pages, records
from models.queries.paper_pages import PageView, Standing
from models.queries.paper_words import said
from models.queries.people import get_person
from models.queries.records import RecordFilter
from models.queries.unfiled import count_unfiled
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, correcting, paper, receiving, scanning
from models.workflow.permitting import NotAllowed
from models.workflow.receiving import ReceivedObject
from models.workflow.revisions import Sealed
from models.workflow.scanning import CannotFile, PageToFile
from models.workflow.sealing import seal
from tests.hospital import HEAD, NURSE, PIN, QUALITY, STAFF, answers_for, open_hospital, seal_sample

PATROL = "fire.daily_patrol"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One hospital for all: every test prints records of its own."""
    opened = open_hospital(tmp_path_factory.mktemp("scans") / "home")
    yield opened
    opened.close()


def codes_of(pdf: bytes) -> list[tuple[PaperCode, ...]]:
    return [codes_on(page.grey) for page in pages_of(pdf)]


def looked_up(store: Store, pdf: bytes, person: str = NURSE) -> list[PageView]:
    with store.read() as session:
        reader = get_person(session, person)
        return [paper_pages.look_up(session, store.catalog, codes, reader) for codes in codes_of(pdf)]


def file_all(store: Store, pdf: bytes, *, only: tuple[int, ...] = ()) -> list[scanning.Filed]:
    filed = []
    for page, view in zip(pages_of(pdf), looked_up(store, pdf), strict=True):
        if not only or view.page in only:
            filed.append(scanning.file_page(store, to_file(view, page.picture, page.mime), person=NURSE))
    return filed


def to_file(view: PageView, picture: bytes, mime: str) -> PageToFile:
    return PageToFile(rev_id=view.rev_id, page=view.page, pages=view.pages, picture=picture, mime=mime)


def unfiled(store: Store, person: str = NURSE) -> list[str]:
    with store.read() as session:
        reader = get_person(session, person)
        assert reader is not None
        page = records.find(session, store.catalog, RecordFilter(unfiled=True), reader)
        assert count_unfiled(session, store.catalog, reader, store.clock.now()) == len(page.rows)
        return [row.record_id for row in page.rows]


def corrected(store: Store, sealed: Sealed) -> Sealed:
    draft = correcting.start_correction(store, sealed.record_id, reason="时间写错了", person=HEAD)
    return seal(store, draft_id=draft.draft_id, author=HEAD, pin=PIN)


def patrol(store: Store, places: int = 2) -> Sealed:
    """A round whose paper has one page; of 30 places it has two."""
    rows = answers_for(store, PATROL)["places"]
    assert isinstance(rows, list)
    first = rows[0]
    assert isinstance(first, dict)
    held = [{**first, "row_id": f"row{number:03d}"} for number in range(places)]
    return seal_sample(store, PATROL, answers={"places": held})


def test_a_printed_record_waits_for_its_paper_until_the_scan_is_there(store: Store) -> None:
    sealed = patrol(store)
    assert sealed.record_id not in unfiled(store)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    assert sealed.record_id in unfiled(store)
    (view,) = looked_up(store, pdf)
    assert (view.standing, view.record_id, view.rev_id) == (Standing.CURRENT, sealed.record_id, sealed.rev_id)
    assert (view.page, view.pages, view.can_be_filed, said(view)[1]) == (1, 1, True, "归档后就是“已签归档”")
    (filed,) = file_all(store, pdf)
    assert (filed.record_id, filed.paper) == (sealed.record_id, "filed")
    assert sealed.record_id not in unfiled(store)
    (again,) = looked_up(store, pdf)
    assert (again.is_filed, again.can_be_filed) == (True, False)


def test_the_picture_is_kept_byte_for_byte_and_for_ever_and_is_on_its_way_to_the_county(store: Store) -> None:
    sealed = patrol(store)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    (page,) = pages_of(pdf)
    (filed,) = file_all(store, pdf)
    with store.read() as session:
        (row,) = scanning.scans_to_show(session, sealed.record_id)
        assert attachments.read(session, store.keys, row.sha256) == page.picture
        assert session.get_one(Attachment, row.sha256).sealed
        queued = session.scalars(select(OutboxRow).where(OutboxRow.object_id == filed.scan_id)).one()
    assert (queued.kind, queued.delivery, queued.record_id) == ("scan", "pending", sealed.record_id)
    assert verifying.verify(store).faults == ()


def test_filing_the_same_page_twice_is_one_scan(store: Store) -> None:
    sealed = patrol(store)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    first, second = file_all(store, pdf), file_all(store, pdf)
    assert [one.scan_id for one in first] == [one.scan_id for one in second]


def test_a_page_that_is_missing_is_told_and_the_record_waits_for_it(store: Store) -> None:
    sealed = patrol(store, 30)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    one, two = looked_up(store, pdf)
    assert [(view.page, view.pages, view.missing) for view in (one, two)] == [(1, 2, (2,)), (2, 2, (1,))]
    (part,) = file_all(store, pdf, only=(2,))
    assert part.paper == "part"
    assert sealed.record_id in unfiled(store)
    one, two = looked_up(store, pdf)
    assert (said(one)[1], two.is_filed) == ("归档后就是“已签归档”", True)
    assert file_all(store, pdf, only=(1,))[0].paper == "filed"


def test_the_paper_of_an_older_version_is_kept_there_and_the_new_one_has_to_be_printed(store: Store) -> None:
    sealed = patrol(store)
    old = paper.print_record(store, sealed.record_id, person=NURSE)
    newer = corrected(store, sealed)
    (view,) = looked_up(store, old)
    assert (view.standing, view.version, view.newest, view.reason) == (
        Standing.CORRECTED,
        1,
        2,
        "时间写错了",
    )
    assert said(view) == (
        "这是第 1 版的纸，打印以后更正过，现在是第 2 版，原因：时间写错了",
        "这页归在第 1 版下留着。请打印第 2 版，签好再扫",
    )
    (filed,) = file_all(store, old)
    assert filed.paper == ""
    assert sealed.record_id in unfiled(store)
    (done,) = file_all(store, paper.print_record(store, newer.record_id, person=NURSE))
    assert done.paper == "filed"
    assert sealed.record_id not in unfiled(store)


def test_a_correction_opens_a_filed_record_again(store: Store) -> None:
    sealed = patrol(store)
    file_all(store, paper.print_record(store, sealed.record_id, person=NURSE))
    corrected(store, sealed)
    assert sealed.record_id in unfiled(store)


def test_a_scan_is_taken_off_with_a_reason_and_stays_in_the_history(store: Store) -> None:
    sealed = patrol(store)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    (filed,) = file_all(store, pdf)
    with pytest.raises(CannotFile, match="为什么取下"):
        scanning.take_off(store, filed.scan_id, reason=" ", person=NURSE)
    clock = store.clock
    assert isinstance(clock, FixedClock)
    clock.advance(minutes=1)
    gone = scanning.take_off(store, filed.scan_id, reason="扫糊了", person=NURSE)
    assert gone.paper == ""
    assert sealed.record_id in unfiled(store)
    with pytest.raises(CannotFile, match="取下过"):
        scanning.take_off(store, filed.scan_id, reason="再来", person=NURSE)
    (better,) = file_all(store, pdf)
    assert better.paper == "filed"
    with store.read() as session:
        rows = scanning.scans_to_show(session, sealed.record_id)
    assert [(row.removed_reason, row.removed_by) for row in rows] == [("扫糊了", "张某"), (None, None)]
    assert compare(store) == ()


def test_a_record_that_names_a_patient_keeps_its_scan_as_ciphertext(store: Store) -> None:
    sealed = seal_sample(store, "event.adverse_event")
    pdf = paper.print_record(store, sealed.record_id, person=QUALITY)
    view = looked_up(store, pdf, QUALITY)[0]
    assert view.holds_patients
    page = next(pages_of(pdf))
    scanning.file_page(store, to_file(view, page.picture, page.mime), person=QUALITY)
    with store.read() as session:
        (row,) = scanning.scans_to_show(session, sealed.record_id)
        stored = b"".join(attachments.stored_chunks(session, row.sha256))
        assert page.picture[:64] not in stored
        assert scanning.pictures_of(session, store, [row]) == {row.object_id: page.picture}


def test_who_may_not_print_a_record_may_not_file_its_paper(store: Store) -> None:
    sealed = seal_sample(store, "event.adverse_event")
    pdf = paper.print_record(store, sealed.record_id, person=QUALITY)
    assert looked_up(store, pdf, STAFF)[0].standing is Standing.HIDDEN
    view, page = looked_up(store, pdf, QUALITY)[0], next(pages_of(pdf))
    with pytest.raises(NotAllowed):
        scanning.file_page(store, to_file(view, page.picture, page.mime), person=STAFF)


def test_the_paper_of_another_hospital_is_told_and_not_filed(store: Store, tmp_path: Path) -> None:
    other = open_hospital(tmp_path / "other", another=True)
    sealed = patrol(other)
    pdf = paper.print_record(other, sealed.record_id, person=NURSE)
    other.close()
    (view,) = looked_up(store, pdf)
    assert (view.standing, view.can_be_filed, view.serial) == (
        Standing.FOREIGN_HOSPITAL,
        False,
        sealed.serial,
    )
    assert sealed.serial in said(view)[0]


def test_a_record_that_is_on_another_computer_is_told_with_what_to_do(store: Store) -> None:
    with store.read() as session:
        known = seal_code(store, "0" * 32)
        view = paper_pages.look_up(session, store.catalog, [known], None)
    assert view.standing is Standing.NOT_HERE
    assert "请先同步再扫" in said(view)[1]


def seal_code(store: Store, start: str) -> PaperCode:
    with store.read() as session:
        installation = read_installation(session)
    assert installation is not None
    return read_code(f"YIAN:R:{installation.short_code}-F01-20261120-09-001:{start.upper()}:1:1")


def test_a_number_laid_over_another_papers_check_code_is_found_out(store: Store) -> None:
    sealed = patrol(store)
    with store.read() as session:
        view = paper_pages.look_up(session, store.catalog, [seal_code(store, sealed.rev_id[:32])], None)
    assert (view.standing, view.can_be_filed) == (Standing.DIFFERS, False)


def test_a_page_whose_code_was_cut_off_is_found_by_the_check_code_that_is_typed(store: Store) -> None:
    sealed = patrol(store)
    start = typed_digest(sealed.rev_id[:12].upper())
    with store.read() as session:
        view = paper_pages.look_up_typed(session, store.catalog, start, None, page=1, pages=1)
        chosen = paper_pages.of_record(session, store.catalog, sealed.record_id, None, page=1, pages=1)
    assert view == chosen
    assert (view.standing, view.rev_id, view.can_be_filed) == (Standing.CURRENT, sealed.rev_id, True)


def test_blank_forms_ledgers_and_pages_without_a_code_are_told_apart(store: Store) -> None:
    sealed = patrol(store)
    ledger = paper.print_ledger(store, [sealed.record_id], person=NURSE)  # of no whole day
    blank = paper.print_blank(store, store.catalog.latest(PATROL), person=NURSE)
    assert {view.standing for view in looked_up(store, blank)[-1:]} == {Standing.BLANK}
    assert {view.standing for view in looked_up(store, ledger)} == {Standing.LEDGER_OLD}
    with store.read() as session:
        nothing = paper_pages.look_up(session, store.catalog, [], None)
        old = read_code("YIAN:F:fire.daily_patrol:2019.1:0123456789abcdef")
        two = [read_code(f"YIAN:R:A-F01-20261120-01-001:{digit * 32}:1:1") for digit in "AB"]
        assert nothing.standing is Standing.NO_CODE
        assert paper_pages.look_up(session, store.catalog, [old], None).standing is Standing.BLANK_OLD
        assert paper_pages.look_up(session, store.catalog, two, None).standing is Standing.SEVERAL


def test_a_ledger_is_current_until_one_of_its_records_is_corrected(tmp_path: Path) -> None:
    apart = open_hospital(tmp_path / "ledgers")  # no other test's records lie between
    sealed = [patrol(apart) for _ in range(5)]  # in the same instant: only their numbers give them an order
    first = sealed[0]
    ledger = paper.print_ledger(apart, [one.record_id for one in sealed], person=NURSE)
    (view,) = looked_up(apart, ledger)
    assert (view.standing, view.rows, view.later, view.is_good) == (Standing.LEDGER, 5, 0, True)
    clock = apart.clock
    assert isinstance(clock, FixedClock)
    clock.advance(hours=1)
    patrol(apart)
    (longer,) = looked_up(apart, ledger)
    assert "打印以后又添了 1 条" in said(longer)[0]
    corrected(apart, first)
    (old,) = looked_up(apart, ledger)
    assert (old.standing, old.is_good, len(old.changed)) == (Standing.LEDGER_CHANGED, False, 1)
    apart.close()


def test_every_standing_has_its_two_sentences() -> None:
    for standing in Standing:
        fact, advice = said(PageView(standing=standing, serial="SF01-F01-20261120-01-001", title="巡查"))
        assert fact, standing
        assert advice, standing


def test_what_one_computer_filed_is_filed_on_another_when_it_arrives_in_any_order(
    store: Store, tmp_path: Path
) -> None:
    sealed = patrol(store, 30)
    pdf = paper.print_record(store, sealed.record_id, person=NURSE)
    file_all(store, pdf)
    with store.read() as session:
        rows = session.scalars(select(SealedObject).where(SealedObject.record_id == sealed.record_id)).all()
        objects = [ReceivedObject(kind=row.kind, object_id=row.object_id, data=row.bytes) for row in rows]
        pictures = {
            row.sha256: b"".join(attachments.stored_chunks(session, row.sha256))
            for row in scanning.scans_to_show(session, sealed.record_id)
        }
    sibling = open_hospital(tmp_path / "sibling")
    for one in sorted(objects, key=lambda one: one.kind == "revision"):
        assert receiving.receive(sibling, [one]).stored == 1
    with sibling.write() as session:
        assert {one.sha256 for one in receiving.wanted_blobs(session)} == set(pictures)
        for sha256, data in pictures.items():
            assert receiving.receive_blob(session, sibling, sha256, data)
    with sibling.read() as session:
        view = records.get(session, sibling.catalog, sealed.record_id, None)
        assert view is not None
        assert view.item.paper == "filed"
        rows = scanning.scans_to_show(session, sealed.record_id)
        assert set(scanning.pictures_of(session, sibling, rows).values()) == set(pictures.values())
    assert verifying.verify(sibling).faults == ()
    sibling.close()
