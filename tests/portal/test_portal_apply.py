"""From the first question to the receipt, and everything that may go wrong on the way."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.portal.visiting import (
    EVENING,
    MORNING,
    answer_all,
    body,
    case_of,
    hidden,
    in_english,
    send,
    sign_in,
    signature,
)

from zholdama.applications import queries as applications
from zholdama.demonstration.residents import Resident, by_slug
from zholdama.ledger.work import Login, work


def cases(client: Client, provider_id: UUID) -> list[Any]:
    """The person's applications to this provider."""
    person_id = UUID(client.session["citizen"]["person"])
    with work(login=Login.CITIZEN, at=MORNING, person=person_id):
        everything = applications.of_person(person_id, limit=10_000)
        return [one for one in everything if one.provider_id == provider_id]


@pytest.mark.clause("P3.2", "P6.1b", "P9.2a", "P5")
def test_from_start_to_receipt(citizen: Client, centre: Any) -> None:
    assert citizen.get("/apply/").headers["Location"] == "/apply/centre/"
    page = answer_all(
        citizen, centre.code, phone="+7 701 234 56 78", wish="Есепші  болып\r\nжұмыс істегім келеді"
    )
    assert page.status_code == 200
    shown = body(page)
    assert "Сәрсенова Әйгерім Қайратқызы" in shown
    assert "06.01.2025, 10:00" in shown
    assert "07.01.2025" not in shown  # the 7th is a holiday: one working day on is the 8th
    assert "08.01.2025, 10:00" in shown
    answer = send(citizen, page)
    case = citizen.get(f"/applications/{case_of(answer)}/")
    receipt = body(case)
    assert f"A{centre.code}-25-000001" in receipt
    assert "08.01.2025, 10:00" in receipt
    assert "0 ₸" in receipt
    assert citizen.get("/apply/").headers["Location"] == "/apply/centre/"  # the draft has become the case


