"""One record put into words: answers as on paper, signatures, what happened, delivery. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from PySide6.QtGui import QImage

from forms.clock import from_text, local
from forms.definition import Form, FormKind
from forms.revision import Revision
from forms.sheet_period import period_of
from models.queries.cases import CaseView
from models.queries.people import PersonView
from models.queries.record_story import Filed, Story
from models.queries.records import RecordItem, RecordView
from models.queries.rights import may
from models.queries.tasks import TaskView
from ui import wording
from ui.pages import record_words
from ui.pages.record import RecordModel
from ui.pages.record_answers import AnswerSection
from ui.pages.record_pane import RecordPane
from ui.pages.record_versions import VersionsModel
from ui.presenters.case_words import case_of
from ui.presenters.record_answers import Around, answers_of, changed_only
from ui.presenters.task_words import task_lines
from ui.theme.states import DELIVERY, HAZARD, RECORD, State, Tone
from ui.theme.tokens import Role
from ui.widgets.side_card import SideLine
from ui.widgets.timeline import Moment

NO_STORY = Story()
NO_IMAGES: Mapping[str, QImage] = {}


def pane_of(view: RecordView, reader: PersonView, now: datetime) -> RecordPane:
    """The pane beside the list."""
    item = view.item
    state = record_words.delivery(item)
    return RecordPane(
        title=item.title,
        line=f"{record_words.serial(item)}\n{item.places}·{wording.short(item.claimed_at, now)}",
        banner=_waiting(view),
        moments=moments(view, now),
        delivery=delivery_words(view, now),
        delivery_icon=state.icon,
        delivery_role=state.tone.icon,
        may_correct=view.form is not None
        and may(view.form, "correct", reader.roles)
        and item.status != "void",
        may_print=view.form is not None and may(view.form, "print", reader.roles),
    )


def model_of(
    view: RecordView,
    reader: PersonView,
    now: datetime,
    *,
    around: Around,
    shown: Revision,
    compare: bool = False,
    whole: bool = False,
    story: Story = NO_STORY,
    images: Mapping[str, QImage] = NO_IMAGES,
    case: CaseView | None = None,
    step_of: CaseView | None = None,
    tasks: Sequence[TaskView] = (),
) -> RecordModel:
    """The whole record as one of its versions says it.

    ``compare``: beside the version before; ``whole``: then with what stayed the same, too.
    """
    item, form = view.item, view.form
    before = before_of(view, shown)
    compare = compare and before is not None
    differing = answers_of(form, shown, around, before) if form and before else ()
    changed = changed_only(differing)
    if not compare:
        sections = answers_of(form, shown, around) if form else ()
    else:
        sections = differing if whole else changed
    role = next((one for one in view.awaiting if form and _may_sign(form, one, view, reader)), "")
    suspect = (State("时间存疑", "clock-alert", Tone.WARN),) if item.clock_suspect else ()
    return RecordModel(
        record_id=item.record_id,
        title=item.title,
        line="·".join(
            part
            for part in (
                record_words.serial(item),
                item.places,
                f"{item.author_name} {item.author}".strip(),
                wording.moment(item.claimed_at, now) + _unusual(item),
            )
            if part
        ),
        pills=(record_words.status(item), *(one for one in record_words.pills(item) if one not in suspect)),
        banner=_banner(view),
        sections=sections,
        heads=(_head(view, before, now), _head(view, shown, now)) if compare and before else None,
        nothing=_nothing(form, compare=compare),
        versions=_versions(view, shown, now, differing, changed, compare=compare, whole=whole),
        images=images,
        scans=tuple((one.sha256, _scan(one, now)) for one in story.filed),
        signatures=tuple(_signatures(view, now)),
        moments=moments(view, now, story),
        delivery=tuple(_deliveries(view, now)),
        hazards=tuple(
            (one.hazard_id, SideLine(one.title, HAZARD[one.state].word, HAZARD[one.state].tone.text))
            for one in view.hazards
        ),
        tasks=task_lines(tasks, around.names, now),
        tasks_title=f"留下的事，做了 {sum(one.done_by is not None for one in tasks)}/{len(tasks)}",
        case=case_of(case, now) if case else None,
        step_of=(step_of.item.record_id, step_of.item.title) if step_of else None,
        sheet=f"{form.title} {period_of(form.printing.period, local(item.claimed_at).date()).title}"
        if form and form.kind is FormKind.LOG
        else "",
        sign_role=role,
        sign_title=form.signer(role).title if form and role else "",
        may_correct=form is not None and may(form, "correct", reader.roles) and item.status != "void",
        may_void=form is not None and may(form, "void", reader.roles) and item.status != "void",
        may_print=form is not None and may(form, "print", reader.roles),
    )


def _unusual(item: RecordItem) -> str:
    """How late it was keyed, where it was not simply on time."""
    return "" if item.timeliness == "on_time" else f"（{record_words.timeliness(item)}）"


def before_of(view: RecordView, shown: Revision) -> Revision | None:
    """The version that this one corrects; None for the first."""
    number = next(n for n, one in enumerate(view.revisions) if one.rev_id == shown.rev_id)
    by_id = {one.rev_id: one for one in view.revisions}
    parents = [by_id[parent] for parent in shown.parents if parent in by_id]
    return parents[0] if parents else view.revisions[number - 1] if number else None


def _number(view: RecordView, revision: Revision) -> int:
    return next(n for n, one in enumerate(view.revisions, 1) if one.rev_id == revision.rev_id)


def _head(view: RecordView, revision: Revision, now: datetime) -> str:
    who = revision.author_name or "匿名"
    return f"第 {_number(view, revision)} 版　{wording.short(revision.sealed_at, now)}　{who}"


def _versions(
    view: RecordView,
    shown: Revision,
    now: datetime,
    differing: Sequence[AnswerSection],
    changed: Sequence[AnswerSection],
    *,
    compare: bool,
    whole: bool,
) -> VersionsModel | None:
    if len(view.revisions) < 2:
        return None
    of, count = (sum(len(section.lines) for section in one) for one in (differing, changed))
    before = before_of(view, shown)
    changes, story = "第 1 版，还没有更正", ""
    if before is not None:
        what = "作废了" if shown.void else f"改了 {count} 处，共 {of} 项" if count else "答案没有改"
        changes = f"比第 {_number(view, before)} 版{what}"
        who = f"{wording.short(shown.sealed_at, now)} {shown.author_name or '匿名'}"
        story = f"{who}：{shown.reason}" if shown.reason else who
    return VersionsModel(
        versions=tuple((one.rev_id, f"第 {n} 版") for n, one in enumerate(view.revisions, 1)),
        shown=shown.rev_id,
        is_compared=compare,
        is_whole=whole,
        changes=changes,
        story=story,
    )


def _nothing(form: Form | None, *, compare: bool) -> str:
    if form is None:
        return "这份记录用的表单版本，这台电脑上还没有。记录完整保存着，更新医安以后就能看"
    return "两版的答案一样" if compare else "这一版没有答案"


def _scan(one: Filed, now: datetime) -> str:
    of = "台账" if one.is_ledger else ""
    return f"{of}第 {one.page} 页，共 {one.pages} 页，{wording.short(one.at, now)} {one.who}归档"


def _may_sign(form: Form, role: str, view: RecordView, reader: PersonView) -> bool:
    signer = form.signer(role)
    if signer.held_by and not set(signer.held_by) & set(reader.roles):
        return False
    signed = {one.role: one.person for one in view.signatures if one.object_id == view.revision.rev_id}
    signed[form.author_role] = view.revision.author
    return all(signed.get(other) != reader.staff_no for other in signer.not_same_as)


def _waiting(view: RecordView) -> tuple[str, str] | None:
    if view.item.returned:
        return "被退回了", f"{view.item.returned}。更正后原来那一版会留着"
    if view.awaiting and view.form:
        titles = "、".join(view.form.signer(role).title for role in view.awaiting)
        if view.item.paper == "filed":
            return f"纸已签好归档，系统里还等{titles}签字", "以纸上的手写签名为准；系统里的哪台电脑都能补签"
        return f"还等{titles}签字", "已封存在本机，哪台电脑都能签"
    return None


def _banner(view: RecordView) -> tuple[Tone, str, str, str] | None:
    if view.item.status == "void":
        return (
            Tone.NA,
            "ban",
            "这份记录已作废",
            f"原因：{view.revision.reason or '没有写'}。答案和签字都留着",
        )
    if len(view.heads) > 1:
        return (Tone.WARN, "files", "有两个版本，需要人定", "两版都在。更正一次，以那一版为准")
    waiting = _waiting(view)
    return None if waiting is None else (Tone.WARN, "signature", *waiting)


def _signatures(view: RecordView, now: datetime) -> Iterator[SideLine]:
    form, revision = view.form, view.revision
    title = form.signer(form.author_role).title if form else "填报人"
    yield SideLine(
        f"{title} {revision.author_name or '匿名'}", wording.short(revision.sealed_at, now), Role.OK
    )
    for one in view.signatures:
        role = form.signer(one.role).title if form else one.role
        word = "退回" if one.verdict == "returned" else wording.short(one.signed_at, now)
        yield SideLine(f"{role} {one.person_name}", word, Role.WARN if one.verdict == "returned" else Role.OK)
    for role in view.awaiting:
        yield SideLine(form.signer(role).title if form else role, "还没签", Role.WARN, heavy=True)


def moments(view: RecordView, now: datetime, story: Story = NO_STORY) -> tuple[Moment, ...]:
    """What happened to the record, newest first; prints and scans as far as this computer knows of them."""
    found: list[tuple[datetime, Moment]] = []
    for number, sealed in enumerate(view.revisions, 1):
        fact = "作废" if sealed.void else "封存" if number == 1 else f"更正成第 {number} 版"
        who = f"{wording.short(sealed.sealed_at, now)}，{sealed.author_name or '匿名'}"
        icon = RECORD["void"].icon if sealed.void else "lock-keyhole" if number == 1 else "files"
        found.append((sealed.sealed_at, Moment(icon, fact, who, Role.BRAND)))
    for sign in view.signatures:
        role = view.form.signer(sign.role).title if view.form else sign.role
        back = sign.verdict == "returned"
        fact = f"{role}退回：{sign.reason}" if back else f"{role}签字"
        detail = f"{wording.short(sign.signed_at, now)}，{sign.person_name}"
        found.append((sign.signed_at, Moment("undo-2" if back else "signature", fact, detail)))
    for one in reversed(story.prints):
        number = next((n for n, each in enumerate(view.revisions, 1) if each.rev_id == one.rev_id), 0)
        of = f"（第 {number} 版）" if number and len(view.revisions) > 1 else ""
        who = "，".join(part for part in (wording.short(one.at, now), one.who) if part)
        found.append((one.at, Moment("printer", f"第 {one.number} 次打印{of}", who)))
    for page in story.filed:
        who = f"{wording.short(page.at, now)}，{page.who}"
        paper = "台账" if page.is_ledger else "纸"
        found.append((page.at, Moment("file-check", f"签好的{paper}归档，第 {page.page} 页", who, Role.OK)))
    first = view.revisions[0]
    found.append((first.keyed_at, Moment("save", "开始在本机填", wording.short(first.keyed_at, now))))
    told = f"{wording.short(first.claimed_at, now)}，{record_words.timeliness(view.item)}"
    paper = f"，纸号 {first.paper_no}" if first.paper_no else ""
    found.append((first.claimed_at, Moment("clock", "称发生于", told + paper)))
    found.sort(key=lambda one: one[0], reverse=True)
    return tuple(moment for _, moment in found)


def delivery_words(view: RecordView, now: datetime) -> str:
    """One sentence on where the record stands with the county."""
    problem = next((one.problem for one in view.receipts if one.problem), None)
    match view.item.delivery:
        case "hosted":
            return "已到院内主机，县里的回执还没有到。院内主机连上县里时会自己送"
        case "received":
            return f"已送达，县里签名的回执已核对{_received(view, now)}"
        case "parked":
            return "县里收下了，还等照片送到"
        case "conflict":
            return "已送达。县里有两个版本，要人定一版"
        case "quarantined":
            return f"县里没有收下：{problem or '原因见同步页'}。记录还在本机，没有丢"
        case "none":
            return "这一份不用报给县里"
        case _:
            oldest = min((one.queued_at for one in view.receipts), default=None)
            since = f"，{wording.moment(oldest, now)} 起等着" if oldest else ""
            return f"待报：已保存在本机{since}"


def _received(view: RecordView, now: datetime) -> str:
    """When the county had the current version, and under which number, as its receipt says."""
    for one in view.receipts:
        if one.object_id != view.revision.rev_id or one.receipt is None:
            continue
        number, at = one.receipt.get("server_seq"), str(one.receipt.get("received_at", ""))
        try:
            when = wording.short(from_text(at), now)
        except ValueError:
            when = at
        return f"：{when} 收到，收件号 {number}" if when and number else ""
    return ""


def _deliveries(view: RecordView, now: datetime) -> Iterator[SideLine]:
    yield SideLine(delivery_words(view, now), "", Role.TEXT2)
    words = {"revision": "记录", "signature": "签字", "scan": "扫描的签字页"}
    for one in view.receipts:
        state = DELIVERY.get(one.delivery, DELIVERY["pending"])
        tip = f"{state.word}{f'：{one.problem}' if one.problem else ''}"
        version = next((n for n, each in enumerate(view.revisions, 1) if each.rev_id == one.object_id), 0)
        of = f"，第 {version} 版" if version and len(view.revisions) > 1 else ""
        yield SideLine(words.get(one.kind, one.kind) + of, state.word, state.tone.text, tip=tip)
