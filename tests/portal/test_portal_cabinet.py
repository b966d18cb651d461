"""What a person sees of his cases, and nobody else of them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.portal.visiting import MORNING, answer_all, body, case_of, decided, papers, send, settled, sign_in

from zholdama.ledger.work import Login, work
from zholdama.papers.verification import verify_pdf
from zholdama.referrals import queries as referrals


@pytest.fixture
def case(citizen: Client, centre: Any) -> UUID:
    """An application to a training, just sent."""
    return case_of(send(citizen, answer_all(citizen, centre.code)))


def test_the_case_shows_state_term_and_who_acts_next(citizen: Client, case: UUID) -> None:
    page = body(citizen.get(f"/applications/{case}/?lang=en"))
    for words in ("Accepted by the portal", "A specialist of the centre takes", "You sent the signed application", "How this time was found", "08.01.2025, 10:00"):  # fmt: skip
        assert words in page


def test_the_signed_text_and_the_signature_can_be_taken_home(citizen: Client, case: UUID) -> None:
    found = [citizen.get(path) for path in papers(citizen.get(f"/applications/{case}/"))]
    assert {one.headers["Content-Type"].partition(";")[0] for one in found} == {
        "text/plain",
        "application/cms",
    }
    for one in found:
        assert one.headers["Content-Disposition"].startswith("attachment;")
        assert one.headers["X-Content-Type-Options"] == "nosniff"
    assert any(one.content.startswith(b"zholdama-application/1") for one in found)


def test_the_receipt_is_a_page_to_print(citizen: Client, case: UUID) -> None:
    answer = citizen.get(f"/applications/{case}/receipt/")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.clause("P3.2", "P10.3")
def test_the_result_lies_in_the_cabinet(citizen: Client, centre: Any, case: UUID) -> None:
    decided(centre, case)
    page = citizen.get(f"/applications/{case}/?lang=en")
    assert "Result delivered" in body(page)
    assert "The head signed the decision" in body(page)
    pdf = citizen.get(papers(page)[0])
    assert pdf.content.startswith(b"%PDF")
    assert "referral.pdf" in pdf.headers["Content-Disposition"]


def test_the_result_in_large_print_is_chosen_beside_it_and_is_as_true(
    citizen: Client, centre: Any, case: UUID
) -> None:
    """J8, P9.1a: whoever reads badly takes the other size; a verifier takes both."""
    decided(centre, case)
    page = citizen.get(f"/applications/{case}/?lang=en")
    assert "Referral, large print (PDF)" in body(page)
    ordinary, large = (citizen.get(path) for path in papers(page)[:2])
    assert "referral-large.pdf" in large.headers["Content-Disposition"]
    assert ordinary.content != large.content
    with work(login=Login.DOORKEEPER, at=MORNING):
        ring = referrals.keyring()
    judged = [verify_pdf(one.content, keyring=ring, at=MORNING) for one in (ordinary, large)]
    assert [one.verdict for one in judged] == ["valid", "valid"]
    assert judged[0].code == judged[1].code


def test_a_refusal_says_why_and_what_to_do(citizen: Client, centre: Any, case: UUID) -> None:
    decided(centre, case, refused=True)
    page = body(citizen.get(f"/applications/{case}/?lang=en"))
    for words in (
        "Why it was refused",
        "Диплом көрсетілмеген.",
        "How to put it right",
        "How to complain",
        "Apply again",
    ):
        assert words in page
    again = answer_all(citizen, centre.code)
    assert case_of(send(citizen, again)) != case


def test_withdrawing_asks_first_and_ends_the_term(citizen: Client, case: UUID) -> None:
    question = citizen.get(f"/applications/{case}/withdraw/")
    assert question.status_code == 200
    assert "withdraw" in body(citizen.get(f"/applications/{case}/"))  # asking has changed nothing
    for _ in range(2):
        answer = citizen.post(f"/applications/{case}/withdraw/")
        assert answer.headers["Location"] == f"/applications/{case}/"
    page = body(citizen.get(f"/applications/{case}/?lang=en"))
    assert page.count("The application was withdrawn") == 1
    assert f"/applications/{case}/withdraw/" not in page


def test_what_is_decided_is_not_withdrawn(citizen: Client, centre: Any, case: UUID) -> None:
    decided(centre, case)
    assert citizen.get(f"/applications/{case}/withdraw/").status_code == 302
    answer = citizen.post(f"/applications/{case}/withdraw/")
    assert answer.status_code == 409
    assert "Result delivered" in body(citizen.get(f"/applications/{case}/?lang=en"))


def test_a_foreign_case_is_like_one_that_never_was(citizen: Client, case: UUID) -> None:
    paper = papers(citizen.get(f"/applications/{case}/"))[0]
    stranger = Client()
    sign_in(stranger, "bauyrzhan")
    missing = stranger.get(f"/applications/{uuid4()}/")
    for path in (
        f"/applications/{case}/",
        f"/applications/{case}/receipt/",
        f"/applications/{case}/withdraw/",
        paper,
    ):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert settled(answer) == settled(missing)
    assert stranger.post(f"/applications/{case}/withdraw/").status_code == 404
    assert "Accepted by the portal" in body(citizen.get(f"/applications/{case}/?lang=en"))


def test_a_paper_belongs_to_its_case(citizen: Client, centre: Any, case: UUID) -> None:
    other = case_of(send(citizen, answer_all(citizen, centre.code, "guidance")))
    paper = papers(citizen.get(f"/applications/{case}/"))[0]
    assert citizen.get(paper.replace(str(case), str(other))).status_code == 404


def test_nobody_comes_here_without_signing_in(case: UUID, browser: Client) -> None:
    nobody = Client()
    for path in ("/applications/", f"/applications/{case}/", f"/applications/{case}/withdraw/", "/apply/"):
        assert nobody.get(path).headers["Location"].startswith("/sign-in/?next=")
    assert nobody.post(f"/applications/{case}/withdraw/").headers["Location"].startswith("/sign-in/")


def test_notices_stand_in_the_cabinet(citizen: Client, centre: Any, case: UUID) -> None:
    from zholdama.actors import system_of
    from zholdama.notifications import actions as notifications

    by = system_of(centre.provider_id)
    with work(login=Login.STAFF, by=by, at=MORNING, provider=centre.provider_id):
        notifications.follow()
    page = body(citizen.get("/applications/?lang=en"))
    assert "Your application was accepted." in page
