"""The seal dialog at work: problems lead back to their field, the author's PIN seals, others may sign at once."""

from __future__ import annotations

from collections.abc import Mapping

from forms.clock import local
from forms.definition import Form, FormKind, Signer
from forms.json_value import Json
from forms.problems import Problem
from models.workflow.drafts import DraftView
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady, time_in
from ui.desk import Desk
from ui.dialogs.seal import Leave, SealDialog
from ui.dialogs.seal_facts import SealFacts, numbers_of, totals_of, warnings_of
from ui.filling.fill_page import FillPage
from ui.presenters.fill_lists import Lists
from ui.presenters.sentences import sentence
from ui.presenters.signer_slots import article_of, slot_of
from ui.roads import Wish


class Sealing:
    """One draft on its way to being sealed."""

    def __init__(self, desk: Desk, page: FillPage, *, draft: DraftView, form: Form, lists: Lists) -> None:
        self._desk, self._page = desk, page
        self._draft, self._form, self._lists = draft, form, lists
        self._is_row = form.kind is FormKind.LOG and draft.corrects is None
        self._sealed: Sealed | None = None
        self._dialog: SealDialog | None = None

    def ask(self) -> None:
        """Show what is missing, or ask for the signatures."""
        filling, form = self._page.session.filling, self._form
        numbers = numbers_of(filling)
        facts = SealFacts(
            title=form.title,
            problems=filling.problems(),
            numbers=numbers,
            places=self._page.headings(),
            warnings=warnings_of(filling, numbers),
            totals=totals_of(filling),
            slots=tuple(
                slot_of(signer, form, self._draft, self._lists)
                for signer in form.signers
                if _is_asked(signer, filling.answers)
                and (not self._is_row or signer.author or _stands_by(signer))
            ),
            article=article_of(form),
            is_row=self._is_row,
        )
        if facts.problems:
            self._page.show_problems(facts.problems)
        dialog = SealDialog(facts)
        dialog.fix_requested.connect(self._on_fix)
        dialog.seal_requested.connect(self._on_seal)
        dialog.sign_requested.connect(self._on_sign)
        dialog.left.connect(self._on_left)
        self._dialog = dialog
        self._desk.window.open_dialog(dialog)

    def _on_fix(self, problem: Problem) -> None:
        self._desk.window.close_dialog()
        self._page.focus_problem(problem)

    def _on_seal(self, pin: str, image: bytes | None) -> None:
        """What is sealed is the draft on the disk, so what is on the screen has to be there first."""
        self._page.session.settle(lambda: self._seal(pin, image), self._say)

    def _seal(self, pin: str, image: bytes | None) -> None:
        self._desk.operations.seal(
            self._on_sealed,
            self._on_refused,
            draft_id=self._draft.draft_id,
            author=self._draft.person,
            pin=pin,
            signature_image=image,
        )

    def _on_sealed(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._page.forget()
        if self._dialog is not None:
            self._dialog.show_sealed(at=self._clock(), serial=sealed.serial, awaiting=sealed.awaiting)

    def _on_refused(self, problem: Exception) -> None:
        if isinstance(problem, NotReady):
            self._page.show_problems(problem.problems)
            self._on_fix(problem.problems[0])
        else:
            self._say(sentence(problem))

    def _say(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.refuse(words)

    def _on_sign(self, role: str, person: str, pin: str, image: bytes | None) -> None:
        if self._sealed is None or self._dialog is None:
            return
        dialog = self._dialog
        self._desk.operations.sign(
            rev_id=self._sealed.rev_id,
            role=role,
            person=person,
            pin=pin,
            image=image,
            on_done=lambda _: dialog.show_signed(role, at=self._clock()),
            on_refused=lambda problem: dialog.refuse(sentence(problem)),
        )

    def _on_left(self, how: str) -> None:
        self._dialog = None
        self._desk.window.close_dialog()
        self._desk.go_back()
        if self._sealed is None:
            return
        draft = self._draft
        match how:
            case Leave.PRINT:
                self._desk.roads.print_record(self._sealed.record_id)
            case Leave.NEXT:
                self._desk.roads.fill(Wish(form_id=draft.form_id, place=draft.place, asset=draft.asset))
            case Leave.SHEET:
                claimed = time_in(draft.meta, "claimed_at") or self._desk.now()
                self._desk.roads.open_sheet(draft.form_id, local(claimed).date())
            case _:
                pass

    def _clock(self) -> str:
        return f"{local(self._desk.now()):%H:%M:%S}"


def _is_asked(signer: Signer, answers: Mapping[str, Json]) -> bool:
    """Whom a field names signs only if it names somebody."""
    return signer.author or not signer.field or bool(answers.get(signer.field))


def _stands_by(signer: Signer) -> bool:
    """Who was there when a row of a log was written may sign it at once; who supervises signs the whole sheet."""
    return signer.field is not None or not signer.held_by
