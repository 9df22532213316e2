"""Every command, one row each: what it is called, the key that does it, where it holds, its icon."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """``keys`` are Qt key texts; a single letter acts only while a list has the focus, never in a text."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    scope: str = WINDOW
    icon: str = ""
    tip: str = ""

    @property
    def caps(self) -> tuple[str, ...]:
        """The keys as they are printed on key caps."""
        return tuple(_CAPS.get(key, key.replace("+", " ") if len(key) > 1 else key) for key in self.keys)


_CAPS = {
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Return": "Enter",
    "Escape": "Esc",
    "PgDown": "PgDn",
    "Ctrl+Return": "Ctrl Enter",
    "Alt+Left": "Alt ←",
    "Delete": "Del",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page of the rail."""

    id: str
    word: str
    icon: str


PAGES = (
    PageEntry(id="today", word="今日", icon="sun"),
    PageEntry(id="catalogue", word="填报", icon="clipboard-pen"),
    PageEntry(id="records", word="记录", icon="files"),
    PageEntry(id="hazards", word="隐患", icon="triangle-alert"),
    PageEntry(id="incidents", word="事件", icon="siren"),
    PageEntry(id="registers", word="台账", icon="library"),
    PageEntry(id="statistics", word="统计", icon="chart-column"),
    PageEntry(id="sync", word="同步", icon="refresh-cw"),
    PageEntry(id="settings", word="设置", icon="settings"),
)

_PARENTS = {
    "year": "statistics",
    "fill": "catalogue",
    "record": "records",
    "sheet": "records",
    "scans": "records",
    "sign_many": "today",
    "hazard": "hazards",
    "incident": "incidents",
    "indicators": "statistics",
    "behind": "statistics",
    "reports": "statistics",
    "advice": "statistics",
}
"""The rail's entries of pages that are not on it; a print belongs to whatever it is a print of."""

ACTIONS = (
    *(
        Action(id=f"go.{page.id}", text=f"去{page.word}", keys=(f"Alt+{number}",), icon=page.icon)
        for number, page in enumerate(PAGES, start=1)
    ),
    Action(id="find", text="找任何东西", keys=("Ctrl+K",), icon="search"),
    Action(id="person", text="换人", keys=("F2",), icon="user-round", tip="输工号和 PIN，换成另一个人"),
    Action(id="lock", text="锁上", keys=("Ctrl+L",), icon="lock-keyhole", tip="人走开时锁上，填的都在"),
    Action(
        id="sign",
        text="签等我签的",
        keys=("Ctrl+Shift+Q",),
        icon="signature",
        tip="一份一份看过，一次签完",
    ),
    Action(
        id="scan",
        text="归档扫描件",
        keys=("Ctrl+Shift+S",),
        icon="scan-line",
        tip="签好字的纸扫成文件，归到它的记录",
    ),
    Action(id="send", text="现在送", keys=("F5",), icon="send", tip="现在就试着送到县里"),
    Action(id="incident", text="报事件", keys=("N",), icon="siren", tip="约 1 分钟，可以匿名"),
    Action(
        id="demo",
        text="演示医院",
        icon="flask-conical",
        tip="一家虚构的卫生院，三个月的记录，只用来看和试；在里面时离开或移走",
    ),
    Action(id="back", text="回去", keys=("Alt+Left",), icon="arrow-left"),
    # today
    Action(id="today.move", text="选任务", keys=("Up", "Down"), scope="today"),
    Action(id="today.open", text="打开", keys=("Return",), scope="today"),
    Action(id="today.silence", text="先不提醒", keys=("Z",), scope="today", icon="pause"),
    Action(id="today.reason", text="说明原因", keys=("Y",), scope="today", icon="notebook-pen"),
    Action(id="today.paper", text="补录纸质记录", keys=("B",), scope="today", icon="file-check"),
    # catalogue
    Action(id="catalogue.move", text="选表", keys=("Up", "Down"), scope="catalogue"),
    Action(id="catalogue.fill", text="填", keys=("Return",), scope="catalogue", icon="pen-line"),
    Action(id="catalogue.blank", text="打印空白表", keys=("P",), scope="catalogue", icon="printer"),
    # records
    Action(id="records.move", text="选记录", keys=("Up", "Down"), scope="records"),
    Action(id="records.open", text="打开", keys=("Return",), scope="records", icon="eye"),
    Action(id="records.mark", text="选中", keys=("Space",), scope="records", icon="square-check"),
    Action(id="records.filter", text="筛选", keys=("F",), scope="records", icon="filter"),
    Action(id="records.view", text="清单或日历", keys=("V",), scope="records", icon="calendar-days"),
    Action(id="records.kept", text="常用筛选", keys=("S",), scope="records", icon="star"),
    Action(id="records.keep", text="存下筛选", keys=("Ctrl+S",), scope="records", icon="save"),
    Action(id="records.order", text="新的在前或旧的在前", keys=("O",), scope="records", icon="arrow-up-down"),
    Action(id="records.print", text="打印", keys=("P",), scope="records", icon="printer"),
    Action(id="records.batch", text="整批打印", keys=("B",), scope="records", icon="book-open"),
    Action(id="records.correct", text="更正", keys=("G",), scope="records", icon="square-pen"),
    Action(id="records.export", text="导出表格", keys=("E",), scope="records", icon="file-spreadsheet"),
    # records as a calendar
    Action(id="calendar.day", text="选日子", keys=("Left", "Right", "Up", "Down"), scope="records.calendar"),
    Action(id="calendar.month", text="换月", keys=("PgUp", "PgDown"), scope="records.calendar"),
    # one record
    Action(id="record.print", text="打印", keys=("P",), scope="record", icon="printer"),
    Action(id="record.correct", text="更正", keys=("G",), scope="record", icon="square-pen"),
    Action(id="record.sign", text="签字", keys=("S",), scope="record", icon="signature"),
    Action(id="record.compare", text="与上一版对照", keys=("V",), scope="record", icon="git-compare"),
    Action(id="record.whole", text="没改的也看", keys=("A",), scope="record"),
    Action(id="record.back", text="回到清单", keys=("Escape",), scope="record"),
    # the sheet of a log
    Action(id="sheet.open", text="打开", keys=("Return",), scope="sheet"),
    Action(id="sheet.add", text="记一条", keys=("A",), scope="sheet", icon="plus"),
    Action(id="sheet.sign", text="签这一张", keys=("S",), scope="sheet", icon="signature"),
    Action(id="sheet.print", text="打印这一张", keys=("P",), scope="sheet", icon="printer"),
    Action(id="sheet.turn", text="换一张", keys=("Left", "Right"), scope="sheet"),
    Action(id="sheet.back", text="回去", keys=("Escape",), scope="sheet"),
    # what waits for a signature
    Action(id="sign_many.move", text="选记录", keys=("Up", "Down"), scope="sign_many"),
    Action(id="sign_many.next", text="看下一页", keys=("Return",), scope="sign_many", icon="eye"),
    Action(id="sign_many.sign", text="签看过的", keys=("Ctrl+Return",), scope="sign_many", icon="signature"),
    Action(id="sign_many.skip", text="这份先不签", keys=("X",), scope="sign_many", icon="circle-minus"),
    Action(id="sign_many.return", text="退回", keys=("R",), scope="sign_many", icon="undo-2"),
    Action(id="sign_many.open", text="看记录", keys=("O",), scope="sign_many", icon="files"),
    Action(id="sign_many.back", text="回去", keys=("Escape",), scope="sign_many"),
    # scanned papers
    Action(id="scans.move", text="选页", keys=("Up", "Down"), scope="scans"),
    Action(id="scans.choose", text="选文件", keys=("O",), scope="scans", icon="folder-open"),
    Action(id="scans.match", text="我来认", keys=("M",), scope="scans", icon="scan-line"),
    Action(id="scans.leave", text="不归这页", keys=("Delete",), scope="scans", icon="circle-minus"),
    Action(id="scans.file", text="归档", keys=("Ctrl+Return",), scope="scans", icon="file-check"),
    Action(id="scans.back", text="回去", keys=("Escape",), scope="scans"),
    # print preview
    Action(id="preview.print", text="打印", keys=("Ctrl+P",), scope="preview", icon="printer"),
    Action(id="preview.save", text="存成 PDF", keys=("Ctrl+S",), scope="preview", icon="download"),
    Action(id="preview.zoom", text="放大缩小", keys=("+", "-"), scope="preview"),
    Action(id="preview.turn", text="翻页", keys=("PgUp", "PgDown"), scope="preview"),
    Action(id="preview.back", text="回去", keys=("Escape",), scope="preview"),
    # hazards
    Action(id="hazards.lane", text="换列", keys=("Left", "Right"), scope="hazards"),
    Action(id="hazards.move", text="换条", keys=("Up", "Down"), scope="hazards"),
    Action(id="hazards.open", text="打开", keys=("Return",), scope="hazards"),
    Action(id="hazards.next", text="移到下一步", keys=("M",), scope="hazards", icon="circle-arrow-right"),
    Action(id="hazards.return", text="退回", keys=("R",), scope="hazards", icon="undo-2"),
    Action(id="hazards.view", text="看板或清单", keys=("V",), scope="hazards"),
    Action(id="hazards.filter", text="筛选", keys=("F",), scope="hazards", icon="filter"),
    Action(id="hazards.kept", text="常用筛选", keys=("S",), scope="hazards", icon="star"),
    Action(id="hazards.keep", text="存下筛选", keys=("Ctrl+S",), scope="hazards", icon="save"),
    Action(id="hazards.add", text="登记隐患", keys=("A",), scope="hazards", icon="plus"),
    Action(id="hazards.print", text="打印清单", keys=("P",), scope="hazards", icon="printer"),
    # one hazard
    Action(id="hazard.next", text="做下一步", keys=("M",), scope="hazard"),
    Action(id="hazard.return", text="退回", keys=("R",), scope="hazard", icon="undo-2"),
    Action(id="hazard.print", text="打印", keys=("P",), scope="hazard", icon="printer"),
    Action(id="hazard.back", text="回到看板", keys=("Escape",), scope="hazard"),
    # incidents
    Action(id="incidents.move", text="选事件", keys=("Up", "Down"), scope="incidents"),
    Action(id="incidents.open", text="打开", keys=("Return",), scope="incidents"),
    Action(id="incidents.view", text="换看法", keys=("V",), scope="incidents"),
    Action(id="incidents.filter", text="筛选", keys=("F",), scope="incidents", icon="filter"),
    Action(id="incidents.kept", text="常用筛选", keys=("S",), scope="incidents", icon="star"),
    Action(id="incidents.keep", text="存下筛选", keys=("Ctrl+S",), scope="incidents", icon="save"),
    # one incident
    Action(id="incident.next", text="做下一步", keys=("M",), scope="incident"),
    Action(id="incident.print", text="打印", keys=("P",), scope="incident", icon="printer"),
    Action(id="incident.back", text="回到事件", keys=("Escape",), scope="incident"),
    # registers
    Action(id="registers.move", text="选一件", keys=("Up", "Down"), scope="registers"),
    Action(id="registers.open", text="打开", keys=("Return",), scope="registers"),
    Action(id="registers.check", text="检查这一件", keys=("C",), scope="registers", icon="clipboard-check"),
    Action(id="registers.note", text="记一笔", keys=("E",), scope="registers", icon="square-pen"),
    Action(id="registers.more", text="导入、导出、标签", keys=("M",), scope="registers", icon="ellipsis"),
    Action(id="registers.find", text="找台账", keys=("F",), scope="registers", icon="search"),
    Action(id="registers.add", text="登记一件", keys=("A",), scope="registers", icon="plus"),
    # statistics
    Action(id="statistics.open", text="看这个数的明细", keys=("Return",), scope="statistics"),
    Action(id="statistics.indicators", text="指标", keys=("I",), scope="statistics", icon="target"),
    Action(id="statistics.reports", text="报表和成册", keys=("P",), scope="statistics", icon="book-open"),
    Action(id="statistics.advice", text="提示", keys=("A",), scope="statistics", icon="lightbulb"),
    Action(id="statistics.move", text="选一个数", keys=("Up", "Down"), scope="statistics"),
    Action(id="statistics.period", text="换期间", keys=("Ctrl+Left", "Ctrl+Right"), scope="statistics"),
    Action(id="statistics.table", text="图或表格", keys=("T",), scope="statistics", icon="table"),
    # behind a figure
    Action(id="behind.move", text="选一条", keys=("Up", "Down"), scope="behind"),
    Action(id="behind.open", text="打开", keys=("Return",), scope="behind"),
    Action(id="behind.back", text="回去", keys=("Escape",), scope="behind"),
    # indicators
    Action(id="indicators.move", text="选指标", keys=("Up", "Down"), scope="indicators"),
    Action(id="indicators.open", text="看背后的记录", keys=("Return",), scope="indicators"),
    Action(id="indicators.target", text="定本院目标", keys=("G",), scope="indicators", icon="target"),
    Action(id="indicators.fill", text="去填缺的数", keys=("E",), scope="indicators", icon="pen-line"),
    Action(id="indicators.back", text="回去", keys=("Escape",), scope="indicators"),
    # reports
    Action(id="reports.move", text="选一种", keys=("Up", "Down"), scope="reports"),
    Action(id="reports.step", text="换期间", keys=("Left", "Right"), scope="reports"),
    Action(id="reports.show", text="看一看", keys=("Return",), scope="reports"),
    Action(id="reports.back", text="回去", keys=("Escape",), scope="reports"),
    # advice
    Action(id="advice.move", text="选一条", keys=("Up", "Down"), scope="advice"),
    Action(id="advice.open", text="看记录", keys=("Return",), scope="advice"),
    Action(id="advice.back", text="回去", keys=("Escape",), scope="advice"),
    # a year of duties
    Action(id="year.line", text="换一件事", keys=("Up", "Down"), scope="year"),
    Action(id="year.month", text="换月、换天", keys=("Left", "Right"), scope="year"),
    Action(id="year.open", text="看哪几天", keys=("Return",), scope="year"),
    Action(id="year.reason", text="说明原因", keys=("Y",), scope="year", icon="notebook-pen"),
    # sync
    Action(id="sync.move", text="选一条", keys=("Up", "Down"), scope="sync"),
    Action(id="sync.open", text="看这一条", keys=("Return",), scope="sync"),
    Action(id="sync.export", text="导出到 U 盘", keys=("U",), scope="sync", icon="usb"),
    Action(id="sync.print", text="打印", keys=("P",), scope="sync", icon="printer"),
    Action(id="sync.import", text="从 U 盘导入", keys=("I",), scope="sync", icon="download"),
    # filling; the digits, Q and the arrows belong to the line that has the focus (ui/filling/keys.py)
    Action(
        id="fill.seal",
        text="封存并签字",
        keys=("Ctrl+Return", "Ctrl+Enter"),
        scope="fill",
        icon="lock-keyhole",
    ),
    Action(id="fill.undo", text="撤销", keys=("Ctrl+Z",), scope="fill", icon="undo-2"),
    Action(id="fill.redo", text="重做", keys=("Ctrl+Y", "Ctrl+Shift+Z"), scope="fill", icon="redo-2"),
    Action(id="fill.rule", text="本项依据", keys=("F1",), scope="fill", icon="book-open"),
    # settings
    Action(id="settings.move", text="换一组", keys=("Up", "Down"), scope="settings"),
)

_BY_ID = {action.id: action for action in ACTIONS}

KEY_BARS: dict[str, tuple[str, ...]] = {
    "today": ("today.move", "today.open", "today.silence", "today.reason", "incident", "find", "person"),
    "catalogue": ("catalogue.move", "catalogue.fill", "catalogue.blank", "find", "person"),
    "records": (
        "records.move",
        "records.open",
        "records.mark",
        "records.filter",
        "records.view",
        "records.print",
        "records.export",
    ),
    "record": ("record.print", "record.correct", "record.sign", "record.compare", "record.back"),
    "sign_many": (
        "sign_many.move",
        "sign_many.next",
        "sign_many.sign",
        "sign_many.skip",
        "sign_many.return",
        "sign_many.open",
        "sign_many.back",
    ),
    "scans": (
        "scans.move",
        "scans.file",
        "scans.match",
        "scans.leave",
        "scans.choose",
        "scans.back",
    ),
    "sheet": ("sheet.open", "sheet.add", "sheet.sign", "sheet.print", "sheet.turn", "sheet.back"),
    "preview": ("preview.print", "preview.save", "preview.zoom", "preview.turn", "preview.back"),
    "hazards": (
        "hazards.lane",
        "hazards.move",
        "hazards.open",
        "hazards.next",
        "hazards.return",
        "hazards.filter",
        "hazards.view",
    ),
    "hazard": ("hazard.next", "hazard.return", "hazard.print", "hazard.back"),
    "incidents": ("incidents.move", "incidents.open", "incidents.view", "incidents.filter", "incident"),
    "incident": ("incident.next", "incident.print", "incident.back"),
    "registers": (
        "registers.move",
        "registers.open",
        "registers.check",
        "registers.note",
        "registers.add",
        "registers.find",
        "registers.more",
    ),
    "statistics": ("statistics.open", "statistics.move", "statistics.table", "statistics.period"),
    "behind": ("behind.move", "behind.open", "behind.back"),
    "indicators": (
        "indicators.move",
        "indicators.open",
        "indicators.target",
        "indicators.fill",
        "indicators.back",
    ),
    "reports": ("reports.move", "reports.step", "reports.show", "reports.back"),
    "advice": ("advice.move", "advice.open", "advice.back"),
    "year": ("year.line", "year.month", "year.open", "year.reason", "back"),
    "sync": ("sync.move", "sync.open", "send", "sync.export", "sync.import", "sync.print"),
    "settings": ("settings.move", "find", "person", "lock"),
}
"""What the bar at the foot of a page teaches, in order."""


def rail_entry(page: str) -> str | None:
    """The entry of the rail that a page belongs to, None if it keeps the one it was opened from."""
    return page if any(entry.id == page for entry in PAGES) else _PARENTS.get(page)


def action(name: str) -> Action:
    """The command of that id; KeyError if there is none."""
    return _BY_ID[name]


VIEW_BARS: dict[str, tuple[str, ...]] = {
    "records.calendar": (
        "calendar.day",
        "calendar.month",
        "records.open",
        "records.filter",
        "records.view",
        "find",
        "person",
    ),
}
"""Where another view of a page has other keys."""


def key_bar(page: str) -> tuple[Action, ...]:
    return tuple(_BY_ID[name] for name in (KEY_BARS | VIEW_BARS).get(page, ()))
