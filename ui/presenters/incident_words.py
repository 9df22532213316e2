"""Incidents put into words and states: rows, clocks, steps and what is next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from forms.catalog import Catalog
from forms.clock import local
from forms.ledgers.incident_next import CLINICAL, DETAIL, NextStep
from forms.ledgers.outside import IncidentClock as LedgerClock
from forms.printing.job import Names
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incidents import IncidentClock, IncidentItem, IncidentStep, IncidentView, labels
from models.queries.outside_register import PENDING, RegisterRow
from ui import wording
from ui.pages.incident import Analysis, ClockLine, Effect, IncidentModel, Measure, NextLine
from ui.pages.incidents import IncidentRow, ToldRow
from ui.presenters.incident_analysis import analysis_of, effect_of, measures_of
from ui.presenters.step_words import card_of, headline, moments_of
from ui.theme.states import INCIDENT, State, Tone
from ui.widgets.clock_tile import Clock
from ui.widgets.step_cards import StepCard
from ui.widgets.timeline import Moment

ANONYMOUS = "anonymous:"
NO_CLOCK = State("没有在走的时限", "circle-check", Tone.NA)
KEPT = State("本机已存", "check", Tone.OK)
NOT_COUNTED = State("没有算数", "circle-alert", Tone.WARN)
MOST_LINES = 6  # of a step: an analysis is long, and the record shows it whole
NEAR = timedelta(hours=24)  # what runs out later does not stand out
OVER = ("closed", "void")
INSIDE = "office"  # the receiver inside the hospital
SHIFTS = {"day": "白班", "evening": "小夜", "night": "大夜"}
STEP_WORDS = {
    CLINICAL: "补全报告",
    "incident.accept": "受理定级",
    "incident.report_up": "登记对外报告",
    "incident.follow_up": "续报、终报",
    "incident.analyse": "根因分析",
    "incident.improve": "整改与效果",
    "incident.feedback": "写反馈",
    "incident.close": "结案",
}
STEP_ICONS = {
    "accept": "user-check",
    "report_up": "send",
    "follow_up": "send",
    "detail": "file-plus",
    "analyse": "git-branch",
    "improve": "wrench",
    "feedback": "message-square",
    "close": "lock-keyhole",
}


def words_of(catalog: Catalog, name: str) -> dict[str, str]:
    return {choice.code: choice.label for choice in catalog.choice_list(name)}


class IncidentWords:
    """What a catalogue calls grades, categories, kinds and receivers."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._grades = words_of(catalog, "incident_grade")
        self._categories = words_of(catalog, "incident_category")
        self._kinds = words_of(catalog, "safety_event_kind") | words_of(catalog, "emergency_kind")
        self._ways = words_of(catalog, "report_way")
        self._stages = words_of(catalog, "report_stage")
        self._receivers = words_of(catalog, "report_receiver")
        self._supplements = words_of(catalog, "incident_supplement")

    # the list ---------------------------------------------------------------------

    def row(self, item: IncidentItem, now: datetime) -> IncidentRow:
        return IncidentRow(
            key=item.record_id,
            grade=self.grade(item.grade) if item.form_id == CLINICAL else "—",
            title=item.title,
            category=self.category(item),
            where=item.department or "（不记科室）",
            when=wording.day(item.happened_at, now) if item.happened_at else "（不记时间）",
            author=item.author_name,
            stage=INCIDENT[item.state],
            clock=_running(item.running, now) if _runs(item) else _left_over(item.running),
        )

    def anonymous_row(self, item: AnonymousItem, now: datetime) -> IncidentRow:
        running = tuple(clock for clock in item.clocks if clock.met_at is None)
        waits = State("还没打开", "inbox", Tone.WARN)
        return IncidentRow(
            key=ANONYMOUS + item.report_id,
            grade=self.grade(item.grade),
            title=item.what,
            category=self._categories.get(item.category or "", "（未分类）"),
            where="（不记科室）",
            when=f"{item.day[5:]} {SHIFTS.get(item.shift, '')}",
            author="匿名",
            stage=INCIDENT[item.state] if item.opened_on else waits,
            clock=_deadline(min(clock.due_at for clock in running), now) if running else NO_CLOCK,
        )

    def clocks(
        self, items: Iterable[IncidentItem], unnamed: Iterable[AnonymousItem], now: datetime
    ) -> tuple[Clock, ...]:
        """Every running clock of these incidents, the earliest first."""
        found = [
            (clock, item.record_id, item.title) for item in items for clock in item.running if _runs(item)
        ]
        for one in unnamed:
            if one.state in OVER:
                continue
            key, title = f"{ANONYMOUS}{one.report_id}", f"匿名：{one.what}"
            found += [(_told_clock(clock), key, title) for clock in one.clocks if clock.met_at is None]
        found.sort(key=lambda one: (one[0].due, one[0].text))
        return tuple(self._tile(clock, key, title, now) for clock, key, title in found)

    def _tile(self, clock: IncidentClock, key: str, title: str, now: datetime) -> Clock:
        whole = (clock.due - clock.start).total_seconds() or 1
        left = clock.due - now
        overdue = left <= timedelta()
        return Clock(
            key=key,
            title=title,
            text=clock.text,
            due=f"{wording.due(clock.due, now)}，{wording.moment(clock.due, now)} {'到时' if overdue else '前'}",
            source=clock.source,
            share=max(0.0, left.total_seconds() / whole),
            words="已到时" if overdue else wording.left(int(left.total_seconds() // 60)),
            kind=self.kind_of(clock),
            overdue=overdue,
            near=left <= NEAR,
        )

    def kind_of(self, clock: IncidentClock) -> State:
        """To whom a clock runs: inside the hospital, or who outside."""
        inside = clock.receiver in ("", INSIDE)
        word = self._receivers.get(clock.receiver, "对外报告") if clock.receiver else "院内"
        return State(word, "hospital" if inside else "send", Tone.NA if inside else Tone.BRAND)

    def told_row(self, row: RegisterRow, now: datetime) -> ToldRow:
        when = wording.moment(row.told_at, now) if row.told_at else ""
        if row.state == PENDING:
            state = _deadline(row.due, now) if row.due else State(PENDING, "send", Tone.WARN)
        else:
            late = row.in_time is False
            state = State(row.state, "clock-alert" if late else "check", Tone.BAD if late else Tone.OK)
        return ToldRow(
            key=row.record_id,
            title=row.title,
            receiver=row.receiver,
            stage=row.stage,
            way=row.way,
            number=row.number,
            when=when,
            author=row.author_name,
            state=state,
        )

    def grade(self, code: str | None) -> str:
        return self._grades.get(code or "", "待定级").split("（")[0][:6]

    def category(self, item: IncidentItem) -> str:
        return self._categories.get(item.category or "") or self._kinds.get(item.kind or "", "（未分类）")

    # one incident -----------------------------------------------------------------

    def model(
        self,
        view: IncidentView,
        names: Names,
        now: datetime,
        *,
        may_fill: Callable[[str], bool],
        delivered: Mapping[str, State],
        report: tuple[tuple[str, str], ...],
        papers: tuple[tuple[str, str], ...],
    ) -> IncidentModel:
        """``may_fill`` says whether this person may take the step of a form; ``report`` is what the report says."""
        item = view.item
        level = State(self.grade(item.grade), "flag", Tone.BAD if item.is_mandatory else Tone.NA)
        is_clinical = item.form_id == CLINICAL
        return IncidentModel(
            key=item.record_id,
            title=headline(item.title),
            line=f"{item.serial}·{item.place}",
            pills=(INCIDENT[item.state], *((level,) if is_clinical else ())),
            banner=self._banner(view),
            running=tuple(
                self._tile(clock, item.record_id, "", now) for clock in item.running if _runs(item)
            ),
            clocks=tuple(_clock_line(clock, now) for clock in item.clocks),
            next=tuple(self.next_line(one, now) for one in view.next if may_fill(one.form_id)),
            report=report,
            analyses=self._analyses(view.steps),
            measures=self._measures(view.steps, names, now),
            papers=papers,
            steps=tuple(self._step(step, names, now, delivered) for step in reversed(view.steps)),
            facts=(
                ("类别", self.category(item)),
                *((("报告性质", "强制报告" if item.is_mandatory else "自愿报告"),) if item.grade else ()),
                ("科室", item.department or "（不记科室）"),
                ("发生", _when(item.happened_at, now)),
                ("报告", f"{item.author_name}，{wording.moment(item.reported_at, now)}"),
            ),
            told=self._told(item, now),
            feedback=view.feedback,
            moments=_moments(view.steps, f"{wording.short(item.reported_at, now)}，{item.author_name}", now),
            supplements=self._all_supplements() if is_clinical else (),
            others=tuple(one for one in self._others(view.next, is_anonymous=False) if may_fill(one[0])),
        )

    def anonymous_model(
        self, item: AnonymousItem, steps: Sequence[IncidentStep], names: Names, now: datetime
    ) -> IncidentModel:
        return IncidentModel(
            key=ANONYMOUS + item.report_id,
            title=headline(item.what),
            line=f"匿名·{item.day} {SHIFTS.get(item.shift, '')}",
            pills=(INCIDENT[item.state], State(self.grade(item.grade), "flag", Tone.NA)),
            banner=(Tone.WARN, "circle-alert", "有一步没有算数", "；".join(item.problems))
            if item.problems
            else None,
            running=tuple(
                self._tile(_told_clock(clock), ANONYMOUS + item.report_id, "", now)
                for clock in item.clocks
                if clock.met_at is None
            ),
            report=(("发生了什么", item.what),),
            analyses=self._analyses(steps),
            measures=self._measures(steps, names, now),
            clocks=tuple(
                ClockLine(
                    text=clock.text,
                    state=State("已办", "check", Tone.OK) if clock.met_at else _deadline(clock.due_at, now),
                    source=f"{clock.source}；从打开那天起按整天算",
                )
                for clock in item.clocks
            ),
            next=tuple(self.next_line(one, now) for one in item.next if one.form_id != CLINICAL),
            steps=tuple(self._step(step, names, now, {}) for step in reversed(steps)),
            facts=(
                ("类别", self._categories.get(item.category or "", "（未分类）")),
                ("报告", "匿名，不记是谁、在哪台电脑、几点"),
                ("打开", item.opened_on or "还没打开"),
                ("反馈", "写了反馈，报告的人凭取件码看得到"),
            ),
            told=(),
            feedback=(),
            moments=_moments(steps, f"{item.day}，匿名", now),
            supplements=self._all_supplements(),
            others=self._others(item.next, is_anonymous=True),
        )

    def next_line(self, step: NextStep, now: datetime) -> NextLine:
        """A word for the button, and why with the deadline."""
        due = f"，{wording.due(step.due, now)}" if step.due else ""
        code = step.form_id.removeprefix(DETAIL)
        word = STEP_WORDS.get(step.form_id) or f"填{self._supplements.get(code, '附表')}"
        return NextLine(form_id=step.form_id, word=word, why=f"{step.why}{due}")

    def _all_supplements(self) -> tuple[tuple[str, str], ...]:
        return tuple((DETAIL + code, label) for code, label in self._supplements.items())

    def _others(self, steps: Sequence[NextStep], *, is_anonymous: bool) -> tuple[tuple[str, str], ...]:
        first = steps[0].form_id if steps else ""
        hidden = {first, CLINICAL, *(("incident.follow_up",) if is_anonymous else ())}
        return tuple((form_id, word) for form_id, word in STEP_WORDS.items() if form_id not in hidden)

    def _banner(self, view: IncidentView) -> tuple[Tone, str, str, str] | None:
        if view.problems:
            return (Tone.WARN, "circle-alert", "有一步没有算数", "；".join(view.problems))
        if len(view.heads) > 1:
            return (Tone.WARN, "split", "两台电脑各做了一步", "两步都留着。再做一步，就接在两步后面")
        if view.item.unreconciled:
            names = "、".join(labels(self._catalog, view.item.unreconciled))
            return (
                Tone.WARN,
                "phone",
                f"电话或传真报过{names}",
                "时限按那一次算；联网后补网络直报或书面报告",
            )
        return None

    def _told(self, item: IncidentItem, now: datetime) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                wording.short(one.at, now),
                "，".join(
                    part
                    for part in (
                        "、".join(labels(self._catalog, one.receivers)) or one.unit,
                        self._stages.get(one.stage, ""),
                        self._ways.get(one.way, one.way),
                        f"接报 {one.person}" if one.person else "",
                        f"登记号 {one.number}" if one.number else "",
                        one.author_name,
                    )
                    if part
                ),
            )
            for one in item.told
        )

    def _analyses(self, steps: Sequence[IncidentStep]) -> dict[str, Analysis]:
        found = (step for step in steps if step.action == "analyse")
        return {step.record_id: analysis_of(step.revision, self._catalog) for step in found}

    def _measures(
        self, steps: Sequence[IncidentStep], names: Names, now: datetime
    ) -> dict[str, tuple[tuple[Measure, ...], Effect | None]]:
        return {
            step.record_id: (
                measures_of(step.revision, names, now),
                effect_of(
                    step.revision,
                    self._catalog.get(step.revision.form_id, step.revision.form_version),
                    names,
                ),
            )
            for step in steps
            if step.action == "improve"
        }

    def _step(
        self, step: IncidentStep, names: Names, now: datetime, delivered: Mapping[str, State]
    ) -> StepCard:
        return card_of(
            step,
            self._catalog.get(step.revision.form_id, step.revision.form_version),
            names,
            now,
            icons=STEP_ICONS,
            delivery=delivered.get(step.record_id, KEPT) if step.counts else NOT_COUNTED,
            most=1 if step.action == "improve" else MOST_LINES,  # the measures are drawn below
        )


