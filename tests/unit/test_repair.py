"""A damaged database: found, kept aside, and put together again from all that is left, with a report that adds up."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from forms.json_value import Json
from models import starting, vault
from models.carving import Image
from models.copying import problem_of
from models.faults import AnotherProcess, Corrupt, StoreError
from models.home import DATABASE
from models.repair import SUCCESSOR, give_admin_pin, repair
from models.repair_wish import wished
from models.repaired import Lost, Repaired
from models.salvage import Salvage
from models.salvaged import SHAPES
from models.store import Store
from models.stored_rows import newest
from models.tables.attachments import Attachment
from models.tables.audit import AuditEntry
from models.tables.outbox import OutboxRow
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import anonymous, attachments, auditing, drafts, people, signing
from tests.hospital import ADMIN, HEAD, NURSE, PIN, START, open_hospital, seal_sample
from tests.pages import overwrite, pages_of

PATROL = "fire.daily_patrol"
ANONYMOUS: dict[str, Json] = {
    "what_happened": "夜间输液换瓶时拿错，发现后立即停下",
    "occurred_on": "2026-11-20",
    "outcome": "no_harm",
    "report_kind": "quick",
}
NEW_SQLITE = (3, 51, 3)  # WAL is chosen for it


@dataclass(frozen=True)
class Contents:
    """What must be the same after a repair."""

    objects: frozenset[str]
    operations: frozenset[str]  # ids of operations
    attachments: frozenset[str]
    drafts: frozenset[str]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a backup, records, a signature and a draft beyond it, a photo of several pages; its recovery code."""
    home = tmp_path_factory.mktemp("rich") / "home"
    store = open_hospital(home, FixedClock(START))
    photo = attachments.add(store, b"%PDF-1.4\n" + Random(1).randbytes(600_000), "application/pdf")
    seal_sample(store, PATROL)
    vault.backup(store)
    sealed = seal_sample(store, PATROL)
    signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    seal_sample(store, "event.adverse_event")
    answers = {"photos": [photo]}
    drafts.start(store, form_id=PATROL, person=NURSE, department=None, answers=answers)
    with store.write() as session:
        for _ in range(150):  # so that an index of the log has an inner page
            auditing.note(session, at=START, actor=NURSE, action="sheet.printed", subject=photo)
    code = store.keys.recovery_code()
    store.close()
    return home, code


@pytest.fixture
def home(rich: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(rich[0], tmp_path / "home"))


@contextmanager
def opened(home: Path) -> Iterator[Store]:
    store = Store.open(home, clock=FixedClock(START))
    try:
        yield store
    finally:
        store.close()


def contents(store: Store) -> Contents:
    with store.read() as session:
        return Contents(
            objects=frozenset(session.scalars(select(SealedObject.object_id))),
            operations=frozenset(session.scalars(select(OutboxRow.op_id))),
            attachments=frozenset(session.scalars(select(Attachment.sha256))),
            drafts=frozenset(one.draft_id for one in drafts.open_drafts(store)),
        )


def contents_of(home: Path) -> Contents:
    with opened(home) as store:
        return contents(store)


def is_found(home: Path) -> bool:
    """Whether a start says that the database is damaged."""
    try:
        with opened(home) as store:
            vault.check_at_start(store)
    except Corrupt:
        return True
    return False


def repaired(home: Path) -> Repaired:
    return repair(home, clock=FixedClock(START))


def assert_as_before(home: Path, before: Contents) -> None:
    with opened(home) as store:
        assert contents(store) == before
        assert vault.verify(store).faults == ()
        assert vault.check_at_start(store) == ()


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    "kind",
    [
        "header",
        "inner table",
        "table leaf of sealed_objects",
        "inner index",
        "index leaf of sqlite_autoindex_outbox_1",
        "overflow",
    ],
)
def test_a_page_of_any_kind_is_found_damaged_and_everything_is_there_again(home: Path, kind: str) -> None:
    before = contents_of(home)
    random = Random(7)
    others = [page for page in pages_of(home / DATABASE)[kind] if kind == "header" or page != 1]
    overwrite(home / DATABASE, random.choice(others), random)
    damaged = (home / DATABASE).read_bytes()
    assert is_found(home)
    done = repaired(home)
    assert (done.before, done.objects, done.lost, done.awaited) == (len(before.objects),) * 2 + ((), 0)
    assert done.from_backup + done.from_black_box + done.from_file == done.objects
    assert done.set_aside is not None
    assert (done.set_aside / DATABASE).read_bytes() == damaged
    assert contents_of(home) == before
    assert problem_of(home / DATABASE) is None


