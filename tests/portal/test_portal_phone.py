"""Signing on the phone, over the wire and in the browser: one link, one signature, one browser, one use."""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw
from tests.acting import crowd, sql
from tests.portal.phones import Phone, asked_to_sign_in, go_on, link_of, signed
from tests.portal.visiting import MORNING, answer_all, body, case_of, hidden, in_english, line, sign_in

from zholdama import clock
from zholdama.demonstration import signer
from zholdama.demonstration.residents import Resident, by_slug


def is_in(client: Client) -> bool:
    return client.get("/applications/").status_code == 200


def rows() -> list[tuple[Any, ...]]:
    return sql("SELECT * FROM signatures_phone_request ORDER BY id", alias="owner")


@pytest.fixture
def address(browser: Client, person: Resident) -> str:
    """A page with a QR to sign in with."""
    return asked_to_sign_in(browser)


@pytest.fixture
def phone(browser: Client, address: str) -> Phone:
    return Phone(link_of(browser, address))


# Coming in.


@pytest.mark.clause("P9.2a")
def test_a_signature_on_the_phone_opens_the_door(browser: Client, person: Resident) -> None:
    address = asked_to_sign_in(browser, target="/apply/")
    assert Phone(link_of(browser, address)).use(person.slug).status == 200
    assert not is_in(browser), "the phone itself brings nobody in"
    assert go_on(browser, address).headers["Location"] == "/apply/"
    assert is_in(browser)
    assert browser.session["citizen"]["name"] == "Сәрсенова Ә. Қ."


def test_what_the_phone_reads(phone: Phone) -> None:
    phone.language = "ru"
    said = phone.overview().json()
    assert said["description"] == "Вход на портал «Жолдама»"
    assert datetime.fromisoformat(said["expiry_date"]) == MORNING + timedelta(seconds=180)
    assert said["document"]["uri"] == f"http://testserver{phone.uri}"
    assert said["document"]["auth_token"] not in phone.link
    asked = phone.documents().json()
    content = base64.b64decode(asked["documentsToSign"][0]["document"]["file"]["data"])
    assert content.startswith(b"zholdama-sign-in/1\norigin: http://testserver\n")
    assert asked["documentsToSign"][0]["nameKz"] == "Кіруге арналған мәтін"


def test_looking_changes_nothing(phone: Phone, browser: Client, address: str) -> None:
    before = rows()
    for _ in range(2):
        assert phone.overview().status_code == phone.documents().status_code == 200
        assert browser.get(address).status_code == 200
        assert browser.get(f"{address}state/").json() == {"state": "waiting"}
        assert browser.get(f"{address}code.svg").headers["Content-Type"] == "image/svg+xml"
    assert rows() == before


def test_nothing_of_link_browser_or_bearer_is_stored(phone: Phone, browser: Client) -> None:
    phone.documents()
    token = phone.link.rstrip("/").rsplit("/", 1)[1]
    kept = str(sql("SELECT to_jsonb(r)::text FROM signatures_phone_request r", alias="owner"))
    for secret in (token, phone.bearer, browser.cookies["phone"].value):
        assert secret not in kept
        assert secret.encode().hex() not in kept


