"""The canonical application: one spelling, read back exactly, and nothing that merely resembles it is read at all."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.generators import EDGE_NAMES, phones

from zholdama.applications.document import (
    FIRST_LINE,
    MOST_BYTES,
    NotAnApplication,
    Stated,
    compose,
    read,
    says_what_it_states,
)
from zholdama.passport import edition as editions
from zholdama.passport.texts import Text

EDITION = editions.current()
PROVIDER = Text(kk="Әуезов ауданы", ru="Ауэзовский район", en="Auezov district")
AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
STATED = Stated(
    id=UUID("0b3f6c0e-6d7e-4a52-8a57-2f0d3f6f7a10"), edition="2015", provider="0001", measure="training",
    iin="940308900011", language="kk", phone="+7 700 000 00 00", wish="Кешкі топ", prepared=AT, accepted=AT,
    due=AT + timedelta(days=1),
)  # fmt: skip


def made(stated: Stated = STATED, name: str = "Сәрсенова Әйгерім") -> bytes:
    return compose(stated, full_name=name, provider_name=PROVIDER, edition=EDITION)


GOOD = made()

moments = st.datetimes(
    min_value=datetime(2015, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)
).map(lambda moment: moment.replace(microsecond=0))
any_words = st.text(max_size=80) | st.sampled_from(
    [*EDGE_NAMES, "a\n\nb", "\ufeff", "\u202eтілек", "id: 1", "x: \r\ny"]
)
stated_by_anybody = st.builds(
    Stated,
    id=st.uuids(),
    edition=st.just("2015"),
    provider=st.from_regex(r"[0-9A-Z]{4}", fullmatch=True),
    measure=st.sampled_from([measure.id for measure in EDITION.measures]),
    iin=st.from_regex(r"[0-9]{12}", fullmatch=True),
    language=st.sampled_from(["kk", "ru", "en"]),
    phone=phones,
    wish=any_words,
    prepared=moments,
    accepted=st.none() | moments,
    due=st.none() | moments,
)


@settings(max_examples=250, deadline=None)
@given(stated=stated_by_anybody, name=any_words)
def test_what_is_composed_is_read_back_and_composed_again_to_the_same_bytes(
    stated: Stated, name: str
) -> None:
    document = made(stated, name)
    found = read(document)
    assert replace(found, wish="", phone="") == replace(stated, wish="", phone="")
    assert found.wish == " ".join(found.wish.split())
    assert made(found, name) == document
    assert says_what_it_states(document, found, provider_name=PROVIDER, edition=EDITION)


@settings(max_examples=150, deadline=None)
@given(wish=st.text(max_size=60))
def test_no_wish_adds_a_line_or_a_header(wish: str) -> None:
    document = made(replace(STATED, wish=wish)).decode()
    plain = made(replace(STATED, wish="x")).decode()
    silent = made(replace(STATED, wish="")).decode()
    assert document.count("\n") in (plain.count("\n"), silent.count("\n"))
    assert document.partition("\n\n")[0].count("\n") == 12
    assert not [
        sign for sign in document if unicodedata.category(sign) in ("Cc", "Zl", "Zp") and sign != "\n"
    ]


HEADERS, WORDS = GOOD.decode().split("\n\n", 1)
HOSTILE = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "byte order mark inside": GOOD.replace(b"wish: ", "wish: \ufeff".encode()),
    "windows lines": GOOD.replace(b"\n", b"\r\n"),
    "old macintosh lines": GOOD.replace(b"\n", b"\r"),
    "decomposed letters": unicodedata.normalize("NFD", GOOD.decode()).encode(),
    "another first line": GOOD.replace(b"application/1", b"application/2"),
    "a header more": GOOD.replace(b"\nconsent: 1", b"\nconsent: 1\nfee: 0"),
    "a header twice": GOOD.replace(b"\nconsent: 1", b"\nconsent: 1\nconsent: 1"),
    "a header less": GOOD.replace(b"phone: +7 700 000 00 00\n", b""),
    "headers swapped": GOOD.replace(b"edition: 2015\nprovider: 0001", b"provider: 0001\nedition: 2015"),
    "no words": HEADERS.encode(),
    "no space after a colon": GOOD.replace(b"wish: ", b"wish:"),
    "two spaces": GOOD.replace(b"wish: ", b"wish:  "),
    "a space at the end": GOOD.replace("wish: Кешкі топ".encode(), "wish: Кешкі топ ".encode()),
    "capital id": GOOD.replace(b"0b3f6c0e", b"0B3F6C0E"),
    "id in braces": GOOD.replace(b"id: 0b3f6c0e-6d7e-4a52-8a57-2f0d3f6f7a10", b"id: {0b3f6c0e-6d7e-4a52-8a57-2f0d3f6f7a10}"),
    "id as urn": GOOD.replace(b"id: 0b3f", b"id: urn:uuid:0b3f"),
    "no id": GOOD.replace(b"0b3f6c0e-6d7e-4a52-8a57-2f0d3f6f7a10", b""),
    "no consent": GOOD.replace(b"consent: 1", b"consent: "),
    "another language": GOOD.replace(b"language: kk", b"language: xx"),
    "a moment without offset": GOOD.replace(b"prepared: 2025-01-06T10:00:00+05:00", b"prepared: 2025-01-06T10:00:00"),
    "a moment in another zone": GOOD.replace(b"prepared: 2025-01-06T10:00:00+05:00", b"prepared: 2025-01-06T05:00:00+00:00"),
    "a moment with parts of a second": GOOD.replace(b"prepared: 2025-01-06T10:00:00", b"prepared: 2025-01-06T10:00:00.5"),
    "a moment before time": GOOD.replace(b"prepared: 2025-01-06T10:00:00+05:00", b"prepared: 0001-01-01T00:00:00+05:00"),
    "no moment": GOOD.replace(b"prepared: 2025-01-06T10:00:00+05:00", b"prepared: "),
    "a zero byte": GOOD.replace(b"wish: ", b"wish: \x00"),
    "an escape": GOOD.replace(b"wish: ", b"wish: \x1b[2J"),
    "a right-to-left override": GOOD.replace(b"wish: ", "wish: \u202e".encode()),
    "a line separator": GOOD.replace("Кешкі ".encode(), "Кешкі\u2028".encode()),
    "a megabyte": GOOD + b"x" * (1024 * 1024),
    "a long wish": GOOD.replace(b"wish: ", b"wish: " + b"x" * MOST_BYTES),
}  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_no_application(document: bytes) -> None:
    assert document != GOOD
    with pytest.raises(NotAnApplication):
        read(document)


@settings(max_examples=300, deadline=None)
@given(
    document=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: f"{FIRST_LINE}\n{text}".encode())
)
def test_any_bytes_are_read_or_refused_and_nothing_else(document: bytes) -> None:
    with pytest.raises(NotAnApplication):
        read(document)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_changes_what_is_stated_or_is_noticed(place: int, byte: int) -> None:
    forged = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        found = read(forged)
    except NotAnApplication:
        return
    is_name = "Сәрсенова Әйгерім".encode() not in forged
    if forged != GOOD and found == STATED and not is_name:
        assert not says_what_it_states(forged, found, provider_name=PROVIDER, edition=EDITION)


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("Сұралатын жолдама: ", "Сұралатын жолдама: қоғамдық жұмысқа немесе "),
        ("Нәтиженің соңғы мерзімі: 07.01.2025", "Нәтиженің соңғы мерзімі: 06.01.2025"),
        ("Қызмет тегін көрсетіледі.", "Қызмет ақылы көрсетіледі."),
        ("Әуезов ауданы", "Медеу ауданы"),
    ],
)
def test_words_that_say_another_thing_than_the_headers_are_noticed(said: str, forged: str) -> None:
    assert says_what_it_states(GOOD, STATED, provider_name=PROVIDER, edition=EDITION)
    assert said in GOOD.decode()
    document = GOOD.decode().replace(said, forged).encode()
    assert read(document) == STATED
    assert not says_what_it_states(document, STATED, provider_name=PROVIDER, edition=EDITION)


@pytest.mark.parametrize("tail", ["\n", " ", "\nҚосымша шарт.\n", "\n\n"])
def test_nothing_stands_behind_the_last_line(tail: str) -> None:
    assert not says_what_it_states(GOOD + tail.encode(), STATED, provider_name=PROVIDER, edition=EDITION)


def test_a_pending_due_time_is_said_in_words() -> None:
    stated = replace(STATED, accepted=None, due=None)
    document = made(stated)
    assert read(document) == stated
    assert "күнтізбеде бұл күн жоқ" in document.decode()
