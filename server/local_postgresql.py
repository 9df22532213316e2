"""The database on this very computer: made as PostgreSQL's own account, used as ours, without a password."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL

from server.facilities import RegisterError

_OWNER = "postgres"
_OURS = "yian"  # role and database, where the address names none


def is_ours(url: URL, account: str) -> bool:
    """Whether it is reached by a socket as ``account`` itself, whom PostgreSQL then knows without a password."""
    return is_here(url) and url.username in (None, account)


def is_here(url: URL) -> bool:
    """Whether it is reached by a socket, where PostgreSQL knows who asks."""
    host = url.host or str(url.query.get("host", ""))
    return url.get_backend_name() == "postgresql" and (not host or host.startswith("/"))


def sql_for(url: URL) -> tuple[str, str]:
    """What whoever looks after PostgreSQL has to run; the password is left to that person."""
    role, database = _quoted(url.username or _OURS), _quoted(url.database or _OURS)
    login = "LOGIN" if is_here(url) else "LOGIN PASSWORD '（这里写密码）'"
    return (
        f"CREATE ROLE {role} {login};",
        f"CREATE DATABASE {database} OWNER {role} ENCODING 'UTF8' TEMPLATE template0;",
    )


def make_database(url: URL, account: str) -> bool:
    """Role and database, as far as they are missing; True if something was made. Only root can.

    Without PostgreSQL's own program here nothing is made. RegisterError with the SQL if PostgreSQL does not do it.
    """
    if shutil.which("runuser") is None or shutil.which("psql") is None:
        return False
    role, database = account, url.database or account
    url = url.set(username=role, database=database)
    make_role, make_it = sql_for(url)
    has_role = _ask(url, f"SELECT 1 FROM pg_roles WHERE rolname = {_text(role)}")  # noqa: S608 - quoted
    has_database = _ask(url, f"SELECT 1 FROM pg_database WHERE datname = {_text(database)}")  # noqa: S608 - quoted
    if not has_role:
        _ask(url, make_role)
    if not has_database:
        _ask(url, make_it)
    return not (has_role and has_database)


def become(account: str, *, owning: Sequence[Path]) -> None:
    """From now on this process is that account; it may read these files, and write these folders."""
    import pwd  # noqa: PLC0415 - Windows, where hospitals run this package's server, has none

    entry = pwd.getpwnam(account)
    for path in owning:
        if path.is_file():
            os.chown(path, 0, entry.pw_gid)  # it reads its settings, and can't change them
        else:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.chown(path, entry.pw_uid, entry.pw_gid)
    os.initgroups(account, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ["HOME"] = entry.pw_dir


def _ask(url: URL, statement: str) -> bool:
    """Whether it gave a row. As the owner of PostgreSQL, in its own program."""
    place = []
    if host := url.query.get("host"):
        place += ["-h", str(host)]
    if url.port:
        place += ["-p", str(url.port)]
    done = subprocess.run(
        ["runuser", "-u", _OWNER, "--", "psql", "-XAtq", *place, "-d", "postgres", "-c", statement],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise RegisterError(_by_hand(url, said[0] if said else f"psql {done.returncode}"))
    return bool(done.stdout.strip())


def _by_hand(url: URL, reason: str) -> str:
    sql = "\n".join(f"  {statement}" for statement in sql_for(url))
    return (
        f"记录库没有建成：{reason}。PostgreSQL 里没有改动。装好并打开 PostgreSQL（15 或更新），"
        f"再运行一次 first-run；或者请管 PostgreSQL 的人运行：\n{sql}"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