@pytest.mark.fault(10)
def test_damage_beyond_the_glance_of_a_start_is_told_once_it_rests_and_noted_for_the_next(home: Path) -> None:
    with opened(home) as store:
        starting.look_longer(store)  # sound: nothing is said
        page = pages_of(home / DATABASE)["table leaf of sealed_objects"][-1]
        overwrite(home / DATABASE, page, Random(7))
        assert starting.check_at_start(store, small=0) == ()
        with pytest.raises(Corrupt, match="点“修复”"):
            starting.look_longer(store)
    noted = wished(home)
    assert noted is not None
    assert noted.damage
    assert is_found(home)


@pytest.mark.fault(10)
def test_of_a_big_database_a_start_looks_at_what_a_sign_in_reads(home: Path) -> None:
    overwrite(home / DATABASE, pages_of(home / DATABASE)["table leaf of credentials"][-1], Random(7))
    with opened(home) as store, pytest.raises(Corrupt):
        starting.check_at_start(store, small=0)


@pytest.mark.fault(10)
def test_without_backup_and_black_box_the_file_itself_gives_all_that_is_not_damaged(home: Path) -> None:
    """One page of sealed objects is gone for good: the report names them by their numbers."""
    before = contents_of(home)
    with opened(home) as store, store.read() as session:
        numbers = dict(session.execute(select(OutboxRow.object_id, OutboxRow.op_seq)).all())
    shutil.rmtree(home / "backups")
    shutil.rmtree(home / "blackbox")
    page = pages_of(home / DATABASE)["table leaf of sealed_objects"][-1]
    with Salvage(home / DATABASE) as salvage:
        gone = {name: one.kind for name, one in salvage.objects.items() if one.place.page == page}
    overwrite(home / DATABASE, page, Random(7))
    done = repaired(home)
    assert done.lost == tuple(
        sorted(
            (Lost(op_seq=numbers[name], object_id=name, kind=kind) for name, kind in gone.items()),
            key=lambda one: one.op_seq or 0,
        )
    )
    assert (done.before, done.objects) == (len(before.objects), len(before.objects) - len(gone))
    assert done.can_sign_in
    assert any("没有找回" in name and str(numbers[next(iter(gone))]) in value for name, value in done.facts())
    with opened(home) as store:
        after = contents(store)
        assert vault.verify(store).faults == ()
    assert after.objects == before.objects - gone.keys()
    assert (after.drafts, after.attachments) == (before.drafts, before.attachments)


@pytest.mark.fault(10)
def test_the_black_box_alone_makes_a_database_and_the_recovery_code_a_first_pin(
    rich: tuple[Path, str], home: Path
) -> None:
    before = contents_of(home)
    (home / DATABASE).unlink()
    shutil.rmtree(home / "backups")
    with pytest.raises(Corrupt, match="不见了"):
        Store.open(home, clock=FixedClock(START))
    done = repaired(home)
    assert (done.objects, done.lost, done.is_set_up, done.can_sign_in) == (
        len(before.objects),
        (),
        True,
        False,
    )
    assert "恢复单" in done.advice()
    with pytest.raises(StoreError, match="不是管理员"):
        give_admin_pin(home, clock=FixedClock(START), staff_no=NURSE, pin="8241", recovery_code=rich[1])
    give_admin_pin(home, clock=FixedClock(START), staff_no=ADMIN, pin="8241", recovery_code=rich[1])
    with opened(home) as store:
        assert people.sign_in(store, ADMIN, "8241").staff_no == ADMIN
        assert contents(store).objects == before.objects
        assert vault.verify(store).faults == ()


