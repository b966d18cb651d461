"""Employers and their places at the desk, and the employers' own door behind a personal link."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.acting import AT, sql

from zholdama import clock
from zholdama.demonstration.centre import official_iin, organisation_bin

NUMBER = organisation_bin("a workshop of the tests")
HEADING = "measure;title_kk;title_ru;total\n"
WORKSHOP = {"name": "«Үлгі шеберхана» ЖШС", "language": "kk", "address": "Үлгі, 9"}


def entered(one: Any, **more: Any) -> str:
    """The address of an organisation entered through the page."""
    answer = one.post("/desk/employers/new/", {"key": str(uuid4()), "number": NUMBER, **WORKSHOP, **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.fixture
def one(desk: Any) -> Any:
    return desk("maman1")


@pytest.fixture
def workshop(one: Any) -> str:
    return entered(one)


def offered(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "measure": "job_placement", "title_kk": "Слесарь", "total": "2", "profession": "7233",
        "wage_tenge": "200000", "demands": ["lifting"], **more,
    }  # fmt: skip


def upload(text: str, **more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "act": "take",
        "file": SimpleUploadedFile("places.csv", text.encode()),
        **more,
    }


def test_a_place_is_added_changed_renewed_and_closed(one: Any, workshop: str, centre: Any) -> None:
    sent = offered()
    for _ in range(2):
        assert one.post(f"{workshop}places/new/", sent).status_code == 302
    assert one.get(workshop).content.decode().count("Слесарь") == 2  # the link and the button's own words
    place = UUID(sent["key"])
    page = one.get(f"/desk/places/{place}/")
    version = page.context["place"].version
    assert one.post(f"/desk/places/{place}/", offered(total="5", version=version)).status_code == 302
    stale = one.post(f"/desk/places/{place}/", offered(total="6", version=version))
    assert stale.status_code == 409
    wrong = one.post(f"/desk/places/{place}/", offered(total="0", version=version + 1))
    assert wrong.status_code == 422
    assert one.post(f"/desk/places/{place}/renew/").status_code == 302
    assert one.post(f"/desk/places/{place}/end/", {"reason": "nothing"}).status_code == 422
    assert one.post(f"/desk/places/{place}/end/", {"reason": "filled"}).status_code == 302
    assert one.get(f"/desk/places/{place}/").status_code == 200
    assert one.post(f"/desk/places/{place}/renew/").status_code == 409


def test_what_is_wrong_stands_at_the_field(one: Any, workshop: str) -> None:
    day = {"valid_until-day": "1", "valid_until-month": "1", "valid_until-year": "2026"}
    answer = one.post(f"{workshop}places/new/", offered(**day))
    assert answer.status_code == 422
    assert answer.context["form"].errors["valid_until"]
    twice = one.post("/desk/employers/new/", {"key": str(uuid4()), "number": NUMBER, **WORKSHOP})
    assert twice.status_code == 422
    assert twice.context["form"].errors["number"]


def test_a_check_is_written_down_and_the_flag_is_shown(one: Any, workshop: str) -> None:
    day = {"as_of-day": "6", "as_of-month": "1", "as_of-year": "2025"}
    sent = {"key": str(uuid4()), "check": "registered", "answer": "yes", **day}
    assert one.post(f"{workshop}check/", sent).status_code == 422
    assert one.post(f"{workshop}check/", {**sent, "source": "тізілім"}).status_code == 302
    page = one.get(workshop)
    assert [row["colour"] for row in page.context["checks"]] == ["green", "grey", "grey", "grey", "grey"]
    assert page.context["conflicts"] == []
    own = entered(one, number=official_iin("basshy"))
    page = one.get(own)
    assert len(page.context["conflicts"]) == 1
    assert "Тұрсынбекова" in page.content.decode()


def test_a_file_with_two_bad_rows_brings_nothing_and_a_good_one_all(one: Any, workshop: str) -> None:
    heading = f"organisation_bin;{HEADING}"
    good = f"{NUMBER};job_placement;Слесарь;;2\n"
    bad = f"{NUMBER};job_placement;;;2\n{NUMBER};job_placement;Слесарь;;көп\n"
    answer = one.post("/desk/places/file/", upload(heading + good + bad))
    assert answer.status_code == 422
    assert [row["line"] for row in answer.context["report"]["lines"]] == [3, 4]
    count = "SELECT count(*) FROM opportunities_place WHERE organisation_bin = %s AND provider_id = %s"
    stored = [NUMBER, one.centre.provider_id]
    assert sql(count, stored, alias="owner") == [(0,)]
    checked = one.post("/desk/places/file/", upload(heading + good, act="check"))
    assert checked.status_code == 200
    assert sql(count, stored, alias="owner") == [(0,)]
    sent = upload(heading + good * 3)
    assert one.post("/desk/places/file/", sent).status_code == 302
    assert one.post("/desk/places/file/", upload(heading + good * 3, key=sent["key"])).status_code == 302
    assert sql(count, stored, alias="owner") == [(3,)]
    assert one.post("/desk/places/file/", upload("\x00")).status_code == 422
    table = one.get("/desk/places/places.csv").content.decode("utf-8-sig")
    assert table.count(NUMBER) == 3
    assert one.get("/desk/places/places.jsonld").json()["@context"][0] == "https://schema.org"


def test_pages_of_employers_make_few_statements_however_many_places(one: Any, workshop: str) -> None:
    def counted() -> list[int]:
        found = []
        for address in ("/desk/employers/", workshop, "/desk/places/", f"{workshop}places/new/"):
            with one.queries() as statements:
                assert one.get(address).status_code == 200
            found.append(len(statements))
        return found

    few = counted()
    text = f"organisation_bin;{HEADING}" + f"{NUMBER};job_placement;Слесарь;;2\n" * 20
    assert one.post("/desk/places/file/", upload(text)).status_code == 302
    one.get("/desk/places/")  # the banner of the upload is read once
    assert counted() == few
    assert max(few) <= 15, few


def test_long_lists_go_page_by_page_and_lose_nothing(one: Any, workshop: str) -> None:
    text = f"organisation_bin;{HEADING}" + f"{NUMBER};job_placement;Слесарь;;2\n" * 230
    assert one.post("/desk/places/file/", upload(text)).status_code == 302
    for first in (workshop, "/desk/places/"):
        seen: list[Any] = []
        address: str = first
        while address:
            page = one.get(address)
            seen += [row["id"] for row in page.context["rows"]]
            address = first + page.context["next"] if page.context["next"] else ""
        assert len(seen) == len(set(seen)) >= 230
    assert one.get("/desk/places/?at=x&after=y").status_code == 200
    assert one.get("/desk/places/?closed=1").context["rows"] == []


class Employer:
    """A browser that holds a personal link."""

    def __init__(self, one: Any, workshop: str) -> None:
        page = one.post(f"{workshop}links/", {"key": str(uuid4())})
        self.link = re.search(r"/employers/places/open/[\w-]+/", page.content.decode())[0]  # type: ignore[index]
        self.client = Client()

    def get(self, address: str = "") -> Any:
        with clock.clock_at(AT):
            return self.client.get(address or self.link)

    def post(self, address: str, sent: dict[str, Any] | None = None) -> Any:
        with clock.clock_at(AT):
            return self.client.post(address, sent or {})

    def enter(self) -> "Employer":
        assert self.post(self.link, {"digits": NUMBER[-4:]}).status_code == 302
        return self


@pytest.fixture
def employer(one: Any, workshop: str) -> Employer:
    return Employer(one, workshop)


def test_opening_the_link_shows_and_changes_nothing(one: Any, workshop: str, employer: Employer) -> None:
    state = "SELECT to_jsonb(t)::text FROM opportunities_organisation_link t WHERE provider_id = %s"
    before = sql(state, [one.centre.provider_id], alias="owner")
    for _ in range(10):
        page = employer.get()
        assert page.status_code == 200
        assert WORKSHOP["name"] not in page.content.decode()
        assert NUMBER not in page.content.decode()
    with clock.clock_at(AT):
        assert employer.client.head(employer.link).status_code == 200
    assert sql(state, [one.centre.provider_id], alias="owner") == before
    for address in ("", "new/", "file/", "places.csv"):
        assert employer.get(f"/employers/places/{address}").status_code == 404
    assert employer.post("/employers/places/new/", offered()).status_code == 404
    assert employer.link.split("/")[-2] not in one.get(workshop).content.decode()


def test_wrong_digits_close_the_link(employer: Employer) -> None:
    wrong = f"{(int(NUMBER[-4:]) + 1) % 10000:04d}"
    for _ in range(5):
        assert employer.post(employer.link, {"digits": wrong}).status_code == 422
    assert employer.post(employer.link, {"digits": NUMBER[-4:]}).status_code == 404


def test_behind_the_link_the_organisation_keeps_its_places(
    one: Any, workshop: str, employer: Employer
) -> None:
    employer.enter()
    sent = offered()
    assert employer.post("/employers/places/new/", sent).status_code == 302
    place = sent["key"]
    page = employer.get("/employers/places/")
    assert "Слесарь" in page.content.decode()
    assert employer.link.split("/")[-2] not in page.content.decode()
    version = employer.get(f"/employers/places/{place}/").context["place"].version
    changed = offered(total="7", version=version)
    assert employer.post(f"/employers/places/{place}/", changed).status_code == 302
    assert employer.get(f"/employers/places/{place}/renew/").status_code == 200
    assert employer.post(f"/employers/places/{place}/renew/").status_code == 302
    bad = employer.post("/employers/places/file/", upload(HEADING + "job_placement;;;2\n"))
    assert bad.status_code == 422
    good = upload(HEADING + "job_placement;Токарь;Токарь;2\n" * 2)
    assert employer.post("/employers/places/file/", good).status_code == 302
    assert employer.get("/employers/places/places.csv").content.decode("utf-8-sig").count("Токарь") == 4
    assert employer.get("/employers/places/sample.csv").status_code == 200
    assert employer.post(f"/employers/places/{place}/end/", {"reason": "cancelled"}).status_code == 302
    steps = "SELECT entry FROM ledger_entry WHERE case_id = %s AND act = 'place_ended'"
    assert "employer:" in sql(steps, [place], alias="owner")[0][0]
    assert employer.post("/employers/places/leave/").status_code == 200
    assert employer.get("/employers/places/").status_code == 404


def test_the_link_opens_no_place_of_another(one: Any, workshop: str, employer: Employer) -> None:
    other = entered(one, number=organisation_bin("a neighbour of the workshop"), name="«Көрші» ЖШС")
    sent = offered()
    assert one.post(f"{other}places/new/", sent).status_code == 302
    employer.enter()
    place = sent["key"]
    assert employer.get(f"/employers/places/{place}/").status_code == 404
    for act in ("renew/", "end/"):
        assert employer.post(f"/employers/places/{place}/{act}", {"reason": "filled"}).status_code in (
            404,
            422,
        )
    assert employer.post(f"/employers/places/{place}/", offered(version=1)).status_code == 404
    assert employer.get("/desk/").status_code == 302
    found = "SELECT version, ended_at FROM opportunities_place WHERE id = %s"
    assert sql(found, [place], alias="owner") == [(1, None)]


def test_a_closed_link_and_a_forged_cookie_open_nothing(one: Any, workshop: str, employer: Employer) -> None:
    employer.enter()
    assert employer.get("/employers/places/").status_code == 200
    links = one.get(workshop).context["links"]
    assert one.post(f"{workshop}links/{links[0].id}/revoke/").status_code == 302
    assert employer.get("/employers/places/").status_code == 404
    assert employer.get().status_code == 404
    again = Employer(one, workshop)
    again.client.cookies["employer"] = again.link.split("/")[-2]  # the secret without the digits
    assert again.get("/employers/places/").status_code == 404


def test_the_secret_of_a_link_is_not_written_into_the_log() -> None:
    import logging

    from zholdama.config.logging import Allowlist

    secret = "aB3-_xYz0123456789LmNo"
    record = logging.LogRecord("x", 40, "", 0, "Error: %s", (f"/employers/places/open/{secret}/",), None)
    Allowlist().filter(record)
    assert secret not in record.msg
    assert "/employers/" in record.msg
