"""A stack of scanned pages in the hands of one person: what each is, what will happen to it, what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from forms.printing.codes import PaperCode
from models.queries.paper_pages import LEDGERS, PageView, Standing
from models.queries.paper_words import pages_in_words, paper_line, rows_in_words, said
from models.workflow.scanning import Filed, PageToFile
from ui.pages.scan_row import ScanLine
from ui.theme.states import RECORD, State, Tone

FILE = State("将归档", "file-check", Tone.OK)
FILE_OLD = State("旧版的纸", "files", Tone.LATE)
UNREAD = State("没认出来", "scan-line", Tone.WARN)
CANNOT = State("不归档", "circle-minus", Tone.NA)
BROKEN = State("打不开", "file-x", Tone.BAD)
AGAIN = State("归过了", "circle-check", Tone.NA)
TWICE = State("重复的", "copy", Tone.NA)
LEFT = State("不归这页", "circle-minus", Tone.NA)
REFUSED = State("没归上", "circle-alert", Tone.BAD)
PART = State("归了，还差页", "printer", Tone.WARN)
PART_OLD = State("归了，有更正", "files", Tone.LATE)
KEPT_OLD = State("归在旧版下", "files", Tone.LATE)

MATCHED_BY_HAND = frozenset(
    {Standing.NO_CODE, Standing.NOT_OURS, Standing.SEVERAL, Standing.DIFFERS, Standing.NOT_HERE}
)
"""Of these a person may still know which page it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One page of one file, or a file that holds none (``refusal`` says why)."""

    key: int
    name: str  # of the file
    number: int = 0  # in it
    count: int = 0
    picture: bytes = field(default=b"", repr=False)
    mime: str = ""
    small: bytes = field(default=b"", repr=False)  # for the list
    codes: tuple[PaperCode, ...] = ()
    view: PageView = field(default_factory=lambda: PageView(standing=Standing.NO_CODE))
    how: str = "code"
    refusal: str = ""
    is_left_out: bool = False
    filed: Filed | None = None

    @property
    def page(self) -> tuple[str, int]:
        """Which page of which paper."""
        return self.view.rev_id, self.view.page

    def to_file(self) -> PageToFile:
        return PageToFile(
            rev_id=self.view.rev_id,
            page=self.view.page,
            pages=self.view.pages,
            picture=self.picture,
            mime=self.mime,
            how=self.how,
            rows=self.view.row_revs,
        )


class Stack:
    """The pages in the order in which they came."""

    def __init__(self) -> None:
        self._pages: dict[int, Scanned] = {}
        self._next = 1

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, pages: Iterable[Scanned]) -> tuple[int, ...]:
        """Take pages in, each under a key of its own; the keys."""
        keys = []
        for one in pages:
            self._pages[self._next] = replace(one, key=self._next)
            keys.append(self._next)
            self._next += 1
        return tuple(keys)

    def all(self) -> tuple[Scanned, ...]:
        return tuple(self._pages.values())

    def get(self, key: int) -> Scanned | None:
        return self._pages.get(key)

    def put(self, page: Scanned) -> None:
        if page.key in self._pages:
            self._pages[page.key] = page

    def look_again(self, views: dict[int, PageView]) -> None:
        """What the pages are by now: the store has changed."""
        for key, view in views.items():
            page = self._pages.get(key)
            if page is not None and page.filed is None:
                self._pages[key] = replace(page, view=view)

    def waiting(self) -> tuple[Scanned, ...]:
        """Pages that a person has still to decide about, or to file."""
        return tuple(one for one in self._pages.values() if one.filed is None)

    def ready(self) -> tuple[Scanned, ...]:
        """Pages that the one press files, each page of a paper once."""
        first: dict[tuple[str, int], Scanned] = {}
        for one in self._pages.values():
            if self._is_fileable(one):
                first.setdefault(one.page, one)
        return tuple(first.values())

    def done(self) -> tuple[Scanned, ...]:
        """What was filed, and what need not be."""
        ready = {one.key for one in self.ready()}
        return tuple(
            one
            for key, one in self._pages.items()
            if one.filed is not None or not (key in ready or self._may_match(one) or one.refusal)
        )

    def forget_done(self) -> None:
        for one in self.done():
            del self._pages[one.key]

    def forget(self) -> None:
        self._pages.clear()

    def lines(self) -> tuple[ScanLine, ...]:
        ready = {one.page: one.key for one in self.ready()}
        return tuple(self._line(one, ready) for one in self._pages.values())

    @staticmethod
    def _is_fileable(one: Scanned) -> bool:
        return one.filed is None and not one.is_left_out and not one.refusal and one.view.can_be_filed

    @staticmethod
    def _may_match(one: Scanned) -> bool:
        return one.filed is None and bool(one.picture) and one.view.standing in MATCHED_BY_HAND

    def _line(self, one: Scanned, ready: dict[tuple[str, int], int]) -> ScanLine:
        state, fact, advice = self._told(one, ready)
        where = f"，第 {one.number} 页" if one.count > 1 else ""
        return ScanLine(
            key=one.key,
            state=state,
            title=f"《{one.view.title}》" if one.view.title else f"{one.name}{where}",
            place=paper_line(replace(one.view, title="")) if one.view.title else "",
            fact=fact,
            advice=advice,
            small=one.small,
            record_id=one.view.record_id,
            may_match=self._may_match(one),
            may_leave=one.filed is None and one.view.can_be_filed and not one.refusal,
            is_left=one.is_left_out,
        )

    def _told(self, one: Scanned, ready: dict[tuple[str, int], int]) -> tuple[State, str, str]:
        fact, advice = said(one.view)
        if one.refusal:
            what, _, rest = one.refusal.partition("。")
            return (REFUSED if one.picture else BROKEN), what, rest.rstrip("。")
        if one.filed is not None:
            return self._told_filed(one, fact)
        if one.is_left_out:
            return LEFT, fact, "这次不归，纸和文件都没动"
        if one.view.is_filed:
            return AGAIN, fact, advice
        if one.view.can_be_filed:
            first = ready.get(one.page, one.key)
            if first != one.key:
                return TWICE, fact, "这一叠里有同一页，只归前面那张"
            old = one.view.standing not in (Standing.CURRENT, Standing.LEDGER)
            told = advice if old or one.view.standing in LEDGERS else self._coming(one, ready)
            return (FILE_OLD if old else FILE), fact, told
        return (UNREAD if self._may_match(one) else CANNOT), fact, advice

    def _coming(self, one: Scanned, ready: dict[tuple[str, int], int]) -> str:
        """What filing brings, with the other pages of this stack."""
        rest = tuple(page for page in one.view.missing if (one.view.rev_id, page) not in ready)
        if rest:
            return f"归档后{pages_in_words(rest)}还没扫"
        together = "几页都在，" if one.view.missing else ""
        return f"{together}归档后就是“已签归档”"

    def _told_filed(self, one: Scanned, fact: str) -> tuple[State, str, str]:
        assert one.filed is not None
        if one.view.standing in LEDGERS and one.filed.paper == "filed":
            return RECORD["filed"], f"{rows_in_words(one.view)}的记录都归档了", "原纸照常保存"
        if one.view.standing is Standing.LEDGER_CHANGED:
            still = len(one.view.row_revs) - len(one.view.changed)
            others = f"其余 {still} 份都归档了；" if still else ""
            return PART_OLD, fact, f"{others}更正过的归在打印的那一版下，现在这一版请重新打印，签好再扫"
        if one.view.standing is not Standing.CURRENT:
            return KEPT_OLD, fact, said(one.view)[1]
        if one.filed.paper == "filed":
            return RECORD["filed"], "这份记录的纸都归档了", "原纸照常保存"
        filed = {other.page for other in self._pages.values() if other.filed is not None}
        rest = tuple(page for page in one.view.missing if (one.view.rev_id, page) not in filed)
        return PART, f"{pages_in_words(rest)}还没扫" if rest else fact, "扫好再来归，已经归的不用再扫"
