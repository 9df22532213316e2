"""One hazard put into words: what was found, the five things settled, photos before and after, its course. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from PySide6.QtGui import QImage

from forms.catalog import Catalog
from forms.definition import Form
from forms.json_value import Json
from forms.ledgers.hazard_reminder import last_reminded
from forms.printing.job import Names
from forms.printing.values import value_text
from models.queries.hazards import HazardItem, HazardStep, HazardView
from models.queries.people import PersonView
from models.queries.rights import may
from ui import wording
from ui.pages.hazard import HazardModel, Settled
from ui.presenters.hazard_next import hindrance_of, next_of, others_of
from ui.presenters.hazard_words import due_of, flag_of
from ui.presenters.step_words import card_of, headline, moments_of
from ui.theme.states import DELIVERY, HAZARD, HAZARD_LEVEL, State, Tone
from ui.widgets.photo_pair import Photo
from ui.widgets.step_cards import StepCard
from ui.widgets.timeline import Moment

STEP_ICONS = {
    "order": "wrench",
    "rectify": "circle-check",
    "recheck": "search",
    "close": "lock-keyhole",
    "extend": "calendar-days",
    "supervise": "gavel",
    "reopen": "rotate-ccw",
    "void": "ban",
}
NOT_YET = "下达整改时写"
_LATE = {
    "registered": "还没有下达整改。现在下达，期限重新定",
    "rectifying": "整改完就报整改情况；来不及的申请延期",
    "awaiting_recheck": "已经报了整改，复查合格就销号",
    "to_check": "先核定还算不算隐患",
}


def photos_named(view: HazardView) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Digests of the photos before, and of those after the last rectification and its re-check."""
    after: list[str] = []
    for step in view.steps:
        if step.action == "rectify":
            after = _texts(step.revision.answers.get("photos_after"))
        elif step.action == "recheck":
            after += _texts(step.revision.answers.get("photos"))
    return view.item.photos, tuple(after)


def model_of(
    view: HazardView,
    catalog: Catalog,
    names: Names,
    now: datetime,
    reader: PersonView,
    images: Mapping[str, QImage],
) -> HazardModel:
    """``images`` are small pictures by digest; a photo without one is told, not shown."""
    item = view.item
    step = next_of(item)
    hindrance = hindrance_of(view, step.form_id, catalog, reader)
    before, after = photos_named(view)
    ordered = _last(view.steps, "order")
    return HazardModel(
        hazard_id=item.hazard_id,
        record_id=item.record_id,
        title=headline(item.title),
        line=f"{item.number}·{item.place}",
        pills=_pills(item),
        banner=_banner(view, now),
        finding=item.title,
        found=f"{item.found_by_name} {wording.moment(item.found_at, now)} 发现，来自《{item.source_title}》",
        before=tuple(Photo(sha, images.get(sha)) for sha in before),
        after=tuple(Photo(sha, images.get(sha)) for sha in after),
        settled=tuple(_settled(item, ordered, catalog, names, now)),
        ordered=_card(ordered, catalog, names, now) if ordered else None,
        facts=tuple(_facts(item, names, now)),
        steps=tuple(_card(one, catalog, names, now) for one in reversed(view.steps) if one is not ordered),
        moments=moments_of(view.steps, _first(item, now), now, icons=STEP_ICONS),
        next_word=step.word,
        next_hint=step.rule,
        hindrance=hindrance,
        may_return=item.state == "awaiting_recheck" and not hindrance,
        papers=tuple(_papers(view)),
        others=tuple(
            one
            for one in others_of(item)
            if one[0] != step.form and may(catalog.latest(one[0].partition("#")[0]), "fill", reader.roles)
        ),
    )


def _pills(item: HazardItem) -> tuple[State, ...]:
    level = HAZARD_LEVEL.get(item.level, HAZARD_LEVEL["general"])
    return tuple(one for one in (HAZARD[item.state], level, flag_of(item)) if one is not None)


def _card(step: HazardStep, catalog: Catalog, names: Names, now: datetime) -> StepCard:
    return card_of(
        step,
        catalog.get(step.revision.form_id, step.revision.form_version),
        names,
        now,
        icons=STEP_ICONS,
        delivery=DELIVERY.get(step.delivery, DELIVERY["pending"]),
    )


