"""Thumbnails of photos and files, and a dashed tile that takes more: by file, paste or drag."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.accessibility.part import Heard, Part
from ui.dialogs.files import ManyFiles, SystemFiles
from ui.filling.editors.editor import Surroundings
from ui.filling.options import wrapping_policy
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role, Type

TILE = QSize(92, 68)
ADD = QSize(104, 68)
_GAP = 8
_IMAGES = "照片 (*.jpg *.jpeg *.png *.webp *.bmp *.heic)"


class Tiles(QWidget):
    """Thumbnails and the tile that adds; one tab stop, arrows move, Enter adds, Delete takes away.

    Signals:
        added: what was brought in, and its file name; a file is read elsewhere, as it stands.
        removed: the digest of what was taken away.
        refused: nothing could be taken, with the sentence to show.
    """

    added = Signal(object, str)
    removed = Signal(str)
    refused = Signal(str)
    resized = Signal()
    heard_as = Heard.LIST
    files: ManyFiles = SystemFiles()

    def __init__(self, around: Surroundings, *, photos: bool, many: bool = True, name: str = "照片") -> None:
        super().__init__()
        self._around, self._photos, self._many, self._name = around, photos, many, name
        self._shas: tuple[str, ...] = ()
        self._pixmaps: dict[str, QPixmap | None] = {}  # None: no picture, or too large to be shown
        self._asked: set[str] = set()
        self._here = 0
        self._busy = 0
        self._dragging = False
        self.setAcceptDrops(not around.is_read_only)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setSizePolicy(wrapping_policy())
        self._say()

    def show_attachments(self, shas: tuple[str, ...]) -> None:
        if shas != self._shas:
            self._shas = shas
            self._here = min(self._here, len(shas))
            self._say()
            self.updateGeometry()
            self.update()
            self.resized.emit()

    @property
    def shown(self) -> int:
        """How many are shown as pictures."""
        return sum(pixmap is not None for pixmap in self._pixmaps.values())

    def set_busy(self, change: int) -> None:
        """Counts what is being stored right now; shown on the tile in words."""
        self._busy += change
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._boxes(width)[-1].bottom()) if self._boxes(width) else TILE.height()

    def sizeHint(self) -> QSize:
        count = len(self._shas)
        return QSize(count * (TILE.width() + _GAP) + ADD.width(), TILE.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(ADD.width(), TILE.height())

    def open_files(self) -> None:
        title = "选照片" if self._photos else "选文件"
        kind = _IMAGES if self._photos else "所有文件 (*)"
        for path in self.files.to_open_many(self.window(), title, kind):
            self.added.emit(path, path.name)

    def paste(self) -> bool:
        """Takes an image or files from the clipboard; False if there is none."""
        return self._take(QGuiApplication.clipboard().mimeData())

    def add_image(self, image: QImage) -> None:
        """Takes a picture that is no file; it is written as PNG off this thread, every pixel as it is."""
        held = QImage(image)
        self.added.emit(lambda: as_png(held), "粘贴的照片.png")

    def heard_parts(self) -> tuple[Part, ...]:
        boxes = self._boxes(self.width())
        word = "照片" if self._photos else "文件"
        return tuple(
            Part(
                name=f"加{word}" if index == len(self._shas) else f"{word} {index + 1}，按 Delete 去掉",
                rect=box.toAlignedRect(),
                kind=Heard.BUTTON if index == len(self._shas) else Heard.PICTURE,
                is_current=index == self._here,
                press=self.open_files if index == len(self._shas) else None,
            )
            for index, box in enumerate(boxes)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            if not self.paste():
                self.refused.emit("剪贴板里没有照片。先复制照片或截图，再按 Ctrl V")
            return
        last = len(self._shas) if self._can_add() else len(self._shas) - 1
        match event.key():
            case Qt.Key.Key_Left if self._here > 0:
                self._here -= 1
            case Qt.Key.Key_Right if self._here < last:
                self._here += 1
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if (
                self._here < len(self._shas) and not self._around.is_read_only
            ):
                self.removed.emit(self._shas[self._here])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._here == len(self._shas):
                self.open_files()
            case _:
                event.ignore()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self._boxes(self.width())):
            if box.contains(event.position()):
                self._here = index
                self.update()
                if index == len(self._shas):
                    self.open_files()
                elif self._cross(box).contains(event.position()) and not self._around.is_read_only:
                    self.removed.emit(self._shas[index])
                return

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            self._dragging = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: object) -> None:
        self._dragging = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragging = False
        self.update()
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._here = len(self._shas) if self._can_add() else 0
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for index, box in enumerate(self._boxes(self.width())):
            if index == len(self._shas):
                self._paint_add(painter, box)
            else:
                self._paint_tile(painter, box, self._shas[index])
            if self.hasFocus() and index == self._here:
                painting.ring(painter, box.adjusted(3, 3, -3, -3), RADIUS_CONTROL - 2)

    def _paint_tile(self, painter: QPainter, box: QRectF, sha256: str) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(box, 4, 4)
        self._ask(sha256)
        pixmap = self._pixmaps.get(sha256)
        painter.save()
        painter.setClipPath(clip)
        if pixmap is None:
            painter.fillRect(box, colour(Role.NA_SOFT))
            icons.draw(painter, "file-text", QPointF(box.center().x() - 12, box.top() + 12), 24, Role.NA)
            foot = QRectF(box.left(), box.bottom() - 24, box.width(), 20)
            word = "已存下" if sha256 in self._pixmaps else "正在读…"
            painting.line(painter, foot, word, Type.NOTE, Role.TEXT2, align=painting.CENTRE)
        else:
            painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
        painter.restore()
        painting.box(painter, box, 4, edge=Role.STRONG)
        if not self._around.is_read_only:
            cross = self._cross(box)
            painting.box(painter, cross, 10, fill=Role.SURFACE, edge=Role.STRONG)
            icons.draw(painter, "x", QPointF(cross.left() + 4, cross.top() + 4), 12, Role.TEXT2)

    def _paint_add(self, painter: QPainter, box: QRectF) -> None:
        painting.box(
            painter,
            box,
            RADIUS_CONTROL,
            fill=Role.BRAND_SOFT if self._dragging else Role.SURFACE,
            edge=Role.BRAND if self._dragging else Role.STRONG,
            width=1.2,
            dashed=True,
        )
        if self._busy:
            painting.line(painter, box, "正在存…", Type.META, Role.TEXT2, align=painting.CENTRE)
            return
        word = "加照片" if self._photos else "加文件"
        icons.draw(
            painter,
            "image-plus" if self._photos else "paperclip",
            QPointF(box.left() + 18, box.top() + 15),
            18,
            Role.TEXT,
        )
        painting.line(painter, QRectF(box.left() + 42, box.top() + 13, 60, 22), word, Type.META, Role.TEXT)
        foot = QRectF(box.left(), box.top() + 36, box.width(), 20)
        painting.line(painter, foot, "拖入或粘贴", Type.NOTE, Role.TEXT2, align=painting.CENTRE)

    def _boxes(self, width: int) -> list[QRectF]:
        boxes: list[QRectF] = []
        x, y = 0.0, 0.0
        sizes = [TILE] * len(self._shas) + ([ADD] if self._can_add() else [])
        for size in sizes:
            if boxes and x + size.width() > width:
                x, y = 0.0, y + TILE.height() + _GAP
            boxes.append(QRectF(x, y, size.width(), size.height()))
            x += size.width() + _GAP
        return boxes

    def _cross(self, box: QRectF) -> QRectF:
        return QRectF(box.right() - 22, box.top() + 2, 20, 20)

    def _can_add(self) -> bool:
        return not self._around.is_read_only and (self._many or not self._shas)

    def _ask(self, sha256: str) -> None:
        """Has the small picture made elsewhere, once; it is never larger than a tile needs."""
        if sha256 in self._asked:
            return
        self._asked.add(sha256)
        ratio = self.devicePixelRatioF()
        least = QSize(round(TILE.width() * ratio), round(TILE.height() * ratio))
        most = QSize(
            2 * least.width(), 2 * least.height()
        )  # of a long one, a part as wide as the tile is shown
        self._around.show_picture(sha256, most, partial(self._show_picture, sha256, least))

    def _show_picture(self, sha256: str, least: QSize, image: QImage | None) -> None:
        if not isValid(self):
            return
        self._pixmaps[sha256] = None if image is None else _cut(image, least)
        self.update()

    def _take(self, mime: QMimeData) -> bool:
        if self._around.is_read_only:
            return False
        if mime.hasUrls():
            paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
            for path in paths:
                self.added.emit(path, path.name)
            return bool(paths)
        if mime.hasImage():
            image = mime.imageData()
            if isinstance(image, QImage):
                self.add_image(image)
                return True
        return False

    def _say(self) -> None:
        self.setAccessibleName(
            f"{self._name}，已有 {len(self._shas)} 张"
            if self._photos
            else f"{self._name}，{len(self._shas)} 个"
        )


def as_png(image: QImage) -> bytes:
    """The picture as PNG, on any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _cut(image: QImage, size: QSize) -> QPixmap:
    """Fills the size, what is too long of it is cut off on both sides; an image of one pixel is one colour."""
    scaled = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (scaled.width() - size.width()) // 2, (scaled.height() - size.height()) // 2
    return QPixmap.fromImage(scaled.copy(left, top, size.width(), size.height()))
