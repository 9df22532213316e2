"""What 关于医安 tells: versions, places, sizes and the licences of every part; nothing of what was filled in."""

from __future__ import annotations

import platform
import sqlite3
import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import PySide6
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from sqlalchemy.orm import Session

from forms.clock import local
from models import backups
from models.home import DATABASE
from models.licences import Part, parts
from models.program import VERSION
from models.queries import outbox
from models.store import Store
from ui import wording
from ui.pages.about_panel import AboutModel
from ui.pages.licences_panel import LicenceRow


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
        ("记录放在", str(store.home)),
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
        licences=licence_rows(),
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[Part, ...]:
    """Read once: what is shipped does not change while the program runs."""
    return parts()


def licence_rows() -> tuple[LicenceRow, ...]:
    return tuple(
        LicenceRow(name=one.name, version=one.version, licence=one.licence, group=one.group)
        for one in _parts()
    )


def licence_text(name: str) -> str:
    """Of the part of that name, in full."""
    return next(one for one in _parts() if one.name == name).text()


def open_folder(folder: Path) -> bool:
    """Show it in the system's file manager; False if there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _screen() -> str:
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return f"{size.width()}×{size.height()}，{screen.devicePixelRatio():g} 倍"
