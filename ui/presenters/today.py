"""Reads today for the person at the desk and opens what they choose."""

from __future__ import annotations

from datetime import date

from models.queries import today
from models.queries.today_view import TaskItem, TodayView
from models.workflow import drafts, tasks
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.today import TodayPage
from ui.presenters.presenter import Presenter
from ui.presenters.records import RecordsPresenter
from ui.presenters.today_words import model
from ui.roads import Wish


class TodayPresenter(Presenter):
    name = "today"
    kinds = frozenset({"today", "drafts", "hazards", "outbox", "assets", "incidents", "places", "time"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: TodayView | None = None

    def build(self) -> Page:
        shown = self.desk.window.page("today")
        page = shown if isinstance(shown, TodayPage) else TodayPage()
        page.task_requested.connect(self._on_task)
        page.incident_requested.connect(lambda: self.desk.window.command_requested.emit("incident"))
        page.paper_requested.connect(lambda: self.desk.go("catalogue"))
        page.clock_requested.connect(self.desk.roads.open_incident)
        page.hazards_requested.connect(lambda: self.desk.go("hazards"))
        page.year_requested.connect(lambda: self.desk.open_below("year"))
        page.unsigned_requested.connect(self._on_unsigned)
        page.sync_requested.connect(lambda: self.desk.go("sync"))
        self._shown = page
        return page

    def refresh(self) -> None:
        desk = self.desk
        person, department = desk.reader, desk.department
        path, entries, now = desk.store.path, desk.store.catalog.current(), desk.now()
        areas = {choice.code: choice.label for choice in desk.store.catalog.choice_list("place_area")}
        desk.background.read(
            "today",
            lambda: today.read(
                path,
                entries,
                staff_no=person.staff_no,
                roles=person.roles,
                department=department,
                now=now,
                area_names=areas,
            ),
            self._on_read,
            desk.tell,
        )

    def _on_read(self, view: TodayView) -> None:
        self._view = view
        self._shown.present(model(view, grade_word=self._grade))

    def _grade(self, code: str | None) -> str:
        choices = self.desk.store.catalog.choice_list("incident_grade")
        return next((choice.label for choice in choices if choice.code == code), "")

    def _on_task(self, key: str) -> None:
        kind, _, found = key.partition(":")
        match kind:
            case "record":
                self.desk.roads.open_record(found)
            case "draft":
                self._go_on(found)
            case "sheet":
                form_id, _, day = found.partition("/")
                self.desk.roads.open_sheet(form_id, date.fromisoformat(day))
            case "followup":
                self._follow_up(found)
            case _:
                task = self._task(found)
                if task is not None:
                    self._open(task)

    def _task(self, key: str) -> TaskItem | None:
        known = self._view.tasks if self._view is not None else ()
        return next((task for task in known if task.key == key), None)

    def _open(self, task: TaskItem) -> None:
        if task.group == "done":
            if task.rev_id is not None:
                self.desk.roads.open_revision(task.rev_id)
        elif task.draft_id is not None:
            self._go_on(task.draft_id)
        elif task.group != "later":
            self.desk.roads.fill(
                Wish(
                    form_id=task.form_id,
                    place=task.subject if task.per == "place" else None,
                    asset=task.subject if task.per == "asset" else None,
                    task=task.key,
                )
            )

    def _follow_up(self, task_id: str) -> None:
        """What another record has left to do, opened about it and with its person filled in."""
        known = self._view.followups if self._view is not None else ()
        if any(task.task_id == task_id and not task.may_do for task in known):
            return
        store, person, department = self.desk.store, self.desk.reader.staff_no, self.desk.department
        self.desk.operations.do(
            lambda: tasks.start(store, task_id, person=person, department=department),
            self.desk.roads.open_draft,
            self.desk.tell,
        )

    def _go_on(self, draft_id: str) -> None:
        store = self.desk.store
        self.desk.background.run_in_background(
            lambda: drafts.get(store, draft_id), self.desk.roads.open_draft, self.desk.tell
        )

    def _on_unsigned(self) -> None:
        records = self.desk.presenter("records")
        if isinstance(records, RecordsPresenter):
            self.desk.go("records")
            records.ask_unsigned()
