"""What people see of a signature that could not be checked: the citizen, the head, the operator, the auditor; the commands."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.acting import AT, changed, newcomer, sql, staff
from tests.desk.conftest import Desk, renewed_code
from tests.portal.visiting import answer_all, body, case_of, hidden
from tests.signatures.services import Services
from tests.signatures.test_unchecked_applications import ask_again, proposed, queue, state, taken

from zholdama import clock
from zholdama.cli import eds_recompute, main
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer
from zholdama.eds import cms_form
from zholdama.eds.development_services import Revoked
from zholdama.providers import queries as providers
from zholdama.referrals import deciding
from zholdama.signatures import findings, sources, trust

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    with clock.clock_at(AT):
        yield


def head(centre: Any, minutes: int = 1) -> Desk:
    one = Desk(centre, at=AT + minutes * MINUTE)
    assert one.sign_in("basshy").status_code == 302
    return one


def come_in(client: Client, person: Any) -> Any:
    """Sign in with a file of one's own."""
    page = client.get("/sign-in/")
    text = client.session["challenges"][hidden(page, "key")]["text"].encode()
    file = SimpleUploadedFile("text.cms", signer.sign_as_resident(person, text, at=AT))
    return client.post("/sign-in/", {"key": hidden(page, "key"), "signature": file})


def apply(client: Client, centre: Any, person: Any, services: Services, mode: str) -> Any:
    """Through the portal's pages, the services in this mode when it is sent."""
    page = answer_all(client, centre.code)
    services.mode = mode
    shown = sql(
        "SELECT document FROM applications_draft d JOIN identity_person p ON p.id = d.person_id WHERE p.iin = %s",
        [person.iin],
        alias="owner",
    )[0][0]
    file = SimpleUploadedFile("text.cms", signer.sign_as_resident(person, bytes(shown), at=AT))
    sent = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "signature": file}
    return client.post("/apply/send/", sent)


def test_the_person_is_told_that_it_waits_and_why_it_ended(centre: Any, services: Services) -> None:
    person, client = newcomer(), Client()
    serial = services.know_resident(person)
    assert come_in(client, person).status_code == 302
    case = case_of(apply(client, centre, person, services, "silent"))
    client.post("/language/", {"language": "en", "next": "/"})
    page = body(client.get(f"/applications/{case}/"))
    assert "Could not be checked yet" in page
    assert "The due time does not move" in page
    assert "accepted by the portal" in page
    services.mode = "answers"
    services.revoked[serial] = Revoked(AT - timedelta(days=1), 1)
    ask_again(centre, services, 2)
    page = body(client.get(f"/applications/{case}/"))
    assert "Not signed" in page
    assert "Why the application ended" in page
    assert "Apply again" in page


def test_nobody_comes_in_with_a_signature_that_cannot_be_checked(centre: Any, services: Services) -> None:
    person, client = newcomer(), Client()
    services.know_resident(person)
    services.mode = "silent"
    client.post("/language/", {"language": "en", "next": "/"})
    answer = come_in(client, person)
    assert answer.status_code == 422
    assert "could not be checked now" in body(answer)
    assert client.get("/applications/").status_code == 302


