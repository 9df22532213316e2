"""Prints the requirements of the tests with the older Qt, which ``./run test-old-qt`` installs beside the usual ones."""

from __future__ import annotations

import sys

from installer.requirements import for_target
from installer.target import OLD_LINUX, QT69, ROOT


def main() -> None:
    locked = (ROOT / "requirements-dev.txt").read_text("utf-8")
    sys.stdout.write(for_target(OLD_LINUX, locked, QT69.read_text("utf-8")))


if __name__ == "__main__":
    main()
