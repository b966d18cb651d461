"""The development signer: NCALayer's protocol message by message, its authority, its page, and who may speak to it."""

import base64
import html
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from zholdama import clock
from zholdama.development_signer import authority, holders, page, protocol, serving
from zholdama.development_signer.holders import Holder
from zholdama.development_signer.keyring import Keyring
from zholdama.development_signer.reader import BEHAVIOURS, Reader
from zholdama.eds import cms, der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.development_certificates import extension
from zholdama.eds.development_defects import DEFECTS
from zholdama.eds.ocsp import Answer
from zholdama.eds.verdict import Verdict

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
CONTENT = "Мен жолдама сұраймын".encode()
CITIZEN = Holder("resident-a", "900101900017", "ӘЛІМОВА", "ӘЙГЕРІМ", "ҚАЙРАТҚЫЗЫ")
OTHER = Holder("resident-b", "900101900028", "ОСПАНОВ", "ЕРЛАН")
HEAD = Holder("official-c", "800101900025", "ТҰРСЫН", "СӘУЛЕ", bin="990240900016", organisation="Орталық")
AS_CITIZEN = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"]
AS_ENTITY = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2"]
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("signer")
    holders.write(place, (CITIZEN, OTHER, HEAD))
    return place


@pytest.fixture(scope="module")
def keyring(folder: Path) -> Keyring:
    return Keyring(folder)


@pytest.fixture
def reader(keyring: Keyring) -> Reader:
    return Reader(keyring)


def choose(
    reader: Reader, behaviour: str = "normal", *, holder: str = CITIZEN.id, kind: str = "gost"
) -> Reader:
    reader.choose(holder=holder, kind=kind, behaviour=behaviour)
    return reader


def request(*contents: bytes, asked: list[str] = AS_CITIZEN, **more: Any) -> str:
    """What the page's script sends to the module basics."""
    texts = [base64.b64encode(one).decode() for one in contents or (CONTENT,)]
    parameters = {"decode": True, "encapsulate": False, "digested": False, "tsaProfile": {}}
    arguments = {
        "allowedStorages": None,
        "format": "cms",
        "data": texts if len(texts) > 1 else texts[0],
        "signingParams": parameters,
        "signerParams": {"extKeyUsageOids": asked},
        "locale": "kk",
        **more,
    }
    return json.dumps({"module": protocol.BASICS, "method": "sign", "args": arguments})


def ask(reader: Reader, message: str) -> Any:
    return json.loads(protocol.answer(reader, message, at=AT))


def signed(reader: Reader, *contents: bytes, **more: Any) -> list[bytes]:
    answer = ask(reader, request(*contents, **more))
    assert answer["status"] is True, answer
    return [base64.b64decode(one, validate=True) for one in answer["body"]["result"]]


def judge(keyring: Keyring, signature: bytes, content: bytes = CONTENT, **more: Any) -> Verdict:
    """As the product judges: fresh lists of both issuers, an individual's own IIN."""
    demands: dict[str, Any] = {"role": "individual", "iin": CITIZEN.iin, **more}
    lists = [authority.crl(keyring, kind, at=AT) for kind in ("rsa", "gost")]
    return cms.verify(
        signature, content=content, at=AT, store=keyring.authority().store(), crls=lists, **demands
    )


@pytest.mark.parametrize("kind", ["gost", "rsa"])
def test_a_normal_signature_is_valid_and_has_a_timestamp(keyring: Keyring, reader: Reader, kind: str) -> None:
    (made,) = signed(choose(reader, kind=kind))
    verdict = judge(keyring, made)
    assert (verdict.verdict, verdict.reasons) == ("valid", ())
    assert verdict.signers[0].timestamp == AT


def test_many_are_signed_in_one_go_each_over_its_own_bytes(keyring: Keyring, reader: Reader) -> None:
    contents = [f"мәтін {place}".encode() for place in range(5)]
    made = signed(choose(reader), *contents)
    assert [judge(keyring, *pair).verdict for pair in zip(made, contents, strict=True)] == ["valid"] * 5
    assert judge(keyring, made[0], contents[1]).reasons == ("digest",)


def test_without_tsa_profile_there_is_no_timestamp_and_encapsulate_encloses(
    keyring: Keyring, reader: Reader
) -> None:
    parameters = {"decode": True, "encapsulate": True, "digested": False}
    (made,) = signed(choose(reader), signingParams=parameters)
    verdict = judge(keyring, made)
    assert (verdict.verdict, verdict.content, verdict.signers[0].timestamp) == ("valid", CONTENT, None)


