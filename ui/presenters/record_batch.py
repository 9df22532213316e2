"""Asks how many records are printed together, and shows them as one paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.queries.records import RecordFilter
from ui.dialogs.batch import BatchDialog

if TYPE_CHECKING:  # the desk holds the presenters
    from models.workflow.batch import Batch
    from ui.desk import Desk


class RecordBatch:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask_marked(self, ids: tuple[str, ...]) -> None:
        dialog = BatchDialog(str(len(ids)), "选中的这些，按发生的时间先后")
        dialog.given.connect(lambda bound, layout: self._show(ids, None, bound, layout))
        self._desk.window.open_dialog(dialog)

    def ask_found(self, count: str, wanted: RecordFilter) -> None:
        """All that the list finds; those declared void only where they were asked for."""
        wanted = replace(wanted, status=wanted.status or "sealed")
        dialog = BatchDialog(count, "清单里符合的全部，按发生的时间先后", tells_missed=is_whole(wanted))
        dialog.given.connect(lambda bound, layout: self._show((), wanted, bound, layout))
        self._desk.window.open_dialog(dialog)

    def show_month(self, wanted: RecordFilter, layout: str) -> None:
        """A form's records of a time as a volume, without asking."""
        self._show((), wanted, bound=True, layout=layout)

    def _show(self, ids: tuple[str, ...], wanted: RecordFilter | None, bound: bool, layout: str) -> None:
        desk = self._desk
        store, reader = desk.store, desk.reader
        desk.window.close_dialog()

        def choose() -> Batch:
            from models.workflow.batch import Batch, chosen  # brings the PDF library

            if wanted is None:
                return Batch(record_ids=ids, is_bound=bound, layout=layout)
            whole = (wanted.form_id,) if is_whole(wanted) and wanted.form_id else ()
            return Batch(
                record_ids=chosen(store, wanted, reader),
                is_bound=bound,
                layout=layout,
                since=wanted.since,
                until=wanted.until or desk.now(),
                whole=whole,
            )

        desk.roads.print_many(choose)


def is_whole(wanted: RecordFilter) -> bool:
    """Whether these are all the records of one form in a time, so that what was missed can be told."""
    if wanted.form_id is None or wanted.since is None or wanted.status != "sealed":
        return False
    plain = RecordFilter(
        form_id=wanted.form_id,
        since=wanted.since,
        until=wanted.until,
        status="sealed",
        kinds=wanted.kinds,
        oldest_first=wanted.oldest_first,
    )
    return wanted == plain
