"""The filters of a list as a person left them, and those kept under a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.json_value import Json
from ui.dialogs.entry import EntryDialog, Question
from ui.widgets.filter_bar import Asked, FilterBar

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

LONGEST = 20  # characters of a name


class KeptFilters:
    """One list's filters: shown when the person comes, kept with every change. ``name`` is the list's."""

    def __init__(self, desk: Desk, bar: FilterBar, name: str, *, on_changed: Callable[[], None]) -> None:
        self._desk, self._bar, self._name = desk, bar, name
        self._whose = ""
        bar.changed.connect(lambda asked: self._on_asked(dict(asked), on_changed))
        bar.keep_requested.connect(self._ask_name)
        bar.forget_requested.connect(self._forget)

    def show_mine(self) -> bool:
        """The filters of who is signed in, when that is somebody else than before; False when it is not."""
        if self._whose == self._desk.reader.staff_no:
            return False
        self._whose = self._desk.reader.staff_no
        self._bar.ask(_asked(self._desk.kept.of(self._whose, self._name)))
        self._bar.present_views(self._views())
        return True

    def _on_asked(self, asked: dict[str, str], on_changed: Callable[[], None]) -> None:
        value: dict[str, Json] = {**asked}
        self._desk.kept.keep(self._whose, self._name, value or None)
        on_changed()

    def _views(self) -> dict[str, Asked]:
        held = self._desk.kept.of(self._whose, f"{self._name}.views")
        return {name: _asked(asked) for name, asked in held.items()} if isinstance(held, dict) else {}

    def _keep_views(self, views: dict[str, Asked]) -> None:
        value: dict[str, Json] = {name: {**asked} for name, asked in views.items()}
        self._desk.kept.keep(self._whose, f"{self._name}.views", value or None)
        self._bar.present_views(views)

    def _ask_name(self) -> None:
        dialog = EntryDialog(
            "存下这组筛选",
            "只有你看得到，在“常用筛选”里一点就回来",
            (Question(name="name", label="叫什么", hint=f"如 我科逾期的，最多 {LONGEST} 个字"),),
        )

        def given(answers: dict[str, str]) -> None:
            self._desk.window.close_dialog()
            self._keep_views(self._views() | {answers["name"][:LONGEST]: self._bar.asked})

        dialog.given.connect(given)
        self._desk.window.open_dialog(dialog)

    def _forget(self, name: str) -> None:
        self._keep_views({known: asked for known, asked in self._views().items() if known != name})


def _asked(value: Json) -> Asked:
    """What was kept; anything else is as good as nothing."""
    if not isinstance(value, dict):
        return {}
    return {name: code for name, code in value.items() if isinstance(code, str)}
