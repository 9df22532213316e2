"""Records of a form as tables for other programs; who took what is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.definition import Form
from forms.json_value import Json
from forms.revision import Revision, read_revision
from forms.table import Exported, Table, tables_of
from models.bookmaking import write_book
from models.faults import Refusal
from models.installation import read_installation
from models.plain_cells import write_csv
from models.projections.records import known_form
from models.queries import records
from models.queries.names import PaperNames, read_names
from models.queries.people import PersonView
from models.queries.records import RecordFilter, RecordItem
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow import auditing
from models.workflow.correcting import private_answers
from models.workflow.permitting import require

KINDS = ("record", "log", "card", "event", "step")
MOST = 50_000  # records in one file
FORMATS = ("xlsx", "csv")
_AT_ONCE = 400


class NothingToExport(Refusal):
    """No record answers the question."""


class TooMany(Refusal):
    """More than one file should hold."""


class Stopped(Refusal):
    """Whoever asked for it did not want it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Files by what comes after the chosen name: ``{".xlsx": …}``, or ``{".csv": …, ".places.csv": …}``."""

    form_id: str
    count: int
    files: Mapping[str, bytes]


def export(
    store: Store,
    form: Form,
    wanted: RecordFilter,
    reader: PersonView,
    *,
    how: str = "xlsx",
    identifying: bool = False,
    only: Sequence[str] = (),
    on_progress: Callable[[int], bool] = lambda _: True,
) -> Export:
    """The form's records that the reader may read, one row each. NotAllowed without the right to export.

    ``only``: of them the records with these ids, whatever their time. Identifying answers only if
    ``identifying`` is said. ``on_progress`` hears how many records are ready and
    answers whether to go on; Stopped if not, and then nothing is noted.
    """
    with store.read() as session:
        if reader.staff_no:  # the program itself needs no right
            require(session, store.catalog, form, "export", reader.staff_no)
        asked = replace(wanted, form_id=form.id, kinds=KINDS)
        pages = _chosen(session, store, form, only, reader) if only else _pages(session, store, asked, reader)
        made, unreadable = _exported(session, store, pages, on_progress, identifying=identifying)
        names = PaperNames(read_names(session))
        installation = read_installation(session)
    if not made:
        raise NothingToExport(f"这段时间没有《{form.title}》的记录，没有存文件。换一个期间再试。")
    about = _about(form, wanted, reader, len(made), store.clock.now(), identifying=identifying)
    if unreadable:
        about.append(("没有列出的", f"{unreadable} 条，是这台电脑还没有的表单版本填的。更新医安以后再导出"))
    title = installation.facility_name if installation else ""
    tables = tables_of(made, names, identifying=identifying)
    with store.write() as session:
        auditing.note(
            session,
            at=store.clock.now(),
            actor=reader.staff_no or None,
            action="records.exported",
            subject=form.id,
            detail={"count": len(made), "how": how, "identifying": identifying},
        )
    return Export(form_id=form.id, count=len(made), files=_files(tables, about, title, how))


def _files(
    tables: Sequence[Table], about: Sequence[tuple[str, str]], hospital: str, how: str
) -> dict[str, bytes]:
    note = Table(name="about", title="说明", heads=("单位", hospital), rows=tuple(about))
    if how == "xlsx":
        return {".xlsx": write_book((*tables, note))}
    main, *others = tables
    named = {".csv": write_csv(main)} | {f".{table.name}.csv": write_csv(table) for table in others}
    return {**named, ".about.csv": write_csv(note)}


def _pages(
    session: Session, store: Store, wanted: RecordFilter, reader: PersonView
) -> Iterator[tuple[RecordItem, ...]]:
    """What a question finds, newest first."""
    cursor = None
    while True:
        page = records.find(session, store.catalog, wanted, reader, limit=_AT_ONCE, cursor=cursor)
        yield page.rows
        cursor = page.cursor
        if cursor is None:
            return


def _chosen(
    session: Session, store: Store, form: Form, ids: Sequence[str], reader: PersonView
) -> Iterator[tuple[RecordItem, ...]]:
    """Those of the records that are of the form, newest first."""
    found = records.by_ids(session, store.catalog, ids, reader, limit=_AT_ONCE * -(-len(ids) // _AT_ONCE))
    items = [item for item in found if item.form_id == form.id]
    for start in range(0, len(items), _AT_ONCE):
        yield tuple(items[start : start + _AT_ONCE])


def _exported(
    session: Session,
    store: Store,
    pages: Iterator[tuple[RecordItem, ...]],
    on_progress: Callable[[int], bool],
    *,
    identifying: bool,
) -> tuple[list[Exported], int]:
    """Oldest first; and how many were filled with a version of the form that is not here."""
    made: list[Exported] = []
    seen = 0
    for rows in pages:
        seen += len(rows)
        if seen > MOST:
            raise TooMany(f"超过 {MOST} 条记录，没有存文件。记录没有动。请把期间分短一些，分几次导出。")
        made.extend(_read(session, store, rows, identifying=identifying))
        if not on_progress(seen):
            raise Stopped("停下了，没有存文件。记录没有动。")
    return made[::-1], seen - len(made)


def _read(
    session: Session, store: Store, items: Sequence[RecordItem], *, identifying: bool
) -> Iterator[Exported]:
    found = session.execute(
        select(SealedObject.object_id, SealedObject.bytes).where(
            SealedObject.object_id.in_([item.rev_id for item in items])
        )
    )
    revisions = {rev_id: read_revision(data) for rev_id, data in found}
    for item in items:
        revision = revisions[item.rev_id]
        form = known_form(store.catalog, revision)
        if form is not None:
            yield Exported(
                form=form,
                revision=revision,
                is_void=item.status == "void",
                awaiting=item.awaiting,
                private=_private(session, store, revision) if identifying else {},
            )


def _private(session: Session, store: Store, revision: Revision) -> Mapping[str, Json] | None:
    try:
        return private_answers(session, store, revision)
    except Refusal:
        return None


def _last(until: datetime | None) -> datetime | None:
    """The last instant before a moment that is not included."""
    return None if until is None else until - timedelta(seconds=1)


def _about(
    form: Form, wanted: RecordFilter, reader: PersonView, count: int, now: datetime, *, identifying: bool
) -> list[tuple[str, str]]:
    def day(moment: datetime | None, otherwise: str) -> str:
        return otherwise if moment is None else f"{local(moment):%Y-%m-%d}"

    return [
        ("表单", f"{form.label} {form.title}"),
        ("期间", f"{day(wanted.since, '最早')} 起，{day(_last(wanted.until), '现在')} 止"),
        ("条数", str(count)),
        ("导出人", f"{reader.name} {reader.staff_no}".strip() or "管理员（命令）"),
        ("导出时间", f"{local(now):%Y-%m-%d %H:%M}"),
        ("能认出病人的内容", "有。严禁擅自向他人或其他机构提供" if identifying else "没有，已留在系统里"),
        ("说明", "以系统里封存的记录和手写签名为准；本文件改动不影响记录。"),
    ]
