"""Asks for a stricter target of the hospital's own for an indicator, and seals it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.clock import local
from forms.functions import as_number
from forms.indicator import Indicator
from models.faults import Refusal
from models.workflow.indicator_target import set_target
from ui.dialogs.entry import EntryDialog, Question
from ui.operations import Changes

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

CHANGED = Changes(kinds=frozenset({"records", "outbox"}))


class BadNumber(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是数。没有改动。请写成 98 或 1.5 这样。")


class BadDay(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是日期。没有改动。请写成 2026-12-01 这样。")


class TargetActs:
    """``on_changed`` is called after the card was sealed."""

    def __init__(self, desk: Desk, on_changed: Callable[[], None]) -> None:
        self._desk, self._on_changed = desk, on_changed

    def ask(self, indicator: Indicator) -> None:
        """``indicator`` as its document has it."""
        desk = self._desk
        today = local(desk.now()).date()
        rule = indicator.aim_words() or "没有定目标"
        dialog = EntryDialog(
            "定本院目标",
            f"{indicator.title}：文件的是“{rule}”，本院只能定得更严。这是一张要封存的设定单",
            (
                Question(name="value", label=f"本院目标{_unit(indicator)}"),
                Question(name="start", label="从哪天起", value=today.isoformat()),
                Question(name="reason", label="依据或原因", hint="如县里的考核要求"),
                Question(name="pin", label="你的 PIN", kind="pin"),
            ),
        )
        dialog.given.connect(
            lambda given: desk.operations.do(
                lambda: set_target(
                    desk.store,
                    indicator,
                    _value(given["value"]),
                    author=desk.reader.staff_no,
                    start=_day(given["start"]),
                    reason=given["reason"],
                    pin=given["pin"],
                ),
                lambda _: self._done(),
                dialog.refuse,
                changes=CHANGED,
            )
        )
        desk.window.open_dialog(dialog)

    def _done(self) -> None:
        self._desk.window.close_dialog()
        self._on_changed()


def _unit(indicator: Indicator) -> str:
    sign = indicator.unit.sign.strip() or indicator.per
    return f"（{sign}）" if sign else ""


def _value(text: str) -> Decimal:
    found = as_number(text.removesuffix("%").removesuffix("‰").strip())
    if found is None or found < 0:
        raise BadNumber(text)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(text) from None
