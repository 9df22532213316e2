"""One record put into words: answers as on paper, signatures, what happened, delivery. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from forms.clock import local
from forms.definition import Field, FieldType, Form, FormKind, Section
from forms.json_value import Json
from forms.printing.job import Names
from forms.printing.values import answer_label, check_code_of, finding_of, value_text
from forms.revision import Revision
from forms.sheet_period import period_of
from models.queries.cases import CaseView
from models.queries.people import PersonView
from models.queries.records import RecordView
from models.queries.rights import may
from models.queries.tasks import TaskView
from ui import wording
from ui.pages import record_words
from ui.pages.answer_row import AnswerLine
from ui.pages.record import AnswerSection, RecordModel
from ui.pages.record_pane import RecordPane
from ui.presenters.case_words import case_of
from ui.presenters.task_words import task_lines
from ui.theme.states import ANSWER, DELIVERY, HAZARD, RECORD, State, Tone
from ui.theme.tokens import Role
from ui.widgets.side_card import SideLine
from ui.widgets.timeline import Moment

HANDLING = {"fixed": "当场已整改", "hazard": "转为隐患"}


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
    names: Names,
    now: datetime,
    *,
    private: Mapping[str, Json],
    shown: Revision,
    other: Revision | None,
    case: CaseView | None = None,
    step_of: CaseView | None = None,
    tasks: Sequence[TaskView] = (),
) -> RecordModel:
    """The whole record; ``private`` are the identifying answers if they are here and may be read."""
    item, form = view.item, view.form
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
                f"{wording.moment(item.claimed_at, now)}（{record_words.timeliness(item)}）",
            )
            if part
        ),
        pills=(record_words.status(item), *(one for one in record_words.pills(item) if one not in suspect)),
        banner=_banner(view),
        sections=tuple(answers_of(form, shown, names, private, other)) if form else (),
        versions=tuple((one.rev_id, f"第 {n} 版") for n, one in enumerate(view.revisions, 1)),
        shown=shown.rev_id,
        compared=other.rev_id if other else "",
        reason=shown.reason or "",
        signatures=tuple(_signatures(view, now)),
        moments=moments(view, now),
        delivery=tuple(_deliveries(view, now)),
        hazards=tuple(
            (one.hazard_id, SideLine(one.title, HAZARD[one.state].word, HAZARD[one.state].tone.text))
            for one in view.hazards
        ),
        tasks=task_lines(tasks, names, now),
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


def answers_of(
    form: Form, revision: Revision, names: Names, private: Mapping[str, Json], other: Revision | None
) -> Iterator[AnswerSection]:
    """Sections with what was answered, in page order; rows of a table become sections of their own."""
    whole = {**revision.answers, **private}
    before = other.answers if other else None
    bulk = frozenset(revision.bulk)
    for section in form.sections:
        lines = tuple(_lines(section, whole, before, names, bulk))
        if lines:
            yield AnswerSection(title=section.title, lines=lines)
        for field in section.fields:
            if field.type is FieldType.ROWS:
                yield from _rows(field, whole.get(field.name), before and before.get(field.name), names, bulk)


def _lines(
    section: Section,
    answers: Mapping[str, Json],
    before: Mapping[str, Json] | None,
    names: Names,
    bulk: frozenset[str],
) -> Iterator[AnswerLine]:
    for field in section.fields:
        if field.type in (FieldType.ROWS, FieldType.NOTE) or field.name not in answers:
            continue
        old = None if before is None else _text(field, before.get(field.name), names)
        yield _line(field, answers[field.name], old, names, in_bulk=field.name in bulk)


def _rows(
    field: Field, rows: Json, before: Json, names: Names, bulk: frozenset[str]
) -> Iterator[AnswerSection]:
    old_rows = (
        {row.get("row_id"): row for row in before if isinstance(row, dict)}
        if isinstance(before, list)
        else {}
    )
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if not isinstance(row, dict):
            continue
        old = old_rows.get(row.get("row_id"))
        place = next((one for one in field.fields if one.type is FieldType.PLACE), None)
        head = value_text(place, row.get(place.name), names) if place else ""
        lines = tuple(
            _line(
                one,
                row[one.name],
                None if not isinstance(before, list) else _text(one, (old or {}).get(one.name), names),
                names,
                in_bulk=f"{field.name}/{row.get('row_id')}/{one.name}" in bulk,
            )
            for one in field.fields
            if one.name in row and one is not place
        )
        yield AnswerSection(title=f"{field.label} {number}" + (f"·{head}" if head else ""), lines=lines)


def _text(field: Field, value: Json, names: Names) -> str:
    return value_text(field, value, names)


def _line(field: Field, value: Json, old: str | None, names: Names, *, in_bulk: bool) -> AnswerLine:
    if field.type is not FieldType.CHECK:
        return AnswerLine(label=field.label, value=_text(field, value, names), other=old)
    code = check_code_of(value)
    word = answer_label(field.answers, code)
    notes = ["用“其余正常”答的"] if in_bulk else []
    notes += _finding(finding_of(value), names)
    return AnswerLine(
        label=field.label,
        value=word,
        state=State(word, _icon(field, code), _tone(field, code)),
        note="；".join(notes),
        other=old,
    )


def _finding(finding: Mapping[str, Json], names: Names) -> Iterator[str]:
    if text := finding.get("text"):
        yield str(text)
    if place := finding.get("place"):
        yield f"部位 {names.place(str(place))}"
    if handling := finding.get("handling"):
        yield HANDLING.get(str(handling), str(handling))
    if done := finding.get("done"):
        yield f"做了：{done}"
    if owner := finding.get("owner"):
        yield f"责任人 {names.person(str(owner))}"
    if due := finding.get("due"):
        yield f"期限 {str(due).replace('T', ' ')[:16]}"


def _tone(field: Field, code: str) -> Tone:
    if field.answers and code in field.answers.bad:
        return Tone.BAD
    return Tone.OK if field.answers and code == field.answers.good else Tone.NA


def _icon(field: Field, code: str) -> str:
    names = {Tone.BAD: "abnormal", Tone.OK: "normal"}
    return ANSWER[names.get(_tone(field, code), "na")].icon


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
        return f"还等{titles}签字", "已封存在本机，谁先来谁先签，哪台电脑都行"
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


def moments(view: RecordView, now: datetime) -> tuple[Moment, ...]:
    """What happened to the record, newest first."""
    found: list[tuple[datetime, Moment]] = []
    for number, one in enumerate(view.revisions, 1):
        fact = "作废" if one.void else "封存" if number == 1 else f"更正成第 {number} 版"
        who = f"{wording.short(one.sealed_at, now)}，{one.author_name or '匿名'}"
        icon = RECORD["void"].icon if one.void else "lock-keyhole" if number == 1 else "files"
        found.append((one.sealed_at, Moment(icon, fact, who, Role.BRAND)))
    for sign in view.signatures:
        role = view.form.signer(sign.role).title if view.form else sign.role
        back = sign.verdict == "returned"
        fact = f"{role}退回：{sign.reason}" if back else f"{role}签字"
        detail = f"{wording.short(sign.signed_at, now)}，{sign.person_name}"
        found.append((sign.signed_at, Moment("undo-2" if back else "signature", fact, detail)))
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
            return "已送达，县里签名的回执已核对"
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


def _deliveries(view: RecordView, now: datetime) -> Iterator[SideLine]:
    yield SideLine(delivery_words(view, now), "", Role.TEXT2)
    words = {"revision": "记录", "signature": "签字"}
    for one in view.receipts:
        state = DELIVERY.get(one.delivery, DELIVERY["pending"])
        yield SideLine(words.get(one.kind, one.kind), state.word, state.tone.text)
