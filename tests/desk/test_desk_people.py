"""Everybody is served: five documents, no IIN, a silent register, odd names (J9, B1, B2)."""

from typing import Any
from uuid import uuid4

import pytest

from zholdama.demonstration.residents import by_slug
from zholdama.identity import queries as identity
from zholdama.ledger.work import Login, work

NAME = {
    "surname": "Түсіпбеков",
    "given_name": "Сәкен",
    "birth_date-day": "11",
    "birth_date-month": "2",
    "birth_date-year": "1976",
    "sex": "male",
    "names": "1",
}


def person_of(one: Any) -> Any:
    return one.desk.get(f"/desk/tickets/{one.ticket}/").context.get("person")


@pytest.mark.clause("P9.1a", "P9.1b")
@pytest.mark.parametrize("slug", ["aigerim", "timur", "maria", "saken", "gulnar", "erbol"])
def test_each_document_leads_to_a_registered_case(visit: Any, slug: str) -> None:
    one = visit(slug=slug).arrive()
    assert one.identify().status_code == 302
    assert person_of(one).surname == by_slug()[slug].surname
    assert one.register().status_code == 302
    assert one.number


@pytest.mark.clause("P9.1b")
def test_the_register_says_kandas_so_the_certificate_is_asked_for(visit: Any) -> None:
    one = visit(slug="gulnar").arrive()
    answer = one.identify(kandas="")
    assert answer.status_code == 422
    assert answer.context["form"]["kandas"].errors
    assert one.identify().status_code == 302


@pytest.mark.clause("P9.1a")
def test_without_an_iin_is_no_dead_end_and_one_record(visit: Any, centre: Any) -> None:
    typed = {
        "iin": "",
        "no_iin": "on",
        **NAME,
        "surname": "Коваленко",
        "given_name": "Олена",
        "sex": "female",
    }
    found = []
    for name in ("Коваленко", "КОВАЛЕНКО"):
        one = visit(slug="olena", login="maman1" if name == "Коваленко" else "maman2").arrive()
        asked = one.identify(iin="", no_iin="on")
        assert asked.status_code == 200
        assert "surname" in asked.context["form"].fields, (
            "the names are asked for, and nothing is called wrong"
        )
        assert one.identify(**{**typed, "surname": name}).status_code == 302
        found.append(person_of(one).id)
        assert "ЖСН" not in one.desk.get(f"/desk/tickets/{one.ticket}/").context["answer"]
        assert one.register(measure="guidance" if name == "Коваленко" else "training").status_code == 302
        assert one.desk.post(f"/desk/tickets/{one.ticket}/finish/").status_code == 302, "one ticket at a time"
    assert found[0] == found[1], "the same document with the same name is the same person"


def test_who_is_not_in_the_register_is_typed_from_the_document(visit: Any) -> None:
    one = visit(slug="saken").arrive()
    from zholdama.identifiers import check_digit

    stranger = next(
        f"76021190{serial:03d}{check_digit(f'76021190{serial:03d}')}"
        for serial in range(5, 99)
        if check_digit(f"76021190{serial:03d}") is not None
    )
    page = one.identify(iin=stranger)
    assert page.status_code == 200
    words = page.content.decode()
    assert str(page.context["silent"]) in words
    assert "demonstration register" in words
    assert page.context["form"]["number"].value() == "051234561", "what was typed stands where it was"
    assert one.identify(iin=stranger, **NAME).status_code == 302
    assert person_of(one).full_name == "Түсіпбеков Сәкен"


@pytest.mark.parametrize(
    ("iin", "words"),
    [
        ("12345678901", "12"),
        ("12345678901a", "цифр"),
        ("٩٤٠٣٠٨٩٠٠١٢٣", "0-ден 9-ға"),
        ("940308 900123", "бос орын"),
        ("941308900123", "ай"),
        ("", "ЖСН"),
    ],
)
def test_a_bad_iin_is_named_and_kept(visit: Any, iin: str, words: str) -> None:
    one = visit().arrive()
    answer = one.identify(iin=iin)
    assert answer.status_code == 422
    assert answer.context["form"]["iin"].errors
    assert iin in answer.content.decode()
    assert words.lower() in " ".join(answer.context["form"]["iin"].messages).lower() or iin == ""


@pytest.mark.parametrize("surname", ["Әбдіразақ-Ыбырайқызы", "Ән", "Ө" * 100])
def test_names_are_stored_exactly(visit: Any, centre: Any, surname: str) -> None:
    one = visit(slug="saken").arrive()
    assert (
        one.identify(iin="", no_iin="on", **{**NAME, "surname": surname, "given_name": ""}).status_code == 302
    )
    assert person_of(one).surname == surname


def test_mixed_alphabets_are_warned_of_and_can_be_confirmed(visit: Any) -> None:
    one = visit(slug="saken").arrive()
    mixed = {**NAME, "surname": "Тycіпбеков"}  # y and c are Latin
    answer = one.identify(iin="", no_iin="on", **mixed)
    assert answer.status_code == 422
    assert "латын" in " ".join(answer.context["form"]["surname"].messages)
    assert one.identify(iin="", no_iin="on", as_in_document="on", **mixed).status_code == 302


def test_a_bad_document_number_names_its_remedy(visit: Any) -> None:
    one = visit().arrive()
    answer = one.identify(number="12345")
    assert answer.status_code == 422
    assert answer.context["form"]["number"].errors
    expired = one.identify(**{"expires_on-year": "2022"})
    assert expired.context["form"]["expires_on"].errors


def test_language_switch_keeps_what_was_typed(visit: Any) -> None:
    one = visit().arrive()
    page = one.identify(number="0345", iin="94", _language="ru")
    assert page.status_code == 200
    assert page.headers["Content-Language"] == "ru"
    assert page.context["form"]["number"].value() == "0345"
    assert not page.context["form"].is_bound


def test_registering_five_times_makes_one_case(visit: Any, centre: Any) -> None:
    one = visit().arrive()
    one.identify()
    key = str(uuid4())
    answers = [one.register(key=key) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {302}
    actor = centre.actors["maman1"]
    with work(login=Login.STAFF, by=actor, at=one.desk.at, provider=centre.provider_id):
        from zholdama.applications import queries as applications

        person = identity.person(person_id := applications.application(one.case).person_id)
        assert person is not None
        assert len(applications.of_person(person_id)) == 1


def test_guidance_ends_in_a_record(visit: Any, desk: Any) -> None:
    one = visit(measure="guidance").to_head()
    head = desk("basshy", at=one.desk.at)
    assert head.post(f"/desk/sign/{one.case}/", head.signing(one.case)).status_code == 302
    page = one.desk.get(f"/desk/applications/{one.case}/")
    names = {paper["name"].lower() for paper in page.context["papers"]}
    assert {"кәсіптік бағдарлау жазбасы", "кәсіптік бағдарлау жазбасы, ірі әріппен"} <= names
