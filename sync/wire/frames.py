"""What lies in a parcel: one frame after another, each a small JSON head and a body of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from forms.json_value import Json
from sync.wire.codec import Fields, WireError, decode, encode

_MOST_HEAD = 1 << 20
END = "end"


class Sink(Protocol):
    def write(self, content: bytes, /) -> object: ...


class FrameWriter:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._count = 0

    def put(self, kind: str, facts: dict[str, Json], body: bytes = b"") -> None:
        self.put_parts(kind, facts, len(body), (body,))

    def put_parts(self, kind: str, facts: dict[str, Json], size: int, parts: Iterable[bytes]) -> None:
        """A body that comes piece by piece; ValueError if the pieces are not as long as said."""
        head = encode({"frame": kind, "size": size, **facts})
        self._sink.write(len(head).to_bytes(4) + head)
        written = 0
        for part in parts:
            written += len(part)
            self._sink.write(part)
        if written != size:
            raise ValueError("a body of another length than its head says")
        self._count += 1

    def end(self) -> None:
        self.put(END, {"frames": self._count})


class Frame:
    """One frame while it is at hand: its body is read at most once, before the next frame is asked for."""

    def __init__(self, kind: str, facts: Fields, size: int, stream: _Stream) -> None:
        self.kind = kind
        self.facts = facts
        self.size = size
        self._left = size
        self._stream = stream

    def parts(self) -> Iterator[bytes]:
        while self._left:
            part = self._stream.take_some(self._left)
            self._left -= len(part)
            yield part

    def body(self, most: int) -> bytes:
        """The whole body; WireError if it is longer than anything of its kind can be."""
        if self.size > most:
            raise WireError(f"{self.kind}: too long")
        return b"".join(self.parts())

    def skip(self) -> None:
        for _ in self.parts():
            pass


def read_frames(chunks: Iterable[bytes]) -> Iterator[Frame]:
    """Every frame up to the end, which must be where the content ends; WireError otherwise."""
    stream = _Stream(iter(chunks))
    count = 0
    while True:
        length = int.from_bytes(stream.take(4))
        if not 0 < length <= _MOST_HEAD:
            raise WireError("head of a frame")
        facts = decode(stream.take(length))
        kind, size = facts.text("frame"), facts.integer("size")
        if size < 0:
            raise WireError("size of a frame")
        if kind == END:
            if facts.integer("frames") != count or not stream.is_empty():
                raise WireError("frames after the end, or missing before it")
            return
        frame = Frame(kind, facts, size, stream)
        yield frame
        frame.skip()
        count += 1


class _Stream:
    """Chunks as one stream; only the chunk at hand is held."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk = b""
        self._at = 0

    def take(self, size: int) -> bytes:
        parts = []
        while size:
            parts.append(self.take_some(size))
            size -= len(parts[-1])
        return b"".join(parts)

    def take_some(self, most: int) -> bytes:
        """At least one byte, at most so many."""
        if self.is_empty():
            raise WireError("the content ends in the middle of a frame")
        part = self._chunk[self._at : self._at + most]
        self._at += len(part)
        return part

    def is_empty(self) -> bool:
        while self._at >= len(self._chunk):
            try:
                self._chunk, self._at = next(self._chunks), 0
            except StopIteration:
                return True
        return False
