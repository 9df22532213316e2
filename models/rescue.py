"""``python models/rescue.py HOME OUT``: everything that can still be read, as files that any computer opens.

Needs nothing but Python: no key, no other package, no sound database, no program of the right version. It writes
nothing into HOME; what is already in OUT stays.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":  # run as a file: the packages are found from the folder above
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from models.blackbox import ATTACHMENT, INSTALLATION, BlackBox, Damage, scan
from models.carving import Row
from models.files import why
from models.rescue_pages import Sheet, write_pages
from models.salvage import Salvage

_DATABASE = "yian.db"
_SIDES = ("", "-journal", "-wal", "-shm")
_PIECE = 4096  # bytes
_MAGICS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"%PDF-", "pdf"),
    (b"RIFF", "webp"),
    (b"BM", "bmp"),
)
_ID = re.compile("[0-9a-f-]{36}")
_OPAQUE = ("credential", "key_grant")


class CannotRescue(Exception):  # noqa: N818 - named by what happened, raised with the sentence that says it
    """Nothing was written, or not everything; ``str()`` is the sentence."""


@dataclass(slots=True, kw_only=True)
class Rescued:
    """What was written."""

    records: int = 0  # revisions: each version of a record is one
    signatures: int = 0
    others: int = 0  # orders, and objects of which only a newer program knows what they are
    attachments: int = 0
    ciphertexts: int = 0  # private parts and identifying photos: readable only with the hospital's key
    missing_attachments: int = 0  # named by a record and nowhere found
    sources: list[str] = field(default_factory=list)  # files that were read
    problems: list[str] = field(default_factory=list)  # files that could not be read, with the reason


def rescue(home: Path, out: Path) -> Rescued:
    """Write all that ``home`` holds into ``out``. CannotRescue if there is nothing, or ``out`` cannot take it."""
    home, out = home.absolute(), out.absolute()
    if (
        not (home / _DATABASE).exists()
        and not (home / "blackbox").is_dir()
        and not (home / "backups").is_dir()
    ):
        raise CannotRescue(f"{home} 里没有医安的记录。什么都没有写。请核对文件夹：里面应有 {_DATABASE}。")
    if out == home or home in out.parents:
        raise CannotRescue(
            "导出的位置在记录的文件夹里面，没有写。记录没有动。请选另一块盘或 U 盘上的文件夹。"
        )
    try:
        return _Rescue(home, out).run()
    except OSError as error:
        raise CannotRescue(
            f"写到 {out} 时停下了（{why(error)}）。原来的记录没有动过，已写出的都在。请换个位置，再来一次。"
        ) from error


class _Rescue:
    """One run: from the newest state to the oldest, each thing once."""

    def __init__(self, home: Path, out: Path) -> None:
        self._home, self._out = home, out
        self._done = Rescued()
        self._sheets: dict[str, Sheet] = {}
        self._files: dict[str, str] = {}  # digest of bytes → file, relative to out
        self._named: set[str] = set()  # digests that records name
        self._taken: set[str] = set()  # objects

    def run(self) -> Rescued:
        for name in ("records", "attachments", "ciphertext", "as-it-was"):
            (self._out / name).mkdir(parents=True, exist_ok=True)
        self._copy_as_it_was()
        self._take_database(self._home / _DATABASE)
        self._take_black_box()
        for file in sorted((self._home / "backups").glob("*.db"), reverse=True):
            self._take_database(file)
        missing = sorted(self._named - self._files.keys())
        self._done.missing_attachments = len(missing)
        self._done.problems += [f"有记录写着的附件 {sha256[:12]} 没有找到" for sha256 in missing[:50]]
        sheets = sorted(self._sheets.values(), key=lambda one: (one.text("sealed_at"), one.text("serial")))
        write_pages(self._out, sheets[::-1], self._files, self._facts())
        return self._done

    def _facts(self) -> tuple[tuple[str, str], ...]:
        done = self._done
        return (
            ("记录（每一版算一份）", str(done.records)),
            ("签字", str(done.signatures)),
            ("其他", str(done.others)),
            ("附件", str(done.attachments)),
            ("密文（要医院密钥才打得开）", str(done.ciphertexts)),
            ("没找到的附件", str(done.missing_attachments)),
            ("读了哪些文件", "、".join(done.sources)),
            *(("读不出的", problem) for problem in done.problems),
        )

    def _copy_as_it_was(self) -> None:
        """The files themselves, for whoever knows more than this program; the keys stay where they are."""
        wanted = [self._home / f"{_DATABASE}{end}" for end in _SIDES]
        for path in (*wanted, *sorted((self._home / "blackbox").glob("*.log"))):
            if path.exists():
                lost = _copy(path, self._out / "as-it-was" / path.name)
                if lost:
                    self._done.problems.append(f"{path.name} 有 {lost} 处读不出来，留了空白")

    def _take_database(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            with Salvage(file, other=_is_anonymous) as salvage:
                self._done.sources.append(file.name)
                self._take_salvage(salvage)
        except PermissionError as error:
            self._done.problems.append(f"{file.name}（{why(error)}）")

    def _take_salvage(self, salvage: Salvage) -> None:
        for object_id, found in salvage.objects.items():
            if object_id not in self._taken:
                self._take_object(object_id, salvage.bytes_at(found.place))
        for found_part in salvage.parts.values():
            if found_part.place is not None and found_part.sha256 not in self._files:
                self._keep(found_part.sha256, salvage.bytes_at(found_part.place), is_open=False)
        for sha256 in salvage.attachment_names():
            if sha256 not in self._files and (data := salvage.attachment(sha256)) is not None:
                facts = salvage.attachments.get(sha256)
                self._keep(sha256, data, is_open=facts is None or facts.key_id is None)
        for row in salvage.rows():
            report_id, report = row.values[0], row.values[1]
            if isinstance(report_id, str) and isinstance(report, bytes) and report_id not in self._taken:
                self._taken.add(report_id)
                self._done.others += 1
                (self._out / "anonymous").mkdir(exist_ok=True)
                (self._out / "anonymous" / f"{report_id}.json").write_bytes(report)

    def _take_black_box(self) -> None:
        box = BlackBox(self._home / "blackbox")
        for path in box.files():
            try:
                self._take_log(path)
                self._done.sources.append(path.name)
            except OSError as error:
                self._done.problems.append(f"{path.name}（{why(error)}）")

    def _take_log(self, path: Path) -> None:
        for found in scan(path):
            if isinstance(found, Damage):
                self._done.problems.append(f"{path.name} 在第 {found.offset} 字节处有损坏，其余的读了")
            elif found.header["kind"] == ATTACHMENT:
                if found.object_id not in self._files:
                    is_open = found.header.get("key_id") is None
                    self._keep(found.object_id, found.parts[0], is_open=is_open)
            elif found.header["kind"] != INSTALLATION:
                if found.object_id not in self._taken:
                    self._take_object(found.object_id, found.parts[0])
                for part in found.parts[1:]:
                    if (name := hashlib.sha256(part).hexdigest()) not in self._files:
                        self._keep(name, part, is_open=False)

    def _take_object(self, object_id: str, data: bytes) -> None:
        self._taken.add(object_id)
        try:
            content = json.loads(data)
        except ValueError:
            content = {}
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind in _OPAQUE:
            self._done.ciphertexts += 1
            (self._out / "ciphertext" / f"{object_id}.json").write_bytes(data)
            return
        (self._out / "records" / f"{object_id}.json").write_bytes(data)
        match kind:
            case "revision":
                self._done.records += 1
                sheet = Sheet(object_id=object_id, content=content)
                self._sheets[object_id] = sheet
                self._named |= sheet.named_files()
            case "signature":
                self._done.signatures += 1
            case _:
                self._done.others += 1

    def _keep(self, sha256: str, data: bytes, *, is_open: bool) -> None:
        if is_open:
            end = next((end for magic, end in _MAGICS if data.startswith(magic)), "bin")
            name = f"attachments/{sha256}.{end}"
            self._done.attachments += 1
        else:
            name = f"ciphertext/{sha256}.bin"
            self._done.ciphertexts += 1
        (self._out / name).write_bytes(data)
        self._files[sha256] = name


def _is_anonymous(row: Row) -> bool:
    return (
        row.rowid is None
        and len(row.values) >= 3
        and isinstance(row.values[0], str)
        and _ID.fullmatch(row.values[0]) is not None  # it becomes the name of a file
        and isinstance(row.values[1], bytes)
        and row.values[2] in ("waiting", "sent", "here")
    )


def _copy(source: Path, target: Path) -> int:
    """Piece by piece; how many pieces the disk did not give. Those are zeros."""
    lost = 0
    with source.open("rb") as reading, target.open("wb") as writing:
        length = source.stat().st_size
        for start in range(0, length, _PIECE):
            try:
                reading.seek(start)
                data = reading.read(_PIECE)
            except OSError:
                lost += 1
                data = b""
            writing.write(data.ljust(min(_PIECE, length - start), b"\0"))
    return lost


def main(words: Sequence[str]) -> int:
    """0 done, 1 refused with a sentence, 2 wrong usage."""
    if len(words) != 2:
        sys.stderr.write("用法：python models/rescue.py 记录所在的文件夹 导出到的文件夹\n")
        return 2
    try:
        done = rescue(Path(words[0]), Path(words[1]))
    except CannotRescue as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(f"{told(done, Path(words[1]))}\n")
    return 0


def told(done: Rescued, out: Path) -> str:
    """The outcome in one or two sentences."""
    line = (
        f"已导出 {done.records} 份记录、{done.signatures} 个签字、{done.attachments} 个附件、"
        f"{done.ciphertexts} 份密文。用浏览器打开 {out / 'index.html'} 就能看。"
    )
    if done.problems:
        line += f"有 {len(done.problems)} 处读不出，写在那一页的最后。"
    return line + "原来的文件没有动。"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
