"""Photos of a finding: from a watched folder, of any size, broken or huge; shown and kept as they came, or told why not."""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forms.answer_store import Path as AnswerPath
from tests.gui.fill_builders import NOW, Attachments, around, one_place_round, page, view
from ui import settings_file
from ui.filling.editors.photo_offer import WAITS
from ui.filling.entries import CheckEntry
from ui.filling.fill_page import FillPage
from ui.filling.finding_panel import FindingPanel
from ui.pages.look_panel import NO_FOLDER, LookPanel
from ui.photo_folder import MOST, NewPhoto, PhotoFolder, Seen, photos_in
from ui.settings_file import WindowSettings
from ui.small_images import small_image

TAKEN = NOW.timestamp() - 60


def jpeg(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), (200, 90, 40)).save(out, "JPEG", quality=60)
    return out.getvalue()


def put(folder: Path, name: str, content: bytes = b"", *, taken: float = TAKEN) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content or jpeg(8, 6))
    os.utime(path, (taken, taken))
    return path


def at_once(work: Callable[[], Seen | None], done: Callable[[Seen | None], None]) -> None:
    done(work())


def watching(folder: Path) -> PhotoFolder:
    made = PhotoFolder(at_once, lambda: NOW)
    made.set_folder(folder)
    return made


def offered(folder: PhotoFolder) -> list[str]:
    return [one.path.name for one in folder.offers]


def test_a_photo_is_offered_when_it_has_stopped_growing(tmp_path: Path) -> None:
    folder = watching(tmp_path)
    put(tmp_path, "one.JPG", b"half")
    folder.look()
    put(tmp_path, "one.JPG", b"half and half", taken=TAKEN + 1)
    folder.look()
    assert offered(folder) == []
    folder.look()
    assert offered(folder) == ["one.JPG"]


def test_a_card_that_is_put_in_late_is_found_down_to_its_photos(tmp_path: Path) -> None:
    card = tmp_path / "card"
    folder = watching(card)
    folder.look()
    assert not folder.is_there
    put(card / "DCIM" / "100CANON", "IMG_0001.JPG")
    folder.look()
    folder.look()
    assert folder.is_there
    assert offered(folder) == ["IMG_0001.JPG"]


def test_a_card_pulled_out_takes_its_offers_with_it(tmp_path: Path) -> None:
    put(tmp_path / "card", "a.jpg")
    folder = watching(tmp_path / "card")
    folder.look()
    folder.look()
    (tmp_path / "card").rename(tmp_path / "gone")
    folder.look()
    assert (folder.is_there, folder.offers) == (False, ())


def test_only_photos_of_these_hours_are_new_and_the_newest_comes_first(tmp_path: Path) -> None:
    put(tmp_path, "last-year.jpg", taken=TAKEN - 365 * 86_400)
    put(tmp_path, "first.jpg", taken=TAKEN - 600)
    put(tmp_path, "second.jpeg")
    put(tmp_path, "notes.txt", b"no photo")
    put(tmp_path, ".hidden.jpg")
    folder = watching(tmp_path)
    folder.look()
    folder.look()
    assert offered(folder) == ["second.jpeg", "first.jpg"]


def test_a_photo_put_away_is_not_offered_again_and_the_next_one_is(tmp_path: Path) -> None:
    first, second = put(tmp_path, "a.jpg"), put(tmp_path, "b.jpg", taken=TAKEN - 1)
    folder = watching(tmp_path)
    folder.look()
    folder.look()
    folder.put_away(first)
    folder.look()
    assert folder.offers == (NewPhoto(path=second, taken=datetime.fromtimestamp(TAKEN - 1, UTC)),)


def test_a_full_card_is_looked_at_up_to_a_bound(tmp_path: Path) -> None:
    assert photos_in(tmp_path / "nowhere") is None
    for number in range(3):
        put(tmp_path / str(number) / "deep" / "deeper" / "deepest", "x.jpg")
    assert photos_in(tmp_path) == {}
    assert MOST == 5_000


