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
from pathlib import Path

from sqlalchemy.exc import OperationalError

from forms.clock import SystemClock, local
from server import verbs
from server.arguments import make_parser
from server.config import BACKUPS, BEHIND_A_PROXY, ENVIRONMENT, Config, read_config
from server.county import County, open_county
from server.database import Database
from server.dumping import back_up, bring_up
from server.engines import UnsafeDatabaseError
from server.facilities import RegisterError
from server.first_run import PASSWORD, Ask, Wanted, first_run
from server.journal import write_to_stderr
from server.schema import NewerSchemaError, migrate
from server.serving import serve
from server.settings import DEFAULT_DATA, House, Settings
from server.working import Tls

INSTALLED = Path("/etc/yian/server.toml")
"""Where the first run writes the settings, if nothing else is said."""

ACCOUNT = "YIAN_SERVER_ACCOUNT"
"""Names the account of the operating system under which an installed server runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 refused for a reason that is printed, 2 wrong usage."""
    options = make_parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        said = _do(options)
    except (RegisterError, NewerSchemaError, UnsafeDatabaseError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError:  # its own words may hold the password
        print("记录库连不上，什么也没有改动。请看 PostgreSQL 开没开、地址和密码对不对。", file=sys.stderr)
        return 1
    if said is None:
        return 0
    if options.json:
        print(json.dumps(said.document, ensure_ascii=False, indent=2))
    else:
        print("\n".join(said.lines))
    return 0 if said.is_well else 1


def _do(options: argparse.Namespace) -> verbs.Said | None:
    """What is to be printed; None from a verb that has printed already."""
    if options.verb == "first-run":
        account = os.environ.get(ACCOUNT) or None
        return first_run(_config_file(options) or INSTALLED, _wanted(options), _ask(options), account=account)
    config = _config(options)
    settings = _settings(options, config)
    match options.verb:
        case "run":
            _run(options, settings, config)
        case "export":
            _export(settings, config, as_json=options.json)
        case "backup":
            return _back_up(options, settings, config)
        case _:
            with _open(settings, config) as county:
                return _verb(options, config)(county)
    return None


def _run(options: argparse.Namespace, settings: Settings, config: Config | None) -> None:
    write_to_stderr(logging.WARNING if options.quiet or options.house else logging.INFO)
    if config is not None:
        with _open(settings, config):  # an older database is copied before the server brings it up to date
            pass
    serve(
        settings,
        options.listen or (config.listen if config else BEHIND_A_PROXY),
        _tls(options, config),
        workers=options.workers or (config.workers if config else 1),
        while_stdin=options.while_stdin,
        ask=_answer,
    )


@contextmanager
def _open(settings: Settings, config: Config | None) -> Iterator[County]:
    """A county on the newest schema; of an installed server a copy is made before the schema changes."""
    database = Database(settings.database_url)
    try:
        if config is None:
            migrate(database.engine)
        elif (made := bring_up(database.engine, config.backups, settings.clock.now())) is not None:
            print(f"记录库先备份到 {made}，再换到这一版", file=sys.stderr)
        yield open_county(settings, database)
    finally:
        database.close()


def _back_up(options: argparse.Namespace, settings: Settings, config: Config | None) -> verbs.Said:
    folder = options.to or (config.backups if config else Path())
    made = back_up(settings.database_url, folder, settings.clock.now())
    return verbs.Said(document={"file": str(made)}, lines=(f"备份写在 {made}，核对过，能读",))


def _export(settings: Settings, config: Config | None, *, as_json: bool) -> None:
    """Row by row: a county of millions of records does not fit into memory."""
    with _open(settings, config) as county:
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
        said = _verb(make_parser().parse_args(json.loads(line)), None)(county)
    except RegisterError as refusal:
        return json.dumps({"refused": str(refusal)}, ensure_ascii=False)
    return json.dumps({"document": said.document}, ensure_ascii=False)


def _verb(options: argparse.Namespace, config: Config | None) -> verbs.Verb:
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
        case "updates", "add":
            return lambda county: verbs.say_update_published(county, options.file)
        case "updates", _:
            return verbs.say_updates
        case "gaps", _:
            return lambda county: verbs.say_gaps(county, options.facility)
        case "import", _:
            return lambda county: verbs.say_imported(county, options.file, options.reply)
        case "kit", _:
            return lambda county: verbs.say_kit(
                county,
                options.facility,
                address=options.address or (config.address if config else ""),
                into=options.out,
                installers=options.installers,
                computers=options.computers,
                days=options.days,
            )
        case "verify", _:
            return verbs.say_verified
        case "export", _:
            return verbs.say_export
        case _:
            return verbs.say_new_epoch


def _tls(options: argparse.Namespace, config: Config | None) -> Tls | None:
    if options.tls_certificate is not None:
        return Tls(certificate=options.tls_certificate, key=options.tls_key or options.tls_certificate)
    if config is None or config.certificate is None:
        return None
    return Tls(certificate=config.certificate, key=config.key or config.certificate)


def _password() -> str:
    return os.environ.get(PASSWORD) or getpass.getpass("密码：")


def _config_file(options: argparse.Namespace) -> Path | None:
    named = options.config or os.environ.get(ENVIRONMENT)
    return Path(named) if named else None


def _config(options: argparse.Namespace) -> Config | None:
    """Of an installed server; None where a folder or a database was named instead."""
    file = _config_file(options)
    return None if file is None or options.data or options.database_url else read_config(file)


def _settings(options: argparse.Namespace, config: Config | None) -> Settings:
    if config is not None:
        return Settings.at(config.database)
    if options.database_url:
        return Settings.at(options.database_url)
    return Settings.embedded(options.data or DEFAULT_DATA, house=_house(options))


def _wanted(options: argparse.Namespace) -> Wanted:
    return Wanted(
        database=options.database,
        listen=options.listen,
        certificate=options.certificate,
        key=options.key,
        address=options.address,
        backups=options.backups or BACKUPS,
        officer=options.officer,
        facility=options.facility,
    )


def _ask(options: argparse.Namespace) -> Ask:
    """On a terminal a person is asked; where there is none, only what was proposed may be taken."""
    if options.yes:
        return lambda _question, proposed: proposed

    def ask(question: str, proposed: str) -> str:
        try:
            answer = input(f"{question}{f' [{proposed}]' if proposed else ''}：").strip()
        except EOFError as error:
            raise RegisterError(
                f"“{question}”没有人回答，做到这里停下了。请在能打字的窗口里运行，或用开关都写上再加 --yes。"
            ) from error
        return answer or proposed

    return ask


def _house(options: argparse.Namespace) -> House | None:
    if getattr(options, "house", None) is None:
        return None
    facility_id, name, number = options.house
    return House(
        facility_id=facility_id, name=name, numbers_from=int(number), folder=options.data or DEFAULT_DATA
    )


if __name__ == "__main__":
    sys.exit(main())
