"""The Debian package: the same folder under /opt, an entry in everybody's menu, and what the system must have."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from installer import icon, sources
from installer.checksums import UNFINISHED
from installer.linux.libraries import OPTIONAL
from installer.linux.portable import put_launcher
from installer.steps import call, say
from installer.target import Target

HERE = Path(__file__).parent / "deb"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
SCRIPTS = ("preinst", "prerm", "postrm")


def pack(version: Path, target: Target, wanted: dict[str, str], into: Path) -> Path:
    """``version``: a sealed one. ``wanted``: libraries and their packages, for Depends."""
    say(f"打包 {into.name}", "packing")
    packed = into.with_name(f"{into.name}{UNFINISHED}")
    tree = into.with_name(f"{into.name}.tree{UNFINISHED}")
    shutil.rmtree(tree, ignore_errors=True)
    try:
        _lay(tree, version)
        _control(tree, version.name, target, wanted)
        seconds = sources.moment()
        for path in [tree, *tree.rglob("*")]:
            os.utime(path, (seconds, seconds), follow_symlinks=False)
        call(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, packed],
            f"{into.name} 没有打成包。",
            f"{into.name} could not be packed.",
            environment=os.environ | {"SOURCE_DATE_EPOCH": str(seconds)},
        )
        return packed.replace(into)
    finally:
        packed.unlink(missing_ok=True)
        shutil.rmtree(tree, ignore_errors=True)


def control(number: str, target: Target, wanted: dict[str, str], kilobytes: int) -> str:
    assert target.glibc is not None
    depends = [f"libc6 (>= {target.glibc[0]}.{target.glibc[1]})", *sorted(set(wanted.values()))]
    return (
        f"Package: yian\nVersion: {number}\nArchitecture: amd64\nMaintainer: YiAn <yian@example.invalid>\n"
        f"Installed-Size: {kilobytes}\nDepends: {', '.join(depends)}\nRecommends: {', '.join(OPTIONAL.values())}\n"
        "Section: misc\nPriority: optional\nDescription: 医安，医院安全台账\n"
        " Offline-first safety records for township and county hospitals.\n"
        " 没有网也能用；记录在每个人自己的 ~/.local/share/yian 里，卸载不会删。\n"
    )


def _lay(tree: Path, version: Path) -> None:
    root = tree / "opt" / "yian"
    shutil.copytree(version, root / "versions" / version.name, copy_function=_link)
    (root / "current").write_text(f"{version.name}\n", "utf-8")
    put_launcher(root)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "yian").symlink_to("../../opt/yian/yian")
    entries = tree / "usr" / "share" / "applications"
    entries.mkdir(parents=True)
    shutil.copyfile(HERE / "yian.desktop", entries / "yian.desktop")
    for size in ICON_SIZES:
        folder = tree / "usr" / "share" / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        icon.write_png(folder / "yian.png", size)
    told = tree / "usr" / "share" / "doc" / "yian"
    told.mkdir(parents=True)
    shutil.copyfile(version / "app" / "NOTICE", told / "copyright")


def _control(tree: Path, number: str, target: Target, wanted: dict[str, str]) -> None:
    kilobytes = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
    folder = tree / "DEBIAN"
    folder.mkdir()
    for path in [tree, *tree.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    (folder / "control").write_text(control(number, target, wanted, kilobytes), "utf-8")
    for name in SCRIPTS:
        shutil.copyfile(HERE / name, folder / name)
        (folder / name).chmod(0o755)


def _link(source: str, target: str) -> None:
    """The bytes lie on the disk already; a package holds them once."""
    os.link(source, target)
