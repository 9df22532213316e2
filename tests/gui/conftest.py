"""What every test of the window shares: the shipped font, a still look, a None that lasts."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.none_references import keep_none_alive
from ui.theme import look
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts

keep_none_alive()


@pytest.fixture(autouse=True)
def shown(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light scheme with nothing moving."""
    if qapp.property("dressed") is None:
        load_fonts()
        look.apply(qapp, Scheme.LIGHT, motion=False)
        qapp.setProperty("dressed", True)
    yield qapp
