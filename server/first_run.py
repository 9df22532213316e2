"""Everything between an installed package and a county that serves; run again it does what is missing and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, select
from sqlalchemy.exc import OperationalError

from forms.json_value import Json
from server.config import (
    BACKUPS,
    BEHIND_A_PROXY,
    LOCAL_DATABASE,
    OWN_PORT,
    Config,
    check_address,
    read_config,
    write_config,
)
from server.county import County, open_county
from server.database import Database
from server.dumping import bring_up
from server.facilities import RegisterError, add_facility, make_code, random_code
from server.local_postgresql import become, is_ours, make_database, sql_for
from server.officers import Role, add_officer
from server.settings import Settings
from server.tables.county import Officer
from server.tables.facilities import Facility
from server.verbs import Said
from server.working import Tls
from sync.wire.receipt import key_id_of

Ask = Callable[[str, str], str]
"""The answer to a question, given what is proposed."""

DEFAULT_OFFICER = "县管理员"
PASSWORD = "YIAN_COUNTY_PASSWORD"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was said beforehand; None is asked for, where there is somebody to ask."""

    database: str | None = None
    listen: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    address: str | None = None
    backups: Path = BACKUPS
    officer: str | None = None
    facility: str | None = None


def first_run(file: Path, wanted: Wanted, ask: Ask, *, account: str | None = None) -> Said:
    """RegisterError says what the person can mend, after which it is called again.

    With ``account``, the one that the service runs under, root makes what only root can make and then goes on as it.
    """
    config, is_new = _settled(file, wanted, ask)
    lines = [f"设置：{file}" + ("，刚写好" if is_new else "，原来就有，照用")]
    settings = Settings.at(config.database)
    if account is not None and os.geteuid() == 0:
        if is_ours(settings.database_url, account) and make_database(settings.database_url, account):
            lines.append(f"记录库：在这台机器的 PostgreSQL 里建好了 {settings.database_url.database}")
        become(account, owning=(file, config.backups))
    if config.certificate is not None:
        Tls(certificate=config.certificate, key=config.key or config.certificate).check()
    with _opened(settings, config) as county:
        key_id = key_id_of(county.public_keys[0])
        lines.append(f"记录库：表都是最新的；县里的签名钥匙 {key_id}")
        officer, password = _first_officer(county, wanted, ask)
        facility, code = _first_facility(county, wanted, ask)
    lines += _told(officer, password, facility, code)
    lines.append(
        "接下来：systemctl enable --now yian-server，再用浏览器打开 " + (config.address or "服务器的地址")
    )
    document: Json = {
        "config": str(file),
        "key_id": key_id,
        "officer": officer,
        "password": password,
        "facility": facility,
        "code": code,
    }
    return Said(document=document, lines=tuple(lines))


def _settled(file: Path, wanted: Wanted, ask: Ask) -> tuple[Config, bool]:
    """The settings that are there, or new ones, written."""
    if file.exists():
        return read_config(file), False
    database = wanted.database or ask("PostgreSQL 的地址（在这台机器上就直接回车）", LOCAL_DATABASE)
    Settings.at(database)
    certificate = wanted.certificate or _path(ask("HTTPS 证书文件（前面有反向代理的，直接回车）", ""))
    key = wanted.key
    if certificate is not None and key is None:
        key = _path(ask("证书的私钥文件（和证书在同一个文件里的，直接回车）", str(certificate)))
    proposed = OWN_PORT if certificate else BEHIND_A_PROXY
    listen = wanted.listen or ask("在哪个地址和端口上听", proposed)
    address = wanted.address
    if address is None:
        address = ask("医院在医安里填的地址，如 https://anquan.示范县.cn（还没有就回车）", "")
    config = Config(
        database=database,
        listen=listen,
        workers=max(1, min(os.cpu_count() or 1, 4)),
        address=check_address(address) if address else "",
        backups=wanted.backups,
        certificate=certificate,
        key=key,
    )
    if certificate is not None:
        Tls(certificate=certificate, key=key or certificate).check()
    try:
        write_config(file, config)
    except OSError as error:
        raise RegisterError(
            f"设置写不进 {file}：{error.strerror}。什么也没有改动。请用 root（sudo）运行。"
        ) from error
    return config, True


@contextmanager
def _opened(settings: Settings, config: Config) -> Iterator[County]:
    """A county on the newest schema; a database that is not there is told with what makes it."""
    database = Database(settings.database_url)
    try:
        try:
            bring_up(database.engine, config.backups, settings.clock.now())
        except OperationalError as error:
            raise RegisterError(_unreachable(settings.database_url)) from error
        yield open_county(settings, database)
    finally:
        database.close()


def _unreachable(url: URL) -> str:
    sql = "\n".join(f"  {statement}" for statement in sql_for(url))
    return (
        f"记录库 {url.set(drivername='postgresql').render_as_string()} 连不上，什么也没有改动。"
        f"请看 PostgreSQL 开没开、地址和密码对不对；还没有库的，请管它的人运行：\n{sql}\n然后再运行一次 first-run。"
    )


def _first_officer(county: County, wanted: Wanted, ask: Ask) -> tuple[str, str | None]:
    """The name, and the password if the account was made now by us."""
    with county.database.read() as session:
        known = session.scalars(select(Officer.name).order_by(Officer.created_at)).first()
    if known is not None:
        return known, None
    name = wanted.officer or ask("第一个县级账号的姓名", DEFAULT_OFFICER)
    given = os.environ.get(PASSWORD)
    password = given or random_code(groups=3)
    with county.database.write() as session:
        add_officer(session, name=name, role=Role.OFFICER, password=password, now=county.clock.now())
    return name, None if given else password


def _first_facility(county: County, wanted: Wanted, ask: Ask) -> tuple[str | None, str | None]:
    """The hospital and a code for it; none if there are hospitals already and none was asked for."""
    with county.database.read() as session:
        has_some = session.scalars(select(Facility.name).limit(1)).first() is not None
    name = wanted.facility
    if name is None and not has_some:
        name = ask("第一家医院的全称（以后再加就直接回车）", "") or None
    if name is None:
        return None, None
    with county.database.write() as session:
        facility = session.scalars(select(Facility).where(Facility.name == name.strip())).one_or_none()
        facility = facility or add_facility(session, name, county.clock.now())
        return facility.name, make_code(session, facility, county.clock.now())


def _told(officer: str, password: str | None, facility: str | None, code: str | None) -> Iterator[str]:
    if password is not None:
        yield f"县级账号：{officer}　密码 {password}　只出现这一次，抄下来收好"
    else:
        yield f"县级账号：{officer}，密码是原来设的"
    if code is not None:
        yield f"医院：{facility}　报到码 {code}　20 分钟内用一次"
    else:
        yield "医院：用 yian-server facility add 加，用 yian-server enrol --facility 要报到码，用 yian-server kit 做安装盘"


def _path(typed: str) -> Path | None:
    return Path(typed) if typed else None
