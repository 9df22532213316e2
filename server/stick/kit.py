"""Puts together what a hospital needs to begin: installers, the file to report with, the county's forms, one page to read."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.printing.guide import guide_page
from server.county import County
from server.facilities import RegisterError, find_facility, make_code, random_code
from server.forms import sign_manifest
from server.stick.kit_words import guide_of
from server.stick.writing import write_parcel
from server.tables.facilities import Device, Facility
from server.tables.forms import FormVersion
from sync.wire.bundle import Part
from sync.wire.codec import encode
from sync.wire.frames import FrameWriter
from sync.wire.kit import FILE, FOLDER, KIT, Kit, wrap_under
from sync.wire.parcel import Header, new_key

MOST_COMPUTERS = 9
"""A computer tries the codes of a kit in turn, and the county lets nobody err ten times."""
MOST_DAYS = 90
GUIDE = "说明.pdf"
SUMS = "SHA256SUMS"
_INSTALLERS = (".exe", ".deb", ".tar.xz")
_MOST_INSTALLERS = 6  # that one page can tell of
_OURS = "yian-server"  # packages for the county itself do not go to hospitals
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """``check_code`` goes to the hospital by another way than the kit."""

    folder: Path
    archive: Path
    hospital: str
    check_code: str
    computers: int
    good_until: datetime
    installers: tuple[str, ...]
    forms: int


def make_kit(
    county: County,
    id_or_name: str,
    *,
    address: str,
    into: Path,
    installers: Path | None = None,
    computers: int = 3,
    days: int = 14,
) -> Made:
    """A folder in ``into`` and the same as a zip file.

    RegisterError if it can't be made; codes of a kit that nobody holds open nothing.
    """
    if not 1 <= computers <= MOST_COMPUTERS or not 1 <= days <= MOST_DAYS:
        raise RegisterError(
            f"一个安装盘最多给 {MOST_COMPUTERS} 台电脑，最多管 {MOST_DAYS} 天。没有写安装盘，请改小再来。"
        )
    found = _installers_in(installers)
    if len(found) > _MOST_INSTALLERS:
        raise RegisterError(
            f"{installers} 里有 {len(found)} 个安装程序，说明一页写不下。没有写安装盘，请每种系统只留最新的。"
        )
    names = tuple(installer.name for installer in found)
    check_code = random_code()
    with county.database.read() as session:
        folder = into / f"{FOLDER}-{_as_name(find_facility(session, id_or_name).name)}"
    try:
        _begin(folder, found)
        with county.database.write() as session:
            facility = find_facility(session, id_or_name)
            kit = _kit(session, county, facility, address, computers, days)
            forms = _write_file(session, county, facility, kit, check_code, folder / FILE)
        page = guide_page(guide_of(kit, names, forms), printed_at=county.clock.now())
        (folder / GUIDE).write_bytes(page)
        _write_sums(folder)
        archive = _write_zip(folder)
    except OSError as error:
        raise RegisterError(
            f"安装盘写不进 {into}：{error.strerror}，没有写成。名册没有动过。请换个地方再来。"
        ) from error
    return Made(
        folder=folder,
        archive=archive,
        hospital=kit.hospital,
        check_code=check_code,
        computers=computers,
        good_until=kit.good_until,
        installers=names,
        forms=forms,
    )


def _begin(folder: Path, installers: Sequence[Path]) -> None:
    """An empty place with the installers; what somebody else put there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file() and (old.name in (FILE, GUIDE, SUMS) or old.name.endswith(_INSTALLERS)):
            old.unlink()
    for installer in installers:
        shutil.copy2(installer, folder / installer.name)


def _kit(
    session: Session, county: County, facility: Facility, address: str, computers: int, days: int
) -> Kit:
    now = county.clock.now()
    known = select(func.count()).select_from(Device).where(Device.register_id == facility.register_id)
    life = timedelta(days=days)
    return Kit(
        hospital=facility.name,
        address=address,
        codes=tuple(make_code(session, facility, now, life) for _ in range(computers)),
        county_keys=county.public_keys,
        good_until=now + life,
        is_first=not session.execute(known).scalar_one(),
    )


def _write_file(
    session: Session, county: County, facility: Facility, kit: Kit, check_code: str, path: Path
) -> int:
    """How many forms of the county went into the file."""
    key = new_key()
    header = Header(
        kind=KIT,
        facility_id=facility.register_id,
        device_id=None,
        sender_key=county.public_keys[0],
        wraps=(wrap_under(check_code, key),),
    )
    forms = session.execute(select(FormVersion.sha256, FormVersion.content)).all()

    def fill(frames: FrameWriter) -> None:
        frames.put(KIT, {}, encode(kit.to_json()))
        if forms:
            frames.put(Part.FORMS, {}, encode(sign_manifest(session, county).to_json()))
        for sha256, content in forms:
            frames.put(Part.FORM, {"sha256": sha256}, content)

    write_parcel(county, header, key, path, fill, "名册没有动过。")
    return len(forms)


def _installers_in(folder: Path | None) -> Sequence[Path]:
    if folder is None:
        return ()
    if not folder.is_dir():
        raise RegisterError(f"{folder} 不是文件夹，找不到安装程序。没有写安装盘，请核对路径。")
    return sorted(
        file
        for file in folder.iterdir()
        if file.is_file() and file.name.endswith(_INSTALLERS) and not file.name.startswith(_OURS)
    )


def _write_sums(folder: Path) -> None:
    """As ``sha256sum --check`` reads it."""
    lines = []
    for file in sorted(folder.iterdir()):
        if file.name == SUMS or not file.is_file():
            continue
        digest = hashlib.sha256()
        with file.open("rb") as opened:
            while part := opened.read(_BLOCK):
                digest.update(part)
        lines.append(f"{digest.hexdigest()}  {file.name}\n")
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _write_zip(folder: Path) -> Path:
    """Stored, not squeezed: installers are so already."""
    archive = folder.with_name(folder.name + ".zip")
    part = archive.with_name(archive.name + ".part")
    with zipfile.ZipFile(part, "w") as made:
        for file in sorted(folder.iterdir()):
            made.write(file, f"{folder.name}/{file.name}")
    part.replace(archive)
    return archive


def _as_name(text: str) -> str:
    """What every system takes in the name of a folder."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).strip(" .")