@pytest.mark.parametrize("kind", ["gost", "rsa"])
@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("wrong_kind", "ku"),
        ("expired", "chain.time"),
        ("another", "iin.mismatch"),
        ("revoked", "revoked"),
        ("on_hold", "revoked"),
    ],
)
def test_what_goes_wrong_goes_wrong_for_its_own_reason(
    keyring: Keyring, reader: Reader, behaviour: str, reason: str, kind: str
) -> None:
    (made,) = signed(choose(reader, behaviour, kind=kind))
    assert judge(keyring, made).reasons == (reason,)


def test_no_timestamp(keyring: Keyring, reader: Reader) -> None:
    (made,) = signed(choose(reader, "no_timestamp"))
    assert judge(keyring, made).signers[0].timestamp is None


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_every_defect_can_be_chosen_and_is_refused(keyring: Keyring, reader: Reader, name: str) -> None:
    (made,) = signed(choose(reader, name))
    assert judge(keyring, made).verdict == "invalid"


def test_cancel_is_an_answer_without_a_result(reader: Reader) -> None:
    assert ask(choose(reader, "cancel"), request()) == {"status": True, "body": {}}


def test_an_error_is_told_by_its_code(reader: Reader) -> None:
    answer = ask(choose(reader, "error"), request())
    assert (answer["status"], answer["code"]) == (False, "SIGNING_FAILURE")


@pytest.mark.parametrize(
    ("holder", "asked", "fits"),
    [
        (CITIZEN, AS_CITIZEN, True),
        (CITIZEN, AS_ENTITY, False),
        (HEAD, AS_CITIZEN, False),
        (HEAD, AS_ENTITY, True),
    ],
)
def test_a_key_of_another_kind_is_no_key(
    reader: Reader, holder: Holder, asked: list[str], fits: bool
) -> None:
    answer = ask(choose(reader, holder=holder.id), request(asked=asked))
    assert answer["status"] is fits
    assert fits or answer["code"] == "SIGNING_FAILURE"


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "xml"},
        {"data": []},
        {"data": [""]},
        {"data": "not base64!"},
        {"data": None},
        {"signingParams": {"decode": False}},
        {"signingParams": None},
        {"signerParams": None},
    ],
    ids=str,
)
def test_arguments_out_of_form(reader: Reader, changed: dict[str, Any]) -> None:
    answer = ask(choose(reader), request(**changed))
    assert (answer["status"], answer["code"]) == (False, "INVALID_SIGNING_PARAMS")


@pytest.mark.parametrize(
    "message", ["", "x", "[]", "null", '{"module": 1}', '{"module": "kz.gov.pki.knca.xml"}']
)
def test_what_is_no_request_is_answered_all_the_same(reader: Reader, message: str) -> None:
    answer = ask(choose(reader), message)
    assert answer.get("status") is False or answer == {"success": False, "errorCode": "MODULE_NOT_FOUND"}


def test_heartbeat_and_greeting(reader: Reader) -> None:
    assert protocol.answer(reader, "--heartbeat--", at=AT) == "--heartbeat--"
    assert json.loads(protocol.greeting(reader)) == {"result": {"version": "1.4"}}


def common(method: str, *arguments: Any) -> str:
    return json.dumps({"module": protocol.COMMON, "method": method, "args": list(arguments)})


def test_an_old_version_knows_common_utilities_alone(keyring: Keyring, reader: Reader) -> None:
    choose(reader, "old_version")
    assert ask(reader, request()) == {"success": False, "errorCode": "MODULE_NOT_FOUND"}
    text = base64.b64encode(CONTENT).decode()
    answer = ask(reader, common("createCAdESFromBase64", "PKCS12", "SIGNATURE", text, False))
    assert answer["code"] == "200"
    assert judge(keyring, base64.b64decode(answer["responseObject"])).verdict == "valid"


