"""``python -m tools.systems``: the table of systems, their forms and what is still unverified, under docs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from forms.catalog import FOLDER, Catalog
from forms.definition import Form
from forms.unverified import unverified

PAGE = Path(__file__).resolve().parents[1] / "docs" / "systems.md"
HEAD = """# Systems

What the policies demand, row by row, and the forms with which a hospital does it. 待核实 counts the texts of those forms that
nobody has held against the official wording yet: they are marked on screen and on paper, and listed under 设置 · 待核实的条文.
A scenario for each row stands in `tests/roundtrip/scenarios`. This page is written by `python -m tools.systems`.

| row | system | tier | forms | 待核实 |
|---|---|---|---|---|
"""


def page() -> str:
    forms = Catalog.load().forms()
    texts = {form.id: sum(1 for _ in unverified((form,))) for form in forms}
    rows = yaml.safe_load((FOLDER / "requirements.yaml").read_text(encoding="utf-8"))
    return HEAD + "".join(f"{line}\n" for line in _lines(rows, forms, texts))


def _lines(rows: dict[str, dict[str, str]], forms: tuple[Form, ...], texts: dict[str, int]) -> Iterator[str]:
    for row, facts in rows.items():
        serving = [form for form in forms if row in form.requirements]
        named = "、".join(f"{form.label} {form.title}" for form in serving) or "at the county"
        tier = "/".join(sorted({form.tier for form in serving})) or "–"
        yield f"| {row} | {facts['title']} | {tier} | {named} | {sum(texts[form.id] for form in serving)} |"


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
