"""Reads the hints of a period and puts them kindly."""

from __future__ import annotations

from forms.advice_words import WHAT, said
from models.queries import advice
from models.queries.advice import AdviceItem
from ui.pages.advice import AdvicePage, AdviceRow
from ui.pages.page import Page
from ui.periods import since
from ui.presenters.presenter import Presenter


class AdvicePresenter(Presenter):
    name = "advice"
    kinds = frozenset({"records"})

    def build(self) -> Page:
        page = AdvicePage()
        page.back_requested.connect(self.desk.go_back)
        page.period_chosen.connect(self._on_period)
        page.open_requested.connect(self.desk.roads.open_record)
        self._shown = page
        self._period = "month"
        return page

    def refresh(self) -> None:
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()
        start = since(self._period, now)
        if start is None:
            return
        self.desk.read(
            "advice",
            lambda session: advice.read(session, catalog, reader, since=start, until=now),
            self._on_read,
        )

    def _on_read(self, found: tuple[AdviceItem, ...]) -> None:
        may_see = bool(advice.READERS & set(self.desk.reader.roles))
        nothing = (
            "这段时间没有要提示的" if may_see else "提示给安全管理人员、质控、院领导看，你的角色不看这一页"
        )
        elsewhere = "换一段时间看看" if may_see and self._period != "year" else ""
        self._shown.present([_row(one) for one in found], nothing, elsewhere)

    def _on_period(self, period: str) -> None:
        self._period = period
        self.refresh()


def _row(item: AdviceItem) -> AdviceRow:
    return AdviceRow(
        what=WHAT[item.advice.hint],
        form=item.form_title,
        person=item.author_name,
        said=said(item.advice),
        record_id=item.advice.records[-1],
        count=len(item.advice.records),
    )
