"""The files bound to a record, as its page shows them: photos by their field, signed paper by its page."""

from __future__ import annotations

from dataclasses import dataclass

from forms.definition import Field, FieldType, Form
from forms.revision import AttachmentEntry, Revision
from forms.scan import Scan, standing_pages
from server.console.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One file; ``named_by`` is the object that names it. What is ``is_private`` is ciphertext here."""

    sha256: str
    named_by: str
    mime: str
    caption: str
    note: str  # who filed it, of a scan
    is_private: bool
    is_here: bool

    @property
    def may_be_seen(self) -> bool:
        return self.is_here and not self.is_private

    @property
    def is_image(self) -> bool:
        return self.mime in ("image/jpeg", "image/png", "image/webp", "image/gif")


def files_of(dossier: Dossier) -> tuple[Bound, ...]:
    """Every file of the record, each once: its own in the order of its form, then the pages of its signed paper."""
    revision = dossier.revision
    found = [_own(dossier, entry) for entry in revision.attachments]
    found += [_page(dossier, scan) for scan in standing_pages(dossier.scans)]
    return tuple({one.sha256: one for one in reversed(found)}.values())[::-1]


def taken_off(scans: tuple[Scan, ...]) -> tuple[str, ...]:
    """What became of the scans that stand no longer, as sentences."""
    pages = {one.object_id: one.page for one in scans}
    return tuple(
        f"第 {pages[end.removes]} 页取下了：{end.reason}（{end.person_name}）"
        for end in scans
        if end.removes in pages
    )


def _own(dossier: Dossier, entry: AttachmentEntry) -> Bound:
    return Bound(
        sha256=entry.sha256,
        named_by=dossier.revision.rev_id,
        mime=entry.mime,
        caption=caption(dossier.form, dossier.revision, entry.name),
        note="",
        is_private=entry.identifying,
        is_here=entry.sha256 not in dossier.missing,
    )


def _page(dossier: Dossier, scan: Scan) -> Bound:
    if scan.file is None:
        raise ValueError("the end of a scan has no file")
    paper = "签好的台账" if scan.ledger else "签好的纸"
    return Bound(
        sha256=scan.file.sha256,
        named_by=scan.object_id,
        mime=scan.file.mime,
        caption=f"{paper}，第 {scan.page} 页，共 {scan.pages} 页",
        note=f"{scan.person_name}归档",
        is_private=scan.file.identifying,
        is_here=scan.file.sha256 not in dossier.missing,
    )


def caption(form: Form | None, revision: Revision, name: str) -> str:
    """What a file shows, by the path of its field: the row if it stands in one, and the question."""
    first, *rest = name.split("/")
    fields = form.fields() if form is not None else ()
    field = next((one for one in fields if one.name == first), None)
    if field is None:
        return "附件"
    if field.type is not FieldType.ROWS or not rest:
        return _head(field)
    rows = revision.answers.get(first)
    ids = [row.get("row_id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    place = f"第 {ids.index(rest[0]) + 1} 行" if rest[0] in ids else field.label
    column = next((one for one in field.fields if one.name in rest[1:2]), None)
    return f"{place}，{_head(column)}" if column else place


def _head(field: Field) -> str:
    return (field.short or field.label).replace("\n", "")
