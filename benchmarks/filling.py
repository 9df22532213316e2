"""Opening a long form, and what one key costs until it is seen and until it is on the disk."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from benchmarks.hospital import SAFETY_OFFICER, found_hospital
from benchmarks.machine import conditions
from benchmarks.measuring import by_turns, median_of, percentile, timed
from benchmarks.options import Options
from benchmarks.raw_commits import raw_file
from benchmarks.result import Limit, Result
from forms.catalog import FOLDER
from forms.clock import SystemClock
from forms.definition import FieldType, Form
from forms.filling import Filling
from forms.loader import load_form, load_lists
from models.store import Store
from models.workflow import drafts
from ui.application import put_on
from ui.background import Background
from ui.bus import Bus
from ui.filling.autosave import Save, Snapshot
from ui.filling.editors.editor import Surroundings
from ui.filling.fill_page import FillPage
from ui.filling.view import FillView
from ui.none_references import keep_none_alive
from ui.operations import Operations
from ui.settings_file import WindowSettings
from ui.theme.typography import load_fonts

SECTIONS, ITEMS = 10, 30
LONGEST_FORM = "management.quarterly_inspection"
KEYS = 60
WINDOW = (1366, 768)
FRAME_MS = 16
WAIT_MS = 5000


def open_form(options: Options) -> Result:
    with _application() as application, tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        form = _long_form(Path(folder))
        page = FillPage(Surroundings(now=lambda: datetime.now(UTC)))
        window, bare = _window(page), _window(QWidget())

        def present() -> None:
            page.present(_view(form, _kept_nowhere))
            _settle(application)

        def build() -> None:
            bare.setCentralWidget(_radio_rows(SECTIONS * ITEMS))
            _settle(application)

        seconds = by_turns(
            {"form": timed(present), "radio_rows": timed(build)}, runs=options.runs * 2, warm_ups=2
        )
        window.close()
        bare.close()
    subject, floor = (median_of(seconds[kind]) * 1000 for kind in ("form", "radio_rows"))
    return Result(
        name="open_form",
        title="打开 300 项的表",
        value=subject,
        unit="ms",
        floor=floor,
        ratios={"radio_rows": subject / floor},
        budget={"radio_rows": 0.5},
        conditions={**conditions(), "platform": application.platformName(), "items": SECTIONS * ITEMS},
        notes=("The floor builds and shows 300 rows of one label and three radio buttons.",),
    )


def key(options: Options) -> Result:
    with _application() as application, tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        home = Path(folder) / "home"
        with (
            closing(found_hospital(home, SystemClock())) as store,
            closing(raw_file(Path(folder) / "raw.db", store.plan)) as raw,
        ):
            shown, durable, commits = _press(application, store, raw, KEYS * options.runs // 5)
    shown_ms, durable_ms, commit_ms = (median_of(values) * 1000 for values in (shown, durable, commits))
    return Result(
        name="key",
        title="按键到显示，按键到存好",
        value=durable_ms,
        unit="ms",
        floor=commit_ms,
        ratios={"raw_commit": durable_ms / commit_ms},
        budget={"raw_commit": 3.0},
        limits={
            "key to shown, p95": Limit(value=percentile(shown, 0.95) * 1000, at_most=FRAME_MS, unit="ms")
        },
        conditions={**conditions(), "platform": application.platformName(), "form": LONGEST_FORM},
        details={
            "shown_p50_ms": round(shown_ms, 2),
            "shown_p95_ms": round(percentile(shown, 0.95) * 1000, 2),
            "durable_p95_ms": round(percentile(durable, 0.95) * 1000, 2),
        },
        notes=("Durable is when 已保存 is said: after the commit, which another thread makes.",),
    )


def _press(
    application: QApplication, store: Store, raw: sqlite3.Connection, keys: int
) -> tuple[list[float], list[float], list[float]]:
    parent = QObject()
    background = Background(parent)
    operations = Operations(store, background, Bus(parent))
    draft = drafts.start(store, form_id=LONGEST_FORM, person=SAFETY_OFFICER, department="保卫科")
    sizes: list[int] = []

    def save(snapshot: Snapshot, done: Callable[[datetime], None], refused: Callable[[str], None]) -> None:
        sizes.append(len(repr(snapshot.answers)))
        operations.save_draft(
            draft.draft_id,
            answers=snapshot.answers,
            bulk=snapshot.bulk,
            position=None,
            meta={},
            on_done=done,
            on_refused=lambda problem: refused(str(problem)),
        )

    page = FillPage(Surroundings(now=lambda: datetime.now(UTC)))
    window = _window(page)
    form = store.catalog.latest(LONGEST_FORM)
    first = next(field.name for field in form.fields() if field.type is FieldType.CHECK)
    page.present(_view(form, save, position=(first,)))
    window.activateWindow()
    page.focus_current()
    _settle(application)
    shown, durable, commits = [], [], []
    for _ in range(keys):
        loop = QEventLoop()
        page.session.saved.connect(loop.quit)
        QTimer.singleShot(WAIT_MS, loop, lambda loop=loop: loop.exit(1))
        focus = QApplication.focusWidget()
        assert focus is not None
        start = time.perf_counter()
        QTest.keyClick(focus, Qt.Key.Key_1)
        application.processEvents()
        shown.append(time.perf_counter() - start)
        if not page.session.is_settled and loop.exec():
            raise RuntimeError("a key was not saved")
        durable.append(time.perf_counter() - start)
        page.session.saved.disconnect(loop.quit)
        commits.append(_commit(raw, os.urandom(sizes[-1])))
    window.close()
    background.close()
    return shown, durable, commits


def _commit(raw: sqlite3.Connection, content: bytes) -> float:
    start = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT OR REPLACE INTO objects (number, bytes) VALUES (1, ?)", (content,))
    raw.execute("COMMIT")
    return time.perf_counter() - start


@contextmanager
def _application() -> Iterator[QApplication]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    keep_none_alive()
    application = QApplication([])
    load_fonts()
    put_on(application, WindowSettings(motion=False))
    yield application


def _window(central: QWidget) -> QMainWindow:
    window = QMainWindow()
    window.setCentralWidget(central)
    window.resize(*WINDOW)
    window.show()
    return window


def _settle(application: QApplication) -> None:
    """Everything posted is done, painting included."""
    for _ in range(3):
        application.processEvents()


def _view(form: Form, save: Save, *, position: tuple[str, ...] | None = None) -> FillView:
    filling = Filling(form, now=datetime.now(UTC))
    return FillView(draft_id="bench", form=form, filling=filling, save=save, position=position)


def _kept_nowhere(
    _snapshot: Snapshot, done: Callable[[datetime], None], _refused: Callable[[str], None]
) -> None:
    done(datetime.now(UTC))


def _radio_rows(count: int) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    for number in range(count):
        row = QWidget()
        line = QHBoxLayout(row)
        line.addWidget(QLabel(f"{number + 1}　消防设施、器材和消防安全标志是否在位、完整"))
        for word in ("正常", "异常", "不适用"):
            line.addWidget(QRadioButton(word))
        column.addWidget(row)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    return area


def _long_form(folder: Path) -> Form:
    lines = [
        "id: management.long_form",
        "label: L300",
        'version: "1"',
        "status: released",
        "engine: 1",
        "kind: record",
        "title: 三百项检查表",
        "chapter: management",
        "tier: T1",
        "requirements: [A1]",
        "sources: [{article: 本院规定, verified: false}]",
        "retention: {years: 3, source: {article: 本院规定, verified: false}}",
        "printing: {default: sheet, layouts: [sheet, blank]}",
        "signers: [{role: checker, title: 检查人, author: true}]",
        "sections:",
    ]
    for section in range(SECTIONS):
        lines += [
            f"  - id: s{section}",
            f"    title: 第 {section + 1} 部分",
            "    answers: normal",
            "    fields:",
        ]
        lines += [
            f"      - {{name: i{section:02d}_{item:02d}, type: check, label: 消防设施、器材和消防安全标志是否在位、完整, "
            "source: {article: 本院规定, verified: false}, abnormal: 缺失、损坏、被挡都算。, "
            "finding: {category: fire, due_hours: 168, phrases: [缺失, 损坏]}}"
            for item in range(ITEMS)
        ]
    path = folder / "long_form.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_form(path, load_lists(FOLDER))
