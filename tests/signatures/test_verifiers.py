"""One contract for every verifier behind the port, and what each source may and may not do to a verdict."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.acting import AT, newcomer
from tests.signatures.services import Services

from zholdama.demonstration import signer
from zholdama.demonstration.centre import organisation_bin
from zholdama.eds import cms_form
from zholdama.eds.development_services import Revoked, timestamp_attribute, timestamp_token
from zholdama.eds.development_signing import draft
from zholdama.signatures import fetching, lists, port, trust
from zholdama.signatures.judgement import Judgement

TEXT = b"a text to sign\n"
HOUR = timedelta(hours=1)


def said(resident: Any, *, revoked: bool = False, **changes: Any) -> dict[str, Any]:
    """What NCANode answers about a resident's signature, by its published description; written for these tests."""
    leaf = {
        "valid": not revoked,
        "revocations": [
            {"by": "OCSP", "revoked": revoked, "revocationTime": None, "reason": None},
            {"by": "CRL", "revoked": revoked, "revocationTime": None, "reason": None},
        ],
        "keyUsage": "SIGN",
        "keyUser": ["INDIVIDUAL"],
        "subject": {"commonName": "СЫНАҚОВ АРМАН", "iin": resident.iin, "country": "KZ"},
    }
    answer = {
        "status": 200,
        "message": "OK",
        "valid": not revoked,
        "signers": [{"certificates": [leaf], "tsp": None}],
    }
    return {**answer, **changes}


@pytest.fixture(params=["native", "ncanode", "both"])
def verifier(request: pytest.FixtureRequest, services: Services, settings: Any) -> str:
    """Each verifier with a stand-in of the services it asks."""
    settings.ZHOLDAMA_SIGNATURE_VERIFIER = request.param
    settings.ZHOLDAMA_NCANODE = services.address
    return str(request.param)


@pytest.fixture
def person(services: Services) -> Any:
    found = newcomer()
    services.know_resident(found)
    services.ncanode = said(found)
    return found


def judged(person: Any, content: bytes = TEXT, **changes: Any) -> Judgement:
    signature = changes.pop("signature", None) or signer.sign_as_resident(person, TEXT, at=AT)
    return port.verify(signature, content=content, **{"at": AT, "role": "individual", **changes})


def test_a_good_signature_is_valid(verifier: str, person: Any) -> None:
    answer = judged(person)
    assert (answer.verdict, answer.reasons, answer.verifier) == ("valid", (), verifier)
    assert answer.signers[0].iin == person.iin


def test_a_changed_text_is_bad_and_nobody_is_shown_it(verifier: str, person: Any, services: Services) -> None:
    answer = judged(person, content=b"another text\n")
    assert (answer.verdict, "digest" in answer.reasons) == ("invalid", True)
    assert services.asked == []


def test_a_wrong_role_number_or_form_is_bad_whoever_judges(verifier: str, person: Any) -> None:
    assert "role" in judged(person, role="official", bin=organisation_bin("x")).reasons
    assert judged(person, iin="900101900017").reasons == ("iin.mismatch",)
    assert judged(person, signature=b"no signature").reasons == ("parse",)


def test_a_revoked_certificate_is_bad(verifier: str, person: Any, services: Services) -> None:
    services.revoked[services.know_resident(person)] = Revoked(AT - HOUR, 1)
    services.ncanode = said(person, revoked=True)
    assert (judged(person).verdict, judged(person).reasons) == ("invalid", ("revoked",))


@pytest.mark.parametrize("mode", ["silent", "html", "moved", "long"])
def test_no_usable_answer_is_neither_yes_nor_no(
    verifier: str, person: Any, services: Services, mode: str
) -> None:
    services.mode = mode
    answer = judged(person)
    assert answer.verdict == "undetermined"
    if mode != "html":
        assert answer.silent
    assert services.asked.count("/elsewhere") == 0, "no redirect is followed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signers": []}, "ncanode.form"),
        ({"valid": "true"}, "ncanode.form"),
        ({"signers": None}, "ncanode.form"),
        ({"valid": False, "signers": []}, "ncanode.refused"),
        (
            {"signers": [{"certificates": [{"valid": True, "subject": {"iin": "900101900017"}}]}]},
            "ncanode.form",
        ),
    ],
)
def test_what_ncanode_does_not_plainly_say_is_not_said(
    services: Services, settings: Any, person: Any, changes: dict[str, Any], reason: str
) -> None:
    settings.ZHOLDAMA_SIGNATURE_VERIFIER, settings.ZHOLDAMA_NCANODE = "ncanode", services.address
    services.ncanode = said(person, **changes)
    answer = judged(person)
    assert answer.reasons == (reason,)
    assert answer.verdict == ("invalid" if reason == "ncanode.refused" else "undetermined")


