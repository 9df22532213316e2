"""What a scanned page is, in two sentences: what was found, and what comes of it or is to be done."""

from __future__ import annotations

from models.queries.paper_pages import LEDGERS, PageView, Standing


def paper_line(view: PageView) -> str:
    """Which paper it is: form, number, page; empty where that is not known."""
    place = f"第 {view.page} 页，共 {view.pages} 页" if view.page else ""
    ledger = "台账" if view.standing in LEDGERS or view.standing is Standing.LEDGER_OLD else ""
    parts = (f"《{view.title}》" if view.title else "", ledger, view.serial, place)
    return " ".join(part for part in parts if part)


def said(view: PageView) -> tuple[str, str]:
    """What the page is, and what to do."""
    if view.is_filed and view.standing in _OF_A_RECORD:
        return _OF_A_RECORD[view.standing](view), "这一页已经归过档，不用再归。要换一张清楚的，先取下原来的"
    if view.standing in _OF_A_RECORD:
        return _OF_A_RECORD[view.standing](view), _what_comes(view)
    if view.standing in LEDGERS:
        return _ledger(view), _ledger_comes(view)
    fact, advice = _OTHERS[view.standing]
    return fact.format(title=view.title, serial=view.serial), advice


def pages_in_words(numbers: tuple[int, ...]) -> str:
    """第 2、3 页."""
    return f"第 {'、'.join(map(str, numbers))} 页"


def _ledger(view: PageView) -> str:
    later = f"，打印以后又添了 {view.later} 条" if view.later else ""
    if not view.row_revs:
        return f"{view.rows} 条记录都和现在的一样{later}"
    rows = f"{rows_in_words(view)}的 {len(view.row_revs)} 份记录"
    if not view.changed:
        return f"{rows}打印以后都没有更正过{later}"
    numbers = "、".join(map(str, view.changed))
    return f"{rows}里，第 {numbers} 行打印以后更正或作废过{later}"


def rows_in_words(view: PageView) -> str:
    """第 1–14 行."""
    last = view.first_row + len(view.row_revs) - 1
    return f"第 {view.first_row}–{last} 行" if last > view.first_row else f"第 {last} 行"


def _ledger_comes(view: PageView) -> str:
    if not view.row_revs:
        return "这张纸没有写每一页是哪几行，不能归档。请重新打印一张，签好再扫"
    if view.is_filed:
        return "这一页已经归过档，不用再归。要换一张清楚的，先取下原来的"
    still = len(view.row_revs) - len(view.changed)
    if not view.changed:
        return f"归档后这 {still} 份都是“已签归档”"
    rest = f"其余 {still} 份归档后就是“已签归档”；" if still else ""
    return f"{rest}更正过的归在打印的那一版下留着，现在这一版请重新打印，签好再扫"


def _corrected(view: PageView) -> str:
    why = f"，原因：{view.reason}" if view.reason else ""
    return f"这是第 {view.version} 版的纸，打印以后更正过，现在是第 {view.newest} 版{why}"


def _void(view: PageView) -> str:
    return f"这份记录已经作废{f'，原因：{view.reason}' if view.reason else ''}"


def _current(view: PageView) -> str:
    return f"是现行的第 {view.version} 版" if view.newest > 1 else "是现行的，打印以后没有更正过"


_OF_A_RECORD = {Standing.CURRENT: _current, Standing.CORRECTED: _corrected, Standing.VOID: _void}


def _what_comes(view: PageView) -> str:
    match view.standing:
        case Standing.CORRECTED:
            return f"这页归在第 {view.version} 版下留着。请打印第 {view.newest} 版，签好再扫"
        case Standing.VOID:
            return "这页归在它下面留着，不用再签"
        case _ if not view.page:
            return "还不知道是第几页。请在右边选"
        case _ if view.missing:
            return f"归档后{pages_in_words(view.missing)}还没扫"
        case _:
            return "归档后就是“已签归档”"


_OTHERS = {
    Standing.FOREIGN_HOSPITAL: (
        "这是另一家医院的纸，编号 {serial}",
        "没有归档。请把纸退给那家医院",
    ),
    Standing.NOT_HERE: (
        "编号 {serial} 是本院的，但这份记录不在这台电脑上",
        "没有归档。请先同步再扫；同步后还没有，就到填它的那台电脑上扫",
    ),
    Standing.DIFFERS: (
        "编号 {serial} 和校验码对不上，这张纸不是医安打印的原样",
        "没有归档。请按编号打开记录，和纸上逐项核对，再重新打印",
    ),
    Standing.HIDDEN: ("这份记录你看不了", "没有归档。请交给科主任或质控科来扫"),
    Standing.PAGELESS: ("《{title}》是张贴用的，上面不签字", "不用归档"),
    Standing.BLANK: ("空白表《{title}》，是现行版本", "手填以后按“补录纸质记录”录入，打印签字再归档"),
    Standing.BLANK_OLD: ("空白表《{title}》不是现行版本", "请从表单库重新打印空白表"),
    Standing.ANONYMOUS: ("这是一份匿名报告", "匿名报告不归扫描件。纸请交给质控科"),
    Standing.LEDGER_OLD: (
        "在这台电脑上找不到这张台账打印时的样子",
        "没有归档。请先同步再扫；还找不到，就到打印它的那台电脑上扫，或者重新打印一张，签好再扫",
    ),
    Standing.OTHER: ("这是医安打印的清单、报表或标签", "上面不签字，不用归档"),
    Standing.NOT_OURS: ("页上有二维码，但不是医安打印的", "没有归档。请看是不是拿错了纸"),
    Standing.NO_CODE: (
        "没有读到二维码",
        "扫得糊、太暗就重扫（200–300 dpi）；二维码被裁掉或盖住了，就输页脚右边的校验码",
    ),
    Standing.SEVERAL: ("这一张图里有两张纸", "没有归档。请一张一张扫"),
}
