"""The catalogue: what it offers, what it refuses, and its index."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from forms.catalog import FOLDER, Catalog
from forms.yaml_source import FormError

FORM = """\
id: test.small
label: X01
version: "1.0"
status: released
kind: record
title: 小表
chapter: fire
tier: T1
requirements: [A1]
signers:
  - {role: author, title: 填表人, author: true}
sections:
  - id: only
    title: 一
    answers: normal
    fields:
      - {name: first, label: 第一项, type: check}
      - {name: count, label: 数量, type: integer, relevant: "${first} = 'abnormal'"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    (folder / "fire").mkdir(parents=True)
    shutil.copy(FOLDER / "answer_sets.yaml", folder)
    shutil.copytree(FOLDER / "lists", folder / "lists")
    (folder / "fire" / "small.yaml").write_text(FORM, encoding="utf-8")
    return folder


def rewrite(folder: Path, old: str, new: str) -> None:
    path = folder / "fire" / "small.yaml"
    assert old in FORM
    path.write_text(FORM.replace(old, new), encoding="utf-8")


def test_a_form_is_found_by_id_and_by_label(folder: Path) -> None:
    catalog = Catalog.load(folder)
    assert catalog.find("X01") is catalog.latest("test.small") is catalog.get("test.small", "1.0")


def test_the_newest_released_version_is_offered_and_the_old_one_stays(folder: Path) -> None:
    (folder / "fire" / "newer.yaml").write_text(FORM.replace('"1.0"', '"1.10"'), encoding="utf-8")
    (folder / "fire" / "draft.yaml").write_text(
        FORM.replace('"1.0"', '"2.0"').replace("released", "draft"), encoding="utf-8"
    )
    catalog = Catalog.load(folder)
    assert [form.version for form in catalog.forms()] == ["1.10"]
    assert catalog.get("test.small", "1.0").version == "1.0"


def test_one_version_in_two_files_is_refused(folder: Path) -> None:
    (folder / "fire" / "again.yaml").write_text(FORM, encoding="utf-8")
    with pytest.raises(FormError, match=r"test\.small 1\.0"):
        Catalog.load(folder)


def beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.index")


def test_the_index_gives_the_same_entries_and_is_made_anew_after_a_change(folder: Path) -> None:
    first = Catalog.load(folder)
    kept = beside(folder).read_bytes()
    again = Catalog.load(folder)
    assert again.entries() == first.entries()
    assert again.find("X01").digest == first.find("X01").digest
    assert beside(folder).read_bytes() == kept
    rewrite(folder, "小表", "大一点的表")
    assert Catalog.load(folder).find("X01").title == "大一点的表"
    assert beside(folder).read_bytes() != kept


def test_where_the_folder_of_the_program_cannot_be_written_the_index_is_kept_elsewhere(
    folder: Path, tmp_path: Path
) -> None:
    beside(folder).mkdir()  # nothing can be put in its place
    elsewhere = tmp_path / "elsewhere.index"
    first = Catalog.load(folder, index=elsewhere)
    assert elsewhere.is_file()
    assert Catalog.load(folder, index=elsewhere).entries() == first.entries()


def test_a_spoilt_index_costs_only_time(folder: Path) -> None:
    beside(folder).write_text("{half", encoding="utf-8")
    assert Catalog.load(folder).find("X01").title == "小表"


def test_the_digest_follows_meaning_and_not_layout(folder: Path) -> None:
    before = Catalog.load(folder).find("X01").digest
    rewrite(folder, "# nothing" if "# nothing" in FORM else "sections:", "\n# a remark\nsections:")
    assert Catalog.load(folder).find("X01").digest == before
    rewrite(folder, "第一项", "第 1 项")
    assert Catalog.load(folder).find("X01").digest != before


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("answers: normal", "answers: nothing", 15, "no answer set named nothing"),
        ("title: 小表", "titel: 小表", 6, "titel is not known in a form"),
        ("type: integer", "type: whole", 18, "type whole is not known"),
        ("${first}", "${fist}", 18, "there is no field fist"),
        ("${first} =", "${first} ==", 18, "unexpected"),
        ("name: count", "name: first", 18, "two fields are named first"),
        ("author: true", "author: false", 1, "exactly one signer is the author"),
        ('"1.0"', "1.0", 3, "must be quoted"),
        ("kind: record", "kind: record\nkind: log", 6, "kind stands twice"),
        ("title: 小表", "title: [", 8, "is not YAML"),
    ],
)
def test_a_wrong_form_is_refused_with_file_line_and_reason(
    folder: Path, old: str, new: str, line: int, reason: str
) -> None:
    rewrite(folder, old, new)
    with pytest.raises(FormError, match=reason.replace("[", r"\[")) as caught:
        Catalog.load(folder)
    assert caught.value.path.name == "small.yaml"
    assert caught.value.line == line
