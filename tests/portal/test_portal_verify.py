"""The public check of a paper: five states, the data to compare, and one answer for unknown and private."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.acting import crowd, sql
from tests.portal.visiting import (
    MORNING,
    answer_all,
    body,
    case_of,
    decided,
    in_english,
    papers,
    send,
    settled,
)

from zholdama.access import questions
from zholdama.papers import token
from zholdama.papers.verification import PdfFileReader  # type: ignore[attr-defined]


class Issued:
    """A referral as its holder has it: the file, the QR's text, the code."""

    def __init__(self, pdf: bytes) -> None:
        from io import BytesIO

        self.pdf = pdf
        info = PdfFileReader(BytesIO(pdf), strict=False).trailer["/Info"]
        self.text, self.number = str(info["/Keywords"]), str(info["/Subject"])


@pytest.fixture
def case(citizen: Client, centre: Any) -> UUID:
    """A decided application."""
    made = case_of(send(citizen, answer_all(citizen, centre.code)))
    decided(centre, made)
    return made


@pytest.fixture
def issued(citizen: Client, case: UUID) -> Issued:
    """Its referral."""
    return Issued(citizen.get(papers(citizen.get(f"/applications/{case}/"))[0]).content)


@pytest.fixture
def employer(citizen: Client) -> Client:
    """Somebody else, who reads English."""
    return in_english(Client())


def code_of(issued: Issued) -> str:
    """The code under the QR."""
    from zholdama.ledger.work import Login, work
    from zholdama.referrals import queries

    with work(login=Login.DOORKEEPER, at=MORNING):
        ring = queries.keyring()
    read = token.read(issued.text)
    return token.code_text(token.believed(read, key=ring.by_key_id[read.key_id].token_key).code)


def ask(client: Client, **given: Any) -> str:
    answer = client.post("/verify/", {"code": "", **given})
    assert answer.status_code == 200, body(answer)
    return body(answer)


def verdict(page: str) -> str:
    found = re.search(r"govuk-tag[^>]*>([^<]+)</strong>\s*</h2>", page)
    assert found, page
    return found.group(1)


@pytest.mark.clause("P10.3")
def test_a_true_referral_by_code_text_and_file(employer: Client, issued: Issued) -> None:
    file = SimpleUploadedFile("r.pdf", issued.pdf)
    typed = code_of(issued)
    for page in (
        ask(employer, code=typed),
        ask(employer, code=typed.lower().replace("-", " ")),
        ask(employer, code=issued.text),
        ask(employer, paper=file),
    ):
        assert verdict(page) == "Valid"
        for shown in (
            issued.number,
            "Vocational training",
            "Ә.",
            "06.01.2025",
            "14.01.2025",
            "06.01.2025, 10:00:00",
        ):
            assert shown in page
        assert "Сәрсенова" not in page
        assert "Әйгерім" not in page


def test_its_time_is_over(employer: Client, issued: Issued, set_clock: Callable[[datetime], None]) -> None:
    set_clock(MORNING + timedelta(days=9))
    assert verdict(ask(employer, code=code_of(issued))) == "Expired"
    assert verdict(ask(employer, code=issued.text)) == "Expired"
    assert verdict(ask(employer, paper=SimpleUploadedFile("r.pdf", issued.pdf))) == "Expired"


@pytest.mark.parametrize(("state", "said"), [("withdrawn", "Withdrawn"), ("replaced", "Replaced")])
def test_it_holds_no_more(employer: Client, issued: Issued, case: UUID, state: str, said: str) -> None:
    from tests.acting import changed

    statement = "UPDATE referrals_referral SET state = %s WHERE application_id = %s"
    assert changed(statement, [state, case], alias="owner") == 1
    assert verdict(ask(employer, code=code_of(issued))) == said
    assert verdict(ask(employer, code=issued.text)) == said
    assert verdict(ask(employer, paper=SimpleUploadedFile("r.pdf", issued.pdf))) == said


@pytest.mark.parametrize("place", [200, -2000, -40])
def test_a_changed_file_is_not_genuine(employer: Client, issued: Issued, place: int) -> None:
    changed = bytearray(issued.pdf)
    changed[place] ^= 1
    page = ask(employer, paper=SimpleUploadedFile("r.pdf", bytes(changed)))
    assert verdict(page) == "Not genuine"
    assert issued.number not in page


def test_a_changed_text_is_not_genuine(employer: Client, issued: Issued) -> None:
    letter = "A" if issued.text[60] != "A" else "B"
    page = ask(employer, code=issued.text[:60] + letter + issued.text[61:])
    assert verdict(page) in {"Not genuine", "Not known"}
    assert issued.number not in page


def test_a_true_token_that_the_register_does_not_hold_is_not_valid(
    employer: Client, issued: Issued, case: UUID
) -> None:
    from tests.acting import changed

    changed("UPDATE referrals_referral SET code = '' WHERE application_id = %s", [case], alias="owner")
    assert verdict(ask(employer, code=issued.text)) == "Not known"


