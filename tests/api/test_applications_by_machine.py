"""The integrators' door: a signed application in, a receipt or a reason out, and never a fault (P9.2a).

Each body goes both ways in, the short one in front of Django and the long one through it: they must not differ.
"""

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.acting import AT, Shown, crowd, newcomer, signed_application, sql

from zholdama import clock
from zholdama.refusals import LANGUAGES

PATH = "/api/v1/applications"


@dataclass
class Reply:
    """Status and body of one answer."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of the refusal."""
        return str(self.body.get("code", ""))


@pytest.fixture(scope="module")
def ways(database: None) -> dict[str, Any]:
    """The two ways in: name -> function from a body to (status, text, content type)."""
    from django.test import Client

    from zholdama.config.wsgi import application

    client = Client(raise_request_exception=False)

    def long(body: bytes) -> tuple[int, bytes, str]:
        answer = client.post(PATH, body, content_type="application/json")
        return answer.status_code, answer.content, answer["Content-Type"]

    def short(body: bytes) -> tuple[int, bytes, str]:
        heard: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": PATH, "SCRIPT_NAME": "", "QUERY_STRING": "", "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "REMOTE_ADDR": "127.0.0.1",
        }  # fmt: skip
        answer = application(
            environ, lambda status, headers, *_: heard.update(status=status, headers=dict(headers))
        )
        content = b"".join(answer)
        return int(heard["status"][:3]), content, heard["headers"].get("Content-Type", "")

    return {"long": long, "short": short}


def post(way: Any, body: bytes | dict[str, Any], at: Any = AT) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with clock.clock_at(at):
        status, content, kind = way(raw)
    assert kind.startswith("application/json"), (status, kind)
    return Reply(status, json.loads(content))


def sent(shown: Shown, **changed: bytes) -> dict[str, str]:
    parts = {"document": shown.document, "signature": shown.signature, **changed}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


@pytest.fixture(params=["long", "short"])
def way(request: Any, ways: dict[str, Any]) -> Any:
    return ways[request.param]


@pytest.fixture(scope="module")
def office(ways: dict[str, Any]) -> Any:
    """One centre for this file; every test sends documents of its own."""
    from zholdama.demonstration import centre as centres

    code = base64.b32encode(uuid4().bytes).decode()[:4]
    return centres.make(code=code, at=AT, prefix=f"{code.lower()}-{uuid4().hex[:6]}-")


@pytest.fixture(scope="module")
def resident(ways: dict[str, Any]) -> Any:
    """The person who applies in this file."""
    return newcomer()


@pytest.fixture
def shown(office: Any, resident: Any) -> Iterator[Shown]:
    """A good signed application, fresh; whatever came of it is withdrawn at the end."""
    made = signed_application(office, resident, measure="job_placement")
    yield made
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE applications_application SET state = 'withdrawn' WHERE provider_id = %s",
            [office.provider_id],
        )


def assert_refused(reply: Reply, code: str, status: int = 422) -> None:
    assert (reply.status, reply.code) == (status, code)
    assert set(reply.body["words"]) == set(LANGUAGES)
    assert all(len(words.split()) > 2 for words in reply.body["words"].values())


@pytest.mark.clause("P9.2a", "P3.2")
def test_a_good_application_gets_its_receipt(way: Any, office: Any, resident: Any, shown: Shown) -> None:
    reply = post(way, sent(shown))
    assert reply.status == 201
    assert reply.body["fresh"] is True
    assert reply.body["number"].startswith(f"A{office.code}-25-")
    assert reply.body["accepted_at"] == "2025-01-06T10:00:00+05:00"
    assert reply.body["due_at"] == "2025-01-08T10:00:00+05:00"  # the 7th is a holiday
    rows = sql(
        "SELECT a.number, a.state, a.channel, a.registry_answer, p.content FROM applications_application a "
        "JOIN papers_paper p ON p.case_id = a.id AND p.kind = 'application' WHERE a.id = %s",
        [UUID(reply.body["application"])],
        alias="owner",
    )
    assert [(*row[:4], bytes(row[4])) for row in rows] == [
        (reply.body["number"], "submitted", "portal", "found", shown.document)
    ]


