"""A Windows 10 of wine's in a folder of its own, and programs run in it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from installer.forwarding import forwarding_library
from installer.steps import BuildError

LONGEST_S = 900.0

WITHOUT = ("propsys", "mscoree", "mshtml", "winemenubuilder.exe")
"""Parts of wine that are switched off: propsys lacks what Python's ``platform`` asks of it, and it asks only if it is there."""

ORDINARY = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
"""Takes from root what lets it write where nobody may: else no installation would be one that cannot be written."""

WINDOWS_10 = """REGEDIT4

[HKEY_LOCAL_MACHINE\\Software\\Wine\\Drives]
"n:"="network"
"u:"="floppy"

[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\SyncRootManager\\Cloud!1\\UserSyncRoots]
"S-1-5-21"="C:\\\\Own Name"
"""


def said_by(process: subprocess.Popen[bytes]) -> str:
    """What lies in the pipe of one that has ended. Wine's own processes hold the other end: there is no end to wait for."""
    assert process.stdout is not None
    with process.stdout:
        os.set_blocking(process.stdout.fileno(), False)
        return (process.stdout.read() or b"").decode("utf-8", "replace")


@dataclass(slots=True)
class Wine:
    """A Windows of its own in a folder; nothing of this computer's own account is touched."""

    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def prefix(self) -> Path:
        return self.folder / "prefix"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "account"),
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": ";".join(f"{name}=" for name in WITHOUT),
        }

    def path(self, windows: str) -> Path:
        """Where a path of drive C lies here."""
        return self.prefix / "drive_c" / windows.removeprefix("C:\\").replace("\\", "/")

    def command(self, *words: str) -> list[str]:
        """What runs a program of Windows with the rights of an ordinary account."""
        return [*(ORDINARY if os.geteuid() == 0 else ()), "wine", *words]

    def start(self, *command: str, more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*command),
            env={**self.environment, **(more or {})},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, *command: str, more: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Exit status and what was said; BuildError if it does not end."""
        process = self.start(*command, more=more)
        try:
            status = process.wait(timeout=LONGEST_S)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise BuildError(f"wine 里没有做完：{command}", f"It hung under wine: {command}") from error
        return status, said_by(process)

    def boot(self) -> None:
        """A new Windows 10, with the one library that this wine lacks, a network drive, a stick and a synced folder."""
        (self.folder / "account").mkdir()
        for command in (["wineboot", "-i"], ["winecfg", "-v", "win10"]):
            status, said = self.run(*command)
            if status:
                raise BuildError(f"wine 没有起来：{said}", "wine did not start")
        system = self.prefix / "drive_c" / "windows" / "system32"
        (system / "bcryptprimitives.dll").write_bytes(
            forwarding_library("bcryptprimitives.dll", {"ProcessPrng": "advapi32.SystemFunction036"})
        )
        for letter in "nu":
            (self.folder / letter).mkdir()
            (self.prefix / "dosdevices" / f"{letter}:").symlink_to(self.folder / letter)
        for link in (self.prefix / "drive_c" / "users").glob("*/*"):
            if link.is_symlink():  # wine shows this computer's own desktop there
                link.unlink()
                link.mkdir()
        (self.folder / "more.reg").write_text(WINDOWS_10, "ascii")
        self.run("regedit", str(self.folder / "more.reg"))
        self.stop()  # what a drive is, is read when wine starts

    def stop(self) -> None:
        """End every process of this Windows, its registry written."""
        for how in ("-k", "-w"):
            subprocess.run(["wineserver", how], env=self.environment, check=False, capture_output=True)

    def reason(self) -> str:
        """What the last silent set-up or removal wrote down."""
        return "".join(
            path.read_text("utf-16") for path in self.prefix.glob("drive_c/users/*/Temp/yian-setup.log")
        )