class Round:
    """The fill page with one finding open and a folder beside it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.shelf = Attachments()
        self.folder = watching(folder)
        self.page: FillPage = page(around(self.shelf, folder=self.folder))
        qtbot.add_widget(self.page)
        self.page.resize(1364, 844)
        self.page.present(view(one_place_round()))
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)
        self.page.focus_current()

    def fail_current(self) -> tuple[AnswerPath, FindingPanel]:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_2)
        path = self.page.items.current
        assert path is not None
        return path, self.panel(path)

    def panel(self, path: AnswerPath) -> FindingPanel:
        entry = self.page.items.entry(path)
        assert isinstance(entry, CheckEntry)
        assert entry.panel is not None
        return entry.panel

    def photos(self, path: AnswerPath) -> object:
        return self.page.session.finding(path).get("photos")


def test_a_new_photo_is_offered_at_the_open_finding_and_taken_only_when_it_is_said(
    qtbot: QtBot, tmp_path: Path
) -> None:
    shown = Round(qtbot, tmp_path)
    path, panel = shown.fail_current()
    content = jpeg(30, 20)
    put(tmp_path, "IMG_7.JPG", content)
    shown.folder.look()
    shown.folder.look()
    offer = panel.offer
    assert offer is not None
    assert offer.words == "新照片 22:05 IMG_7.JPG"
    assert shown.photos(path) is None
    offer.take.click()
    assert list(shown.shelf.kept.values()) == [content]
    assert shown.photos(path) == list(shown.shelf.kept)
    assert offer.offered is None


def test_of_two_open_findings_only_the_one_being_worked_on_is_offered_photos(
    qtbot: QtBot, tmp_path: Path
) -> None:
    shown = Round(qtbot, tmp_path)
    put(tmp_path, "a.jpg")
    first, _ = shown.fail_current()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    second, panel = shown.fail_current()
    shown.folder.look()
    shown.folder.look()
    offers = [shown.panel(path).offer for path in (first, second)]
    assert [one.offered is not None for one in offers if one is not None] == [False, True]
    shown.page.items.focus(first)
    assert [one.offered is not None for one in offers if one is not None] == [True, False]
    assert panel.isVisible()


def test_a_folder_that_is_not_there_is_told_at_the_finding(qtbot: QtBot, tmp_path: Path) -> None:
    shown = Round(qtbot, tmp_path / "card")
    _, panel = shown.fail_current()
    shown.folder.look()
    assert panel.offer is not None
    assert panel.offer.words == WAITS


@pytest.mark.parametrize(("wide", "high"), [(1, 1), (3, 4000), (4000, 3)])
def test_a_photo_of_any_shape_is_kept_as_it_came_and_shown(
    qtbot: QtBot, tmp_path: Path, wide: int, high: int
) -> None:
    shown = Round(qtbot, tmp_path)
    path, panel = shown.fail_current()
    content = jpeg(wide, high)
    panel.photos.add(put(tmp_path, "odd.jpg", content), "odd.jpg")
    assert list(shown.shelf.kept.values()) == [content]
    assert not panel.photos.tiles.grab().isNull()
    assert panel.photos.tiles.shown == 1
    assert shown.photos(path) == list(shown.shelf.kept)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("broken.jpg", jpeg(400, 300)[:-900], "打不开"),
        ("empty.jpg", b"", "空的"),
        ("phone.heic", b"ftypheic", "HEIC"),
        ("words.jpg", b"not a photo at all", "打不开"),
    ],
)
def test_what_is_no_whole_photo_is_told_in_a_sentence_and_nothing_is_lost(
    qtbot: QtBot, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    shown = Round(qtbot, tmp_path)
    path, panel = shown.fail_current()
    (tmp_path / name).write_bytes(content)
    panel.photos.add(tmp_path / name, name)
    assert told in panel.photos.refusal
    assert "填的都在" in panel.photos.refusal
    assert shown.photos(path) is None


def test_of_a_photo_of_a_hundred_million_pixels_no_more_is_decoded_than_is_shown() -> None:
    image = small_image(jpeg(10_000, 10_000), QSize(184, 136))
    assert image is not None
    assert image.size() == QSize(136, 136)


def test_the_folder_is_named_and_given_up_in_the_settings(qtbot: QtBot, tmp_path: Path) -> None:
    panel = LookPanel()
    qtbot.add_widget(panel)
    said: list[object] = []
    panel.changed.connect(said.append)
    panel.present(WindowSettings())
    assert (panel.folder.text(), panel.no_folder.isVisibleTo(panel)) == (NO_FOLDER, False)
    panel.present(WindowSettings(photo_folder=str(tmp_path)))
    assert panel.folder.text() == str(tmp_path)
    panel.no_folder.click()
    assert said == [("photo_folder", "")]
    settings_file.save(tmp_path, WindowSettings(photo_folder=str(tmp_path)))
    assert settings_file.load(tmp_path).photo_folder == str(tmp_path)
