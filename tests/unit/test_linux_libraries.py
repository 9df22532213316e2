"""The proof that a Linux package asks nothing of the system that old systems have not got."""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from installer.linux import debian, libraries
from installer.steps import BuildError
from installer.target import LINUX, OLD_LINUX, ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="binaries of Linux")


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """With one real binary, which asks for the C library and something older than 2.34."""
    (tmp_path / "python").mkdir()
    shutil.copy(os.path.realpath(shutil.which("sleep") or "/bin/sleep"), tmp_path / "python" / "sleep")
    return tmp_path


def test_a_binary_for_a_newer_c_library_than_the_package_names_stops_the_build(version: Path) -> None:
    with pytest.raises(BuildError, match=r"python/sleep: GLIBC \(2, \d+"):
        libraries.prove(version, replace(LINUX, glibc=(2, 3)))


def test_a_library_that_is_neither_inside_nor_known_stops_the_build(version: Path) -> None:
    binary = version / "python" / "sleep"
    named = binary.read_bytes()
    assert named.count(b"libc.so.6\0") == 1
    binary.write_bytes(named.replace(b"libc.so.6\0", b"libq.so.6\0"))
    with pytest.raises(BuildError, match=r"libq\.so\.6"):
        libraries.prove(version, replace(LINUX, glibc=(2, 99)))
    (version / "libq.so.6").write_bytes(named)
    assert libraries.prove(version, replace(LINUX, glibc=(2, 99))) == {}


def test_every_library_that_a_bundled_package_is_known_for_is_brought_and_not_asked() -> None:
    brought = {pin.name.partition("_")[0] for pin in libraries.BUNDLED}
    assert "libxcb-cursor0" in brought
    assert not brought & {
        package for packages in libraries.ASKED.values() for package in packages.split(" | ")
    }
    assert all(pin.at.endswith(f"/{pin.name}") and len(pin.sha256) == 64 for pin in libraries.BUNDLED)


def test_the_libraries_that_the_sources_ask_for_are_those_of_the_packages() -> None:
    run = (ROOT / "run").read_text("utf-8")
    brought = {"libbrotlidec.so.1"} | {
        f"libxcb-{name}"
        for name in ("cursor.so.0", "icccm.so.4", "keysyms.so.1", "image.so.0", "render-util.so.0")
    }
    listed = run.split('qt_libraries="')[1].split('"')[0].split()
    for pair in listed:
        name, _, package = pair.partition("=")
        assert name in brought or libraries.ASKED[name] == package, pair


def test_the_debian_package_depends_on_the_c_library_and_on_what_was_found() -> None:
    wanted = {
        "libEGL.so.1": "libegl1",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libglib-2.0.so.0": "libglib2.0-0",
    }
    told = debian.control("1.2.3", OLD_LINUX, wanted, 5)
    fields = dict(line.split(": ", 1) for line in told.splitlines() if not line.startswith(" "))
    assert fields["Depends"] == "libc6 (>= 2.28), libegl1, libglib2.0-0"
    assert (fields["Version"], fields["Recommends"]) == ("1.2.3", "libcups2")
