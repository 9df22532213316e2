"""Photos before and after, side by side; each is a button that shows it large."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui.theme import icons, painting
from ui.theme.tokens import RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import column, row
from ui.widgets.label import Label

HIGH = 180
NO_IMAGE = "看不了小样：还没到本机，或太大"


@dataclass(frozen=True, slots=True)
class Photo:
    """``image`` is small, None where there is nothing to see."""

    sha256: str
    image: QImage | None


class PhotoTile(QAbstractButton):
    """One photo, whole, on a quiet ground."""

    def __init__(self, photo: Photo, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = photo.image
        self.setAccessibleName(name if photo.image is not None else f"{name}，{NO_IMAGE}")
        self.setEnabled(photo.image is not None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.SURFACE2, edge=Role.BORDER)
        if self._image is None:
            icons.draw(painter, "image", box.center() - QPointF(12, 16), 24, Role.TEXT3)
            foot = QRectF(box.left() + 8, box.center().y() + 18, box.width() - 16, 22)
            painting.line(painter, foot, NO_IMAGE, Type.NOTE, Role.TEXT2, align=painting.CENTRE)
        else:
            size = QSize(self._image.size()).scaled(
                box.size().toSize() - QSize(8, 8), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(box.center())
            painter.drawImage(place, self._image)
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)


class PhotoPair(QWidget):
    """Two columns with a heading each; of many photos the first is shown and the others are counted.

    Signals:
        opened(str): the digest of the photo to show large.
    """

    opened = Signal(str)

    def __init__(
        self,
        before: tuple[Photo, ...],
        after: tuple[Photo, ...],
        *,
        waits: str,
        parent: QWidget | None = None,
    ) -> None:
        """``waits`` is said where no photo of afterwards is expected yet."""
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for at, (name, photos, nothing) in enumerate(
            (("整改前", before, "登记时没有拍照"), ("整改后", after, waits))
        ):
            grid.addLayout(self._side(name, photos, nothing), 0, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)

    def _side(self, name: str, photos: tuple[Photo, ...], nothing: str) -> QGridLayout:
        side = QGridLayout()
        side.setVerticalSpacing(4)
        count = f"{name}　{len(photos)} 张" if photos else name
        side.addWidget(Label(count, Type.META, Role.TEXT2, heavy=True), 0, 0)
        if not photos:
            side.addWidget(Label(nothing, Type.META, Role.TEXT2, wrap=True), 1, 0)
            return side
        tile = PhotoTile(photos[0], f"{name}第 1 张，共 {len(photos)} 张")
        tile.clicked.connect(lambda: self.opened.emit(photos[0].sha256))
        links = []
        for number, photo in enumerate(photos[1:], 2):
            link = Button(f"第 {number} 张", Kind.LINK, height=26)
            link.clicked.connect(lambda _=False, sha=photo.sha256: self.opened.emit(sha))
            links.append(link)
        side.addLayout(column(tile, row(*links, None, spacing=0)), 1, 0)
        return side
