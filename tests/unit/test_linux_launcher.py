"""The launcher and the way out of the portable package, with a small program in place of the real one."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

from installer import elf
from installer.target import ROOT
from models.versions import Versions

LINUX = ROOT / "installer" / "linux"
MACHINE = platform.machine()

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="scripts for Linux")


class Installed:
    """A folder as it is unpacked; its interpreter prints what it was started with."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.home = root, home
        root.mkdir(parents=True)
        shutil.copy(LINUX / "yian", root / "yian")
        for name, shown in {"uninstall.sh": "卸载.sh", "menu.sh": "加到菜单.sh"}.items():
            shutil.copy(LINUX / name, root / shown)
        self.add("0.1.0")
        self.put("current", "0.1.0")

    def add(self, number: str, *, glibc: str = "2.17", machine: str = MACHINE, libraries: str = "") -> None:
        version = self.root / "versions" / number
        (version / "app").mkdir(parents=True)
        (version / "python" / "bin").mkdir(parents=True)
        (version / "app" / "main.py").write_text("")
        (version / "app" / "version.txt").write_text(f"{number}\nlinux-{machine}-glibc{glibc}\nrelease\n")
        (version / "libraries.txt").write_text(libraries)
        python = version / "python" / "bin" / "python3.13"
        python.write_text(
            '#!/bin/sh\necho "started $1"; shift; for one; do echo "given $one"; done\n'
            'echo "in $PWD"; echo "path ${PYTHONPATH-none} tried ${YIAN_VERSION-none} typing ${QT_IM_MODULE-none}"; exit 7\n'
        )
        python.chmod(0o755)

    def put(self, name: str, *lines: str) -> None:
        (self.root / name).write_text("".join(f"{line}\n" for line in lines))

    def read(self, name: str) -> str:
        path = self.root / name
        return path.read_text() if path.exists() else "absent"

    def run(
        self, *arguments: str, program: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        told = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", **environment}
        return subprocess.run(
            [program or self.root / "yian", *arguments],
            cwd=self.home,
            env=told,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def started(self, *arguments: str, **environment: str) -> str:
        """The version that was started."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 7, done.stderr
        return done.stdout.split("/versions/")[1].split("/")[0]


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    home = tmp_path / "home"
    home.mkdir()
    return Installed(tmp_path / "医 安 包" / "yian", home)


def test_it_starts_from_a_path_with_chinese_and_spaces_with_all_it_was_given(installed: Installed) -> None:
    done = installed.run("fill", "a b", "", PYTHONPATH="/elsewhere", QT_IM_MODULE="fcitx")
    assert done.stdout.splitlines() == [
        f"started {installed.root}/versions/0.1.0/app/main.py",
        "given fill",
        "given a b",
        "given ",
        f"in {installed.home}",
        "path none tried none typing ibus",
    ]
    assert done.returncode == 7


def test_it_finds_its_folder_through_links(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "first").symlink_to(installed.root / "yian")
    (tmp_path / "bin" / "yian").symlink_to("../first")
    done = installed.run(program=tmp_path / "bin" / "yian")
    assert f"started {installed.root}/versions/0.1.0/" in done.stdout


def test_a_new_version_has_two_tries_and_then_the_one_before_comes_back(installed: Installed) -> None:
    installed.add("0.2.0")
    installed.put("current", "0.2.0")
    installed.put("previous", "0.1.0")
    installed.put("starting")
    assert installed.started() == "0.2.0"
    assert installed.read("starting") == "0.2.0\n"
    assert installed.started("verify") == "0.2.0"
    assert installed.read("starting") == "0.2.0\n"
    assert installed.started() == "0.2.0"
    assert installed.started() == "0.1.0"
    assert (installed.read("current"), installed.read("fallen")) == ("0.1.0\n", "0.2.0\n")
    assert installed.read("starting") == "absent"
    assert installed.started() == "0.1.0"


def test_where_only_an_administrator_may_write_the_way_back_is_remembered_by_what_everybody_may_write(
    installed: Installed,
) -> None:
    installed.add("0.2.0")
    installed.put("current", "0.2.0")
    installed.put("previous", "0.1.0")
    (installed.root / "watch").mkdir()
    installed.put("watch/starting")
    for name in ("current.new", "fallen.new"):  # nobody may write there, not even an administrator
        (installed.root / name).mkdir()
    assert [installed.started() for _ in range(2)] == ["0.2.0", "0.2.0"]
    assert installed.started("verify") == "0.2.0"
    assert installed.started() == "0.1.0"
    assert installed.read("watch/starting") == "0.2.0\n" * 3
    assert (installed.started("verify"), installed.started()) == ("0.1.0", "0.1.0")
    assert (installed.read("current"), installed.read("watch/starting")) == ("0.2.0\n", "0.2.0\n" * 3)
    assert Versions(root=installed.root).fallen == "0.2.0"
    for name in ("current.new", "fallen.new"):  # and now an administrator opens it
        (installed.root / name).rmdir()
    assert installed.started() == "0.1.0"
    assert (installed.read("current"), installed.read("fallen")) == ("0.1.0\n", "0.2.0\n")
    assert installed.read("watch/starting") == "absent"


def test_without_a_version_before_it_keeps_trying(installed: Installed) -> None:
    installed.put("starting", "0.1.0", "0.1.0")
    assert installed.started() == "0.1.0"
    assert installed.read("current") == "0.1.0\n"


def test_a_version_on_trial_is_started_without_a_count(installed: Installed) -> None:
    installed.add("0.2.0")
    installed.put("starting")
    assert installed.started("--self-test", YIAN_VERSION="0.2.0") == "0.2.0"
    assert installed.started(YIAN_VERSION="0.2.0") == "0.2.0"
    assert installed.read("starting") == ""
    assert installed.started(YIAN_VERSION="0.9.0") == "0.1.0"
    assert "tried none" in installed.run(YIAN_VERSION="0.2.0").stdout


def test_a_half_removed_installation_starts_what_is_whole_and_else_says_what_to_do(
    installed: Installed,
) -> None:
    installed.put("current", "0.2.0\r")
    installed.put("previous", "0.1.0\r")
    assert installed.started() == "0.1.0"
    (installed.root / "versions" / "0.1.0" / "app" / "main.py").unlink()
    done = installed.run()
    assert done.returncode == 1
    assert "程序文件不全，打不开。记录都在原来的文件夹里，没有动过。请用安装文件再装一遍。" in done.stderr
    shutil.rmtree(installed.root / "versions")
    (installed.root / "current").unlink()
    assert installed.run().stderr == done.stderr


def test_an_older_c_library_is_named_with_the_file_to_take(installed: Installed) -> None:
    installed.add("0.2.0", glibc="2.99")
    installed.put("current", "0.2.0")
    done = installed.run()
    assert done.returncode == 1
    assert "要 2.99 或更新" in done.stderr
    assert "请换名字里带 glibc2.28 的安装文件" in done.stderr


def test_another_processor_is_named(installed: Installed) -> None:
    installed.add("0.2.0", machine="riscv64")
    installed.put("current", "0.2.0")
    assert f"给 riscv64 处理器的，这台电脑是 {MACHINE}" in installed.run("verify").stderr


def test_missing_libraries_are_told_by_their_packages_before_the_window_and_not_before_a_verb(
    installed: Installed,
) -> None:
    installed.add(
        "0.2.0",
        libraries="libc.so.6=libc6\nliba-nobody.so.1=libnobody1 | libnobody\nlibb-nobody.so.1=libnobody1\n",
    )
    installed.put("current", "0.2.0")
    done = installed.run()
    assert done.returncode == 1
    assert "缺少系统组件：libnobody1。" in done.stderr
    assert installed.started("verify") == "0.2.0"


def test_a_stick_that_lets_nothing_run_is_told(installed: Installed) -> None:
    (installed.root / "versions" / "0.1.0" / "python" / "bin" / "python3.13").chmod(0o644)
    done = installed.run()
    assert done.returncode == 1
    assert "请把整个文件夹复制到电脑里再打开" in done.stderr


def test_the_entry_in_the_menu_names_the_launcher_whatever_the_folder_is_called(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    installed = Installed(tmp_path / '100% "医" $院', home)
    done = installed.run(program=installed.root / "加到菜单.sh")
    assert done.returncode == 0, done.stderr
    entry = home / ".local" / "share" / "applications" / "yian.desktop"
    read = ConfigParser(interpolation=None)
    read.read(entry, "utf-8")
    command = read["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    assert command == f'"{installed.root}/yian"'.replace('"医"', '\\"医\\"').replace("$", "\\$")
    installed.run("--remove-menu-entry")
    assert not entry.exists()


def test_uninstalling_takes_the_program_and_leaves_records_and_strange_files(installed: Installed) -> None:
    data = installed.home / ".local" / "share" / "yian"
    data.mkdir(parents=True)
    (data / "yian.db").write_text("records")
    (installed.root / "我的笔记.txt").write_text("mine")
    asked = installed.run(program=installed.root / "卸载.sh")
    assert asked.returncode == 1
    assert "什么都没有动" in asked.stdout
    assert installed.started() == "0.1.0"
    done = installed.run("--yes", program=installed.root / "卸载.sh")
    assert done.returncode == 0, done.stderr
    assert str(data) in done.stdout
    assert (data / "yian.db").read_text() == "records"
    assert [path.name for path in installed.root.iterdir()] == ["我的笔记.txt"]


@pytest.fixture
def running(installed: Installed) -> Iterator[Installed]:
    python = installed.root / "versions" / "0.1.0" / "python" / "bin" / "python3.13"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", python)
    process = subprocess.Popen([python, "600"])
    yield installed
    process.kill()
    process.wait()


def test_a_program_that_is_open_is_not_uninstalled(running: Installed) -> None:
    done = running.run("--yes", program=running.root / "卸载.sh")
    assert done.returncode == 1
    assert "请先关掉它的窗口" in done.stdout
    assert (running.root / "versions" / "0.1.0" / "app" / "main.py").exists()


def test_what_a_binary_asks_for_is_read_from_it() -> None:
    read = elf.read(Path(os.path.realpath(shutil.which("sleep") or "/bin/sleep")))
    assert "libc.so.6" in read.needed
    assert (2, 0) < read.glibc < (3, 0)
    assert read.machine == {"x86_64": 62, "aarch64": 183}[MACHINE]
    assert not elf.is_binary(ROOT / "main.py")
