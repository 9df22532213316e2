"""A start that the store refuses: damage is mended in the window, before anybody signs in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from forms.clock import SystemClock, local
from models import backups
from models.blackbox import BlackBox
from models.faults import Corrupt, Refusal
from models.repair import repair
from models.repair_wish import RestoreWanted, forget
from models.repaired import Repaired
from ui.background import Background
from ui.dialogs.trouble import TroubleDialog
from ui.main_window import MainWindow


class Trouble(QObject):
    """Signals:
    opened: try to open the store again; the dialog is gone.
    looked: open it to look only; the dialog is gone.
    left: nothing is to be done now; the dialog is gone.
    staged(str): how far the repair is.
    """

    opened = Signal()
    looked = Signal()
    left = Signal()
    staged = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        home: Path,
        problem: Refusal,
        facts: list[tuple[str, str]],
    ) -> None:
        super().__init__(window)
        self._window, self._background, self._home = window, background, home
        self._backup = problem.backup if isinstance(problem, RestoreWanted) else None
        self.dialog = TroubleDialog(
            _title(problem),
            _words(problem),
            mend=_mend(problem),
            look="不恢复，照常打开" if self._backup else "只看不填",
        )
        self.dialog.show_facts(facts)
        self.dialog.mend_requested.connect(self._on_mend)
        self.dialog.look_requested.connect(self._on_look)
        self.dialog.again_requested.connect(lambda: self._end(self.opened))
        self.dialog.dismissed.connect(self.left)
        self.dialog.go_requested.connect(lambda: self._end(self.opened))
        self.staged.connect(self.dialog.say)
        window.open_dialog(self.dialog)

    def _on_look(self) -> None:
        if self._backup is not None:
            forget(self._home)
        self._end(self.opened if self._backup is not None else self.looked)

    def _end(self, then: SignalInstance) -> None:
        self._window.close_dialog()
        then.emit()

    def _on_mend(self) -> None:
        self.dialog.begin()
        home, backup, told = self._home, self._backup, self.staged.emit
        self._background.run_in_background(
            lambda: repair(home, clock=SystemClock(), backup=backup, on_stage=told),
            self._on_mended,
            lambda problem: self.dialog.refuse(str(problem)),
        )

    def _on_mended(self, done: Repaired) -> None:
        title = "修好了，一件不少" if done.is_whole else f"修好了，有 {len(done.lost)} 件没有找回"
        self.dialog.show_done(title, done.facts(), done.advice())
        self._window.overlay.place()


def survey(home: Path, problem: Refusal) -> list[tuple[str, str]]:
    """What was found, and what a repair could draw on. Reads whole backups: not on the window's thread."""
    if not isinstance(problem, Corrupt):
        return []
    newest = backups.newest_sound(home)
    when = f"{local(backups.made_at(newest.file)):%Y-%m-%d %H:%M}" if newest.file else "没有"
    boxed = sum(entry.is_operation for entries in BlackBox(home / "blackbox").latest() for entry in entries)
    return [
        ("查到的", problem.detail),
        ("完好的备份", f"最近一份是 {when}" if newest.file else "没有找到"),
        ("黑匣子", f"{boxed} 件，封存时就另存了一份" if boxed else "是空的"),
        ("损坏的文件", "还读得出的会一并取回；原文件只移到一边，不删"),
    ]


def _words(problem: Refusal) -> str:
    if isinstance(problem, Corrupt):
        return (
            "文件还没有动过。封存过的记录在备份和黑匣子里另有一份，点“修复”就用它们和还读得出的内容拼回一份完整的，"
            "然后报出一共几件、少没少。"
        )
    return str(problem)


def _title(problem: Refusal) -> str:
    match problem:
        case RestoreWanted():
            return "用备份恢复"
        case Corrupt():
            return "本机的记录库有损坏"
        case _:
            return "记录所在的文件夹写不进去"


def _mend(problem: Refusal) -> str:
    match problem:
        case RestoreWanted():
            return "恢复"
        case Corrupt():
            return "修复"
        case _:
            return ""
