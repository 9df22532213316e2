"""Sealing: what is still missing, the author's PIN, a drawn signature, the second signer, and signed by all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from forms.json_value import Json
from forms.samples import sample_answers
from models.workflow import drafts
from models.workflow.demo import PLACES
from tools.demo_days import PIN
from tools.shots.shot import CONTRAST, DARK, HEAD, LARGE, LIGHT, NURSE, Shot
from tools.window_driver import Driver
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.seal import SealDialog
from ui.filling.editors.signature import SignaturePad
from ui.pages.record import RecordPage

PATROL = "fire.daily_patrol"
WAVE = ((30, 70), (60, 30), (80, 80), (110, 40), (130, 75), (170, 45), (210, 70), (240, 50))


def a_whole_round(driver: Driver) -> None:
    """A round of four places, answered but not sealed."""
    _open(driver, missing=False)


def a_round_with_gaps(driver: Driver) -> None:
    _open(driver, missing=True)


def sealed(driver: Driver) -> None:
    """The author has given the PIN."""
    dialog = _dialog(driver)
    QTest.keyClicks(dialog.cards[0].pin, PIN)
    driver.settle()
    if not dialog.is_sealed:
        driver.key(Qt.Key.Key_Return, dialog.cards[0].pin)
    driver.until(lambda: dialog.is_sealed)


def drawn(driver: Driver) -> None:
    """The author draws beside the PIN."""
    card = _dialog(driver).cards[0]
    driver.click(card.ink)
    driver.settle()
    pad = card.findChild(SignaturePad)
    assert isinstance(pad, SignaturePad)
    first, *rest = (QPoint(x, y) for x, y in WAVE)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    for point in rest:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rest[-1])


def send_back(driver: Driver) -> None:
    """The second signer is about to send it back."""
    assert isinstance(driver.page, RecordPage)
    driver.key(Qt.Key.Key_S)
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, CountersignDialog)
    dialog.back.click()
    dialog.reason.setPlainText("第 3 项写了异常，没有写整改期限")


def _open(driver: Driver, *, missing: bool) -> None:
    store = driver.store
    form = store.catalog.latest(PATROL)
    codes = [place[0] for place in PLACES][:4]
    answers: dict[str, Json] = sample_answers(
        form, places=codes, people=[NURSE, HEAD], assets=[], now=store.clock.now()
    )
    if missing:
        answers = {name: value for name, value in answers.items() if name not in ("shift", "ended")}
    draft = drafts.start(store, form_id=PATROL, person=NURSE, department=driver.desk.reader.department)
    drafts.save(store, draft.draft_id, answers=answers)
    driver.desk.roads.open_draft(drafts.get(store, draft.draft_id))
    driver.settle()
    driver.key(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)


def _dialog(driver: Driver) -> SealDialog:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SealDialog)
    return dialog


ALL = (LIGHT, DARK, CONTRAST, LARGE)
SHOTS = (
    Shot(name="seal-problems", who=NURSE, steps=(a_round_with_gaps,), looks=ALL),
    Shot(name="seal-sign", who=NURSE, steps=(a_whole_round,), looks=ALL),
    Shot(name="seal-drawn", who=NURSE, steps=(a_whole_round, drawn)),
    Shot(name="seal-sealed", who=NURSE, steps=(a_whole_round, sealed)),
    Shot(name="countersign-back", who=HEAD, steps=("go records", "Return", send_back)),
)
