"""The floor of a start: a window with one label, of PySide6 alone. Beside it only the few lines that read its memory."""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks.probes.memory import resident_megabytes


class FirstPaint(QObject):
    """Says when a widget has been painted once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, tell)
        return False


def tell() -> None:
    painted = time.monotonic_ns()
    print(json.dumps({"first_paint": painted, "memory_mb": resident_megabytes()}), flush=True)
    application.quit()


application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("医安"))
watcher = FirstPaint()
window.installEventFilter(watcher)
window.showMaximized()
sys.exit(application.exec())
