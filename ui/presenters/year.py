"""Reads a year of duties and puts it into words; gives the reason for what was missed a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from forms.clock import local
from models.queries import duty_coverage, duty_year
from models.queries.duty_year import DutyLine, DutyYear, Mark
from models.queries.today_view import Coverage
from ui.pages.page import Page
from ui.pages.records import RecordsPage
from ui.pages.year import MonthModel, PartRow, YearPage
from ui.presenters.chapters import CHAPTERS
from ui.presenters.presenter import Presenter
from ui.presenters.today_words import MISSED
from ui.roads import Wish
from ui.theme.states import SLOT
from ui.theme.tokens import Role
from ui.widgets.month_line import DayBox
from ui.widgets.year_matrix import YearLine, YearMark

WORDS = dict(CHAPTERS)


class YearPresenter(Presenter):
    name = "year"
    kinds = frozenset({"records", "duties", "places", "assets"})

    def build(self) -> Page:
        page = YearPage()
        page.year_chosen.connect(self._on_year)
        page.view_chosen.connect(self._on_view)
        page.month_wanted.connect(self._on_month)
        page.reason_requested.connect(self._on_reason)
        page.records_requested.connect(self._on_records)
        self._shown = page
        self._year = local(self.desk.now()).year
        self._view = "duty"
        self._found: DutyYear | None = None
        return page

    def refresh(self) -> None:
        desk, year, view = self.desk, self._year, self._view
        path, entries, now = desk.store.path, desk.store.catalog.current(), desk.now()
        areas = {one.code: one.label for one in desk.store.catalog.choice_list("place_area")}
        if view == "duty":
            desk.background.read(
                "year",
                lambda: duty_year.year(path, entries, year=year, now=now, area_names=areas),
                self._on_read,
                desk.tell,
            )
        else:
            desk.background.read(
                "year",
                lambda: duty_coverage.coverage_of_year(
                    path, entries, year=year, now=now, by=view, area_names=areas
                ),
                self._on_counted,
                desk.tell,
            )

    def _on_read(self, found: DutyYear) -> None:
        self._found = found
        order = {code: number for number, (code, _) in enumerate(CHAPTERS)}
        lines = sorted(found.lines, key=lambda one: order.get(one.chapter, len(order)))
        self._shown.present(
            [_line(one) for one in lines],
            year=found.year,
            today=local(found.now).date(),
            line=_counts(found.lines),
            note=found.note,
        )

    def _on_counted(self, counted: tuple[Coverage, ...]) -> None:
        rows = [
            PartRow(
                title=one.title,
                due=str(one.due),
                on_time=str(one.on_time),
                late=str(one.late),
                missed=str(one.missed),
                explained=str(one.explained),
                rate=_rate(one.on_time, one.due)[0],
            )
            for one in sorted(counted, key=lambda one: (one.on_time / one.due if one.due else 2, one.title))
        ]
        self._shown.present_parts(rows, year=self._year, line="做得少的排在前面", note="")

    def _on_year(self, year: int) -> None:
        self._year = max(2000, min(year, 2100))
        self.refresh()

    def _on_view(self, view: str) -> None:
        self._view = view
        self.refresh()

    def _on_month(self, key: str, month: int) -> None:
        one = self._duty(key)
        if one is None or self._found is None:
            return
        year, today = self._found.year, local(self._found.now).date()
        first = date(year, month, 1)
        until = date(year + month // 12, month % 12 + 1, 1)
        marks = [mark for mark in one.marks if first <= mark.day < until]
        running = [mark for mark in one.marks if mark.first < until and mark.day >= until]
        model = MonthModel(
            title=f"{one.title}·{month} 月",
            line=_month_line(one, marks, running),
            boxes=_boxes(marks, first, until, today, self._found),
        )
        missed = frozenset(mark.day for mark in marks if mark.missed > mark.explained)
        self._shown.present_month(model, missed)

    def _on_reason(self, key: str, day: date) -> None:
        """The form of a reason, begun with what was missed."""
        one = self._duty(key)
        mark = next((mark for mark in one.marks if mark.day == day), None) if one else None
        if one is None or mark is None:
            return
        first = mark.first if mark.first.year == day.year or one.often.startswith("每年") else day
        is_day = (mark.day - mark.first).days <= 1
        self.desk.roads.fill(
            Wish(
                form_id=MISSED,
                answers={
                    "duty": key,
                    "title": one.title,
                    "subject_name": "、".join(mark.subjects)[:200],
                    "first": (day if is_day else first).isoformat(),
                    "last": min(day, local(self.desk.now()).date()).isoformat(),
                },
            )
        )

    def _on_records(self, key: str) -> None:
        one = self._duty(key)
        page = self.desk.presenter("records").page
        self.desk.open_below("records")
        if one is not None and isinstance(page, RecordsPage):
            page.ask(form_id=one.form_id, period="year")

    def _duty(self, key: str) -> DutyLine | None:
        lines = self._found.lines if self._found else ()
        return next((one for one in lines if f"{one.form_id}/{one.duty_id}" == key), None)


def _line(one: DutyLine) -> YearLine:
    _, role = _rate(one.on_time, one.due)
    return YearLine(
        key=f"{one.form_id}/{one.duty_id}",
        chapter=WORDS.get(one.chapter, one.chapter),
        title=one.title,
        often=one.often,
        marks=[_mark(mark) for mark in one.marks],
        off=one.off,
        rate=f"{one.on_time}/{one.due}" if one.due else "—",
        rate_role=role,
        said=f"{one.title}，{one.often}，应做 {one.due}，按时 {one.on_time}，补录 {one.late}，漏做 {one.missed}",
    )


def _mark(mark: Mark) -> YearMark:
    """One of a day is drawn on that day, also where it began on the evening before."""
    is_day = (mark.day - mark.first).days <= 1
    return YearMark(first=mark.day if is_day else mark.first, last=mark.day, state=mark.state)


def _rate(part: int, whole: int) -> tuple[str, Role]:
    if not whole:
        return "—", Role.TEXT3
    share = part * 100 / whole
    return f"{share:.0f} %", Role.OK if share >= 100 else Role.WARN if share >= 80 else Role.BAD


def _counts(lines: Sequence[DutyLine]) -> str:
    due, on_time = sum(one.due for one in lines), sum(one.on_time for one in lines)
    missed, explained = sum(one.missed for one in lines), sum(one.explained for one in lines)
    words = f"{len(lines)} 项，应做 {due} 次，按时 {on_time}"
    return f"{words}，漏做 {missed}（说明过 {explained}）" if missed else words


def _month_line(one: DutyLine, marks: Sequence[Mark], running: Sequence[Mark]) -> str:
    ran = [mark for mark in marks if mark.state not in ("not_due", "open")]
    parts = [one.often]
    if ran:
        count, kept = sum(mark.count for mark in ran), sum(mark.kept for mark in ran)
        parts.append(f"到期 {count}，按时 {kept}")
    missed = sum(mark.missed for mark in marks)
    if missed:
        explained = sum(mark.explained for mark in marks)
        parts.append(f"漏做 {missed}，说明过 {explained}")
    for mark in running[:1]:
        parts.append(f"{mark.label}：{SLOT[mark.state].word}，{mark.day:%m-%d} 到期")
    return "　".join(parts)


def _boxes(marks: Sequence[Mark], first: date, until: date, today: date, found: DutyYear) -> list[DayBox]:
    by_day = {mark.day: mark for mark in marks}
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    return [_box(day, by_day.get(day), today, found) for day in days]


def _box(day: date, mark: Mark | None, today: date, found: DutyYear) -> DayBox:
    holiday = next((name for name, first, last in found.holidays if first <= day <= last), "")
    state = SLOT[mark.state] if mark else None
    words = f"{mark.kept}/{mark.count}" if mark and mark.state != "not_due" else ""
    said = f"{day.month} 月 {day.day} 日 {holiday}"
    if mark and state:
        said += f"，{state.word}，{mark.label}，按时 {mark.kept} 共 {mark.count}"
        said += f"，漏在 {'、'.join(mark.subjects)}" if mark.subjects else ""
    return DayBox(
        day=day,
        words=words,
        state=state,
        is_holiday=bool(holiday),
        is_today=day == today,
        said=said,
    )
