"""Builds the hospital to play with in a folder of its own, and takes it away again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from forms.clock import FixedClock, local, midnight
from forms.show_hospital import SUFFIX
from models.demo import hazards, incidents, papers, pictures, registers, rounds, routine, staff
from models.demo.bench import Bench
from models.demo.hand import ADMIN, Hand
from models.demo.story import tell
from models.queries.places import all_places
from models.workflow import attachments
from models.workflow.setup import set_up

PIN = "271828"
HOSPITAL = f"示范县第一卫生院{SUFFIX}"
LIFE = 92  # days
SWITCHES = (
    "fire_key_unit",
    "gas",
    "boiler",
    "elevator",
    "pressure_vessel",
    "hazardous_chemicals",
    "narcotics",
    "sewage_station",
)


def build(
    home: Path,
    *,
    until: datetime,
    pin: str = PIN,
    on_progress: Callable[[float], bool] = lambda _part: True,
) -> bool:
    """A hospital that has lived for three months up to ``until``; False if ``on_progress`` did not want to go on.

    ``on_progress`` hears the part that is done, 0 to 1.
    """
    first = midnight(local(until).date() - timedelta(days=LIFE)) + timedelta(hours=8)
    clock = FixedClock(first)
    store = Bench.open(home, clock=clock)
    assert isinstance(store, Bench)
    try:
        set_up(
            store,
            hospital=HOSPITAL,
            level="township",
            admin_no=ADMIN,
            admin_name="郑某",
            admin_pin=pin,
            switches=SWITCHES,
            figures={"beds": 60},
            demo=True,
        )
        hand = Hand(store=store, clock=clock, until=until, random=Random(2026))
        with store.read() as session:
            hand.places = tuple(place.code for place in all_places(session))
        span = (until - first).total_seconds()
        hand.photos = tuple(attachments.add(store, picture, "image/jpeg") for picture in pictures.pictures())
        staff.first_day(hand, pin)
        stories = [
            staff.more_duties(hand),
            *registers.stories(hand),
            *rounds.stories(hand),
            *hazards.stories(hand),
            *routine.stories(hand),
            *incidents.stories(hand),
            *papers.stories(hand),
        ]
        whole = tell(
            stories,
            clock,
            until=until,
            on_moment=lambda at: on_progress((at - first).total_seconds() / span),
        )
        store.keep()
        return whole
    finally:
        store.close()
