"""What travels in a simulated world."""

from __future__ import annotations

from dataclasses import dataclass

from sync.wire.digest import sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A sealed object. The county stumbles over ``is_poison`` and will not keep ``is_refused``."""

    object_id: str
    sealed: bytes
    record: int
    parents: tuple[str, ...] = ()
    photo: bytes | None = None
    photo_name: str = ""
    is_incident: bool = False
    is_poison: bool = False
    is_refused: bool = False


def make_thing(
    number: int,
    *,
    record: int,
    parents: tuple[str, ...] = (),
    photo: bytes | None = None,
    is_incident: bool = False,
    is_poison: bool = False,
    is_refused: bool = False,
) -> Thing:
    sealed = b"%d" % number
    return Thing(
        object_id=sha256_hex(sealed),
        sealed=sealed,
        record=record,
        parents=parents,
        photo=photo,
        photo_name=sha256_hex(photo) if photo is not None else "",
        is_incident=is_incident,
        is_poison=is_poison,
        is_refused=is_refused,
    )
