"""One incident put into words: its clocks, what is next, the report, its steps, who was told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from forms.clock import local
from forms.ledgers.incident_next import CLINICAL, DETAIL, NextStep
from forms.printing.job import Names
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incidents import IncidentClock, IncidentItem, IncidentStep, IncidentView, labels
from ui import wording
from ui.pages.incident import Analysis, ClockLine, Effect, IncidentModel, Measure, NextLine
from ui.presenters.incident_analysis import analysis_of, effect_of, measures_of
from ui.presenters.incident_words import ANONYMOUS, SHIFTS, IncidentWords, deadline, runs, told_clock
from ui.presenters.step_words import card_of, headline, moments_of
from ui.theme.states import INCIDENT, State, Tone
from ui.widgets.step_cards import StepCard
from ui.widgets.timeline import Moment

KEPT = State("本机已存", "check", Tone.OK)
NOT_COUNTED = State("没有算数", "circle-alert", Tone.WARN)
MOST_LINES = 6  # of a step: an analysis is long, and the record shows it whole
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


class IncidentPageWords(IncidentWords):
    """What the page of one incident says."""

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
            line=f"{wording.number(item.serial)}·{item.place}",
            pills=(INCIDENT[item.state], *((level,) if is_clinical else ())),
            banner=self._banner(view),
            running=tuple(self.tile(clock, item.record_id, "", now) for clock in item.running if runs(item)),
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
                self.tile(told_clock(clock), ANONYMOUS + item.report_id, "", now)
                for clock in item.clocks
                if clock.met_at is None
            ),
            report=(("发生了什么", item.what),),
            analyses=self._analyses(steps),
            measures=self._measures(steps, names, now),
            clocks=tuple(
                ClockLine(
                    text=clock.text,
                    state=State("已办", "check", Tone.OK) if clock.met_at else deadline(clock.due_at, now),
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
        state = deadline(clock.due, now)
    elif clock.met > clock.due:
        state = State(f"{wording.moment(clock.met, now)} 迟报", "clock-alert", Tone.BAD)
    else:
        state = State(f"{wording.moment(clock.met, now)} 按时", "circle-check", Tone.OK)
    return ClockLine(text=clock.text, state=state, source=clock.source)
