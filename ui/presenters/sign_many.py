"""Shows what waits for this person's signature, one paper after the other, and signs what was seen in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from models.queries.people import PersonView
from models.queries.to_sign import ToSign, waiting_for
from models.store import Store
from models.workflow.sheet_signing import SheetSigned
from ui import wording
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.seal_facts import SignerSlot
from ui.pages.page import Page
from ui.pages.sign_many import SignLine, SignManyPage
from ui.presenters.fill_lists import Lists, read_lists
from ui.presenters.presenter import Presenter
from ui.presenters.sentences import sentence
from ui.small_images import small_image

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

LARGE = QSize(1240, 1754)  # A4 at 150 dpi
NAMED = 3  # numbers that the dialog spells out
UNBROKEN = "\u2060-\u2060"  # a number of a record is not broken between two lines


class SignManyPresenter(Presenter):
    name = "sign_many"
    kinds = frozenset({"records"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        desk.on_command("sign", self.open_page)

    def build(self) -> Page:
        page = SignManyPage()
        self._shown = page
        self._waiting: tuple[ToSign, ...] = ()
        self._owner = ""
        self._seen: set[str] = set()
        self._left: set[str] = set()
        page.back_requested.connect(self.desk.go_back)
        page.selected.connect(self._on_selected)
        page.seen.connect(self._on_seen)
        page.left_out.connect(self._on_left)
        page.return_requested.connect(self._on_return)
        page.record_requested.connect(self.desk.roads.open_record)
        page.sign_requested.connect(self._on_sign)
        return page

    def open_page(self) -> None:
        if self.desk.window.current_page is not self.page:
            self.desk.open_below(self.name)

    def refresh(self) -> None:
        """What one person has seen another has not."""
        catalog, reader = self.desk.store.catalog, self.desk.reader
        if self._owner != reader.staff_no:
            self._owner = reader.staff_no
            self._seen.clear()
            self._left.clear()
        self.desk.read("sign.many", lambda session: waiting_for(session, catalog, reader), self._on_read)

    def _on_read(self, waiting: tuple[ToSign, ...]) -> None:
        self._waiting = waiting
        self._present()

    def _present(self) -> None:
        now = self.desk.now()
        self._shown.present(
            tuple(
                SignLine(
                    rev_id=one.rev_id,
                    record_id=one.record_id,
                    title=one.title,
                    who=one.author_name,
                    when=wording.moment(one.claimed_at, now),
                    serial=wording.number(one.serial),
                    role=one.role_title,
                    abnormal=one.abnormal,
                    is_seen=one.rev_id in self._seen,
                    is_left=one.rev_id in self._left,
                )
                for one in self._waiting
            )
        )

    def _get(self, rev_id: str) -> ToSign | None:
        return next((one for one in self._waiting if one.rev_id == rev_id), None)

    def _on_selected(self, rev_id: str) -> None:
        one, store, reader = self._get(rev_id), self.desk.store, self.desk.reader
        if one is not None:
            self.desk.background.read(
                "sign.paper",
                lambda: _pages(store, reader, one),
                lambda pages: self._shown.present_paper(rev_id, pages),
                self.desk.tell,
            )

    def _on_seen(self, rev_id: str) -> None:
        if rev_id not in self._seen:
            self._seen.add(rev_id)
            self._present()

    def _on_left(self, rev_id: str) -> None:
        self._left.symmetric_difference_update({rev_id})
        self._present()

    # signing

    def _on_sign(self) -> None:
        chosen = tuple(
            one for one in self._waiting if one.rev_id in self._seen and one.rev_id not in self._left
        )
        if chosen:
            self.desk.read("sign.lists", read_lists, lambda lists: self._ask(chosen, lists))

    def _ask(self, chosen: tuple[ToSign, ...], lists: Lists) -> None:
        numbers = "、".join(wording.number(one.serial).replace("-", UNBROKEN) for one in chosen[:NAMED])
        more = f"等 {len(chosen)} 份" if len(chosen) > NAMED else ""
        dialog = CountersignDialog(
            f"看过的 {len(chosen)} 份", f"{numbers}{more}", self._slot(chosen, lists), may_return=False
        )

        def done(signed: SheetSigned) -> None:
            self.desk.window.close_dialog()
            if signed.left:
                fact = f"签了 {len(signed.signed)} 份，{len(signed.left)} 份没有签"
                self.desk.banner(fact, signed.left[0].reason, "知道了")

        def sign(person: str, pin: str, image: bytes | None) -> None:
            self.desk.operations.sign_each(
                [(one.rev_id, one.role) for one in chosen],
                person=person,
                pin=pin,
                image=image,
                on_done=done,
                on_refused=lambda problem: dialog.refuse(sentence(problem)),
            )

        dialog.sign_requested.connect(sign)
        self.desk.window.open_dialog(dialog)

    def _on_return(self, rev_id: str) -> None:
        one = self._get(rev_id)
        if one is not None:
            self.desk.read("sign.lists", read_lists, lambda lists: self._ask_return(one, lists))

    def _ask_return(self, one: ToSign, lists: Lists) -> None:
        dialog = CountersignDialog(
            one.title,
            f"{wording.number(one.serial)} {one.author_name} 填",
            self._slot((one,), lists),
            returns=True,
        )

        def done(_object_id: str) -> None:
            self.desk.window.close_dialog()

        def send_back(person: str, pin: str, reason: str) -> None:
            self.desk.operations.return_record(
                rev_id=one.rev_id,
                role=one.role,
                person=person,
                pin=pin,
                reason=reason,
                on_done=done,
                on_refused=lambda problem: dialog.refuse(sentence(problem)),
            )

        def sign(person: str, pin: str, image: bytes | None) -> None:
            self.desk.operations.sign(
                rev_id=one.rev_id,
                role=one.role,
                person=person,
                pin=pin,
                image=image,
                on_done=done,
                on_refused=lambda problem: dialog.refuse(sentence(problem)),
            )

        dialog.return_requested.connect(send_back)
        dialog.sign_requested.connect(sign)
        self.desk.window.open_dialog(dialog)

    def _slot(self, chosen: tuple[ToSign, ...], lists: Lists) -> SignerSlot:
        titles = dict.fromkeys(one.role_title for one in chosen)
        me = lists.person(self.desk.reader.staff_no)
        return SignerSlot(
            role=chosen[0].role, title="、".join(titles), is_author=False, person=me, options=(me,)
        )


def _pages(store: Store, reader: PersonView, one: ToSign) -> tuple[QImage, ...]:
    """The paper of a record as pictures."""
    # These bring the PDF libraries.
    from forms.reading.files import pages_of
    from models.workflow.paper import preview

    pdf = preview(store, one.record_id, person=reader.staff_no)
    pictures = (small_image(page.picture, LARGE) for page in pages_of(pdf))
    return tuple(picture for picture in pictures if picture is not None)