@pytest.mark.clause("P8.2b")
def test_after_hours_the_page_says_so_before_the_signature(
    citizen: Client, centre: Any, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(EVENING)
    page = answer_all(citizen, centre.code)
    assert "08.01.2025, 09:00" in body(page)
    assert "08.01.2025, 17:30" in body(page)
    receipt = body(citizen.get(f"/applications/{case_of(send(citizen, page))}/?lang=en"))
    assert "outside working hours" in receipt
    assert "P8.2b, P6.1b" in receipt
    assert "07.01.2025" in receipt  # the account of the time names the holiday between


@pytest.mark.clause("P9.2b")
def test_the_form_asks_nothing_that_the_register_gave(citizen: Client, centre: Any) -> None:
    pages = [citizen.get("/apply/centre/")]
    citizen.post("/apply/centre/", {"provider": centre.code})
    pages.append(citizen.get("/apply/measure/"))
    citizen.post("/apply/measure/", {"measure": "guidance"})
    pages.append(citizen.get("/apply/contact/"))
    asked = {
        name
        for page in pages
        for name in re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', body(page))
    }
    assert asked <= {
        "csrfmiddlewaretoken",
        "provider",
        "measure",
        "phone",
        "email",
        "wish",
        "language",
        "next",
    }


def test_a_signature_made_elsewhere_is_sent(citizen: Client, centre: Any, person: Resident) -> None:
    page = answer_all(citizen, centre.code)
    content = citizen.get("/apply/text/").content
    answer = send(citizen, page, signature=signature(person, content))
    assert case_of(answer)


def test_five_times_the_same_form_is_one_case(citizen: Client, centre: Any) -> None:
    page = answer_all(citizen, centre.code)
    answers = {send(citizen, page).headers["Location"] for _ in range(5)}
    assert len(answers) == 1
    assert len(cases(citizen, centre.provider_id)) == 1


def test_five_times_at_once_is_one_case(citizen: Client, centre: Any) -> None:
    from tests.acting import crowd

    from zholdama import clock

    page = answer_all(citizen, centre.code)
    cookies = citizen.cookies

    def press(_: int) -> str:
        other = Client()
        other.cookies = cookies
        with clock.clock_at(MORNING):
            return str(send(other, page).headers.get("Location"))

    outcomes = crowd(5, press)
    assert len(set(outcomes)) == 1, outcomes
    assert len(cases(citizen, centre.provider_id)) == 1


def test_somebody_elses_certificate_is_named_by_its_last_digits(
    citizen: Client, centre: Any, person: Resident
) -> None:
    page = answer_all(citizen, centre.code)
    other = by_slug()["galina"]
    content = citizen.get("/apply/text/").content
    answer = send(citizen, page, signature=signature(other, content))
    assert answer.status_code == 422
    assert f"…{(other.iin or '')[-4:]}" in body(answer)
    assert f"…{(person.iin or '')[-4:]}" in body(answer)
    assert (other.iin or "") not in body(answer)
    assert not cases(citizen, centre.provider_id)
    assert citizen.get("/apply/").headers["Location"] == "/apply/check/"  # the draft is kept


@pytest.mark.parametrize("change", [lambda text: text + b" ", lambda text: b"\xef\xbb\xbf" + text,
                                    lambda text: text.replace(b"\n", b"\r\n")], ids=["space", "mark", "line ends"])  # fmt: skip
def test_one_byte_more_is_another_text(
    citizen: Client, centre: Any, person: Resident, change: Callable[[bytes], bytes]
) -> None:
    page = answer_all(in_english(citizen), centre.code)
    signed = signature(person, change(citizen.get("/apply/text/").content))
    answer = send(citizen, page, signature=signed)
    assert answer.status_code == 422
    assert "<title>Error:" in body(answer)
    assert not cases(citizen, centre.provider_id)


def test_no_file_is_said_at_the_field(citizen: Client, centre: Any) -> None:
    page = answer_all(citizen, centre.code)
    answer = send(citizen, page, cms="")
    assert answer.status_code == 422
    assert 'href="#id_signature"' in body(answer)


def test_an_hour_later_the_page_comes_back_with_new_times(
    citizen: Client, centre: Any, set_clock: Callable[[datetime], None]
) -> None:
    page = answer_all(citizen, centre.code)
    set_clock(MORNING + timedelta(minutes=61))
    answer = send(citizen, page)
    assert answer.status_code == 409
    assert "08.01.2025, 11:01" in body(answer)
    assert not cases(citizen, centre.provider_id)
    assert case_of(send(citizen, answer))


def test_acceptance_moved_while_reading(
    citizen: Client, centre: Any, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(MORNING.replace(hour=12, minute=29))  # 17:29, a minute before closing
    page = answer_all(citizen, centre.code)
    set_clock(MORNING.replace(hour=12, minute=30))
    answer = send(citizen, page)
    assert answer.status_code == 409
    assert "08.01.2025, 09:00" in body(answer)
    assert case_of(send(citizen, answer))


def test_the_text_changed_in_another_window(citizen: Client, centre: Any) -> None:
    page = answer_all(citizen, centre.code)
    citizen.post("/apply/contact/", {"phone": "", "wish": "басқа"})
    answer = send(citizen, page)
    assert answer.status_code == 409
    assert not cases(citizen, centre.provider_id)
    assert case_of(send(citizen, answer))


def test_a_second_live_application_is_told_of_the_first(citizen: Client, centre: Any) -> None:
    first = case_of(send(citizen, answer_all(citizen, centre.code)))
    page = answer_all(citizen, centre.code)
    assert f"/applications/{first}/" in body(page)
    assert 'action="/apply/send/"' not in body(page)
    draft = {"key": str(uuid4()), "shown": "", "cms": "MAA="}
    assert citizen.post("/apply/send/", draft).status_code == 409
    assert len(cases(citizen, centre.provider_id)) == 1
    assert citizen.get("/apply/").headers["Location"] == "/apply/check/"


def test_two_kinds_may_be_asked_for(citizen: Client, centre: Any) -> None:
    send(citizen, answer_all(citizen, centre.code, "training"))
    send(citizen, answer_all(citizen, centre.code, "guidance"))
    assert {one.measure for one in cases(citizen, centre.provider_id)} == {"training", "guidance"}


def test_another_device_goes_on_where_this_one_stopped(
    citizen: Client, centre: Any, person: Resident
) -> None:
    citizen.post("/apply/centre/", {"provider": centre.code})
    citizen.post("/apply/measure/", {"measure": "public_works"})
    telephone = Client()
    sign_in(telephone, person.slug)
    assert telephone.get("/apply/").headers["Location"] == "/apply/contact/"
    assert 'value="public_works" checked' in body(telephone.get("/apply/measure/"))


def test_a_session_lost_while_signing_comes_back_to_the_filled_page(
    citizen: Client, centre: Any, person: Resident
) -> None:
    page = answer_all(citizen, centre.code, wish="Кешке жұмыс істей алмаймын")
    lost = Client()
    answer = send(lost, page)
    assert answer.headers["Location"].startswith("/sign-in/")
    assert sign_in(lost, person.slug, path=answer.headers["Location"]).headers["Location"] == "/apply/"
    again = lost.get("/apply/check/")
    assert "Кешке жұмыс істей алмаймын" in body(again)
    assert case_of(send(lost, again))
    assert len(cases(citizen, centre.provider_id)) == 1


@pytest.mark.parametrize("phone", ["12345", "телефон", "+7 701 234 56 78 90 12 34", "٠١٢٣٤٥٦٧٨٩"])
def test_a_phone_number_that_is_none_stays_where_it_was_typed(
    citizen: Client, centre: Any, phone: str
) -> None:
    citizen.post("/apply/centre/", {"provider": centre.code})
    citizen.post("/apply/measure/", {"measure": "training"})
    answer = in_english(citizen).post("/apply/contact/", {"phone": phone, "wish": "қала маңы"})
    assert answer.status_code == 422
    assert "<title>Error:" in body(answer)
    assert f'value="{phone}"' in body(answer)
    assert "қала маңы" in body(answer)
    assert 'href="#id_phone"' in body(answer)


def test_a_forged_choice_is_refused(citizen: Client, centre: Any) -> None:
    assert citizen.post("/apply/centre/", {"provider": "ZZZZ"}).status_code == 422
    citizen.post("/apply/centre/", {"provider": centre.code})
    assert citizen.post("/apply/measure/", {"measure": "money"}).status_code == 422
    assert citizen.get("/apply/check/").headers["Location"] == "/apply/measure/"


def test_a_question_is_not_reached_before_the_one_ahead(citizen: Client, centre: Any) -> None:
    for path in ("/apply/measure/", "/apply/contact/", "/apply/check/"):
        assert citizen.get(path).headers["Location"] == "/apply/centre/"


def test_the_text_follows_the_language_of_the_page(citizen: Client, centre: Any) -> None:
    answer_all(citizen, centre.code)
    citizen.post("/language/", {"language": "ru", "next": "/apply/check/"})
    page = citizen.get("/apply/check/")
    assert 'action="/apply/send/"' not in body(page)
    citizen.post("/apply/prepare/")
    assert "Услуга оказывается бесплатно." in body(citizen.get("/apply/check/"))


def test_the_switch_of_language_keeps_what_is_typed(citizen: Client, centre: Any) -> None:
    citizen.post("/apply/centre/", {"provider": centre.code})
    citizen.post("/apply/measure/", {"measure": "training"})
    answer = citizen.post("/apply/contact/", {"phone": "12", "wish": "мектеп", "_language": "ru"})
    assert answer.status_code == 200
    assert 'value="12"' in body(answer)
    assert "мектеп" in body(answer)
    assert 'lang="ru"' in body(answer)


def test_hostile_text_is_only_text(citizen: Client, centre: Any) -> None:
    wish = "<script>alert(1)</script> \u202e \"'&"
    page = answer_all(citizen, centre.code, wish=wish)
    assert "<script>alert(1)" not in body(page)
    assert "&lt;script&gt;alert(1)" in body(page)


def test_looking_changes_nothing(citizen: Client, centre: Any) -> None:
    page = answer_all(citizen, centre.code)
    before = citizen.get("/apply/text/").content
    for path in (
        "/apply/",
        "/apply/centre/",
        "/apply/measure/",
        "/apply/contact/",
        "/apply/check/",
        "/applications/",
    ):
        citizen.get(path)
    assert citizen.get("/apply/text/").content == before
    for path in ("/apply/send/", "/apply/prepare/", "/apply/drop/"):
        assert citizen.get(path).status_code == 405
    assert hidden(page, "shown") in body(citizen.get("/apply/check/"))
    assert not cases(citizen, centre.provider_id)
