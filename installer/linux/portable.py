"""The portable package: one folder in a ``.tar.xz``, which runs from where it is unpacked, without any right."""

from __future__ import annotations

import shutil
from pathlib import Path

from installer import icon
from installer.steps import BuildError, call, say
from installer.target import Target

HERE = Path(__file__).parent
NAMES = {"menu.sh": "加到菜单.sh", "uninstall.sh": "卸载.sh"}


def furnish(root: Path, number: str, target: Target) -> None:
    """Everything beside ``versions/``: launcher, picture, what to do, the entry in the menu and the way out."""
    put_launcher(root)
    icon.write_png(root / "yian.png", 256)
    for name, shown in NAMES.items():
        shutil.copyfile(HERE / name, root / shown)
        (root / shown).chmod(0o755)
    assert target.glibc is not None
    told = (HERE / "README.txt").read_text("utf-8")
    floor = ".".join(map(str, target.glibc))
    (root / "说明.txt").write_text(told.replace("VERSION", number).replace("FLOOR", floor), "utf-8")


def put_launcher(root: Path) -> None:
    shutil.copyfile(HERE / "yian", root / "yian")
    (root / "yian").chmod(0o755)


def pack(root: Path, into: Path) -> Path:
    """``root`` as one archive: the same bytes for the same files."""
    say(f"打包 {into.name}", "packing")
    packed = into.with_name(f"{into.name}.part")
    try:
        call(
            [
                "tar", "--create", "--xz", "--file", packed, "--directory", root.parent, "--sort=name", "--format=gnu",
                "--owner=0", "--group=0", "--numeric-owner", root.name,
            ],
            f"{into.name} 没有打成包。磁盘可能满了。",
            f"{into.name} could not be packed. The disk may be full.",
        )  # fmt: skip
    except BuildError:
        packed.unlink(missing_ok=True)
        raise
    return packed.replace(into)