def _settled(
    item: HazardItem, ordered: HazardStep | None, catalog: Catalog, names: Names, now: datetime
) -> Iterable[Settled]:
    """责任、资金、措施、期限、应急预案, in the words of the order; before it what the finding has said of them."""
    due = f"{wording.moment(item.due, now)}，{due_of(item, now).word}" if item.due else ""
    if ordered is None:
        owner = item.owner_name if item.owner else ""
        yield Settled("责任", owner, "登记时定的，下达时可以改" if owner else NOT_YET, is_done=False)
        for name in ("资金", "措施"):
            yield Settled(name, "", NOT_YET, is_done=False)
        yield Settled("期限", due, "登记时定的，下达时可以改" if due else NOT_YET, is_done=False)
        yield Settled("应急预案", "", NOT_YET, is_done=False)
        return
    form = catalog.get(ordered.revision.form_id, ordered.revision.form_version)
    told = _Told(form, ordered.revision.answers, names)
    outside = f"，{item.outside}" if item.outside else ""
    leader = told.of("supervisor")
    lead = f"，督办领导 {leader}" if leader else ""
    yield Settled("责任", f"{told.of('owner_department')} {item.owner_name}{outside}{lead}", "")
    yield Settled("资金", " ".join(filter(None, (told.of("funds_source"), told.of("funds")))), "")
    yield Settled("措施", told.of("measures"), "")
    yield Settled("期限", due, "延过期" if item.extended else "")
    yield Settled("应急预案", told.of("contingency"), "")


class _Told:
    """The answers of one revision in words, by field."""

    def __init__(self, form: Form, answers: Mapping[str, Json], names: Names) -> None:
        self._form, self._answers, self._names = form, answers, names

    def of(self, name: str) -> str:
        return value_text(self._form.field(name), self._answers.get(name), self._names, compact=True)


def _facts(item: HazardItem, names: Names, now: datetime) -> Iterable[tuple[str, str]]:
    yield "地点", item.place
    yield "责任人", item.owner_name
    if item.outside:
        yield "院外责任单位", item.outside
    if item.supervisor:
        yield "督办领导", names.person(item.supervisor)
    yield "期限", f"{wording.moment(item.due, now)}，{due_of(item, now).word}" if item.due else "还没定"
    if item.fixer:
        yield "整改人", names.person(item.fixer)
    if item.verifier:
        yield "复查人", names.person(item.verifier)
    yield "来自", f"{item.source_title} {item.source_serial.partition('-')[2]}"
    if item.reopened:
        yield "重新打开", f"{item.reopened} 次"


def _first(item: HazardItem, now: datetime) -> Moment:
    return Moment("inbox", "发现并登记", f"{wording.short(item.found_at, now)}，{item.found_by_name}")


def _papers(view: HazardView) -> Iterable[tuple[str, str]]:
    """Every step as paper, the newest first, and the record in which it was found."""
    for step in reversed(view.steps):
        yield step.record_id, step.title
    yield view.item.record_id, view.item.source_title


def _banner(view: HazardView, now: datetime) -> tuple[Tone, str, str, str] | None:
    if view.item.in_conflict:
        return (Tone.WARN, "split", "两台电脑各做了一步，需人定", "两步都留着。再做一步，就以那一步为准")
    if view.problems:
        return (Tone.WARN, "circle-alert", "有一步没有算数", "；".join(view.problems))
    if view.item.extension_waits:
        return (Tone.WARN, "calendar-days", "申请了延期，还没有批准", "批准人签字以前，期限不变")
    if title := last_reminded(view.item.due, now) if view.item.is_open else "":
        fact = f"{due_of(view.item, now).word}，已提醒{title}"
        return (Tone.BAD, "clock-alert", fact, _LATE.get(view.item.state, ""))
    return None


def _last(steps: Sequence[HazardStep], action: str) -> HazardStep | None:
    return next((one for one in reversed(steps) if one.action == action), None)


def _texts(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
