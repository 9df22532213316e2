"""Shows the sheet of a log, begins its next row, prints it, and has it signed in one act."""

from __future__ import annotations

from datetime import date

from forms.clock import local
from forms.definition import Form
from forms.printing.values import value_text
from models.queries.names import PaperNames
from models.queries.rights import may
from models.queries.sheets import SheetRow, SheetView, Waiting, read_sheet
from models.workflow.sheet_signing import SheetSigned
from ui.desk import Desk
from ui.dialogs.countersign import CountersignDialog
from ui.pages.page import Page
from ui.pages.sheet import SheetLine, SheetModel, SheetPage
from ui.presenters.fill_lists import Lists, read_lists
from ui.presenters.presenter import Presenter
from ui.presenters.sentences import sentence
from ui.presenters.signer_slots import article_of, later_slot
from ui.roads import Wish
from ui.theme.states import RECORD, TASK, State, Tone

SIGNED = State("都签了", "file-check", Tone.OK)


class SheetPresenter(Presenter):
    name = "sheet"
    kinds = frozenset({"records", "assets"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._form_id, self._day = "", local(desk.now()).date()
        self._view: SheetView | None = None

    def build(self) -> Page:
        page = SheetPage()
        page.back_requested.connect(self.desk.go_back)
        page.add_requested.connect(lambda: self.desk.roads.fill(Wish(form_id=self._form_id)))
        page.print_requested.connect(lambda: self.desk.roads.print_sheet(self._form_id, self._day))
        page.sign_requested.connect(self._on_sign)
        page.turn_requested.connect(self._on_turn)
        page.open_requested.connect(self.desk.roads.open_record)
        self._shown = page
        return page

    def open(self, key: str) -> None:
        """``form id/day``: the sheet that the next refresh reads."""
        self._form_id, _, day = key.partition("/")
        self._day = date.fromisoformat(day)

    def refresh(self) -> None:
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()
        form_id, day = self._form_id, self._day
        self.desk.read(
            "sheet",
            lambda session: read_sheet(session, catalog, form_id, day, reader, now=now),
            self._on_read,
        )

    def _on_read(self, view: SheetView | None) -> None:
        if view is None:
            self.desk.banner("这张表你看不了", "它只给指定岗位看。要看请找科主任", "知道了")
            self.desk.go_back()
            return
        self._view = view
        reader, names = self.desk.reader, PaperNames(view.names)
        mine = _first(view.waiting_for(reader))
        self._shown.present(
            SheetModel(
                title=view.form.title,
                period=view.period.title,
                rows=[_line(view.form, row, names) for row in view.rows],
                flaws=view.flaws,
                to_sign=len(mine.rev_ids) if mine else 0,
                role_title=mine.signer.title if mine else "",
                may_fill=may(view.form, "fill", reader.roles),
                may_print=may(view.form, "print", reader.roles),
                is_last=view.period.end > self.desk.now(),
            )
        )

    def _on_turn(self, by: int) -> None:
        if self._view is not None:
            period = self._view.period
            self._day = (period.before() if by < 0 else period.following()).first
            self.refresh()

    def _on_sign(self) -> None:
        view = self._view
        mine = _first(view.waiting_for(self.desk.reader)) if view is not None else None
        if view is not None and mine is not None:
            self.desk.read("sheet.lists", read_lists, lambda lists: self._ask(view, mine, lists))

    def _ask(self, view: SheetView, mine: Waiting, lists: Lists) -> None:
        me = lists.person(self.desk.reader.staff_no)
        dialog = CountersignDialog(
            view.form.title,
            f"{view.period.title} 这一张，{len(mine.rev_ids)} 条一次签完",
            later_slot(mine.signer, view.form, (me,), me),
            number=view.form.signers.index(mine.signer),
            article=article_of(view.form),
            may_return=False,
        )

        def done(signed: SheetSigned) -> None:
            self.desk.window.close_dialog()
            if signed.left:
                self.desk.banner(
                    f"签了 {len(signed.signed)} 条，{len(signed.left)} 条没有签",
                    signed.left[0].reason,
                    "知道了",
                )

        def sign(person: str, pin: str, image: bytes | None) -> None:
            self.desk.operations.sign_sheet(
                rev_ids=mine.rev_ids,
                role=mine.signer.role,
                person=person,
                pin=pin,
                image=image,
                on_done=done,
                on_refused=lambda problem: dialog.refuse(sentence(problem)),
            )

        dialog.sign_requested.connect(sign)
        self.desk.window.open_dialog(dialog)


def _first(waiting: tuple[Waiting, ...]) -> Waiting | None:
    return waiting[0] if waiting else None


def _line(form: Form, row: SheetRow, names: PaperNames) -> SheetLine:
    said = (
        value_text(form.field(name), row.revision.answers.get(name), names, compact=True)
        for name in form.printing.head
    )
    pills: list[State] = []
    if row.abnormal:
        pills.append(State(f"异常 {row.abnormal}", "triangle-alert", Tone.BAD))
    if row.timeliness == "late":
        pills.append(TASK["late"])
    return SheetLine(
        record_id=row.record_id,
        time=f"{local(row.claimed_at):%m-%d %H:%M}",
        author=row.author_name,
        words="·".join(text for text in said if text),
        pills=tuple(pills),
        state=_state(form, row),
    )


def _state(form: Form, row: SheetRow) -> State:
    if row.returned:
        return RECORD["returned"]
    if not row.awaiting:
        return SIGNED
    who = form.signer(row.awaiting[0]).title if len(row.awaiting) == 1 else f" {len(row.awaiting)} 人签"
    return State(f"等{who}", "signature", Tone.BRAND)
