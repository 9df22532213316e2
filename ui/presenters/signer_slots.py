"""Who may sign a form in which role, and who is expected to."""

from __future__ import annotations

from forms.definition import Form, Signer
from models.workflow.drafts import DraftView
from ui.dialogs.seal_facts import SignerSlot
from ui.filling.choices import Option
from ui.presenters.fill_lists import Lists


def slot_of(signer: Signer, form: Form, draft: DraftView, lists: Lists) -> SignerSlot:
    """The card of a role in the seal dialog; the author's is the draft's own person."""
    if signer.author:
        author = lists.person(draft.person)
        return SignerSlot(
            role=signer.role, title=signer.title, is_author=True, person=author, options=(author,)
        )
    return later_slot(signer, form, may_sign(signer, draft, lists), expected(signer, draft, lists))


def later_slot(signer: Signer, form: Form, options: tuple[Option, ...], person: Option | None) -> SignerSlot:
    others = [one.title for one in form.signers if one.role in signer.not_same_as]
    return SignerSlot(
        role=signer.role,
        title=signer.title,
        is_author=False,
        person=person,
        options=options,
        rule=f"不能与{'、'.join(others)}是同一人" if others else "",
    )


def may_sign(signer: Signer, draft: DraftView, lists: Lists) -> tuple[Option, ...]:
    """Everybody who holds the role; not the author where the form forbids it."""
    named = _named(signer, draft, lists)
    if signer.field is not None:
        return (named,) if named is not None else ()
    return tuple(
        lists.person(person.staff_no)
        for person in lists.person_rows
        if (not signer.held_by or set(signer.held_by) & set(person.roles))
        and not (signer.not_same_as and person.staff_no == draft.person)
    )


def expected(signer: Signer, draft: DraftView, lists: Lists) -> Option | None:
    """The person a field names, else whoever holds the role in the same department."""
    if signer.field is not None:
        return _named(signer, draft, lists)
    for person in lists.person_rows:
        same = person.department == draft.department and person.staff_no != draft.person
        if same and set(person.roles) & set(signer.held_by):
            return lists.person(person.staff_no)
    return None


def article_of(form: Form) -> str:
    """The article that demands the signatures, with its words."""
    source = next((signer.source for signer in form.signers if signer.source is not None), None)
    return f"{source.article}：{source.text}" if source is not None and source.text else ""


def _named(signer: Signer, draft: DraftView, lists: Lists) -> Option | None:
    value = draft.answers.get(signer.field) if signer.field is not None else None
    return lists.person(value) if isinstance(value, str) else None
