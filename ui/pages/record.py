"""One record whole: answers as on paper, who signed, what happened to it, its versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.case_card import CaseCard, CaseModel
from ui.pages.page import Page
from ui.pages.record_answers import AnswerSection, AnswersView
from ui.pages.record_versions import VersionsBar, VersionsModel
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, row
from ui.widgets.hanging import HangingRow
from ui.widgets.label import Label
from ui.widgets.photo_pair import Photo, PhotoTile
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll
from ui.widgets.side_card import SideLine, TextLine
from ui.widgets.timeline import Moment, Timeline

SIDE = 340


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordModel:
    """The record in words. ``heads``: two versions side by side, and what stands above them."""

    record_id: str
    title: str
    line: str
    pills: tuple[State, ...] = ()
    banner: tuple[Tone, str, str, str] | None = None
    sections: tuple[AnswerSection, ...] = ()
    heads: tuple[str, str] | None = None
    nothing: str = ""  # where there is no section to show
    versions: VersionsModel | None = None
    images: Mapping[str, QImage] = field(default_factory=dict)  # small ones, by digest
    scans: tuple[tuple[str, str], ...] = ()  # (digest, 第 1 页) of the signed paper
    signatures: tuple[SideLine, ...] = ()
    moments: tuple[Moment, ...] = ()
    delivery: tuple[SideLine, ...] = ()
    hazards: tuple[tuple[str, SideLine], ...] = ()
    tasks: tuple[SideLine, ...] = ()  # what it has left for people to do
    tasks_title: str = ""
    case: CaseModel | None = None
    step_of: tuple[str, str] | None = None  # (record id, title) of the record that it is a step on
    sheet: str = ""  # of a row of a log: which sheet it stands on
    sign_role: str = ""  # the role this person may sign now
    sign_title: str = ""
    may_correct: bool = True
    may_void: bool = False
    may_print: bool = True


class RecordPage(Page):
    """Signals:
    back_requested, print_requested, correct_requested, void_requested, sign_requested: about this record.
    version_requested(str): show that revision.
    compare_requested: put the shown version beside the one before it, or take it away again.
    whole_requested: of two versions what did not change, too, or no longer.
    photo_requested(str): a photo or a scanned page, large.
    take_off_requested(str): take that scanned page off the record again.
    hazard_requested(str): the hazard it raised.
    step_requested(str): the form of a step that may follow.
    record_requested(str): a step on it, or the record that it is a step on.
    sheet_requested: the sheet of the log on which it stands.
    """

    back_requested = Signal()
    print_requested = Signal()
    correct_requested = Signal()
    void_requested = Signal()
    sign_requested = Signal()
    version_requested = Signal(str)
    compare_requested = Signal()
    whole_requested = Signal()
    photo_requested = Signal(str)
    take_off_requested = Signal(str)
    hazard_requested = Signal(str)
    step_requested = Signal(str)
    record_requested = Signal(str)
    sheet_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("record", parent)
        self.title = Label("", Type.TITLE, wrap=True)
        self.line = Label("", Type.META, Role.TEXT2, wrap=True)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(8)
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.sign = Button("签字", Kind.PRIMARY, icon="signature", key="S", height=CONTROL_PRIMARY)
        self.print = Button("打印", icon="printer", key="P")
        self.correct = Button("更正", icon="square-pen", key="G")
        self.void = Button("作废", Kind.LINK)
        for button, signal in (
            (self.back, self.back_requested),
            (self.sign, self.sign_requested),
            (self.print, self.print_requested),
            (self.correct, self.correct_requested),
            (self.void, self.void_requested),
        ):
            button.clicked.connect(signal)
        head = HangingRow()
        head.setSpacing(4)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addLayout(self._pills)
        first.addWidget(self.line, 1)
        words.addWidget(self.title)
        words.addLayout(first)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for button in (self.void, self.correct, self.print, self.sign):
            head.addWidget(button)
        self.banner = Banner(Tone.WARN, "info", "", "")
        self.banner.hide()
        self.versions = VersionsBar()
        self.versions.chosen.connect(self.version_requested)
        self.versions.compare_requested.connect(self.compare_requested)
        self.versions.whole_requested.connect(self.whole_requested)
        self.answers = AnswersView()
        self.answers.photo_requested.connect(self.photo_requested)
        self.answers.hazard_requested.connect(self.hazard_requested)
        self._side = Scroll(margins=(0, 0, 0, 8), spacing=12)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.answers, 1)
        columns.addWidget(self._side)
        self.body.addLayout(head)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.versions)
        self.body.addLayout(columns, 1)

    def first_focus(self) -> QWidget:
        return self.answers

    def present(self, model: RecordModel) -> None:
        self.title.setText(model.title)
        self.line.setText(model.line)
        clear(self._pills)
        for state in model.pills[:3]:
            self._pills.addWidget(Pill(state))
        self.banner.setVisible(model.banner is not None)
        if model.banner is not None:
            tone, icon, fact, advice = model.banner
            self.banner.say(tone, icon, fact, advice)
        self.sign.setVisible(bool(model.sign_role))
        self.sign.set_label(f"签{model.sign_title}" if model.sign_title else "签字")
        self.print.setVisible(model.may_print)
        self.correct.setVisible(model.may_correct)
        self.void.setVisible(model.may_void)
        self.key_bar.leave_out_idle(
            {
                "record.print": not model.may_print,
                "record.correct": not model.may_correct,
                "record.sign": not model.sign_role,
                "record.compare": model.versions is None,
            }
        )
        self.versions.present(model.versions)
        self.answers.present(model.sections, heads=model.heads, images=model.images, nothing=model.nothing)
        self._present_side(model)

    def _present_side(self, model: RecordModel) -> None:
        clear(self._side.column)
        self._present_case(model)
        groups = (
            ("签字", model.signatures),
            ("送达县里", model.delivery),
        )
        for title, lines in groups[:1]:
            self._side.column.addWidget(_side_card(title, lines))
        if model.hazards:
            card = _headed("发现的隐患")
            for hazard_id, line in model.hazards:
                card.column.addWidget(TextLine(SideLine(line.text, line.words, line.role, heavy=True)))
                link = Button("看这条隐患", Kind.LINK, height=26)
                link.clicked.connect(lambda _=False, key=hazard_id: self.hazard_requested.emit(key))
                card.column.addLayout(row(link, None))
            self._side.column.addWidget(card)
        if model.scans:
            self._side.column.addWidget(self._scans(model))
        if model.tasks:
            self._side.column.addWidget(_side_card(model.tasks_title, model.tasks))
        story = _headed("经过")
        timeline = Timeline()
        timeline.present(model.moments)
        story.column.addWidget(timeline)
        self._side.column.addWidget(story)
        self._side.column.addWidget(_side_card(*groups[1]))
        self._side.column.addStretch(1)

    def _scans(self, model: RecordModel) -> Card:
        """The signed paper as it came back."""
        card = _headed("签好的纸，扫描归档")
        for sha, words in model.scans:
            tile = PhotoTile(Photo(sha, model.images.get(sha)), words)
            tile.clicked.connect(lambda _=False, sha=sha: self.photo_requested.emit(sha))
            card.column.addWidget(tile)
            off = Button("取下", Kind.LINK, height=26)
            off.setAccessibleName(f"取下{words}")
            off.clicked.connect(lambda _=False, sha=sha: self.take_off_requested.emit(sha))
            card.column.addLayout(row(Label(words, Type.META, Role.TEXT2), None, off, spacing=4))
        return card

    def _present_case(self, model: RecordModel) -> None:
        if model.step_of is not None:
            record_id, title = model.step_of
            link = _link_card(self._side, "这是一个环节，接在", title)
            link.clicked.connect(lambda: self.record_requested.emit(record_id))
        if model.sheet:
            link = _link_card(self._side, "这是逐条登记的一条，在", model.sheet)
            link.clicked.connect(self.sheet_requested)
        if model.case is not None:
            case = CaseCard(model.case)
            case.step_requested.connect(self.step_requested)
            case.record_requested.connect(self.record_requested)
            self._side.column.addWidget(case)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(280 if self.is_narrow else SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        versions = self.versions
        buttons = {
            "P": self.print,
            "G": self.correct,
            "S": self.sign,
            "V": versions.compare,
            "A": versions.whole,
        }
        button = buttons.get(event.text().upper())
        if button is not None and button.isVisible() and not event.modifiers():
            button.click()
            return
        super().keyPressEvent(event)


def _link_card(side: Scroll, words: str, title: str) -> Button:
    card = _headed(words)
    link = Button(title, Kind.LINK, height=30)
    card.column.addLayout(row(link, None))
    side.column.addWidget(card)
    return link


def _headed(title: str) -> Card:
    """A card of the side with its heading."""
    card = Card(margins=(16, 12, 16, 10), spacing=0)
    card.column.addWidget(Label(title, Type.META, Role.TEXT2, heavy=True))
    card.column.addSpacing(4)
    return card


def _side_card(title: str, lines: tuple[SideLine, ...]) -> Card:
    card = _headed(title)
    for line in lines:
        alone = not line.words  # a sentence; it is not cut off
        card.column.addWidget(Label(line.text, Type.META, wrap=True) if alone else TextLine(line))
    return card
