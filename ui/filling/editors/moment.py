"""Editors for dates, months, times and both: typed the way people write them, or picked from a calendar."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forms.clock import ZONE
from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling import moments
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.line import Line
from ui.filling.editors.month_popup import MonthPopup
from ui.theme import icons
from ui.theme.tokens import Role

_PLACEHOLDER = {
    FieldType.DATE: "如 1120、11-20、昨天",
    FieldType.TIME: "如 2205、22:05",
    FieldType.DATETIME: "如 2150、昨天 2150、11-20 2150",
}
_MONTH = "如 2026-10、10月、上月"


class MomentEditor(Editor):
    """Keeps text that cannot be read as it is, so that nothing typed is lost and the problem can name it."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._type = field.type
        self._asks_month = field.precision == "month"
        self._now = around.now
        self._value: Json = None
        self._line = Line(self)
        self._line.setReadOnly(around.is_read_only)
        self._line.setPlaceholderText(_MONTH if self._asks_month else _PLACEHOLDER[field.type])
        self._line.setAccessibleName(field.label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        self.setFocusProxy(self._line)
        self._line.editingFinished.connect(self._on_finished)
        self._line.textEdited.connect(self._on_typed)
        self._line.returnPressed.connect(self.left)
        if field.type is not FieldType.TIME and not around.is_read_only:
            action = self._line.addAction(
                icons.icon("calendar-days", 16, Role.TEXT2), QLineEdit.ActionPosition.TrailingPosition
            )
            action.setText("打开日历")
            action.triggered.connect(self._open_calendar)

    def set_value(self, value: Json) -> None:
        if value != self._value or not self._line.hasFocus():
            self._value = value
            self._line.setText(self._shown(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_calendar()
            return
        super().keyPressEvent(event)

    def _on_typed(self, text: str) -> None:
        self._value = self._read(text) or (text.strip() or None)
        self.typed.emit(self._value)

    def _on_finished(self) -> None:
        kept = self._read(self._line.text())
        if kept is not None:
            self._value = kept
            self._line.setText(self._shown(kept))
            self.edited.emit(kept)

    def _read(self, text: str) -> str | None:
        now = self._now()
        match self._type:
            case FieldType.DATE if self._asks_month:
                month = moments.read_month(text, today=now.astimezone(ZONE).date())
                return month.isoformat() if month else None
            case FieldType.DATE:
                day = moments.read_date(text.split(" 星期", maxsplit=1)[0], today=now.astimezone(ZONE).date())
                return day.isoformat() if day else None
            case FieldType.TIME:
                hour = moments.read_time(text)
                return f"{hour:%H:%M}" if hour else None
            case _:
                moment = moments.read_datetime(text, now=now)
                return moments.keep_datetime(moment) if moment else None

    def _shown(self, value: Json) -> str:
        if not isinstance(value, str):
            return ""
        try:
            match self._type:
                case FieldType.DATE if self._asks_month:
                    return moments.show_month(date.fromisoformat(value))
                case FieldType.DATE:
                    return moments.show_date(date.fromisoformat(value))
                case FieldType.DATETIME:
                    return moments.show_datetime(
                        datetime.fromisoformat(value).replace(tzinfo=None).replace(tzinfo=ZONE)
                    )
                case _:
                    return value
        except ValueError:
            return value

    def _open_calendar(self) -> None:
        if self._asks_month:
            months = MonthPopup(self._day(), self)
            months.chosen.connect(self._keep_day)
            months.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
            months.show()
            return
        popup = _CalendarPopup(self)
        day = self._day()
        popup.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        popup.calendar.clicked.connect(lambda chosen: self._on_picked(popup, chosen))
        popup.calendar.activated.connect(lambda chosen: self._on_picked(popup, chosen))
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        popup.calendar.setFocus()

    def _on_picked(self, popup: QWidget, chosen: QDate) -> None:
        popup.close()
        self._keep_day(date(chosen.year(), chosen.month(), chosen.day()))

    def _keep_day(self, day: date) -> None:
        if self._type is FieldType.DATE:
            self._value = day.isoformat()
        else:
            here = self._now().astimezone(ZONE)
            clock = _moment(self._value) or here
            self._value = moments.keep_datetime(datetime.combine(day, clock.time(), ZONE))
        self._line.setText(self._shown(self._value))
        self._line.setFocus()
        self.edited.emit(self._value)

    def _day(self) -> date:
        moment = _moment(self._value)
        return moment.date() if moment else self._now().astimezone(ZONE).date()


class _CalendarPopup(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget(self)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.calendar)


def _moment(value: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
