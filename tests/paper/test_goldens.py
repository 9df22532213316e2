"""Every page of every form looks as it was last looked at: its picture is compared with that under docs/paper.

All pages are compared in every run: printing them takes about 20 seconds of one processor and drawing them 6, which
the groups share out among the workers. `./run paper` renews the pictures, on purpose.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from forms.catalog import Catalog
from forms.definition import Form
from forms.printing.job import Layout, PrintJob
from forms.printing.render import render_job
from tools.paper.goldens import DPI, FOLDER, is_same, pages_of, reduced, worst_difference
from tools.paper.hospital import HOSPITAL
from tools.paper.papers import job_of, layouts_of, papers_of
from tools.paper.pictures import pictures

CATALOG = Catalog.load()
FORMS = sorted(CATALOG.forms(), key=lambda form: form.label)
GROUPS = 16


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_page_looks_as_it_was_last_looked_at(group: int, tmp_path: Path) -> None:
    faults = []
    for form in FORMS[group::GROUPS]:
        for name, page in _pages(form).items():
            kept = FOLDER / name
            if not kept.exists():
                faults.append(f"{name} has no picture")
                continue
            with Image.open(kept) as golden:
                if not is_same(golden, page):
                    page.save(tmp_path / name)
                    faults.append(f"{name} differs by {worst_difference(golden, page)}")
    assert not faults, (
        f"{faults}; how they look now: {tmp_path}. If it is meant so, look at them and run: ./run paper"
    )


def test_no_picture_is_kept_of_a_page_that_is_not_printed_any_more() -> None:
    printed = {f"{form.label}-{layout}" for form in FORMS for layout in (*layouts_of(form), "anonymous")}
    kept = {file.stem.rpartition("-")[0] for file in FOLDER.glob("*.png")}
    assert kept
    assert kept - printed == set()


def test_a_paper_is_the_same_in_every_print() -> None:
    form = CATALOG.find("F08")
    assert [one.pdf for one in papers_of(CATALOG, form)] == [one.pdf for one in papers_of(CATALOG, form)]


@pytest.mark.parametrize("lost", range(len(HOSPITAL)))
def test_a_lost_letter_is_found(lost: int) -> None:
    job = job_of(CATALOG, CATALOG.find("F38"), Layout.SHEET)
    without = replace(job, facility=HOSPITAL[:lost] + "　" + HOSPITAL[lost + 1 :])
    assert not is_same(reduced(_page(job)), _page(without))


def test_a_line_that_moved_by_half_a_millimetre_is_found() -> None:
    page = _page(job_of(CATALOG, CATALOG.find("F38"), Layout.SHEET))
    rule = next(y for y in range(100, page.height) if _ink(page, y) > page.width * 0.7)
    moved = page.copy()
    moved.paste(page.crop((0, rule - 1, page.width, rule + 2)), (0, rule))
    assert not is_same(reduced(page), moved)


@pytest.mark.parametrize("label", ["F16", "F29", "F38"])
def test_other_smoothing_of_edges_is_no_difference(label: str) -> None:
    page, chance = _page(job_of(CATALOG, CATALOG.find(label), Layout.SHEET)), random.Random(7)
    shaken = page.copy()
    shaken.putdata(
        [
            min(max(value + chance.randint(-24, 24), 0), 255) if 0 < value < 255 else value
            for value in page.get_flattened_data()
        ]
    )
    assert reduced(shaken).tobytes() != reduced(page).tobytes()
    assert is_same(reduced(page), shaken)


def _page(job: PrintJob) -> Image.Image:
    return pictures(render_job(job, Layout.SHEET), dpi=DPI)[0]


def _ink(page: Image.Image, y: int) -> int:
    return sum(level < 200 for level in page.crop((0, y, page.width, y + 1)).get_flattened_data())


def _pages(form: Form) -> dict[str, Image.Image]:
    return {
        name: page for one in papers_of(CATALOG, form) for name, page in pages_of(one.name, one.pdf).items()
    }
