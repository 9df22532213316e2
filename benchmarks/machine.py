"""What a figure depends on and a reader must know: versions, journal mode, load."""

from __future__ import annotations

import os
import platform
import sqlite3

from benchmarks.result import Plain
from models.journal import journal_plan


def conditions() -> dict[str, Plain]:
    """Stated with every result."""
    version = sqlite3.sqlite_version_info
    plan = journal_plan((version[0], version[1], version[2]))
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 0,
        "load": load(),
        "sqlite": sqlite3.sqlite_version,
        "journal_mode": plan.mode.upper(),
        "synchronous": {2: "FULL", 3: "EXTRA"}[plan.synchronous],
    }


def load() -> str:
    """Runnable processes, one-minute mean; empty where the system does not tell."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else ""