def test_common_utilities_say_cancel_and_errors_their_own_way(reader: Reader) -> None:
    text = base64.b64encode(CONTENT).decode()
    message = common("createCAdESFromBase64", "PKCS12", "SIGNATURE", text, False)
    assert ask(choose(reader, "cancel"), message) == {"code": "500", "message": "action.canceled"}
    assert ask(choose(reader, "error"), message)["code"] == "500"
    assert ask(choose(reader), common("createCAdESFromBase64", "PKCS12"))["message"] == "invalid.parameters"
    assert ask(reader, common("getActiveTokens")) == {"code": "200", "message": "", "responseObject": []}
    assert ask(reader, common("getKeyInfo", "PKCS12"))["responseObject"]["subjectCn"] == CITIZEN.name
    assert ask(reader, common("unknown"))["code"] == "500"


def test_keys_are_kept_and_the_list_of_people_may_grow(folder: Path, keyring: Keyring) -> None:
    first = keyring.credential(CITIZEN, "gost").certificate
    assert Keyring(folder).credential(CITIZEN, "gost").certificate == first
    assert Keyring(folder).authority().certificates == keyring.authority().certificates
    assert holders.read(folder) == (CITIZEN, OTHER, HEAD)
    assert (folder / "people" / f"{CITIZEN.id}-gost.key").stat().st_mode & 0o077 == 0


def test_an_authority_of_one_kind_gets_the_other_beside_it(tmp_path: Path) -> None:
    from zholdama.eds.development import DevelopmentAuthority

    older = DevelopmentAuthority.create(at=AT, kinds=("rsa",))
    older.save(tmp_path / "authority")
    now = Keyring(tmp_path).authority()
    assert now.roots["rsa"].certificate == older.roots["rsa"].certificate
    assert set(now.issuers) == {"rsa", "gost"}


# The authority


def question(keyring: Keyring, certificate: bytes, kind: str, *, nonce: bytes | None) -> bytes:
    """An OCSP question as RFC 6960 writes it."""
    import hashlib

    above = Certificate.from_der(keyring.authority().issuers[kind].certificate)  # type: ignore[index]
    identity = der.seq(
        der.seq(der.tlv(der.OID, oids.SHA256), der.EMPTY),
        der.octets(hashlib.sha256(above.subject).digest()),
        der.octets(hashlib.sha256(above.key.bits).digest()),
        der.integer(Certificate.from_der(certificate).serial),
    )
    extensions = b""
    if nonce is not None:
        extensions = der.tlv(0xA2, der.seq(extension(oids.OCSP_NONCE, der.octets(nonce))))
    return der.seq(der.seq(der.seq(der.seq(identity)), extensions))


@pytest.mark.parametrize("kind", ["gost", "rsa"])
@pytest.mark.parametrize(("behaviour", "verdict"), [("normal", "valid"), ("revoked", "invalid")])
def test_ocsp_settles_a_signature(
    keyring: Keyring, reader: Reader, kind: str, behaviour: str, verdict: str
) -> None:
    (made,) = signed(choose(reader, behaviour, kind=kind))
    certificate = judge(keyring, made).signers[0].certificate
    nonce = b"0123456789abcdef"
    raw = authority.ocsp(keyring, question(keyring, certificate, kind, nonce=nonce), at=AT)
    answer = Answer.from_der(raw, nonce=nonce)
    assert answer.answered_nonce == nonce
    found = cms.verify(
        made,
        content=CONTENT,
        at=AT,
        store=keyring.authority().store(),
        ocsp=answer,
        role="individual",
        iin=CITIZEN.iin,
    )
    assert found.verdict == verdict, found.reasons


def test_ocsp_says_nothing_about_strangers_and_rubbish(keyring: Keyring) -> None:
    assert authority.ocsp(keyring, b"rubbish", at=AT) == der.seq(der.integer(1, der.ENUMERATED))
    stranger = der.seq(
        der.seq(der.tlv(der.OID, oids.SHA256), der.EMPTY), der.octets(b"a"), der.octets(b"b"), der.integer(5)
    )
    asked = der.seq(der.seq(der.seq(der.seq(stranger))))
    assert authority.ocsp(keyring, asked, at=AT) == der.seq(der.integer(6, der.ENUMERATED))


def test_timestamps_over_a_digest(keyring: Keyring) -> None:
    digest = bytes(range(32))
    imprint = der.seq(der.seq(der.tlv(der.OID, oids.SHA256), der.EMPTY), der.octets(digest))
    answer = authority.timestamp(keyring, der.seq(der.integer(1), imprint, der.integer(77)), at=AT)
    status, token = der.whole(answer)
    assert der.number(answer, der.inside(answer, status)[0]) == 0
    assert digest in der.encoded(answer, token)
    assert authority.timestamp(keyring, b"rubbish", at=AT) == der.seq(der.seq(der.integer(2)))


