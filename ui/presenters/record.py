"""Reads one record, its versions, and prints, corrects, voids or signs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answer_store import Path
from forms.clock import local
from forms.filling import Filling
from forms.json_value import Json
from models.faults import Refusal
from models.keys import Keys
from models.queries import cases, records, tasks
from models.queries.cases import CaseView
from models.queries.names import read_names
from models.queries.record_story import Story, read_story
from models.queries.records import RecordView
from models.queries.tasks import TaskView
from models.tables.projections import HazardRow
from models.workflow import attachments
from models.workflow.correcting import private_answers
from ui.dialogs.photo import PhotoDialog
from ui.dialogs.reason import ReasonDialog
from ui.pages.page import Page
from ui.pages.record import RecordPage
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.presenters.record_answers import Around, answers_of, photos_in
from ui.presenters.record_model import before_of, model_of
from ui.roads import Wish
from ui.small_images import small_image

MOST_PHOTOS = 40
SMALL, LARGE = QSize(380, 320), QSize(1920, 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    view: RecordView
    around: Around
    story: Story
    images: dict[str, QImage]
    case: CaseView | None
    step_of: CaseView | None
    tasks: tuple[TaskView, ...]


class RecordPresenter(Presenter):
    name = "record"
    kinds = frozenset({"records", "outbox", "hazards"})
    record_id = ""

    def build(self) -> Page:
        page = RecordPage()
        page.back_requested.connect(self.desk.go_back)
        page.print_requested.connect(lambda: self.desk.roads.print_record(self.record_id))
        page.correct_requested.connect(lambda: self.desk.roads.correct_record(self.record_id))
        page.void_requested.connect(self._on_void)
        page.sign_requested.connect(self._on_sign)
        page.version_requested.connect(self._on_version)
        page.compare_requested.connect(self._on_compare)
        page.whole_requested.connect(self._on_whole)
        page.photo_requested.connect(self._on_photo)
        page.take_off_requested.connect(lambda sha: self.desk.roads.take_off_scan(self.record_id, sha))
        page.hazard_requested.connect(self.desk.roads.open_hazard)
        page.record_requested.connect(self.desk.roads.open_record)
        page.sheet_requested.connect(self._on_sheet)
        page.step_requested.connect(
            lambda form_id: self.desk.roads.fill(Wish(form_id=form_id, subject=self.record_id))
        )
        self._shown = page
        self._read: _Read | None = None
        self._rev = ""
        self._compare = self._whole = False
        return page

    def open(self, record_id: str) -> None:
        """The record that the next refresh reads, at its current version."""
        self.record_id = record_id
        self._rev, self._compare, self._whole = "", False, False

    def refresh(self) -> None:
        store, reader, record_id = self.desk.store, self.desk.reader, self.record_id

        def work(session: Session) -> _Read | None:
            view = records.get(session, store.catalog, record_id, reader)
            if view is None:
                return None
            try:
                private: dict[str, Json] = private_answers(session, store, view.revision)
            except Refusal:  # not on this computer: the public part is shown alone
                private = {}
            subject = view.revision.subject
            names = read_names(session)
            story = read_story(session, record_id, names)
            around = Around(
                names=PaperNames(names),
                private=private,
                hazards=_hazards(session, record_id),
                numbers=_numbers(view, store.clock.now()),
            )
            return _Read(
                view=view,
                around=around,
                story=story,
                images=_images(session, store.keys, view, around, story),
                case=cases.get(session, store.catalog, record_id, reader),
                step_of=cases.get(session, store.catalog, subject, reader) if subject else None,
                tasks=tasks.of_record(session, record_id),
            )

        self.desk.read("record", work, self._on_read)

    def _on_read(self, read: _Read | None) -> None:
        if read is None:
            self.desk.banner("这份记录你看不了", "它的表单只给指定岗位看。要看请找科主任", "知道了")
            self.desk.go_back()
            return
        self._read = read
        self._present()

    def _present(self) -> None:
        read = self._read
        if read is None:
            return
        view = read.view
        shown = next((one for one in view.revisions if one.rev_id == self._rev), view.revision)
        if self._compare and before_of(view, shown) is None and len(view.revisions) > 1:
            shown = view.revisions[1]  # the first has nothing to be compared with
        current = shown.rev_id == view.revision.rev_id
        self._shown.present(
            model_of(
                view,
                self.desk.reader,
                self.desk.now(),
                around=read.around if current else replace(read.around, private={}, hazards={}),
                shown=shown,
                compare=self._compare,
                whole=self._whole,
                story=read.story,
                images=read.images,
                case=read.case if current else None,
                step_of=read.step_of,
                tasks=read.tasks,
            )
        )

    def _on_version(self, rev_id: str) -> None:
        self._rev = rev_id
        self._present()

    def _on_compare(self) -> None:
        self._compare = not self._compare
        self._present()

    def _on_whole(self) -> None:
        self._whole = not self._whole
        self._present()

    def _on_photo(self, sha256: str) -> None:
        keys = self.desk.store.keys

        def work(session: Session) -> QImage | None:
            content = attachments.read(session, keys, sha256)
            return small_image(content, LARGE) if content else None

        def shown(image: QImage | None) -> None:
            if image is not None:
                self.desk.window.open_dialog(PhotoDialog(image))
            else:
                self.desk.banner("这张照片看不了", "照片还没到本机，或文件坏了。原记录没有变", "知道了")

        self.desk.read("record.photo", work, shown)

    def _on_sheet(self) -> None:
        if self._read is not None:
            item = self._read.view.item
            self.desk.roads.open_sheet(item.form_id, local(item.claimed_at).date())

    def _on_sign(self) -> None:
        if self._read is not None:
            self.desk.roads.sign_record(self._read.view)

    def _on_void(self) -> None:
        dialog = ReasonDialog("作废这份记录", "为什么作废", "记录和签字都会留着，永远标为已作废", pin=True)
        dialog.given.connect(
            lambda reason, pin: self.desk.operations.void(
                self.record_id,
                reason=reason,
                person=self.desk.reader.staff_no,
                pin=pin,
                on_done=lambda _: self.desk.window.close_dialog(),
                on_refused=dialog.refuse,
            )
        )
        self.desk.window.open_dialog(dialog)


def _hazards(session: Session, record_id: str) -> dict[tuple[str, str | None], str]:
    """The hazards that the record's findings raised, by where they stand in it."""
    rows = session.execute(
        select(HazardRow.field, HazardRow.row_id, HazardRow.hazard_id).where(HazardRow.record_id == record_id)
    )
    return {(name, row_id): hazard_id for name, row_id, hazard_id in rows}


def _numbers(view: RecordView, now: datetime) -> dict[Path, int]:
    """The numbers of the check items, as on the fill page and on paper."""
    if view.form is None:
        return {}
    items = Filling(view.form, view.revision.answers, now=now).items()
    return {item.path: item.number for item in items if item.number is not None}


def _images(
    session: Session, keys: Keys, view: RecordView, around: Around, story: Story
) -> dict[str, QImage]:
    """Small ones of the photos and of the scanned paper; what is not here or cannot be read is left out."""
    if view.form is None:
        return {}
    named = [*photos_in(answers_of(view.form, view.revision, around)), *(one.sha256 for one in story.filed)]
    found: dict[str, QImage] = {}
    for sha in named[:MOST_PHOTOS]:
        try:
            content = attachments.read(session, keys, sha)
        except Refusal:  # its key is not on this computer
            continue
        image = small_image(content, SMALL) if content else None
        if image is not None:
            found[sha] = image
    return found
