"""What an update says of itself before a byte of it is believed: for what it is, and the digest of every file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields, WireError, encode

FORMAT = 1
DEVELOPMENT = "development"
"""The name of the key that vouches for nothing: everybody has it, and no release knows it."""
_VERSION = re.compile(r"(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})")
_PLATFORM = re.compile(r"[a-z0-9._-]{1,60}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')  # Windows takes none of them in a name
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def version_key(version: str) -> tuple[int, int, int]:
    """To compare by; WireError for what is no version: three numbers with points between."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise WireError(f"not a version: {version[:40]!r}")
    return int(found[1]), int(found[2]), int(found[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFile:
    """One file of ``versions/<version>/``; a link has a target and no bytes."""

    path: str  # relative, with slashes
    size: int = 0
    sha256: str = ""
    is_program: bool = False  # may be executed
    changed: int = 0  # Unix seconds: what was made of a file remembers when that was
    link: str = ""

    def to_json(self) -> dict[str, Json]:
        if self.link:
            return {"path": self.path, "link": self.link}
        return {
            "path": self.path,
            "size": self.size,
            "sha256": self.sha256,
            "program": self.is_program,
            "changed": self.changed,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> UpdateFile:
        link = fields.optional_text("link") or ""
        if link:
            return cls(path=fields.text("path"), link=link)
        return cls(
            path=fields.text("path"),
            size=fields.integer("size"),
            sha256=fields.digest("sha256"),
            is_program=fields.flag("program"),
            changed=_second(fields.integer("changed")),
        )


def _second(value: int) -> int:
    if not 0 <= value < 1 << 34:  # what every file system can hold
        raise WireError("not a time")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateManifest:
    """``lowest``: the oldest version that it can take the place of. ``payload_*``: of the compressed bytes that follow."""

    version: str
    platform: str
    lowest: str
    schema: str
    files: tuple[UpdateFile, ...]
    payload_size: int
    payload_sha256: str

    @property
    def unpacked_size(self) -> int:
        return sum(file.size for file in self.files)

    def to_json(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "version": self.version,
            "platform": self.platform,
            "lowest": self.lowest,
            "schema": self.schema,
            "files": [file.to_json() for file in self.files],
            "payload": {"size": self.payload_size, "sha256": self.payload_sha256},
        }

    @classmethod
    def from_json(cls, fields: Fields) -> UpdateManifest:
        """WireError unless every version is one and every path stays inside its folder."""
        if fields.integer("format") != FORMAT:
            raise WireError("another format of updates")
        payload = fields.object("payload")
        manifest = cls(
            version=fields.text("version"),
            platform=fields.text("platform"),
            lowest=fields.text("lowest"),
            schema=fields.text("schema"),
            files=tuple(UpdateFile.from_json(file) for file in fields.objects("files")),
            payload_size=payload.integer("size"),
            payload_sha256=payload.digest("sha256"),
        )
        version_key(manifest.version), version_key(manifest.lowest)
        if _PLATFORM.fullmatch(manifest.platform) is None:
            raise WireError("not a platform")
        check_paths(manifest.files)
        return manifest

    def sign(self, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
        """The bytes of the manifest, and the signature over them."""
        text = encode(self.to_json())
        return text, key.sign(signed_bytes(text))


def signer_of(text: bytes, signature: bytes, keys: Mapping[str, bytes]) -> str | None:
    """The name of the key that signed, None if none of them did."""
    for name, public in keys.items():
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_bytes(text))
        except (InvalidSignature, ValueError):
            continue
        return name
    return None


def signed_bytes(text: bytes) -> bytes:
    return b"yian update 1\n" + text


def check_paths(files: tuple[UpdateFile, ...]) -> None:
    """WireError for a name that would leave the folder, that a system cannot hold, or that stands twice."""
    seen: set[str] = set()
    links = {file.path.casefold() for file in files if file.link}
    for file in files:
        parts = file.path.split("/")
        if not all(map(_is_fit, parts)):
            raise WireError("a path that is not one inside the folder")
        if file.path.casefold() in seen:
            raise WireError("a path stands twice")
        seen.add(file.path.casefold())
        above = {"/".join(parts[:depth]).casefold() for depth in range(1, len(parts))}
        if above & links:
            raise WireError("a file behind a link")
        if file.link and not _stays_inside(parts[:-1], file.link):
            raise WireError("a link that leads outside")
        if file.size < 0:
            raise WireError("a size below nothing")


def _is_fit(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and _UNFIT.search(part) is None
        and part == part.rstrip(" .")
        and _DEVICES.fullmatch(part) is None
    )


def _stays_inside(folder: list[str], link: str) -> bool:
    if PurePosixPath(link).is_absolute() or _UNFIT.search(link):
        return False
    depth = len(folder)
    for part in link.split("/"):
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return False
    return depth > 0
