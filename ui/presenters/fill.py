"""Opens drafts on the fill page, keeps them, seals them, and asks later signers for their signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from sqlalchemy.orm import Session

from forms.answer_store import Path as AnswerPath
from forms.clock import from_text, local, to_text
from forms.context import Context
from forms.definition import Field, FieldType, Form
from forms.filling import Filling
from forms.json_value import Json
from models.queries.records import RecordView
from models.queries.text_checks import text_checks
from models.workflow import attachments, drafts
from models.workflow.drafts import DraftView
from ui import wording
from ui.dialogs.discard import DiscardDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.places import PlacesDialog, RoundPlace
from ui.filling.autosave import Save, Snapshot
from ui.filling.choices import Choices, Option
from ui.filling.editors.editor import Source, Surroundings
from ui.filling.fill_page import FillPage
from ui.filling.view import FillView, PastAnswer, SignerLine
from ui.pages.page import Page
from ui.photo_folder import PhotoFolder
from ui.presenters import roll_call
from ui.presenters.countersigning import ask_signature
from ui.presenters.fill_lists import Lists, read_lists
from ui.presenters.fill_past import PastRecord, past_answers, read_past
from ui.presenters.presenter import Presenter
from ui.presenters.sealing import Sealing
from ui.presenters.sentences import sentence
from ui.presenters.signer_slots import expected
from ui.small_images import small_image
from ui.theme.states import State, Tone

IN_TIME = timedelta(hours=24)
BY_FIELD = "按表里写的"
STILL_STORING = "照片还在存，存好再封存；填的都在"
MAY_SIGN_LATER = "两人不能是同一人。第二人不在，可以以后签"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    draft: DraftView
    form: Form
    context: Context
    lists: Lists
    past: tuple[PastRecord, ...]
    checked: Mapping[tuple[str, str], str]  # texts held against their documents, in words


class FillPresenter(Presenter):
    name = "fill"
    kinds: frozenset[str] = frozenset()  # a draft is changed by nobody else while it is open

    def build(self) -> Page:
        self._lists = Lists()
        self._opened: _Opened | None = None
        self._meta: dict[str, Json] = {}
        self._sealing: Sealing | None = None
        self._attaching = 0
        self._folder = PhotoFolder(
            lambda work, done: self.desk.background.run_in_background(work, done, lambda _: done(None)),
            self.desk.now,
            self.desk.window,
        )
        self._folder.named.connect(self._on_folder_named)
        around = Surroundings(
            now=self.desk.now,
            choices=Choices(
                people=lambda _kind: self._lists.people,
                places=self._places,
                assets=self._assets,
            ),
            attach=self._attach,
            read_attachment=self._read_attachment,
            show_picture=self._show_picture,
            folder=self._folder,
        )
        page = FillPage(around, history=self._history)
        page.seal_requested.connect(self._on_seal)
        page.closed.connect(self.desk.go_back)
        self.desk.on_leave(page.keep)
        page.discard_requested.connect(self._on_discard)
        page.places_requested.connect(self._on_places)
        page.people_requested.connect(self._on_people)
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
            context = drafts.context_of(session, form, draft, now)
            past = read_past(session, form, place=draft.place, asset=draft.asset)
            checked = {key: one.told for key, one in text_checks(session).items()}
            lists = read_lists(session)
            return _Opened(draft=draft, form=form, context=context, lists=lists, past=past, checked=checked)

        self.desk.read("fill", work, self._on_opened)

    def _on_opened(self, opened: _Opened) -> None:
        self._opened, self._lists = opened, opened.lists
        self._shown.rule.know(opened.checked)
        folder = self.desk.settings.photo_folder
        self._folder.set_folder(Path(folder) if folder else None)
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
                title=signer.title,
                name=author
                if signer.author
                else _label(expected(signer, draft, self._lists)) or (BY_FIELD if signer.field else ""),
            )
            for signer in form.signers
        )

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
                on_refused=lambda problem: refused(sentence(problem)),
            )

        return save

    def _attach(
        self,
        source: Source,
        name: str,
        identifying: bool,
        done: Callable[[str], None],
        refused: Callable[[str], None],
    ) -> None:
        def stored(sha256: str) -> None:
            self._attaching -= 1
            done(sha256)

        def not_stored(problem: Exception) -> None:
            self._attaching -= 1
            refused(sentence(problem))

        self._attaching += 1
        self.desk.operations.add_attachment(
            source,
            guess_type(name)[0] or "application/octet-stream",
            identifying=identifying,
            on_done=stored,
            on_refused=not_stored,
        )

    def _on_folder_named(self, folder: str) -> None:
        self.desk.keep(replace(self.desk.settings, photo_folder=folder))

    def _read_attachment(self, sha256: str) -> bytes | None:
        store = self.desk.store
        with store.read() as session:
            return attachments.read(session, store.keys, sha256)

    def _show_picture(self, sha256: str, most: QSize, done: Callable[[QImage | None], None]) -> None:
        def work() -> QImage | None:
            content = self._read_attachment(sha256)
            return small_image(content, most) if content else None

        self.desk.background.run_in_background(work, done, lambda _problem: done(None))

    def _history(self, form: Form, path: AnswerPath) -> tuple[PastAnswer, ...]:
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

    def _on_people(self, table: Field) -> None:
        roll_call.ask(self.desk, self._shown, self._lists, table)

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

    # -- sealing and signing

    def _on_seal(self) -> None:
        if self._opened is None:
            return
        if self._attaching:
            self._shown.key_bar.say(STILL_STORING, "image-plus")
            return
        # The editors know no answers newer than the page's; the draft names who signs by its fields.
        draft = replace(self._opened.draft, answers=dict(self._shown.session.filling.answers))
        self._sealing = Sealing(
            self.desk, self._shown, draft=draft, form=self._opened.form, lists=self._lists
        )
        self._sealing.ask()

    def sign(self, view: RecordView) -> None:
        """Ask the person who works now for the signature that a sealed record waits for."""
        self.desk.read("fill.lists", read_lists, lambda lists: ask_signature(self.desk, view, lists))


def _round_of(form: Form) -> Field | None:
    return next((one for one in form.fields() if one.type is FieldType.ROWS and one.grid), None)


def _label(option: Option | None) -> str:
    return option.label if option is not None else ""
