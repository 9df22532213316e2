"""One file with the licences of everything that is shipped: ours, fonts, icons, every wheel, the interpreter's parts."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

TEXTS = ("LICEN", "COPYING", "NOTICE", "AUTHORS")


def write(version: Path) -> Path:
    """``app/NOTICE`` of a version whose ``python``, ``site`` and ``app`` are laid."""
    app, site, python = version / "app", version / "site", version / "python"
    parts = [_part("医安", (app / "LICENSE").read_text("utf-8"))]
    parts += [_part("resources", (app / "resources" / "NOTICE.md").read_text("utf-8"))]
    parts += [_file(path, app / "resources") for path in sorted((app / "resources").glob("*/LICENSE*.txt"))]
    for one in sorted(metadata.distributions(path=[str(site)]), key=lambda found: found.name.casefold()):
        said = one.metadata.get_all("License-Expression") or one.metadata.get_all("License") or []
        parts.append(_part(f"{one.name} {one.version}", "\n".join(said)))
        texts = [file for file in one.files or () if file.name.upper().startswith(TEXTS)]
        parts += [
            _file(Path(str(text.locate())), site) for text in texts if Path(str(text.locate())).is_file()
        ]
    licences = python / "licences"
    parts += [_file(path, licences) for path in sorted(licences.glob("*")) if path.is_file()]
    written = app / "NOTICE"
    written.write_text("\n".join(parts), "utf-8")
    return written


def _file(path: Path, folder: Path) -> str:
    return _part(path.relative_to(folder).as_posix(), path.read_text("utf-8", errors="replace"))


def _part(title: str, text: str) -> str:
    return f"{'=' * 78}\n{title}\n{'=' * 78}\n\n{text.strip()}\n"
