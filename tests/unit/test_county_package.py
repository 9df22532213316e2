"""The package of the county's server, as far as it can be shown without building it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from installer.county import HERE, SCRIPTS, TARGET, UNITS
from installer.interpreter import program
from installer.requirements import for_target
from models.licences import locked
from models.program import APP
from server.arguments import make_parser

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a package for Debian")


def test_the_units_call_verbs_that_there_are_as_an_account_without_rights() -> None:
    for name in UNITS[:2]:
        lines = (HERE / name).read_text("utf-8").splitlines()
        (started,) = (line.removeprefix("ExecStart=") for line in lines if line.startswith("ExecStart="))
        program, *words = shlex.split(started)
        assert program == "/usr/bin/yian-server"
        assert make_parser().parse_args(words).verb in ("run", "backup")
        for needed in ("User=yian", "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=yian"):
            assert needed in lines
    served = (HERE / UNITS[0]).read_text("utf-8").splitlines()
    assert {"Restart=on-failure", "LimitNOFILE=8192", "AmbientCapabilities=CAP_NET_BIND_SERVICE"} <= set(
        served
    )


def test_the_command_starts_the_version_in_force_with_the_settings_of_the_package(tmp_path: Path) -> None:
    root = tmp_path / "县 里"
    for version in ("0.1.0", "0.2.0"):
        python = program(root / "versions" / version / "python")
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "$YIAN_SERVER_CONFIG|$*"\n')
        python.chmod(0o755)
    (root / "current").write_text("0.2.0\n")
    shutil.copy(HERE / "yian-server", root)
    (tmp_path / "link").symlink_to(root / "yian-server")
    environment = {"PATH": os.environ["PATH"], "YIAN_SERVER_ACCOUNT": ""}
    said = subprocess.run(
        [tmp_path / "link", "facility", "add", "示范县 第一卫生院"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    main = root / "versions" / "0.2.0" / "app" / "main.py"
    assert said == f"/etc/yian/server.toml|{main} server facility add 示范县 第一卫生院\n"


def test_removing_the_package_deletes_nothing_of_the_county() -> None:
    for name in SCRIPTS:
        text = (HERE / name).read_text("utf-8")
        assert not any(word in text for word in ("rm -", "dropdb", "DROP ", "deluser"))
        assert subprocess.run(["sh", "-n", HERE / name], check=False).returncode == 0


def test_the_window_stays_at_home_and_all_the_rest_comes_along() -> None:
    everything = set(locked(APP / "requirements.txt"))
    text = for_target(TARGET, (APP / "requirements.txt").read_text("utf-8"))
    shipped = {line.split("==")[0] for line in text.splitlines()}
    left = everything - shipped
    assert left == {"pyside6-essentials", "pyside6-pdf", "shiboken6", "tzdata"}
    assert {"psycopg-binary", "fastapi", "uvicorn"} <= shipped
