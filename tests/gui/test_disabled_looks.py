"""What cannot be pressed or filled now is seen at a glance, in high contrast too, and can still be read."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QWidget

from ui.theme import look
from ui.theme.tokens import COLOURS, RING_ROOM, Role, Scheme, contrast
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Segments

GROUND = COLOURS[Scheme.CONTRAST][Role.BG]
DIM = COLOURS[Scheme.CONTRAST][Role.DISABLED]


@pytest.fixture(autouse=True)
def _high_contrast(shown: QApplication) -> Iterator[None]:
    look.apply(shown, Scheme.CONTRAST, motion=False)
    yield
    look.apply(shown, Scheme.LIGHT, motion=False)


def picture(widget: QWidget) -> QImage:
    """The widget on the ground of the scheme."""
    widget.ensurePolished()
    widget.resize(widget.sizeHint())
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    widget.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def brightest(image: QImage) -> float:
    """Contrast of the brightest pixel with the black around it."""
    every = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    return max(contrast(one, GROUND) for one in every)


@pytest.mark.parametrize("kind", Kind)
def test_a_button_that_cannot_be_pressed_is_dim_and_readable_whatever_its_kind(kind: Kind) -> None:
    button = Button("下一步", kind, icon="printer", key="Ctrl Enter")
    assert brightest(picture(button)) > 1.4 * contrast(DIM, GROUND)
    button.setEnabled(False)
    assert 4.5 <= brightest(picture(button)) <= contrast(DIM, GROUND) + 0.2


def test_its_edge_is_broken_so_that_it_is_told_without_the_brightness_too() -> None:
    button = Button("下一步", Kind.PRIMARY)
    button.setEnabled(False)
    image = picture(button)
    edge = [image.pixelColor(x, RING_ROOM) for x in range(RING_ROOM + 8, image.width() - RING_ROOM - 8)]
    dark = [one for one in edge if one == QColor(GROUND)]
    assert len(edge) / 4 < len(dark) < len(edge)


@pytest.mark.parametrize("make", [QLineEdit, QComboBox, lambda: QCheckBox("双面，沿长边翻")])
def test_a_field_that_cannot_be_filled_is_dim_too(make: type[QWidget]) -> None:
    field = make()
    field.setEnabled(False)
    if isinstance(field, QComboBox):
        field.addItem("办公室打印机")
    if isinstance(field, QLineEdit):
        field.setText("全部")
    assert 4.5 <= brightest(picture(field)) <= contrast(DIM, GROUND) + 0.2


def test_a_chosen_segment_has_an_edge_on_both_sides_wherever_it_stands() -> None:
    segments = Segments((("a", "看板", ""), ("b", "清单", ""), ("c", "日历", "")), "看法")
    middle = (
        segments.sizeHint().height() // 2 + 6
    )  # below the words' middle, where the strokes of a letter are few
    yellow = QColor(COLOURS[Scheme.CONTRAST][Role.BRAND])
    for code in "abc":
        segments.set_current(code)
        rects = {part.name: part.rect for part in segments.heard_parts()}
        rect = rects[next(word for one, word in (("a", "看板"), ("b", "清单"), ("c", "日历")) if one == code)]
        image = picture(segments)
        for edge in (rect.left(), rect.right()):
            near = [image.pixelColor(edge + by, middle) for by in (-1, 0, 1)]
            assert max(one.red() for one in near) > yellow.red() // 2
            assert max(one.red() - one.blue() for one in near) > 100  # yellow, not white
