"""The file that an update is: a signed manifest and one compressed stream; written and read piece by piece.

Nothing of it is believed before the signature, nothing is left in its place before every digest is right. No clock is
asked: what is newer is told by the version.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.codec import WireError, decode
from sync.wire.update_manifest import UpdateFile, UpdateManifest, signer_of

SUFFIX = ".yian-update"
MAGIC = b"YIAN-UPDATE\n"
MAX_MANIFEST = 16 << 20
_PART = 1 << 20
_SIGNATURE = 64
_LARGEST_DICTIONARY = 256 << 20  # bytes of memory that unpacking may take

Watch: TypeAlias = Callable[[int, int], None]
"""Told how many bytes of how many are done; what it raises stops the work."""

SAFE = "什么都没有装，现在这一版照旧用，记录没有动过。"


class UpdateRefused(Exception):  # noqa: N818 - named by what happened
    """The file cannot be used; a Chinese sentence of three parts. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A file whose signature holds. ``payload_at``: where its compressed bytes begin."""

    path: Path
    manifest: UpdateManifest
    signer: str  # name of the key
    payload_at: int


def file_name(version: str, platform: str) -> str:
    return f"医安-{version}-{platform}{SUFFIX}"


def open_update(path: Path, keys: Mapping[str, bytes]) -> Update:
    """Read what it says of itself; UpdateRefused unless one of the keys signed it and all of it is there."""
    try:
        with path.open("rb") as file:
            text, signature = _read_head(file, path.name)
            at, size = file.tell(), os.fstat(file.fileno()).st_size
    except OSError as error:
        raise UpdateRefused(f"{path.name} 读不出来。{SAFE}请再插一次 U 盘，或换一个文件。") from error
    signer = signer_of(text, signature, keys)
    if signer is None:
        raise UpdateRefused(
            f"{path.name} 上没有医安发布者的签名，可能被人改过，也可能不是给这一版用的。{SAFE}请向发给你的人核对来源。"
        )
    try:
        manifest = UpdateManifest.from_json(decode(text))
    except WireError as error:
        raise UpdateRefused(f"{path.name} 的目录这一版读不懂。{SAFE}请用安装程序来更新。") from error
    whole = at + manifest.payload_size
    if size != whole:
        raise UpdateRefused(
            f"{path.name} 没有拷全：应有 {_mb(whole)}，只有 {_mb(size)}。{SAFE}请重新拷一次。"
            if size < whole
            else f"{path.name} 后面多出了 {size - whole} 个字节。{SAFE}请重新拷一次。"
        )
    return Update(path=path, manifest=manifest, signer=signer, payload_at=at)


def check_payload(update: Update, watch: Watch) -> None:
    """Every byte against the signed digest; UpdateRefused if one differs."""
    found, done, whole = hashlib.sha256(), 0, update.manifest.payload_size
    with _reading(update) as file:
        while part := _read(file, min(_PART, whole - done), update):
            found.update(part)
            done += len(part)
            watch(done, whole)
    if done != whole or found.hexdigest() != update.manifest.payload_sha256:
        raise _damaged(update)


def unpack(update: Update, folder: Path, watch: Watch) -> None:
    """Lay the files out in a new folder, flushed; UpdateRefused with the folder gone if one is not what it should be.

    OSError if the disk refuses, with the folder gone as well.
    """
    folder.mkdir(parents=True)
    try:
        _unpack(update, folder, watch)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_update(
    tree: Path,
    folder: Path,
    key: Ed25519PrivateKey,
    *,
    version: str,
    platform: str,
    lowest: str,
    schema: str,
    effort: int = 6,
    watch: Watch = lambda _done, _whole: None,
) -> Path:
    """Make the update that lays ``tree`` out; the file gets its name when it is whole. WireError for an unfit name.

    ``effort``: of compressing, 0 to 9.
    """
    files = tuple(_described(tree))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file_name(version, platform)
    payload, part = target.with_suffix(".payload"), target.with_suffix(".part")
    try:
        size, sha256 = _compress(tree, files, payload, effort, watch)
        manifest = UpdateManifest(
            version=version,
            platform=platform,
            lowest=lowest,
            schema=schema,
            files=files,
            payload_size=size,
            payload_sha256=sha256,
        )
        text, signature = manifest.sign(key)
        UpdateManifest.from_json(decode(text))  # what we would refuse is not made
        with part.open("wb") as file, payload.open("rb") as stream:
            file.write(MAGIC + len(text).to_bytes(4, "big") + text + signature)
            shutil.copyfileobj(stream, file, _PART)
        part.replace(target)
    finally:
        payload.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return target


def _read_head(file: BinaryIO, name: str) -> tuple[bytes, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise UpdateRefused(
            f"{name} 不是医安的更新文件。{SAFE}请选文件名像 {file_name('0.2.0', 'windows-x86_64')} 的。"
        )
    length = int.from_bytes(file.read(4), "big")
    text = file.read(length) if length <= MAX_MANIFEST else b""
    signature = file.read(_SIGNATURE)
    if not length or len(text) != length or len(signature) != _SIGNATURE:
        raise UpdateRefused(f"{name} 的开头就不全，没有拷好。{SAFE}请重新拷一次。")
    return text, signature


def _unpack(update: Update, folder: Path, watch: Watch) -> None:
    whole, done = update.manifest.unpacked_size, 0
    with _reading(update) as file:
        stream = _Stream(file, update)
        for entry in update.manifest.files:
            target = folder / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            if entry.link:
                target.symlink_to(entry.link)
                continue
            found = hashlib.sha256()
            with target.open("xb") as written:
                for part in stream.take(entry.size):
                    found.update(part)
                    written.write(part)
                    done += len(part)
                    watch(done, whole)
                written.flush()
                os.fsync(written.fileno())
            if found.hexdigest() != entry.sha256:
                raise _damaged(update)
            if entry.is_program:
                target.chmod(0o755)
            os.utime(target, (entry.changed, entry.changed))
        if not stream.is_at_end():
            raise _damaged(update)


class _Stream:
    """The decompressed bytes, as many as are asked for; no more than a part of them in memory."""

    def __init__(self, file: BinaryIO, update: Update) -> None:
        self._file = file
        self._update = update
        self._left = update.manifest.payload_size
        self._lzma = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_LARGEST_DICTIONARY)

    def take(self, size: int) -> Iterator[bytes]:
        while size:
            part = self._next(min(size, _PART))
            if not part:
                raise _damaged(self._update)
            size -= len(part)
            yield part

    def is_at_end(self) -> bool:
        return not self._next(1) and self._lzma.eof and not self._left

    def _next(self, most: int) -> bytes:
        try:
            while not self._lzma.eof:
                given = b""
                if self._lzma.needs_input:
                    given = _read(self._file, min(_PART, self._left), self._update)
                    if not given:
                        return b""
                    self._left -= len(given)
                if part := self._lzma.decompress(given, max_length=most):
                    return part
        except lzma.LZMAError as error:
            raise _damaged(self._update) from error
        return b""


def _reading(update: Update) -> BinaryIO:
    try:
        file = update.path.open("rb")
    except OSError as error:
        raise _gone(update) from error
    file.seek(update.payload_at)
    return file


def _read(file: BinaryIO, size: int, update: Update) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        raise _gone(update) from error


def _gone(update: Update) -> UpdateRefused:
    return UpdateRefused(f"{update.path.name} 读到一半读不出来了。{SAFE}请别拔 U 盘，再来一次。")


def _damaged(update: Update) -> UpdateRefused:
    return UpdateRefused(
        f"{update.path.name} 里的内容坏了，和它签过名的目录对不上。{SAFE}请重新拷一次；还是这样，换一个 U 盘。"
    )


def _described(tree: Path) -> Iterator[UpdateFile]:
    for path in sorted(tree.rglob("*"), key=lambda one: one.relative_to(tree).as_posix()):
        name = path.relative_to(tree).as_posix()
        if path.is_symlink():
            yield UpdateFile(path=name, link=path.readlink().as_posix())
        elif path.is_file():
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            status = path.stat()
            yield UpdateFile(
                path=name,
                size=status.st_size,
                sha256=sha256,
                is_program=bool(status.st_mode & 0o100),
                changed=int(status.st_mtime),
            )


def _compress(
    tree: Path, files: tuple[UpdateFile, ...], target: Path, effort: int, watch: Watch
) -> tuple[int, str]:
    """Size and digest of the compressed bytes of all files, one after the other."""
    compressor = lzma.LZMACompressor(format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=effort)
    found, size, done, whole = hashlib.sha256(), 0, 0, sum(file.size for file in files)
    with target.open("wb") as written:

        def put(part: bytes) -> None:
            nonlocal size
            found.update(part)
            size += len(part)
            written.write(part)

        for entry in files:
            if entry.link:
                continue
            with (tree / entry.path).open("rb") as file:
                while part := file.read(_PART):
                    put(compressor.compress(part))
                    done += len(part)
                    watch(done, whole)
        put(compressor.flush())
    return size, found.hexdigest()


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
