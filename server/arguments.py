"""What the county's IT person can type after ``python -m server`` or ``yian-server``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from server.config import BACKUPS, ENVIRONMENT
from server.settings import DEFAULT_DATA
from server.stick.kit import MOST_COMPUTERS, MOST_DAYS


def make_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    where = common.add_mutually_exclusive_group()
    where.add_argument(
        "--data", type=Path, metavar="DIR", help=f"folder of the database, else ./{DEFAULT_DATA}"
    )
    where.add_argument("--database-url", metavar="URL", help="PostgreSQL, e.g. postgresql://county@host/yian")
    where.add_argument(
        "--config", type=Path, metavar="FILE", help=f"settings of an installed server, else ${ENVIRONMENT}"
    )
    common.add_argument("--json", action="store_true", help="print one JSON document")
    parser = argparse.ArgumentParser(prog="python -m server", description="医安的县级服务器")
    parts = parser.add_subparsers(dest="verb", required=True)
    run = parts.add_parser("run", parents=[common], help="serve hospitals and officers")
    run.add_argument("--quiet", action="store_true", help="log what went wrong, not every request")
    run.add_argument("--workers", type=int, metavar="N", help="processes on one PostgreSQL, else 1")
    run.add_argument("--listen", metavar="HOST:PORT", help="else 127.0.0.1:8765; port 0: any free port")
    run.add_argument("--tls-certificate", type=Path, metavar="PEM", help="serve HTTPS with this certificate")
    run.add_argument(
        "--house",
        nargs=3,
        metavar=("FACILITY_ID", "NAME", "FIRST_NUMBER"),
        help="serve one hospital in its own house; its computers are numbered from there",
    )
    run.add_argument(
        "--while-stdin",
        action="store_true",
        help="stop gracefully when the standard input ends; until then answer verbs on it",
    )
    run.add_argument("--tls-key", type=Path, metavar="PEM", help="its key, if it is not in the same file")
    facility = parts.add_parser("facility", help="the register of hospitals").add_subparsers(
        dest="noun", required=True
    )
    facility.add_parser("add", parents=[common]).add_argument("name")
    facility.add_parser("list", parents=[common])
    device = parts.add_parser("device", help="the hospitals' computers").add_subparsers(
        dest="noun", required=True
    )
    list_devices = device.add_parser("list", parents=[common])
    list_devices.add_argument("--facility", required=True, metavar="ID_OR_NAME")
    device.add_parser("revoke", parents=[common], help="lost or replaced").add_argument("id")
    user = parts.add_parser("user", help="the county's officers").add_subparsers(dest="noun", required=True)
    add_user = user.add_parser("add", parents=[common], help="password: YIAN_COUNTY_PASSWORD, or asked for")
    add_user.add_argument("name")
    add_user.add_argument("--role", required=True, choices=["officer", "reader"])
    enrol = parts.add_parser("enrol", parents=[common], help="a one-time code for a hospital's computer")
    enrol.add_argument("--facility", required=True, metavar="ID_OR_NAME")
    enrol.add_argument("--request", type=Path, metavar="FILE", help="a computer without a line: its request")
    enrol.add_argument("--answer", type=Path, metavar="FILE", help="where to write the answer for the stick")
    forms = parts.add_parser("forms", help="forms for all hospitals").add_subparsers(
        dest="noun", required=True
    )
    add_forms = forms.add_parser("add", parents=[common], help="publish released forms, all or none")
    add_forms.add_argument("file", type=Path, nargs="+", metavar="FILE.yaml")
    add_forms.add_argument(
        "--from", dest="valid_from", type=date.fromisoformat, metavar="DATE", help="offered from, else today"
    )
    forms.add_parser("list", parents=[common])
    updates = parts.add_parser("updates", help="new versions of the hospitals' program").add_subparsers(
        dest="noun", required=True
    )
    add_update = updates.add_parser("add", parents=[common], help="hand out a signed update file")
    add_update.add_argument("file", type=Path, metavar="FILE.yian-update")
    updates.add_parser("list", parents=[common])
    gaps = parts.add_parser(
        "gaps", parents=[common], help="what has not come, per computer; status 1 if anything"
    )
    gaps.add_argument("--facility", metavar="ID_OR_NAME", help="of one hospital, else of all")
    bring = parts.add_parser("import", parents=[common], help="a hospital's bundle from a USB stick")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument(
        "--reply", type=Path, metavar="FILE", help="write receipts and orders for the hospital"
    )
    kit = parts.add_parser(
        "kit", parents=[common], help="a folder for a USB stick with which a hospital begins"
    )
    kit.add_argument("--facility", required=True, metavar="ID_OR_NAME")
    kit.add_argument("--address", metavar="URL", help="what hospitals type, else the one in the settings")
    kit.add_argument("--installers", type=Path, metavar="DIR", help="with the installers that come along")
    kit.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where to, else here")
    kit.add_argument(
        "--computers",
        type=int,
        default=3,
        metavar="N",
        help=f"it is good for, at most {MOST_COMPUTERS}; else 3",
    )
    kit.add_argument(
        "--days", type=int, default=14, metavar="N", help=f"it is good for, at most {MOST_DAYS}; else 14"
    )
    backup = parts.add_parser("backup", parents=[common], help="the whole database in one file, checked")
    backup.add_argument("--to", type=Path, metavar="DIR", help="else the folder in the settings")
    first = parts.add_parser(
        "first-run",
        parents=[common],
        help="settings, database, first account, first hospital; again: what is missing",
    )
    first.add_argument("--yes", action="store_true", help="ask nothing: what was not given is as proposed")
    first.add_argument("--database", metavar="URL", help="PostgreSQL, else the one on this computer")
    first.add_argument("--listen", metavar="HOST:PORT")
    first.add_argument("--certificate", type=Path, metavar="PEM", help="none: a proxy in front speaks HTTPS")
    first.add_argument("--key", type=Path, metavar="PEM", help="its key, if it is not in the same file")
    first.add_argument("--address", metavar="URL", help="what hospitals type, e.g. https://anquan.示范县.cn")
    first.add_argument("--backups", type=Path, metavar="DIR", help=f"else {BACKUPS}")
    first.add_argument(
        "--officer", metavar="NAME", help="the first account; password: YIAN_COUNTY_PASSWORD, or made"
    )
    first.add_argument(
        "--facility", metavar="NAME", help="a hospital, which gets a code for its first computer"
    )
    parts.add_parser("verify", parents=[common], help="check every byte against its receipt")
    parts.add_parser("export", parents=[common], help="list every revision received")
    parts.add_parser("new-epoch", parents=[common], help="after restoring a backup")
    return parser
