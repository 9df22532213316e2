"""A scanned page as a sealed object, and what the codes on papers say."""

from __future__ import annotations

import pytest

from forms.canonical import canonical, read_canonical
from forms.clock import from_text
from forms.object_reader import RevisionError
from forms.printing.codes import PaperKind, on_page, read_code, typed_digest
from forms.revision import read_object
from forms.scan import PageFile, Scan, build_scan, read_scan, standing_pages
from models.projections.scans import FILED, NONE, PART, missing_pages, paper_state

REVISION = "7c1e90b4d2a6" + "5d" * 26
PICTURE = PageFile(sha256="ab" * 32, size=4711, mime="image/jpeg", identifying=False)


def page(number: int = 1, *, pages: int = 2, signs: str = REVISION, minute: int = 0) -> Scan:
    return read_scan(
        build_scan(
            signs=signs,
            page=number,
            pages=pages,
            file=PICTURE,
            person="0231",
            person_name="张某",
            filed_at=from_text(f"2026-11-22T02:{minute:02d}:00.000Z"),
            facility="0f6c2f1e",
        )
    )


def removal(of: Scan) -> Scan:
    return read_scan(
        build_scan(
            signs=of.signs,
            removes=of.object_id,
            reason="扫歪了",
            person="0231",
            person_name="张某",
            filed_at=from_text("2026-11-22T03:00:00.000Z"),
            facility="0f6c2f1e",
        )
    )


def test_a_scan_is_read_back_as_it_was_built_and_names_its_picture() -> None:
    scan = page(2)
    assert (scan.signs, scan.page, scan.pages, scan.file, scan.how) == (REVISION, 2, 2, PICTURE, "code")
    assert scan.blobs == (PICTURE.sha256,)
    assert read_object(canonical(scan.data)) == scan


@pytest.mark.parametrize(
    "changes",
    [
        {"page": 3},
        {"page": 0},
        {"file": None},
        {"how": "guess"},
        {"removes": "cd" * 32},
        {"removes": "cd" * 32, "page": 0, "pages": 0, "file": None},
        {"format": 2},
        {"kind": "signature"},
    ],
    ids=str,
)
def test_a_scan_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RevisionError):
        read_scan(canonical({**page(2).data, **changes}))


def test_a_removal_has_a_reason_and_no_page() -> None:
    taken = removal(page())
    assert (taken.page, taken.pages, taken.file, taken.reason) == (0, 0, None, "扫歪了")
    with pytest.raises(RevisionError, match="reason"):
        read_scan(canonical({**taken.data, "reason": None}))
    assert read_canonical(canonical(taken.data)) == taken.data


def test_the_paper_is_filed_when_every_page_has_come_and_not_before() -> None:
    first, second = page(1), page(2)
    assert paper_state(REVISION, []) == NONE
    assert (paper_state(REVISION, [first]), missing_pages(REVISION, [first])) == (PART, (2,))
    assert (paper_state(REVISION, [second, first]), missing_pages(REVISION, [first, second])) == (FILED, ())


def test_a_page_taken_off_is_missing_again_in_whatever_order_that_came() -> None:
    first, second = page(1), page(2)
    for held in ([first, second, removal(second)], [removal(second), second, first]):
        assert standing_pages(held) == tuple(one for one in held if one == first)
        assert (paper_state(REVISION, held), missing_pages(REVISION, held)) == (PART, (2,))


def test_the_paper_of_an_older_revision_says_nothing_of_the_current_one() -> None:
    assert paper_state("ef" * 32, [page(1), page(2)]) == NONE


def test_the_code_of_a_page_says_record_and_page() -> None:
    start = REVISION[:32].upper()
    found = read_code(on_page(f"YIAN:R:SF01-F01-20261120-A-007:{start}", 2, 3))
    assert (found.kind, found.serial, found.digest) == (
        PaperKind.RECORD,
        "SF01-F01-20261120-A-007",
        REVISION[:32],
    )
    assert (found.page, found.pages) == (2, 3)


def test_a_code_without_a_page_or_with_an_impossible_one_has_none() -> None:
    start = REVISION[:32].upper()
    for ending in ("", ":0:2", ":3:2"):
        found = read_code(f"YIAN:R:SF01-F01-20261120-A-007:{start}{ending}")
        assert (found.kind, found.page, found.pages) == (PaperKind.RECORD, 0, 0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"YIAN:R::{REVISION[:32].upper()}", PaperKind.ANONYMOUS),
        ("YIAN:F:fire.daily_patrol:2026.1:0123456789abcdef", PaperKind.BLANK),
        (f"YIAN:L:fire.daily_patrol:2026.1:31:{REVISION[:32]}:1:2", PaperKind.LEDGER),
        (f"YIAN:L:hazards:{REVISION[:32].upper()}", PaperKind.LIST),
        (f"YIAN:S:monthly:{REVISION[:32].upper()}", PaperKind.REPORT),
        (f"YIAN:P:{REVISION.upper()}", PaperKind.PROOF),
        ("123456789012345", PaperKind.LABEL),
        ("https://example.org/pay", PaperKind.FOREIGN),
        ("YIAN:R:SF01:short", PaperKind.FOREIGN),
        ("YIAN:Z:1", PaperKind.FOREIGN),
        ("", PaperKind.FOREIGN),
    ],
)
def test_every_paper_of_this_program_is_told_from_the_others(text: str, kind: PaperKind) -> None:
    assert read_code(text).kind is kind


def test_a_check_code_is_taken_as_people_type_it() -> None:
    for typed in ("7C1E 90B4 D2A6", "7c1e90b4d2a6", " 校验 7C1E 90B4 D2A6", "7ClE-9OB4-D2A6"):
        assert typed_digest(typed) == REVISION[:12], typed
    for wrong in ("", "7C1E 90B4", "7C1E 90B4 D2AG", "张某"):
        assert typed_digest(wrong) == ""
