"""The one page beside a kit: what the part-time IT person of a hospital does, and the sentences that the screen shows him."""

from __future__ import annotations

from collections.abc import Sequence

from forms.clock import local
from forms.printing.guide import Guide, Step
from sync.wire.kit import FILE, Kit


def guide_of(kit: Kit, installers: Sequence[str], forms: int) -> Guide:
    """``installers`` are the names of the files for it that lie beside; ``forms`` are published by the county."""
    until = local(kit.good_until)
    return Guide(
        title="医安安装说明",
        facility=kit.hospital,
        facts=(
            ("要带的", "这个 U 盘，和县里另外告诉你的核对码。核对码不要写在 U 盘上，也不要和它放在一起"),
            ("能装", f"{len(kit.codes)} 台电脑，到 {until:%Y-%m-%d} 为止。不够了向县里再要一个"),
            ("县里的地址", kit.address),
            *((("县里的表单", f"{forms} 张，接入时一起装好"),) if forms else ()),
        ),
        steps=(
            Step(title="装上程序", lines=_installing(installers)),
            Step(
                title="U 盘别拔，打开医安，输核对码",
                lines=(
                    "屏幕上写着“找到县里给的安装盘”。输核对码，大写小写都行；选这台是“本院第一台”"
                    "还是“已有电脑在用”，按“打开”。",
                ),
            ),
            Step(
                title="照屏幕做完",
                lines=(
                    "本院第一台：照着填医院、科室和管理员，恢复单打印出来锁进保险柜。到“接入县里”那一步，"
                    "地址和接入码已经填好，按“接入县里”。",
                    "已有电脑在用：接好后，请管理员在已有的电脑上批准这一台（设置·这家医院的电脑），"
                    "再用自己的工号登录。人员、部位和记录会自己送过来。",
                ),
            ),
        ),
        said=(
            ("Windows 已保护你的电脑", "按“更多信息”，再按“仍要运行”。先照 SHA256SUMS 核对文件更放心"),
            ("核对码对不上", "再看一遍抄的对不对。还不行，打电话向县里核对是不是这个 U 盘的码"),
            ("这个安装盘过期了", "向县里要一个新的。电脑上已经装好的照旧用"),
            (
                "没连上县里、找不到县里的服务器",
                "电脑没有网，或者地址不通。先按“以后再填”用起来，记录都存在本机，接通了再接入",
            ),
            ("对面的证书没有人担保", "县里的证书是自己签的：向县里要根证书，装进这台电脑的系统，再来一次"),
            (
                "（没有“找到县里给的安装盘”）",
                f"看 U 盘插好没有，{FILE} 在不在；也可以自己填县里的地址和接入码",
            ),
        ),
        foot="全部装好后把 U 盘还给县里，或者删掉里面的文件。",
    )


def _installing(installers: Sequence[str]) -> tuple[str, ...]:
    """Only for the systems that the kit has something for; packages for an old C library are named so."""
    windows = [name for name in installers if name.endswith(".exe")]
    old = [name for name in installers if "glibc2.28" in name]
    new = [name for name in installers if name not in (*windows, *old)]
    ways = [f"Windows 10、11：双击 {name}，照着按“下一步”。不用管理员密码。" for name in windows]
    ways += [f"统信、麒麟：{_on_linux(old)}"] if old else []
    ways += [f"Debian 12、Ubuntu 22.04 和更新：{_on_linux(new)}"] if new else []
    return tuple(ways) or ("电脑上装好医安。这个 U 盘里没有带安装程序，向县里要。",)


def _on_linux(names: Sequence[str]) -> str:
    packages = [f"有管理员密码的，双击 {name} 按“安装”" for name in names if name.endswith(".deb")]
    folders = [
        f"没有的，把 {name} 解开到自己的文件夹，双击里面的 yian"
        for name in names
        if not name.endswith(".deb")
    ]
    return "；".join((*packages, *folders)) + "。"
