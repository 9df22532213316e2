"""What the fill page, the round sheet and sealing say. Every sentence: what happened, what is safe, what to do."""

from __future__ import annotations

MUST = "必填"
MAY = "选填"
REST_OF_GROUP = "本节其余正常"
REST_OF_ROW = "本行其余正常"
REST_WHEN = "整节无异常时"
SEAL = "封存并签字"
RULE = "本项依据"
ABNORMAL_WHEN = "怎样算异常"
BEFORE = "这一项以前"
TO_SIGN = "封存时要签"
NO_SOURCE = "这一项没有单独的条文，按本表的依据填"
NO_HISTORY = "这个地方还没有填过这一项"
UNVERIFIED = "这段文字还没有和正式文本核对"
REMARK_NEEDS_BAD = "说明和照片写在异常项里：先答异常"
EMPTY_CELLS = "没录的格是空的；用“其余正常”会在记录里注明"
EACH_CELL_SAVED = "每格即存"
TIME_IN_ROW = "两位是分钟，跟着上一行走"
ALL_ANSWERED = "都答完了。按 Ctrl Enter 封存"


def rest_marked(count: int, what: str) -> str:
    return f"已把{what} {count} 项记为正常，记录会注明"


def nothing_to_mark(what: str) -> str:
    return f"{what}没有没答的项"


def continue_at(number: int | None) -> str:
    return f"中断也不丢，下次从第 {number} 项继续" if number is not None else "中断也不丢，下次从这里继续"


def sheet_continue_at(row: int) -> str:
    return f"每格即存，断电从第 {row} 行继续"


def saved_at(clock: str, *, short: bool = False) -> str:
    return f"已存 {clock[:5]}" if short else f"已保存在本机 {clock}"


SAVING = "正在写入本机"


def open_problems(count: int) -> str:
    return f"还有 {count} 处要补，才能封存"


def next_problem(left: int, what: str) -> str:
    return f"还剩 {left} 处要补：{what}"