def test_the_cookie_is_the_browsers_secret(browser: Client, address: str) -> None:
    cookie = browser.cookies["phone"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 43


def test_pressed_too_early_the_page_says_so(browser: Client, address: str) -> None:
    in_english(browser)
    answer = go_on(browser, address)
    assert "The phone has not signed yet." in body(browser.get(answer.headers["Location"]))
    assert not is_in(browser)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_the_language_in_every_state(
    browser: Client, address: str, person: Resident, set_clock: Callable[[datetime], None], language: str
) -> None:
    def read() -> str:
        answer = browser.get(address, {"lang": language})
        page = body(answer)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in page
        assert not re.search(r"\{[{%]|%\(|\bNone\b|&lt;/", page)
        assert page.count("<h1") == 1
        return page

    link = link_of(browser, address)
    pages = [read()]
    set_clock(MORNING + timedelta(seconds=181))
    pages.append(read())
    set_clock(MORNING)
    Phone(link).use(person.slug)
    pages.append(read())
    go_on(browser, address)
    pages.append(read())
    address = asked_to_sign_in(browser)
    Phone(link_of(browser, address)).use(person.slug, defect="changed-id")
    pages.append(read())
    assert len({re.sub(r'name="csrfmiddlewaretoken" value="[^"]*', "", page) for page in pages}) == 5


def test_the_code_says_the_link(browser: Client, address: str, phone: Phone) -> None:
    """Drawn module by module from the served picture, read by a reader that is not ours."""
    served = browser.get(f"{address}code.svg").content.decode()
    size = int(re.search(r'width="(\d+)"', served).group(1)) // 5  # type: ignore[union-attr]
    image = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(image)
    x, y = 0.0, 0.0
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"', served)
    assert path
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", path.group(1)):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            pen.line([(x, int(y)), (x + values[0] - 1, int(y))], fill=0)
            x += values[0]
        else:
            x, y = (x + values[0], y + values[1]) if command == "m" else (values[0], values[1])
    large = image.resize((size * 5, size * 5), Image.Resampling.NEAREST)
    assert [found.text for found in zxingcpp.read_barcodes(large)] == [f"mobileSign:{phone.link}"]


def test_the_pages_question_is_cheap(browser: Client, address: str) -> None:
    browser.cookies.pop("sessionid", None)
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"{address}state/")
    assert sum("signatures_phone_request" in one["sql"] for one in captured.captured_queries) == 1
    assert sum(one["sql"].startswith("SELECT") for one in captured.captured_queries) == 2


# One link, one signature, one use.


def test_a_link_serves_once(phone: Phone, browser: Client, address: str, person: Resident) -> None:
    good = signed(phone.documents().json(), person.slug)
    assert phone.put(good).status_code == 200
    again = phone.put(good)
    assert (again.status_code, again.json()["code"]) == (409, "phone_link_used")
    assert phone.overview().status_code == phone.documents().status_code == 410
    assert go_on(browser, address).status_code == 302
    assert phone.put(good).status_code == 409


def test_a_signature_is_collected_once(phone: Phone, browser: Client, address: str, person: Resident) -> None:
    phone.use(person.slug)
    go_on(browser, address)
    browser.post("/sign-out/")
    request = address.split("/")[2]
    browser.post("/phone/sign-in/", {"request": request})
    assert not is_in(browser)
    assert browser.get(f"{address}state/").json() == {"state": "collected"}
    kept = sql(
        "SELECT documents, signatures FROM signatures_phone_request WHERE id = %s", [request], alias="owner"
    )
    assert [[json.loads(each) for each in row] for row in kept] == [[[], []]]


def test_two_phones_may_look_and_one_may_sign(phone: Phone, browser: Client, address: str) -> None:
    second = Phone(phone.link)
    first_asked, second_asked = phone.documents().json(), second.documents().json()
    assert phone.put(signed(first_asked, "bauyrzhan")).status_code == 200
    assert second.put(signed(second_asked, "galina")).status_code == 409
    go_on(browser, address)
    assert browser.session["citizen"]["name"].startswith("Жұмабаев")


def test_of_many_answers_at_once_one_is_taken(
    phone: Phone, browser: Client, address: str, person: Resident
) -> None:
    good = signed(phone.documents().json(), person.slug)

    def put(_: int) -> int:
        with clock.clock_at(MORNING):
            answer = Phone(phone.link).put(good, bearer=phone.bearer)
        return int(answer.status_code)

    assert sorted(crowd(8, put, threads=8)) == [200] + [409] * 7


def test_after_its_time_a_link_is_over(
    phone: Phone, browser: Client, address: str, person: Resident, set_clock: Callable[[datetime], None]
) -> None:
    good = signed(phone.documents().json(), person.slug)
    set_clock(MORNING + timedelta(seconds=180))
    late = phone.put(good)
    assert (late.status_code, late.json()["code"]) == (410, "phone_link_expired")
    assert phone.overview().status_code == phone.documents().status_code == 410
    assert browser.get(f"{address}state/").json() == {"state": "expired"}
    assert browser.get(f"{address}code.svg").status_code == 404
    browser.post("/phone/sign-in/", {"request": address.split("/")[2]})
    assert not is_in(browser)