@pytest.mark.fault(10)
def test_the_newest_sound_backup_is_taken_and_the_chains_go_on_exactly_as_they_were(home: Path) -> None:
    def chains() -> tuple[list[str], list[tuple[str, str]]]:
        with opened(home) as store, store.read() as session:
            audit = list(session.scalars(select(AuditEntry.chain).order_by(AuditEntry.seq)))
            rows = session.execute(select(OutboxRow.op_id, OutboxRow.chain).order_by(OutboxRow.op_seq))
            return audit, [(row.op_id, row.chain) for row in rows]

    (sound,) = (home / "backups").glob("yian-*.db")
    newer = Path(shutil.copy(sound, sound.with_name("yian-20261121-220000.db")))
    overwrite(newer, 5, Random(7))
    audit, outbox = chains()
    overwrite(home / DATABASE, 1, Random(7))
    done = repaired(home)
    assert done.backup == sound
    assert [one.partition("：")[0] for one in done.passed_over] == [newer.name]
    audit_after, outbox_after = chains()
    assert audit_after[: len(audit)] == audit
    assert len(audit_after) == len(audit) + 2  # what came out of the black box, and the repair
    assert outbox_after == outbox


@pytest.mark.fault(10, 13)
def test_a_repair_that_is_cut_off_leaves_the_damaged_file_and_can_be_done_again(home: Path) -> None:
    before = contents_of(home)
    overwrite(home / DATABASE, 1, Random(7))
    damaged = (home / DATABASE).read_bytes()

    class Cut(Exception):  # noqa: N818 - it is no error
        pass

    def cut(stage: str) -> None:
        if stage == "正在核对":
            raise Cut

    with pytest.raises(Cut):
        repair(home, clock=FixedClock(START), on_stage=cut)
    assert (home / DATABASE).read_bytes() == damaged
    (home / SUCCESSOR).write_bytes(b"half of one, after a kill")
    assert repaired(home).is_whole
    assert_as_before(home, before)


def test_a_database_in_use_is_not_repaired(home: Path) -> None:
    with opened(home), pytest.raises(AnotherProcess):
        repaired(home)


def test_what_was_destroyed_stays_destroyed(home: Path) -> None:
    """A backup and the black box still hold the ciphertext; the damaged file says that it is gone for good."""
    with opened(home) as store, store.write() as session:
        part = session.scalars(select(PrivatePart)).first()
        assert part is not None
        part.ciphertext, part.destroyed_at = None, store.clock.now()
        rev_id = part.object_id
    overwrite(home / DATABASE, 1, Random(7))
    repaired(home)
    with opened(home) as store, store.read() as session:
        part = session.get_one(PrivatePart, rev_id)
        assert part.ciphertext is None


@pytest.mark.fault(10)
def test_rows_are_told_apart_by_their_shape_alone(home: Path) -> None:
    """Every table that is put back, read from the leaf pages without a schema, is what SQL reads from it."""
    with opened(home) as store:
        anonymous.submit(store, form="event.adverse_event", answers=ANONYMOUS)
    with Image(home / DATABASE) as image:
        rows = list(image.rows())
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        for shape in SHAPES:
            columns = ", ".join(shape.columns)
            expected = set(connection.execute(f"SELECT {columns} FROM {shape.name}"))
            found = {tuple(row[name] for name in shape.columns) for row in newest(shape, rows)}
            assert found == expected, shape.name
            assert expected or shape.name == "anonymous_attachments"


# journals that are not there, or not of this database ------------------------------------------------------------


def in_the_middle(home: Path, copy: Path, *, sqlite_version: tuple[int, int, int] | None = None) -> Contents:
    """A copy of the folder as a power cut after the last save finds it; what had been saved."""
    store = Store.open(home, clock=FixedClock(START), sqlite_version=sqlite_version)
    for _ in range(2):
        seal_sample(store, "event.adverse_event")
    saved = contents(store)
    if sqlite_version is None:
        leave_a_hot_journal(home, copy)
    else:
        shutil.copytree(home, copy)
    store.close()
    return saved


