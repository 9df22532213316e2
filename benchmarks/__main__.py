"""``python -m benchmarks [NAME …] [--json] [--runs N] [--full]``: measure rows of the table of budgets.

Ends with status 0 once everything was measured: a missed budget is said, not enforced.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.options import Options
from benchmarks.rows import ROWS, measure
from benchmarks.table import heading, line


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description="Figures beside their floors.")
    parser.add_argument("names", nargs="*", choices=[*ROWS, []], metavar="NAME", help=", ".join(ROWS))
    parser.add_argument("--json", action="store_true", help="one JSON document; a list for several names")
    parser.add_argument("--runs", type=int, default=5, help="turns that a median is taken over")
    parser.add_argument(
        "--full", action="store_true", help="1,000,000 records and 3,000,000 revisions as well"
    )
    given = parser.parse_args(argv)
    if len(given.names) == 1:
        return _one(given.names[0], given)
    return _many(given.names or list(ROWS), given)


def _one(name: str, given: argparse.Namespace) -> int:
    result = measure(name, Options(runs=given.runs, full=given.full))
    if given.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    else:
        print(heading(result.conditions))
        print(line(result.to_json()))
    return 0


def _many(names: Sequence[str], given: argparse.Namespace) -> int:
    """Each in a process of its own: what one leaves in memory is no burden of the next."""
    documents, failed = [], 0
    for name in names:
        options = ["--runs", str(given.runs), *(["--full"] if given.full else [])]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", name, "--json", *options],
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            failed = done.returncode
            print(f"{name}: not measured, its reason is above", file=sys.stderr)
            continue
        documents.append(json.loads(done.stdout))
        if not given.json:
            if len(documents) == 1:
                print(heading(documents[0]["conditions"]))
            print(line(documents[-1]), flush=True)
    if given.json:
        print(json.dumps(documents, ensure_ascii=False, indent=1))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
