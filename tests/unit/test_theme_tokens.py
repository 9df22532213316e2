"""The look as numbers and words: contrast, states, icons that are shipped."""

import pytest

from ui.theme.states import VOCABULARY, State
from ui.theme.tokens import COLOURS, Role, Scheme, contrast

TEXT, EDGE = 4.5, 3.0
PAIRS = (
    (Role.TEXT, Role.SURFACE, TEXT),
    (Role.TEXT, Role.BG, TEXT),
    (Role.TEXT, Role.BRAND_SOFT, TEXT),
    (Role.TEXT, Role.WARN_SOFT, TEXT),
    (Role.TEXT, Role.BAD_SOFT, TEXT),
    (Role.TEXT2, Role.SURFACE, TEXT),
    (Role.TEXT2, Role.BG, TEXT),
    (Role.TEXT2, Role.SURFACE2, TEXT),
    (Role.TEXT2, Role.BRAND_SOFT, TEXT),
    (Role.TEXT3, Role.SURFACE, TEXT),
    (Role.TEXT3, Role.BG, TEXT),
    (Role.TEXT3, Role.NA_SOFT, TEXT),
    (Role.DISABLED, Role.SURFACE, TEXT),
    (Role.DISABLED, Role.NA_SOFT, TEXT),
    (Role.BRAND, Role.SURFACE, TEXT),
    (Role.BRAND, Role.BG, TEXT),
    (Role.BRAND, Role.BRAND_SOFT, TEXT),
    (Role.ON_BRAND, Role.BRAND, TEXT),
    (Role.ON_BRAND, Role.BRAND_HOVER, TEXT),
    (Role.OK, Role.SURFACE, TEXT),
    (Role.OK, Role.OK_SOFT, TEXT),
    (Role.ON_OK, Role.OK, TEXT),
    (Role.BAD, Role.SURFACE, TEXT),
    (Role.BAD, Role.BG, TEXT),
    (Role.BAD, Role.BAD_SOFT, TEXT),
    (Role.ON_BAD, Role.BAD, TEXT),
    (Role.WARN, Role.SURFACE, TEXT),
    (Role.WARN, Role.WARN_SOFT, TEXT),
    (Role.NA, Role.SURFACE, TEXT),
    (Role.NA, Role.NA_SOFT, TEXT),
    (Role.LATE, Role.SURFACE, TEXT),
    (Role.LATE, Role.LATE_SOFT, TEXT),
    (Role.RAIL_FG, Role.RAIL, TEXT),
    (Role.RAIL_ACTIVE_FG, Role.RAIL_ACTIVE, TEXT),
    (Role.INK, Role.PAPER, TEXT),
    (Role.STRONG, Role.SURFACE, EDGE),
    (Role.STRONG, Role.BG, EDGE),
    (Role.WARN_ICON, Role.SURFACE, EDGE),
    (Role.WARN_ICON, Role.WARN_SOFT, EDGE),
    (Role.FOCUS, Role.SURFACE, EDGE),
    (Role.FOCUS, Role.BG, EDGE),
    (Role.FOCUS, Role.BRAND_SOFT, EDGE),
)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_that_is_read_has_enough_contrast(
    scheme: Scheme, front: Role, back: Role, least: float
) -> None:
    colours = COLOURS[scheme]
    assert contrast(colours[front], colours[back]) >= least


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_in_high_contrast_what_cannot_be_pressed_is_far_dimmer_than_what_can() -> None:
    colours = COLOURS[Scheme.CONTRAST]
    for enabled in (Role.TEXT, Role.TEXT3, Role.STRONG, Role.BRAND):
        assert contrast(colours[enabled], colours[Role.DISABLED]) >= 2.5


@pytest.mark.parametrize("scheme", Scheme)
def test_every_role_has_a_colour_in_every_scheme(scheme: Scheme) -> None:
    assert set(COLOURS[scheme]) == set(Role)


@pytest.mark.parametrize("state", [state for group in VOCABULARY for state in group.values()])
def test_every_state_has_a_word_an_icon_and_a_tone(state: State) -> None:
    assert state.word
    assert state.icon
    assert state.tone.text in Role
    assert state.tone.soft in Role


def test_states_of_one_group_differ_in_word_and_in_icon_or_tone() -> None:
    for group in VOCABULARY:
        words = [state.word for state in group.values()]
        assert len(set(words)) == len(words)
        looks = {(state.icon, state.tone, state.solid) for state in group.values() if state.word != "等附件"}
        assert len(looks) >= len(words) - 1
