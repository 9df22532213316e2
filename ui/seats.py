"""The presenters at a desk: each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ui.presenters.presenter import Presenter

if TYPE_CHECKING:  # the desk holds this
    from ui.desk import Desk


class Seats:
    """Who is expected, by name, and who of them carries out which command of the window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._expected: dict[str, Callable[[Desk], Presenter]] = {}
        self._made: dict[str, Presenter] = {}
        self._commands: dict[str, str] = {}

    def expect(self, makers: Mapping[str, Callable[[Desk], Presenter]], commands: Mapping[str, str]) -> None:
        """``makers`` by the presenters' names; ``commands`` is command → name."""
        self._expected.update(makers)
        self._commands.update(commands)

    def __contains__(self, name: str) -> bool:
        return name in self._expected

    def of(self, name: str) -> Presenter:
        """KeyError if nobody of that name is expected."""
        if name not in self._made:
            self._made[name] = self._expected[name](self._desk)
        return self._made[name]

    def made(self, *names: str) -> tuple[Presenter, ...]:
        """Those of them who have been asked for."""
        return tuple(self._made[name] for name in names if name in self._made)

    def bring(self, command: str) -> None:
        """Make whoever carries out a command, so that it is registered; a command of nobody's changes nothing."""
        if command in self._commands:
            self.of(self._commands[command])
