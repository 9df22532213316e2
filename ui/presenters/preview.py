"""Renders paper in the background, shows it, prints it or keeps it as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from forms.definition import Form
from models.queries import records
from models.queries.people import PersonView
from models.queries.sheets import read_sheet
from models.store import Store
from models.workflow import paper
from ui.dialogs.files import PDF, Files, SystemFiles
from ui.pages.page import Page
from ui.pages.preview import Paper, PreviewPage
from ui.presenters.presenter import Presenter
from ui.printer import ask_printer, has_printer, paint_pdf
from ui.saving import save


class PreviewPresenter(Presenter):
    name = "preview"
    kinds = frozenset[str]()
    files: Files = SystemFiles()

    def build(self) -> Page:
        page = PreviewPage()
        page.back_requested.connect(self.desk.go_back)
        page.layout_requested.connect(self._on_layout)
        page.print_requested.connect(self._on_print)
        page.save_requested.connect(self._on_save)
        self._shown = page
        self._record_id = self._form_id = self._report_id = ""
        self._layout = ""
        self._make: Callable[[], Paper] | None = None
        self._day: date | None = None
        return page

    def open_record(self, record_id: str) -> None:
        self._open(record_id=record_id)

    def open_blank(self, form_id: str) -> None:
        self._open(form_id=form_id, layout="blank")

    def open_sheet(self, form_id: str, day: date) -> None:
        self._open(form_id=form_id, day=day, layout="ledger")

    def open_anonymous(self, report_id: str) -> None:
        self._open(report_id=report_id)

    def open_paper(self, make: Callable[[], Paper]) -> None:
        """A paper that is no record; ``make`` runs in the background."""
        self._open()
        self._make = make

    def _open(
        self,
        *,
        record_id: str = "",
        form_id: str = "",
        report_id: str = "",
        layout: str = "",
        day: date | None = None,
    ) -> None:
        self._record_id, self._form_id, self._report_id, self._layout = record_id, form_id, report_id, layout
        self._make = None
        self._day = day

    def _on_layout(self, layout: str) -> None:
        self._layout = layout
        self.refresh()

    def refresh(self) -> None:
        store, person = self.desk.store, self.desk.reader
        record_id, form_id, layout = self._record_id, self._form_id, self._layout
        report_id, day, now, make = self._report_id, self._day, self.desk.now(), self._make

        def work() -> Paper:
            if make is not None:
                return make()
            if report_id:
                return Paper(
                    title="匿名的事件报告",
                    line="不记是谁报的",
                    pdf=paper.anonymous_pdf(store, report_id, actor=person.staff_no),
                    layout="sheet",
                    layouts=("sheet",),
                    file_name="匿名事件报告.pdf",
                )
            if day is not None:
                return _sheet(store, form_id, day, person, now)
            if not record_id:
                return _blank(store, store.catalog.latest(form_id), person.staff_no)
            with store.read() as session:
                view = records.get(session, store.catalog, record_id, person)
            if view is None or view.form is None:
                raise paper.CannotPrint("这份记录你看不了，所以没有打印。要打印请找科主任。")
            if layout == "blank":
                return replace(_blank(store, view.form, person.staff_no), layouts=view.form.printing.layouts)
            chosen = layout or paper.usual_layout(view.form)
            return Paper(
                title=view.form.title,
                line=view.item.serial,
                pdf=paper.preview(store, record_id, layout=chosen, person=person.staff_no),
                layout=chosen,
                layouts=view.form.printing.layouts,
                file_name=f"{view.item.serial or record_id}.pdf",
            )

        self.desk.background.read("preview", work, self._shown.present, self._on_refused)

    def _on_refused(self, problem: Exception) -> None:
        self.desk.tell(problem)
        self.desk.go_back()

    def _on_save(self, shown: Paper) -> None:
        path = self.files.to_save(self.desk.window, "存成 PDF", shown.file_name, PDF)
        if path is not None:
            self._counted(shown, lambda pdf: save(self.desk, path, lambda: pdf))

    def _on_print(self, shown: Paper) -> None:
        if not has_printer():
            self.desk.banner(
                "这台电脑还没有接打印机",
                "可以先存成 PDF，拿到别处打印",
                "存成 PDF",
                lambda: self._on_save(shown),
            )
            return
        printer = ask_printer(shown.file_name, self.desk.window)
        if printer is not None:
            self._counted(shown, lambda pdf: paint_pdf(pdf, printer))

    def _counted(self, shown: Paper, use: Callable[[bytes], None]) -> None:
        """Render once more as a counted print, which says the how manyth it is, then use it."""
        store, person, record_id = self.desk.store, self.desk.reader.staff_no, self._record_id

        def work() -> bytes:
            if not record_id or shown.layout == "blank":
                return shown.pdf
            return paper.print_record(store, record_id, layout=shown.layout, person=person)

        self.desk.operations.do(work, use, self.desk.tell)


def _sheet(store: Store, form_id: str, day: date, person: PersonView, now: datetime) -> Paper:
    with store.read() as session:
        view = read_sheet(session, store.catalog, form_id, day, person, now=now)
    if view is None:
        raise paper.CannotPrint("这张表你看不了，所以没有打印。要打印请找科主任。")
    return Paper(
        title=view.form.title,
        line=f"{view.period.title}，{len(view.rows)} 条",
        pdf=paper.print_ledger(store, [row.record_id for row in view.rows], person=person.staff_no),
        layout="ledger",
        layouts=("ledger",),
        file_name=f"{view.form.title} {view.period.title}.pdf",
    )


def _blank(store: Store, form: Form, person: str) -> Paper:
    return Paper(
        title=form.title,
        line="空白表，手填用",
        pdf=paper.print_blank(store, form, person=person),
        layout="blank",
        layouts=("blank",),
        file_name=f"{form.title}（空白）.pdf",
    )
