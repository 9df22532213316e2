"""Paper: some records are printed and not signed yet, some drafts lie half filled."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.demo.hand import HEAD, NURSE, OFFICER, Hand
from models.demo.rounds import PATROL, WARD, round_answers
from models.demo.story import Story
from models.tables.projections import RecordRow
from models.workflow import drafts, paper

PRINTED = ("fire.inspection", "management.weekly_meeting", "plant.special_weekly")


def printed(hand: Hand) -> Story:
    """The newest few that still lack a signature lie on the desk, printed."""
    yield hand.until - timedelta(hours=3)
    with hand.store.read() as session:
        found = [
            session.scalars(
                select(RecordRow.record_id)
                .where(RecordRow.form_id == form_id)
                .order_by(RecordRow.sealed_at.desc())
                .limit(1)
            ).first()
            for form_id in PRINTED
        ]
    for record_id in found:
        if record_id is not None:
            paper.print_record(hand.store, record_id, person=OFFICER)


def half_filled(hand: Hand) -> Story:
    """A round that stopped half way, and a meeting that somebody has begun to write down."""
    yield hand.until - timedelta(minutes=50)
    drafts.start(
        hand.store,
        form_id=PATROL,
        person=NURSE,
        department="内科病区",
        answers=round_answers(hand, WARD[:2], hand.now),
    )
    drafts.start(
        hand.store,
        form_id="patient.infection_check",
        person=HEAD,
        department="内科病区",
        answers={},
    )


def stories(hand: Hand) -> tuple[Story, ...]:
    return (printed(hand), half_filled(hand))
