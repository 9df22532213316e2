"""The bar at the foot teaches the keys that do something now, and no others."""

import pytest
from pytestqt.qtbot import QtBot

from ui.pages.advice import AdvicePage, AdviceRow
from ui.pages.hazards import HazardsModel, HazardsPage
from ui.pages.record import RecordModel, RecordPage
from ui.theme.tokens import Type
from ui.widgets.label import Label, level


def test_a_list_without_rows_teaches_no_key_of_a_row(qtbot: QtBot) -> None:
    page = AdvicePage()
    qtbot.add_widget(page)
    page.present((), "这段时间没有要提示的", "换一段时间看看")
    assert page.key_bar.accessibleName() == "Esc 回去"
    one = AdviceRow(what="几份写得一样", form="表", person="张某", said="", record_id="r", count=3)
    page.present((one,), "")
    assert page.key_bar.accessibleName() == "↑ ↓ 选一条，Enter 看记录，Esc 回去"


@pytest.mark.parametrize("view", ["board", "list"])
def test_a_board_without_cards_teaches_no_key_of_a_card_and_no_colour_of_one(qtbot: QtBot, view: str) -> None:
    page = HazardsPage()
    qtbot.add_widget(page)
    page.show_view(view)
    page.present(HazardsModel(open_count=0, found=0, figures=(), lanes=(), rows=()))
    assert page.key_bar.accessibleName() == "F 筛选，V 看板或清单"
    assert page.key_bar.accessibleDescription() == ""


def test_a_record_teaches_the_keys_of_the_buttons_that_it_has(qtbot: QtBot) -> None:
    page = RecordPage()
    qtbot.add_widget(page)
    page.present(RecordModel(record_id="r", title="表", line="", may_correct=False))
    assert page.key_bar.accessibleName() == "P 打印，Esc 回到清单"
    page.present(RecordModel(record_id="r", title="表", line="", sign_role="head", sign_title="主管人员"))
    assert page.key_bar.accessibleName() == "P 打印，G 更正，S 签字，Esc 回到清单"


def test_smaller_words_stand_on_the_line_of_the_larger_ones_beside_them(qtbot: QtBot) -> None:
    lines: list[int] = []
    for label in (
        level(Label("地点", Type.META)),
        level(Label("注", Type.NOTE)),
        Label("地下库房", Type.BODY),
    ):
        qtbot.add_widget(label)
        label.ensurePolished()
        lines.append(label.contentsMargins().top() + label.fontMetrics().ascent())
    assert max(lines) - min(lines) <= 1
