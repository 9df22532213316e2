"""Asks at the window who works now: the dialog, the check of the PIN, and the way out for a forgotten one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.faults import Refusal
from models.queries.people import PersonView
from models.workflow.credentials import UnknownPerson
from models.workflow.signing_in import sign_in
from ui import wording
from ui.dialogs.sign_in import Recent, SignIn

if TYPE_CHECKING:  # the desk holds this
    from ui.desk import Desk

LOG = logging.getLogger("yian.desk")
DEMO_NOTE = "演示医院，不作记录。所有人的 PIN 都是 271828"


class AskingPerson:
    """``on_signed_in`` gets the person whose PIN was right."""

    def __init__(self, desk: Desk, on_signed_in: Callable[[PersonView], None]) -> None:
        self._desk, self._on_signed_in = desk, on_signed_in

    def ask(self, *, locked: bool) -> None:
        """Open the dialog; one that is open stays, unless the window is locked now."""
        desk = self._desk
        if isinstance(desk.window.overlay.panel, SignIn):
            if not locked:
                return
            desk.window.overlay.close_top()
        here = desk.person.staff_no if desk.person is not None else ""
        recent = tuple(Recent(*one) for one in desk.settings.recent if one[0] != here)
        note = DEMO_NOTE if desk.installation.is_demo else ""
        dialog = SignIn(recent, locked=locked, may_leave=desk.person is not None, note=note)
        dialog.asked.connect(lambda number, pin: self._check(dialog, number, pin))
        dialog.forgotten.connect(lambda number: self._help(dialog, number))
        desk.window.open_dialog(dialog, over=True)

    def _check(self, dialog: SignIn, number: str, pin: str) -> None:
        desk = self._desk
        desk.background.write(
            lambda: sign_in(desk.store, number, pin),
            self._on_signed_in,
            lambda problem: _refuse(dialog, problem),
        )
        desk.foresee(number)

    def _help(self, dialog: SignIn, number: str) -> None:
        # Imported here: it brings SQLAlchemy, and a sign-in does not wait for that.
        from ui.forgotten_pin import ForgottenPinHelp

        desk = self._desk
        ForgottenPinHelp(
            desk.window, desk.store, desk.background, number, covers=dialog.covers, on_set=dialog.welcome
        )


def _refuse(dialog: SignIn, problem: Exception) -> None:
    if isinstance(problem, Refusal):
        dialog.refuse(str(problem), is_about_number=isinstance(problem, UnknownPerson))
        return
    dialog.refuse(wording.UNFORESEEN.fact)
    LOG.error("unforeseen %s", type(problem).__name__, exc_info=problem)
