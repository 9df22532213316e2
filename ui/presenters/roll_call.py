"""Asks who should be in a table of people and who came, and puts them in as one step."""

from __future__ import annotations

from forms.definition import Field
from forms.roll import came_column, person_column, rows_for
from ui.desk import Desk
from ui.dialogs.roll_call import RollCallDialog, RollPerson
from ui.filling.fill_page import FillPage
from ui.presenters.fill_lists import Lists


def ask(desk: Desk, page: FillPage, lists: Lists, table: Field) -> None:
    """Offers those who do not stand in the table yet; nothing changes when the dialog is left."""
    column = person_column(table)
    if column is None:
        return
    filling = page.session.filling
    taken = {filling.value((table.name, row_id, column.name)) for row_id in filling.row_ids(table.name)}
    free = [
        RollPerson(staff_no=one.staff_no, name=one.name, department=one.department or "")
        for one in lists.person_rows
        if one.staff_no not in taken
    ]
    dialog = RollCallDialog(free, asks_who_came=came_column(table) is not None, department=desk.department)

    def given(due: tuple[str, ...], came: tuple[str, ...]) -> None:
        desk.window.close_dialog()
        page.add_rows(table, rows_for(table, due, came))

    dialog.given.connect(given)
    desk.window.open_dialog(dialog)
