"""Every page of the door in every language, and what must hold on all of them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern
from tests.portal.visiting import MORNING, answer_all, body, case_of, hidden, send

from zholdama.demonstration.residents import Resident
from zholdama.portal.urls import urlpatterns

LANGUAGES = ("kk", "ru", "en")
PUBLIC = ("/", "/providers/", "/verify/", "/verify/offline/", "/sign-in/")
PRIVATE = ("/applications/", "/apply/centre/", "/apply/measure/", "/apply/contact/", "/apply/check/")
POSTS = ("/sign-in/", "/sign-out/", "/apply/centre/", "/apply/measure/", "/apply/contact/", "/apply/prepare/",
         "/apply/send/", "/apply/drop/", "/verify/", "/phone/sign-in/ask/", "/phone/sign-in/", "/phone/application/ask/",
         "/phone/application/", f"/applications/{uuid4()}/withdraw/")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language(
    citizen: Client, centre: Any, language: str, person: Resident
) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code, "guidance")))
    answer_all(citizen, centre.code)
    own = (f"/applications/{case}/", f"/applications/{case}/withdraw/", f"/providers/{centre.code}/")
    for path in (*PUBLIC, *PRIVATE, *own):
        answer = citizen.get(path, {"lang": language})
        page = body(answer)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in page
        assert not re.search(r"\{[{%]|%\(|\bNone\b|&lt;/", page), path
        assert page.count("<h1") == 1, path
        assert re.search(r"<title>[^<]{3,} – Жолдама</title>", page), path


def test_no_address_and_no_title_holds_an_iin(citizen: Client, centre: Any, person: Resident) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code, "guidance")))
    answer_all(citizen, centre.code)
    for path in (*PRIVATE, "/applications/", f"/applications/{case}/"):
        page = body(citizen.get(path))
        titles = re.findall(r"<title>.*?</title>|<h1.*?</h1>|(?:href|action)=\"[^\"]*\"", page, re.S)
        assert not any(person.iin and person.iin in one for one in titles)
    assert person.iin not in body(citizen.get(f"/applications/{case}/"))


def test_every_post_wants_the_pages_token(database: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in POSTS:
        assert strict.post(path).status_code == 403, path


def test_every_address_is_visited_here() -> None:
    """A new page must be added to the lists above."""
    names = {one.name for one in urlpatterns if isinstance(one, URLPattern)}
    assert names == {
        "start", "providers", "provider", "verify", "sign_in", "sign_in_text", "sign_out", "apply", "centre",
        "measure", "contact", "check", "prepare", "text", "send", "drop", "cabinet", "application", "receipt",
        "withdraw", "paper", "no_email", "hearing",
        # visited in test_portal_statements.py
        "statement",
        "verify_offline",
        # visited in test_portal_published.py
        "verify_worker", "verify_keys", "verify_list",
        # visited in test_portal_phone.py
        "phone", "phone_code", "phone_state", "phone_call", "phone_documents", "phone_ask_sign_in",
        "phone_sign_in", "phone_ask_application", "phone_send",
    }  # fmt: skip


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    ("at", "accepted", "due"),
    [
        (MORNING, "06.01.2025, 10:00", "08.01.2025, 10:00"),
        (datetime(2025, 1, 6, 12, 30, tzinfo=UTC), "08.01.2025, 09:00", "08.01.2025, 17:30"),
        (datetime(2025, 1, 4, 7, 0, tzinfo=UTC), "05.01.2025, 09:00", "05.01.2025, 17:30"),  # a worked Sunday
        (datetime(2025, 1, 6, 8, 15, tzinfo=UTC), "06.01.2025, 13:15", "08.01.2025, 13:00"),  # at lunch
    ],
)
def test_the_start_page_says_what_would_happen_now(
    browser: Client, set_clock: Callable[[datetime], None], at: datetime, accepted: str, due: str
) -> None:
    set_clock(at)
    page = body(browser.get("/?lang=en"))
    assert accepted in page
    assert due in page
    assert "It costs nothing" in page


def test_beyond_the_calendar_the_start_page_says_so(
    browser: Client, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(datetime(2031, 1, 6, 5, 0, tzinfo=UTC))
    assert "The due time is not known yet" in body(browser.get("/?lang=en"))


@pytest.mark.clause("P8.1a")
def test_the_schedule_of_a_centre_is_published(browser: Client, centre: Any) -> None:
    assert f"/providers/{centre.code}/" in body(browser.get("/providers/"))
    page = body(browser.get(f"/providers/{centre.code}/?lang=en"))
    rows = dict(re.findall(r'<time[^>]* datetime="([0-9-]+)">.*?<td[^>]*>(.*?)</td>', page, re.S))
    assert len(rows) == 30
    assert rows["2025-01-06"].startswith("09:00–13:00, 14:30–17:30")
    assert rows["2025-01-07"].startswith("closed")
    assert "Christmas" in rows["2025-01-07"]
    assert rows["2025-01-11"].startswith("closed")


def early_hours(centre: Any, since: date = date(2025, 1, 6)) -> None:
    """The centre has hours of its own from this day on."""
    from tests.acting import staff

    from zholdama.clocks import actions as clocks
    from zholdama.passport.edition import OfficeHours

    hours = OfficeHours(opens=time(8), lunch_from=time(12), lunch_to=time(13), closes=time(17))
    with staff(centre, "basshy", MORNING - timedelta(days=2)):
        clocks.set_hours(hours, valid_from=since)


@pytest.mark.clause("P8.1a")
def test_own_hours_are_published(browser: Client, centre: Any) -> None:
    early_hours(centre)
    assert "08:00–17:00" in body(browser.get(f"/providers/{centre.code}/"))
    assert "08:00–12:00, 13:00–17:00" in body(browser.get(f"/providers/{centre.code}/"))
    assert "08:00–17:00" in body(browser.get("/providers/"))


@pytest.mark.clause("P8.1a")
def test_hours_that_come_are_published_ahead(browser: Client, centre: Any) -> None:
    early_hours(centre, since=date(2025, 1, 9))
    page = body(browser.get(f"/providers/{centre.code}/"))
    rows = dict(re.findall(r'<time[^>]* datetime="([0-9-]+)">.*?<td[^>]*>(.*?)</td>', page, re.S))
    assert rows["2025-01-08"].startswith("09:00–13:00")
    assert rows["2025-01-09"].startswith("08:00–12:00")


def test_own_hours_hold_for_an_application(citizen: Client, centre: Any) -> None:
    early_hours(centre)
    page = answer_all(citizen, centre.code)
    assert "08.01.2025, 10:00" in body(page)
    assert citizen.get(f"/applications/{case_of(send(citizen, page))}/").status_code == 200


def test_a_closed_centre_is_nowhere(browser: Client, centre: Any) -> None:
    from tests.acting import changed

    changed("UPDATE providers_provider SET open = false WHERE id = %s", [centre.provider_id], alias="owner")
    assert browser.get(f"/providers/{centre.code}/").status_code == 404
    assert f"/providers/{centre.code}/" not in body(browser.get("/providers/"))


def test_pages_of_a_person_are_not_kept_by_the_browser(citizen: Client, centre: Any) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code)))
    for path in ("/applications/", f"/applications/{case}/", "/sign-in/"):
        assert "no-store" in citizen.get(path).headers["Cache-Control"]


def test_the_nonce_is_new_each_time(browser: Client) -> None:
    assert hidden(browser.get("/sign-in/"), "key") != hidden(browser.get("/sign-in/"), "key")
