"""The saved views of the list of records: chosen, named, renamed, and taken away with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.dialogs.entry import EntryDialog, Question
from ui.pages.record_question import ME, Options, RecordQuestion, question_of
from ui.pages.records import RecordsPage
from ui.presenters.saved_views import SavedView, SavedViews
from ui.widgets.menu import offer

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

GIVEN = tuple(
    SavedView(name=name, question=question.kept())
    for name, question in (
        ("本周补录", RecordQuestion(period="week", late=True)),
        ("未签", RecordQuestion(unsigned=True)),
        ("待报", RecordQuestion(delivery="pending")),
        ("我填的", RecordQuestion(person=ME)),
    )
)
_VIEW, _SAVE, _RENAME, _DELETE = "view:", "save", "rename:", "delete:"


class RecordViews:
    def __init__(self, desk: Desk, page: RecordsPage) -> None:
        self._desk = desk
        self._page = page
        self._views = SavedViews(desk.kept, "records", GIVEN)
        self.options = Options()
        page.views_requested.connect(self.offer)
        page.keep_requested.connect(self.ask_name)

    @property
    def _me(self) -> str:
        return self._desk.reader.staff_no

    def name_of(self, question: RecordQuestion) -> str:
        """The view that asks just that; "" if none does."""
        found = self._views.named(self._me, question.kept())
        return found.name if found is not None else ""

    def offer(self) -> None:
        """The views in a menu, and what can be done with the one that is shown."""
        offer(self._page.filters.views, self.choices(), self.choose)

    def choices(self) -> list[tuple[str, str]]:
        """(code, word) of each line of the menu."""
        own = self._views.of(self._me)
        here = self._views.named(self._me, self._page.question.kept())
        choices = [(_VIEW + one.name, one.name) for one in (*self._views.given, *own)]
        if here is None and not self._page.question.is_any:
            choices.append((_SAVE, "把现在的筛选存成视图（Ctrl S）"))
        if here in own:
            choices.append((_RENAME + here.name, f"给“{here.name}”改名"))
            choices.append((_DELETE + here.name, f"删掉“{here.name}”"))
        return choices

    def choose(self, code: str) -> None:
        """Carry out what was taken from the menu."""
        word, _, name = code.partition(":")
        match word:
            case "view":
                view = self._views.get(self._me, name)
                if view is not None:
                    self._page.ask(question_of(view.question, RecordQuestion()))
            case "save":
                self.ask_name()
            case "rename":
                self.ask_name(renamed=name)
            case _:
                self._remove(name)

    def ask_name(self, *, renamed: str = "") -> None:
        """A name for what is set now, or another one for a view."""
        asked = self._page.question
        verb = "改名" if renamed else "存成视图"
        dialog = EntryDialog(
            verb,
            "只在这台电脑上，只有你看得到",
            (
                Question(
                    name="name",
                    label="视图的名字",
                    value=renamed or self._suggested(asked),
                    hint="以后在“视图”里选它，或按 V",
                ),
            ),
        )

        def given(answers: dict[str, str]) -> None:
            name = answers["name"]
            problem = self._views.problem(self._me, name, renamed=renamed)
            if problem:
                dialog.refuse(ValueError(problem))
                return
            if renamed:
                self._views.rename(self._me, renamed, name)
            else:
                self._views.add(self._me, name, asked.kept())
            self._desk.window.close_dialog()
            self._page.present_question(self._page.question, self.name_of(self._page.question))

        dialog.given.connect(given)
        self._desk.window.open_dialog(dialog)

    def _suggested(self, question: RecordQuestion) -> str:
        words = (self.options.word(question, name) for name in question.set_filters())
        return "·".join(word for word in words if word)[:20]

    def _remove(self, name: str) -> None:
        bring_back = self._views.remove(self._me, name)
        self._show_name()

        def undone() -> None:
            bring_back()
            self._show_name()

        self._page.toast.say(f"已删掉视图“{name}”", undone)

    def _show_name(self) -> None:
        self._page.present_question(self._page.question, self.name_of(self._page.question))
