"""A sealed record waits for a signature: the person who works now gives it, or sends the record back."""

from __future__ import annotations

from models.queries.records import RecordView
from models.queries.to_sign import ToSign, waiting_for
from ui import wording
from ui.desk import Desk
from ui.dialogs.countersign import CountersignDialog
from ui.presenters.fill_lists import Lists
from ui.presenters.sentences import sentence
from ui.presenters.signer_slots import article_of, later_slot


def ask_signature(desk: Desk, view: RecordView, lists: Lists) -> None:
    """Open the dialog for the first role that this person may sign; nothing if there is none."""
    form, reader = view.form, desk.reader
    if form is None:
        return
    waiting = (signer for signer in form.signers if signer.role in view.awaiting)
    signer = next((one for one in waiting if not one.held_by or set(one.held_by) & set(reader.roles)), None)
    if signer is None:
        return
    me, when = lists.person(reader.staff_no), wording.moment(view.item.claimed_at, desk.now())
    dialog = CountersignDialog(
        form.title,
        f"{wording.number(view.revision.serial)} {view.revision.author_name} 填，{when}".strip(),
        later_slot(signer, form, (me,), me),
        number=form.signers.index(signer),
        article=article_of(form),
    )
    role, rev_id = signer.role, view.revision.rev_id

    def done(_object_id: str) -> None:
        desk.window.close_dialog()

    def refused(problem: Exception) -> None:
        dialog.refuse(sentence(problem))

    def sign(person: str, pin: str, image: bytes | None) -> None:
        desk.operations.sign(
            rev_id=rev_id, role=role, person=person, pin=pin, image=image, on_done=done, on_refused=refused
        )

    def send_back(person: str, pin: str, reason: str) -> None:
        desk.operations.return_record(
            rev_id=rev_id, role=role, person=person, pin=pin, reason=reason, on_done=done, on_refused=refused
        )

    def sign_all() -> None:
        desk.window.close_dialog()
        desk.open_below("sign_many")

    def offer(waiting: tuple[ToSign, ...]) -> None:
        if desk.window.overlay.panel is dialog:
            dialog.offer_others(sum(one.rev_id != rev_id for one in waiting))

    dialog.others_requested.connect(sign_all)
    dialog.sign_requested.connect(sign)
    dialog.return_requested.connect(send_back)
    desk.window.open_dialog(dialog)
    catalog = desk.store.catalog
    desk.read("sign.others", lambda session: waiting_for(session, catalog, reader), offer)
