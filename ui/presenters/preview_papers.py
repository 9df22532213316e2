"""The papers that a preview can show: a record, an empty form, the sheet of a log, an anonymous report, a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from forms.definition import Form
from models.queries import records
from models.queries.people import PersonView
from models.queries.sheets import read_sheet
from models.store import Store
from models.workflow import paper
from models.workflow.batch import Batch, make_batch
from models.workflow.prints import Print
from ui.background import Pace
from ui.pages.preview import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A paper and what is counted when it is printed or kept."""

    paper: Paper
    prints: tuple[Print, ...] = ()
    made_at: datetime | None = None  # where it says when it was printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Who asks, when and of what store."""

    store: Store
    person: PersonView
    now: datetime


class Wanted(Protocol):
    """What a preview was opened for."""

    def make(self, around: Around, layout: str, version: int, pace: Pace) -> Ready:
        """The paper; a Refusal with a sentence if there is none. Runs off the window's thread."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRecord:
    record_id: str

    def make(self, around: Around, layout: str, version: int, _pace: Pace) -> Ready:
        store, person = around.store, around.person
        with store.read() as session:
            view = records.get(session, store.catalog, self.record_id, person)
        if view is None or view.form is None:
            raise paper.CannotPrint("这份记录你看不了，所以没有打印。要打印请找科主任。")
        form = view.form
        if layout == "blank":
            blank = _blank(store, form, person.staff_no)
            return Ready(paper=replace(blank, layouts=form.printing.layouts))
        chosen = layout or paper.usual_layout(form)
        made = paper.prepare(store, self.record_id, layout=chosen, person=person.staff_no, version=version)
        return Ready(
            paper=Paper(
                title=form.title,
                line=view.item.serial,
                pdf=made.pdf,
                layout=chosen,
                layouts=form.printing.layouts,
                file_name=f"{view.item.serial or self.record_id}.pdf",
                note=_note(made.prints[0]),
                form=form.id,
                version=version,
                versions=made.versions,
                binds=chosen != "poster",
            ),
            prints=made.prints,
            made_at=around.now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    form_id: str

    def make(self, around: Around, _layout: str, _version: int, _pace: Pace) -> Ready:
        store = around.store
        return Ready(paper=_blank(store, store.catalog.latest(self.form_id), around.person.staff_no))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOfLog:
    form_id: str
    day: date

    def make(self, around: Around, _layout: str, _version: int, _pace: Pace) -> Ready:
        store, person = around.store, around.person
        with store.read() as session:
            view = read_sheet(session, store.catalog, self.form_id, self.day, person, now=around.now)
        if view is None:
            raise paper.CannotPrint("这张表你看不了，所以没有打印。要打印请找科主任。")
        made = paper.prepare_ledger(store, [row.record_id for row in view.rows], person=person.staff_no)
        return Ready(
            paper=Paper(
                title=view.form.title,
                line=f"{view.period.title}，{len(view.rows)} 条",
                pdf=made.pdf,
                layout="ledger",
                layouts=("ledger",),
                file_name=f"{view.form.title} {view.period.title}.pdf",
                note=_note(made.prints[0]),
                form=self.form_id,
            ),
            prints=made.prints,
            made_at=around.now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymous:
    report_id: str

    def make(self, around: Around, _layout: str, _version: int, _pace: Pace) -> Ready:
        return Ready(
            paper=Paper(
                title="匿名的事件报告",
                line="不记是谁报的",
                pdf=paper.anonymous_pdf(around.store, self.report_id, actor=around.person.staff_no),
                layout="sheet",
                layouts=("sheet",),
                file_name="匿名事件报告.pdf",
                form="anonymous",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A paper that is no record."""

    read: Callable[[], Paper]

    def make(self, _around: Around, _layout: str, _version: int, _pace: Pace) -> Ready:
        return Ready(paper=self.read())


@dataclass(frozen=True, slots=True, kw_only=True)
class Long:
    """A paper that takes its time, such as the volume of an archive."""

    bind: Callable[[Pace], Ready]

    def make(self, _around: Around, _layout: str, _version: int, pace: Pace) -> Ready:
        return self.bind(pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Records put into one file; ``choose`` finds them."""

    choose: Callable[[], Batch]

    def make(self, around: Around, _layout: str, _version: int, pace: Pace) -> Ready:
        made = make_batch(around.store, self.choose(), around.person, on_progress=pace.tell)
        again = sum(one.number > 1 for one in made.prints)
        notes = [*made.left_out, *([f"其中 {again} 份以前打印过，纸上会注明第几次"] if again else [])]
        return Ready(
            paper=Paper(
                title=made.title,
                line=f"{made.period}　{made.records} 份，{made.pages} 页",
                pdf=made.pdf,
                layout="sheet",
                layouts=("sheet",),
                file_name=f"{made.title} {made.period}.pdf",
                note="\n".join(notes),
                form="batch",
            ),
            prints=made.prints,
        )


def _note(one: Print) -> str:
    what = "这张台账" if one.rows else "这一版"
    return (
        f"{what}打印过 {one.number - 1} 次，这一次纸上会注明“第 {one.number} 次打印”"
        if one.number > 1
        else ""
    )


def _blank(store: Store, form: Form, person: str) -> Paper:
    return Paper(
        title=form.title,
        line="空白表，手填用",
        pdf=paper.print_blank(store, form, person=person),
        layout="blank",
        layouts=("blank",),
        file_name=f"{form.title}（空白）.pdf",
        form=f"{form.id}:blank",
    )