@pytest.mark.parametrize("revocations", [None, [], [{"by": "OCSP", "revoked": None}], [{"revoked": False}]])
def test_ncanodes_yes_without_a_word_on_revocation_is_no_yes(
    services: Services, settings: Any, person: Any, revocations: Any
) -> None:
    settings.ZHOLDAMA_SIGNATURE_VERIFIER, settings.ZHOLDAMA_NCANODE = "ncanode", services.address
    answer = said(person)
    answer["signers"][0]["certificates"][0]["revocations"] = revocations
    services.ncanode = answer
    found = judged(person)
    assert (found.verdict, found.reasons) == ("undetermined", ("ncanode.revocation",))


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        ("valid", "valid", "valid"),
        ("valid", "invalid", "invalid"),
        ("invalid", "valid", "invalid"),
        ("valid", "undetermined", "undetermined"),
        ("undetermined", "valid", "undetermined"),
        ("undetermined", "invalid", "invalid"),
    ],
)
def test_both_must_agree(
    services: Services,
    settings: Any,
    person: Any,
    caplog: pytest.LogCaptureFixture,
    ours: str,
    theirs: str,
    both: str,
) -> None:
    settings.ZHOLDAMA_SIGNATURE_VERIFIER, settings.ZHOLDAMA_NCANODE = "both", services.address
    if ours == "invalid":
        services.revoked[services.know_resident(person)] = Revoked(AT - HOUR)
    if ours == "undetermined":
        services.unknown_nonce = True
    services.ncanode = {
        "valid": said(person),
        "invalid": said(person, valid=False),
        "undetermined": b"<html>",
    }[theirs]
    with caplog.at_level(logging.WARNING, "zholdama.signatures"):
        assert judged(person).verdict == both
    disagree = {ours, theirs} == {"valid", "invalid"}
    assert ("disagree" in caplog.text) is disagree
    assert person.iin not in caplog.text


def test_an_unknown_verifier_judges_nothing(settings: Any, database: None) -> None:
    settings.ZHOLDAMA_SIGNATURE_VERIFIER = "nobody"
    with pytest.raises(RuntimeError, match="native, ncanode, both"):
        port.verify(b"", content=b"", at=AT, role="any")


def test_an_answer_without_our_nonce_or_of_another_time_says_nothing(person: Any, services: Services) -> None:
    services.unknown_nonce = True
    assert judged(person).reasons == ("ocsp.nonce",)
    services.unknown_nonce = False
    for minutes in (-11, 6):
        services.at = AT + timedelta(minutes=minutes)
        assert judged(person).reasons == ("ocsp.stale",), minutes
    services.at = AT - timedelta(minutes=4)
    assert judged(person).valid


def test_a_slow_service_is_cut_off_after_five_seconds(
    person: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 5.0)
    for mode in ("hangs", "drips"):
        services.mode = mode
        begun = time.monotonic()
        with pytest.raises(fetching.Silent):
            fetching.ask(f"{services.address}/ocsp", b"x", kind="text/plain", seconds=1.0)
        assert time.monotonic() - begun < 2.5, mode


def test_a_silent_service_is_left_alone_for_a_while_but_a_recheck_insists(
    person: Any, services: Services
) -> None:
    services.mode = "silent"
    assert judged(person).silent == ("ocsp.rsa",)
    assert (judged(person).silent, len(services.asked)) == (("ocsp.rsa",), 1)
    services.mode = "answers"
    assert judged(person, asked_at=AT).valid
    assert judged(person).valid, "it has answered: everybody asks it again"


def test_an_address_in_a_certificate_is_never_asked(person: Any, services: Services, settings: Any) -> None:
    settings.ZHOLDAMA_OCSP = ""
    settings.ZHOLDAMA_CRLS = f"{services.address}/crl"
    assert judged(person).reasons == ("revocation.missing",), "a source is named, and nothing fetched yet"
    assert services.asked == []


