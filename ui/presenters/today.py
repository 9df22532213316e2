"""Reads today for the person at the desk and opens what they choose; on screen before SQLAlchemy is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from PySide6.QtGui import QCursor

from forms.clock import ZONE, local
from forms.duty import SlotState
from models.queries import today
from models.queries.people import PersonView, stated_person
from models.queries.today_view import TaskItem, TodayView
from ui import wording
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.today import TodayPage
from ui.presenters.draft_progress import DraftProgress
from ui.presenters.presenter import Presenter
from ui.presenters.reminders import Reminders
from ui.presenters.today_words import MISSED, QUIET, due_count, model
from ui.roads import Wish
from ui.widgets.menu import offer
from ui.widgets.rail import Badge

MORNING = 8  # o'clock, when what is silent until tomorrow speaks again


class TodayPresenter(Presenter):
    name = "today"
    kinds = frozenset({"today", "drafts", "hazards", "outbox", "assets", "incidents", "places", "time"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: TodayView | None = None
        self._progress: dict[str, DraftProgress] = {}
        self._foreseen: tuple[PersonView, TodayView] | None = None
        self._foreseeing = ""  # whose day is being read ahead
        self._is_awaited = False  # they are signed in by now
        self.reminders = Reminders(desk.kept)

    def build(self) -> Page:
        shown = self.desk.window.page("today")
        page = shown if isinstance(shown, TodayPage) else TodayPage()
        page.task_requested.connect(self._on_task)
        page.incident_requested.connect(lambda: self.desk.window.command_requested.emit("incident"))
        page.paper_requested.connect(lambda: self.desk.go("catalogue"))
        page.clock_requested.connect(self.desk.roads.open_incident)
        page.incidents_requested.connect(lambda: self.desk.go("incidents"))
        page.hazards_requested.connect(lambda: self.desk.go("hazards"))
        page.year_requested.connect(lambda: self.desk.open_below("year"))
        page.papers_requested.connect(self.desk.roads.list_printed)
        page.unsigned_requested.connect(self.desk.roads.list_unsigned)
        page.line_requested.connect(self._on_line)
        page.menu_requested.connect(self._on_menu)
        page.silence_requested.connect(self._on_silence)
        page.reason_requested.connect(self.explain)
        page.sync_requested.connect(lambda: self.desk.go("sync"))
        self._shown = page
        return page

    def foresee(self, staff_no: str) -> None:
        """Read the day of whoever is proving to be that person, meanwhile; nobody else is shown it."""
        self._foreseen, self._foreseeing, self._is_awaited = None, staff_no, False
        store, look = self.desk.store, self._reading()

        def read() -> tuple[PersonView, TodayView] | None:
            with store.look() as connection:
                person = stated_person(connection, staff_no)
            return (person, look(person, person.department)) if person is not None else None

        self.desk.background.read("today.ahead", read, self._on_foreseen, lambda _: self._on_foreseen(None))

    def _on_foreseen(self, found: tuple[PersonView, TodayView] | None) -> None:
        self._foreseen, self._foreseeing = found, ""
        if self._is_awaited:
            self._is_awaited = False
            self.refresh()

    def refresh(self) -> None:
        person = self.desk.reader
        if self._foreseeing == person.staff_no:
            self._is_awaited = True
            return
        found, self._foreseen = self._foreseen, None
        if found is not None and found[0] == person and person.department == self.desk.department:
            self._on_read(found[1])
        else:
            self._read(self._on_read)

    def recount(self) -> None:
        """Set the badge of the rail while another page is shown."""
        self._read(self._count)

    def _read(self, use: Callable[[TodayView], None]) -> None:
        look, person, department = self._reading(), self.desk.reader, self.desk.department
        self.desk.background.read("today", lambda: look(person, department), use, self.desk.tell)

    def _reading(self) -> Callable[[PersonView, str | None], TodayView]:
        """How the day of a person in a department is read, in any thread, as of now."""
        desk = self.desk
        path, entries, now = desk.store.path, desk.store.catalog.current(), desk.now()
        areas = {choice.code: choice.label for choice in desk.store.catalog.choice_list("place_area")}
        return lambda person, department: today.read(
            path,
            entries,
            staff_no=person.staff_no,
            roles=person.roles,
            department=department,
            now=now,
            area_names=areas,
        )

    def _silent(self) -> Mapping[str, datetime]:
        return self.reminders.silent(self.desk.reader.staff_no, self.desk.now())

    def _count(self, view: TodayView) -> None:
        self.desk.window.rail.set_badges({"today": Badge(due_count(view, self._silent()))})

    def _on_read(self, view: TodayView) -> None:
        self._view = view
        self._present()
        saved = {draft.draft_id: draft.saved_at for draft in view.drafts}
        if any(
            self._progress.get(key) is None or self._progress[key].saved_at != at for key, at in saved.items()
        ):
            store, known = self.desk.store, self._progress

            def read() -> dict[str, DraftProgress]:
                from ui.presenters.draft_counting import read_progress

                return read_progress(store, saved, known)

            self.desk.background.read("today.progress", read, self._on_progress, self.desk.tell)

    def _on_progress(self, found: dict[str, DraftProgress]) -> None:
        self._progress = found
        self._present()

    def _present(self) -> None:
        if self._view is not None:
            self._shown.present(
                model(self._view, grade_word=self._grade, progress=self._progress, silent=self._silent())
            )
            self._count(self._view)

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
            case "quiet":
                self._wake(key)
            case _:
                task = self._task(found)
                if task is not None:
                    self.open_task(task)

    def _task(self, key: str) -> TaskItem | None:
        known = self._view.tasks if self._view is not None else ()
        return next((task for task in known if task.key == key), None)

    def open_task(self, task: TaskItem) -> None:
        """Go on with it, begin it, or look at what was done."""
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
        from models.workflow import tasks

        store, person, department = self.desk.store, self.desk.reader.staff_no, self.desk.department
        self.desk.operations.do(
            lambda: tasks.start(store, task_id, person=person, department=department),
            self.desk.roads.open_draft,
            self.desk.tell,
        )

    def _go_on(self, draft_id: str) -> None:
        from models.workflow import drafts

        store = self.desk.store
        self.desk.background.run_in_background(
            lambda: drafts.get(store, draft_id), self.desk.roads.open_draft, self.desk.tell
        )

    def _on_line(self, key: str) -> None:
        kind, _, found = key.partition(":")
        match kind:
            case "hazard":
                self.desk.roads.open_hazard(found)
            case "record" | "asset":
                self.desk.roads.open_record(found)
            case "clock":
                self.desk.roads.open_incident(found)
            case _:
                pass

    # what else can be done with a row

    def _on_menu(self, key: str) -> None:
        offer(self._shown, self.choices(key), lambda code: self.choose(code, key), at=QCursor.pos())

    def choices(self, key: str) -> list[tuple[str, str]]:
        """(code, word) of what the menu of a row or a line offers."""
        if key.startswith(QUIET):
            return [("open", "恢复提醒")]
        may_open = key.startswith(("hazard:", "asset:")) or self._button(key)
        found = [("open", "打开")] if may_open else []
        if may_be_silenced(key):
            found += [
                ("shift", f"先不提醒，到{self._until_words('shift')}"),
                ("tomorrow", "先不提醒，到明天 08:00"),
            ]
        if self._missed(key) is not None:
            found.append(("reason", "说明原因"))
        return found

    def choose(self, code: str, key: str) -> None:
        """Carry out what was taken from the menu."""
        match code:
            case "open" if key.startswith(("hazard:", "asset:")):
                self._on_line(key)
            case "open":
                self._on_task(key)
            case "reason":
                self.explain(key)
            case _:
                self.silence(key, code)

    def _button(self, key: str) -> str:
        row = self._shown.tasks.row(key)
        return row.button if row is not None else ""

    def _on_silence(self, key: str) -> None:
        if key.startswith(QUIET):
            self._wake(key)
        elif may_be_silenced(key):
            self.silence(key, "shift")

    def silence(self, key: str, until: str) -> None:
        """Hide the reminder until the end of this shift, or until tomorrow morning; it can be taken back."""
        now, staff_no = self.desk.now(), self.desk.reader.staff_no
        row = self._shown.tasks.row(key)
        covered = row.covers if row is not None and row.covers else (key,)
        bring_back = self.reminders.silence(staff_no, covered, self._until(until), now)
        self._present()

        def undone() -> None:
            bring_back()
            self._present()

        self._shown.toast.say(f"先不提醒，到{self._until_words(until)}。要做的还在，只是不提醒", undone)

    def _until(self, code: str) -> datetime:
        now = self.desk.now()
        if code == "shift":
            return today.shift_at(now).end
        here = local(now)
        return datetime(here.year, here.month, here.day, MORNING, tzinfo=ZONE) + timedelta(days=1)

    def _until_words(self, code: str) -> str:
        return f"{wording.moment(self._until(code), self.desk.now())}" + (
            "（下班）" if code == "shift" else ""
        )

    def _wake(self, key: str) -> None:
        plain = key.removeprefix(QUIET)
        row = self._shown.tasks.row(key)
        covered = row.covers if row is not None and row.covers else (plain,)
        self.reminders.wake(self.desk.reader.staff_no, covered, self.desk.now())
        self._present()

    def _missed(self, key: str) -> TaskItem | None:
        kind, _, found = key.partition(":")
        task = self._task(found) if kind == "task" else None
        return task if task is not None and task.group == "overdue" and not task.explained else None

    def explain(self, key: str) -> None:
        """Begin the form that says why something was not done; what was missed stays missed."""
        task = self._missed(key)
        if task is None:
            return
        if task.state != SlotState.MISSED:
            self.desk.banner("这一项还能补做，不用说明原因", "过了补做的时间还没做，再在这里说明", "知道了")
            return
        form_id, duty, subject, day, _ = task.key.split("/")
        self.desk.roads.fill(
            Wish(
                form_id=MISSED,
                answers={
                    "duty": f"{form_id}/{duty}",
                    "title": task.title,
                    "subject": subject,
                    "subject_name": task.subject_name,
                    "first": day,
                    "last": day,
                },
            )
        )


def may_be_silenced(key: str) -> bool:
    """Whatever a row reminds of but what was done; the clock of an incident is no row and has no key."""
    return key.startswith(("task:", "record:", "draft:", "sheet:", "followup:", "hazard:", "asset:"))
