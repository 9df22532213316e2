"""Which form a hazard asks for next, who may fill it, and why this person may not. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from forms.catalog import Catalog
from models.queries.hazards import HazardItem, HazardView
from models.queries.people import PersonView
from models.queries.rights import may


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """``form`` is the form's id with what it is about after ``#``; ``word`` is on the button, ``rule`` beside it."""

    form: str = ""
    word: str = ""
    rule: str = ""

    @property
    def form_id(self) -> str:
        return self.form.partition("#")[0]


NEXT = {
    "registered": NextStep(form="hazard.order", word="下达整改", rule="派人、定期限，五落实写齐才能下达"),
    "rectifying": NextStep(form="hazard.rectify", word="报整改情况", rule="整改人写做了什么，附整改后照片"),
    "awaiting_recheck": NextStep(
        form="hazard.recheck", word="复查", rule="整改人不能自己复查，要由另一个人来"
    ),
    "to_check": NextStep(form="hazard.void", word="核定", rule="原来的记录更正后没有这一项了，要由人定"),
}
"""Stage → its next step."""

CLOSE = NextStep(form="hazard.close", word="销号", rule="复查合格了，由负责人签字销号")
DELIST = NextStep(
    form="hazard.supervise#delisting_requested", word="申请摘牌", rule="还在挂牌督办，摘牌后才能销号"
)
DELISTED = NextStep(
    form="hazard.supervise#delisted", word="登记摘牌", rule="收到摘牌文件后登记；县里挂的，由县里解除"
)
"""What follows a re-check that found it right, where that does not close the hazard by itself."""

RETURN = "hazard.recheck"
NOTHING = NextStep()
NOT_BY_THE_FIXER = frozenset({"hazard.recheck", "hazard.close"})


def next_of(item: HazardItem) -> NextStep:
    """``NOTHING`` when it is over."""
    if item.state == "awaiting_recheck" and item.passed:
        if not item.supervised:
            return CLOSE
        return DELISTED if item.delisting else DELIST
    return NEXT.get(item.state, NOTHING)


def others_of(item: HazardItem) -> tuple[tuple[str, str], ...]:
    """The steps beside the next one, as (form, word)."""
    if item.state == "closed":
        return (("hazard.reopen", "又发现了，重新打开"),)
    if not item.is_open:
        return ()
    if item.supervised:
        step = DELISTED if item.delisting else DELIST
        listing = (step.form, step.word)
    else:
        listing = ("hazard.supervise#listed", "挂牌督办")
    return (("hazard.extend", "申请延期"), listing, ("hazard.void", "作废"))


def hindrance_of(view: HazardView, form_id: str, catalog: Catalog, reader: PersonView) -> str:
    """Why this person may not take a step, and who may; "" when nothing stands in the way."""
    if not form_id:
        return ""
    form = catalog.latest(form_id)
    if not may(form, "fill", reader.roles):
        named = "、".join(word for role, word in catalog.labels("role").items() if role in form.rights.fill)
        return f"《{form.title}》由{named}来填。你看得到，也可以打印"
    if form_id in NOT_BY_THE_FIXER and reader.staff_no in fixers_of(view):
        doing = "复查" if form_id == "hazard.recheck" else "销号"
        return f"你是整改人，请别人来{doing}"
    return ""


def fixers_of(view: HazardView) -> frozenset[str]:
    """Who took part in the last rectification."""
    for step in reversed(view.steps):
        if step.action == "rectify":
            done_by = step.revision.answers.get("done_by")
            named = [one for one in done_by if isinstance(one, str)] if isinstance(done_by, list) else []
            return frozenset({step.revision.author, *named})
    return frozenset()
