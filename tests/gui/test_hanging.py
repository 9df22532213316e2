"""Rows of painted controls: what is seen of them lines up with the page, and their focus ring is whole."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from ui.theme.tokens import RING_ROOM
from ui.widgets.button import Button, Kind
from ui.widgets.card import row
from ui.widgets.chip import Segments
from ui.widgets.page_header import PageHeader

WIDE, EDGE = 600, 16


def laid_out(*lines: QLayout, edge: int = EDGE) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(edge, 0, edge, 0)
    for line in lines:
        column.addLayout(line)
    page.resize(WIDE, 200)
    page.show()
    return page


def test_the_boxes_at_both_ends_of_a_row_stand_on_the_edges_of_the_page(shown: object) -> None:
    first, last = Segments((("a", "全部", ""), ("b", "消防", "")), "哪些"), Button("打印")
    page = laid_out(row(first, None, last))
    assert first.geometry().left() + RING_ROOM == EDGE
    assert last.geometry().right() - RING_ROOM == WIDE - 1 - EDGE
    page.close()


def test_the_word_of_a_link_stands_on_the_edge_for_it_has_no_box(shown: object) -> None:
    link = Button("回去", Kind.LINK)
    page = laid_out(row(link, None))
    assert link.geometry().left() + RING_ROOM + 4 == EDGE
    page.close()


def test_what_is_not_painted_smaller_and_a_hidden_control_move_nothing(shown: object) -> None:
    name, hidden = QLabel("姓名"), Button("打印")
    page = laid_out(row(name, None, QLabel("末"), hidden))
    hidden.hide()
    layout = page.layout()
    assert layout is not None
    layout.activate()
    assert name.geometry().left() == EDGE
    page.close()


def test_a_strut_at_the_end_holds_only_the_height(shown: object) -> None:
    button = Button("打印")
    line = row(None, button)
    line.addStrut(60)
    page = laid_out(line)
    assert button.geometry().right() - RING_ROOM == WIDE - 1 - EDGE
    page.close()


def test_without_room_beside_it_a_row_stays_inside_so_that_the_ring_is_whole(shown: object) -> None:
    button = Button("打印")
    page = laid_out(row(button, None), edge=0)
    assert button.geometry().left() == 0
    page.close()


def test_the_last_button_of_a_page_head_stands_on_the_edge_of_the_page(shown: object) -> None:
    button = Button("导出表格")
    page = laid_out(row(PageHeader("记录", button)))
    right = button.mapTo(page, button.rect().topRight()).x()
    assert right - RING_ROOM == WIDE - 1 - EDGE
    page.close()