def _told_clock(clock: LedgerClock) -> IncidentClock:
    return IncidentClock(
        text=clock.text,
        start=clock.started_at,
        due=clock.due_at,
        met=clock.met_at,
        receiver=clock.receiver,
        source=clock.source,
    )


def _when(moment: datetime | None, now: datetime) -> str:
    """A day without an hour is told as a day."""
    if moment is None:
        return "（不记时间）"
    here = local(moment)
    return wording.day(moment, now) if (here.hour, here.minute) == (0, 0) else wording.moment(moment, now)


def _moments(steps: Sequence[IncidentStep], first: str, now: datetime) -> tuple[Moment, ...]:
    return moments_of(steps, Moment("siren", "报告", first), now, icons=STEP_ICONS)


def _clock_line(clock: IncidentClock, now: datetime) -> ClockLine:
    if clock.met is None:
        state = _deadline(clock.due, now)
    elif clock.met > clock.due:
        state = State(f"{wording.moment(clock.met, now)} 迟报", "clock-alert", Tone.BAD)
    else:
        state = State(f"{wording.moment(clock.met, now)} 按时", "circle-check", Tone.OK)
    return ClockLine(text=clock.text, state=state, source=clock.source)


def _runs(item: IncidentItem) -> bool:
    """A clock that nobody has stopped still runs, until the incident is closed."""
    return item.state not in OVER


def _left_over(clocks: Sequence[IncidentClock]) -> State:
    return State(f"{len(clocks)} 项没有办", "circle-minus", Tone.NA) if clocks else NO_CLOCK


def _running(clocks: Sequence[IncidentClock], now: datetime) -> State:
    return _deadline(min(clock.due for clock in clocks), now) if clocks else NO_CLOCK


def _deadline(due: datetime, now: datetime) -> State:
    if due <= now:
        return State(f"{wording.moment(due, now)} 已到时", "clock-alert", Tone.BAD)
    words = f"{wording.moment(due, now)} 前"
    return State(words, "hourglass", Tone.WARN) if due - now <= NEAR else State(words, "clock", Tone.NA)
