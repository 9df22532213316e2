"""``installer/build KIND``, the same as ``./run package KIND``: makes packages into ``dist/``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from installer.steps import BuildError

KINDS = {
    "linux": "installer.linux.packages",
    "windows": "installer.windows",
    "server": "installer.county",
    "kit": "installer.kit",
    "update": "installer.update",
    "key": "installer.signing",
}
USAGE = """./run package KIND [选项 · options]
  linux     Debian、统信、麒麟：.deb 和 .tar.xz · .deb and .tar.xz
  windows   Windows 10（1809）和更新 · the set-up program
  server    县级服务端 · the county server
  kit       U 盘套件 · the kit for a stick
  update    给装好的医安用的更新文件 · the signed file that updates an installation
  key       发布者签名用的密钥 · a publisher's key to sign updates with"""


def main(argv: Sequence[str]) -> int:
    """Exit status: 0 made, 1 not made for a reason that was printed, 2 wrong usage."""
    if not argv or argv[0] not in KINDS:
        print(USAGE, file=sys.stderr)
        return 0 if argv[:1] in (["help"], ["--help"], ["-h"]) else 2
    try:
        made = import_module(KINDS[argv[0]]).build(argv[1:])
    except ModuleNotFoundError as error:
        if error.name != KINDS[argv[0]]:
            raise
        print(f"[医安] {argv[0]} 的安装包还没有做 · {argv[0]} packages are not made yet", file=sys.stderr)
        return 1
    except BuildError as error:
        print(f"[医安] {error.chinese}\n[医安] {error.english}", file=sys.stderr)
        return 1
    for path in made:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
