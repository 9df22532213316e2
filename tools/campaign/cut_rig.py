"""A county, a line to it, and a hospital's computer that speaks through the program's own client."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.catalog import FOLDER, Catalog
from forms.clock import FixedClock
from forms.revision import AttachmentEntry, SignatureMark, build_revision
from server import verbs
from server.app import create_app
from server.county import County
from server.serving import open_port
from server.settings import Settings
from sync.county_client import CountyClient, Identity
from sync.outcomes import Delivered, Failure
from sync.transport import HttpTransport
from sync.wire.digest import sha256_hex
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest
from sync.wire.push import Item, PushAnswer, PushRequest
from tools.campaign.cut_line import Line, line_to

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
HOSPITAL = "示范县第一卫生院"
Message = TypeVar("Message")


@dataclass
class Rig:
    """``random`` makes every id, so that the same seed sends the same bytes."""

    county: County
    line: Line
    random: Random
    transport: HttpTransport
    key: Ed25519PrivateKey
    facility_id: str
    enrolment: EnrolmentAnswer = field(init=False)
    client: CountyClient = field(init=False)
    op_seq: int = 0
    sent: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.enrolment = delivered(CountyClient(self.transport).enrol(self.enrolment_request(self.key)))
        self.client = self.new_client()

    def enrolment_request(self, key: Ed25519PrivateKey) -> EnrolmentRequest:
        return EnrolmentRequest(
            code=verbs.say_code(self.county, HOSPITAL).lines[-1],
            facility_id=self.facility_id,
            level="township",
            device_key=key.public_key().public_bytes_raw(),
            wrapping_key=b"",
            label="内科护士站",
            app_version="0.1.0",
        )

    def new_client(self) -> CountyClient:
        """One without a token."""
        identity = Identity(
            device_id=self.enrolment.device_id,
            facility_id=self.facility_id,
            anonymous_credential=self.enrolment.anonymous_credential,
            sign=self.key.sign,
        )
        return CountyClient(self.transport, identity)

    def new_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.random.randbytes(32))

    def new_id(self) -> str:
        return uuid_of(self.random)

    def revision(self, *attachments: AttachmentEntry) -> bytes:
        record_id = self.new_id()
        return build_revision(
            form=CATALOG.latest("fire.daily_patrol"),
            record_id=record_id,
            facility=self.facility_id,
            author="0231",
            author_name="张某",
            department="内科",
            claimed_at=NOW,
            keyed_at=NOW,
            sealed_at=NOW,
            serial=f"示01·F01·20261120·A·{record_id[-4:]}",
            answers={"shift": "day"},
            attachments=attachments,
            signature=SignatureMark(method="pin"),
        )

    def request(self, *contents: tuple[str, bytes]) -> PushRequest:
        """A batch of new objects: kind and bytes of each."""
        items = tuple(self._item(kind, sealed) for kind, sealed in contents)
        self.sent += items
        return PushRequest(incarnation=INCARNATION, last_receipt=None, items=items)

    def _item(self, kind: str, sealed: bytes) -> Item:
        self.op_seq += 1
        return Item(
            op_id=self.new_id(), op_seq=self.op_seq, kind=kind, object_id=sha256_hex(sealed), sealed=sealed
        )

    def push(self, request: PushRequest) -> PushAnswer:
        return delivered(self.client.push(request))

    def name_blobs(self, contents: list[bytes]) -> None:
        """Have records at the county that name these attachments."""
        entries = [
            AttachmentEntry(name="photos", sha256=sha256_hex(one), size=len(one), mime="image/jpeg")
            for one in contents
        ]
        for start in range(0, len(entries), 100):
            self.push(self.request(("revision", self.revision(*entries[start : start + 100]))))

    def publish_form(self) -> bytes:
        """The county publishes a later version of one of the program's forms; the bytes of its file."""
        text = (FOLDER / "fire" / "fault_mend.yaml").read_text("utf-8")
        version = CATALOG.latest("fire.fault_mend").version
        content = text.replace(f'version: "{version}"', 'version: "2099.1"').encode()
        with tempfile.TemporaryDirectory(prefix="yian-cut-") as folder:
            file = Path(folder) / "fault_mend.yaml"
            file.write_bytes(content)
            verbs.say_published(self.county, [file], NOW.date())
        return content


CATALOG = Catalog.load()
INCARNATION = "0" * 32


def uuid_of(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def delivered(outcome: Delivered[Message] | Failure) -> Message:
    if not isinstance(outcome, Delivered):
        raise RuntimeError(f"the county answered {outcome}")  # noqa: TRY004 - it has the type it should
    return outcome.message


@contextlib.contextmanager
def rig(settings: Settings, seed: int) -> Iterator[Rig]:
    """The whole server in a thread of this process, with the hospital in its register and one computer of it."""
    random = Random(seed)
    app = create_app(settings)
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(open_port("127.0.0.1:0"))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]})
        thread.start()
        stack.callback(thread.join)
        stack.callback(_stop, server)
        county = app.state.county
        verbs.say_facility_added(county, HOSPITAL)
        line = stack.enter_context(line_to(f"http://127.0.0.1:{port.getsockname()[1]}"))
        transport = stack.enter_context(contextlib.closing(HttpTransport(line.url)))
        key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        yield Rig(
            county=county,
            line=line,
            random=random,
            transport=transport,
            key=key,
            facility_id=uuid_of(random),
        )


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True


def embedded(data: Path) -> Settings:
    return Settings.embedded(data, clock=FixedClock(NOW))
