"""``python -m server``: runs the county's server, or one of its verbs."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy.exc import OperationalError

from forms.clock import SystemClock, local
from server import verbs
from server.county import County, open_county
from server.database import Database
from server.engines import UnsafeDatabaseError
from server.facilities import RegisterError
from server.journal import write_to_stderr
from server.schema import NewerSchemaError, migrate
from server.serving import serve
from server.settings import DEFAULT_DATA, House, Settings
from server.working import Tls


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 refused for a reason that is printed, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    settings = _settings(options)
    try:
        if options.verb == "run":
            write_to_stderr(logging.WARNING if options.quiet or options.house else logging.INFO)
            serve(
                settings,
                options.listen,
                _tls(options),
                workers=options.workers,
                while_stdin=options.while_stdin,
                ask=_answer,
            )
            return 0
        if options.verb == "export":
            _export(settings, as_json=options.json)
            return 0
        said = _run_verb(options, settings)
    except (RegisterError, NewerSchemaError, UnsafeDatabaseError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError:  # its own words may hold the password
        print("记录库连不上，什么也没有改动。请看 PostgreSQL 开没开、地址和密码对不对。", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(said.document, ensure_ascii=False, indent=2))
    else:
        print("\n".join(said.lines))
    return 0 if said.is_well else 1


def _run_verb(options: argparse.Namespace, settings: Settings) -> verbs.Said:
    with _open(settings) as county:
        return _verb(options)(county)


@contextmanager
def _open(settings: Settings) -> Iterator[County]:
    database = Database(settings.database_url)
    try:
        migrate(database.engine)
        yield open_county(settings, database)
    finally:
        database.close()


def _export(settings: Settings, *, as_json: bool) -> None:
    """Row by row: a county of millions of records does not fit into memory."""
    with _open(settings) as county:
        rows = verbs.exported(county)
        if not as_json:
            for row in rows:
                print(verbs.export_line(row))
            return
        print("[", end="")
        for number, row in enumerate(rows):
            print(",\n " if number else "\n ", json.dumps(row, ensure_ascii=False), sep="", end="")
        print("\n]")


def _answer(county: County, line: str) -> str:
    """A verb that the starter of a running server asks for: its arguments as JSON, its document as JSON."""
    try:
        said = _verb(_parser().parse_args(json.loads(line)))(county)
    except RegisterError as refusal:
        return json.dumps({"refused": str(refusal)}, ensure_ascii=False)
    return json.dumps({"document": said.document}, ensure_ascii=False)


def _verb(options: argparse.Namespace) -> verbs.Verb:
    match options.verb, getattr(options, "noun", None):
        case "facility", "add":
            return lambda county: verbs.say_facility_added(county, options.name)
        case "facility", _:
            return verbs.say_facilities
        case "device", "revoke":
            return lambda county: verbs.say_device_revoked(county, options.id)
        case "device", _:
            return lambda county: verbs.say_devices(county, options.facility)
        case "user", _:
            password = _password()
            return lambda county: verbs.say_officer_added(county, options.name, options.role, password)
        case "enrol", _ if options.request is not None:
            answer = options.answer or options.request.with_suffix(".answer.yian")
            return lambda county: verbs.say_enrolled(county, options.facility, options.request, answer)
        case "enrol", _:
            return lambda county: verbs.say_code(county, options.facility)
        case "forms", "add":
            start = options.valid_from or local(SystemClock().now()).date()
            return lambda county: verbs.say_published(county, options.file, start)
        case "forms", _:
            return verbs.say_forms
        case "gaps", _:
            return lambda county: verbs.say_gaps(county, options.facility)
        case "import", _:
            return lambda county: verbs.say_imported(county, options.file, options.reply)
        case "verify", _:
            return verbs.say_verified
        case "export", _:
            return verbs.say_export
        case _:
            return verbs.say_new_epoch


def _tls(options: argparse.Namespace) -> Tls | None:
    if options.tls_certificate is None:
        return None
    return Tls(certificate=options.tls_certificate, key=options.tls_key or options.tls_certificate)


def _password() -> str:
    return os.environ.get("YIAN_COUNTY_PASSWORD") or getpass.getpass("密码：")


def _settings(options: argparse.Namespace) -> Settings:
    if options.database_url:
        return Settings.at(options.database_url)
    return Settings.embedded(options.data or DEFAULT_DATA, house=_house(options))


def _house(options: argparse.Namespace) -> House | None:
    if getattr(options, "house", None) is None:
        return None
    facility_id, name, number = options.house
    return House(
        facility_id=facility_id, name=name, numbers_from=int(number), folder=options.data or DEFAULT_DATA
    )


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    where = common.add_mutually_exclusive_group()
    where.add_argument(
        "--data", type=Path, metavar="DIR", help=f"folder of the database, else ./{DEFAULT_DATA}"
    )
    where.add_argument("--database-url", metavar="URL", help="PostgreSQL, e.g. postgresql://county@host/yian")
    common.add_argument("--json", action="store_true", help="print one JSON document")
    parser = argparse.ArgumentParser(prog="python -m server", description="医安的县级服务器")
    parts = parser.add_subparsers(dest="verb", required=True)
    run = parts.add_parser("run", parents=[common], help="serve hospitals and officers")
    run.add_argument("--quiet", action="store_true", help="log what went wrong, not every request")
    run.add_argument("--workers", type=int, default=1, metavar="N", help="processes on one PostgreSQL")
    run.add_argument("--listen", default="127.0.0.1:8765", metavar="HOST:PORT", help="port 0: any free port")
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
    gaps = parts.add_parser(
        "gaps", parents=[common], help="what has not come, per computer; status 1 if anything"
    )
    gaps.add_argument("--facility", metavar="ID_OR_NAME", help="of one hospital, else of all")
    bring = parts.add_parser("import", parents=[common], help="a hospital's bundle from a USB stick")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument(
        "--reply", type=Path, metavar="FILE", help="write receipts and orders for the hospital"
    )
    parts.add_parser("verify", parents=[common], help="check every byte against its receipt")
    parts.add_parser("export", parents=[common], help="list every revision received")
    parts.add_parser("new-epoch", parents=[common], help="after restoring a backup")
    return parser


if __name__ == "__main__":
    sys.exit(main())
