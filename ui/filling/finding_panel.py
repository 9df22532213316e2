"""What an abnormal item asks, unfolded in place: what is wrong, photo, place, class, how it is handled."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from forms.answer_store import Path
from forms.definition import Field, FieldType
from forms.finding import FIXED, HAZARD
from forms.json_value import Json
from forms.listed import Choice
from ui.filling.editors.attachments import AttachmentsEditor
from ui.filling.editors.choice import DropDown
from ui.filling.editors.deadline import DeadlineEditor, default_deadline
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.lookup import LookupEditor
from ui.filling.editors.moment import MomentEditor
from ui.filling.editors.photo_offer import PhotoOffer
from ui.filling.editors.text import Paragraph, TextEditor
from ui.filling.editors.tiles import ADD, TILE
from ui.filling.heights import height_at
from ui.filling.item_row import INDENT, PAD
from ui.filling.options import OptionBoxes, OptionCards
from ui.filling.session import FillSession
from ui.filling.wording import MAY, MUST
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label

_GAP = 12
_PHOTO_ROOM = TILE.width() + 8 + ADD.width()  # one photo and the place for the next


class FindingPanel(QWidget):
    """Signals:
    resized: it needs another height.
    left: Esc, the person goes back to answering.
    """

    resized = Signal()
    left = Signal()

    def __init__(
        self,
        session: FillSession,
        path: Path,
        field: Field,
        around: Surroundings,
        parent: QWidget | None = None,
        *,
        has_edge: bool = True,
    ) -> None:
        super().__init__(parent)
        self._has_edge = has_edge
        self._session, self._path, self._field, self._around = session, path, field, around
        self._frames: dict[str, FieldFrame] = {}
        self._rule = field.finding
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(INDENT, 0, PAD, 14)
        self._column.setSpacing(_GAP)
        self._make_description()
        if self._rule is not None:
            self._make_place_and_class()
            self._make_handling()
            self._make_fixed()
            self._make_hazard()
        self.refresh(force=True)

    def height_at(self, width: int) -> int:
        return height_at(self, width)

    def focus_description(self) -> None:
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_key(self, key: str) -> None:
        """Puts the focus on the part of the finding that a problem names."""
        frame = self._frames.get(key) or self._frames["text"]
        frame.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_photo(self) -> None:
        self.photos.tiles.open_files()

    def set_current(self, *, is_current: bool) -> None:
        """Whether this is the finding that is being worked on: new photos are offered to it alone."""
        if self.offer is not None:
            self.offer.set_current(is_current=is_current)

    @property
    def offer(self) -> PhotoOffer | None:
        """Where a new photo is offered."""
        return self.photos.offer

    def refresh(self, *, force: bool = False) -> None:
        """Shows what the answers hold; what is being typed into stays as it is unless forced."""
        finding = self._session.finding(self._path)
        if force or not self._text.hasFocus():
            self._set_text(_text(finding, "text"))
        self._phrases.set_chosen([phrase for phrase in self._phrase_words() if phrase in self._text.text()])
        for key, editor in self._editors().items():
            if force or not _holds_focus(editor):
                editor.set_value(finding.get(key))
        if self._rule is None:
            return
        if self._class is not None:
            self._class.set_code(_text(finding, "class") or None)
        handling = _text(finding, "handling")
        self._handling.set_current(handling or None)
        changed = self._fixed.isHidden() is (handling == FIXED) or self._hazard.isHidden() is (
            handling == HAZARD
        )
        self._fixed.setVisible(handling == FIXED)
        self._hazard.setVisible(handling == HAZARD)
        if changed:
            self.resized.emit()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for key, frame in self._frames.items():
            frame.set_problem(problems.get(key, ""))
            if isinstance(frame.editor, Editor):
                frame.editor.set_problem(has_problem=key in problems)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._has_edge:
            QPainter(self).fillRect(QRect(0, 0, 4, self.height()), colour(Role.BAD))

    def _make_description(self) -> None:
        self._text = Paragraph(lines=2)
        self._text.setReadOnly(self._around.is_read_only)
        self._is_setting = False
        self._text.textChanged.connect(self._on_text)
        self._text.grown.connect(self.resized)
        self._text.pasted_image.connect(self._on_pasted)
        need = MUST if self._rule is not None else MAY
        described = self._frame("text", "问题描述" if self._rule is not None else "说明", self._text, need)
        photo = Field(name="photos", label="整改前照片", type=FieldType.PHOTO, line=0, multiple=True)
        self.photos = AttachmentsEditor(photo, self._around)
        self._wire("photos", self.photos)
        pictures = self._frame("photos", "整改前照片", self.photos, "")
        words = self._phrase_words()
        self._phrases = OptionBoxes(
            [Choice(code=word, label=word) for word in words], many=True, marks=False, name="常用", lines=1
        )
        self._phrases.changed.connect(self._on_phrases)
        self._phrases.setEnabled(not self._around.is_read_only)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(described)
        if words:
            ready = QHBoxLayout()
            ready.setSpacing(8)
            ready.addWidget(Label("常用", Type.NOTE, Role.TEXT3))
            ready.addWidget(self._phrases, 1)
            left.addLayout(ready)
        else:
            self._phrases.hide()
        left.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(_GAP)
        line.addLayout(left, 1)
        pictures.setFixedWidth(_PHOTO_ROOM)
        line.addWidget(pictures, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)

    def _make_place_and_class(self) -> None:
        assert self._rule is not None
        place = Field(name="place", label="部位", type=FieldType.PLACE, line=0)
        self._place = LookupEditor(place, self._around)
        self._wire("place", self._place)
        inherited = self._inherited_place()
        hint = ""
        if inherited:
            self._place.line.setPlaceholderText(self._place_name(inherited))
            hint = "不改就记在上面这个地点"
        line = self._pair()
        line.addWidget(
            self._frame("place", "部位", self._place, MAY if inherited else MUST),
            1,
            Qt.AlignmentFlag.AlignTop,
        )
        self._frames["place"].setToolTip(hint)
        self._class: DropDown | None = None
        if self._rule.classes:
            self._class = DropDown(_numbered(self._rule.classes), empty="选一类")
            self._class.setEnabled(not self._around.is_read_only)
            self._class.activated.connect(self._on_class)
            framed = self._frame("class", _class_title(self._field), self._class, MUST)
            line.addWidget(framed, 1, Qt.AlignmentFlag.AlignTop)
        else:
            line.addStretch(1)

    def _make_handling(self) -> None:
        assert self._rule is not None
        options = [Choice(code=HAZARD, label="转为隐患", hint="派给责任人，定期限，另一人复查")]
        if self._rule.on_the_spot:
            options.insert(0, Choice(code=FIXED, label="当场已整改", hint="写做了什么、谁做的、几点"))
        self._handling = OptionCards(options, name="怎么处理", columns=2)
        self._handling.setEnabled(not self._around.is_read_only)
        self._handling.chosen.connect(self._on_handling)
        framed = self._frame("handling", "怎么处理", self._handling, MUST)
        self._column.addWidget(framed)

    def _make_fixed(self) -> None:
        self._done = TextEditor(
            Field(name="done", label="做了什么", type=FieldType.TEXT, line=0), self._around
        )
        self._done_by = LookupEditor(
            Field(name="done_by", label="谁做的", type=FieldType.PERSON, line=0), self._around
        )
        self._done_at = MomentEditor(
            Field(name="done_at", label="几点", type=FieldType.DATETIME, line=0), self._around
        )
        after = Field(name="photos_after", label="整改后照片", type=FieldType.PHOTO, line=0, multiple=True)
        self._after = AttachmentsEditor(after, self._around)
        for key, editor in (
            ("done", self._done),
            ("done_by", self._done_by),
            ("done_at", self._done_at),
            ("photos_after", self._after),
        ):
            self._wire(key, editor)
        self._fixed = QWidget()
        column = QVBoxLayout(self._fixed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        first = QHBoxLayout()
        first.setSpacing(_GAP)
        first.addWidget(self._frame("done", "做了什么", self._done, MUST), 1, Qt.AlignmentFlag.AlignTop)
        pictures = self._frame("photos_after", "整改后照片", self._after, "")
        pictures.setFixedWidth(_PHOTO_ROOM)
        second = QHBoxLayout()
        second.setSpacing(_GAP)
        second.addWidget(self._frame("done_by", "谁做的", self._done_by, MAY), 1, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._frame("done_at", "几点", self._done_at, MAY), 1, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setSpacing(_GAP)
        left.addLayout(first)
        left.addLayout(second)
        whole = QHBoxLayout()
        whole.setSpacing(_GAP)
        whole.addLayout(left, 1)
        whole.addWidget(pictures, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(whole)
        self._column.addWidget(self._fixed)

    def _make_hazard(self) -> None:
        assert self._rule is not None
        self._owner = LookupEditor(
            Field(name="owner", label="责任人", type=FieldType.PERSON, line=0), self._around
        )
        self._due = DeadlineEditor(self._around, hours=self._rule.due_hours)
        self._wire("owner", self._owner)
        self._wire("due", self._due)
        self._hazard = QWidget()
        column = QVBoxLayout(self._hazard)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        line = QHBoxLayout()
        line.setSpacing(_GAP)
        line.addWidget(self._frame("owner", "责任人", self._owner, MUST), 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._frame("due", "整改期限", self._due, MUST), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        if self._rule.major_reference or self._rule.level == "major":
            self._level = OptionBoxes(
                [Choice(code="general", label="一般隐患"), Choice(code="major", label="重大隐患")],
                name="隐患等级",
            )
            self._level.set_chosen([_text(self._session.finding(self._path), "level") or self._rule.level])
            self._level.changed.connect(
                lambda codes: self._session.set_finding(self._path, "level", codes[0])
            )
            hint = f"可能属于：{self._rule.major_reference}" if self._rule.major_reference else ""
            framed = self._frame("level", "隐患等级", self._level, "", hint=hint)
            column.addWidget(framed)
        self._column.addWidget(self._hazard)

    def _pair(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(_GAP)
        self._column.addLayout(line)
        return line

    def _frame(self, key: str, label: str, editor: QWidget, need: str, *, hint: str = "") -> FieldFrame:
        frame = FieldFrame(label, editor, need=need, hint=hint)
        self._frames[key] = frame
        return frame

    def _wire(self, key: str, editor: Editor) -> None:
        editor.edited.connect(lambda value: self._session.set_finding(self._path, key, value))
        editor.typed.connect(lambda value: self._session.set_finding(self._path, key, value, typing=True))
        editor.resized.connect(self.resized)
        editor.left.connect(editor.focusNextChild)

    def _editors(self) -> dict[str, Editor]:
        return {key: frame.editor for key, frame in self._frames.items() if isinstance(frame.editor, Editor)}

    def _phrase_words(self) -> tuple[str, ...]:
        return self._rule.phrases if self._rule is not None else ()

    def _set_text(self, text: str) -> None:
        if text != self._text.text():
            self._is_setting = True
            self._text.setPlainText(text)
            self._is_setting = False

    def _on_text(self) -> None:
        if not self._is_setting:
            self._session.set_finding(self._path, "text", self._text.text(), typing=True)

    def _on_phrases(self, chosen: tuple[str, ...]) -> None:
        text = self._text.text().strip()
        for phrase in self._phrase_words():
            if phrase in chosen and phrase not in text:
                text = f"{text}，{phrase}" if text and text[-1] not in "，。；、" else f"{text}{phrase}"
            elif phrase not in chosen and phrase in text:
                text = text.replace(f"，{phrase}", "").replace(phrase, "").strip("，")
        self._set_text(text)
        cursor = self._text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self._text.setTextCursor(cursor)
        self._session.set_finding(self._path, "text", text)

    def _on_pasted(self, image: object) -> None:
        if isinstance(image, QImage):
            self.photos.tiles.add_image(image)

    def _on_class(self, _index: int) -> None:
        if self._class is not None:
            self._session.set_finding(self._path, "class", self._class.code())

    def _on_handling(self, code: str) -> None:
        self._session.set_finding(self._path, "handling", code)
        if code == HAZARD and self._rule is not None and not self._session.finding(self._path).get("due"):
            self._session.set_finding(
                self._path, "due", default_deadline(self._around.now(), self._rule.due_hours)
            )

    def _inherited_place(self) -> str:
        """The place the item has already, from its row or the record."""
        filling, form = self._session.filling, self._session.form
        columns = form.field(self._path[0]).fields if len(self._path) == 3 else ()
        for column in columns:
            if column.type is FieldType.PLACE and not column.multiple:
                value = filling.value((*self._path[:2], column.name))
                if isinstance(value, str):
                    return value
        own = [field for field in form.fields() if field.type is FieldType.PLACE and not field.multiple]
        value = filling.value((own[0].name,)) if len(own) == 1 else None
        return value if isinstance(value, str) else ""

    def _place_name(self, code: str) -> str:
        return next((option.label for option in self._around.choices.places("") if option.code == code), code)


def _class_title(field: Field) -> str:
    codes = {choice.code for choice in field.finding.classes} if field.finding else set()
    return "类别（61号令 第三十一条）" if "dangerous_area" in codes else "类别"


def _numbered(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices with ① ② …, as the article counts them."""
    return tuple(
        Choice(
            code=choice.code, label=f"{chr(0x2460 + index)} {choice.label}" if index < 20 else choice.label
        )
        for index, choice in enumerate(choices)
    )


def _text(finding: Mapping[str, Json], key: str) -> str:
    value = finding.get(key)
    return value if isinstance(value, str) else ""


def _holds_focus(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))
