"""Staff, places or register entries from an Excel sheet: reads it, shows what it would do, does it, and hands out the PIN slips."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QMetaObject, QObject

from forms.definition import Form
from forms.printing.slips import PinSlip, pin_slips
from models.faults import Refusal
from models.files import why, write_durably
from models.store import Store
from models.workflow.card_cells import columns_of, heading_of
from models.workflow.card_sheets import NewCard, read_cards, template
from models.workflow.importing import FirstPin, import_cards, import_people, import_places
from models.workflow.judging import (
    NewPerson,
    Plan,
    Tell,
    people_headings,
    people_template,
    places_headings,
    places_template,
    read_people,
    read_places,
)
from models.workflow.places import NewPlace
from ui import wording
from ui.background import Background, Pace
from ui.dialogs.files import EXCEL, Files
from ui.dialogs.import_sheet import BadRowText, ImportDialog, Judgement
from ui.main_window import MainWindow
from ui.once_paper import OncePaper

LOG = logging.getLogger("yian.sheet_import")
T = TypeVar("T", NewPerson, NewPlace, NewCard)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject(Generic[T]):
    """What differs between people and places."""

    noun: str  # 人员
    unit: str  # 人
    verb: str  # 登记
    columns: tuple[str, ...]
    template: Callable[[Store], bytes]
    read: Callable[[Store, bytes, Tell], Plan[T]]
    write: Callable[[Plan[T], str, Tell], tuple[FirstPin, ...]]  # with the actor's PIN; PINs of new people
    after: str = ""  # where what was written is found


class SheetImport:
    """``actor`` signs in the import; ``on_changed`` is called when something has been written."""

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        background: Background,
        files: Files,
        *,
        actor: str,
        on_changed: Callable[[], None],
        on_left: Callable[[], None],
    ) -> None:
        """``on_left`` is called when the dialog has gone, whatever came of it."""
        self._window, self._store, self._background, self._files = window, store, background, files
        self._actor, self._on_changed, self._on_left = actor, on_changed, on_left
        self._stopping: QMetaObject.Connection | None = None

    def open_people(self) -> None:
        def write(plan: Plan[NewPerson], pin: str, _tell: Tell) -> tuple[FirstPin, ...]:
            return import_people(self._store, self._actor, plan, pin=pin).pins

        self._open(
            _Subject(
                noun="人员",
                unit="人",
                verb="登记",
                columns=tuple(one.title for one in people_headings(self._store)),
                template=people_template,
                read=lambda store, data, _tell: read_people(store, data),
                write=write,
            )
        )

    def open_places(self) -> None:
        def write(plan: Plan[NewPlace], pin: str, _tell: Tell) -> tuple[FirstPin, ...]:
            import_places(self._store, self._actor, plan, pin=pin)
            return ()

        self._open(
            _Subject(
                noun="部位",
                unit="处",
                verb="加上",
                columns=tuple(one.title for one in places_headings(self._store)),
                template=places_template,
                read=lambda store, data, _tell: read_places(store, data),
                write=write,
                after="以后在设置的“地点”里看、加、停用",
            )
        )

    def open_cards(self, form: Form) -> None:
        def write(plan: Plan[NewCard], pin: str, tell: Tell) -> tuple[FirstPin, ...]:
            import_cards(self._store, self._actor, form, plan, pin=pin, tell=tell)
            return ()

        self._open(
            _Subject(
                noun=form.title,
                unit="件",
                verb="登记",
                columns=tuple(heading_of(field).title for field in columns_of(form)),
                template=lambda _: template(form),
                read=lambda store, data, tell: read_cards(store, form, data, tell=tell),
                write=write,
                after="都在这本台账里了。导错了就按 M 选“撤回一次导入”，整个撤掉",
            )
        )

    def _open(self, subject: _Subject[T]) -> None:
        dialog = ImportDialog(f"从 Excel 导入{subject.noun}", "、".join(subject.columns))
        plans: list[Plan[T]] = []
        dialog.template_requested.connect(lambda: self._save_template(dialog, subject))
        dialog.file_requested.connect(lambda: self._read(dialog, subject, plans))
        dialog.import_requested.connect(lambda pin: self._write(dialog, subject, plans[-1], pin))
        self._window.open_dialog(dialog)
        dialog.dismissed.connect(self._on_left)
        dialog.done.connect(self._window.close_dialog)
        dialog.done.connect(self._on_left)

    def _save_template(self, dialog: ImportDialog, subject: _Subject[T]) -> None:
        path = self._files.to_save(self._window, "存一份模板", f"{subject.noun}名单.xlsx", EXCEL)
        if path is None:
            return

        def work() -> Path:
            write_durably(path, subject.template(self._store))
            return path

        self._background.run_in_background(
            work,
            lambda path: dialog.tell(f"模板存在 {path}。填好、存好，再来选它"),
            lambda problem: dialog.tell(_words(problem)),
        )

    def _read(self, dialog: ImportDialog, subject: _Subject[T], plans: list[Plan[T]]) -> None:
        path = self._files.to_open(self._window, "选 Excel 文件", EXCEL)
        if path is None:
            return
        dialog.wait("正在读")

        def judged(plan: Plan[T]) -> None:
            plans.append(plan)
            dialog.show_judgement(_judgement(path, subject, plan))

        pace = self._background.run_long(
            lambda pace: subject.read(self._store, path.read_bytes(), pace.tell),
            judged,
            lambda problem: dialog.tell(_words(problem)),
            dialog.show_progress,
        )
        self._stop_with(dialog, pace)

    def _write(self, dialog: ImportDialog, subject: _Subject[T], plan: Plan[T], pin: str) -> None:
        def done(pins: tuple[FirstPin, ...]) -> None:
            self._on_changed()
            if pins:
                self._keep_slips(dialog, pins)
            advice = (
                "每个人第一次登录用的 PIN 只在这里出现一次：印成条，剪开，当面交给本人，让他登录后自己换"
                if pins
                else subject.after
            )
            if plan.bad:
                advice += f"\n还有 {len(plan.bad)} 行没有导入，在 Excel 里改好以后，同一个文件再导入一次就行"
            dialog.show_done(f"{subject.verb}了 {len(plan.ready)} {subject.unit}", advice, slips=bool(pins))

        pace = self._background.run_long(
            lambda pace: subject.write(plan, pin, pace.tell),
            done,
            lambda problem: dialog.refuse(Refusal(_words(problem))),
            dialog.show_progress,
        )
        self._stop_with(dialog, pace)

    def _stop_with(self, dialog: ImportDialog, pace: Pace) -> None:
        """The dialog's button stops what is under way, and nothing that was before it."""
        if self._stopping is not None:
            QObject.disconnect(self._stopping)
        self._stopping = dialog.stop_requested.connect(pace.stop)

    def _keep_slips(self, dialog: ImportDialog, pins: tuple[FirstPin, ...]) -> None:
        slips = [
            PinSlip(name=one.name, staff_no=one.staff_no, department=one.department, pin=one.pin)
            for one in pins
        ]
        facility, made_at = self._store.require_installation().facility_name, self._store.clock.now()
        OncePaper(
            self._window,
            self._background,
            self._files,
            dialog.slips,
            name=f"PIN 条 {len(slips)} 人",
            make=lambda: pin_slips(slips, facility=facility, printed_at=made_at),
        )


def _judgement(path: Path, subject: _Subject[T], plan: Plan[T]) -> Judgement:
    notes = [f"新的科室会一起加上：{'、'.join(plan.departments)}"] if plan.departments else []
    notes += [f"这些列没有用到：{'、'.join(plan.unused)}"] if plan.unused else []
    return Judgement(
        file=str(path),
        ready=len(plan.ready),
        known=len(plan.known),
        bad=[BadRowText(number=row.number, text=row.text, reason=row.reason) for row in plan.bad],
        notes=notes,
        verb=f"{subject.verb} {len(plan.ready)} {subject.unit}",
    )


def _words(problem: Exception) -> str:
    """A refusal's own sentence, or what the system did to a file; anything unforeseen goes to the log."""
    if isinstance(problem, Refusal):
        return str(problem)
    if isinstance(problem, OSError):
        reason = why(problem)
        return f"这个文件读写不了（{reason}）。{wording.SEALED_SAFE}。请换个位置，或关掉 Excel 再试。"
    LOG.error("unforeseen %s", type(problem).__name__, exc_info=problem)
    return f"{wording.UNFORESEEN.fact}。{wording.UNFORESEEN.advice}"
