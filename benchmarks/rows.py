"""The rows of the table of budgets by name, each in a module of its own that is imported when it is measured."""

from __future__ import annotations

from importlib import import_module

from benchmarks.options import Options
from benchmarks.result import Result

ROWS = {
    "first_paint": "benchmarks.start:first_paint",
    "today": "benchmarks.start:today",
    "ready": "benchmarks.start:ready",
    "memory": "benchmarks.start:memory",
    "open_form": "benchmarks.filling:open_form",
    "key": "benchmarks.filling:key",
    "seal": "benchmarks.seal:measure",
    "list": "benchmarks.lists:measure",
    "push": "benchmarks.push:measure",
    "outage": "benchmarks.outage:measure",
    "county": "benchmarks.county:measure",
    "a4_page": "benchmarks.a4_page:measure",
    "volume": "benchmarks.volume:measure",
}


def measure(name: str, options: Options) -> Result:
    module, _, function = ROWS[name].partition(":")
    result = getattr(import_module(module), function)(options)
    assert isinstance(result, Result)
    return result
