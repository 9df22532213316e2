"""The OpenAPI document says what the county answers, and nothing that it allows or forbids ends in a server fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from forms.clock import FixedClock
from server.app import create_app
from server.openapi import URL
from server.settings import Settings
from sync.wire.codec import encode
from sync.wire.problem import CONTENT_TYPE
from sync.wire.push import PushRequest
from tests.county import HOSPITAL, NOON, Computer, RunningCounty, running_county, sealed_revision

Operation = APIOperation[Any, Any, Any, Any]

CALLS = (
    "GET /v1/meta",
    "POST /v1/tokens",
    "POST /v1/enrolments",
    "POST /v1/enrolments/copies",
    "GET /v1/devices",
    "POST /v1/sync/push",
    "POST /v1/sync/check",
    "GET /v1/sync/pull",
    "POST /v1/sync/anonymous",
    "GET /v1/sync/anonymous",
    "HEAD /v1/blobs/{sha256}",
    "PATCH /v1/blobs/{sha256}",
    "GET /v1/blobs/{sha256}",
    "GET /v1/forms",
    "GET /v1/forms/{sha256}",
    "GET /v1/updates",
    "GET /v1/updates/{sha256}",
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCounty]:
    data = tmp_path_factory.mktemp("openapi") / "county"
    with running_county(Settings.embedded(data, clock=FixedClock(NOON))) as county:
        county.add_hospital(HOSPITAL)
        yield county


@pytest.fixture(scope="module")
def computer(county: RunningCounty) -> Computer:
    return Computer(county.url).enrol(county.code())


@pytest.fixture(scope="module")
def described(county: RunningCounty) -> BaseSchema:
    return schemathesis.openapi.from_url(county.url + URL)


def test_every_call_is_described_and_none_that_is_not_there(described: BaseSchema) -> None:
    found = [
        operation.ok().label for operation in described.get_all_operations() if isinstance(operation, Ok)
    ]
    assert sorted(found) == sorted(CALLS)


def test_a_call_that_nobody_described_is_noticed(tmp_path: Path) -> None:
    app = create_app(Settings.embedded(tmp_path))
    app.add_api_route("/v1/forgotten", lambda: None)
    with pytest.raises(KeyError, match="/v1/forgotten"):
        app.openapi()


@pytest.mark.fault(32, 56)
@pytest.mark.parametrize("label", CALLS)
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"]
)
def test_whatever_is_asked_the_answer_is_one_that_the_document_names(
    described: BaseSchema, computer: Computer, label: str, mode: GenerationMode
) -> None:
    operation = described[label.split()[1]][label.split(maxsplit=1)[0]]
    try:
        cases = operation.as_strategy(generation_mode=mode)
        ask(operation, computer, cases)
    except Exception as nothing:
        if "Unsatisfiable" not in type(nothing).__name__:
            raise
        assert mode is GenerationMode.NEGATIVE, "there is always something allowed"


def ask(operation: Operation, computer: Computer, cases: SearchStrategy[Any]) -> None:
    documented = operation.definition.raw["responses"]

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def one(case: schemathesis.Case[Any]) -> None:
        answer = case.call(headers=credentials(operation, computer))
        assert answer.status_code < 500
        assert str(answer.status_code) in documented, (answer.status_code, answer.text)
        if answer.status_code >= 400 and case.method != "HEAD":
            assert answer.headers["content-type"][0] == CONTENT_TYPE
        operation.validate_response(answer)

    one()


def credentials(operation: Operation, computer: Computer) -> dict[str, str]:
    ways = [name for way in operation.definition.raw.get("security", []) for name in way]
    if "device" in ways:
        return {"Authorization": f"Bearer {computer.token}"}
    if "facility" in ways:
        assert computer.enrolment is not None
        return {"Authorization": f"Facility {computer.facility}:{computer.enrolment.anonymous_credential}"}
    return {}


def test_what_the_programs_themselves_send_and_get_is_as_described(
    described: BaseSchema, computer: Computer
) -> None:
    items = tuple(computer.item(sealed_revision(computer.facility)) for _ in range(2))
    request = PushRequest(incarnation=computer.incarnation, last_receipt=None, items=items)
    operation = described["/v1/sync/push"]["POST"]
    answer = computer.send("POST", "/v1/sync/push", encode(request.to_json()))
    assert answer.status_code == 200
    operation.validate_response(answer)
