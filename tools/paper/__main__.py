"""``python -m tools.paper [FORM …] [--out DIR]``: every form as paper, PDF and pictures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from forms.catalog import Catalog
from tools.paper.papers import papers_of
from tools.paper.pictures import contact_sheets, pictures


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.paper", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dpi", type=int, default=110)
    parser.add_argument("--layouts", default="")
    parser.add_argument("--wide", type=int, default=1560)
    parser.add_argument("--chapter", default="")
    wanted = parser.parse_args(argv)
    catalog = Catalog.load()
    wanted.out.mkdir(parents=True, exist_ok=True)
    forms = [catalog.find(name) for name in wanted.forms] or sorted(
        catalog.forms(), key=lambda form: form.label
    )
    if wanted.chapter:
        forms = [form for form in forms if form.chapter == wanted.chapter]
    pages = []
    for form in forms:
        for paper in papers_of(catalog, form):
            if wanted.layouts and paper.name.rpartition("-")[2] not in wanted.layouts.split(","):
                continue
            (wanted.out / f"{paper.name}.pdf").write_bytes(paper.pdf)
            drawn = pictures(paper.pdf, dpi=wanted.dpi)
            pages += [(f"{paper.name}-{number}", page) for number, page in enumerate(drawn, 1)]
    contact_sheets(pages, wanted.out, "sheet", size=(wanted.wide, 0))
    print(f"{len(pages)} pages in {wanted.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
