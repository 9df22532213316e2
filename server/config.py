"""The settings file of an installed server: every verb reads it, the first run writes it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from server.facilities import RegisterError

ENVIRONMENT = "YIAN_SERVER_CONFIG"
"""Names the settings file where no switch does."""

OWN_PORT = "0.0.0.0:443"
BEHIND_A_PROXY = "127.0.0.1:8765"
LOCAL_DATABASE = "postgresql:///yian"
BACKUPS = Path("/var/lib/yian/backups")
_KNOWN = frozenset({"database", "listen", "workers", "address", "backups", "tls"})
_MODE = 0o640


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """``address`` is what hospitals type, "" if it was not said; without a certificate a proxy speaks HTTPS."""

    database: str
    listen: str
    workers: int = 1
    address: str = ""
    backups: Path = BACKUPS
    certificate: Path | None = None
    key: Path | None = None


def read_config(file: Path) -> Config:
    """RegisterError with a Chinese sentence for a file that is not there, can't be read or says what nobody understands."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegisterError(
            f"设置 {file} 读不到：{error.strerror}。什么也没有改动。"
            "还没装好的先运行 yian-server first-run；装好的请看这个文件的权限。"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegisterError(f"设置 {file} 写得不对：{error}。什么也没有改动。请改好再来。") from error
    unknown = sorted(said.keys() - _KNOWN)
    if unknown:
        raise RegisterError(f"设置 {file} 里的 {unknown[0]} 不认得。什么也没有改动。请删掉它或改对。")
    tls = said.get("tls", {})
    try:
        return Config(
            database=_text(said, "database"),
            listen=_text(said, "listen"),
            workers=_count(said.get("workers", 1)),
            address=str(said.get("address", "")),
            backups=Path(str(said.get("backups", BACKUPS))),
            certificate=Path(_text(tls, "certificate")) if tls else None,
            key=Path(_text(tls, "key")) if tls else None,
        )
    except (TypeError, ValueError) as error:
        raise RegisterError(
            f"设置 {file} 里的 {error} 没有写，或写得不对。什么也没有改动。请改好再来。"
        ) from error


def write_config(file: Path, config: Config) -> None:
    """A file that people can read and change; it may hold a password, so that others can't read it."""
    lines = [
        "# 医安县级服务器的设置。改完运行 systemctl restart yian-server",
        f"database = {_quoted(config.database)}",
        f"listen = {_quoted(config.listen)}",
        f"workers = {config.workers} # 进程数，一般和处理器的核数一样",
        f"address = {_quoted(config.address)} # 医院在医安里填的地址",
        f"backups = {_quoted(str(config.backups))}",
        "",
    ]
    if config.certificate is not None:
        lines += [
            "[tls]",
            f"certificate = {_quoted(str(config.certificate))}",
            f"key = {_quoted(str(config.key or config.certificate))}",
        ]
    else:
        lines += ["# 没有 [tls] 一节：HTTPS 由同一台机器上的反向代理来做"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=_MODE)
    file.chmod(_MODE)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def check_address(address: str) -> str:
    """``https://host[:port]`` without a slash at its end; RegisterError for what hospitals would refuse."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise RegisterError(f"“{address}”不是医院能填的地址，应当像 https://anquan.示范县.cn 这样。")
    return f"{parts.scheme}://{parts.netloc}"


def _text(said: dict[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(name)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= 64:
        raise ValueError("workers")
    return value


def _quoted(text: str) -> str:
    """A basic string of TOML; what JSON escapes, TOML escapes in the same way."""
    return json.dumps(text, ensure_ascii=False)
