"""What every presenter is: a page of its own, the changes that touch it, and a way to read again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ui.pages.page import Page

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk


class Presenter(ABC):
    """``name`` is the page's; ``kinds`` are the words of a change after which the page reads again."""

    name: str
    kinds: frozenset[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page, built when it is first shown."""
        if self._page is None:
            self._page = self.build()
            self.desk.window.add_page(self._page)
        return self._page

    @abstractmethod
    def build(self) -> Page:
        """Make the page and connect its signals."""

    @abstractmethod
    def refresh(self) -> None:
        """Read again and show."""

    def foresee(self, staff_no: str) -> None:  # noqa: B027 - most pages have nothing to foresee
        """Somebody is proving to be that person: what can be read for them meanwhile may be, and shown to nobody else."""
