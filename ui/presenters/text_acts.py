"""Reads which texts of the forms were held against the official wording, and keeps it when one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.unverified import unverified
from models.queries.text_checks import TextCheck, TextKey, text_checks
from models.workflow.text_check import check_texts
from ui.dialogs.entry import EntryDialog, Question
from ui.operations import Changes
from ui.pages.unverified_panel import TextRow
from ui.presenters.target_acts import BadDay

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

CHANGED = Changes(kinds=frozenset({"records", "outbox"}))


class TextActs:
    """The buttons of the panel, by their names; ``chosen`` tells which texts they are about."""

    def __init__(self, desk: Desk, chosen: Callable[[], Sequence[TextRow]]) -> None:
        self._desk, self._chosen = desk, chosen
        self._places: dict[TextKey, tuple[tuple[str, str], ...]] | None = None
        self.by_name: dict[str, Callable[[str], None]] = {
            "texts.same": lambda _: self._same(),
            "texts.differs": lambda _: self._differs(),
        }

    def read(self, session: Session) -> tuple[TextRow, ...]:
        """Each text once, those that nobody has checked first, the most used of them at the front."""
        if self._places is None:  # the forms do not change while the window is open
            self._places = _places(self._desk.store.catalog)
        checks = text_checks(session)
        rows = [_row(key, places, checks.get(key)) for key, places in self._places.items()]
        rows.sort(key=lambda one: (one.state != "open", one.document, -len(one.places)))
        return tuple(rows)

    def _same(self) -> None:
        texts = self._chosen()
        what = f"“{texts[0].article}”这一条" if len(texts) == 1 else f"{texts[0].document}的 {len(texts)} 条"
        self._ask(
            "记下一致", f"{what}和正式文本逐字一致。谁、哪天、对照哪份文件，会封存成一张核对记录", texts, ()
        )

    def _differs(self) -> None:
        line = "正式文本怎么写，就怎么抄在下面。表先照旧，报给县里以后由县里换新版"
        official = Question(name="official", label="正式文本怎么写")
        self._ask("记下出入", f"“{self._chosen()[0].article}”：{line}", self._chosen()[:1], (official,))

    def _ask(self, verb: str, line: str, texts: Sequence[TextRow], more: tuple[Question, ...]) -> None:
        desk = self._desk
        today = local(desk.now()).date()
        dialog = EntryDialog(
            verb,
            line,
            (
                *more,
                Question(
                    name="document",
                    label="对照的正式文本",
                    value=texts[0].document if texts[0].document.startswith("《") else "",
                    hint="文件名、文号，从哪里得到的，如 县卫健局 2026 年印发的合订本",
                ),
                Question(name="day", label="哪天核对的", value=today.isoformat()),
                Question(name="pin", label="你的 PIN", kind="pin"),
            ),
        )
        keys = [(one.article, one.text) for one in texts]
        dialog.given.connect(
            lambda given: desk.operations.do(
                lambda: check_texts(
                    desk.store,
                    keys,
                    author=desk.reader.staff_no,
                    document=given["document"],
                    day=_day(given["day"]),
                    official=given.get("official", ""),
                    pin=given["pin"],
                ),
                lambda _: desk.window.close_dialog(),
                dialog.refuse,
                changes=CHANGED,
            )
        )
        desk.window.open_dialog(dialog)


def _places(catalog: Catalog) -> dict[TextKey, tuple[tuple[str, str], ...]]:
    """Of the newest version of each form: what an older one said is settled with its records."""
    found: dict[TextKey, list[tuple[str, str]]] = {}
    for one in unverified(catalog.latest(entry.id) for entry in catalog.current()):
        found.setdefault((one.article, one.text), []).append((one.form, one.where))
    return {key: tuple(places) for key, places in found.items()}


def _row(key: TextKey, places: tuple[tuple[str, str], ...], check: TextCheck | None) -> TextRow:
    article, text = key
    if check is None:
        return TextRow(article=article, text=text, places=places)
    return TextRow(
        article=article,
        text=text,
        places=places,
        state="same" if check.is_same else "differs",
        told=check.told,
        official=check.official,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(text) from None
