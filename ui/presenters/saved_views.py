"""Saved views of a list: some that every hospital needs, and those that a person named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forms.json_value import Json
from ui.kept import Kept

LONGEST = 20  # characters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A name and what the list was asked, as the list itself keeps it."""

    name: str
    question: dict[str, Json]


class SavedViews:
    """The views of one list; a person's own are kept on this computer, the given ones cannot be changed."""

    def __init__(self, kept: Kept, name: str, given: tuple[SavedView, ...]) -> None:
        self._kept = kept
        self._name = f"{name}.views"
        self.given = given

    def of(self, staff_no: str) -> tuple[SavedView, ...]:
        """The person's own, in the order in which they were saved."""
        held = self._kept.of(staff_no, self._name)
        return tuple(
            SavedView(name=str(one["name"]), question=dict(question))
            for one in (held if isinstance(held, list) else ())
            if isinstance(one, dict) and one.get("name") and isinstance(question := one.get("question"), dict)
        )

    def named(self, staff_no: str, question: dict[str, Json]) -> SavedView | None:
        """The view that asks just that, an own one before a given one."""
        return next((one for one in (*self.of(staff_no), *self.given) if one.question == question), None)

    def get(self, staff_no: str, name: str) -> SavedView | None:
        return next((one for one in (*self.of(staff_no), *self.given) if one.name == name), None)

    def problem(self, staff_no: str, name: str, *, renamed: str = "") -> str:
        """Why a view cannot be called so; "" if it can."""
        if len(name) > LONGEST:
            return f"名字太长，最多 {LONGEST} 个字"
        if name != renamed and self.get(staff_no, name) is not None:
            return f"已经有叫“{name}”的视图，换个名字"
        return ""

    def add(self, staff_no: str, name: str, question: dict[str, Json]) -> None:
        self._keep(staff_no, (*self.of(staff_no), SavedView(name=name, question=question)))

    def rename(self, staff_no: str, name: str, new: str) -> None:
        self._keep(
            staff_no,
            tuple(
                SavedView(name=new if one.name == name else one.name, question=one.question)
                for one in self.of(staff_no)
            ),
        )

    def remove(self, staff_no: str, name: str) -> Callable[[], None]:
        """Forget a view; calling what is returned brings it back to its place."""
        before = self.of(staff_no)
        self._keep(staff_no, tuple(one for one in before if one.name != name))
        return lambda: self._keep(staff_no, before)

    def _keep(self, staff_no: str, views: tuple[SavedView, ...]) -> None:
        value: list[Json] = [{"name": one.name, "question": one.question} for one in views]
        self._kept.keep(staff_no, self._name, value or None)
