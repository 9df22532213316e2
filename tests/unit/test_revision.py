"""Sealed objects: what is built can be read, what was touched cannot."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from forms.canonical import canonical, digest
from forms.object_reader import RevisionError
from forms.order import Order, build_order, read_order
from forms.revision import (
    AttachmentEntry,
    Revision,
    Signature,
    SignatureMark,
    build_revision,
    build_signature,
    check_code,
    commitment,
    private_part,
    read_object,
    read_private_part,
    read_revision,
    read_signature,
)
from forms.timeliness import Timeliness
from tests.definitions import NOW, form, sealed, step_form

PHOTO = AttachmentEntry(name="photos", sha256="b" * 64, size=10, mime="image/jpeg")

PHOTO_ENTRY = {"name": "photos", "sha256": "b" * 64, "size": 10, "mime": "image/jpeg", "identifying": False}


def built(**facts: object) -> bytes:
    given: dict[str, object] = {
        "form": form(),
        "record_id": "r1",
        "facility": "F001",
        "author": "0231",
        "author_name": "张某",
        "claimed_at": NOW,
        "keyed_at": NOW,
        "sealed_at": NOW,
        "serial": "F001-X01-20261120-A-0001",
        "answers": {"remark": "无"},
        "signature": SignatureMark(method="pin"),
    }
    return build_revision(**{**given, **facts})  # type: ignore[arg-type]


def changed(data: bytes, **facts: object) -> bytes:
    return canonical({**json.loads(data), **facts})


def test_a_revision_is_named_by_the_digest_of_its_bytes() -> None:
    data = built()
    assert read_revision(data).rev_id == digest(data)


def test_the_same_facts_give_the_same_bytes_whatever_their_order() -> None:
    other = AttachmentEntry(name="files", sha256="a" * 64, size=1, mime="application/pdf")
    one = built(attachments=[PHOTO, other], bulk=["b", "a"], parents=["2" * 64, "1" * 64], reason="错字")
    two = built(attachments=[other, PHOTO], bulk=["a", "b", "a"], parents=["1" * 64, "2" * 64], reason="错字")
    assert one == two


def test_instants_are_read_as_utc_whatever_zone_they_were_given_in() -> None:
    here = datetime(2026, 11, 20, 22, 6, tzinfo=timezone(timedelta(hours=8)))
    assert read_revision(built(claimed_at=here)).claimed_at == datetime(2026, 11, 20, 14, 6, tzinfo=UTC)


def test_bytes_hold_no_device_sequence_or_chain() -> None:
    assert not {"device", "device_id", "op_seq", "chain", "seq"} & set(json.loads(built()))


def test_a_step_carries_its_action_so_that_ledgers_need_no_form() -> None:
    revision = read_revision(built(form=step_form("recheck"), subject="h1"))
    assert (revision.action, revision.subject) == ("recheck", "h1")


def test_blobs_name_attachments_and_the_drawn_signature_once() -> None:
    mark = SignatureMark(method="drawn", image_sha="c" * 64)
    assert read_revision(built(attachments=[PHOTO], signature=mark)).blobs == ("b" * 64, "c" * 64)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"parents": ["1" * 64]}, "reason"),
        ({"void": True, "reason": "填错"}, "parent"),
        ({"timeliness": Timeliness.TRANSCRIBED}, "paper"),
        ({"form": step_form("order")}, "chain"),
        ({"answers": {"x": 1.5}}, "float"),
        ({"answers": {"x": "\0"}}, "NUL"),
        ({"serial": ""}, "serial"),
        ({"after": ["short"]}, "after"),
        ({"timeliness": "early"}, "timeliness"),
        ({"private": {"commitment": "no"}}, "commitment"),
        ({"signature": SignatureMark(method="click")}, "method"),
    ],
)
def test_facts_that_contradict_each_other_are_not_sealed(facts: dict[str, object], reason: str) -> None:
    with pytest.raises(RevisionError, match=reason):
        built(**facts)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"kind": "signature"}, "kind"),
        ({"format": 2}, "format 2"),
        ({"author": None}, "author is missing"),
        ({"claimed_at": "2026-11-20T22:06:00+08:00"}, "UTC"),
        ({"claimed_at": "2026-11-20 22:06"}, "claimed_at"),
        ({"parents": ["2" * 64, "1" * 64], "reason": "x"}, "sorted"),
        ({"void": "yes"}, "true or false"),
        ({"answers": []}, "answers must be an object"),
        ({"attachments": [{"name": "a"}]}, "sha256"),
        ({"bulk": [1]}, "texts"),
        ({"bulk": "all"}, "bulk must be a list"),
        ({"attachments": {}}, "attachments must be a list"),
        ({"attachments": ["a"]}, "objects only"),
        ({"attachments": [PHOTO_ENTRY, PHOTO_ENTRY]}, "sorted"),
        ({"attachments": [{**PHOTO_ENTRY, "size": -1}]}, "size"),
        ({"parents": ["short"], "reason": "x"}, "digests"),
    ],
)
def test_reading_says_which_key_is_wrong(facts: dict[str, object], reason: str) -> None:
    with pytest.raises(RevisionError, match=reason):
        read_revision(changed(built(), **facts))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b"null", built()[:-1], built() + b" "])
def test_broken_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(RevisionError):
        read_object(data)


def test_keys_of_a_newer_program_are_kept() -> None:
    assert read_revision(changed(built(), weather="雨")).data["weather"] == "雨"


def test_a_later_signature_is_an_object_of_its_own() -> None:
    revision = sealed(form())
    data = build_signature(
        signs=revision.rev_id,
        role="supervisor",
        person="0107",
        person_name="李某",
        signed_at=NOW,
        facility="F001",
    )
    signature = read_signature(data)
    assert (signature.signs, signature.role, signature.verdict) == (revision.rev_id, "supervisor", "signed")
    assert signature.object_id == digest(data)
    assert signature.blobs == ()


def test_a_refusal_to_sign_needs_a_reason() -> None:
    with pytest.raises(RevisionError, match="reason"):
        build_signature(
            signs="1" * 64,
            role="supervisor",
            person="0107",
            person_name="李某",
            signed_at=NOW,
            facility="F001",
            verdict="returned",
        )


def test_the_county_orders_and_releases() -> None:
    data = build_order(
        facility="F001",
        subject="h1",
        action="supervise",
        text="挂牌督办",
        officer="x01",
        officer_name="王某",
        issued_at=NOW,
        due=date(2026, 12, 1),
    )
    assert (read_order(data).action, read_order(data).due) == ("supervise", "2026-12-01")


def test_an_order_whose_deadline_is_no_date_is_refused() -> None:
    data = build_order(
        facility="F001",
        subject="h",
        action="release",
        text="摘牌",
        officer="x",
        officer_name="王某",
        issued_at=NOW,
    )
    with pytest.raises(RevisionError, match="due is no date"):
        read_order(changed(data, due="soon"))


def test_objects_are_told_apart_by_their_kind() -> None:
    signature = build_signature(
        signs="1" * 64, role="r", person="0107", person_name="李某", signed_at=NOW, facility="F001"
    )
    order = build_order(
        facility="F001",
        subject="h",
        action="release",
        text="摘牌",
        officer="x",
        officer_name="王某",
        issued_at=NOW,
    )
    assert [type(read_object(data)) for data in (built(), signature, order)] == [Revision, Signature, Order]
    with pytest.raises(RevisionError, match="not known"):
        read_object(canonical({"kind": "poem"}))


def test_the_commitment_proves_the_private_part_and_differs_with_the_salt() -> None:
    answers = {"patient_name": "张某"}
    one, two = private_part(answers, b"1" * 16), private_part(answers, b"2" * 16)
    assert read_private_part(one) == answers
    assert commitment(one) != commitment(two)
    with pytest.raises(ValueError, match="16"):
        private_part(answers, b"short")


def test_the_check_code_is_read_by_eye() -> None:
    assert check_code("7c1e90b4d2a6" + "0" * 52) == "7C1E 90B4 D2A6"
