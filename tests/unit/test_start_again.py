"""Starting the program anew, also where a process cannot be replaced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TELLS = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2], 'utf-8')"
STARTS = "import sys; from ui.start_again import start_again; sys.exit(start_again(sys.argv[2:], system=sys.argv[1]))"


def started_by(system: str, told: Path) -> str:
    command = [sys.executable, "-c", TELLS, str(told), "D:\\程序 文件\\main.py"]
    # The output is read until whoever was started has ended too.
    done = subprocess.run([sys.executable, "-c", STARTS, system, *command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return told.read_text("utf-8")


def test_windows_is_given_the_command_word_by_word(tmp_path: Path) -> None:
    assert started_by("nt", tmp_path / "told") == "D:\\程序 文件\\main.py"


def test_another_system_puts_the_program_into_the_place_of_this_one(tmp_path: Path) -> None:
    assert started_by("posix", tmp_path / "told") == "D:\\程序 文件\\main.py"
