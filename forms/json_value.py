"""The type of decoded JSON without floats."""

from __future__ import annotations

from typing import TypeAlias, Union

Json: TypeAlias = Union[None, bool, int, str, list["Json"], dict[str, "Json"]]
