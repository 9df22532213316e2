"""What the county's IT person can do without a browser; each verb returns what it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from forms.clock import local, to_text
from forms.json_value import Json
from server.config import check_address
from server.county import County, rotate_epoch
from server.facilities import add_facility, find_facility, make_code, revoke_device
from server.forms import learn_forms, publish
from server.gaps import Gaps, find_gaps
from server.officers import add_officer
from server.reexamination import reexamine
from server.stick.enrolling import enrol_by_file
from server.stick.importing import import_bundle
from server.stick.kit import make_kit
from server.stick.replying import write_reply
from server.tables.contents import RevisionRow
from server.tables.facilities import Device, Facility
from server.tables.forms import FormVersion
from server.tables.updates import UpdateRow
from server.updates import publish_update
from server.verification import verify
from sync.wire.outcomes import Outcome
from sync.wire.update_keys import release_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a verb has to say: a document, the same for people, and whether all is well."""

    document: Json
    lines: tuple[str, ...]
    is_well: bool = True


def say_facility_added(county: County, name: str) -> Said:
    with county.database.write() as session:
        register_id = add_facility(session, name, county.clock.now()).register_id
    return Said(document={"id": register_id, "name": name}, lines=(f"已加上 {name}，编号 {register_id}",))


def say_facilities(county: County) -> Said:
    with county.database.read() as session:
        rows = session.execute(select(Facility).order_by(Facility.name)).scalars().all()
        document: list[Json] = [
            {
                "id": row.register_id,
                "name": row.name,
                "facility_id": row.facility_id,
                "objects": row.last_seq,
                "last_received_at": row.last_received_at,
            }
            for row in rows
        ]
        lines = [
            f"{row.name}  {row.register_id}  "
            + (f"收到 {row.last_seq} 件，最近 {row.last_received_at}" if row.last_seq else "还没有送来过")
            for row in rows
        ]
    return Said(document=document, lines=tuple(lines) or ("名册还是空的。用 facility add 加上第一家医院。",))


def say_code(county: County, id_or_name: str) -> Said:
    """The last line is the code, alone."""
    with county.database.write() as session:
        facility = find_facility(session, id_or_name)
        code = make_code(session, facility, county.clock.now())
        name = facility.name
    return Said(
        document={"facility": name, "code": code, "minutes": 20},
        lines=(f"{name} 的报到码，20 分钟内用一次：", code),
    )


def say_enrolled(county: County, id_or_name: str, request: Path, answer: Path) -> Said:
    """The last line is the check code, alone."""
    done = enrol_by_file(county, id_or_name, request, answer)
    document: Json = {
        "facility": done.facility,
        "number": done.number,
        "label": done.label,
        "check_code": done.check_code,
        "answer": str(answer),
    }
    line = f"已登记 {done.facility} {done.number:02} 号电脑 {done.label}。回信写在 {answer}，带回医院；核对码另外告诉对方："
    return Said(document=document, lines=(line, done.check_code))


def say_devices(county: County, id_or_name: str) -> Said:
    with county.database.read() as session:
        facility = find_facility(session, id_or_name)
        query = select(Device).where(Device.register_id == facility.register_id).order_by(Device.number)
        rows = session.execute(query).scalars().all()
        document: list[Json] = [
            {
                "id": row.device_id,
                "number": row.number,
                "label": row.label,
                "enrolled_at": row.enrolled_at,
                "last_seen_at": row.last_seen_at,
                "revoked_at": row.revoked_at,
            }
            for row in rows
        ]
        lines = [
            f"{row.number:02}  {row.device_id}  {row.label}" + ("  已停用" if row.revoked_at else "")
            for row in rows
        ]
    return Said(document=document, lines=tuple(lines) or ("还没有电脑报到。",))


def say_device_revoked(county: County, device_id: str) -> Said:
    with county.database.write() as session:
        label = revoke_device(session, device_id, county.clock.now()).label
    return Said(
        document={"id": device_id, "revoked": True},
        lines=(f"已停用 {label}。它送来过的都在；要再用，给它一个新的报到码。",),
    )


def say_officer_added(county: County, name: str, role: str, password: str) -> Said:
    with county.database.write() as session:
        add_officer(session, name=name, role=role, password=password, now=county.clock.now())
    return Said(document={"name": name, "role": role}, lines=(f"已加上 {name}（{role}）",))


