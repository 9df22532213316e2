"""The first start: the hospital, its first administrator, the recovery code; or this computer joins one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from ui.dialogs.first_lists import FIRST_STEPS
from ui.dialogs.keep_paper import KeepPaper
from ui.dialogs.profile_step import ProfileStep
from ui.dialogs.wizard_parts import halves, in_lines, is_whole, name_problem, page_of, pin_problem
from ui.theme.tokens import CONTROL_PRIMARY, LINE, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.demo_panel import DemoPanel
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import LEAST, PinBox
from ui.widgets.steps import Steps

LEVELS = (("township", "乡镇卫生院", ""), ("county", "县级医院", ""))
HOSPITAL, PROFILE, ADMIN, CODE, COUNTY, JOIN, DEMO, RESUME = range(8)
STEP = {HOSPITAL: 0, PROFILE: 0, ADMIN: 1, CODE: 2, COUNTY: 3, RESUME: 2}
"""Which step of the strip a page belongs to."""
DEPARTMENTS = "保卫科\n内科病区\n外科病区\n门诊部\n急诊科\n药剂科\n总务科\n质控科\n院办\n信息科"


class Wizard(Dialog):
    """It knows no store: it asks, and is told how it went.

    Signals:
        set_up_requested(object): the facts of a new hospital, as keywords of the set-up.
        join_requested(str, str): address and code of a hospital that exists.
        enrol_requested(str, str): address and code of the county, for the hospital just made.
        demo_requested: a hospital to play with is wanted first.
        resume_requested(str): the administrator's PIN, to go on where it was left.
        turned(int): another page is shown.
    """

    set_up_requested = Signal(object)
    join_requested = Signal(str, str)
    enrol_requested = Signal(str, str)
    demo_requested = Signal()
    resume_requested = Signal(str)
    turned = Signal(int)

    def __init__(self, switches: Sequence[tuple[str, str, str]] = (), parent: QWidget | None = None) -> None:
        """``switches`` are what a hospital may have: (code, word, hint)."""
        super().__init__("把医安装在这台电脑上", wide=680, kept="不用联网，以后再接县里", parent=parent)
        self.leave.hide()
        self.steps = Steps(FIRST_STEPS)
        self.head.addWidget(self.steps)
        self._stack = QStackedWidget()
        for page in (
            self._hospital_page(),
            self._profile_page(switches),
            self._admin_page(),
            self._code_page(),
            self._county_page(),
            self._join_page(),
            self._demo_page(),
            self._resume_page(),
        ):
            self._stack.addWidget(page)
        self.body.addWidget(self._stack)
        self.join = Button("加入已有的医院", Kind.LINK)
        self.look = Button("先用演示医院看看", Kind.LINK, icon="flask-conical")
        self.back = Button("上一步", height=CONTROL_PRIMARY)
        self.go = Button("下一步", Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.later = Button("以后再填", height=CONTROL_PRIMARY)
        for button in (self.look, self.join, self.back, self.later, self.go):
            self.foot.addWidget(button)
        self.join.clicked.connect(lambda: self._show(JOIN))
        self.look.clicked.connect(lambda: self._show(DEMO))
        self.later.clicked.connect(lambda: self.done.emit(None))
        self.back.clicked.connect(self._on_back)
        self.go.clicked.connect(self._on_go)
        self._show(0)

    # the pages --------------------------------------------------------

    def _hospital_page(self) -> QWidget:
        self.hospital = QLineEdit()
        self.hospital.setPlaceholderText("全称，会印在每张表上")
        self._hospital_frame = FieldFrame("医院名称", self.hospital, need="必填")
        self.level = Segments(LEVELS, "医院级别")
        self.departments = QPlainTextEdit(DEPARTMENTS)
        self.departments.setTabChangesFocus(True)
        self.departments.setFixedHeight(8 * LINE[Type.BODY] + 20)  # whole lines, as many as there is room for
        self._departments_frame = FieldFrame(
            "科室", self.departments, need="必填", hint="一行一个，以后可以改"
        )
        return page_of(
            self._hospital_frame,
            row(Label("级别", Type.META, heavy=True), 8, self.level, None),
            self._departments_frame,
        )

    def _profile_page(self, switches: Sequence[tuple[str, str, str]]) -> QWidget:
        self.profile = ProfileStep(switches)
        return self.profile

    def _admin_page(self) -> QWidget:
        words = "管理员登记别的人、设地点、重设 PIN。平时填表用自己的工号"
        self.number = QLineEdit()
        self.number.setPlaceholderText("如 0001")
        self.name = QLineEdit()
        self.pin = PinBox()
        self.again = PinBox()
        self._number_frame = FieldFrame("工号", self.number, need="必填")
        self._name_frame = FieldFrame("姓名", self.name, need="必填")
        self._pin_frame = FieldFrame("PIN", self.pin, need="必填", hint="4 到 6 位数字，不要全一样")
        self._again_frame = FieldFrame("再输一遍 PIN", self.again, need="必填")
        self.pin.given.connect(lambda _: self.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.again.given.connect(lambda _: self._on_go())
        return page_of(
            Label(words, Type.BODY, Role.TEXT2, wrap=True),
            halves(self._number_frame, self._name_frame),
            halves(self._pin_frame, self._again_frame),
        )

    def _code_page(self) -> QWidget:
        words = "打印或抄在纸上，锁进保险柜，只在这里出现一次。电脑全坏了，或管理员忘了 PIN，就靠它找回"
        self.code = Label("", Type.SECTION)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.code.setAccessibleName("恢复码")
        box = Card("warn")
        box.column.addWidget(self.code)
        self.sheet = KeepPaper("恢复单", "我已打印或抄好，并放到安全的地方")
        self.copied = self.sheet.kept
        self.sheet.kept_changed.connect(self._on_copied)
        return page_of(Label(words, Type.BODY, wrap=True), box, self.sheet)

    def _county_page(self) -> QWidget:
        words = "县卫健局给了地址和接入码，就填在这里。还没有就以后再填，记录先存在本机"
        self.county = QLineEdit()
        self.county.setPlaceholderText("https://")
        self.county_code = QLineEdit()
        self._county_frame = FieldFrame("县里的地址", self.county, need="选填")
        self._county_code_frame = FieldFrame("接入码", self.county_code, need="选填", hint="只能用一次")
        for editor in (self.county, self.county_code):
            editor.textChanged.connect(lambda _: self._on_county())
        return page_of(
            Label(words, Type.BODY, Role.TEXT2, wrap=True), self._county_frame, self._county_code_frame
        )

    def _join_page(self) -> QWidget:
        words = (
            "别的电脑上已经在用：向县里要一个接入码，这台就成为同一家医院的电脑。人员、地点和记录会自己送过来"
        )
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://")
        self.join_code = QLineEdit()
        self._address_frame = FieldFrame("县里或院内主机的地址", self.address, need="必填")
        self._join_frame = FieldFrame("接入码（报到码）", self.join_code, need="必填")
        return page_of(Label(words, Type.BODY, Role.TEXT2, wrap=True), self._address_frame, self._join_frame)

    def _demo_page(self) -> QWidget:
        self.demo = DemoPanel()
        return page_of(self.demo)

    def _resume_page(self) -> QWidget:
        words = "上次装到一半，程序关了。医院已经建好，一样没丢。输管理员的 PIN，从停下的地方接着装"
        self.resume_pin = PinBox()
        self._resume_frame = FieldFrame("管理员的 PIN", self.resume_pin, need="必填")
        self.resume_pin.given.connect(lambda _: self._on_go())
        return page_of(Label(words, Type.BODY, wrap=True), self._resume_frame)

    # going on ---------------------------------------------------------

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.steps.setVisible(at not in (JOIN, DEMO))
        self.steps.go(STEP.get(at, 0))
        self.join.setVisible(at == HOSPITAL)
        self.look.setVisible(at == HOSPITAL)
        self.back.setVisible(at in (PROFILE, ADMIN, COUNTY, JOIN, DEMO))
        words = {ADMIN: "建好这家医院", JOIN: "加入", DEMO: "打开演示医院", RESUME: "接着装"}
        self.go.set_label(words.get(at, "下一步"))
        self.go.setEnabled(at != CODE or self.copied.isChecked())
        self.later.hide()
        first = {
            HOSPITAL: self.hospital,
            PROFILE: self.profile.beds,
            ADMIN: self.number,
            CODE: self.sheet.print,
            COUNTY: self.county,
            JOIN: self.address,
            DEMO: self.go,
            RESUME: self.resume_pin,
        }[at]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if at == COUNTY:
            self._on_county()
        self.turned.emit(at)

    def first_focus(self) -> QWidget:
        return self.resume_pin if self._stack.currentIndex() == RESUME else self.hospital

    def _on_back(self) -> None:
        at = self._stack.currentIndex()
        if at == DEMO:
            self.demo.line.stop_requested.emit()
        self._show({ADMIN: PROFILE, COUNTY: CODE}.get(at, HOSPITAL))

    def _on_county(self) -> None:
        """An empty page is left as it is; whoever has begun to write may still do it later."""
        begun = bool(self.county.text().strip() or self.county_code.text().strip())
        self.go.set_label("接入县里" if begun else "以后再填")
        self.later.setVisible(begun)

    def _on_copied(self, copied: bool) -> None:
        self.go.setEnabled(copied)

    def _on_go(self) -> None:
        at = self._stack.currentIndex()
        if at == HOSPITAL:
            if self._hospital_is_whole():
                self._show(PROFILE)
        elif at == PROFILE:
            if self.profile.is_whole():
                self._show(ADMIN)
        elif at == ADMIN:
            if self._admin_is_whole():
                self._wait()
                self.set_up_requested.emit(self._facts())
        elif at == CODE:
            if self.copied.isChecked():
                self._show(COUNTY)
        elif at == COUNTY:
            self._leave_county()
        elif at == DEMO:
            self._wait()
            self.demo_requested.emit()
        elif at == RESUME:
            if len(self.resume_pin.text()) >= LEAST:
                self._wait()
                self.resume_requested.emit(self.resume_pin.text())
        elif is_whole(self._address_frame, self._join_frame):
            self._wait()
            self.join_requested.emit(self.address.text().strip(), self.join_code.text().strip())

    def _leave_county(self) -> None:
        address, code = self.county.text().strip(), self.county_code.text().strip()
        if not address and not code:
            self.done.emit(None)
        elif is_whole(self._county_frame, self._county_code_frame):
            self._wait()
            self.later.setEnabled(False)
            self.go.set_label("正在接入")
            self.enrol_requested.emit(address, code)

    def _wait(self) -> None:
        self.go.setEnabled(False)

    def show_code(self, code: str) -> None:
        """The hospital is made; this is its recovery code."""
        self.code.setText(in_lines(code))
        self._show(CODE)

    def show_county(self) -> None:
        """The code was said to be kept; the county is next."""
        self.copied.setChecked(True)
        self._show(COUNTY)

    def begin_with(self, hospital: str, address: str, code: str) -> None:
        """What the county's kit knows; nothing of it has to be typed again."""
        self.hospital.setText(hospital)
        self.county.setText(address)
        self.county_code.setText(code)
        self._show(HOSPITAL)

    def ask_to_resume(self) -> None:
        """The hospital is made, the rest was not done."""
        self._show(RESUME)

    def refuse_demo(self, sentence: str) -> None:
        """There is no hospital to play with; "" if it was not wanted any more."""
        self.demo.refuse(sentence)
        self.go.setEnabled(True)

    def refuse(self, problem: Exception) -> None:
        """Say why it did not happen; everything that was typed stays."""
        self.go.setEnabled(True)
        at = self._stack.currentIndex()
        if at == RESUME:
            self.resume_pin.clear()
            self._resume_frame.set_problem(str(problem))
        elif at == COUNTY:
            self._county_code_frame.set_problem(f"{problem}医院已经建好，也可以以后再填。")
            self.later.setEnabled(True)
            self._on_county()
        elif at == JOIN:
            self._join_frame.set_problem(str(problem))
        else:
            self._pin_frame.set_problem(str(problem))

    def _departments(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.departments.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def _hospital_is_whole(self) -> bool:
        name = self.hospital.text().strip()
        problem = name_problem(name)
        named = not problem
        self._hospital_frame.set_problem(problem)
        some = bool(self._departments())
        self._departments_frame.set_problem("" if some else "至少写一个科室")
        if not named:
            self.hospital.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not some:
            self.departments.setFocus(Qt.FocusReason.OtherFocusReason)
        return named and some

    def _admin_is_whole(self) -> bool:
        pin = self.pin.text()
        problems = (
            (self._number_frame, "" if self.number.text().strip() else "还没填工号"),
            (self._name_frame, "" if self.name.text().strip() else "还没填姓名"),
            (self._pin_frame, pin_problem(pin)),
            (self._again_frame, "" if self.again.text() == pin else "两遍不一样，再输一遍"),
        )
        wrong = [frame for frame, problem in problems if problem]
        for frame, problem in problems:
            frame.set_problem(problem)
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _facts(self) -> dict[str, object]:
        return {
            "hospital": self.hospital.text().strip(),
            "level": self.level.current,
            "departments": self._departments(),
            "switches": self.profile.switches,
            "figures": self.profile.figures,
            "admin_no": self.number.text().strip(),
            "admin_name": self.name.text().strip(),
            "admin_pin": self.pin.text(),
            "start": self.profile.start,
        }

    def typed(self) -> dict[str, object]:
        """What was typed so far, to be found again after the program was killed; never a PIN."""
        return {
            "hospital": self.hospital.text(),
            "level": self.level.current,
            "departments": self.departments.toPlainText(),
            "beds": self.profile.beds.text(),
            "switches": list(self.profile.switches),
            "admin_no": self.number.text(),
            "admin_name": self.name.text(),
        }

    def restore(self, typed: Mapping[str, object]) -> None:
        """Put back what was typed; what is missing stays as it is."""
        for name, editor in (
            ("hospital", self.hospital),
            ("beds", self.profile.beds),
            ("admin_no", self.number),
            ("admin_name", self.name),
        ):
            if isinstance(text := typed.get(name), str):
                editor.setText(text)
        if isinstance(lines := typed.get("departments"), str):
            self.departments.setPlainText(lines)
        if isinstance(level := typed.get("level"), str):
            self.level.set_current(level)
        if isinstance(switches := typed.get("switches"), list):
            self.profile.tick(switches)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            return  # there is nothing behind it yet
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_enter and self.go.isEnabled() and (control or isinstance(self.focusWidget(), QLineEdit)):
            self._on_go()  # a line edit passes its Enter on: connected there too, it would turn two pages
            return
        super().keyPressEvent(event)
