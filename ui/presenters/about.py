"""What 关于医安 tells: versions, places, sizes and the licences of every part; nothing of what was filled in."""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
from datetime import datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import PySide6
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from sqlalchemy.orm import Session

from forms.clock import local
from models import backups
from models.home import DATABASE
from models.program import VERSION
from models.queries import outbox
from models.store import Store
from ui import wording
from ui.pages.about_panel import AboutModel

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "resources" / "NOTICE.md"
OURS = ("yian",)


def about(session: Session, store: Store, now: datetime) -> AboutModel:
    """Facts for a person, the same and more to send to who helps."""
    sent = outbox.summary(session)
    catalog = store.catalog.current()
    database = store.home / DATABASE
    made = backups.made_in(backups.folder_of(store.home))
    newest = wording.moment(backups.made_at(made[0]), now) if made else "还没有"
    facts = (
        ("版本", VERSION),
        ("表单", f"{len(catalog)} 张"),
        ("记录存在", str(store.home)),
        ("记录库", wording.size(database.stat().st_size)),
        ("许可", "Apache-2.0；用到的字体、图标和程序部件见下面的“许可”"),
    )
    diagnosis = {
        "医安": VERSION,
        "时间": f"{local(now):%Y-%m-%d %H:%M}",
        "系统": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": sys.version.split()[0],
        "Qt": f"{qVersion()}（PySide6 {PySide6.__version__}，{QGuiApplication.platformName()}）",
        "SQLite": sqlite3.sqlite_version,
        "屏幕": _screen(),
        "记录库": f"{wording.size(database.stat().st_size)}，{len(catalog)} 张表",
        "只读": "是" if store.is_read_only else "否",
        "待报": f"{sent.pending} 条，需处理 {sent.quarantined} 条，已送达 {sent.received} 条",
        "接入": "已接入" if sent.enrolled else "还没接入",
        "最近一次尝试": wording.moment(sent.last_attempt, now) if sent.last_attempt else "没有",
        "最近一次送达": wording.moment(sent.last_success, now) if sent.last_success else "没有",
        "最近的问题": sent.last_problem or "没有",
        "最近一次备份": newest,
    }
    return AboutModel(
        facts=facts,
        diagnosis="\n".join(f"{name}：{value}" for name, value in diagnosis.items()),
        licences=licences(),
    )


@lru_cache(maxsize=1)
def licences() -> str:
    """Fonts and icons as ``resources/NOTICE.md`` has them, then every package that is installed with the program."""
    parts = ["医安：Apache-2.0", "", "字体和图标", ""]
    parts += [_plain(line) for line in NOTICE.read_text(encoding="utf-8").splitlines()[1:]]
    parts += ["", "程序部件", ""]
    found = {}
    for one in metadata.distributions():
        name = one.metadata["Name"]
        if name and name not in OURS:
            found[name.casefold()] = f"{name} {one.version}：{_licence(one)}"
    return "\n".join(parts + [found[name] for name in sorted(found)])


def open_folder(folder: Path) -> bool:
    """Show it in the system's file manager; False if there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _plain(line: str) -> str:
    """A line of Markdown as it is read aloud: cells of a table with a comma, no code marks."""
    if re.fullmatch(r"[|\s:-]+", line):
        return ""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return "，".join(cells).replace("`", "")


def _licence(one: metadata.Distribution) -> str:
    said = _said(one, "License-Expression")
    if not said:
        classed = [
            text.rpartition("::")[2].strip()
            for text in one.metadata.get_all("Classifier") or ()
            if text.startswith("License ::")
        ]
        said = "、".join(classed) or _said(one, "License").partition("\n")[0].strip()
    return said or "见它自带的许可文件"


def _said(one: metadata.Distribution, name: str) -> str:
    found = one.metadata.get_all(name)
    return str(found[0]) if found else ""


def _screen() -> str:
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return f"{size.width()}×{size.height()}，{screen.devicePixelRatio():g} 倍"
