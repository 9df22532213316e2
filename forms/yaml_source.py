"""YAML read with the line of every key, so that a refusal can say where."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias, Union

import yaml

Plain: TypeAlias = Union[bool, int, str, list["Plain"], "Lined", None]


class FormError(Exception):
    """A form file that cannot be used: ``path:line: reason``."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class Lined(dict[str, Plain]):
    """A mapping that knows the line of itself and of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


def read_yaml(path: Path) -> Plain:
    """The file as plain values with lines; FormError if it is not readable YAML without floats."""
    try:
        return parse_yaml(path.read_bytes(), path)
    except OSError as error:
        raise FormError(path, 1, f"cannot be read: {error}") from error


def parse_yaml(content: bytes, path: Path) -> Plain:
    """The same for bytes that are no file; ``path`` is what a refusal calls them."""
    try:
        node = yaml.compose(content.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise FormError(path, 1, f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = " ".join(str(getattr(error, "problem", error)).split())
        raise FormError(path, line, f"is not YAML: {reason}") from error
    except RecursionError as error:
        raise FormError(path, 1, "is nested too deeply") from error
    if node is None:
        raise FormError(path, 1, "is empty")
    try:
        return _plain(node, path)
    except RecursionError as error:
        raise FormError(path, 1, "is nested too deeply, or in itself") from error


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain(node: yaml.Node, path: Path) -> Plain:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        lined = Lined(line)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_line = key_node.start_mark.line + 1
            if key in lined:
                raise FormError(path, key_line, f"{key} stands twice")
            lined[key] = _plain(value_node, path)
            lined.lines[key] = key_line
        return lined
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path) for item in node.value]
    return _scalar(node, path, line)


def _scalar(node: yaml.Node, path: Path, line: int) -> Plain:
    tag = node.tag.rsplit(":", 1)[-1]
    text = str(node.value)
    match tag:
        case "null":
            return None
        case "bool":
            return text.lower() in ("true", "yes", "on")
        case "int" if text.lstrip("-").isdecimal():
            return int(text)
        case "str" | "timestamp":
            return text
        case _:
            raise FormError(path, line, f"{text} must be quoted: only whole numbers stand without quotes")
