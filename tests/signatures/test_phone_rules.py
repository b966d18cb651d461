"""The pure part of signing on the phone: what goes over the wire, what comes back, how long it stands."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from zholdama.passport.texts import Text
from zholdama.refusals import Refused
from zholdama.signatures import phone
from zholdama.signatures.phone import Asked, Document, Organisation, Purpose, State

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
LINK = "https://example.kz/mgovSign/abc/"


def asked(*contents: bytes) -> Asked:
    names = [Text(kk=f"құжат {n}", ru=f"документ {n}", en=f"document {n}") for n in range(len(contents))]
    return Asked(
        purpose=Purpose.SIGN_IN,
        role="individual",
        description=Text(kk="кіру", ru="вход", en="sign in"),
        organisation=Organisation(Text(kk="орталық", ru="центр", en="centre"), "150440000102"),
        documents=tuple(Document(name, content) for name, content in zip(names, contents, strict=True)),
        then="/phone/sign-in/",
        back="/sign-in/",
    )


def answer(one: Asked, *signatures: bytes) -> dict[str, Any]:
    sent = phone.documents(one)
    for entry, signature in zip(sent["documentsToSign"], signatures, strict=True):
        entry["document"]["file"]["data"] = base64.b64encode(signature).decode()
    return sent


def read(sent: Any, one: Asked) -> tuple[bytes, ...]:
    return phone.signatures(json.dumps(sent).encode(), one)


def test_the_first_answer_says_who_asks_until_when_and_where_the_documents_lie() -> None:
    said = phone.overview(asked(b"a"), uri="u", bearer="b", expires_at=AT, language="ru")
    assert said == {
        "description": "вход",
        "expiry_date": "2025-01-06T10:00:00+05:00",
        "organisation": {"nameRu": "центр", "nameKz": "орталық", "nameEn": "centre", "bin": "150440000102"},
        "document": {"uri": "u", "auth_type": "Token", "auth_token": "b"},
    }


def test_the_second_answer_holds_the_exact_bytes() -> None:
    said = phone.documents(asked(b"text\r\n\xff", b"%PDF-1.7"))
    assert said["signMethod"] == "CMS_SIGN_ONLY"
    first, second = said["documentsToSign"]
    assert base64.b64decode(first["document"]["file"]["data"]) == b"text\r\n\xff"
    assert (first["id"], first["nameKz"]) == (1, "құжат 0")
    assert (first["document"]["file"]["mime"], second["document"]["file"]["mime"]) == ("", "@file/pdf")


def test_signatures_come_back_in_the_order_of_the_documents_under_either_name() -> None:
    one = asked(b"a", b"b")
    sent = answer(one, b"first", b"second")
    del sent["documentsToSign"][1]["document"]
    sent["documentsToSign"][1]["documentCms"] = (
        f"-----BEGIN CMS-----\n{base64.b64encode(b'second').decode()}\n-----END CMS-----\n"
    )
    sent["documentsToSign"].reverse()
    assert read(sent, one) == (b"first", b"second")
    sent["documentsToSign"][1]["id"] = "1"
    assert read(sent, one) == (b"first", b"second"), "an id may come back as a text"


def _change(sent: dict[str, Any], how: str) -> None:
    entries = sent["documentsToSign"]
    changes = {
        "another id": lambda: entries[0].update(id=7),
        "no id": lambda: entries[0].pop("id"),
        "one id twice": lambda: entries[1].update(entries[0]),
        "names swapped": lambda: entries[0].update(nameKz=entries[1]["nameKz"]),
        "no name": lambda: entries[0].pop("nameEn"),
        "one missing": lambda: entries.pop(),
        "one more": lambda: entries.append({**entries[0], "id": 3}),
        "forty-one": lambda: entries.extend([entries[0]] * 39),
    }
    changes[how]()


@pytest.mark.parametrize(
    "how",
    [
        "another id", "no id", "one id twice", "names swapped", "no name", "one missing", "one more", "forty-one",
    ],
)  # fmt: skip
def test_an_answer_about_other_documents_is_none(how: str) -> None:
    one = asked(b"a", b"b")
    sent = answer(one, b"first", b"second")
    _change(sent, how)
    with pytest.raises(Refused) as refused:
        read(sent, one)
    assert refused.value.code == "phone_answer_foreign"


UNREADABLE = {
    "html": b"<!DOCTYPE html><html><body>proxy error</body></html>",
    "empty": b"",
    "not utf-8": b"\xff\xfe{}",
    "a list": b"[]",
    "a number": b"1",
    "no documents": b"{}",
    "documents are a text": b'{"documentsToSign": "x"}',
    "entries are numbers": b'{"documentsToSign": [1]}',
    "deep": b"[" * 100_000,
    "a long number": b"9" * 10_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_answer_at_all_is_told_apart(name: str) -> None:
    with pytest.raises(Refused) as refused:
        phone.signatures(UNREADABLE[name], asked(b"a"))
    assert refused.value.code == "phone_body_unreadable"


@pytest.mark.parametrize(
    "data", ["", "not base64!", None, 5, "ә", base64.b64encode(b"0" * 300_000).decode()], ids=str
)
def test_a_signature_that_is_none_is_unreadable(data: Any) -> None:
    one = asked(b"a")
    sent = answer(one, b"x")
    sent["documentsToSign"][0]["document"]["file"]["data"] = data
    with pytest.raises(Refused) as refused:
        read(sent, one)
    assert refused.value.code == "phone_body_unreadable"


def test_forty_signatures_fit_into_one_answer() -> None:
    one = asked(*[b"text"] * phone.MOST_DOCUMENTS)
    body = json.dumps(answer(one, *[b"0" * 20_000] * 40)).encode()
    assert len(body) < phone.LARGEST_BODY
    assert len(phone.signatures(body, one)) == 40


def test_only_time_makes_a_request_expire_and_only_one_that_waits() -> None:
    over = AT + timedelta(seconds=180)
    assert phone.state_at("waiting", expires_at=over, at=over - timedelta(microseconds=1)) is State.WAITING
    assert phone.state_at("waiting", expires_at=over, at=over) is State.EXPIRED
    for stored in ("signed", "failed", "collected"):
        assert phone.state_at(stored, expires_at=over, at=over) == stored


def test_the_link_is_the_browsers_own_and_long_enough() -> None:
    request = uuid4()
    token = phone.link_token("browser", request)
    assert len(base64.urlsafe_b64decode(token + "=")) == 32
    assert token == phone.link_token("browser", request)
    assert len({token, phone.link_token("another", request), phone.link_token("browser", uuid4())}) == 3


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru", "ru"), ("ru-RU,ru;q=0.9", "ru"), ("kk-KZ", "kk"), ("kz", "kk"), ("en-GB,ru;q=0.5", "en"),
        ("de,ru;q=0.3", "ru"), ("de", "kk"), ("", "kk"), (",;;-", "kk"),
    ],
)  # fmt: skip
def test_the_phones_language(header: str, language: str) -> None:
    assert phone.language_of(header) == language


@pytest.mark.parametrize(
    ("role", "path", "app"),
    [
        ("individual", "/mobileSign/", "kz.egov.mobile"),
        ("official", "/businessSign/", "kz.mobile.mgov.business"),
    ],
)
def test_the_address_that_opens_the_app(role: str, path: str, app: str) -> None:
    parts = urlsplit(phone.app_address(LINK, role=role))
    assert (parts.netloc, parts.path) == ("m.egov.kz", path)
    query = parse_qs(parts.query)
    assert (query["link"], query["ibi"]) == ([LINK], [app])
    assert phone.code_text(LINK) == f"mobileSign:{LINK}"
