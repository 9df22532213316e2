"""A scanned page that could not be read: a person says which it is, with the program's own print beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from models.queries.paper_pages import FILEABLE, PageView, find_typed
from models.queries.paper_words import paper_line, said
from models.queries.people import PersonView
from models.store import Store
from ui.desk import Desk
from ui.dialogs.match_scan import MatchDialog
from ui.presenters.scan_stack import Scanned
from ui.presenters.sentences import sentence
from ui.small_images import small_image

LARGE = QSize(1240, 1754)
CHROME = 470  # of the dialog around its two pictures
NOTHING = "没有找到这张纸。请看清页脚右边的校验码或标题右下的编号再输；记录可能还没同步到这台电脑"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    view: PageView
    picture: bytes = field(default=b"", repr=False)


class Matching:
    """``on_matched`` gets the page and what it is."""

    def __init__(self, desk: Desk, on_matched: Callable[[Scanned, PageView], None]) -> None:
        self._desk, self._on_matched = desk, on_matched
        self._found: _Found | None = None

    def ask(self, page: Scanned, picture: QImage | None) -> None:
        self._found = None
        where = f"，第 {page.number} 页" if page.count > 1 else ""
        dialog = MatchDialog(
            f"{page.name}{where}", picture, tall=max(300, self._desk.window.height() - CHROME)
        )
        store, reader = self._desk.store, self._desk.reader

        def seek(typed: str, number: int) -> None:
            self._desk.background.read(
                "scan.match",
                lambda: _find(store, reader, typed, number),
                lambda found: self._show(dialog, found),
                lambda problem: self._refuse(dialog, problem),
            )

        def matched() -> None:
            if self._found is not None:
                self._desk.window.close_dialog()
                self._on_matched(page, self._found.view)

        dialog.sought.connect(seek)
        dialog.matched.connect(matched)
        self._desk.window.open_dialog(dialog)

    def _refuse(self, dialog: MatchDialog, problem: Exception) -> None:
        if self._desk.window.overlay.panel is dialog:
            dialog.refuse(sentence(problem))

    def _show(self, dialog: MatchDialog, found: _Found | None) -> None:
        if self._desk.window.overlay.panel is not dialog:
            return  # it was left before the answer came
        self._found = None
        if found is None:
            dialog.refuse(NOTHING)
            return
        fact, advice = said(found.view)
        if not found.view.can_be_filed:
            dialog.refuse(f"{fact}。{advice}")
            return
        self._found = found
        picture = small_image(found.picture, LARGE) if found.picture else None
        told = f"{paper_line(found.view)}。{fact}。{advice}"
        dialog.present(told, picture, page=found.view.page, pages=found.view.pages)


def _find(store: Store, reader: PersonView, typed: str, number: int) -> _Found | None:
    """The paper, and that page of it as it is printed."""
    # These bring the PDF libraries.
    from forms.reading.files import pages_of
    from models.workflow.paper import prepare

    with store.read() as session:
        view = find_typed(session, store.catalog, typed, reader, page=1, pages=1)
    if view is None:
        return None
    if view.standing not in FILEABLE:
        return _Found(view=view)
    made = prepare(store, view.record_id, person=reader.staff_no, version=view.version)
    pages = list(pages_of(made.pdf))
    page = min(number, len(pages))
    with store.read() as session:
        again = find_typed(session, store.catalog, view.rev_id, reader, page=page, pages=len(pages))
    return _Found(view=replace(again or view, serial=view.serial), picture=pages[page - 1].picture)
