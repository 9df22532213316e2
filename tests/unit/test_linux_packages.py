"""Both Linux packages of a small version: what lies where, who may read it, and that the same files make the same bytes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import stage
from installer.linux import debian, portable
from installer.target import OLD_LINUX

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dpkg-deb") is None, reason="needs Debian's tools"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "yian"
    app = root / "versions" / "0.1.0" / "app"
    app.mkdir(parents=True)
    (app / "main.py").write_text("")
    (app / "NOTICE").write_text("licences")
    (root / "current").write_text("0.1.0\n")
    portable.furnish(root, "0.1.0", OLD_LINUX)
    stage.settle(root)
    return root


def test_the_folder_holds_all_that_a_person_needs_and_packs_to_the_same_bytes(
    root: Path, tmp_path: Path
) -> None:
    assert {path.name for path in root.iterdir()} == {
        "yian", "yian.png", "current", "versions", "说明.txt", "加到菜单.sh", "卸载.sh",
    }  # fmt: skip
    told = (root / "说明.txt").read_text("utf-8")
    assert "glibc 2.28 或更新" in told
    assert "versions/0.1.0/app/NOTICE" in told
    first, second = portable.pack(root, tmp_path / "a.tar.xz"), portable.pack(root, tmp_path / "b.tar.xz")
    assert first.read_bytes() == second.read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_the_debian_package_lays_the_same_folder_for_everybody(root: Path, tmp_path: Path) -> None:
    version = root / "versions" / "0.1.0"
    made = debian.pack(version, OLD_LINUX, {"libEGL.so.1": "libegl1"}, tmp_path / "yian.deb")
    listed = subprocess.run(
        ["dpkg-deb", "--contents", made], capture_output=True, text=True, check=True
    ).stdout
    lines = {line.split(" ./")[1]: line.split()[:2] for line in listed.splitlines() if " ./" in line}
    assert lines["opt/yian/versions/0.1.0/app/main.py"] == ["-rw-r--r--", "root/root"]
    assert lines["opt/yian/yian"][0] == "-rwxr-xr-x"
    assert lines["usr/bin/yian -> ../../opt/yian/yian"][1] == "root/root"
    assert "usr/share/applications/yian.desktop" in lines
    assert sum(name.endswith("apps/yian.png") for name in lines) == len(debian.ICON_SIZES)
    told = subprocess.run(
        ["dpkg-deb", "--field", made, "Depends"], capture_output=True, text=True, check=True
    )
    assert told.stdout == "libc6 (>= 2.28), libegl1\n"
    assert [path.name for path in tmp_path.iterdir() if path != root] == ["yian.deb"]
