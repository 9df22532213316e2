"""Ends in a fresh start of the program, as every system can do it. Knows nothing of Qt."""

from __future__ import annotations

import os
import subprocess


def start_again(command: list[str], *, system: str = os.name) -> int:
    """Exit status for this process, if it is still there: Windows cannot put another program into its place.

    Its ``execv`` joins the arguments without quotes, so that a folder with a space in its name is no longer one.
    """
    if system == "nt":
        subprocess.Popen(command)
    else:
        os.execv(command[0], command)  # noqa: S606 - this very program, or the version that is in force by now
    return 0
