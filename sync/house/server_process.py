"""The house's server as a process of its own: started, asked, and stopped together with who started it."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from models.faults import AnotherProcess, Refusal
from models.files import WITHIN, write_durably
from models.home import HomeLock
from sync.house.road import folder_of

PORT = 8765
START_S = 60.0
STOP_S = 30.0
PATIENCE_S = 15.0  # for a port that the server before this one is just letting go of
_LOG_BYTES = 1 << 20
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class HostProblem(Refusal):
    """The house's server can't be had; the sentence says why and what is safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """Whose server it is; ``first_number`` counts only when the hospital is new there."""

    facility_id: str
    name: str
    first_number: int


class ServerProcess:
    """``command`` starts the server's program, whatever it is packed in; arguments follow it."""

    def __init__(self, home: Path, command: tuple[str, ...]) -> None:
        self.folder = folder_of(home)
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._lock: HomeLock | None = None
        self._turn = threading.RLock()  # the window and the passes may ask at once

    # running

    @property
    def can_run(self) -> bool:
        return bool(self._command)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def port(self) -> int | None:
        """The one it listens on, kept from start to start; None before the first."""
        try:
            return int((self.folder / "port").read_text("ascii"))
        except (OSError, ValueError):
            return None

    @property
    def address(self) -> str:
        """For this computer itself."""
        return f"http://127.0.0.1:{self.port or PORT}"

    def run(self, hospital: Hospital) -> None:
        """It runs when this returns: started here, or by another process of this home. HostProblem if it can't."""
        with self._turn:
            if self.is_running:
                return
            self._put_away()
            self.folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
            try:
                self._lock = HomeLock(self.folder)
            except AnotherProcess:
                return
            try:
                self._start_on_some_port(hospital)
            except BaseException:
                self._put_away()
                raise

    def stop(self) -> None:
        """Requests in flight end; then it is gone. Safe to call when nothing runs."""
        with self._turn:
            process = self._process
            if process is not None and process.stdin is not None:
                process.stdin.close()
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            self._put_away()

    def _start_on_some_port(self, hospital: Hospital) -> None:
        kept = self.port
        end = time.monotonic() + PATIENCE_S
        while not self._start(hospital, kept or PORT):
            if kept is None:
                if self._start(hospital, 0):
                    return
            elif time.monotonic() < end:
                time.sleep(0.2)
                continue
            raise HostProblem(
                f"院内主机没有开起来。{self._last_words()}已经收下的都在，没有动。"
                f"关掉占着 {kept or PORT} 端口的程序，或者重开这台电脑再试。"
            )

    def _start(self, hospital: Hospital, port: int) -> bool:
        log = self.folder / "server.log"
        fresh = "w" if log.exists() and log.stat().st_size > _LOG_BYTES else "a"
        arguments = ["run", "--data", str(self.folder), "--listen", f"0.0.0.0:{port}", "--while-stdin"]
        house = ["--house", hospital.facility_id, hospital.name, str(hospital.first_number)]
        with log.open(fresh, encoding="utf-8") as errors:
            process = subprocess.Popen(
                [*self._command, *arguments, *house],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env=os.environ | {"PYTHONUTF8": "1"},
                creationflags=_HIDDEN,
            )
        line = _next_line(process)
        if not line.startswith("listening on "):
            process.kill()
            process.wait()
            _close(process)
            return False
        self._process = process
        write_durably(self.folder / "port", line.strip().rpartition(":")[2].encode())
        return True

    def _last_words(self) -> str:
        """The sentence with which it refused; nothing that only a programmer reads."""
        lines = (self.folder / "server.log").read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines and lines[-1].endswith("。") else ""

    def _put_away(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _close(process)
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    # its verbs

    def make_code(self, facility_id: str) -> str:
        """A one-time code for one more computer, good for twenty minutes."""
        return str(self._ask("enrol", "--facility", facility_id)["code"])

    def revoke(self, device_id: str) -> None:
        """That computer gets nothing any more; what it brought stays."""
        self._ask("device", "revoke", device_id)

    def _ask(self, *verb: str) -> Any:
        with self._turn:
            if self._process is not None and self.is_running:
                return self._ask_running(self._process, verb)
        arguments = [*self._command, *verb, "--data", str(self.folder), "--json"]
        said = subprocess.run(
            arguments,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
            timeout=START_S,
            check=False,
            creationflags=_HIDDEN,
        )
        if said.returncode:
            raise HostProblem(f"院内主机没有答应：{said.stderr.strip()}已经收下的都在，没有动。")
        return json.loads(said.stdout)

    def _ask_running(self, process: subprocess.Popen[str], verb: Sequence[str]) -> Any:
        """The same verb without the seconds that a second process takes."""
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(verb) + "\n")
            process.stdin.flush()
            said = json.loads(_next_line(process) or "{}")
        except (OSError, ValueError):
            said = {}
        if "document" not in said:
            raise HostProblem(
                f"院内主机没有答应：{said.get('refused', '它刚刚停了，过一会儿再试。')}已经收下的都在，没有动。"
            )
        return said["document"]


def _next_line(process: subprocess.Popen[str]) -> str:
    """What it says next; nothing if it ends or stays silent."""
    assert process.stdout is not None
    said: SimpleQueue[str] = SimpleQueue()
    reader = threading.Thread(target=lambda out=process.stdout: said.put(out.readline()), daemon=True)
    reader.start()
    try:
        return said.get(timeout=START_S)
    except Empty:
        return ""


def _close(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
