"""What every test of the window shares: the shipped font, a still look, a None that lasts."""

from tests.gui.window_fixtures import demo_home, open_window, qtbot, shown

__all__ = ["demo_home", "open_window", "qtbot", "shown"]  # fixtures, found here by their names