def say_verified(county: County) -> Said:
    with county.database.read() as session:
        verdict = verify(session, county)
    document: Json = {
        "objects": verdict.objects,
        "attachments": verdict.blobs,
        "faults": list(verdict.faults),
    }
    if verdict.faults:
        lines = (f"{len(verdict.faults)} 处对不上：", *verdict.faults)
        return Said(document=document, lines=lines, is_well=False)
    line = f"{verdict.objects} 件、{verdict.blobs} 个附件都核对过，和签收时一样"
    return Said(document=document, lines=(line,))


def say_export(county: County) -> Said:
    """All of ``exported`` at once, for a county that is small enough."""
    rows = list(exported(county))
    return Said(document=list(rows), lines=tuple(map(export_line, rows)))


def exported(county: County) -> Iterator[dict[str, Json]]:
    """Every revision, in the order of hospitals and arrival, few of them in memory at a time."""
    query = (
        select(
            RevisionRow.rev_id,
            RevisionRow.record_id,
            RevisionRow.form_id,
            RevisionRow.facility_id,
            RevisionRow.received_at,
        )
        .order_by(RevisionRow.facility_id, RevisionRow.server_seq)
        .execution_options(yield_per=1_000)
    )
    with county.database.read() as session:
        for row in session.execute(query):
            yield {
                "rev_id": row.rev_id,
                "record_id": row.record_id,
                "form": row.form_id,
                "facility": row.facility_id,
                "received_at": row.received_at,
            }


def export_line(row: Mapping[str, Json]) -> str:
    return f"{row['received_at']}  {row['form']}  {row['rev_id']}"


def say_published(county: County, files: Sequence[Path], valid_from: date) -> Said:
    """Publishes forms, and looks again at the records that were waiting for them."""
    with county.database.write() as session:
        published = publish(session, county, files, valid_from)
    with county.database.write() as session:
        learn_forms(session, county.catalog)
        understood = reexamine(session, county)
    lines = [f"已发布 {name}，从 {valid_from} 起用" for name in published.added]
    lines += [f"{name} 原来就有，没有变" for name in published.known]
    lines += [f"{understood} 条等着这张表单的记录现在读得懂了"] if understood else []
    document: Json = {
        "number": published.number,
        "added": list(published.added),
        "known": list(published.known),
        "understood": understood,
    }
    return Said(document=document, lines=tuple(lines))


def say_forms(county: County) -> Said:
    with county.database.read() as session:
        rows = session.execute(
            select(FormVersion).order_by(FormVersion.number, FormVersion.form_id)
        ).scalars()
        document: list[Json] = [
            {
                "id": row.form_id,
                "version": row.version,
                "title": row.title,
                "sha256": row.sha256,
                "valid_from": row.valid_from,
                "number": row.number,
            }
            for row in rows
        ]
    lines = [f"{row['id']}  {row['version']}  {row['title']}  从 {row['valid_from']} 起" for row in document]  # type: ignore[index,call-overload]
    return Said(document=document, lines=tuple(lines) or ("还没有发布过表单，用的都是程序自带的。",))


def say_update_published(county: County, file: Path) -> Said:
    """Hands a new version of the program out from now on."""
    with county.database.write() as session:
        published, is_new = publish_update(session, county, file, release_keys())
    name = f"{published.version}（{published.platform}，{published.size >> 20} MB）"
    line = f"已发布 {name}，医院的电脑有网时自己取" if is_new else f"{name} 原来就发布过，没有变"
    return Said(document={**published.to_json(), "is_new": is_new}, lines=(line,))


def say_updates(county: County) -> Said:
    with county.database.read() as session:
        rows = session.execute(select(UpdateRow).order_by(UpdateRow.number)).scalars()
        document: list[Json] = [
            {
                "version": row.version,
                "platform": row.platform,
                "size": row.size,
                "sha256": row.sha256,
                "number": row.number,
            }
            for row in rows
        ]
    lines = [f"{row['version']}  {row['platform']}  {row['sha256']}" for row in document]  # type: ignore[index,call-overload]
    return Said(document=document, lines=tuple(lines) or ("还没有发布过程序的新版本。",))


