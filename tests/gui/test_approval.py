"""A second computer joins the hospital, waits for the key, and goes on by itself once it is approved."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

from pytestqt.qtbot import QtBot

from forms.clock import FixedClock
from models.recovery_code import encode
from models.store import Store
from models.workflow import people
from models.workflow.approving import approve_device
from server.settings import Settings
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.transport import HttpTransport
from tests.county import HOSPITAL, running_county
from tests.hospital import ADMIN, NURSE, PIN, START, open_hospital
from ui.approval import Approval
from ui.dialogs.approval import ApprovalDialog, tail_of
from ui.main_window import MainWindow
from ui.presenters.host_acts import waiting_choices

SOON_MS = 50
WRONG_SHEET = encode(bytes(32))


def one_pass(store: Store, url: str) -> None:
    with contextlib.closing(HttpTransport(url)) as transport:
        run_pass(store, transport=transport, clock=store.clock, random=Random(1))


def test_a_computer_that_joined_signs_people_in_as_soon_as_it_is_approved(
    qtbot: QtBot, tmp_path: Path
) -> None:
    clock = FixedClock(START)
    with contextlib.ExitStack() as closing:
        county = closing.enter_context(running_county(Settings.embedded(tmp_path / "county", clock=clock)))
        county.add_hospital(HOSPITAL)
        first = closing.enter_context(contextlib.closing(open_hospital(tmp_path / "first", clock)))
        enrol(first, server_url=county.url, code=county.code())
        second = closing.enter_context(contextlib.closing(Store.open(tmp_path / "second", clock=clock)))
        enrol(second, server_url=county.url, code=county.code())
        one_pass(first, county.url)

        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        approval = Approval(window, second, again_ms=SOON_MS)
        closing.callback(approval.close)
        dialog = window.findChild(ApprovalDialog)
        assert dialog is not None
        code = second.keys.device.exchange_public.hex()
        assert dialog.tail.text() == tail_of(code)

        with first.read() as session:
            offered = waiting_choices(session, first)
        assert [one for one, _ in offered] == [code]
        assert tail_of(code) in offered[0][1]

        with qtbot.waitSignal(approval.finished):
            approve_device(first, ADMIN, bytes.fromhex(code))
            one_pass(first, county.url)
        assert people.sign_in(second, NURSE, PIN).staff_no == NURSE
        with first.read() as session:
            assert waiting_choices(session, first) == ()


def test_a_computer_that_replaces_all_the_others_takes_the_key_from_the_sheet(
    qtbot: QtBot, tmp_path: Path
) -> None:
    clock = FixedClock(START)
    with contextlib.ExitStack() as closing:
        county = closing.enter_context(running_county(Settings.embedded(tmp_path / "county", clock=clock)))
        county.add_hospital(HOSPITAL)
        with contextlib.closing(open_hospital(tmp_path / "first", clock)) as first:
            enrol(first, server_url=county.url, code=county.code())
            one_pass(first, county.url)
            sheet = first.keys.recovery_code()
        new = closing.enter_context(contextlib.closing(Store.open(tmp_path / "new", clock=clock)))
        enrol(new, server_url=county.url, code=county.code())
        one_pass(new, county.url)

        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        approval = Approval(window, new, again_ms=SOON_MS)
        closing.callback(approval.close)
        dialog = window.findChild(ApprovalDialog)
        assert dialog is not None
        dialog.sheet.click()
        dialog.recovery.setText(WRONG_SHEET)
        dialog.take.click()
        assert not new.keys.has_hospital_key
        with qtbot.waitSignal(approval.finished):
            dialog.recovery.setText(sheet)
            dialog.take.click()
        assert people.sign_in(new, NURSE, PIN).staff_no == NURSE
