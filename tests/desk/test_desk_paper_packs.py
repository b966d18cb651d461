"""A day without power through the pages: a pack printed, papers entered, the rest void, a person not accepted."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.acting import newcomer

LIMIT = 15
SNAPSHOT = {"packs": 7, "pack": 6, "late_entries": 8, "not_accepted": 5, "late_entry": 4}


def day(name: str, text: str = "6.1.2025") -> dict[str, str]:
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split("."), strict=True))


def scan() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("L", (20, 20), 255).save(written, format="PNG")
    return SimpleUploadedFile("қағаз.png", written.getvalue())


def reserve(browser: Any, count: int = 3) -> Any:
    sent = {"count": str(count), **day("valid_from"), **day("valid_until"), "key": str(uuid4())}
    answer = browser.post("/desk/packs/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(answer["Location"]).context


def entry(resident: Any, **more: Any) -> dict[str, Any]:
    kind, number, _, _ = resident.documents[0]
    times = {"arrived": "10:00", "started": "10:20", "registered": "10:25", "delivered": "", "left": "10:40"}
    package = {"measure": "job_placement", "language": "kk", "phone": "", "wish": ""}
    person = {"document": kind, "number": number, "iin": resident.iin or ""}
    return {**day("day"), **times, **person, **package, "key": str(uuid4()), "scan": scan(), **more}


def test_a_day_without_power(desk: Any, centre: Any) -> None:
    browser = desk("maman1")
    context = reserve(browser)
    assert browser.get(f"/desk/packs/{context['pack'].id}/forms.pdf").content.startswith(b"%PDF")
    browser.later(300)
    numbers = context["numbers"]
    address = f"/desk/paper-numbers/{numbers[0].id}/enter/"
    assert browser.get(address).status_code == 200
    wrong = browser.post(address, entry(newcomer(), started="09:50"))
    assert wrong.status_code == 422
    assert "started" in wrong.context["form"].errors
    answer = browser.post(address, entry(newcomer(), delivered="10.35"))
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer["Location"])
    case = page.context["case"]
    assert case.paper_number == numbers[0].number
    assert [bool(step["effective"]) for step in page.context["steps"]] == [True, True]
    assert numbers[0].number in page.content.decode()
    assert browser.post(address, entry(newcomer())).status_code == 409
    answer = browser.post(f"/desk/paper-numbers/{numbers[1].id}/void/", {"reason": "Сия төгілді"})
    assert answer.status_code == 302
    answer = browser.post(f"/desk/packs/{context['pack'].id}/", {"reason": "Жарық қосылды"})
    assert answer.status_code == 302
    head = desk("basshy", at=browser.at)
    waiting = head.get("/desk/packs/").context["waiting"]
    assert head.post(f"/desk/packs/void/{waiting[0]['card'].id}/", {"answer": "grant"}).status_code == 302
    (card,) = head.get("/desk/packs/").context["packs"]
    assert (card.reserved, card.entered, card.void) == (0, 1, 2)
    supervisor = desk("baqylau", at=browser.at)
    (row,) = supervisor.get("/desk/late-entries/").context["rows"]
    assert row["delay"] == 260
    assert {clock["state"] for clock in row["clocks"]} == {"kept"}
    assert (
        supervisor.post("/desk/packs/", {"count": "1", **day("valid_from"), "key": str(uuid4())}).status_code
        < 500
    )
    assert len(supervisor.get("/desk/packs/").context["packs"]) == 1


def test_somebody_whom_the_register_does_not_know_is_typed_from_the_paper(desk: Any) -> None:
    from zholdama.demonstration.residents import by_slug

    browser = desk("maman1")
    numbers = reserve(browser, 1)["numbers"]
    address = f"/desk/paper-numbers/{numbers[0].id}/enter/"
    olena = by_slug()["olena"]
    sent = entry(olena, no_iin="on")
    first = browser.later(300).post(address, sent)
    assert first.status_code == 200
    assert first.context["names"] is True
    names = {"surname": olena.surname, "given_name": olena.given_name, "sex": "female", "names": "1"}
    sent = {**sent, **names, **day("birth_date", "10.10.1990"), "scan": scan()}
    assert browser.post(address, sent).status_code == 302


def test_a_child_on_paper_comes_with_a_representative(desk: Any) -> None:
    from tests.desk.test_desk_paper import child, representative

    from zholdama.demonstration.residents import by_slug

    browser = desk("maman1")
    numbers = reserve(browser, 1)["numbers"]
    root, young = f"/desk/paper-numbers/{numbers[0].id}", child()
    browser.later(300)
    assert browser.post(f"{root}/enter/", entry(young)).status_code == 422
    assert browser.post(f"{root}/representative/", representative(by_slug()["galina"])).status_code == 302
    answer = browser.post(f"{root}/enter/", entry(young))
    assert answer.status_code == 302
    assert "Петренко" in browser.get(answer["Location"]).content.decode()


@pytest.mark.clause("P9.1a")
def test_a_person_without_a_document_leaves_with_a_paper(visit: Any) -> None:
    one = visit().arrive()
    assert "not-accept" in one.desk.get(f"/desk/tickets/{one.ticket}/").content.decode()
    address = f"/desk/tickets/{one.ticket}/not-accept/"
    assert one.desk.post(address, {"reason": "tired"}).status_code == 422
    answer = one.desk.later(2).post(address, {"reason": "none_shown", "said_name": "Арман"})
    assert answer.status_code == 302
    (row,) = one.desk.get(answer["Location"]).context["rows"]
    assert row["card"].said_name == "Арман"
    pdf = one.desk.get(f"/desk/tickets/{one.ticket}/not-accepted.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert one.desk.get(f"/desk/tickets/{one.ticket}/").context["step"] == "over"


def test_few_statements_and_no_more_with_more_rows(desk: Any, visit: Any, centre: Any) -> None:
    browser = desk("maman1")
    context = reserve(browser, 6)
    numbers = context["numbers"]
    pages = {
        "packs": "/desk/packs/",
        "pack": f"/desk/packs/{context['pack'].id}/",
        "late_entries": "/desk/late-entries/",
        "not_accepted": "/desk/not-accepted/",
        "late_entry": f"/desk/paper-numbers/{numbers[5].id}/enter/",
    }

    def measured() -> dict[str, int]:
        browser.get("/desk/")  # a message that waits is read here
        counted = {}
        for name, address in pages.items():
            with browser.queries() as statements:
                assert browser.get(address).status_code == 200, name
            counted[name] = len(statements)
        return counted

    def play(*places: int) -> None:
        for place in places:
            sent = entry(newcomer())
            assert browser.post(f"/desk/paper-numbers/{numbers[place].id}/enter/", sent).status_code == 302
            one = visit(browser=browser).arrive()
            browser.post(f"/desk/tickets/{one.ticket}/not-accept/", {"reason": "none_shown"})

    browser.later(60)
    play(0)
    few = measured()
    play(1, 2)
    reserve(browser, 1)
    assert measured() == few
    assert max(few.values()) <= LIMIT
    assert few == SNAPSHOT, few


@pytest.mark.parametrize("login", ["qabyldau"])
def test_pages_of_others_are_not_there(desk: Any, login: str) -> None:
    browser = desk(login)
    for address in ("/desk/packs/", "/desk/late-entries/", "/desk/not-accepted/", f"/desk/packs/{uuid4()}/"):
        assert browser.get(address).status_code == 404


def test_another_centres_number_is_not_there(desk: Any) -> None:
    browser = desk("maman1", at=desk("maman2").at + timedelta(minutes=1))
    for tail in ("enter", "void", "representative"):
        assert browser.get(f"/desk/paper-numbers/{uuid4()}/{tail}/").status_code == 404


def test_a_printed_number_says_that_nothing_was_issued_under_it(desk: Any) -> None:
    browser = desk("maman1")
    numbers = reserve(browser)["numbers"]
    found = browser.post("/desk/search/", {"by": "number", "number": numbers[0].number}).content.decode()
    assert "Бұл нөмір алдын ала басылған. Ол бойынша ештеңе берілген жоқ." in found
    browser.later(300)
    browser.post(f"/desk/paper-numbers/{numbers[1].id}/enter/", entry(newcomer()))
    answer = browser.post("/desk/search/", {"by": "number", "number": numbers[1].number})
    assert answer.status_code == 302
    assert "/desk/applications/" in answer["Location"]


def test_the_check_lists_printed_numbers_that_nobody_settled(desk: Any) -> None:
    from zholdama.acceptance.findings import findings

    browser = desk("maman1")
    reserve(browser, count=2)
    found = next(iter(findings(at=browser.at + timedelta(days=1))))
    assert found["state"] == "warning"
    assert "printed numbers are not entered and not void" in found["what"]