def test_the_development_authority_goes_without_revocation_only_where_nothing_can_be_asked(
    person: Any, services: Services, settings: Any
) -> None:
    services.mode = "silent"
    assert judged(person).verdict == "undetermined"
    settings.ZHOLDAMA_OCSP = ""
    assert judged(person).valid


def test_the_address_goes_by_the_kind_of_the_issuers_key(
    person: Any, services: Services, settings: Any
) -> None:
    settings.ZHOLDAMA_OCSP = f"gost=http://127.0.0.1:9/gost,rsa={services.address}/ocsp"
    assert judged(person).valid
    settings.ZHOLDAMA_OCSP = f"gost={services.address}/ocsp"
    assert judged(person).verdict == "undetermined"


def test_a_timestamp_is_asked_for_when_the_signature_brings_none(
    person: Any, services: Services, settings: Any
) -> None:
    settings.ZHOLDAMA_TSA = f"{services.address}/tsp"
    signature = signer.sign_as_resident(person, TEXT, at=AT)
    services.stamped = cms_form.read(signature).signers[0].signature
    found = judged(person, signature=signature)
    assert (found.valid, found.held.timestamp is not None) == (True, True)
    stamped = {one.check: one.result for one in found.checks if one.check.startswith("tst.")}
    assert stamped["tst.imprint"] == "good"
    services.stamped = b"another signature"
    found = judged(person, signature=signature)
    bad = [one for one in found.checks if one.result == "bad"]
    assert [(one.check, one.decides) for one in bad] == [("tst.imprint", False)], (
        "reported, and decides nothing"
    )
    assert found.valid
    services.asked.clear()
    credential = signer.resident_certificate(person)
    made = draft(TEXT, credential.key, credential.certificate, at=AT)
    token = timestamp_token(made.signature, services.stamping, at=AT)
    own = replace(made, unsigned=(timestamp_attribute(token),)).encode()
    assert judged(person, signature=own).stamped_at == AT
    assert services.asked == ["/ocsp"], "it brings its own"


@pytest.fixture
def held_lists(services: Services, settings: Any, tmp_path: Any) -> Any:
    settings.ZHOLDAMA_OCSP = ""
    settings.ZHOLDAMA_CRLS = f"{services.address}/crl"
    settings.ZHOLDAMA_SIGNATURE_FOLDER = tmp_path
    trust._installed.cache_clear()
    return tmp_path / "lists"


def test_lists_are_fetched_verified_and_used(person: Any, services: Services, held_lists: Any) -> None:
    address = f"{services.address}/crl"
    assert lists.fetch([address], at=AT) == {address: "new"}
    assert lists.fetch([address], at=AT) == {address: "same"}
    found = judged(person)
    assert found.valid
    assert [one.number for one in found.held.lists] == [int(AT.timestamp())]
    services.revoked[services.know_resident(person)] = Revoked(AT - HOUR)
    services.at = AT + timedelta(minutes=1)
    assert lists.fetch([address], at=AT) == {address: "new"}
    assert judged(person, at=services.at).reasons == ("revoked",)


def test_an_older_list_or_a_strangers_is_not_taken(person: Any, services: Services, held_lists: Any) -> None:
    address = f"{services.address}/crl"
    lists.fetch([address], at=AT)
    services.at = AT - HOUR
    assert "older" in lists.fetch([address], at=AT)[address]
    stranger = signer.resident_certificate(person)
    services.issuer, issuer = stranger, services.issuer
    services.at = AT + HOUR
    assert "no trusted authority" in lists.fetch([address], at=AT)[address]
    services.issuer, services.mode = issuer, "html"
    assert lists.fetch([address], at=AT)[address] not in {"new", "same"}
    assert judged(person).valid, "the list in use stays"


def test_a_list_that_a_verdict_rests_on_stays(person: Any, services: Services, held_lists: Any) -> None:
    address, far = f"{services.address}/crl", AT.replace(year=2100)
    lists.fetch([address], at=AT)
    lists.keep(judged(person).held.lists)
    for hours in (1, 2):
        services.at = AT + hours * HOUR
        lists.fetch([address], at=far)
    kept = {path.stem for path in held_lists.glob("*.crl")}
    assert len(kept) == 2, "the one that was used and the one in use; the one between is gone"
    assert {path.stem for path in held_lists.glob("*.used")} < kept