def test_unknown_and_private_are_one_answer(
    employer: Client, citizen: Client, centre: Any, case: UUID
) -> None:
    unknown = employer.post("/verify/", {"code": token.code_text(bytes(16))})
    number = re.search(r"A\w{4}-25-\d{6}", body(citizen.get(f"/applications/{case}/")))
    assert number
    private = employer.post("/verify/", {"code": number.group(0)})
    assert verdict(body(unknown)) == "Not known"
    plain = [
        settled(one).replace(number.group(0), "").replace(token.code_text(bytes(16)), "")
        for one in (unknown, private)
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("code", ["x", "'; DROP TABLE", "ZHOLDAMA1:", "²", "٣٤٥", "A" * 400, "\u202e" * 30])
def test_rubbish_is_answered(employer: Client, code: str) -> None:
    assert verdict(ask(employer, code=code)) in {"Not known", "Not genuine"}


def test_nothing_to_check_is_said_at_the_field(employer: Client) -> None:
    answer = employer.post("/verify/", {"code": ""})
    assert answer.status_code == 422
    assert 'href="#id_code"' in body(answer)


def test_both_at_once_is_no_question(employer: Client, issued: Issued) -> None:
    answer = employer.post("/verify/", {"code": "x", "paper": SimpleUploadedFile("r.pdf", issued.pdf)})
    assert answer.status_code == 422


def test_a_get_answers_nothing(employer: Client, issued: Issued) -> None:
    assert "govuk-tag" not in body(employer.get("/verify/", {"code": code_of(issued)}))


def test_a_thousand_questions_a_minute_are_refused_in_words(employer: Client) -> None:
    """B18: whoever tries codes gets thirty answers a minute, however many web processes there are."""
    answers = [employer.post("/verify/", {"code": f"x{turn}"}) for turn in range(32)]
    assert [one.status_code for one in answers] == [200] * 30 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "60"
    assert "wait" in body(answers[-1]).lower()
    # Another web process has another memory and the same database.
    cache.clear()
    refused = {employer.post("/verify/", {"code": "x"}).status_code for _ in range(968)}
    assert refused == {429}
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/verify/", {"code": "x"}).status_code == 200


def test_the_next_minute_is_a_new_one(employer: Client, set_clock: Callable[[datetime], None]) -> None:
    for _ in range(31):
        last = employer.post("/verify/", {"code": "x"})
    assert last.status_code == 429
    set_clock(MORNING + timedelta(minutes=1))
    assert employer.post("/verify/", {"code": "x"}).status_code == 200


def test_questions_at_once_are_all_counted(database: None) -> None:
    counted = crowd(20, lambda _: questions.count("crowd", address="192.0.2.8", at=MORNING))
    assert sorted(counted) == list(range(1, 21))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.9", "192.0.2.9", True),
        ("192.0.2.10", "192.0.2.11", False),
    ],
)
def test_who_counts_as_one(database: None, one: str, other: str, same: bool) -> None:
    counts = [questions.count(f"{one} {other}", address=address, at=MORNING) for address in (one, other)]
    assert counts == [1, 2 if same else 1]


def test_no_address_is_kept_and_old_minutes_go(database: None) -> None:
    questions.count("kept", address="192.0.2.77", at=MORNING)
    questions.count("kept", address="192.0.2.78", at=MORNING + timedelta(minutes=10))
    rows = sql("SELECT source, minute FROM access_question", alias="owner")
    assert not any("192.0.2" in source for source, _ in rows)
    assert [minute for _, minute in rows] == [MORNING + timedelta(minutes=10)]


def test_unknown_and_private_take_the_same_time(citizen: Client, centre: Any, case: UUID) -> None:
    """The register is asked the same question for a code that never was and for what exists and is not to be shown."""
    from zholdama.ledger.work import Login, work
    from zholdama.referrals import queries

    number = sql("SELECT number FROM referrals_referral WHERE application_id = %s", [case], alias="owner")[0][
        0
    ]
    spent: dict[str, list[float]] = {"unknown": [], "private": []}
    for turn in range(300):
        for name, asked in (("unknown", token.code_text(turn.to_bytes(16, "big"))), ("private", number)):
            begin = time.perf_counter()
            with work(login=Login.DOORKEEPER, at=MORNING):
                assert queries.public_state(asked) is None
            spent[name].append(time.perf_counter() - begin)
    unknown, private = (statistics.median(spent[name]) for name in ("unknown", "private"))
    print(f"median: unknown {unknown * 1000:.3f} ms, private {private * 1000:.3f} ms")
    assert 0.8 < unknown / private < 1.25


def test_random_codes_find_nothing(employer: Client, case: UUID) -> None:
    from zholdama.ledger.work import Login, work
    from zholdama.referrals import queries

    with work(login=Login.DOORKEEPER, at=MORNING):
        assert [queries.public_state(token.code_text(token.new_code())) for _ in range(500)] == [None] * 500
