"""The small papers: PIN slips, the recovery sheet, receipts, pick-up codes."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from forms.printing.slips import (
    DeliveryProof,
    PinSlip,
    pick_up_slip,
    pin_slips,
    receipt_sheet,
    recovery_sheet,
)
from tests.definitions import NOW
from tests.papers import HOSPITAL, fonts_of, pages_of, text_of

CODE = "-".join(
    [
        "8F3K",
        "ZT5Q",
        "0A1B",
        "9CDE",
        "FGHJ",
        "KMNP",
        "QRST",
        "VWXY",
        "Z012",
        "3456",
        "789A",
        "BCDE",
        "FGHJ",
        "KMNP",
    ]
)


def test_ten_slips_stand_on_a_page_each_with_its_own_pin() -> None:
    slips = [
        PinSlip(name=f"张某{n}", staff_no=f"02{n:02d}", department="内科", pin=f"{n:06d}")
        for n in range(1, 13)
    ]
    pages = pages_of(pin_slips(slips, facility=HOSPITAL, printed_at=NOW))
    assert [page.count("PIN0") for page in pages] == [10, 2]
    assert "张某12内科工号0212PIN000012" in pages[1]


def test_the_recovery_sheet_has_every_group_in_order() -> None:
    text = text_of(recovery_sheet(facility=HOSPITAL, code=CODE, administrator="李某（0001）", printed_at=NOW))
    assert CODE.replace("-", "") in text
    assert "李某（0001）" in text


def test_a_receipt_can_be_checked_from_its_paper() -> None:
    proof = DeliveryProof(
        title="每日防火巡查记录",
        serial="F001-X01-3",
        rev_id="ab" * 32,
        facility_id="facility-1",
        received_at=NOW,
        server_seq=1234,
        epoch="epoch-1",
        path=("l" + "cd" * 32, "r" + "ef" * 32),
        key_id="key-1",
        signature="QUJD" * 22,
    )
    text = text_of(receipt_sheet(proof, facility=HOSPITAL, printed_by="李某 0107", printed_at=NOW))
    for fact in (
        "F001-X01-3",
        "ab" * 32,
        "facility-1",
        "1234",
        "epoch-1",
        "l" + "cd" * 32,
        "key-1",
        "QUJD" * 22,
    ):
        assert fact in text, fact


def test_a_pick_up_slip_has_the_code_and_no_trace_of_when_or_who() -> None:
    pdf = pick_up_slip("8F3K-ZT5Q-0A1B", facility=HOSPITAL)
    text = text_of(pdf)
    assert text.count("8F3K-ZT5Q-0A1B") == 1
    assert "20" not in text
    assert "2026" not in str(dict(PdfReader(BytesIO(pdf)).metadata or {}))
    assert all(fonts_of(pdf).values())
