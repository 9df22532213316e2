"""One file with the licences of everything that is shipped, as 关于医安 shows them part by part."""

from __future__ import annotations

from pathlib import Path

from installer.target import PYTHON
from models.licences import Part, parts

_LINE = "=" * 78


def write(version: Path) -> Path:
    """``app/NOTICE`` of a version whose ``python``, ``site`` and ``app`` are laid."""
    told = parts(version / "app", python=PYTHON)
    listed = "".join(f"{one.name} {one.version}：{one.licence}\n" for one in told)
    written = version / "app" / "NOTICE"
    written.write_text("\n\n".join([listed, *map(_in_full, told)]) + "\n", "utf-8")
    return written


def _in_full(part: Part) -> str:
    return f"{_LINE}\n{part.name} {part.version}\n{part.licence}\n{_LINE}\n\n{part.text()}"
