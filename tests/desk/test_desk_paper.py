"""What comes on paper, through a representative, or from a relative: the pages at the desk on real PostgreSQL."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.acting import newcomer, sql

from zholdama.demonstration.residents import by_slug

TYPED = {"measure": "job_placement", "language": "kk", "phone": "+7 701", "wish": "Наубайхана"}


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(written, format="JPEG")
    return written.getvalue()


def sent(content: bytes, name: str = "өтініш.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def address(one: Any, tail: str) -> str:
    return f"/desk/tickets/{one.ticket}/{tail}/"


@pytest.fixture
def identified(visit: Any) -> Any:
    one = visit().arrive()
    assert one.identify().status_code == 302
    return one


@pytest.mark.clause("P7")
def test_an_application_on_paper_lies_with_its_scan(identified: Any, centre: Any) -> None:
    one = identified
    page = one.desk.get(address(one, "register-paper"))
    answers = {**TYPED, "key": str(page.context["key"]), "scan": sent(picture(), "../../сканы/өтініш №1.jpg")}
    assert one.desk.post(address(one, "register-paper"), answers).status_code == 302
    case = one.desk.get(f"/desk/tickets/{one.ticket}/").context["case"]
    assert (case.form, case.channel, case.wish) == ("paper", "provider", "Наубайхана")
    page = one.desk.get(f"/desk/applications/{case.id}/")
    body = page.content.decode()
    assert "өтініш №1.jpg" in body
    assert ".." not in body.partition("<main")[2].partition("</main>")[0]
    scan = next(row for row in page.context["papers"] if row["file"])
    answer = one.desk.get(f"/desk/applications/{case.id}/papers/{scan['id']}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert "өтініш" not in answer["Content-Disposition"]
    assert Image.open(io.BytesIO(answer.content)).size == (60, 80)
    read = sql(
        "SELECT screen FROM access_reading WHERE provider_id = %s AND screen LIKE 'paper%%'",
        [centre.provider_id],
        alias="owner",
    )
    assert read == [("paper scan",)]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "бос"), (b"MZ\x90", "бағдарлама"), (b"", "таңдаңыз"), (b"%PDF-" + b"0" * 11_000_000, "10 МБ")],
    ids=["empty", "program", "missing", "large"],
)
def test_a_bad_scan_is_named_and_the_answers_stay(
    identified: Any, content: bytes, words: str, request: Any
) -> None:
    one = identified
    answers = {**TYPED, "key": str(uuid4())}
    if "missing" not in request.node.name:
        answers["scan"] = sent(content, "скан.pdf")
    answer = one.desk.post(address(one, "register-paper"), answers)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["scan"])
    assert "Наубайхана" in body
    assert 'name="scan"' in body
    assert answers["key"] in body
    assert one.desk.get(f"/desk/tickets/{one.ticket}/").context["case"] is None
    # The same page, the same key, a good file: it goes on.
    good = {**answers, "scan": sent(picture())}
    assert one.desk.post(address(one, "register-paper"), good).status_code == 302


def test_twice_the_same_paper_is_one_case(identified: Any) -> None:
    one, key = identified, str(uuid4())
    for _ in range(2):
        answers = {**TYPED, "key": key, "scan": sent(picture())}
        assert one.desk.post(address(one, "register-paper"), answers).status_code in {302, 409}
    case = one.desk.get(f"/desk/tickets/{one.ticket}/").context["case"]
    held = sql("SELECT count(*) FROM papers_paper WHERE case_id = %s", [case.id], alias="owner")
    assert held == [(1,)]


def test_a_further_scan_is_a_step_of_the_case(identified: Any) -> None:
    one = identified
    one.register()
    answer = one.desk.post(f"/desk/applications/{one.case}/scan/", {"scan": sent(picture(), "анықтама.jpg")})
    assert answer.status_code == 302
    body = one.desk.get(f"/desk/applications/{one.case}/").content.decode()
    assert "анықтама.jpg" in body


def child(**changes: Any) -> Any:
    passport = ("passport", f"N{uuid4().int % 10**8:08d}", date(2023, 7, 1), date(2033, 6, 30))
    return newcomer(birth_date=date(2010, 3, 4), documents=(passport,), given_name="Бала", **changes)


def representative(resident: Any, **more: Any) -> dict[str, Any]:
    kind, number, _, _ = resident.documents[0]
    ground = {"ground": "parent", "ground_number": "АА 1234567"}
    day = {"ground_date-day": "5", "ground_date-month": "3", "ground_date-year": "2010"}
    return {
        "document": kind,
        "number": number,
        "iin": resident.iin,
        **ground,
        **day,
        "key": str(uuid4()),
        **more,
    }


def test_a_child_applies_through_a_representative(visit: Any, centre: Any) -> None:
    one, mother = visit().arrive(), by_slug()["galina"]
    one.resident = child()
    assert one.identify().status_code == 302
    assert one.register().status_code == 422
    page = one.desk.get(address(one, "representative"))
    assert "Бала" in page.content.decode()
    bad = one.desk.post(address(one, "representative"), representative(mother, ground_number=" "))
    assert bad.status_code == 422
    assert one.desk.post(address(one, "representative"), representative(mother)).status_code == 302
    assert one.register().status_code == 302
    body = one.desk.get(f"/desk/applications/{one.case}/").content.decode()
    assert "Петренко Галина Викторовна" in body
    assert "АА 1234567" in body
    receipt = one.desk.get(f"/desk/applications/{one.case}/receipt/").content
    assert "Петренко Галина Викторовна" in _text(receipt)
    assert "Бала" in _text(receipt)
    seen = sql(
        "SELECT count(*) FROM access_reading WHERE provider_id = %s AND screen = 'representative'",
        [centre.provider_id],
        alias="owner",
    )
    assert seen[0][0] >= 1


def test_an_incapable_person_needs_a_guardian(visit: Any) -> None:
    one = visit().arrive()
    one.resident = newcomer(incapable=True)
    one.identify()
    assert one.register().status_code == 422
    galina = by_slug()["galina"]
    assert one.desk.post(address(one, "representative"), representative(galina)).status_code == 422
    guardian = representative(galina, ground="guardian")
    assert one.desk.post(address(one, "representative"), guardian).status_code == 302
    assert one.register().status_code == 302


def test_a_grown_up_needs_nobody(identified: Any) -> None:
    one = identified
    answer = one.desk.post(address(one, "representative"), representative(by_slug()["galina"]))
    assert answer.status_code == 422
    assert "өзі бере алады" in answer.content.decode()


def _text(pdf: bytes) -> str:
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def blocked(centre: Any) -> int:
    found = sql(
        "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'blocked'",
        [centre.provider_id],
        alias="owner",
    )
    return int(found[0][0])


def test_a_relatives_case_is_blocked_and_the_attempt_is_logged(visit: Any, desk: Any, centre: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    assert (
        one.desk.post(f"/desk/applications/{one.case}/relation/", {"reason": "қарындасым"}).status_code == 302
    )
    before = blocked(centre)
    answer = one.propose()
    assert answer.status_code == 422
    assert "туысыңыз" in answer.content.decode()
    assert blocked(centre) == before + 1
    other = desk("maman2", at=one.desk.at)
    page = other.get(f"/desk/applications/{one.case}/propose/")
    place = page.context["form"].fields["place"].choices[0][0]
    sending = {"version": page.context["case"].version, "place": place}
    assert other.post(f"/desk/applications/{one.case}/propose/", sending).status_code == 302


def test_a_namesake_is_flagged_to_specialist_and_head_and_blocks_nothing(
    visit: Any, desk: Any, centre: Any
) -> None:
    surname = centre.actors["maman1"].name.partition(" ")[0]
    one = visit().arrive()
    one.resident = newcomer(surname=surname)
    one.identify()
    assert one.register().status_code == 302
    assert surname in one.desk.get(f"/desk/applications/{one.case}/").context["namesakes"][0]
    assert one.propose().status_code == 302
    head = desk("basshy", at=one.desk.at)
    assert centre.actors["maman1"].name in head.get(f"/desk/sign/{one.case}/").context["namesakes"]
    flags = sql(
        "SELECT count(*) FROM ledger_entry WHERE case_id = %s AND act = 'same_surname'",
        [one.case],
        alias="owner",
    )
    assert flags == [(2,)]  # registering and drafting


def test_nobody_takes_his_own_declaration_back(visit: Any, centre: Any) -> None:
    from tests.acting import staff

    from zholdama.applications.own_cases import declare_relation
    from zholdama.applications.queries import application
    from zholdama.refusals import Refused

    one = visit().arrive()
    one.identify()
    one.register()
    me = centre.actors["maman1"].staff_id
    with staff(centre, "maman1", one.desk.at):
        person = application(one.case).person_id
        about = {"case": one.case, "person_id": person, "staff_id": me}
        declare_relation(**about, stands=True, reason="бауырым")
    with pytest.raises(Refused, match="relation_by_another"), staff(centre, "maman1", one.desk.at):
        declare_relation(**about, stands=False, reason="жоқ")
    with pytest.raises(Refused, match="relation_by_another"), staff(centre, "maman2", one.desk.at):
        declare_relation(**about, stands=False, reason="жоқ")
    with staff(centre, "basshy", one.desk.later(1).at):
        declare_relation(**about, stands=False, reason="Тегі ұқсас")
    assert one.propose().status_code == 302
