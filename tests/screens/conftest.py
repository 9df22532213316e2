"""What every test of the window shares: the shipped font, a still look, a None that lasts."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.window_fixtures import demo_home, open_window
from ui.none_references import keep_none_alive
from ui.theme import look
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts

__all__ = ["demo_home", "open_window"]  # fixtures, found here by their names

keep_none_alive()


@pytest.fixture(autouse=True)
def shown(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light scheme with nothing moving; Python collects by itself again afterwards."""
    if qapp.property("dressed") is None:
        load_fonts()
        look.apply(qapp, Scheme.LIGHT, motion=False)
        qapp.setProperty("dressed", True)
    yield qapp
    gc.enable()
