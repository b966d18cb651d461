"""`zholdama eds`: exit statuses, one JSON document, and files that are odd."""

import base64
import json

import pytest

from zholdama.cli.main import main
from zholdama.eds.development_services import ocsp_answer
from zholdama.eds.development_xml import sign, sign_message
from zholdama.eds.wsse import SOAP


@pytest.fixture
def files(world, tmp_path, monkeypatch):
    """A folder with a signature, its document, the store and a list; nothing installed."""
    monkeypatch.setenv("ZHOLDAMA_VAR", str(tmp_path / "var"))
    (tmp_path / "trust").mkdir()
    for number, certificate in enumerate(world.authority.certificates):
        (tmp_path / "trust" / f"{number}.cer").write_bytes(certificate)
    (tmp_path / "trust" / "README").write_text("not a certificate")
    (tmp_path / "document").write_bytes(world.content)
    (tmp_path / "signature").write_bytes(world.draft("gost").encode())
    (tmp_path / "list").write_bytes(world.lists["gost"])
    return tmp_path


def call(capsys, files, *words, at="2025-01-03T15:00:00+05:00", trust=True):
    parts = ["eds", "verify", str(files / words[0]), *words[1:], "--at", at, "--json"]
    if trust:
        parts += ["--trust", str(files / "trust")]
    status = main(parts)
    return status, json.loads(capsys.readouterr().out)


def test_valid_is_zero(capsys, files, world):
    status, document = call(
        capsys,
        files,
        "signature",
        *("--data", str(files / "document"), "--crl", str(files / "list")),
        *("--role", "individual", "--iin", world.iin),
    )
    assert status == 0
    assert document["verdict"] == "valid"
    assert document["reasons"] == []
    signer = document["signers"][0]
    assert signer["iin"] == world.iin
    assert signer["bin"] is None
    assert signer["roles"] == ["individual"]
    assert signer["signing_time"] == "2025-01-03T15:00:00+05:00"
    assert {check["result"] for check in document["checks"]} <= {"good", "bad", "not_made"}


def test_a_time_without_an_offset_is_almatys(capsys, files):
    words = ("signature", "--data", str(files / "document"), "--crl", str(files / "list"))
    assert call(capsys, files, *words, at="2025-01-03T15:00")[0] == 0
    assert call(capsys, files, *words, at="2025-01-03T14:59:59")[1]["reasons"] == ["crl.stale"]


def test_invalid_is_one(capsys, files, world):
    words = ("signature", "--data", str(files / "trust" / "README"), "--crl", str(files / "list"))
    status, document = call(capsys, files, *words, "--iin", world.other_iin, "--bin", "0")
    assert status == 1
    assert document["reasons"] == ["digest", "iin.mismatch", "bin.missing"]


def test_undetermined_is_three(capsys, files):
    status, document = call(capsys, files, "signature", "--data", str(files / "document"))
    assert (status, document["reasons"]) == (3, ["revocation.missing"])
    status, document = call(capsys, files, "signature", "--data", str(files / "document"), trust=False)
    assert (status, document["reasons"]) == (3, ["trust.empty"])


def test_an_unreadable_signature_is_invalid(capsys, files):
    for name, data in (
        ("empty", b""),
        ("words", b"hello"),
        ("zeros", bytes(1000)),
        ("long", b"\x30\x84" * 50),
    ):
        (files / name).write_bytes(data)
        status, document = call(capsys, files, name)
        assert (status, document["verdict"], document["reasons"]) == (1, "invalid", ["parse"])


@pytest.mark.parametrize(
    "words",
    [
        ["missing"],
        ["signature", "--data", "missing"],
        ["signature", "--crl", "missing"],
        ["signature", "--ocsp", "missing"],
        ["signature", "--trust", "missing"],
        ["signature", "--at", "yesterday"],
        ["trust"],
    ],
)
def test_a_wrong_call_is_two(capsys, files, words):
    parts = [
        words[0],
        *(word if word.startswith("--") or word == "yesterday" else str(files / word) for word in words[1:]),
    ]
    assert main(["eds", "verify", str(files / parts[0]), *parts[1:], "--json"]) == 2
    answered = capsys.readouterr()
    assert answered.out == ""
    assert answered.err.startswith("zholdama: ")


@pytest.mark.parametrize("words", [["--role", "king"], ["--profile", "none"], ["--nonsense"], []])
def test_wrong_options_are_two(files, words):
    with pytest.raises(SystemExit) as ended:
        main(["eds", "verify", *([str(files / "signature")] if words else []), *words])
    assert ended.value.code == 2


def test_an_unreadable_list_or_answer_decides_nothing(capsys, files):
    words = ("signature", "--data", str(files / "document"))
    status, document = call(capsys, files, *words, "--crl", str(files / "document"))
    assert (status, document["reasons"]) == (3, ["crl.form"])
    status, document = call(capsys, files, *words, "--ocsp", str(files / "document"))
    assert (status, document["reasons"]) == (3, ["ocsp.form"])


def test_an_answer_is_enough_without_a_list(capsys, files, world):
    told = ocsp_answer(
        world.citizen["gost"].certificate, world.authority.issuers["gost"], world.answering, at=world.at
    )
    (files / "answer").write_bytes(told)
    words = ("signature", "--data", str(files / "document"), "--ocsp", str(files / "answer"))
    assert call(capsys, files, *words)[0] == 0