def test_the_heads_list_and_his_decision(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    one = head(centre)
    one.client.post("/language/", {"language": "en", "next": "/"})
    assert "1 signature could not be checked yet." in body(one.get("/desk/"))
    page = body(one.get("/desk/rechecks/"))
    assert "certificate status service (OCSP) RSA" in page
    address = f"/desk/rechecks/{queue(centre, case).id}/"
    assert address in page
    assert one.post(address, {"decision": "accept", "reason": ""}).status_code == 422
    assert queue(centre, case).state == "open"
    assert one.post(address, {"decision": "accept", "reason": "Келіп, растады"}).status_code == 302
    assert "Every signature is checked." in body(one.get("/desk/rechecks/"))
    page = body(one.get(f"/desk/applications/{case}/"))
    assert "Signature not checked yet" in page
    assert "The head has accepted it" in page
    assert "Келіп, растады" in page
    assert one.post(address, {"decision": "reject", "reason": "тағы"}).status_code == 409


def test_the_case_page_shows_every_check(centre: Any, services: Services) -> None:
    case, serial = taken(centre, services)
    services.revoked[serial] = Revoked(AT - timedelta(days=1), 1)
    ask_again(centre, services, 2)
    one = head(centre, 3)
    one.client.post("/language/", {"language": "en", "next": "/"})
    one.post(f"/desk/applications/{case}/reason/", {"reason": "the signature did not hold"})
    page = body(one.get(f"/desk/applications/{case}/"))
    for words in (
        "Signature bad",
        "Signature not checked yet",
        "Issued by a trusted authority: good",
        "Not revoked:",
    ):
        assert words in page, words


def test_the_head_signs_through_the_page_while_the_service_is_silent(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    ask_again(centre, services, 2)
    proposed(centre, case)
    one = head(centre, 4)
    one.client.post("/language/", {"language": "en", "next": "/"})
    page = one.get(f"/desk/sign/{case}/")
    with staff(centre, "basshy", one.at):
        text, provider = deciding.text_to_sign(case), providers.provider(centre.provider_id)
    cms = signer.sign_as_official(
        login="basshy",
        iin=centres.official_iin("basshy"),
        name=centre.actors["basshy"].name,
        bin=provider.bin,
        organisation=provider.name_kk,
        content=text,
        at=one.at,
    )
    services.know(cms_form.read(cms).certificates[0])
    services.mode = "silent"
    sent = {
        "version": hidden(page, "version"),
        "key": hidden(page, "key"),
        "signature": SimpleUploadedFile("text.cms", cms),
    }
    assert one.post(f"/desk/sign/{case}/", sent).status_code == 302
    assert "Your signature is received, it is being checked." in body(one.get(f"/desk/sign/{case}/"))
    assert state(centre, case) == "awaiting_signature"
    services.mode = "answers"
    ask_again(centre, services, 8)
    assert state(centre, case) == "delivered"


def test_the_operator_sees_where_and_since_when_but_no_case(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    one = Desk(None, at=AT + MINUTE)
    sent = {"login": "operator", "password": centres.PASSWORD, "code": renewed_code("operator")}
    assert one.post("/desk/sign-in/", sent).status_code == 302
    page = body(one.get("/desk/rechecks/"))
    number = sql("SELECT number FROM applications_application WHERE id = %s", [case], alias="owner")[0][0]
    assert "OCSP" in page
    assert number not in page
    assert str(case) not in page


def test_the_auditor_sees_every_check_and_no_person(centre: Any, services: Services) -> None:
    taken(centre, services)
    one = Desk(None, at=AT + MINUTE)
    sent = {"login": "auditor", "password": centres.PASSWORD, "code": renewed_code("auditor")}
    assert one.post("/desk/sign-in/", sent).status_code == 302
    one.client.post("/language/", {"language": "en", "next": "/"})
    address = f"/desk/audit/{centre.provider_id}/signatures/"
    assert address in body(one.get("/desk/audit/"))
    page = body(one.get(address))
    assert "Not revoked: <strong>could not be made</strong>" in page
    assert one.get(f"/desk/audit/{uuid4()}/signatures/").status_code == 404


def recomputed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], centre: Any) -> Any:
    monkeypatch.setattr(eds_recompute.reading, "open_for_reading", lambda: None)
    status = main.main(["eds", "recompute", "--all", "--provider", centre.code, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_recompute_says_what_differs_and_what_is_lost(
    centre: Any, services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    settings: Any, tmp_path: Any,
) -> None:  # fmt: skip
    case, _ = taken(centre, services)
    ask_again(centre, services, 2)
    status, told = recomputed(monkeypatch, capsys, centre)
    assert (status, told["verdicts"], told["differences"], told["unread"]) == (0, 2, [], [])
    settings.ZHOLDAMA_SIGNATURE_FOLDER = tmp_path
    trust._store_of.cache_clear()
    status, told = recomputed(monkeypatch, capsys, centre)
    assert (status, len(told["unread"])) == (3, 2)
    settings.ZHOLDAMA_SIGNATURE_FOLDER = settings.ZHOLDAMA_TRUST.parent / "signatures"
    trigger = "ALTER TABLE signatures_evidence {} TRIGGER signatures_evidence_append_only_row"
    sql(trigger.format("DISABLE"), alias="owner")
    try:
        changed(
            "UPDATE signatures_evidence SET verdict = 'valid', reasons = '' WHERE case_id = %s AND verdict = 'undetermined'",
            [case],
            alias="owner",
        )
    finally:
        sql(trigger.format("ENABLE ALWAYS"), alias="owner")
    status, told = recomputed(monkeypatch, capsys, centre)
    assert (status, [one["stored"] for one in told["differences"]]) == (1, ["valid"])


def test_check_tells_the_verifier_the_sources_and_the_store(services: Services, settings: Any) -> None:
    found = {one["what"]: one["state"] for one in findings.findings(at=AT)}
    assert found["signatures are judged by: native"] == "good"
    assert any(what.endswith("authorities are trusted") for what in found)
    assert any(services.address in what for what in found)
    settings.ZHOLDAMA_SIGNATURE_VERIFIER, settings.ZHOLDAMA_OCSP = "both", ""
    found = {one["what"]: one["state"] for one in findings.findings(at=AT)}
    assert found["signatures are judged by: both"] == "bad", "no address of NCANode"
    assert found["nothing here can say whether a certificate is revoked"] == "warning"
    settings.ZHOLDAMA_PRODUCTION = True
    found = {one["what"]: one["state"] for one in findings.findings(at=AT)}
    assert found["nothing here can say whether a certificate is revoked"] == "bad"
    assert found["0 authorities are trusted"] == "bad"
    assert sources.addresses("ZHOLDAMA_OCSP") == {}
