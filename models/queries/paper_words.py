"""What a scanned page is, in two sentences: what was found, and what comes of it or is to be done."""

from __future__ import annotations

from models.queries.paper_pages import PageView, Standing


def paper_line(view: PageView) -> str:
    """Which paper it is: form, number, page; empty where that is not known."""
    place = f"第 {view.page} 页，共 {view.pages} 页" if view.page else ""
    parts = (f"《{view.title}》" if view.title else "", view.serial, place)
    return " ".join(part for part in parts if part)


def said(view: PageView) -> tuple[str, str]:
    """What the page is, and what to do."""
    if view.is_filed and view.standing in _OF_A_RECORD:
        return _OF_A_RECORD[view.standing](view), "这一页已经归过档，不用再归。要换一张清楚的，先取下原来的"
    if view.standing in _OF_A_RECORD:
        return _OF_A_RECORD[view.standing](view), _what_comes(view)
    if view.standing is Standing.LEDGER:
        later = f"，打印以后又添了 {view.later} 条" if view.later else ""
        return (
            f"《{view.title}》的台账，{view.rows} 条记录都和现在的一样{later}",
            "台账不逐份归档，请按月装订保存。要归档到记录，就打印那一份记录",
        )
    fact, advice = _OTHERS[view.standing]
    return fact.format(title=view.title, serial=view.serial), advice


def pages_in_words(numbers: tuple[int, ...]) -> str:
    """第 2、3 页."""
    return f"第 {'、'.join(map(str, numbers))} 页"


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
        "《{title}》的台账，和现在的记录对不上",
        "打印以后有更正、作废或补录，或者不是整天、整周、整月打印的。请重新打印一张，和它一起保存",
    ),
    Standing.OTHER: ("这是医安打印的清单、报表或标签", "上面不签字，不用归档"),
    Standing.NOT_OURS: ("页上有二维码，但不是医安打印的", "没有归档。请看是不是拿错了纸"),
    Standing.NO_CODE: (
        "没有读到二维码",
        "扫得糊、太暗就重扫（200–300 dpi）；二维码被裁掉或盖住了，就输页脚右边的校验码",
    ),
    Standing.SEVERAL: ("这一张图里有两张纸", "没有归档。请一张一张扫"),
}
