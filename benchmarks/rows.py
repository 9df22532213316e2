"""The rows of the table of budgets by name, each in a module of its own that is imported when it is measured."""

from __future__ import annotations

from importlib import import_module

from benchmarks.options import Options
from benchmarks.result import Result

ROWS = {
    "seal": "benchmarks.seal",
    "list": "benchmarks.lists",
    "a4_page": "benchmarks.a4_page",
}


def measure(name: str, options: Options) -> Result:
    result = import_module(ROWS[name]).measure(options)
    assert isinstance(result, Result)
    return result
