"""Making an update and the keys for it: nothing is signed for a release with a key that everybody has."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from installer.signing import PUBLIC, development_key, make_key, public_text, read_key, ship_keys
from installer.steps import BuildError
from installer.update import build
from models.migrations.history import HEAD
from models.program import read_program
from sync.wire.update_file import open_update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import DEVELOPMENT
from tests.installed import KEYS, PLATFORM, SOURCES, lay_script


@pytest.fixture
def version(tmp_path: Path) -> Path:
    made = lay_script(tmp_path / "made", "0.2.0", "print()\n")
    history = made / "app" / "models" / "migrations" / "history.py"
    history.parent.mkdir(parents=True)
    history.write_text((SOURCES / "models" / "migrations" / "history.py").read_text("utf-8"), "utf-8")
    return made


def test_a_version_that_was_laid_out_becomes_one_file_with_what_its_own_files_say(
    version: Path, tmp_path: Path
) -> None:
    (file,) = build([str(version), "--development", "--into", str(tmp_path / "out"), "--lowest", "0.1.5"])
    assert file.name == f"医安-0.2.0-{PLATFORM}.yian-update"
    manifest = open_update(file, KEYS).manifest
    assert (manifest.version, manifest.platform, manifest.lowest, manifest.schema) == (
        "0.2.0",
        PLATFORM,
        "0.1.5",
        HEAD,
    )


def test_a_publishers_key_is_made_once_kept_secret_and_signs(version: Path, tmp_path: Path) -> None:
    secret, public = tmp_path / "secret.pem", tmp_path / "public"
    public.mkdir()
    make_key("release-1", secret, public)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    for name, file in (
        ("release-1", tmp_path / "other.pem"),
        ("release-2", secret),
        (DEVELOPMENT, tmp_path / "d"),
    ):
        with pytest.raises(BuildError):
            make_key(name, file, public)
    (file,) = build([str(version), "--key", str(secret), "--into", str(tmp_path / "out")])
    assert open_update(file, release_keys(public)).signer == "release-1"
    for bad in (tmp_path / "none.pem", version / "app" / "main.py"):
        with pytest.raises(BuildError, match="没有签名用的密钥"):
            read_key(bad)


def test_a_release_is_never_signed_by_the_developers_key_and_does_not_know_it(
    version: Path, tmp_path: Path
) -> None:
    told = version / "app" / "version.txt"
    told.write_text(told.read_text("utf-8").replace("development", "release"), "utf-8")
    assert read_program(version / "app").is_release
    with pytest.raises(BuildError, match="不能用开发钥匙签"):
        build([str(version), "--development", "--into", str(tmp_path)])
    with pytest.raises(SystemExit):
        build([str(version), "--into", str(tmp_path)])
    keys = version / "app" / PUBLIC
    keys.mkdir(parents=True)
    (keys / f"{DEVELOPMENT}.pub").write_text(public_text(development_key()), "ascii")
    with pytest.raises(BuildError, match="要有发布者的公钥"):
        ship_keys(version / "app")
    (keys / "release-1.pub").write_text(public_text(development_key()), "ascii")
    ship_keys(version / "app")
    assert list(release_keys(keys)) == ["release-1"]


def test_a_folder_without_a_version_makes_no_update(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="没有摆好的一版程序"):
        build([str(tmp_path), "--development"])


def test_the_developers_key_in_the_sources_is_the_one_that_can_be_made_from_them() -> None:
    assert release_keys()[DEVELOPMENT] == KEYS[DEVELOPMENT]
