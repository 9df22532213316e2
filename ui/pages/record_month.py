"""The month of 记录: which one, what it holds in all, and its days as a grid."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.record_calendar import DayFigures, RecordCalendar
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.label import Label

NONE = "这个月没有记录。按 PgUp 看上个月"
NOT_FOUND = "这个月没有符合的记录。换一个月，或清除筛选"


class RecordMonth(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calendar = RecordCalendar()
        self.earlier = Button("", icon="chevron-left", height=34)
        self.earlier.setAccessibleName("上个月")
        self.earlier.setToolTip("上个月（PgUp）")
        self.later = Button("", icon="chevron-right", height=34)
        self.later.setAccessibleName("下个月")
        self.later.setToolTip("下个月（PgDn）")
        self.earlier.clicked.connect(lambda: self.calendar.turn(-1))
        self.later.clicked.connect(lambda: self.calendar.turn(1))
        self.title = Label("", Type.SECTION)
        self.sums = Label("", Type.BODY, Role.TEXT2)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.earlier)
        line.addWidget(self.later)
        line.addSpacing(8)
        line.addWidget(self.title)
        line.addSpacing(12)
        line.addWidget(self.sums, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.calendar, 1)

    def show_day(self, day: date, *, today: date) -> None:
        """The month of a day, its figures still to come."""
        self.calendar.show_day(day, today=today)
        self._say_month()

    def present(self, month: date, figures: dict[date, DayFigures], *, is_narrowed: bool) -> None:
        self.calendar.present(month, figures)
        if month != self.calendar.month:
            return
        self._say_month()
        whole = DayFigures(
            count=sum(one.count for one in figures.values()),
            late=sum(one.late for one in figures.values()),
            unsigned=sum(one.unsigned for one in figures.values()),
            abnormal=sum(one.abnormal for one in figures.values()),
        )
        self.sums.setText(whole.said() if whole.count else NOT_FOUND if is_narrowed else NONE)

    def _say_month(self) -> None:
        month = self.calendar.month
        self.title.setText(f"{month.year} 年 {month.month} 月")
        self.later.setEnabled(not self.calendar.is_last_month)
