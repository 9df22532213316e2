"""A hospital to play with: built beside the real one, marked everywhere, never a record, gone without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from forms.clock import SystemClock
from forms.show_hospital import ON_PAPER
from models.demo import beside
from models.faults import HomeUnwritable
from models.projections import rebuild
from models.store import Store
from models.tables.projections import HazardRow, IncidentRow, RecordRow
from models.verifying import verify
from models.workflow import paper
from sync.enrolment import EnrolmentRefused, enrol
from tests.gui.test_first_start import until
from ui import settings_file
from ui.application import Start
from ui.dialogs.demo import LeaveDemo
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard

PATIENCE_MS = 180_000


@pytest.fixture
def begin(qapp: QApplication) -> Iterator[Callable[[Path], Start]]:
    """Opens the window on a folder; the one before it has gone."""
    begun: list[Start] = []

    def one(home: Path) -> Start:
        end()
        settings = replace(settings_file.load(home), scheme="light", motion=False)
        begun.append(Start(qapp, home, settings))
        begun[-1].show()
        return begun[-1]

    def end() -> None:
        while begun:
            start = begun.pop()
            start.close()
            start.window.close()
            start.window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            start.remove_what_was_left()

    yield one
    end()


def wizard_of(start: Start) -> Wizard:
    until(lambda: start.background is not None and isinstance(start.window.overlay.panel, Wizard))
    wizard = start.window.overlay.panel
    assert isinstance(wizard, Wizard)
    return wizard


def test_three_months_are_built_from_the_wizard_marked_on_screen_and_paper_and_removed_whole(
    begin: Callable[[Path], Start], tmp_path: Path
) -> None:
    home = tmp_path / "yian"
    start = begin(home)
    wizard = wizard_of(start)
    wizard.look.click()
    wizard.go.click()
    wait = QEventLoop()  # as the program waits: asking again and again would take half of the processor
    look = QTimer(interval=100)
    look.timeout.connect(lambda: wait.quit() if start.elsewhere is not None else None)
    look.start()
    QTimer.singleShot(PATIENCE_MS, wait.quit)
    wait.exec()
    folder = start.elsewhere
    assert folder == beside.demo_home(home)
    start = begin(folder)
    until(lambda: start.desk is not None and isinstance(start.window.overlay.panel, SignIn))
    assert start.desk is not None
    assert start.window.top.demo.isVisible()
    dialog = start.window.overlay.panel
    assert isinstance(dialog, SignIn)
    dialog.number.setText("0107")
    dialog.pin.setText("271828")
    dialog.pin.given.emit("271828")
    until(lambda: start.desk is not None and start.desk.person is not None)
    lives(start.desk.store)
    is_marked_and_apart(start.desk.store)
    start.window.top.demo.click()
    ask = start.window.overlay.panel
    assert isinstance(ask, LeaveDemo)
    ask.remove.click()
    assert start.elsewhere is None
    assert folder.exists()
    ask.remove.click()
    assert start.elsewhere == home
    start = begin(home)
    wizard_of(start)
    assert not folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["yian"]
    assert start.store is not None
    assert start.store.installation() is None


def lives(store: Store) -> None:
    """There is enough of everything to look at, and it is as sound as a real one."""
    assert verify(store).faults == ()
    assert rebuild.compare(store) == ()
    with store.read() as session:
        count = select(RecordRow.timeliness, func.count()).group_by(RecordRow.timeliness)
        timeliness = dict(iter(session.execute(count)))
        states = set(session.scalars(select(HazardRow.state)))
        hazards = session.scalar(select(func.count()).select_from(HazardRow))
        supervised = session.scalar(select(func.count()).where(HazardRow.supervised))
        corrected = session.scalar(select(func.count()).where(RecordRow.versions > 1))
        incidents = set(session.scalars(select(IncidentRow.state)))
        unsigned = session.scalar(select(func.count()).where(RecordRow.awaiting != "[]"))
    assert sum(timeliness.values()) > 500
    assert timeliness["late"] > 0
    assert hazards is not None
    assert hazards >= 50
    assert len(states) >= 5
    assert len(incidents) >= 3
    assert supervised == 1
    assert corrected
    assert unsigned


def is_marked_and_apart(store: Store) -> None:
    with store.read() as session:
        record = session.scalars(
            select(RecordRow.record_id).where(RecordRow.form_id == "management.quarterly_inspection")
        ).one()
    for pdf in (
        paper.preview(store, record),
        paper.print_blank(store, store.catalog.latest("fire.drill")),
        paper.print_ledger(store, [record]),
    ):
        with pypdfium2.PdfDocument(pdf) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        assert all(ON_PAPER in page for page in pages)
    with pytest.raises(EnrolmentRefused, match="演示医院"):
        enrol(store, server_url="https://county.example", code="123456")


def test_building_it_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "yian"
    home.mkdir()
    assert beside.make(home, SystemClock(), lambda part: part < 0.01) is None
    assert [path.name for path in tmp_path.iterdir()] == ["yian"]


def test_a_real_hospital_is_never_removed_and_a_disk_that_refuses_is_told(
    demo_home: Path, tmp_path: Path
) -> None:
    with pytest.raises(beside.NotADemo):
        beside.remove(demo_home)
    disguised = tmp_path / "yian-demo"
    demo_home.rename(disguised)
    try:
        with pytest.raises(beside.NotADemo):
            beside.remove(disguised)
        assert (disguised / "yian.db").exists()
    finally:
        disguised.rename(demo_home)
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnwritable):
        beside.make(tmp_path / "file" / "yian", SystemClock(), lambda _part: True)
