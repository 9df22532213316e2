"""A pad to sign on: black ink on white in every scheme, drawn strokes smoothed but not straightened."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.definition import Field
from forms.json_value import Json
from ui.filling import text_flow
from ui.filling.editors.editor import Editor, Surroundings
from ui.theme import painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label

HEIGHT = 112
_INK = 3.2
_BASE = 26  # base line above the foot
_SCALE = 3  # the kept image: 3 dots a pixel, enough for 30 mm on paper


class SignaturePad(QWidget):
    """Signals:
    drawn: there is ink now.
    """

    drawn = Signal()

    def __init__(self, *, name: str = "手写签名") -> None:
        super().__init__()
        self._strokes: list[list[QPointF]] = []
        self._image: QImage | None = None
        self.setFixedHeight(HEIGHT + 2 * RING_ROOM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setAccessibleName(name)
        self.setAccessibleDescription("用笔、手指或鼠标签在虚线上；Backspace 清掉重签")

    def sizeHint(self) -> QSize:
        return QSize(340, HEIGHT + 2 * RING_ROOM)

    def is_empty(self) -> bool:
        return not self._strokes and self._image is None

    def clear(self) -> None:
        self._strokes.clear()
        self._image = None
        self.update()

    def show_image(self, content: bytes | None) -> None:
        """Shows a signature made earlier."""
        image = QImage.fromData(content or b"")
        self._image = None if image.isNull() else image
        self._strokes.clear()
        self.update()

    def png(self) -> bytes | None:
        """The ink alone on transparent ground, cut to its edges; None while there is none."""
        if not self._strokes:
            return None
        box = QRectF()
        for stroke in self._strokes:
            for point in stroke:
                box = box.united(QRectF(point.x() - 1, point.y() - 1, 2, 2))
        box = box.adjusted(-6, -6, 6, 6)
        image = QImage(round(box.width() * _SCALE), round(box.height() * _SCALE), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painting.smooth(painter)
        painter.scale(_SCALE, _SCALE)
        painter.translate(-box.topLeft())
        self._ink(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._image = None
        self._strokes.append([event.position()])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.drawn.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.clear()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect()).adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.PAPER, edge=Role.STRONG)
        grey = QColor(colour(Role.INK))
        grey.setAlpha(110)
        pen = QPen(grey, 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        base = box.bottom() - _BASE
        painter.drawLine(QPointF(box.left() + 18, base + 0.5), QPointF(box.right() - 18, base + 0.5))
        foot = QRectF(box.left() + 20, base + 3, box.width() - 40, 18)
        ink = QColor(colour(Role.INK))
        ink.setAlpha(170)
        text_flow.draw(painter, foot, "签在虚线上", Type.NOTE, ink)
        if self._image is not None:
            room = box.adjusted(20, 8, -20, -_BASE + 8)
            size = QSize(self._image.width(), self._image.height()).scaled(
                round(room.width()), round(room.height()), Qt.AspectRatioMode.KeepAspectRatio
            )
            target = QRectF(
                box.center().x() - size.width() / 2,
                room.bottom() - size.height(),
                size.width(),
                size.height(),
            )
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._image)
        self._ink(painter)
        if self.hasFocus():
            painting.ring(painter, QRectF(self.rect()), RADIUS_CONTROL + 4)

    def _ink(self, painter: QPainter) -> None:
        pen = QPen(
            colour(Role.INK), _INK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            painter.drawPath(smoothed(stroke))


def smoothed(points: list[QPointF]) -> QPainterPath:
    """A curve through the middles of what the pen reported."""
    path = QPainterPath(points[0])
    if len(points) == 1:
        path.lineTo(points[0].x() + 0.1, points[0].y())
        return path
    for before, after in pairwise(points[1:]):
        path.quadTo(before, (before + after) / 2)
    path.lineTo(points[-1])
    return path


class SignatureEditor(Editor):
    """The pad as a field; the ink is stored once the pen has rested or the pad is left."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._around, self._field = around, field
        self._shas: tuple[str, ...] = ()
        self.pad = SignaturePad(name=field.label)
        self.pad.setEnabled(not around.is_read_only)
        self._again = Button("清掉重签", Kind.LINK)
        self._refusal = Label("", Type.NOTE, Role.BAD, wrap=True)
        self._refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pad)
        foot = QHBoxLayout()
        foot.addWidget(self._refusal, 1)
        foot.addStretch(1)
        foot.addWidget(self._again)
        if around.is_read_only:
            self._again.hide()
        layout.addLayout(foot)
        self.setMaximumWidth(420)
        self.setFocusProxy(self.pad)
        self._again.clicked.connect(self._on_again)
        self.pad.drawn.connect(self._on_drawn)

    def set_value(self, value: Json) -> None:
        shas = tuple(sha for sha in value if isinstance(sha, str)) if isinstance(value, list) else ()
        if shas != self._shas:
            self._shas = shas
            self.pad.show_image(self._around.read_attachment(shas[0]) if shas else None)

    def _on_again(self) -> None:
        self.pad.clear()
        self._shas = ()
        self.pad.setFocus()
        self.edited.emit(None)

    def _on_drawn(self) -> None:
        content = self.pad.png()
        if content is not None:
            self._around.attach(
                content, "签名.png", self._field.identifying, self._on_stored, self._on_refused
            )

    def _on_stored(self, sha256: str) -> None:
        self._shas = (sha256,)
        self._refusal.hide()
        self.edited.emit([sha256])

    def _on_refused(self, sentence: str) -> None:
        self._refusal.setText(sentence)
        self._refusal.show()
        self.resized.emit()