def test_the_same_document_again_gets_the_same_receipt(ways: dict[str, Any], shown: Shown) -> None:
    first = post(ways["short"], sent(shown))
    for way in ways.values():
        again = post(way, sent(shown), AT + timedelta(hours=3))
        assert again.status == 200
        assert again.body == {**first.body, "fresh": False}


def test_two_hundred_times_the_same_document_is_one_case(ways: dict[str, Any], shown: Shown) -> None:
    body = sent(shown)
    replies = crowd(200, lambda number: post(ways["short" if number % 2 else "long"], body), threads=12)
    assert not [reply for reply in replies if not isinstance(reply, Reply)]
    assert sorted({reply.status for reply in replies}) == [200, 201]  # type: ignore[union-attr]
    assert [reply.status for reply in replies].count(201) == 1  # type: ignore[union-attr]
    assert len({reply.body["number"] for reply in replies}) == 1  # type: ignore[union-attr]


GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no utf-8": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "no fields": b"{}",
    "one field": b'{"document": "YQ=="}',
    "numbers": b'{"document": 1, "signature": 2}',
    "nulls": b'{"document": null, "signature": null}',
    "objects": b'{"document": {}, "signature": []}',
    "no base64": b'{"document": "!!!", "signature": "YQ=="}',
    "bad padding": b'{"document": "YQ", "signature": "YQ=="}',
    "no ascii": '{"document": "ә", "signature": "ә"}'.encode(),
    "empty texts": b'{"document": "", "signature": ""}',
    "surrogates": b'{"document": "\\ud800", "signature": "YQ=="}',
    "zero bytes": b'{"document": "\\u0000", "signature": "YQ=="}',
    "deep": b"[" * 100_000,
    "deep inside": b'{"document": ' + b"[" * 50_000 + b"]" * 50_000 + b', "signature": ""}',
    "a huge number": b'{"document": ' + b"9" * 5_000 + b', "signature": "YQ=="}',
    "not an application": json.dumps({"document": "YQ==", "signature": "YQ=="}).encode(),
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_gets_a_reason_in_three_languages(way: Any, body: bytes) -> None:
    assert_refused(post(way, body), "document_unreadable")


def test_a_document_of_a_megabyte_is_refused(way: Any, shown: Shown) -> None:
    assert_refused(post(way, sent(shown, document=shown.document + b"x" * 1_000_000)), "document_unreadable")


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(way: Any) -> None:
    with clock.clock_at(AT):
        status, _, _ = way(b'{"document": "' + b"A" * 3_000_000)
    assert 400 <= status < 500


def test_another_persons_certificate_is_refused(way: Any, office: Any, resident: Any) -> None:
    forged = signed_application(office, resident, measure="training", signer=newcomer())
    assert_refused(post(way, sent(forged)), "signature_of_another")


def test_a_signature_over_another_document_is_refused(
    way: Any, office: Any, resident: Any, shown: Shown
) -> None:
    other = signed_application(office, resident, measure="public_works")
    assert_refused(post(way, sent(shown, signature=other.signature)), "signature_invalid")
    assert_refused(post(way, sent(shown, signature=b"")), "signature_invalid")
    assert_refused(post(way, sent(shown, signature=b"\x30\x80" * 40)), "signature_invalid")


def test_a_document_of_yesterday_is_a_conflict(way: Any, shown: Shown) -> None:
    assert_refused(post(way, sent(shown), AT + timedelta(minutes=61)), "document_too_old", 409)


