"""The e-mail address: never asked for with force, kept beside the signed text, taken back with one button."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.acting import sql
from tests.portal.visiting import answer_all, body, case_of, in_english, send, sign_in


def kept(case: UUID) -> str:
    return str(sql("SELECT email FROM applications_application WHERE id = %s", [case], alias="owner")[0][0])


def test_an_address_is_kept_beside_the_signed_text_and_taken_back(citizen: Client, centre: Any) -> None:
    page = answer_all(citizen, centre.code, email="Someone@example.kz")
    assert "Someone@example.kz" in body(page)
    assert b"Someone" not in citizen.get("/apply/text/").content
    case = case_of(send(citizen, page))
    assert kept(case) == "Someone@example.kz"
    address = f"/applications/{case}/"
    assert "Someone@example.kz" in body(citizen.get(address))
    assert citizen.get(f"{address}no-email/").status_code == 405
    assert kept(case) == "Someone@example.kz"
    for _ in range(2):
        assert citizen.post(f"{address}no-email/").headers["Location"] == address
    assert kept(case) == ""
    assert "no-email" not in body(citizen.get(address))


def test_nobody_else_takes_an_address_back(citizen: Client, centre: Any) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code, email="someone@example.kz")))
    stranger = Client()
    sign_in(stranger, "galina")
    assert stranger.post(f"/applications/{case}/no-email/").status_code == 404
    assert Client().post(f"/applications/{case}/no-email/").status_code in {302, 403}
    assert kept(case) == "someone@example.kz"


@pytest.mark.parametrize("typed", ["someone", "a@b", "a@example.kz\nBcc: b@example.kz", "a" * 250 + "@z.kz"])
def test_what_is_no_address_stays_where_it_was_typed(citizen: Client, centre: Any, typed: str) -> None:
    citizen.post("/apply/centre/", {"provider": centre.code})
    citizen.post("/apply/measure/", {"measure": "training"})
    answer = in_english(citizen).post("/apply/contact/", {"phone": "", "email": typed, "wish": "қала маңы"})
    assert answer.status_code == 422
    assert 'href="#id_email"' in body(answer)
    assert "қала маңы" in body(answer)


def test_where_no_e_mail_goes_out_nobody_is_asked_for_an_address(
    citizen: Client, centre: Any, settings: Any
) -> None:
    settings.ZHOLDAMA_DEMONSTRATION = False
    page = answer_all(citizen, centre.code, email="someone@example.kz")
    assert 'name="email"' not in body(citizen.get("/apply/contact/"))
    assert "someone@example.kz" not in body(page)
    assert kept(case_of(send(citizen, page))) == ""
