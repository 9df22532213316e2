"""The filters of a list as a person left them, and those that the program gives or a person keeps under a name."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.clock import local
from forms.json_value import Json
from ui import periods
from ui.dialogs.entry import EntryDialog, Question
from ui.widgets.filter_bar import Asked, FilterBar
from ui.widgets.menu import offer

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

LONGEST = 20  # characters of a name
NONE: Asked = MappingProxyType({})
_VIEW, _KEEP, _RENAME, _DROP = "view", "keep", "rename", "drop"


class KeptFilters:
    """One list's filters: shown when the person comes, kept with every change. ``name`` is the list's.

    ``given`` are views that every hospital needs and nobody can change; ``start`` is asked for as long as
    a person has not set anything.
    """

    def __init__(
        self,
        desk: Desk,
        bar: FilterBar,
        name: str,
        *,
        on_changed: Callable[[], None],
        given: tuple[tuple[str, Asked], ...] = (),
        start: Asked = NONE,
    ) -> None:
        self._desk, self._bar, self._name = desk, bar, name
        self._given, self._start = dict(given), start
        self._whose = ""
        bar.changed.connect(lambda asked: self._on_asked(dict(asked), on_changed))
        bar.views_requested.connect(lambda: offer(bar.views, self.choices(), self.choose))
        bar.keep_requested.connect(self._ask_name)
        bar.span_requested.connect(self._ask_span)

    def show_mine(self) -> bool:
        """The filters of who is signed in, when that is somebody else than before; False when it is not."""
        if self._whose == self._desk.reader.staff_no:
            return False
        self._whose = self._desk.reader.staff_no
        held = self._desk.kept.of(self._whose, self._name)
        self._bar.ask(self._start if held is None else _asked(held))
        self._show_name()
        return True

    @property
    def view(self) -> str:
        """The name under which is kept what is asked for, an own one before a given one; "" for none."""
        asked = dict(self._bar.asked)
        return next((name for name, one in (self._own() | self._given).items() if dict(one) == asked), "")

    def choices(self) -> list[tuple[str, str]]:
        """(code, word) of each line of the menu: the views, and what can be done with what is shown."""
        own, here = self._own(), self.view
        lines = [(f"{_VIEW}:{name}", name) for name in (*self._given, *own)]
        if self._bar.asked and not here:
            lines.append((_KEEP, "存下现在的筛选…（Ctrl S）"))
        if here in own:
            lines.append((f"{_RENAME}:{here}", f"给“{here}”改名…"))
            lines.append((f"{_DROP}:{here}", f"去掉“{here}”"))
        return lines or [("", "先选好筛选，再在这里存下")]

    def choose(self, code: str) -> None:
        """Carry out what was taken from the menu."""
        word, _, name = code.partition(":")
        if word == _VIEW:
            self._bar.turn_to((self._given | self._own()).get(name, {}))
        elif word == _KEEP:
            self._ask_name()
        elif word == _RENAME:
            self._ask_name(renamed=name)
        elif word == _DROP:
            self._drop(name)

    def _on_asked(self, asked: dict[str, str], on_changed: Callable[[], None]) -> None:
        self._desk.kept.keep(self._whose, self._name, {**asked})
        self._show_name()
        on_changed()

    def _show_name(self) -> None:
        self._bar.present_view(self.view if self._bar.asked else "")

    def _own(self) -> dict[str, Asked]:
        held = self._desk.kept.of(self._whose, f"{self._name}.views")
        return {name: _asked(asked) for name, asked in held.items()} if isinstance(held, dict) else {}

    def _keep_views(self, views: dict[str, Asked]) -> None:
        value: dict[str, Json] = {name: {**asked} for name, asked in views.items()}
        self._desk.kept.keep(self._whose, f"{self._name}.views", value or None)
        self._show_name()

    def _drop(self, name: str) -> None:
        before = self._own()
        self._keep_views({known: asked for known, asked in before.items() if known != name})
        self._bar.toast.say(f"已去掉“{name}”", lambda: self._keep_views(before))

    def _ask_name(self, *, renamed: str = "") -> None:
        """A name for what is set now, or another one for a view."""
        asked = self._bar.asked
        if not asked:
            return
        dialog = EntryDialog(
            "改名" if renamed else "存下这组筛选",
            "只在这台电脑上，只有你看得到",
            (
                Question(
                    name="name",
                    label="叫什么",
                    value=renamed or self._suggested(asked),
                    hint="以后在“常用筛选”里选它，或按 S",
                ),
            ),
        )

        def given(answers: dict[str, str]) -> None:
            name = answers["name"]
            own = self._own()
            if len(name) > LONGEST:
                dialog.refuse(ValueError(f"名字太长，最多 {LONGEST} 个字"))
            elif name != renamed and name in own | self._given:
                dialog.refuse(ValueError(f"已经有叫“{name}”的，换个名字"))
            else:
                self._desk.window.close_dialog()
                if renamed:
                    self._keep_views({name if one == renamed else one: own[one] for one in own})
                else:
                    self._keep_views(own | {name: asked})

        dialog.given.connect(given)
        self._desk.window.open_dialog(dialog)

    def _suggested(self, asked: Asked) -> str:
        words = (
            self._bar.word_of(name, asked[name]) or self._bar.name_of(name) for name in self._bar.narrowing
        )
        return "·".join(words)[:LONGEST]

    def _ask_span(self, name: str) -> None:
        """From which day to which, both included."""
        today = local(self._desk.now()).date()
        first, last = periods.days_of(self._bar.asked.get(name, "")) or (today.replace(day=1), today)
        dialog = EntryDialog(
            "看这段时间",
            "两头的那一天都算在里面",
            (
                Question(name="first", label="从哪天", value=first.isoformat()),
                Question(name="last", label="到哪天", value=last.isoformat()),
            ),
        )

        def given(answers: dict[str, str]) -> None:
            first, last = periods.day_of(answers["first"]), periods.day_of(answers["last"])
            if first is None or last is None:
                dialog.refuse(ValueError("日期写成 2026-11-03 这样"))
            elif last < first:
                dialog.refuse(ValueError(f"到 {last} 早于从 {first}"))
            else:
                self._desk.window.close_dialog()
                self._bar.turn(**{name: periods.span(first, last)})

        dialog.given.connect(given)
        self._desk.window.open_dialog(dialog)


def _asked(value: Json) -> Asked:
    """What was kept; anything else is as good as nothing."""
    if not isinstance(value, dict):
        return {}
    return {name: code for name, code in value.items() if isinstance(code, str)}