def test_base64_and_pem_are_read(capsys, files, world):
    text = base64.encodebytes(world.draft("gost").encode())
    words = ("--data", str(files / "document"), "--crl", str(files / "list"))
    for name, data in (
        ("base64", text),
        ("with a mark", b"\xef\xbb\xbf" + text),
        ("pem", b"-----BEGIN CMS-----\n" + text + b"-----END CMS-----\n"),
    ):
        (files / name).write_bytes(data)
        assert call(capsys, files, name, *words)[0] == 0


def test_the_installed_store_is_used_and_production_refuses_development(capsys, files, world, monkeypatch):
    (files / "var" / "trust").mkdir(parents=True)
    for number, certificate in enumerate(world.authority.certificates):
        (files / "var" / "trust" / f"{number}.cer").write_bytes(certificate)
    words = ("signature", "--data", str(files / "document"))
    assert call(capsys, files, *words, trust=False)[0] == 0
    monkeypatch.setenv("ZHOLDAMA_MODE", "production")
    status, document = call(capsys, files, *words, trust=False)
    assert (status, document["reasons"]) == (3, ["trust.empty"])


def test_lines_for_people_in_three_languages(capsys, files):
    for language, words in (("kk", "мәлімет жоқ"), ("ru", "Нет сведений"), ("en", "nothing to show")):
        main(
            [
                *("eds", "verify", str(files / "signature"), "--data", str(files / "document")),
                *("--trust", str(files / "trust"), "--at", "2025-01-03T15:00", "--language", language),
            ]
        )
        assert words in capsys.readouterr().out


def test_inspect_tells_what_a_file_is(capsys, files, world):
    (files / "certificate").write_bytes(world.citizen["rsa"].certificate)
    for name, kind in (
        ("signature", "signature"),
        ("list", "revocation list"),
        ("certificate", "certificate"),
    ):
        assert main(["eds", "inspect", str(files / name), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["kind"] == kind
        assert main(["eds", "inspect", str(files / name)]) == 0
        assert kind in capsys.readouterr().out
    assert main(["eds", "inspect", str(files / "document"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"kind": "unreadable"}


@pytest.fixture
def xml_files(files, world):
    """A signed form and a signed message beside the other files."""
    who = world.citizen["gost"]
    envelope = (
        f'<s:Envelope xmlns:s="{SOAP[0]}"><s:Header/><s:Body><a iin="{world.iin}">1</a></s:Body></s:Envelope>'
    )
    (files / "form.xml").write_bytes(sign(b"<a><b>1</b></a>", who.key, who.certificate))
    (files / "message.xml").write_bytes(sign_message(envelope.encode(), who.key, who.certificate))
    return files


@pytest.mark.parametrize(("name", "part"), [("form.xml", "whole document: a"), ("message.xml", "}Body")])
def test_xml_is_verified_by_what_it_is(capsys, xml_files, world, name, part):
    words = ("--crl", str(xml_files / "list"), "--role", "individual", "--iin", world.iin)
    status, document = call(capsys, xml_files, name, *words)
    assert (status, document["verdict"], document["reasons"]) == (0, "valid", [])
    assert document["signers"][0]["iin"] == world.iin
    reference = next(check["detail"] for check in document["checks"] if check["check"] == "reference")
    assert part in reference
    data = (xml_files / name).read_bytes()
    (xml_files / name).write_bytes(data.replace(b">1<", b">2<"))
    assert call(capsys, xml_files, name, *words)[1]["reasons"] == ["digest"]
    assert call(capsys, xml_files, name)[0] == 1


def test_xml_beside_what_was_kept(capsys, xml_files):
    (xml_files / "kept").write_bytes(b"<a><b>1</b></a>")
    words = ("form.xml", "--crl", str(xml_files / "list"), "--data")
    assert call(capsys, xml_files, *words, str(xml_files / "kept"))[0] == 0
    status, document = call(capsys, xml_files, *words, str(xml_files / "document"))
    assert (status, document["reasons"]) == (1, ["content.mismatch"])


def test_xml_that_cannot_be_read_or_is_not_signed_is_invalid(capsys, xml_files):
    for name, data, reason in (
        ("bomb", b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "xml.doctype"),
        ("cut", b"<a><b>", "xml.form"),
        ("plain", b"<a/>", "xml.count"),
        ("huge", b"<a>" + b" " * 50_000_000, "xml.limit"),
        ("deep", b"<a>" * 20_000, "xml.limit"),
        ("wide", "<a/>".encode("utf-16"), "parse"),
    ):
        (xml_files / name).write_bytes(data)
        status, document = call(capsys, xml_files, name)
        assert (status, document["verdict"], document["reasons"]) == (1, "invalid", [reason])
        assert document["signers"] == []


def test_inspect_shows_xml_in_words(capsys, xml_files, world):
    for name, kind in (("form.xml", "XML signature"), ("message.xml", "WS-Security signature")):
        assert main(["eds", "inspect", str(xml_files / name), "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert (document["kind"], document["algorithm"]) == (kind, "gost-34.10-2015-512")
        assert document["certificate"]["iin"] == world.iin
        assert main(["eds", "inspect", str(xml_files / name)]) == 0
        assert kind in capsys.readouterr().out
    (xml_files / "plain").write_bytes(b"<a/>")
    assert main(["eds", "inspect", str(xml_files / "plain"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problem"] == "xml.count"
    (xml_files / "plain").write_bytes(b"<a>")
    assert main(["eds", "inspect", str(xml_files / "plain"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"kind": "unreadable"}
