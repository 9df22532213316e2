"""Editor for photos and files: by file, paste or drag; thumbnails, and a dashed tile to add one."""

from __future__ import annotations

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
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.options import wrapping_policy
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.widgets.label import Label

TILE = QSize(92, 68)
ADD = QSize(104, 68)
_GAP = 8
_IMAGES = "照片 (*.jpg *.jpeg *.png *.webp *.bmp *.heic)"


class Tiles(QWidget):
    """Thumbnails and the tile that adds; one tab stop, arrows move, Enter adds, Delete takes away.

    Signals:
        added: bytes and file name of something brought in.
        removed: the digest of what was taken away.
        refused: a file could not be read, with the sentence to show.
    """

    added = Signal(bytes, str)
    removed = Signal(str)
    refused = Signal(str)
    resized = Signal()

    def __init__(self, around: Surroundings, *, photos: bool, many: bool = True, name: str = "照片") -> None:
        super().__init__()
        self._around, self._photos, self._many, self._name = around, photos, many, name
        self._shas: tuple[str, ...] = ()
        self._pixmaps: dict[str, QPixmap] = {}
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
        found, _ = QFileDialog.getOpenFileNames(
            self.window(), title, "", _IMAGES if self._photos else "所有文件 (*)"
        )
        for path in found:
            self._read(Path(path))

    def paste(self) -> bool:
        """Takes an image or files from the clipboard; False if there is none."""
        return self._take(QGuiApplication.clipboard().mimeData())

    def add_image(self, image: QImage) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if image.save(buffer, "PNG"):  # type: ignore[call-overload]
            self.added.emit(bytes(buffer.data().data()), "粘贴的照片.png")

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
        pixmap = self._pixmap(sha256)
        painter.save()
        painter.setClipPath(clip)
        if pixmap is None:
            painter.fillRect(box, colour(Role.NA_SOFT))
            icons.draw(painter, "file-text", QPointF(box.center().x() - 12, box.top() + 12), 24, Role.NA)
            foot = QRectF(box.left(), box.bottom() - 24, box.width(), 20)
            painting.line(painter, foot, "已存下", Type.NOTE, Role.TEXT2, align=painting.CENTRE)
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

    def _pixmap(self, sha256: str) -> QPixmap | None:
        if sha256 not in self._pixmaps:
            image = QImage.fromData(self._around.read_attachment(sha256) or b"")
            if image.isNull():
                return None
            ratio = self.devicePixelRatioF()
            size = QSize(round(TILE.width() * ratio), round(TILE.height() * ratio))
            scaled = image.scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            left, top = (scaled.width() - size.width()) // 2, (scaled.height() - size.height()) // 2
            pixmap = QPixmap.fromImage(scaled.copy(left, top, size.width(), size.height()))
            self._pixmaps[sha256] = pixmap
        return self._pixmaps[sha256]

    def _take(self, mime: QMimeData) -> bool:
        if self._around.is_read_only:
            return False
        if mime.hasUrls():
            paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
            for path in paths:
                self._read(path)
            return bool(paths)
        if mime.hasImage():
            image = mime.imageData()
            if isinstance(image, QImage):
                self.add_image(image)
                return True
        return False

    def _read(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            self.refused.emit(
                f"读不出“{path.name}”。已填的都在。看看文件还在不在、是不是别的程序正占着，再加一次"
            )
            return
        self.added.emit(content, path.name)

    def _say(self) -> None:
        self.setAccessibleName(
            f"{self._name}，已有 {len(self._shas)} 张"
            if self._photos
            else f"{self._name}，{len(self._shas)} 个"
        )


class AttachmentsEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._around, self._field = around, field
        self._shas: tuple[str, ...] = ()
        self.tiles = Tiles(
            around, photos=field.type is FieldType.PHOTO, many=field.multiple, name=field.label
        )
        self._refusal = Label("", Type.NOTE, Role.BAD, wrap=True)
        self._refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.tiles)
        layout.addWidget(self._refusal)
        self.setFocusProxy(self.tiles)
        self.tiles.added.connect(self.add)
        self.tiles.removed.connect(self._on_removed)
        self.tiles.refused.connect(self.refuse)
        self.tiles.resized.connect(self.resized)

    def set_value(self, value: Json) -> None:
        self._shas = tuple(sha for sha in value if isinstance(sha, str)) if isinstance(value, list) else ()
        self.tiles.show_attachments(self._shas)

    def add(self, content: bytes, name: str) -> None:
        """Stores bytes and names them in the answer once they are durable."""
        self.refuse("")
        self.tiles.set_busy(+1)
        self._around.attach(content, name, self._field.identifying, self._on_stored, self._on_refused)

    @property
    def refusal(self) -> str:
        """Why the last photo or file was not taken; empty if it was."""
        return self._refusal.text()

    def refuse(self, sentence: str) -> None:
        self._refusal.setText(sentence)
        self._refusal.setVisible(bool(sentence))
        self.resized.emit()

    def _on_stored(self, sha256: str) -> None:
        self.tiles.set_busy(-1)
        if sha256 not in self._shas:
            self._shas = (*self._shas, sha256)
            self.tiles.show_attachments(self._shas)
            self.edited.emit(list(self._shas))

    def _on_refused(self, sentence: str) -> None:
        self.tiles.set_busy(-1)
        self.refuse(sentence)

    def _on_removed(self, sha256: str) -> None:
        self._shas = tuple(sha for sha in self._shas if sha != sha256)
        self.tiles.show_attachments(self._shas)
        self.edited.emit(list(self._shas) or None)