def leave_a_hot_journal(home: Path, copy: Path) -> None:
    """Copied while a transaction has begun to write its pages: they are in the file, the old ones in the journal."""
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as writing:
        writing.execute("PRAGMA cache_size = 5")
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM p_records")
        writing.execute("CREATE TABLE spilled (bytes BLOB)")
        for _ in range(100):
            writing.execute("INSERT INTO spilled VALUES (zeroblob(4000))")
        shutil.copytree(home, copy)
        writing.execute("ROLLBACK")
    assert (copy / f"{DATABASE}-journal").stat().st_size > 512


@pytest.fixture(scope="module")
def stranger(rich: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the same database on another computer, where other things were saved: the most alike, the worst."""
    folder = tmp_path_factory.mktemp("stranger")
    home = Path(shutil.copytree(rich[0], folder / "home"))
    in_the_middle(home, folder / "wal", sqlite_version=NEW_SQLITE)
    in_the_middle(home, folder / "journal")
    return folder


def assert_nothing_is_lost(home: Path, saved: Contents) -> None:
    """A start heals it, or says that it is damaged and a repair does."""
    if is_found(home):
        assert repaired(home).objects >= len(saved.objects)
    with opened(home) as store:
        assert contents(store).objects >= saved.objects
        assert vault.verify(store).faults == ()


@pytest.mark.fault(11)
@pytest.mark.parametrize("harm", ["deleted", "of another database", "with garbage beside it"])
def test_a_wal_that_is_gone_or_not_ours_costs_nothing(
    home: Path, stranger: Path, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "copy"
    saved = in_the_middle(home, copy, sqlite_version=NEW_SQLITE)
    wal, index = copy / f"{DATABASE}-wal", copy / f"{DATABASE}-shm"
    assert wal.stat().st_size > 0
    match harm:
        case "deleted":
            wal.unlink()
            index.unlink()
        case "of another database":
            shutil.copy(stranger / "wal" / wal.name, wal)
            index.unlink()
        case _:
            index.write_bytes(Random(7).randbytes(32_768))
    assert_nothing_is_lost(copy, saved)


@pytest.mark.fault(11)
@pytest.mark.parametrize("harm", ["deleted", "of another database"])
def test_a_journal_that_is_gone_or_not_ours_costs_nothing(
    home: Path, stranger: Path, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "copy"
    saved = in_the_middle(home, copy)
    journal = copy / f"{DATABASE}-journal"
    if harm == "deleted":
        journal.unlink()
    else:
        shutil.copy(stranger / "journal" / journal.name, journal)
    assert_nothing_is_lost(copy, saved)


@pytest.mark.fault(12)
def test_a_torn_tail_of_the_black_box_is_cut_and_a_flipped_bit_is_told_and_harms_no_record(
    home: Path,
) -> None:
    before = contents_of(home)
    (log,) = (home / "blackbox").glob("*.log")
    whole = log.read_bytes()
    log.write_bytes(whole + whole[:100])
    assert_as_before(home, before)
    assert log.read_bytes() == whole
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    log.write_bytes(flipped)
    with opened(home) as store:
        assert contents(store) == before
        assert any("黑匣子" in fault for fault in vault.verify(store).faults)
        store.clock.advance(days=1)  # type: ignore[attr-defined]  # a FixedClock
        assert [told.partition("。")[0] for told in vault.care_daily(store).told] == [
            f"黑匣子 {log.name} 在第 {store.blackbox.damage()[0].offset} 字节处有损坏"
        ]
    overwrite(home / DATABASE, 1, Random(7))
    assert repaired(home).is_whole


@pytest.mark.fault(10)
def test_damage_that_the_daily_care_meets_is_kept_in_mind_for_the_next_start(home: Path) -> None:
    with opened(home) as store:
        store.clock.advance(days=1)  # type: ignore[attr-defined]  # a FixedClock
        overwrite(home / DATABASE, pages_of(home / DATABASE)["overflow"][0], Random(7))
        with pytest.raises(Corrupt):
            vault.care_daily(store)
        wanted = wished(home)
    assert wanted is not None
    assert wanted.damage
    assert is_found(home)
    repaired(home)
    assert wished(home) is None
    assert not is_found(home)