def test_in_its_last_moment_it_serves(
    phone: Phone, person: Resident, set_clock: Callable[[datetime], None]
) -> None:
    good = signed(phone.documents().json(), person.slug)
    set_clock(MORNING + timedelta(seconds=180) - timedelta(microseconds=1))
    assert phone.put(good).status_code == 200


# Strangers.


def test_another_browser_collects_nothing(
    phone: Phone, browser: Client, address: str, person: Resident
) -> None:
    phone.use(person.slug)
    thief = Client()
    asked_to_sign_in(thief)
    for path in (address, f"{address}state/", f"{address}code.svg"):
        assert thief.get(path).status_code == 404
    assert thief.post("/phone/sign-in/", {"request": address.split("/")[2]}).status_code == 404
    assert not is_in(thief)
    assert go_on(browser, address).status_code == 302, "and takes nothing away"


def test_whoever_guesses_learns_nothing(phone: Phone) -> None:
    phone.documents()
    token = phone.link.rstrip("/").rsplit("/", 1)[1]
    other = token[:-1] + ("A" if token[-1] != "A" else "Q")
    answers = [
        phone.client.get(f"/mgovSign/{other}/"),
        phone.client.get("/mgovSign/x/"),
        phone.client.get(
            f"/mgovSign/{other}/documents/", headers={"Authorization": f"Bearer {phone.bearer}"}
        ),
        phone.client.get(phone.uri),
        phone.documents(bearer=""),
        phone.documents(bearer=token),
        phone.put(b"{}", bearer="0" * 64),
        phone.put(b"{}", bearer="ә"),
        phone.client.get(phone.uri, headers={"Authorization": f"Basic {phone.bearer}"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_hundred_and_twenty_calls_a_minute_are_enough(phone: Phone) -> None:
    statuses = [phone.client.get(f"/mgovSign/x{n}/").status_code for n in range(121)]
    assert statuses == [404] * 120 + [429]


def test_the_phones_door_takes_no_other_method(phone: Phone) -> None:
    phone.documents()
    headers = {"Authorization": f"Bearer {phone.bearer}"}
    assert (
        phone.client.post(phone.uri, "{}", content_type="application/json", headers=headers).status_code
        == 405
    )
    assert phone.client.put(phone.link, "{}", content_type="application/json").status_code == 405


def test_only_the_phones_door_goes_without_proof_of_origin(
    browser: Client, phone: Phone, person: Resident
) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/phone/sign-in/ask/", "/phone/sign-in/", "/phone/application/ask/", "/phone/application/"):
        assert strict.post(path, {}).status_code == 403
    good = signed(phone.documents().json(), person.slug)
    phone.client = strict
    assert phone.put(good).status_code == 200


# Bad answers.


@pytest.mark.parametrize("defect", ["bad-signature", "changed-id", "changed-name"])
def test_a_bad_answer_is_403_and_ends_the_link(
    phone: Phone, browser: Client, address: str, person: Resident, defect: str
) -> None:
    in_english(browser)
    outcome = phone.use(person.slug, defect=defect)
    assert outcome.status == 403
    assert outcome.message
    page = browser.get(address)
    assert "govuk-error-summary" in body(page)
    assert "Go back and get a new code" in body(page)
    assert Phone(phone.link).use(person.slug).status == 410
    browser.post("/phone/sign-in/", {"request": address.split("/")[2]})
    assert not is_in(browser)


def test_a_signature_over_other_bytes_than_ours_does_not_help(phone: Phone, person: Resident) -> None:
    """The phone was shown another document by somebody on the way: our own bytes are what is verified."""
    swapped = signed(phone.documents().json(), person.slug, content=b"zholdama-sign-in/1\nanother text\n")
    answer = phone.put(swapped)
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_invalid")


def test_a_late_phone(phone: Phone, person: Resident, set_clock: Callable[[datetime], None]) -> None:
    def wait(seconds: float) -> None:
        set_clock(MORNING + timedelta(seconds=seconds))

    outcome = phone.use(person.slug, defect="late", wait=wait)
    assert outcome.status == 410


def test_an_organisations_certificate_is_not_a_persons(phone: Phone, person: Resident) -> None:
    asked = phone.documents().json()
    file = asked["documentsToSign"][0]["document"]["file"]
    cms = signer.sign_as_official(
        login="x", iin=person.iin or "", name=person.full_name, bin="150440000102", organisation="Үлгі",
        content=base64.b64decode(file["data"]), at=MORNING,
    )  # fmt: skip
    file["data"] = base64.b64encode(cms).decode()
    assert phone.put(json.dumps(asked).encode()).status_code == 403


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html></html>", b"", b"[1,2", b"null"], ids=["html", "empty", "cut", "null"]
)
def test_a_broken_line_is_no_answer_and_may_be_sent_again(
    phone: Phone, person: Resident, content: bytes
) -> None:
    good = signed(phone.documents().json(), person.slug)
    assert phone.put(content).status_code == 400
    assert phone.put(good).status_code == 200


def test_too_large_a_body_is_not_read(phone: Phone, person: Resident) -> None:
    good = signed(phone.documents().json(), person.slug)
    assert phone.put(b" " * 1_900_001).status_code == 413
    assert phone.put(b" " * 3_000_000).status_code == 413
    assert phone.put(good).status_code == 200


def test_the_answer_is_in_the_phones_language(phone: Phone) -> None:
    said = []
    for language in ("kk", "ru-RU", "en"):
        phone.language = language
        headers = {"Accept-Language": language}
        said.append(phone.client.get("/mgovSign/nothing/", headers=headers).json()["message"])
    assert [text.split()[0] for text in said] == ["Мұндай", "Такой", "There"]


def test_a_check_that_could_not_be_made_is_left_to_the_act(
    phone: Phone, browser: Client, address: str, person: Resident, settings: Any
) -> None:
    """Undetermined is no refusal for the phone, and opens no door either."""
    trust = settings.ZHOLDAMA_TRUST
    settings.ZHOLDAMA_TRUST = trust / "nothing-here"
    good = signed_with(trust, settings, phone, person)
    answer = phone.put(good)
    assert answer.status_code == 200
    result = go_on(browser, address)
    assert result.status_code == 422
    assert not is_in(browser)
    settings.ZHOLDAMA_TRUST = trust
    key = hidden(result, "key")
    sent = {"key": key, "cms": line(person, browser.get(f"/sign-in/text/{key}/").content)}
    assert browser.post("/phone/sign-in/", sent).status_code == 302, "the page that came of it is in order"
    assert is_in(browser)


def signed_with(trust: Any, settings: Any, phone: Phone, person: Resident) -> bytes:
    """A good answer, made while the authority is known."""
    nowhere, settings.ZHOLDAMA_TRUST = settings.ZHOLDAMA_TRUST, trust
    good = signed(phone.documents().json(), person.slug)
    settings.ZHOLDAMA_TRUST = nowhere
    return good


# Applying.


def ready(client: Client, centre: Any) -> Any:
    return answer_all(client, centre.code, wish="Ауысыммен жұмыс")


def ask(client: Client, page: Any) -> str:
    answer = client.post(
        "/phone/application/ask/", {"key": hidden(page, "key"), "shown": hidden(page, "shown")}
    )
    assert answer.status_code == 302, body(answer)
    return str(answer.headers["Location"])


@pytest.mark.clause("P3.2", "P9.2a")
def test_an_application_is_sent_with_the_phone(citizen: Client, person: Resident, centre: Any) -> None:
    address = ask(citizen, ready(citizen, centre))
    phone = Phone(link_of(citizen, address))
    said = phone.overview().json()["organisation"]
    provider = sql(
        "SELECT bin, name_kk FROM providers_provider WHERE id = %s", [centre.provider_id], alias="owner"
    )
    assert [(said["bin"], said["nameKz"])] == provider
    assert phone.use(person.slug).status == 200
    case = case_of(go_on(citizen, address))
    assert citizen.get(f"/applications/{case}/").status_code == 200
    kept = sql("SELECT wish FROM applications_application WHERE id = %s", [case], alias="owner")
    assert kept == [("Ауысыммен жұмыс",)]


def test_pressed_twice_one_application_comes_of_it(citizen: Client, person: Resident, centre: Any) -> None:
    address = ask(citizen, ready(citizen, centre))
    Phone(link_of(citizen, address)).use(person.slug)
    request = {"request": address.split("/")[2]}
    first, second = (citizen.post("/phone/application/", request) for _ in range(2))
    assert case_of(first) == case_of(second)
    made = sql(
        "SELECT count(*) FROM applications_application WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    assert made == [(1,)]


def test_another_persons_certificate_is_refused_and_the_answers_are_kept(
    citizen: Client, person: Resident, centre: Any
) -> None:
    page = ready(citizen, centre)
    address = ask(citizen, page)
    outcome = Phone(link_of(citizen, address)).use(person.slug, defect="another-person")
    assert outcome.status == 403
    assert "Ауысыммен жұмыс" in body(citizen.get("/apply/check/"))
    assert Phone(link_of(citizen, ask(citizen, citizen.get("/apply/check/")))).use(person.slug).status == 200


def test_whoever_signs_in_later_in_this_browser_gets_nothing(
    citizen: Client, person: Resident, centre: Any
) -> None:
    address = ask(citizen, ready(citizen, centre))
    Phone(link_of(citizen, address)).use(person.slug)
    citizen.post("/sign-out/")
    sign_in(citizen, "galina")
    assert citizen.post("/phone/application/", {"request": address.split("/")[2]}).status_code == 404


def test_a_text_that_has_changed_meanwhile_is_not_asked_for(citizen: Client, centre: Any) -> None:
    page = ready(citizen, centre)
    answer = citizen.post("/phone/application/ask/", {"key": hidden(page, "key"), "shown": "0" * 64})
    assert answer.headers["Location"] == "/apply/check/"


def test_a_stranger_is_led_to_the_sign_in(browser: Client, person: Resident) -> None:
    for path in ("/phone/application/ask/", "/phone/application/"):
        assert browser.post(path, {}).headers["Location"].startswith("/sign-in/")
    assert browser.get("/phone/sign-in/").headers["Location"] == "/sign-in/"


def test_production_shows_no_stand_in(browser: Client, address: str, settings: Any) -> None:
    settings.ZHOLDAMA_DEMONSTRATION_STAFF = ""
    assert "zholdama phone" not in body(browser.get(address))
    assert "m.egov.kz/mobileSign/?link=http%3A%2F%2Ftestserver%2FmgovSign%2F" in body(browser.get(address))


def test_old_requests_are_forgotten(phone: Phone, set_clock: Callable[[datetime], None]) -> None:
    from zholdama.ledger.work import Login, work
    from zholdama.signatures import phone_actions

    for minutes, left in ((62, True), (64, False)):
        with work(login=Login.DOORKEEPER, at=MORNING + timedelta(minutes=minutes)):
            phone_actions.forget()
        assert (phone.overview().status_code == 200) is left


def test_an_attached_signature_is_asked_for_and_taken(browser: Client, person: Resident) -> None:
    """CMS_WITH_DATA: the bytes inside must be our own."""
    from django.db import connections

    for defect, status in (("", 200), ("bad-signature", 403)):
        address = asked_to_sign_in(browser)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "UPDATE signatures_phone_request SET method = 'CMS_WITH_DATA' WHERE id = %s",
                [address.split("/")[2]],
            )
        phone = Phone(link_of(browser, address))
        assert phone.documents().json()["signMethod"] == "CMS_WITH_DATA"
        assert phone.use(person.slug, defect=defect).status == status


def test_the_slug_of_the_command_is_the_person_who_applies(browser: Client, centre: Any) -> None:
    sign_in(browser, "timur")
    browser.post("/apply/drop/")
    address = ask(browser, ready(browser, centre))
    assert "--as timur" in body(browser.get(address))
    assert by_slug()["timur"].iin not in body(browser.get(address))
