"""A stack of scanned pages: what each line says, and what the one press files."""

from __future__ import annotations

from dataclasses import replace

from models.queries.paper_pages import PageView, Standing
from models.workflow.scanning import Filed
from ui.pages.scan_row import ScanLine
from ui.presenters.scan_stack import Scanned, Stack

ONE, TWO = "a" * 64, "b" * 64


def view(page: int = 1, *, pages: int = 1, rev_id: str = ONE, **facts: object) -> PageView:
    missing = tuple(number for number in range(1, pages + 1) if number != page)
    settings: dict[str, object] = {
        "standing": Standing.CURRENT,
        "title": "巡查",
        "serial": "SF01-F01-20261120-01-001",
        "record_id": "record",
        "version": 1,
        "newest": 1,
        "missing": missing,
    }
    return PageView(page=page, pages=pages, rev_id=rev_id, **{**settings, **facts})  # type: ignore[arg-type]


def scan(of: PageView, **facts: object) -> Scanned:
    settings: dict[str, object] = {"name": "a.pdf", "number": 1, "count": 3, "picture": b"x"}
    return Scanned(key=0, view=of, **{**settings, **facts})  # type: ignore[arg-type]


def stack_of(*pages: Scanned) -> Stack:
    stack = Stack()
    stack.add(pages)
    return stack


def words(line: ScanLine) -> tuple[str, str]:
    return line.state.word, line.advice


def test_a_page_that_makes_the_paper_whole_says_so() -> None:
    stack = stack_of(scan(view()))
    assert [words(line) for line in stack.lines()] == [("将归档", "归档后就是“已签归档”")]
    assert [page.key for page in stack.ready()] == [1]


def test_pages_that_come_together_are_counted_together() -> None:
    whole = stack_of(scan(view(1, pages=2)), scan(view(2, pages=2)))
    assert {words(line)[1] for line in whole.lines()} == {"几页都在，归档后就是“已签归档”"}
    part = stack_of(scan(view(1, pages=3)), scan(view(3, pages=3)))
    assert {words(line)[1] for line in part.lines()} == {"归档后第 2 页还没扫"}


def test_the_same_page_twice_is_filed_once() -> None:
    stack = stack_of(scan(view()), scan(view()))
    assert [line.state.word for line in stack.lines()] == ["将归档", "重复的"]
    assert [page.key for page in stack.ready()] == [1]


def test_a_page_left_out_makes_room_for_its_double() -> None:
    stack = stack_of(scan(view()), scan(view()))
    first = stack.get(1)
    assert first is not None
    stack.put(replace(first, is_left_out=True))
    assert [line.state.word for line in stack.lines()] == ["不归这页", "将归档"]
    assert [page.key for page in stack.ready()] == [2]


def test_old_paper_is_filed_too_and_says_what_to_print() -> None:
    old = view(standing=Standing.CORRECTED, newest=2)
    (line,) = stack_of(scan(old)).lines()
    assert words(line) == ("旧版的纸", "这页归在第 1 版下留着。请打印第 2 版，签好再扫")
    assert len(stack_of(scan(old)).ready()) == 1


def test_what_cannot_be_filed_is_told_and_may_be_matched_only_where_that_helps() -> None:
    nothing = PageView(standing=Standing.NO_CODE)
    blank = PageView(standing=Standing.BLANK, title="巡查")
    lines = stack_of(scan(nothing), scan(blank), scan(view(is_filed=True))).lines()
    assert [(line.state.word, line.may_match) for line in lines] == [
        ("没认出来", True),
        ("不归档", False),
        ("归过了", False),
    ]
    assert lines[0].title == "a.pdf，第 1 页"


def test_a_file_that_cannot_be_opened_says_why_in_two_parts() -> None:
    broken = Scanned(key=0, name="b.heic", refusal="这是 HEIC 照片，打不开。请另存为 JPG。")
    (line,) = stack_of(broken).lines()
    assert (line.state.word, line.fact, line.advice) == ("打不开", "这是 HEIC 照片，打不开", "请另存为 JPG")
    assert (line.may_match, line.may_leave) == (False, False)


def test_what_is_done_is_taken_out_and_what_a_person_has_to_decide_stays() -> None:
    stack = stack_of(
        scan(view()),
        scan(view(rev_id=TWO)),
        scan(PageView(standing=Standing.NO_CODE)),
        scan(PageView(standing=Standing.BLANK, title="巡查")),
    )
    first = stack.get(1)
    assert first is not None
    stack.put(replace(first, filed=Filed(scan_id="s", record_id="record", paper="filed")))
    assert [line.state.word for line in stack.lines()] == ["已签归档", "将归档", "没认出来", "不归档"]
    stack.forget_done()
    assert [line.key for line in stack.lines()] == [2, 3]


def test_a_filed_page_says_which_pages_of_its_paper_are_still_out() -> None:
    stack = stack_of(scan(view(1, pages=3)), scan(view(3, pages=3)))
    for key in (1, 2):
        page = stack.get(key)
        assert page is not None
        stack.put(replace(page, filed=Filed(scan_id="s", record_id="record", paper="part")))
    assert {(line.state.word, line.fact) for line in stack.lines()} == {("归了，还差页", "第 2 页还没扫")}


def test_a_page_that_was_refused_says_so_and_can_be_filed_again_after_another_look() -> None:
    stack = stack_of(scan(view(), refusal="没有归上。磁盘满了，请腾出空间。"))
    (line,) = stack.lines()
    assert (line.state.word, line.fact, line.advice) == ("没归上", "没有归上", "磁盘满了，请腾出空间")


def test_the_page_of_a_ledger_says_of_how_many_records_it_is_and_which_were_corrected() -> None:
    plain = view(standing=Standing.LEDGER, serial="", record_id="", row_revs=tuple("abc"), first_row=4)
    mixed = replace(plain, page=2, standing=Standing.LEDGER_CHANGED, changed=(5,))
    stack = stack_of(scan(plain), scan(mixed))
    assert [line.state.word for line in stack.lines()] == ["将归档", "旧版的纸"]
    assert stack.lines()[0].advice == "归档后这 3 份都是“已签归档”"
    assert "第 5 行打印以后更正或作废过" in stack.lines()[1].fact
    assert [page.to_file().rows for page in stack.ready()] == [("a", "b", "c")] * 2
    for page, paper in zip(stack.ready(), ("filed", "part"), strict=True):
        stack.put(replace(page, filed=Filed(scan_id="1", record_id="", paper=paper)))
    first, second = stack.lines()
    assert (first.state.word, first.fact) == ("已签归档", "第 4–6 行的记录都归档了")
    assert (second.state.word, second.advice.partition("；")[0]) == ("归了，有更正", "其余 2 份都归档了")