def say_gaps(county: County, id_or_name: str | None) -> Said:
    """Per computer what has not come, and attachments that are missing; of one hospital, or of all."""
    document: list[Json] = []
    lines: list[str] = []
    with county.database.read() as session:
        facilities = (
            [find_facility(session, id_or_name)]
            if id_or_name
            else session.execute(select(Facility).order_by(Facility.name)).scalars().all()
        )
        for facility in facilities:
            if facility.facility_id is not None:
                gaps = find_gaps(session, facility.facility_id)
                document.append({"facility": facility.name, **asdict(gaps)})
                lines += [f"{facility.name}：{line}" for line in _gap_lines(gaps)]
    is_whole = not lines
    return Said(document=document, lines=tuple(lines) or ("都收全了，没有缺的",), is_well=is_whole)


def _gap_lines(gaps: Gaps) -> Iterator[str]:
    for device in gaps.devices:
        name = f"{device.number:02} 号电脑 {device.label}"
        for hole in device.never_came:
            numbers = f"{hole.first}" if hole.first == hole.last else f"{hole.first} 到 {hole.last}"
            yield f"{name} 第 {numbers} 号没到，也许还在路上"
        for one in device.set_apart:
            yield f"{name} 第 {one.op_seq} 号没送成，留在医院：{one.reason} {one.about}"
    for sha256 in gaps.missing_attachments:
        yield f"附件没收到 {sha256}"


def say_kit(
    county: County,
    id_or_name: str,
    *,
    address: str,
    into: Path,
    installers: Path | None,
    computers: int,
    days: int,
) -> Said:
    """The last line is the check code, alone."""
    made = make_kit(
        county,
        id_or_name,
        address=check_address(address),
        into=into,
        installers=installers,
        computers=computers,
        days=days,
    )
    document: Json = {
        "facility": made.hospital,
        "folder": str(made.folder),
        "archive": str(made.archive),
        "installers": list(made.installers),
        "forms": made.forms,
        "computers": made.computers,
        "good_until": to_text(made.good_until),
        "check_code": made.check_code,
    }
    lines = [f"安装盘写在 {made.folder}（另有同样的 {made.archive.name}），整个拷到 U 盘"]
    lines += [] if made.installers else ["里面没有安装程序：用 --installers 指到放它们的文件夹再做一次"]
    until = f"{local(made.good_until):%Y-%m-%d}"
    lines.append(
        f"能装 {made.computers} 台，到 {until} 为止。核对码打电话告诉 {made.hospital}，不要写在 U 盘上："
    )
    return Said(document=document, lines=(*lines, made.check_code))


def say_imported(county: County, bundle: Path, reply: Path | None) -> Said:
    """Keeps a hospital's bundle and writes the reply, if there is a place for it."""
    taken = import_bundle(county, bundle)
    kept, known = taken.count(Outcome.STORED, Outcome.STORED_CONFLICT), taken.count(Outcome.DUPLICATE)
    parked, refused = taken.count(Outcome.PARKED), taken.count(Outcome.REJECTED)
    document: dict[str, Json] = {
        "facility": taken.facility,
        "stored": kept,
        "known": known,
        "parked": parked,
        "refused": refused,
        "attachments": taken.attachments,
        "reports": len(taken.reports),
        "reply": str(reply) if reply else None,
    }
    lines = [f"{taken.facility}：新收 {kept + parked} 条，原来就有 {known} 条，附件 {taken.attachments} 个"]
    lines += [f"其中 {parked} 条县里还读不懂，已原样收存"] if parked else []
    lines += [f"{refused} 条没有收，原因写在回执里，记录还在医院"] if refused else []
    if reply is not None:
        brought = write_reply(county, taken, reply)
        document["brought"] = brought
        lines.append(f"回执写在 {reply}，带回医院导入；里面另有给医院的 {brought} 条")
    return Said(document=document, lines=tuple(lines))


def say_new_epoch(county: County) -> Said:
    with county.database.write() as session:
        epoch = rotate_epoch(session)
    return Said(document={"epoch": epoch}, lines=("已换新纪元。各医院下次连上时会核对一遍，缺的会补送。",))


Verb = Callable[[County], Said]
