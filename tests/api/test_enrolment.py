"""How a computer becomes known, and how one that should not is kept out."""

from __future__ import annotations

import pytest

from forms.clock import to_text
from server import verbs
from server.tables.facilities import Device, EnrolmentCode
from sync.wire.codec import decode
from sync.wire.enrolment import EnrolmentAnswer, Meta
from sync.wire.limits import PROTOCOL
from tests.county import HOSPITAL, Computer, RunningCounty, sealed_revision


def test_the_first_computer_binds_its_hospital_to_the_register(county: RunningCounty) -> None:
    computer = Computer(county.url)
    own = computer.facility_id
    computer.enrol(county.code())
    assert computer.enrolment is not None
    assert computer.enrolment.facility_id == own
    assert computer.enrolment.facility_name == HOSPITAL
    assert computer.enrolment.device_number == 1


def test_a_second_computer_joins_without_an_id_of_its_own(county: RunningCounty, computer: Computer) -> None:
    second = Computer(county.url, facility_id=None).enrol(county.code())
    assert second.facility_id == computer.facility_id
    assert second.enrolment is not None
    assert second.enrolment.device_number == 2
    assert second.device_id != computer.device_id


def test_another_hospitals_computer_cannot_join(county: RunningCounty, computer: Computer) -> None:
    stranger = Computer(county.url)
    answer = stranger.try_code(county.code())
    assert (answer.status_code, stranger.problem(answer)) == (409, "facility-bound")


def test_a_hospital_is_not_registered_under_two_names(county: RunningCounty, computer: Computer) -> None:
    county.add_hospital("示范县第二卫生院")
    again = Computer(county.url, facility_id=computer.facility_id)
    answer = again.try_code(county.code("示范县第二卫生院"))
    assert (answer.status_code, again.problem(answer)) == (409, "facility-taken")


def test_a_code_is_good_once(county: RunningCounty) -> None:
    code = county.code()
    first = Computer(county.url).enrol(code)
    answer = Computer(county.url, facility_id=first.facility_id).try_code(code)
    assert (answer.status_code, first.problem(answer)) == (403, "code-unknown")


@pytest.mark.fault(20, 23)
def test_a_computer_whose_answer_was_lost_presents_its_code_again_and_is_known_once(
    county: RunningCounty,
) -> None:
    code = county.code()
    computer = Computer(county.url)
    first, again = computer.try_code(code), computer.try_code(code)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    with county.county.database.read() as session:
        assert session.query(Device).count() == 1
    county.clock.advance(minutes=20, seconds=1)
    assert computer.try_code(code).status_code == 403


@pytest.mark.fault(20, 23)
def test_a_copy_whose_answer_was_lost_gets_the_same_number_again_and_its_twin_another(
    county: RunningCounty, computer: Computer
) -> None:
    def copy(wish: str) -> EnrolmentAnswer:
        answer = computer.send_message("POST", "/v1/enrolments/copies", {"wish": wish})
        return EnrolmentAnswer.from_json(decode(answer.content))

    first, again, twin = copy("mine"), copy("mine"), copy("the twin's")
    assert first == again
    assert len({computer.device_id, first.device_id, twin.device_id}) == 3
    assert twin.device_number == first.device_number + 1


def test_a_code_does_not_bring_back_a_computer_that_was_put_out_of_use(county: RunningCounty) -> None:
    code = county.code()
    computer = Computer(county.url).enrol(code)
    verbs.say_device_revoked(county.county, computer.device_id)
    answer = computer.try_code(code)
    assert (answer.status_code, computer.problem(answer)) == (403, "device-revoked")


def test_a_code_is_good_for_twenty_minutes(county: RunningCounty) -> None:
    code = county.code()
    county.clock.advance(minutes=20, seconds=1)
    computer = Computer(county.url)
    answer = computer.try_code(code)
    assert (answer.status_code, computer.problem(answer)) == (403, "code-unknown")


def test_a_code_is_read_as_people_write_it(county: RunningCounty) -> None:
    computer = Computer(county.url)
    assert computer.try_code(f" {county.code().lower().replace('-', ' ')} ").status_code == 200


@pytest.mark.fault(56)
def test_guessing_codes_ends_after_ten_tries_even_for_the_right_one(county: RunningCounty) -> None:
    computer = Computer(county.url)
    answers = [computer.try_code(f"AAAAA-{number:05}").status_code for number in range(10)]
    code = county.code()
    late = computer.try_code(code)
    assert answers == [403] * 10
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    county.clock.advance(minutes=16)
    assert computer.try_code(county.code()).status_code == 200


def test_the_code_itself_is_not_kept(county: RunningCounty) -> None:
    code = county.code()
    with county.county.database.read() as session:
        (kept,) = session.query(EnrolmentCode.code_digest).one()
    assert code.replace("-", "") not in kept


def test_meta_tells_the_epoch_the_time_and_the_limits(county: RunningCounty) -> None:
    meta = Meta.from_json(decode(Computer(county.url).send("GET", "/v1/meta").content))
    assert meta.server_time == to_text(county.clock.now())
    assert meta.protocol_min <= PROTOCOL <= meta.protocol_max
    assert len(meta.server_epoch) == 32


@pytest.mark.fault(56)
def test_a_nonce_is_good_once_and_for_two_minutes(county: RunningCounty, computer: Computer) -> None:
    nonce = Meta.from_json(decode(computer.send("GET", "/v1/meta").content)).nonce
    assert computer.ask_token(nonce).status_code == 200
    assert computer.problem(computer.ask_token(nonce)) == "nonce-unknown"
    late = Meta.from_json(decode(computer.send("GET", "/v1/meta").content)).nonce
    county.clock.advance(minutes=2, seconds=1)
    assert computer.problem(computer.ask_token(late)) == "nonce-unknown"


def test_a_token_needs_the_computers_own_key(county: RunningCounty, computer: Computer) -> None:
    thief = Computer(county.url, enrolment=computer.enrolment)
    assert thief.ask_token().status_code == 401


def test_a_token_ends_after_an_hour_of_the_servers_clock(county: RunningCounty, computer: Computer) -> None:
    county.clock.advance(minutes=59)
    assert computer.pull().status_code == 200
    county.clock.advance(minutes=2)
    assert (computer.pull().status_code, computer.problem(computer.pull())) == (401, "token-unknown")
    computer.sign_in()
    assert computer.pull().status_code == 200


@pytest.mark.fault(40)
def test_a_revoked_computer_is_told_so_and_keeps_nothing_out_of_order(
    county: RunningCounty, computer: Computer
) -> None:
    with county.county.database.write() as session:
        session.get_one(Device, computer.device_id).revoked_at = to_text(county.clock.now())
    answer = computer.try_push([computer.item(sealed_revision(computer.facility))])
    assert (answer.status_code, computer.problem(answer)) == (403, "device-revoked")
    assert computer.problem(computer.ask_token()) == "device-revoked"


@pytest.mark.parametrize(
    "credential",
    ["Bearer ", "Bearer x.y", "Bearer .", "Basic abc", "Facility a:b", "Bearer W10.AAAA", "Bearer 密"],
)
def test_a_made_up_credential_opens_nothing(county: RunningCounty, credential: str) -> None:
    computer = Computer(county.url)
    answer = computer.send("GET", "/v1/sync/pull", Authorization=credential.encode().decode("latin-1"))
    assert answer.status_code == 401
