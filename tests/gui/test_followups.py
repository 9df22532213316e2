"""What another record has left to do stands on the page of today and opens about that record, with its person."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from forms.json_value import Json
from forms.samples import sample_answers
from models.queries import today
from models.store import Store
from models.workflow import demo, drafts
from models.workflow.sealing import seal
from tests.gui.test_fill_at_the_desk import PIN, desk, page_of, store
from ui.desk import Desk
from ui.pages.today import TodayPage
from ui.presenters.today_words import model
from ui.widgets.task_list import TaskRow

__all__ = ["desk", "store"]  # fixtures, found here by their names
NURSE, OFFICER = "0231", "0107"


def left_out(store: Store) -> str:
    """A training at which the nurse was missing; its record id."""
    form = store.catalog.latest("management.safety_education")
    people: list[Json] = [{"row_id": "a", "person": NURSE, "present": "no"}]
    answers = sample_answers(
        form,
        places=[place[0] for place in demo.PLACES],
        people=[OFFICER],
        assets=[],
        now=store.clock.now(),
        given={"people": people, "others": [], "assessed": "no"},
    )
    return seal(store, author=OFFICER, pin=PIN, form=form, answers=answers).record_id


def shown(desk: Desk) -> list[TaskRow]:
    """The rows of the page of today that are about what records have left."""
    view = today.read(
        desk.store.path,
        desk.store.catalog.current(),
        staff_no=desk.reader.staff_no,
        roles=desk.reader.roles,
        department=desk.department,
        now=desk.now(),
        area_names={},
    )
    groups = model(view, grade_word=lambda code: code or "").groups
    return [row for group in groups for row in group.rows if row.key.startswith(("followup:", "draft:"))]


def test_a_task_left_by_a_training_opens_its_make_up_with_the_person_in_it(desk: Desk, qtbot: QtBot) -> None:
    record_id = left_out(desk.store)
    (row,) = shown(desk)
    assert (row.title, row.button) == ("补训", "开始")
    assert "半年安全教育和规范化操作培训记录" in row.meta
    desk.go("today")
    page = desk.window.page("today")
    assert isinstance(page, TodayPage)
    page.task_requested.emit(row.key)
    qtbot.waitUntil(lambda: desk.window.current_page is desk.window.page("fill"))
    (draft,) = drafts.open_drafts(desk.store)
    assert (draft.form_id, draft.subject) == ("management.training_makeup", record_id)
    filling = page_of(desk).session.filling
    (row_id,) = filling.row_ids("people")
    assert filling.value(("people", row_id, "person")) == NURSE
    (row,) = shown(desk)
    assert row.button == "继续"
