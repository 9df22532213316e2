"""Every command is one row: unique keys where they can meet, icons that exist, bars that teach real commands."""

from collections import Counter

from tests.architecture.sources import ROOT
from ui.actions import ACTIONS, KEY_BARS, PAGES, VIEW_BARS, WINDOW, action, key_bar


def test_no_key_means_two_things_on_one_page() -> None:
    scopes = {one.scope for one in ACTIONS} - {WINDOW}
    window_keys = [key for one in ACTIONS if one.scope == WINDOW for key in one.keys]
    assert [key for key, count in Counter(window_keys).items() if count > 1] == []
    for scope in scopes:
        keys = [key for one in ACTIONS if one.scope == scope for key in one.keys]
        assert [key for key, count in Counter([*keys, *window_keys]).items() if count > 1] == [], scope


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(one.id for one in ACTIONS).items() if count > 1] == []


def test_each_page_of_the_rail_has_its_digit() -> None:
    assert [action(f"go.{page.id}").keys for page in PAGES] == [(f"Alt+{n}",) for n in range(1, 10)]


def test_the_key_bars_teach_commands_that_exist_and_hold_there() -> None:
    for page in (*KEY_BARS, *VIEW_BARS):
        for one in key_bar(page):
            assert one.scope in (page, page.partition(".")[0], WINDOW)
            assert one.keys


def test_every_icon_named_in_the_window_is_shipped() -> None:
    shipped = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    named = {one.icon for one in ACTIONS if one.icon} | {page.icon for page in PAGES}
    assert named <= shipped


def test_caps_are_the_keys_as_they_stand_on_the_keyboard() -> None:
    assert action("records.move").caps == ("↑", "↓")
    assert action("find").caps == ("Ctrl K",)
    assert action("preview.zoom").caps == ("+", "-")
