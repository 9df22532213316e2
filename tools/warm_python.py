"""A Python that has loaded the verbs already and forks for each call: a process of its own, less the second of importing.

``python -m tools.warm_python`` reads calls as lines of JSON and answers each with the status that it ended with.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import main as program
from server.__main__ import main as serve

CAN_FORK = hasattr(os, "fork")


class WarmPython:
    """``call`` is as a process would be: its own folder, environment, streams and end. Close it when done."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.warm_python"],
            cwd=root,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def call(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> tuple[int, str, str, frozenset[str]]:
        """Status, standard output and error, and the modules that were loaded when it ended."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with TemporaryDirectory() as place:
            wish = {
                "arguments": list(arguments),
                "folder": str(folder),
                "environment": dict(environment),
                "place": place,
            }
            process.stdin.write(json.dumps(wish) + "\n")
            process.stdin.flush()
            status = int(process.stdout.readline())
            out, err, modules = (
                (Path(place) / name).read_text("utf-8") if (Path(place) / name).exists() else ""
                for name in ("out", "err", "modules")
            )
        return status, out, err, frozenset(modules.splitlines())

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        self._process.wait()


def _serve() -> int:
    for module in dict(program.VERBS).values():
        importlib.import_module(module)
    while line := sys.stdin.readline():
        pid = os.fork()
        if not pid:
            os._exit(_call(json.loads(line)))  # without taking a thousand modules apart
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    return 0


def _call(wish: Any) -> int:
    """In the child: what the interpreter would do with these arguments."""
    place = Path(wish["place"])
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["environment"])
    for number, name, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, str(place / "out"), os.O_WRONLY | os.O_CREAT),
        (2, str(place / "err"), os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(os.open(name, flags, 0o600), number)
    what, *rest = wish["arguments"]
    entry: Callable[[Sequence[str]], int] = program.main
    if what == "-m":
        assert rest.pop(0) == "server"
        entry = serve
    sys.argv = [what, *rest]
    status = 1
    try:
        status = entry(rest)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    (place / "modules").write_text("\n".join(sorted(sys.modules)), "utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    sys.exit(_serve())
