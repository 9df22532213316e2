"""The county of the simulation answers as the real one does, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from forms.clock import FixedClock
from forms.revision import read_revision
from models.tables.sealed import SealedObject
from models.workflow import attachments
from sync.county_client import CountyClient, Identity
from sync.outcomes import Delivered, Rejected, Unauthorized
from sync.wire.blob import BlobOffset
from sync.wire.digest import sha256_hex
from sync.wire.enrolment import CopyRequest, EnrolmentAnswer, EnrolmentRequest
from sync.wire.limits import MAX_PAGE_ITEMS
from sync.wire.pull import PullPage
from sync.wire.push import CheckAnswer, CheckRequest, Item, PushAnswer, PushRequest
from sync.wire.receipt import Receipt
from tools.campaign.hospital import PATROL, START
from tools.campaign.simulated.county import Rows, SimulatedCounty
from tools.campaign.simulated.real_county import RealCounty
from tools.campaign.simulated.real_ward import Ward, furnished
from tools.campaign.simulated.things import Thing

MESSAGES = 40


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> tuple[Thing, ...]:
    """Real records: rounds, some with a photo, corrections of one of them side by side, and what no county keeps."""
    ward = Ward.open(furnished(), tmp_path_factory.mktemp("ward") / "home")
    random = Random(5)
    for _ in range(12):
        ward.seal(random)
    with ward.store.read() as session:
        query = select(SealedObject.bytes).where(SealedObject.form_id == PATROL)
        revisions = [read_revision(sealed) for sealed in session.scalars(query)]
        sealed = {
            revision.rev_id: session.get_one(SealedObject, revision.rev_id).bytes for revision in revisions
        }
        photos = {
            name: attachments.read(session, ward.store.keys, name) for one in revisions for name in one.blobs
        }
    ward.store.close()
    found = [
        Thing(
            object_id=one.rev_id,
            sealed=sealed[one.rev_id],
            record=0,
            parents=tuple(one.parents),
            photo=photos.get(next(iter(one.blobs), "")),
            photo_name=next(iter(one.blobs), ""),
        )
        for one in revisions
    ]
    order = b'{"kind":"order"}'
    return (*found, Thing(object_id=sha256_hex(order), sealed=order, record=0, is_refused=True))


def test_the_records_are_of_every_kind_that_matters(things: tuple[Thing, ...]) -> None:
    assert any(one.photo for one in things)
    parents = [parent for one in things for parent in one.parents]
    assert parents


@dataclass
class Pair:
    """Both counties, and what each of them gave out under the same name."""

    real: RealCounty
    simulated: SimulatedCounty
    random: Random
    things: tuple[Thing, ...]
    facility_id: str
    folder: Path
    devices: list[tuple[CountyClient, str, Ed25519PrivateKey]] = field(default_factory=list)
    sent: list[Item] = field(default_factory=list)
    receipts: list[tuple[Receipt, Receipt]] = field(default_factory=list)
    cursors: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])
    backups: list[tuple[Path, Rows]] = field(default_factory=list)
    epochs: tuple[dict[str, int], dict[str, int]] = field(default_factory=lambda: ({}, {}))

    def enrol(self) -> None:
        key = Ed25519PrivateKey.generate()
        request = EnrolmentRequest(
            code=self.real.code(),
            facility_id=self.facility_id,
            level="township",
            device_key=key.public_key().public_bytes_raw(),
            wrapping_key=b"",
            label="内科护士站",
            app_version="0.1.0",
        )
        outcome = CountyClient(self.real.transport).enrol(request)
        assert isinstance(outcome, Delivered)
        device = self.simulated.enrol(key.public_key().public_bytes_raw().hex())
        self.devices.append((self._client(outcome.message, key), device, key))

    def _client(self, answer: EnrolmentAnswer, key: Ed25519PrivateKey) -> CountyClient:
        identity = Identity(
            device_id=answer.device_id,
            facility_id=self.facility_id,
            anonymous_credential=answer.anonymous_credential,
            sign=key.sign,
        )
        return CountyClient(self.real.transport, identity)

    def plain(self, side: int, outcome: Any) -> object:
        """An answer without what is random in it: epochs become their order, receipts their numbers."""
        epochs = self.epochs[side]
        match outcome:
            case Rejected(problem=problem) | Unauthorized(problem=problem):
                return type(outcome).__name__, problem.kind
            case Delivered(message=PushAnswer() as answer):
                results = [
                    (one.outcome, one.standing, one.problem, one.receipt and one.receipt.leaf.server_seq)
                    for one in answer.results
                ]
                epoch = epochs.setdefault(answer.server_epoch, len(epochs))
                return results, answer.missing_blobs, epoch, sorted(answer.notices)
            case Delivered(message=CheckAnswer() as answer):
                epoch = epochs.setdefault(answer.server_epoch, len(epochs))
                return answer.missing, answer.missing_blobs, epoch
            case Delivered(message=PullPage() as page):
                items = [
                    (
                        one.object_id[:6],
                        one.sealed is None,
                        one.receipt.leaf.server_seq,
                        epochs[one.receipt.leaf.epoch],
                    )
                    for one in page.items
                ]
                return items, page.more, epochs.setdefault(page.server_epoch, len(epochs))
            case Delivered(message=BlobOffset() | bytes() as message):
                return message
        return outcome

    def compare(self, real: Any, simulated: Any) -> None:
        assert self.plain(0, real) == self.plain(1, simulated)

    def do(self, message: str) -> None:
        client, device, key = self.random.choice(self.devices)
        match message:
            case "push":
                self._push(client, device)
            case "check":
                question = CheckRequest(
                    object_ids=tuple(one.object_id for one in self._some(5)),
                    blobs=tuple(one.photo_name for one in self._some(5) if one.photo),
                )
                self.compare(client.check(question), self.simulated.check(device, question))
            case "pull":
                cursor, mine = self.random.choice(self.cursors[-4:]), self.random.random() < 0.5
                real = client.pull(cursor[0], mine=mine)
                simulated = self.simulated.pull(device, cursor[1], mine)
                self.compare(real, simulated)
                if isinstance(real, Delivered) and isinstance(simulated, Delivered):
                    self.cursors.append((real.message.next_cursor, simulated.message.next_cursor))
            case "blob":
                self._send_photo(client, device)
            case "renew":
                wish = self.random.choice("abc")
                outcome = client.renew_device(CopyRequest(wish=wish))
                renewed = self.simulated.renew(device, wish)
                assert isinstance(outcome, Delivered) == isinstance(renewed, Delivered)
                if isinstance(outcome, Delivered) and isinstance(renewed, Delivered):
                    self.devices.append((self._client(outcome.message, key), renewed.message, key))
            case "back up":
                path = self.real.back_up(self.folder / f"backup{len(self.backups)}")
                self.backups.append((path, self.simulated.rows))
            case "restore" if self.backups:
                path, rows = self.random.choice(self.backups)
                self.real.restore(path, with_epoch=False)
                self.simulated.restore(rows)
            case "new epoch":
                self.real.new_epoch()
                self.simulated.new_epoch()

    def _some(self, most: int) -> list[Thing]:
        return self.random.sample(self.things, self.random.randrange(1, most))

    def _push(self, client: CountyClient, device: str) -> None:
        items = [self._item(thing) for thing in self._some(4)]
        items = list({item.op_seq: item for item in {one.op_id: one for one in items}.values()}.values())
        shown = self.random.choice(self.receipts) if self.receipts and self.random.random() < 0.4 else None
        incarnation = f"{self.random.random()}"  # as of another pass
        answers = [
            PushRequest(
                incarnation=incarnation, last_receipt=shown[side] if shown else None, items=tuple(items)
            )
            for side in range(2)
        ]
        real, simulated = client.push(answers[0]), self.simulated.push(device, answers[1])
        self.compare(real, simulated)
        self.sent += items
        if isinstance(real, Delivered) and isinstance(simulated, Delivered):
            pairs = zip(real.message.results, simulated.message.results, strict=True)
            self.receipts += [(a.receipt, b.receipt) for a, b in pairs if a.receipt and b.receipt]

    def _item(self, thing: Thing) -> Item:
        """A new operation; or an old one again, an old number, or an old name for other bytes."""
        op_id, op_seq = f"op{len(self.sent)}-{self.random.random()}", len(self.sent) + 1
        old = self.random.choice(self.sent) if self.sent else None
        if old is not None and self.random.random() < 0.4:
            op_id = old.op_id if self.random.random() < 0.5 else op_id
            op_seq = old.op_seq
        kind = "order" if thing.is_refused else "revision"
        return Item(op_id=op_id, op_seq=op_seq, kind=kind, object_id=thing.object_id, sealed=thing.sealed)

    def _send_photo(self, client: CountyClient, device: str) -> None:
        thing = self.random.choice([one for one in self.things if one.photo])
        assert thing.photo is not None
        name, size = thing.photo_name, len(thing.photo)
        self.compare(client.blob_offset(name, anonymous=False), self.simulated.offset(device, name))
        start = self.random.choice((0, 0, size // 2))
        chunk = thing.photo[start : start + size // 2 + 1] if start == 0 else thing.photo[start + 1 :]
        if start:
            start += 1
        real = client.add_chunk(name, chunk, start=start, size=size, anonymous=False)
        self.compare(real, self.simulated.add_chunk(device, name, chunk, start, size))
        self.compare(client.get_blob(name), self.simulated.get_blob(device, name))


@pytest.fixture
def pair(tmp_path: Path, things: tuple[Thing, ...]) -> Iterator[Pair]:
    facility_id = read_revision(things[0].sealed).facility
    real = RealCounty(tmp_path / "county", FixedClock(START))
    simulated = SimulatedCounty({one.object_id: one for one in things}, page=MAX_PAGE_ITEMS)
    pair = Pair(
        real=real,
        simulated=simulated,
        random=Random(0),
        things=things,
        facility_id=facility_id,
        folder=tmp_path,
    )
    pair.enrol()
    pair.enrol()
    yield pair
    real.close()


MIX = ("push",) * 6 + (
    "check",
    "pull",
    "pull",
    "pull",
    "blob",
    "blob",
    "renew",
    "back up",
    "restore",
    "new epoch",
)


@pytest.mark.parametrize("seed", range(4))
def test_both_counties_answer_every_message_alike(pair: Pair, seed: int) -> None:
    pair.random = Random(seed)
    for _ in range(MESSAGES):
        pair.real.clock.advance(seconds=1)
        pair.do(pair.random.choice(MIX))
    real, simulated = ([one.leaf.object_id for one in side] for side in zip(*pair.receipts, strict=True))
    assert real == simulated != []
