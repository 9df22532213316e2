"""Lists of SHA-256: of every file of a version, and of every package that was made; the form of ``sha256sum``."""

from __future__ import annotations

from pathlib import Path

from installer.fetching import digest

NAME = "SHA256SUMS"
UNFINISHED = ".part"
"""How the name of a package, or of the folder it is made from, ends while it is being made."""


def write(folder: Path) -> Path:
    """List every file below the folder but the list itself."""
    listed = folder / NAME
    listed.write_text("".join(f"{sha}  {name}\n" for name, sha in _sums(folder).items()), "utf-8")
    return listed


def differences(folder: Path) -> tuple[str, ...]:
    """Names of files that are missing, new or not as listed; none if the folder is as it was made."""
    lines = (folder / NAME).read_text("utf-8").splitlines()
    listed = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    found = _sums(folder)
    return tuple(name for name in sorted(listed | found) if listed.get(name) != found.get(name))


def _sums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    names = {path.relative_to(folder): path for path in files}
    return {
        name.as_posix(): digest(path)
        for name, path in names.items()
        if name.name != NAME and not any(part.endswith(UNFINISHED) for part in name.parts)
    }
