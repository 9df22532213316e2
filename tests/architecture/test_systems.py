"""Every system that the policies demand has its forms and a scenario that does what it asks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import yaml

from forms.catalog import FOLDER
from tests.released_forms import FORMS
from tools.systems import PAGE, page

SCENARIOS = Path(__file__).resolve().parents[1] / "roundtrip" / "scenarios"
ROWS = tuple(yaml.safe_load((FOLDER / "requirements.yaml").read_text(encoding="utf-8")))
AT_THE_COUNTY = frozenset({"F9"})  # supervision is worked off on the county's own pages


def rows_with_a_scenario() -> set[str]:
    """The rows that a test is named after: ``test_a1_…``."""
    found: set[str] = set()
    for file in SCENARIOS.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (name := re.match(r"test_([a-f]\d+)_", node.name)):
                found.add(name[1].upper())
    return found


def test_every_system_has_a_form() -> None:
    served = {row for form in FORMS for row in form.requirements}
    assert set(ROWS) - served - AT_THE_COUNTY == set()


def test_no_form_names_a_system_that_does_not_exist() -> None:
    named = {row for form in FORMS for row in form.requirements}
    assert {row for row in named if not row.startswith("G")} <= set(ROWS)


def test_every_system_has_a_scenario() -> None:
    assert set(ROWS) - rows_with_a_scenario() - AT_THE_COUNTY == set()


def test_the_page_of_systems_tells_what_the_catalogue_holds() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.systems"