def test_a_document_of_tomorrow_is_a_conflict(way: Any, shown: Shown) -> None:
    assert_refused(post(way, sent(shown), AT - timedelta(minutes=6)), "document_too_old", 409)


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"provider": "ZZZZ"}, "provider_closed", 422),
        ({"provider": "'; --"}, "provider_closed", 422),
        ({"measure": "training"}, "", 201),
        ({"edition": "1914"}, "document_unreadable", 422),
        ({"edition": "../2015"}, "document_unreadable", 422),
        ({"accepted": AT + timedelta(days=3)}, "acceptance_moved", 409),
        ({"accepted": None, "due": None}, "acceptance_moved", 409),
        ({"prepared": AT.replace(year=1999)}, "document_too_old", 409),
    ],
)
def test_a_signed_statement_that_does_not_stand(
    way: Any, office: Any, resident: Any, shown: Shown, changes: dict[str, Any], code: str, status: int
) -> None:
    stated = signed_application(office, resident, **changes)
    reply = post(way, sent(stated))
    if status == 201:
        assert reply.status == 201
    else:
        assert_refused(reply, code, status)


def test_words_that_contradict_the_headers_are_refused_though_well_signed(
    way: Any, resident: Any, shown: Shown
) -> None:
    from zholdama.demonstration import signer

    forged = shown.document.replace("Қызмет тегін".encode(), "Қызмет ақылы".encode())
    assert forged != shown.document
    cms = signer.sign_as_resident(resident, forged, at=AT)
    assert_refused(post(way, sent(shown, document=forged, signature=cms)), "document_unreadable")


def test_a_second_live_application_of_a_kind_is_a_conflict(
    way: Any, office: Any, resident: Any, shown: Shown
) -> None:
    assert post(way, sent(shown)).status == 201
    second = signed_application(office, resident, measure="job_placement")
    assert_refused(post(way, sent(second)), "live_application_exists", 409)


def test_another_document_with_a_used_id_is_refused_and_told_nothing(
    way: Any, office: Any, shown: Shown
) -> None:
    from zholdama.applications import document

    assert post(way, sent(shown)).status == 201
    thief = signed_application(
        office, newcomer(), measure="job_placement", id=document.read(shown.document).id
    )
    reply = post(way, sent(thief))
    assert_refused(reply, "being_sent", 409)
    assert "number" not in reply.body


def test_only_a_post_is_taken(database: None) -> None:
    from django.test import Client

    client = Client()
    for method in (client.get, client.put, client.delete, client.patch):
        assert method(PATH).status_code == 405


near_base64 = st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode())
values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | near_base64
    | st.lists(st.text(max_size=5), max_size=3)
)
bodies = (
    st.binary(max_size=120)
    | st.dictionaries(st.sampled_from(["document", "signature", "x"]), values, max_size=3).map(lambda one: json.dumps(one).encode())
    | st.recursive(values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)).map(
        lambda one: json.dumps(one).encode()
    )
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
def test_no_body_is_answered_with_a_fault(ways: dict[str, Any], body: bytes) -> None:
    long, short = post(ways["long"], body), post(ways["short"], body)
    assert long == short
    assert_refused(short, "document_unreadable")


def test_near_valid_documents_and_signatures_are_answered_with_a_reason(
    ways: dict[str, Any], office: Any, resident: Any
) -> None:
    """300 bodies around a good one: bytes changed, cut and repeated in the document, the CMS, or both."""
    good = signed_application(office, resident, measure="social_workplace")
    seen = set()

    @settings(max_examples=300, deadline=None, database=None)
    @given(
        part=st.sampled_from(["document", "signature"]),
        place=st.integers(0, 3_000),
        what=st.binary(max_size=4),
        cut=st.integers(0, 40),
    )
    def attack(part: str, place: int, what: bytes, cut: int) -> None:
        whole = getattr(good, part)
        place %= len(whole)
        changed = whole[:place] + what + whole[place + cut :]
        if changed == whole:
            return
        reply = post(ways["short"], sent(good, **{part: changed}))
        seen.add(reply.status)
        assert reply.status in (409, 422), reply
        assert set(reply.body["words"]) == set(LANGUAGES)

    attack()
    assert seen
