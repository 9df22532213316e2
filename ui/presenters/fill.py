"""Opens drafts on the fill page, keeps them, seals them, and asks later signers for their signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from mimetypes import guess_type

from sqlalchemy.orm import Session

from forms.answer_store import Path
from forms.clock import from_text, local, to_text
from forms.context import Context
from forms.definition import Field, FieldType, Form, Signer
from forms.filling import Filling
from forms.json_value import Json
from forms.problems import Problem
from models.faults import Refusal
from models.queries.people import PersonView
from models.queries.records import RecordView
from models.workflow import attachments
from models.workflow.drafts import DraftView
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from models.workflow.surroundings import context_of
from ui import wording
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.discard import DiscardDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.places import PlacesDialog, RoundPlace
from ui.dialogs.seal import Leave, SealDialog
from ui.dialogs.seal_facts import SealFacts, SignerSlot, numbers_of, totals_of, warnings_of
from ui.filling.autosave import Save, Snapshot
from ui.filling.choices import Choices, Option
from ui.filling.editors.editor import Surroundings
from ui.filling.fill_page import FillPage
from ui.filling.view import FillView, PastAnswer, SignerLine
from ui.pages.page import Page
from ui.presenters.fill_lists import Lists, read_lists
from ui.presenters.fill_past import PastRecord, past_answers, read_past
from ui.presenters.presenter import Presenter
from ui.theme.states import State, Tone

IN_TIME = timedelta(hours=24)
MAY_SIGN_LATER = "两人不能是同一人。第二人不在，可以以后签"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    draft: DraftView
    form: Form
    context: Context
    lists: Lists
    past: tuple[PastRecord, ...]


class FillPresenter(Presenter):
    name = "fill"
    kinds: frozenset[str] = frozenset()  # a draft is changed by nobody else while it is open

    def build(self) -> Page:
        self._lists = Lists()
        self._opened: _Opened | None = None
        self._meta: dict[str, Json] = {}
        around = Surroundings(
            now=self.desk.now,
            choices=Choices(
                people=lambda _kind: self._lists.people,
                places=self._places,
                assets=self._assets,
            ),
            attach=self._attach,
            read_attachment=self._read_attachment,
        )
        page = FillPage(around, history=self._history)
        page.seal_requested.connect(self._on_seal)
        page.closed.connect(self.desk.go_back)
        page.discard_requested.connect(self._on_discard)
        page.places_requested.connect(self._on_places)
        page.paper_requested.connect(self._on_paper)
        self._shown = page
        return page

    def refresh(self) -> None:
        """A draft is shown when it is opened; nothing else changes it."""

    # -- opening

    def open_draft(self, draft: DraftView) -> None:
        """Read what the form may know, then show the draft where it stopped."""
        self.page  # noqa: B018 (built before it is told what to show)
        store, now = self.desk.store, self.desk.now()
        form = store.catalog.get(draft.form_id, draft.form_version)

        def work(session: Session) -> _Opened:
            context = context_of(
                session, form=form, person=draft.person, now=now, place=draft.place, asset=draft.asset
            )
            past = read_past(session, form, place=draft.place, asset=draft.asset)
            return _Opened(draft=draft, form=form, context=context, lists=read_lists(session), past=past)

        self.desk.read("fill", work, self._on_opened)

    def _on_opened(self, opened: _Opened) -> None:
        self._opened, self._lists = opened, opened.lists
        self._meta = dict(opened.draft.meta)
        draft, form = opened.draft, opened.form
        filling = Filling(
            form,
            draft.answers,
            context=opened.context,
            now=self.desk.now(),
            bulk=draft.bulk,
            known=opened.lists,
        )
        table = _round_of(form)
        if table is not None and draft.place is not None and not filling.row_ids(table.name):
            column = next(one.name for one in table.fields if one.type is FieldType.PLACE)
            filling.add_row(table.name, {column: draft.place})
        self._shown.present(
            FillView(
                draft_id=draft.draft_id,
                form=form,
                filling=filling,
                save=self._saver(draft),
                subtitle=self._subtitle(draft),
                pills=self._pills(),
                position=tuple(draft.position.split("/")) if draft.position else None,
                saved_at=draft.saved_at,
                signers=self._signer_lines(form, draft),
                sign_note=MAY_SIGN_LATER if len(form.signers) > 1 else "",
            )
        )
        self.desk.open_below("fill")
        if table is not None and not filling.row_ids(table.name):
            self._on_places(table)

    def _subtitle(self, draft: DraftView) -> str:
        place = self._lists.name(FieldType.PLACE, draft.place) if draft.place else None
        asset = self._lists.name(FieldType.ASSET, draft.asset) if draft.asset else None
        person = self._lists.name(FieldType.PERSON, draft.person) or draft.person
        start = f"{local(draft.started_at):%m-%d %H:%M} 开始"
        parts = (asset or place or draft.department or "", start, f"填表 {person} {draft.person}")
        return "·".join(part for part in parts if part)

    def _pills(self) -> tuple[State, ...]:
        """What is unusual about this draft: a correction, keyed from paper, late."""
        pills: list[State] = []
        if self._opened is not None and self._opened.draft.corrects is not None:
            pills.append(State("更正", "files", Tone.LATE))
        claimed, paper = self._meta.get("claimed_at"), self._meta.get("paper_no")
        if isinstance(claimed, str):
            moment = from_text(claimed)
            said = wording.moment(moment, self.desk.now())
            is_late = self.desk.now() - moment > IN_TIME
            late, transcribed = (
                State(f"补录 {said}", "history", Tone.LATE),
                State(f"转录 {said}", "file-text", Tone.NA),
            )
            pills.append(late if is_late else transcribed)
        if isinstance(paper, str) and paper:
            pills.append(State(f"纸质原件 {paper}", "file-text", Tone.NA))
        return tuple(pills)

    def _signer_lines(self, form: Form, draft: DraftView) -> tuple[SignerLine, ...]:
        author = self._lists.name(FieldType.PERSON, draft.person) or draft.person
        return tuple(
            SignerLine(
                title=signer.title, name=author if signer.author else self._expected_name(signer, draft)
            )
            for signer in form.signers
        )

    def _expected_name(self, signer: Signer, draft: DraftView) -> str:
        expected = self._expected(signer, draft)
        return expected.label if expected is not None else ""

    # -- keeping

    def _saver(self, draft: DraftView) -> Save:
        def save(
            snapshot: Snapshot, done: Callable[[datetime], None], refused: Callable[[str], None]
        ) -> None:
            self.desk.operations.save_draft(
                draft.draft_id,
                answers=snapshot.answers,
                bulk=snapshot.bulk,
                position="/".join(snapshot.position) if snapshot.position else None,
                meta=self._meta,
                on_done=done,
                on_refused=lambda problem: refused(_sentence(problem)),
            )

        return save

    def _attach(
        self,
        content: bytes,
        name: str,
        identifying: bool,
        done: Callable[[str], None],
        refused: Callable[[str], None],
    ) -> None:
        self.desk.operations.add_attachment(
            content,
            guess_type(name)[0] or "application/octet-stream",
            identifying=identifying,
            on_done=done,
            on_refused=lambda problem: refused(_sentence(problem)),
        )

    def _read_attachment(self, sha256: str) -> bytes | None:
        store = self.desk.store
        with store.read() as session:
            return attachments.read(session, store.keys, sha256)

    def _history(self, form: Form, path: Path) -> tuple[PastAnswer, ...]:
        if self._opened is None:
            return ()
        filling = self._shown.session.filling
        row = dict(filling.row(path)) if len(path) == 3 else {}
        field = filling.field_at(path)
        return past_answers(self._opened.past, form, path, field, row=row, now=self.desk.now())

    def _on_paper(self) -> None:
        """The draft is keyed from paper: its real time and number go with it from now on."""
        claimed, number = self._meta.get("claimed_at"), self._meta.get("paper_no")
        dialog = PaperDialog(
            self.desk.now,
            claimed_at=from_text(claimed) if isinstance(claimed, str) else None,
            paper_no=number if isinstance(number, str) else "",
        )

        def given(moment: datetime, paper_no: str) -> None:
            self.desk.window.close_dialog()
            self._meta = {**self._meta, "claimed_at": to_text(moment), "paper_no": paper_no or None}
            self._shown.header.show_pills(self._pills())
            self._shown.session.touch()

        dialog.given.connect(given)
        self.desk.window.open_dialog(dialog)

    def _on_places(self, table: Field) -> None:
        column = next((one for one in table.fields if one.type is FieldType.PLACE), None)
        if column is None:
            return
        filling = self._shown.session.filling
        taken = {filling.value((table.name, row_id, column.name)) for row_id in filling.row_ids(table.name)}
        areas = {choice.code: choice.label for choice in self.desk.store.catalog.choice_list("place_area")}
        free = [place for place in self._lists.place_rows if place.code not in taken]
        task = self._opened.draft.task if self._opened is not None else None
        wanted = [place.code for place in free if task and place.area in task.split("/")]
        dialog = PlacesDialog(
            [RoundPlace(code=one.code, name=one.name, area=areas.get(one.area, one.area)) for one in free],
            chosen=wanted,
            verb="加上" if taken else "开始巡查",
        )

        def given(codes: tuple[str, ...]) -> None:
            self.desk.window.close_dialog()
            self._shown.add_places(table, codes)

        dialog.given.connect(given)
        self.desk.window.open_dialog(dialog)

    def _assets(self, kind: str) -> tuple[Option, ...]:
        return self._lists.assets_of(kind)

    def _places(self, kind: str) -> tuple[Option, ...]:
        return self._lists.places_of(kind)

    def _on_discard(self) -> None:
        if self._opened is None:
            return
        draft_id, title = self._opened.draft.draft_id, self._opened.form.title
        dialog = DiscardDialog(title, self._shown.answered)

        def confirmed() -> None:
            self.desk.window.close_dialog()
            self._shown.forget()
            self._opened = None
            self.desk.operations.discard_draft(draft_id, lambda _: self.desk.go_back())

        dialog.confirmed.connect(confirmed)
        self.desk.window.open_dialog(dialog)

    # -- sealing

    def _on_seal(self) -> None:
        if self._opened is None:
            return
        session, form, draft = self._shown.session, self._opened.form, self._opened.draft
        numbers = numbers_of(session.filling)
        self._open_seal(
            SealFacts(
                title=form.title,
                problems=session.problems(),
                numbers=numbers,
                places=self._shown.headings(),
                warnings=warnings_of(session.filling, numbers),
                totals=totals_of(session.filling),
                slots=tuple(self._slot(signer, form, draft) for signer in form.signers),
                article=_article(form),
            )
        )

    def _open_seal(self, facts: SealFacts) -> None:
        dialog = SealDialog(facts)
        window = self.desk.window
        if facts.problems:
            self._shown.show_problems(facts.problems)

        def fix(problem: Problem) -> None:
            window.close_dialog()
            self._shown.focus_problem(problem)

        dialog.fix_requested.connect(fix)
        dialog.seal_requested.connect(lambda pin, image: self._seal(dialog, pin, image))
        dialog.sign_requested.connect(
            lambda role, person, pin, image: self._sign_now(dialog, role, person, pin, image)
        )
        dialog.left.connect(self._on_left)
        self._sealed: Sealed | None = None
        window.open_dialog(dialog)

    def _seal(self, dialog: SealDialog, pin: str, image: bytes | None) -> None:
        assert self._opened is not None
        draft = self._opened.draft

        def refused(problem: Exception) -> None:
            if isinstance(problem, NotReady):
                self.desk.window.close_dialog()
                self._shown.show_problems(problem.problems)
                self._shown.focus_problem(problem.problems[0])
            else:
                dialog.refuse(_sentence(problem))

        def done(sealed: Sealed) -> None:
            self._sealed = sealed
            self._shown.forget()
            at = f"{local(self.desk.now()):%H:%M:%S}"
            dialog.show_sealed(at=at, serial=sealed.serial, awaiting=sealed.awaiting)

        self.desk.operations.seal(
            done, refused, draft_id=draft.draft_id, author=draft.person, pin=pin, signature_image=image
        )

    def _sign_now(self, dialog: SealDialog, role: str, person: str, pin: str, image: bytes | None) -> None:
        if self._sealed is None:
            return
        self.desk.operations.sign(
            rev_id=self._sealed.rev_id,
            role=role,
            person=person,
            pin=pin,
            image=image,
            on_done=lambda _: dialog.show_signed(role, at=f"{local(self.desk.now()):%H:%M:%S}"),
            on_refused=lambda problem: dialog.refuse(_sentence(problem)),
        )

    def _on_left(self, how: str) -> None:
        sealed = self._sealed
        self.desk.window.close_dialog()
        self.desk.go_back()
        if how == Leave.PRINT and sealed is not None:
            self.desk.roads.print_record(sealed.record_id)

    def _slot(self, signer: Signer, form: Form, draft: DraftView) -> SignerSlot:
        if signer.author:
            author = self._lists.person(draft.person)
            return SignerSlot(
                role=signer.role, title=signer.title, is_author=True, person=author, options=(author,)
            )
        return self._later_slot(
            signer, form, self._may_sign(signer, {draft.person}), self._expected(signer, draft)
        )

    def _later_slot(
        self, signer: Signer, form: Form, options: tuple[Option, ...], person: Option | None
    ) -> SignerSlot:
        others = [one.title for one in form.signers if one.role in signer.not_same_as]
        return SignerSlot(
            role=signer.role,
            title=signer.title,
            is_author=False,
            person=person,
            options=options,
            rule=f"不能与{'、'.join(others)}是同一人" if others else "",
        )

    def _may_sign(self, signer: Signer, but: set[str]) -> tuple[Option, ...]:
        return tuple(
            self._lists.person(person.staff_no)
            for person in self._lists.person_rows
            if (not signer.held_by or set(signer.held_by) & set(person.roles))
            and not (signer.not_same_as and person.staff_no in but)
        )

    def _expected(self, signer: Signer, draft: DraftView) -> Option | None:
        """The person a field names, else the head of the same department if the role is theirs."""
        if signer.field is not None:
            named = draft.answers.get(signer.field)
            return self._lists.person(named) if isinstance(named, str) else None
        for person in self._lists.person_rows:
            same = person.department == draft.department and person.staff_no != draft.person
            if same and set(person.roles) & set(signer.held_by):
                return self._lists.person(person.staff_no)
        return None

    # -- signing later

    def sign(self, view: RecordView) -> None:
        """Ask the person who works now for the signature that a sealed record waits for."""
        self.page  # noqa: B018 (the lists belong to it)
        form, reader = view.form, self.desk.reader
        if form is None:
            return
        self.desk.read("fill.lists", read_lists, lambda lists: self._ask_signature(view, form, reader, lists))

    def _ask_signature(self, view: RecordView, form: Form, reader: PersonView, lists: Lists) -> None:
        self._lists = lists
        waiting = [signer for signer in form.signers if signer.role in view.awaiting]
        mine = [one for one in waiting if not one.held_by or set(one.held_by) & set(reader.roles)]
        if not mine:
            return
        signer = mine[0]
        me = lists.person(reader.staff_no)
        dialog = CountersignDialog(
            form.title,
            f"{view.revision.serial or ''} {view.revision.author_name} 填，"
            f"{wording.moment(view.item.claimed_at, self.desk.now())}",
            self._later_slot(signer, form, (me,), me),
            number=form.signers.index(signer),
            article=_article(form),
        )
        rev_id, window = view.revision.rev_id, self.desk.window

        def refused(problem: Exception) -> None:
            dialog.refuse(_sentence(problem))

        dialog.sign_requested.connect(
            lambda person, pin, image: self.desk.operations.sign(
                rev_id=rev_id,
                role=signer.role,
                person=person,
                pin=pin,
                image=image,
                on_done=lambda _: window.close_dialog(),
                on_refused=refused,
            )
        )
        dialog.return_requested.connect(
            lambda person, pin, reason: self.desk.operations.return_record(
                rev_id=rev_id,
                role=signer.role,
                person=person,
                pin=pin,
                reason=reason,
                on_done=lambda _: window.close_dialog(),
                on_refused=refused,
            )
        )
        window.open_dialog(dialog)


def _round_of(form: Form) -> Field | None:
    return next((one for one in form.fields() if one.type is FieldType.ROWS and one.grid), None)


def _article(form: Form) -> str:
    source = next((signer.source for signer in form.signers if signer.source is not None), None)
    return f"{source.article}：{source.text}" if source is not None and source.text else ""


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Refusal):
        return str(problem)
    return f"{wording.UNFORESEEN.fact}。{wording.UNFORESEEN.advice}（{type(problem).__name__}）"
