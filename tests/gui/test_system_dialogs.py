"""What Qt itself says and asks: the menu of a text field, the dialog for a file."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.architecture.sources import ROOT
from ui.dialogs.files import PDF, SystemFiles
from ui.qt_words import speak_chinese


def words_of(texts: list[str]) -> str:
    return "".join(texts).replace("&", "")


def test_the_menu_of_a_text_field_is_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    speak_chinese(qapp)
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    shown = words_of([action.text() for action in menu.actions()])
    menu.deleteLater()
    assert "粘贴" in shown
    assert "Paste" not in shown


def test_a_file_is_saved_on_the_desktop_first_and_then_where_the_last_one_was(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    speak_chinese(qapp)
    files, parent = SystemFiles(), QWidget()
    qtbot.addWidget(parent)
    began: list[Path] = []
    said: list[str] = []

    def answer() -> None:
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        began.append(Path(dialog.directory().absolutePath()))
        said.extend(one.text() for one in dialog.findChildren(QLabel) + dialog.findChildren(QPushButton))
        dialog.selectFile(str(tmp_path / "恢复单.pdf"))
        dialog.accept()

    for _ in range(2):
        QTimer.singleShot(0, answer)
        assert files.to_save(parent, "存成 PDF", "恢复单.pdf", PDF) == tmp_path / "恢复单.pdf"
    assert began[0] != Path.cwd()
    assert began[1] == tmp_path
    assert [word for word in said if word.isascii() and word.strip()] == []


def test_the_words_are_loaded_once(qapp: QApplication) -> None:
    before = len(qapp.children())
    speak_chinese(qapp)
    speak_chinese(qapp)
    assert len(qapp.children()) - before <= 1


def test_nobody_asks_for_a_file_but_in_the_one_place_that_knows_where_to_begin() -> None:
    words = ("QFileDialog.getSave", "QFileDialog.getOpen")
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "ui").rglob("*.py")}
    assert [name for name, text in texts.items() if any(word in text for word in words)] == ["files.py"]
