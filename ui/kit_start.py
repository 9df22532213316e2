"""Begins with the county's kit, where one lies on a stick beside: asks for its code, joins, or fills in what it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from models.installation import Installation
from models.program import read_program
from models.store import Store
from sync.enrolment import EnrolmentRefused, enrol
from sync.kit import OpenedKit, enrol_with, find_kit, open_for_first, open_kit
from sync.updates.sticks import sticks
from ui.background import Background
from ui.dialogs.kit import KitDialog
from ui.main_window import MainWindow

Places = Callable[[], Sequence[Path]]


def kit_places() -> tuple[Path, ...]:
    """Where a kit may lie: sticks, and what is around the folder of the installed program."""
    root = read_program().root
    around = (root, root.parent) if root is not None else ()
    return (*sticks(), *around)


class KitStart(QObject):
    """Signals:
    opened(str, str, str): for a new hospital: its name, the county's address, and the check code.
    joined: this computer belongs to the hospital of the kit.
    """

    opened = Signal(str, str, str)
    joined = Signal()

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        background: Background,
        places: Places = kit_places,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._store, self._background = window, store, background
        self._places = places
        self._path: Path | None = None

    def look(self, *, offer: bool) -> None:
        """Find a kit; ``offer``: ask for its code at once."""
        self._background.run_in_background(
            lambda: find_kit(self._places()), lambda path: self._on_found(path, offer=offer)
        )

    def reach(self, address: str, code: str) -> Installation:
        """Make this computer known with what was typed: the kit's check code, or a code of its own. In the background."""
        if self._path is not None:
            try:
                kit = open_kit(self._path, code, self._store.clock.now())
            except EnrolmentRefused:  # then it is a code that was given in another way
                pass
            else:
                return enrol_with(self._store, kit)
        return enrol(self._store, server_url=address, code=code)

    def _on_found(self, path: Path | None, *, offer: bool) -> None:
        self._path = path
        if path is None or not offer:
            return
        dialog = KitDialog(path)
        dialog.given.connect(lambda code, is_first: self._on_given(dialog, code, is_first=is_first))
        dialog.dismissed.connect(self._window.close_dialog)
        self._window.open_dialog(dialog, over=True)

    def _on_given(self, dialog: KitDialog, code: str, *, is_first: bool) -> None:
        path, store = self._path, self._store
        assert path is not None

        def opened(kit: OpenedKit) -> None:
            self._window.close_dialog()
            self.opened.emit(kit.kit.hospital, kit.kit.address, code)

        def joined(_: Installation) -> None:
            self._window.close_dialog()
            self.joined.emit()

        if is_first:
            self._background.run_in_background(
                lambda: open_for_first(path, code, store.clock.now()), opened, dialog.refuse
            )
        else:
            self._background.run_in_background(
                lambda: enrol_with(store, open_kit(path, code, store.clock.now())), joined, dialog.refuse
            )
