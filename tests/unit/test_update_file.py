"""The file that an update is: what is not whole, not signed or not ours is refused in a sentence, and nothing is left."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.program import Program
from sync.updates.looking import NotUpdatable, look_at, newest_in
from sync.updates.sticks import sticks
from sync.wire.codec import WireError
from sync.wire.update_file import (
    MAGIC,
    Update,
    UpdateRefused,
    check_payload,
    open_update,
    unpack,
    write_update,
)
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import DEVELOPMENT, UpdateFile, check_paths, version_key

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEYS = {"release-1": KEY.public_key().public_bytes_raw()}
HERE = Program(version="0.1.0", platform="linux-x86_64-glibc2.34", is_release=True, root=None)
SAFE = "什么都没有装，现在这一版照旧用，记录没有动过。"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    made = tmp_path / "tree"
    (made / "app" / "空 格").mkdir(parents=True)
    (made / "python" / "bin").mkdir(parents=True)
    (made / "app" / "main.py").write_bytes(b"print('new')\n")
    (made / "app" / "空 格" / "字体.ttf").write_bytes(os.urandom(60_000))
    (made / "app" / "empty.txt").write_bytes(b"")
    (made / "python" / "bin" / "python3.13").write_bytes(b"#!/bin/sh\n")
    (made / "python" / "bin" / "python3.13").chmod(0o755)
    (made / "python" / "bin" / "python3").symlink_to("python3.13")
    os.utime(
        made / "app" / "main.py", (1_700_000_000, 1_700_000_000)
    )  # the index of the forms remembers times
    return made


@pytest.fixture
def make(tree: Path, tmp_path: Path) -> Callable[..., Path]:
    def one(
        version: str = "0.2.0",
        platform: str = HERE.platform,
        lowest: str = "0.1.0",
        key: Ed25519PrivateKey = KEY,
    ) -> Path:
        return write_update(
            tree,
            tmp_path / "stick",
            key,
            version=version,
            platform=platform,
            lowest=lowest,
            schema="0001_first",
        )

    return one


def watch(_done: int, _whole: int) -> None:
    pass


def laid_out(folder: Path) -> dict[str, object]:
    return {
        path.relative_to(folder).as_posix(): path.readlink()
        if path.is_symlink()
        else (path.read_bytes(), bool(path.stat().st_mode & 0o100), int(path.stat().st_mtime))
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_what_is_unpacked_is_what_was_packed_and_the_name_tells_version_and_platform(
    make: Callable[..., Path], tree: Path, tmp_path: Path
) -> None:
    file = make()
    assert file.name == "医安-0.2.0-linux-x86_64-glibc2.34.yian-update"
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    update = look_at(file, HERE, KEYS)
    assert update.signer == "release-1"
    check_payload(update, watch)
    told: list[tuple[int, int]] = []
    unpack(update, tmp_path / "new", lambda done, whole: told.append((done, whole)))
    assert laid_out(tmp_path / "new") == laid_out(tree)
    assert told[-1] == (update.manifest.unpacked_size, update.manifest.unpacked_size)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: b"PK\x03\x04" + data, "不是医安的更新文件"),
        (lambda _data: b"", "不是医安的更新文件"),
        (lambda data: data[:30], "开头就不全"),
        (lambda data: data[: len(data) // 2], "没有拷全"),
        (lambda data: data[:-1], "没有拷全"),
        (lambda data: data + b"\0", "多出了 1 个字节"),
        (lambda data: data.replace(b'"0.2.0"', b'"9.2.0"', 1), "没有医安发布者的签名"),
        (lambda data: data.replace(b"main.py", b"mein.py", 1), "没有医安发布者的签名"),
        (lambda data: MAGIC + b"\xff\xff\xff\xff" + data[16:], "开头就不全"),
    ],
)
def test_a_file_that_is_cut_or_changed_is_refused_from_its_first_bytes(
    make: Callable[..., Path], spoil: Callable[[bytes], bytes], told: str
) -> None:
    file = make()
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(NotUpdatable) as refused:
        look_at(file, HERE, KEYS)
    assert told in str(refused.value)
    assert SAFE in str(refused.value)


@pytest.mark.parametrize("at", [0, 1000, -40])
def test_a_changed_byte_of_the_content_is_found_before_and_while_it_is_unpacked(
    make: Callable[..., Path], tmp_path: Path, at: int
) -> None:
    file = make()
    update = look_at(file, HERE, KEYS)
    data = bytearray(file.read_bytes())
    data[update.payload_at + at if at >= 0 else at] ^= 1
    file.write_bytes(data)
    with pytest.raises(UpdateRefused, match="里的内容坏了"):
        check_payload(update, watch)
    with pytest.raises(UpdateRefused, match="里的内容坏了"):
        unpack(update, tmp_path / "new", watch)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"size": 12}, {"size": 60_014}])
def test_a_file_that_is_not_what_the_list_says_is_found_and_nothing_is_left(
    make: Callable[..., Path], tmp_path: Path, change: dict[str, object]
) -> None:
    update = look_at(make(), HERE, KEYS)
    files = tuple(
        replace(one, **change) if one.path == "app/main.py" else one  # type: ignore[arg-type]
        for one in update.manifest.files
    )
    false = replace(update, manifest=replace(update.manifest, files=files))
    with pytest.raises(UpdateRefused, match="里的内容坏了"):
        unpack(false, tmp_path / "new", watch)
    assert not (tmp_path / "new").exists()


def test_who_stops_the_unpacking_leaves_nothing_behind(make: Callable[..., Path], tmp_path: Path) -> None:
    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unpack(look_at(make(), HERE, KEYS), tmp_path / "new", stop)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"version": "0.1.0"}, "就是现在用的这一版 0.1.0"),
        ({"version": "0.0.9"}, "比现在用的 0.1.0 旧，不能往回换"),
        ({"version": "0.10.0", "lowest": "0.9.0"}, "请先更新到 0.9.0"),
        ({"platform": "windows-x86_64"}, "是给 windows-x86_64 用的，这台电脑装的是 linux-x86_64-glibc2.34"),
    ],
)
def test_what_is_not_for_this_computer_is_refused_and_says_for_which_it_is(
    make: Callable[..., Path], facts: dict[str, str], told: str
) -> None:
    with pytest.raises(NotUpdatable) as refused:
        look_at(make(**facts), HERE, KEYS)
    assert told in str(refused.value)
    assert SAFE in str(refused.value)


def test_a_stranger_and_a_developer_cannot_sign_for_a_release_but_a_second_key_can(
    make: Callable[..., Path],
) -> None:
    second = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
    file = make(key=second)
    with pytest.raises(NotUpdatable, match="没有医安发布者的签名"):
        look_at(file, HERE, KEYS)
    assert (
        look_at(file, HERE, KEYS | {"release-2": second.public_key().public_bytes_raw()}).signer
        == "release-2"
    )
    known = {DEVELOPMENT: second.public_key().public_bytes_raw()}
    with pytest.raises(NotUpdatable, match="是开发时试用的，没有正式签名"):
        look_at(file, HERE, known)
    assert look_at(file, replace(HERE, is_release=False), known).signer == DEVELOPMENT


def test_versions_are_compared_by_numbers_and_a_word_is_none() -> None:
    assert version_key("0.10.0") > version_key("0.9.9")
    for bad in ("1.0", "1.0.0rc1", "01.0.0", "1.0.0.0", "-1.0.0", ""):
        with pytest.raises(WireError):
            version_key(bad)


@pytest.mark.parametrize(
    "path",
    [
        "../evil", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "a//b", "", "a/./b", "nul", "app/COM1.txt",
        "end.", "end ", "a\nb", 'a"b',
    ],
)  # fmt: skip
def test_a_path_that_leaves_the_folder_is_refused_whoever_signed_it(path: str) -> None:
    with pytest.raises(WireError):
        check_paths((UpdateFile(path=path, sha256="0" * 64),))


def test_links_stay_inside_and_no_file_goes_through_one() -> None:
    check_paths((UpdateFile(path="a/b", link="../c"), UpdateFile(path="c", sha256="0" * 64)))
    for link in ("../../c", "/c", "..", "../..", "."):
        with pytest.raises(WireError):
            check_paths((UpdateFile(path="a/b", link=link),)) if link != "." else check_paths(
                (UpdateFile(path="b", link=link),)
            )
    with pytest.raises(WireError):
        check_paths((UpdateFile(path="a", link="c"), UpdateFile(path="a/b", sha256="0" * 64)))
    with pytest.raises(WireError):
        check_paths((UpdateFile(path="A", sha256="0" * 64), UpdateFile(path="a", sha256="0" * 64)))


def test_the_newest_on_a_stick_is_found_among_what_is_not_for_us(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    make("0.2.0"), make("0.1.0"), make("0.3.0", platform="windows-x86_64"), make("0.10.0"), make("0.9.0")
    (tmp_path / "stick" / "照片.yian-update").write_bytes(b"no")
    found = newest_in(tmp_path / "stick", HERE, KEYS)
    assert isinstance(found, Update)
    assert found.manifest.version == "0.10.0"
    assert newest_in(tmp_path / "nowhere", HERE, KEYS) is None


def test_sticks_are_told_by_the_systems_table_with_blanks_and_chinese_names() -> None:
    table = "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/u/医院\\040盘 vfat rw 0 0\nproc /proc proc rw 0 0\n"
    table += "srv:/share /mnt/share nfs4 rw 0 0\n/dev/sdc1 /run/media/u/A vfat rw 0 0\n"
    assert sticks(table) == (Path("/media/u/医院 盘"), Path("/run/media/u/A"))


def test_the_program_ships_at_least_one_key_and_each_is_one() -> None:
    keys = release_keys()
    assert keys
    assert all(len(key) == 32 for key in keys.values())


def test_a_pulled_out_stick_is_told_as_such(make: Callable[..., Path], tmp_path: Path) -> None:
    update = open_update(make(), KEYS)
    shutil.rmtree(tmp_path / "stick")
    with pytest.raises(UpdateRefused, match="读到一半读不出来了"):
        check_payload(update, watch)
    with pytest.raises(NotUpdatable, match="读不出来"):
        look_at(update.path, HERE, KEYS)


def test_the_manifest_is_plain_json_that_names_every_file(make: Callable[..., Path]) -> None:
    data = make().read_bytes()
    length = int.from_bytes(data[12:16], "big")
    manifest = json.loads(data[16 : 16 + length])
    assert manifest["format"] == 1
    assert [one["path"] for one in manifest["files"]] == [
        "app/empty.txt",
        "app/main.py",
        "app/空 格/字体.ttf",
        "python/bin/python3",
        "python/bin/python3.13",
    ]


def test_no_clock_is_asked_so_that_a_wrong_one_changes_nothing() -> None:
    root = Path(__file__).parents[2]
    files = [*(root / "sync" / "updates").glob("*.py"), *(root / "sync" / "wire").glob("update*.py")]
    files = [file for file in files if file.name != "applying.py"]  # which dates the audit's entry
    assert len(files) > 6
    for file in files:
        words = set(file.read_text("utf-8").replace(".", " ").split())
        assert words.isdisjoint({"datetime", "time", "SystemClock", "Clock"}), file.name