# The process: who may speak to it


@contextmanager
def served(folder: Path) -> Iterator[serving.Signer]:
    with clock.clock_at(AT), serving.running(folder, port=0, page_port=0) as signer:
        yield signer


@pytest.fixture(scope="module")
def signer(folder: Path) -> Iterator[serving.Signer]:
    with served(folder) as running:
        yield running


def call(
    signer: serving.Signer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", signer.page_port, timeout=30)
    try:
        sent = {
            "Host": f"127.0.0.1:{signer.page_port}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        connection.request(method, path, body or None, sent)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def test_a_page_of_this_machine_signs_over_the_socket(signer: serving.Signer) -> None:
    choose(signer.reader, "cancel")
    with connect(f"ws://127.0.0.1:{signer.port}", origin=ORIGIN) as socket:  # type: ignore[arg-type]
        assert json.loads(socket.recv()) == {"result": {"version": "1.4"}}
        socket.send("--heartbeat--")
        assert socket.recv() == "--heartbeat--"
        socket.send(request())
        assert json.loads(socket.recv()) == {"status": True, "body": {}}


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://example.kz", "http://127.0.0.1.example.kz", "http://127.0.0.1:8000.example.kz"],
)
def test_foreign_pages_are_turned_away(signer: serving.Signer, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{signer.port}", origin=origin)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


def test_the_page_chooses_by_post_from_its_own_origin_alone(signer: serving.Signer) -> None:
    own = f"http://127.0.0.1:{signer.page_port}"
    chosen = f"holder={OTHER.id}&kind=rsa&behaviour=normal&lang=ru".encode()
    choose(signer.reader)
    for headers in ({}, {"Origin": "https://example.kz"}, {"Origin": own, "Host": "example.kz"}):
        assert call(signer, "POST", "/", chosen, **headers)[0] == 403
    assert call(signer, "GET", f"/?{chosen.decode()}")[0] == 200
    assert signer.reader.choice.holder == CITIZEN.id
    status, _, headers = call(signer, "POST", "/", chosen, Origin=own)
    assert (status, headers["Location"]) == (303, "/?lang=ru&done=1")
    assert (signer.reader.choice.holder, signer.reader.choice.kind) == (OTHER.id, "rsa")
    for wrong in (
        b"",
        b"holder=nobody&kind=rsa&behaviour=normal",
        b"holder=resident-a&kind=x&behaviour=normal",
    ):
        assert call(signer, "POST", "/", wrong, Origin=own)[0] == 400


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_says_what_it_is_in_each_language(signer: serving.Signer, language: str) -> None:
    status, body, headers = call(signer, "GET", f"/?lang={language}")
    text = body.decode()
    assert (status, page.texts()["stand_in"][language] in text) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert CITIZEN.name in text
    assert HEAD.organisation in text
    missing = [
        name for name in (*BEHAVIOURS, *DEFECTS) if html.escape(page.texts()[name][language]) not in text
    ]
    assert missing == []


def test_every_text_is_there_in_three_languages() -> None:
    assert {tuple(sorted(entry)) for entry in page.texts().values()} == {("en", "kk", "ru")}


def test_the_authority_answers_over_http(signer: serving.Signer) -> None:
    certificate = signer.reader.keyring.credential(CITIZEN, "gost").certificate
    asked = question(signer.reader.keyring, certificate, "gost", nonce=None)
    status, body, headers = call(signer, "POST", "/ocsp", asked)
    assert (status, headers["Content-Type"]) == (200, "application/ocsp-response")
    assert Answer.from_der(body).statuses[0].status == "good"
    assert call(signer, "GET", "/crl/gost.crl")[0] == 200
    assert call(signer, "POST", "/tsp", b"rubbish")[0] == 200
    assert call(signer, "GET", "/nowhere")[0] == 404
    assert call(signer, "POST", "/nowhere", b"x")[0] == 404


def test_production_has_no_signer(tmp_path: Path) -> None:
    environment = {**os.environ, "ZHOLDAMA_MODE": "production", "ZHOLDAMA_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "zholdama.cli.main", "signer"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "production" in done.stderr
