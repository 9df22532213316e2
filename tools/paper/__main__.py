"""``python -m tools.paper [FORM …] [--out DIR]``: every form as paper, to look at; ``--keep`` renews the pictures.

With ``--out`` each paper is written as PDF, and its pages side by side as pictures to leaf through. ``--keep`` writes
the pictures that the tests compare with, under docs/paper; look at what changed before they are committed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from forms.catalog import Catalog
from forms.definition import Form
from tools.paper.goldens import FOLDER, forget, keep, pages_of
from tools.paper.papers import Paper, papers_of
from tools.paper.pictures import contact_sheets, pictures

_WIDE = 1560  # pixels of a sheet of pages side by side


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.paper", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", help="ids or labels; all if none is given")
    parser.add_argument("--out", type=Path, help="folder for PDFs and pictures to look at")
    parser.add_argument("--dpi", type=int, default=110)
    parser.add_argument(
        "--layouts", nargs="*", default=(), help="sheet, blank, ledger …; all if none is given"
    )
    parser.add_argument("--keep", action="store_true", help="renew the pictures under docs/paper")
    wanted = parser.parse_args(argv)
    catalog = Catalog.load()
    forms = [catalog.find(name) for name in wanted.forms] or list(catalog.forms())
    papers = [
        paper
        for paper in _papers(catalog, forms)
        if not wanted.layouts or paper.name.rpartition("-")[2] in wanted.layouts
    ]
    if wanted.out:
        _lay_out(papers, wanted.out, dpi=wanted.dpi)
    if wanted.keep:
        _keep(papers, whole=not wanted.forms and not wanted.layouts)
    if not wanted.out and not wanted.keep:
        parser.error("say where to with --out, or --keep")
    return 0


def _papers(catalog: Catalog, forms: Sequence[Form]) -> Iterator[Paper]:
    for form in sorted(forms, key=lambda form: form.label):
        yield from papers_of(catalog, form)


def _lay_out(papers: Sequence[Paper], folder: Path, *, dpi: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for paper in papers:
        (folder / f"{paper.name}.pdf").write_bytes(paper.pdf)
        pages += pictures(paper.pdf, dpi=dpi)
    contact_sheets(pages, folder, width=_WIDE)
    print(f"{len(pages)} pages in {folder}")


def _keep(papers: Sequence[Paper], *, whole: bool) -> None:
    """``whole``: all papers are there, so that what is not among them is stale."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    for paper in papers:
        pages = pages_of(paper.name, paper.pdf)
        keep(pages)
        names += pages
    gone = forget(names) if whole else []
    print(f"{len(names)} pictures in {FOLDER}, {len(gone)} removed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
