"""A road that lies: it answers in the county's place, repeats, delays, swaps, keeps and damages what it carries."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

import pytest

from models.tables.outbox import OutboxRow
from server.tables.objects import Operation
from sync import bookmarks, wording
from sync.outcomes import Cause
from sync.retry import BASE_S, CAP_S
from sync.wire.codec import decode
from sync.wire.outcomes import Outcome
from sync.wire.push import PushAnswer
from tests.lines import Stranger
from tests.roads import BLOB, PULL, PUSH, Road, answering, first, only, road, spoiled
from tools.campaign.cut_line import FarEnd, LineCutError, Rule, pass_on, path_of

PORTAL = "<html><title>医院无线上网认证</title>".encode()


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Road]:
    with road(tmp_path_factory.mktemp("false"), furnished) as way:
        yield way


def test_the_road_itself_changes_nothing(way: Road) -> None:
    way.seal()
    assert way.sync().sent == 1
    way.check_all()


# 22: a portal


@pytest.mark.fault(22)
@pytest.mark.parametrize("path", [PUSH, PULL, BLOB, "/v1/tokens", "/v1/meta"])
def test_a_portal_that_comes_up_in_the_middle_is_believed_by_no_call(way: Road, path: str) -> None:
    elsewhere = Stranger(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    rules = [
        answering("200 OK", PORTAL, Content_Type="text/html", Set_Cookie="portal=1; Path=/"),
        answering("302 Found", Location=f"{elsewhere.url}/login", Set_Cookie="portal=2; Path=/"),
        answering("307 Temporary Redirect", Location=f"{elsewhere.url}/login"),
        answering("511 Network Authentication Required", PORTAL, Content_Type="text/html"),
        answering("204 No Content"),
    ]
    sealed = way.seal(way.photo(1_000))
    cookies: list[bytes] = []

    def watched(rule: Rule) -> Rule:
        def watch(request: bytes, far: FarEnd) -> bytes:
            cookies.extend(line for line in request.split(b"\r\n") if line.lower().startswith(b"cookie:"))
            return rule(request, far)

        return watch

    try:
        for rule in rules:
            way.make_due()
            with way.under(watched(only(path, rule))):
                report = way.sync()
            assert report.left == 1 if path == PUSH else report.reason == wording.explain_cause(Cause.PORTAL)
            if path in (PUSH, "/v1/tokens", "/v1/meta"):
                assert way.outbox()[sealed] == "pending"
    finally:
        elsewhere.close()
    assert elsewhere.requests == []
    assert cookies == []
    way.check_all()


# 23: repeated, doubled, late


@pytest.mark.fault(23)
def test_what_is_sent_twice_at_the_same_time_is_there_once(way: Road) -> None:
    def doubled(request: bytes, far: FarEnd) -> bytes:
        answers: list[bytes] = []
        copies = [threading.Thread(target=lambda: answers.append(far.ask(request))) for _ in range(2)]
        for copy in copies:
            copy.start()
        for copy in copies:
            copy.join()
        return answers[0]

    sealed = [way.seal(way.photo(300_000)) for _ in range(5)]
    with way.under(only("/v1/sync", doubled)):
        assert way.sync().is_clear
    photo = way.seal(way.photo(300_000))
    with way.under(only(BLOB, doubled)):
        way.sync()
    way.check_all()
    with way.county.county.database.read() as session:
        logged = [row.object_id for row in session.query(Operation)]
    assert all(logged.count(one) == 1 for one in (*sealed, photo))


@pytest.mark.fault(23)
def test_what_is_repeated_an_hour_later_after_newer_ones_changes_nothing(way: Road) -> None:
    kept: list[bytes] = []

    def keep(request: bytes, far: FarEnd) -> bytes:
        kept.append(request)
        return far.ask(request)

    def lose(request: bytes, _far: FarEnd) -> bytes:
        kept.append(request)
        raise LineCutError

    late = way.seal(way.photo(1_000))
    with way.under(only(PUSH, lose)):
        assert not way.sync().is_clear
    with way.under(keep):
        newer = [way.seal() for _ in range(3)]
        way.make_due()
        assert way.sync().is_clear
    before = way.held()
    assert set(before) >= {late, *newer}
    way.pass_time(minutes=50)  # within the life of the token that the late copies carry
    answers = {request: way.line.county.ask(request) for request in kept}
    outcomes = [_outcomes(answer) for request, answer in answers.items() if path_of(request) == PUSH]
    assert len(outcomes) > 1
    assert {outcome for some in outcomes for outcome in some} == {Outcome.DUPLICATE}
    way.pass_time(minutes=15)
    gone = [way.line.county.ask(request) for request in kept if path_of(request) == PUSH]
    assert all(answer.startswith(b"HTTP/1.1 401 ") for answer in gone)
    assert way.held() == before
    way.check_all()


def _outcomes(answer: bytes) -> list[Outcome]:
    body = zlib.decompress(answer.partition(b"\r\n\r\n")[2], wbits=31)
    return [result.outcome for result in PushAnswer.from_json(decode(body)).results]


@pytest.mark.fault(23)
def test_a_doubled_sign_in_ends_in_a_pass_that_gets_through(way: Road) -> None:
    def last_of_two(request: bytes, far: FarEnd) -> bytes:
        far.ask(request)
        return far.ask(request)

    way.seal()
    with way.under(only("/v1/tokens", first(1, last_of_two))):
        report = way.sync()
    assert report.is_clear or "程序会自己再来一次" in report.reason
    way.check_all()


# 24: swapped, kept


@pytest.mark.fault(24)
def test_an_answer_that_was_kept_from_an_earlier_call_is_not_believed(way: Road) -> None:
    memory: dict[tuple[bytes, str], bytes] = {}

    def remember(request: bytes, far: FarEnd) -> bytes:
        key = request.split(b" ", 1)[0], path_of(request).partition("?")[0].removesuffix("/")
        answer = far.ask(request)
        memory.setdefault(key, answer)
        return answer

    way.seal(way.photo(1_000))
    with way.under(remember):
        assert way.sync().is_clear
    sealed = way.seal()

    def cached(request: bytes, far: FarEnd) -> bytes:
        key = request.split(b" ", 1)[0], path_of(request).partition("?")[0].removesuffix("/")
        return memory[key] if key in memory else far.ask(request)

    for path in ("/v1/meta", "/v1/tokens", PUSH, PULL, "/v1/devices"):
        way.make_due()
        with way.under(only(path, cached)):
            report = way.sync()
        assert report.left == 1 if path == PUSH else report.reason == wording.explain_cause(Cause.PORTAL)
        if path in ("/v1/meta", "/v1/tokens", PUSH):
            assert way.outbox()[sealed] == "pending"
    way.check_all()


@pytest.mark.fault(24)
def test_the_offset_of_another_attachment_is_not_taken_for_ones_own(way: Road) -> None:
    done = way.photo(1_000)
    way.seal(done)
    assert way.sync().is_clear
    other = way.photo(1_000)
    way.seal(other)

    def of_the_first(request: bytes, far: FarEnd) -> bytes:
        true = request.replace(other.encode(), done.encode())
        return far.ask(true.replace(b"Yian-Call: ", b"Yian-Call: 0"))

    with way.under(only(BLOB + other, of_the_first)):
        report = way.sync()
    assert report.left == 1
    assert report.reason == wording.explain_cause(Cause.PORTAL)
    way.check_all()


@pytest.mark.fault(24)
def test_answers_swapped_between_two_connections_are_not_believed(way: Road) -> None:
    """Two calls of two connections at once; each gets the other's answer."""
    meeting = threading.Barrier(2)
    answers: dict[int, bytes] = {}

    def swap(request: bytes, far: FarEnd) -> bytes:
        mine = 0 if b"Yian-Call" in request else 1
        answers[mine] = far.ask(request)
        meeting.wait(20)
        return answers[1 - mine]

    sealed = way.seal()
    with way.under(only("/v1/meta", swap)):
        other = threading.Thread(
            target=way.line.rule, args=(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n", way.line.county)
        )
        other.start()
        report = way.sync()
        other.join()
    assert report.reason == wording.explain_cause(Cause.PORTAL)
    assert way.outbox()[sealed] == "pending"
    way.check_all()


# 25: damaged


SPOILED = 12


@pytest.mark.fault(25)
def test_a_bit_that_turns_on_the_way_is_noticed_and_nothing_is_kept_in_part(way: Road) -> None:
    random = Random(20261122)

    def flip(body: bytes) -> bytes:
        if not body:
            return body
        changed = bytearray(body)
        changed[random.randrange(len(body))] ^= 1 << random.randrange(8)
        return bytes(changed)

    def there(request: bytes, far: FarEnd) -> bytes:
        return far.ask(spoiled(request, flip))

    def back(request: bytes, far: FarEnd) -> bytes:
        return spoiled(far.ask(request), flip)

    before = way.held()
    for number in range(SPOILED):
        sealed = {way.seal(), way.seal()}
        path = (PUSH, PULL, "/v1/tokens", "/v1/meta")[number % 4]
        with way.under(only(path, there if number % 2 and path == PUSH else back)):
            report = way.sync()
        assert report.reason != "", number
        if path != PULL:
            assert all(way.outbox()[one] == "pending" for one in sealed)
        if number % 2 and path == PUSH:
            assert not sealed & set(way.held())
        assert way.held().keys() - before.keys() in (set(), sealed)
        way.make_due()
        assert way.sync().is_clear, number
        before = way.held()
    way.check_all()


@pytest.mark.fault(25)
def test_a_body_cut_short_or_announced_wrongly_is_noticed(way: Road) -> None:
    def shorten(message: bytes) -> bytes:
        """Half the compressed bytes, under a head that says so."""
        head, _, body = message.partition(b"\r\n\r\n")
        half = body[: len(body) // 2]
        lines = [
            b"Content-Length: %d" % len(half) if line.lower().startswith(b"content-length:") else line
            for line in head.split(b"\r\n")
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n" + half

    def longer(message: bytes) -> bytes:
        return spoiled(message, lambda body: body + b" ")

    rules: list[Rule] = [
        lambda request, far: far.ask(shorten(request)),
        lambda request, far: shorten(far.ask(request)),
        lambda request, far: far.ask(longer(request)),
    ]
    for rule in rules:
        sealed = way.seal()
        with way.under(only(PUSH, first(1, rule))):
            report = way.sync()
        assert way.outbox()[sealed] == ("received" if report.is_clear else "pending")
        way.check_all()


# 33: busy, too large, gone


def wish(way: Road, rule: Rule) -> float:
    with way.under(only(PUSH, rule)):
        report = way.sync()
    assert report.left == 1
    return report.wait_s


@pytest.mark.fault(33)
def test_whatever_a_busy_server_wishes_the_wait_stays_within_a_quarter_of_an_hour(way: Road) -> None:
    way.seal()
    past = format_datetime(datetime.now(UTC) - timedelta(days=3_650))
    future = format_datetime(datetime.now(UTC) + timedelta(days=3_650))
    most = CAP_S + BASE_S
    assert 0 < wish(way, answering("429 Too Many Requests")) <= most
    assert 7 <= wish(way, answering("429 Too Many Requests", Retry_After="7")) <= most
    assert 0 < wish(way, answering("429 Too Many Requests", Retry_After=past)) <= most
    assert CAP_S <= wish(way, answering("503 Service Unavailable", Retry_After="1000000000")) <= most
    assert CAP_S <= wish(way, answering("429 Too Many Requests", Retry_After=future)) <= most
    assert 0 < wish(way, answering("429 Too Many Requests", Retry_After="-1")) <= most
    for status in ("502 Bad Gateway", "504 Gateway Timeout"):
        assert 0 < wish(way, answering(status, PORTAL, Content_Type="text/html")) <= most
    way.check_all()


@pytest.mark.fault(33)
def test_a_proxy_that_lets_only_small_batches_through_gets_small_batches(way: Road) -> None:
    sizes: list[int] = []

    def narrow(request: bytes, far: FarEnd) -> bytes:
        sizes.append(len(request))
        if len(request) > 4_000:
            return answering("413 Request Entity Too Large", PORTAL, Content_Type="text/html")(request, far)
        return far.ask(request)

    for _ in range(40):
        way.seal()
    with way.under(only(PUSH, narrow)):
        assert way.sync().is_clear
    assert max(sizes) > 4_000
    way.check_all()


@pytest.mark.fault(33)
def test_a_gateway_without_a_server_behind_it_halves_the_next_batch(way: Road) -> None:
    for _ in range(12):
        way.seal()
    with way.under(only(PUSH, answering("504 Gateway Timeout", PORTAL, Content_Type="text/html"))):
        way.sync()
    with way.store.read() as session:
        assert bookmarks.read_bookmarks(session).batch == 6
    assert way.sync().is_clear
    way.check_all()


@pytest.mark.fault(32, 33)
@pytest.mark.parametrize("tear", [True, False], ids=["torn", "portal"])
def test_a_device_on_the_road_that_dislikes_one_record_holds_up_no_other(way: Road, *, tear: bool) -> None:
    """A filter that takes its bytes for an attack, whatever it does then: the line itself is well."""
    disliked = way.seal()
    others = {way.seal() for _ in range(9)}

    def filtering(request: bytes, far: FarEnd) -> bytes:
        if disliked.encode() not in zlib.decompress(request.partition(b"\r\n\r\n")[2], wbits=31):
            return far.ask(request)
        if tear:
            raise LineCutError
        return answering("403 Forbidden", PORTAL, Content_Type="text/html")(request, far)

    with way.under(only(PUSH, filtering)):
        for _ in range(8):
            way.sync()
            way.pass_time(seconds=1)
    outbox = way.outbox()
    assert {outbox[one] for one in others} == {"received"}
    assert outbox[disliked] == "pending"
    with way.store.read() as session:
        row = session.query(OutboxRow).filter_by(object_id=disliked).one()
    assert row.last_problem == wording.explain_cause(Cause.CUT if tear else Cause.PORTAL)
    way.check_all()


@pytest.mark.fault(33)
def test_a_server_that_has_no_hand_free_for_days_sets_no_record_apart(way: Road) -> None:
    sealed = way.seal()
    with way.under(only(PUSH, answering("503 Service Unavailable"))):
        for _ in range(12):
            way.sync()
            way.pass_time(hours=5)
    assert way.outbox()[sealed] == "pending"
    with way.under(only(PUSH, lambda _request, _far: _torn())):
        for _ in range(12):
            way.sync()
            way.pass_time(hours=5)
    assert way.outbox()[sealed] == "pending"
    way.check_all()


def _torn() -> bytes:
    raise LineCutError


def test_a_rule_that_is_over_leaves_nothing_behind(way: Road) -> None:
    assert way.line.rule is pass_on
    way.check_all()
