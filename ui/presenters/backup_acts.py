"""What 设置 shows of backups and does with them; the daily ones are made by the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import local
from models import backups, vault
from models.faults import Refusal
from models.files import why
from models.repair_wish import Wish, wish
from models.verifying import Report
from ui import wording
from ui.background import Pace
from ui.dialogs.files import BACKUP, Files, Folders, SystemFiles
from ui.theme.states import Tone
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk


class BackupStopped(Refusal):
    """The person did not want it any more."""

    def __init__(self) -> None:
        super().__init__("备份停下了，没有做成。记录和以前的备份都在。要的时候再按“现在备份”。")


class BackupActs:
    """The buttons of the panel, by their names."""

    def __init__(
        self,
        desk: Desk,
        files: Callable[[], Files],
        refresh: Callable[[], None],
        progress: ProgressLine,
    ) -> None:
        """``progress`` shows how far a backup has come, and stops it."""
        self._desk, self._files, self._refresh = desk, files, refresh
        self._progress = progress
        self._pace: Pace | None = None
        self.folders: Folders = SystemFiles()
        self.by_name: dict[str, Callable[[str], None]] = {
            "backup.now": lambda _key: self._back_up(backups.folder_of(desk.home)),
            "backup.make": self._back_up_elsewhere,
            "backup.second": self._choose_second,
            "backup.restore": self._restore,
            "backup.verify": self._verify,
            "backup.stop": lambda _key: self._stop(),
        }

    def facts(self) -> tuple[tuple[str, str], ...]:
        home = self._desk.home
        second = backups.second_folder(home)
        return (
            ("记录放在", str(home)),
            ("最近一次备份", self._newest(backups.folder_of(home))),
            ("备份放在", f"{backups.folder_of(home)}，每天自动做一份，做好就打开核对；留 7 天和 4 周的"),
            (
                "每天另存一份到",
                str(second) if second else "没有选。建议选一块别的盘或 U 盘，这台电脑坏了也不怕",
            ),
            *((("那里最近一份", self._newest(second)),) if second else ()),
        )

    def _newest(self, folder: Path) -> str:
        made = backups.made_in(folder)
        if not made:
            return "还没有"
        when = wording.moment(backups.made_at(made[0]), self._desk.now())
        return f"{when}，{wording.size(made[0].stat().st_size)}，共 {len(made)} 份"

    def _back_up_elsewhere(self, _key: str) -> None:
        folder = self.folders.to_folder(self._desk.window, "备份到哪里", backups.folder_of(self._desk.home))
        if folder is not None:
            self._back_up(folder)

    def _back_up(self, folder: Path) -> None:
        """One at a time, with its progress; one that is stopped leaves the backups there as they were."""
        if self._pace is not None:
            return
        desk = self._desk

        def work(pace: Pace) -> Path:
            def watch(done: int, whole: int) -> None:
                if not pace.tell("正在备份", done, whole):
                    raise BackupStopped

            return vault.backup(desk.store, folder, watch=watch)

        def done(path: Path) -> None:
            self._finish()
            self._say(f"已备份，{wording.clock(desk.now())}，核对过", f"在 {path}。最好另放一处")
            self._refresh()

        def refused(problem: Exception) -> None:
            self._finish()
            desk.tell(problem)

        self._progress.present("正在备份", 0, 0)
        self._pace = desk.background.run_long(work, done, refused, self._progress.present)

    def _stop(self) -> None:
        if self._pace is not None:
            self._pace.stop()

    def _finish(self) -> None:
        self._pace = None
        self._progress.finish()

    def _choose_second(self, _key: str) -> None:
        desk = self._desk
        folder = self.folders.to_folder(desk.window, "每天另存一份到哪里", desk.home)
        if folder is None:
            return
        if folder.is_relative_to(desk.home):
            desk.banner("这个位置和记录在一起，没有选", "那样盘坏了会一起没有。请选另一块盘或 U 盘", "知道了")
            return
        try:
            backups.choose_second_folder(desk.home, folder)
        except OSError as problem:
            desk.banner(
                f"没有记下（{why(problem)}）", f"{wording.SEALED_SAFE}。请让信息员看一下权限", "知道了"
            )
            return
        self._back_up(folder)

    def _restore(self, _key: str) -> None:
        """The wish is noted; it is carried out before the next sign-in, when nothing is open."""
        desk = self._desk
        file = self._files().to_open(desk.window, "用哪一份备份恢复", BACKUP)
        if file is None:
            return

        def checked(reason: str | None) -> None:
            if reason is not None:
                desk.banner(
                    f"{file.name} 不能用（{reason[:60]}）", "现在的记录没有动过。请选另一份备份", "知道了"
                )
                return
            wish(desk.home, Wish(backup=file))
            self._say(
                f"记下了：下次打开时用 {file.name} 恢复",
                "现在什么都没有动。关掉医安再打开，会先问一次；备份以后封存的自动补回来",
            )

        desk.background.run_in_background(lambda: backups.why_not(file), checked, desk.tell)

    def _verify(self, _key: str) -> None:
        desk = self._desk
        desk.banner(
            "正在核对本机的记录", "可以照常填报，核对完会在这里说", icon="shield-check", tone=Tone.BRAND
        )

        def done(report: Report) -> None:
            if report.is_clean:
                self._say(f"核对完了，{local(desk.now()):%H:%M}，都对得上", "记录、附件、审计和封存时一样")
                return
            desk.banner(
                "核对发现对不上的",
                "；".join(report.faults[:3]),
                "知道了",
                tone=Tone.BAD,
                icon="octagon-alert",
            )

        desk.background.run_in_background(lambda: vault.verify(desk.store), done, desk.tell)

    def _say(self, fact: str, advice: str) -> None:
        self._desk.banner(fact, advice, "知道了", tone=Tone.OK, icon="circle-check")
