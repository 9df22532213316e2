"""Jumping in a table by typing how a row begins: its number, its name, the pinyin or the initials of either."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from models.pinyin import begins
from ui.tables.model import RowsModel

R = TypeVar("R")
TOGETHER_MS = 1000  # keys that come sooner after each other are one word


class Jump(QObject, Generic[R]):
    """What has been typed of a row so far, and the row that it means; only rows that are loaded are met."""

    def __init__(self, rows: RowsModel[R], parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._pause.timeout.connect(self.forget)
        columns = rows.columns
        self._told = [
            one
            for at, one in enumerate(columns)
            if one.state is None and (at == 0 or one.heavy or one.begins)
        ]

    def forget(self) -> None:
        """The next key begins a new word."""
        self._typed = ""

    def to(self, letter: str, here: int) -> int | None:
        """The first row that begins with what was typed; one key again and again leads from such row to such row.

        A key with which no row goes on begins a new word. None if no row begins with it.
        """
        self._pause.start()
        self._typed += letter.lower()
        found = self._first(self._typed)
        if found is None and set(self._typed) == {letter.lower()}:
            found = self._first(letter, after=here)
        if found is None:
            self._typed = letter.lower()
            found = self._first(letter)
        if found is None:
            self.forget()
        return found

    def _first(self, word: str, *, after: int = -1) -> int | None:
        many = self._rows.rowCount()
        return next(
            (at % many for at in range(after + 1, after + 1 + many) if self._begins(at % many, word)), None
        )

    def _begins(self, number: int, word: str) -> bool:
        row = self._rows.row(number)
        return row is not None and any(begins(column.text(row), word) for column in self._told)
