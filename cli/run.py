"""Finds the verb's module, runs it, and turns what the world did into a sentence and an exit status."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path

from cli.output import Refused, refuse
from forms.yaml_source import FormError
from models.faults import Refusal, StoreError


def run_verb(home: Path, rest: Sequence[str], verbs: Sequence[tuple[str, str]]) -> int:
    """Exit status 0 done, 1 refused with a printed reason; wrong usage ends in SystemExit(2)."""
    parser = argparse.ArgumentParser(prog="main.py", description="医安：不用窗口的命令")
    groups = parser.add_subparsers(dest="verb", required=True, metavar="命令")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="打印一份 JSON")
    wanted = next((word for word in rest if not word.startswith("-")), "")
    modules = {module for verb, module in verbs if verb == wanted} or {module for _, module in verbs}
    for module in sorted(modules):
        importlib.import_module(module).add_to(groups, common)
    arguments = parser.parse_args(rest)
    arguments.home = home
    try:
        return int(arguments.run(arguments))
    except (Refused, Refusal, StoreError, FormError) as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        return refuse("停下了。已经保存的都在。")
