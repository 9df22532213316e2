"""The systems that the policies demand, by the code that forms name under ``requirements``."""

from __future__ import annotations

from pathlib import Path

from forms.catalog import FOLDER
from forms.yaml_source import FormError, Lined, read_yaml


def requirement_titles(folder: Path = FOLDER) -> dict[str, str]:
    """Code and title in their order: A1 防火巡查; FormError if the list cannot be read."""
    path = folder / "requirements.yaml"
    raw = read_yaml(path)
    if not isinstance(raw, Lined):
        raise FormError(path, 1, "is a mapping of codes")
    return {code: str(row["title"]) for code, row in raw.items() if isinstance(row, Lined)}
