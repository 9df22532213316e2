"""Messages with which a computer becomes known to the county: meta, enrolment, token."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.json_value import Json
from sync.wire.codec import Fields
from sync.wire.digest import from_base64, to_base64
from sync.wire.exchange_key import ExchangeKey


class Role(StrEnum):
    """Whose server answers."""

    COUNTY = "county"
    HOST = "host"  # the 院内主机


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    server_epoch: str
    protocol_min: int
    protocol_max: int
    server_time: str
    nonce: str
    max_items: int
    max_bytes: int
    max_blob: int
    chunk: int
    exchange: ExchangeKey | None = None  # of the county, for bundles
    forms: int = 0  # number of the newest publication of forms
    updates: int = 0  # number of the newest publication of a program version
    role: Role = Role.COUNTY

    def to_json(self) -> dict[str, Json]:
        return {
            "server_epoch": self.server_epoch,
            "protocol": {"min": self.protocol_min, "max": self.protocol_max},
            "server_time": self.server_time,
            "nonce": self.nonce,
            "limits": {
                "items": self.max_items,
                "bytes": self.max_bytes,
                "blob": self.max_blob,
                "chunk": self.chunk,
            },
            "exchange": self.exchange.to_json() if self.exchange else None,
            "forms": self.forms,
            "updates": self.updates,
            "role": self.role,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Meta:
        protocol, limits = fields.object("protocol"), fields.object("limits")
        return cls(
            server_epoch=fields.text("server_epoch"),
            protocol_min=protocol.integer("min"),
            protocol_max=protocol.integer("max"),
            server_time=fields.text("server_time"),
            nonce=fields.text("nonce"),
            max_items=limits.integer("items"),
            max_bytes=limits.integer("bytes"),
            max_blob=limits.integer("blob"),
            chunk=limits.integer("chunk"),
            exchange=ExchangeKey.optional(fields),
            forms=fields.optional_integer("forms") or 0,
            updates=fields.optional_integer("updates") or 0,
            role=Role.HOST if fields.optional_text("role") == Role.HOST else Role.COUNTY,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRequest:
    """``facility_id`` is the hospital's own; None when this computer joins a hospital that is enrolled already."""

    code: str
    facility_id: str | None
    level: str | None  # township | county; None when joining
    device_key: bytes  # Ed25519 public key
    wrapping_key: bytes  # X25519 public key, to which the hospital key is wrapped; may be empty
    label: str  # name of the computer, as a person knows it
    app_version: str

    def to_json(self) -> dict[str, Json]:
        return {
            "code": self.code,
            "facility_id": self.facility_id,
            "level": self.level,
            "device_key": to_base64(self.device_key),
            "wrapping_key": to_base64(self.wrapping_key),
            "label": self.label,
            "app_version": self.app_version,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> EnrolmentRequest:
        return cls(
            code=fields.text("code"),
            facility_id=fields.optional_text("facility_id"),
            level=fields.optional_text("level"),
            device_key=from_base64(fields.text("device_key")),
            wrapping_key=from_base64(fields.optional_text("wrapping_key") or ""),
            label=fields.optional_text("label") or "",
            app_version=fields.optional_text("app_version") or "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """``wish`` is drawn once for each new number: asked again with it, the same number comes; a twin draws its own."""

    wish: str

    def to_json(self) -> dict[str, Json]:
        return {"wish": self.wish}

    @classmethod
    def from_json(cls, fields: Fields) -> CopyRequest:
        return cls(wish=fields.text("wish"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAnswer:
    device_id: str
    device_number: int  # 1, 2, 3 … within the hospital
    facility_id: str
    facility_name: str
    level: str
    county_keys: tuple[bytes, ...]  # Ed25519 public keys that sign receipts and orders
    anonymous_credential: str  # the hospital's, the same on all its computers
    server_epoch: str
    exchange: ExchangeKey | None = None  # of the county, for bundles

    def to_json(self) -> dict[str, Json]:
        return {
            "device_id": self.device_id,
            "device_number": self.device_number,
            "facility_id": self.facility_id,
            "facility_name": self.facility_name,
            "level": self.level,
            "county_keys": [to_base64(key) for key in self.county_keys],
            "anonymous_credential": self.anonymous_credential,
            "server_epoch": self.server_epoch,
            "exchange": self.exchange.to_json() if self.exchange else None,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> EnrolmentAnswer:
        return cls(
            device_id=fields.text("device_id"),
            device_number=fields.integer("device_number"),
            facility_id=fields.text("facility_id"),
            facility_name=fields.text("facility_name"),
            level=fields.text("level"),
            county_keys=tuple(from_base64(key) for key in fields.texts("county_keys")),
            anonymous_credential=fields.text("anonymous_credential"),
            server_epoch=fields.text("server_epoch"),
            exchange=ExchangeKey.optional(fields),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEntry:
    """One computer of the caller's hospital, so that an administrator can approve it."""

    device_id: str
    number: int
    label: str
    wrapping_key: bytes
    enrolled_at: str
    is_revoked: bool
    last_seen_at: str | None = None  # when it last proved its key

    def to_json(self) -> dict[str, Json]:
        return {
            "device_id": self.device_id,
            "number": self.number,
            "label": self.label,
            "wrapping_key": to_base64(self.wrapping_key),
            "enrolled_at": self.enrolled_at,
            "is_revoked": self.is_revoked,
            "last_seen_at": self.last_seen_at,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> DeviceEntry:
        return cls(
            device_id=fields.text("device_id"),
            number=fields.integer("number"),
            label=fields.text("label"),
            wrapping_key=from_base64(fields.text("wrapping_key")),
            enrolled_at=fields.text("enrolled_at"),
            is_revoked=fields.flag("is_revoked"),
            last_seen_at=fields.optional_text("last_seen_at"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceList:
    devices: tuple[DeviceEntry, ...]

    def to_json(self) -> dict[str, Json]:
        return {"devices": [device.to_json() for device in self.devices]}

    @classmethod
    def from_json(cls, fields: Fields) -> DeviceList:
        return cls(devices=tuple(DeviceEntry.from_json(device) for device in fields.objects("devices")))


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    device_id: str
    nonce: str
    signature: bytes

    def to_json(self) -> dict[str, Json]:
        return {"device_id": self.device_id, "nonce": self.nonce, "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, fields: Fields) -> TokenRequest:
        return cls(
            device_id=fields.text("device_id"),
            nonce=fields.text("nonce"),
            signature=from_base64(fields.text("signature")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer:
    token: str
    seconds: int  # how long it holds, by the server's clock

    def to_json(self) -> dict[str, Json]:
        return {"token": self.token, "seconds": self.seconds}

    @classmethod
    def from_json(cls, fields: Fields) -> TokenAnswer:
        return cls(token=fields.text("token"), seconds=fields.integer("seconds"))
