"""The right side of the fill page: the article verbatim, what counts as abnormal, how it was before, who must sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forms.listed import Source
from ui.filling import text_flow
from ui.filling.options import wrapping_policy
from ui.filling.view import PastAnswer, SignerLine
from ui.filling.wording import ABNORMAL_WHEN, BEFORE, NO_HISTORY, NO_SOURCE, RULE, TO_SIGN, UNVERIFIED
from ui.theme import icons, painting
from ui.theme.look import is_contrast
from ui.theme.tokens import RADIUS_PILL, Role, Type
from ui.theme.typography import metrics
from ui.widgets.card import Rule
from ui.widgets.label import Label
from ui.widgets.scroll import Scroll

_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_PAST = {
    "good": ("check", Role.OK),
    "bad": ("triangle-alert", Role.BAD),
    "neutral": ("minus", Role.NA),
}


class Quote(QWidget):
    """An article and its words behind a brand edge."""

    def __init__(self) -> None:
        super().__init__()
        self._article, self._text, self._unverified = "", "", False
        self._checked: Mapping[tuple[str, str], str] = {}
        self._told = UNVERIFIED
        self.setSizePolicy(wrapping_policy())

    def know(self, checked: Mapping[tuple[str, str], str]) -> None:
        """Which texts were held against their documents, in words, by article and wording."""
        self._checked = checked

    def told_of(self, article: str, text: str) -> str:
        return self._checked.get((article, text), UNVERIFIED)

    def show_source(self, source: Source | None) -> None:
        self._article = source.article if source else ""
        self._text = source.text if source else NO_SOURCE
        self._unverified = source is not None and not source.verified
        self._told = self.told_of(self._article, self._text)
        self.setAccessibleName(f"{self._article}：{self._text}" if self._article else self._text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = width - 30
        tall = text_flow.height(self._article, inner, Type.META, heavy=True)
        tall += text_flow.height(self._text, inner, Type.BODY) + (4 if self._article and self._text else 0)
        if self._unverified:
            tall += 6 + text_flow.height(self._told, inner - 20, Type.NOTE)
        return tall + 20

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(self.width() or 260))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect())
        painting.box(
            painter, box, RADIUS_PILL, fill=Role.SURFACE2, edge=Role.BORDER if is_contrast() else None
        )
        painting.edge_bar(painter, box, Role.BRAND, radius=RADIUS_PILL)
        inner, top = self.width() - 30, 10.0
        tall = text_flow.height(self._article, inner, Type.META, heavy=True)
        text_flow.draw(painter, QRectF(16, top, inner, tall + 4), self._article, Type.META, heavy=True)
        top += tall + (4 if self._article and self._text else 0)
        tall = text_flow.height(self._text, inner, Type.BODY)
        text_flow.draw(painter, QRectF(16, top, inner, tall + 4), self._text, Type.BODY)
        top += tall
        if self._unverified:
            is_open = self._told == UNVERIFIED
            mark, role = ("circle-help", Role.WARN) if is_open else ("file-check", Role.TEXT2)
            icons.draw(painter, mark, QPointF(16, top + 8), 14, Role.WARN_ICON if is_open else role)
            text_flow.draw(painter, QRectF(36, top + 6, inner - 20, 90), self._told, Type.NOTE, role)


class Lines(QWidget):
    """Rows of a word at the left and one at the right, with an icon."""

    _TALL = 32

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, str, str, Role, Role], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_past(self, past: Sequence[PastAnswer]) -> None:
        self._rows = tuple((answer.when, "", answer.word, *_past(answer.kind)) for answer in past)
        self._settle("；".join(f"{answer.when} {answer.word}" for answer in past))

    def show_signers(self, signers: Sequence[SignerLine]) -> None:
        self._rows = tuple(
            (
                f"{_CIRCLED[index]} {signer.title}",
                "pen-line",
                signer.name or "封存时选",
                Role.BRAND,
                Role.TEXT,
            )
            for index, signer in enumerate(signers[:9])
        )
        self._settle("；".join(f"{signer.title} {signer.name}" for signer in signers))

    def _settle(self, said: str) -> None:
        self.setAccessibleName(said)
        self.setFixedHeight(len(self._rows) * self._TALL)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for index, (left, icon, right, tone, role) in enumerate(self._rows):
            y = index * self._TALL
            if icon:
                icons.draw(painter, icon, QPointF(0, y + 7), 18, tone if index == 0 else Role.TEXT2)
            x = 26 if icon else 0
            wide = metrics(Type.META, heavy=not icon).horizontalAdvance(right) + 2
            at = QRectF(self.width() - wide, y, wide, self._TALL)
            painting.line(
                painter, at, right, Type.META, role if icon else tone, align=painting.RIGHT, heavy=True
            )
            if not icon:
                name = next((key for key, (_, one) in _PAST.items() if one is tone), "neutral")
                icons.draw(painter, _PAST[name][0], QPointF(at.left() - 22, y + 8), 16, tone, stroke=2.4)
            painting.line(painter, QRectF(x, y, at.left() - x - 28, self._TALL), left, Type.META, Role.TEXT2)


def _past(kind: str) -> tuple[Role, Role]:
    tone = _PAST.get(kind, _PAST["neutral"])[1]
    return tone, Role.TEXT


class RuleColumn(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quote = Quote()
        self._when_head = Label(ABNORMAL_WHEN, Type.META, Role.TEXT2, heavy=True)
        self._when = Label("", Type.BODY, wrap=True)
        self._past_head = Label(BEFORE, Type.META, Role.TEXT2, heavy=True)
        self._past = Lines()
        self._no_past = Label(NO_HISTORY, Type.META, Role.TEXT3, wrap=True)
        self._past_rule = Rule()
        scroller = Scroll(margins=(20, 16, 20, 12), spacing=8)
        for widget in (Label(RULE, Type.META, Role.TEXT2, heavy=True), self._quote):
            scroller.column.addWidget(widget)
        scroller.column.addSpacing(6)
        for widget in (self._when_head, self._when):
            scroller.column.addWidget(widget)
        scroller.column.addSpacing(6)
        for part in (self._past_rule, self._past_head, self._past, self._no_past):
            scroller.column.addWidget(part)
        scroller.column.addStretch(1)
        self._signers = Lines()
        self._note = Label("", Type.NOTE, Role.TEXT2, wrap=True)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 14)
        foot.setSpacing(6)
        foot.addWidget(Rule())
        foot.addSpacing(4)
        foot.addWidget(Label(TO_SIGN, Type.META, Role.TEXT2, heavy=True))
        foot.addWidget(self._signers)
        foot.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroller, 1)
        column.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def know(self, checked: Mapping[tuple[str, str], str]) -> None:
        """Which texts were held against their documents, in words, by article and wording."""
        self._quote.know(checked)

    def told_of(self, article: str, text: str) -> str:
        """What is said beside that text: who held it against what, or that nobody has."""
        return self._quote.told_of(article, text)

    def show_rule(self, source: Source | None, abnormal: str) -> None:
        self._quote.show_source(source)
        self._when.setText(abnormal)
        self._when.setVisible(bool(abnormal))
        self._when_head.setVisible(bool(abnormal))

    def show_past(self, past: Sequence[PastAnswer], *, is_check: bool) -> None:
        self._past.show_past(past[:4])
        self._past.setVisible(bool(past))
        self._no_past.setVisible(is_check and not past)
        for widget in (self._past_head, self._past_rule):
            widget.setVisible(is_check)

    def show_signers(self, signers: Sequence[SignerLine], note: str) -> None:
        self._signers.show_signers(signers)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.box(painter, QRectF(self.rect()), 0, fill=Role.SURFACE)
        painting.box(painter, QRectF(0, 0, 1, self.height()), 0, fill=Role.BORDER)
