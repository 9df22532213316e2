"""What the pages of the first start are laid out with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from forms.show_hospital import SUFFIX, is_for_show
from models.workflow.setup import LONGEST_NAME
from ui.widgets.field import FieldFrame
from ui.widgets.pin_box import LEAST


def in_lines(code: str) -> str:
    """The code's groups, four to a line and below one another, as they are copied by hand."""
    groups = code.replace("-", " ").split()
    return "\n".join("\t".join(groups[at : at + 4]) for at in range(0, len(groups), 4))


def is_whole(address: FieldFrame, code: FieldFrame) -> bool:
    """Whether both are written; what is missing is said under it, and the first of them gets the keys."""
    missing: list[QWidget] = []
    for frame, problem in ((address, "还没填地址，问县里要"), (code, "还没填接入码，问县里要")):
        editor = frame.editor
        written = isinstance(editor, QLineEdit) and bool(editor.text().strip())
        frame.set_problem("" if written else problem)
        missing += [] if written else [editor]
    if missing:
        missing[0].setFocus(Qt.FocusReason.OtherFocusReason)
    return not missing


def page_of(*parts: QWidget | QLayout) -> QWidget:
    """A page with its parts one below the other, and room at the end."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return page


def halves(left: QWidget, right: QWidget) -> QHBoxLayout:
    """Two parts side by side, each in its half."""
    line = QHBoxLayout()
    line.setSpacing(12)
    for part in (left, right):
        line.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return line


def pin_problem(pin: str) -> str:
    """Why nobody can have this PIN; "" if one can."""
    if len(pin) < LEAST:
        return "PIN 是 4 到 6 位数字"
    return "不要全是同一个数字，换一个" if len(set(pin)) == 1 else ""


def name_problem(name: str) -> str:
    """Why no hospital can be called so; "" if one can."""
    if not name:
        return "还没填医院名称"
    if is_for_show(name):
        return f"名称不能以“{SUFFIX}”结尾，那是演示医院用的"
    if len(name) > LONGEST_NAME:
        return f"名称最多 {LONGEST_NAME} 个字，现在 {len(name)} 个；它会印在每张表的一行里"
    return "" if name.isprintable() else "名称里有印不出来的字符，删掉再写一遍"
