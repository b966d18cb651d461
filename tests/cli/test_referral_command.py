import base64
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zholdama.cli import main
from zholdama.papers import keys, published_list, rendering, seal, token
from zholdama.papers.sheets import Bearer, Office, Proof, ReceiptPaper
from zholdama.papers.token import ALMATY
from zholdama.passport.texts import Text

AT = datetime(2025, 1, 3, 10, 30, tzinfo=ALMATY)
CODE = bytes(range(16))


def both(kk: str, ru: str) -> Text:
    return Text(kk=kk, ru=ru, en=ru)


@pytest.fixture(scope="module")
def own() -> keys.ProviderKeys:
    return keys.new_keys(
        provider=keys.Provider(code="almaty", names=both("Алматы орталығы", "Центр Алматы")),
        not_before=datetime(2025, 1, 1, tzinfo=ALMATY),
        not_after=datetime(2028, 1, 1, tzinfo=ALMATY),
    )


@pytest.fixture(scope="module")
def text(own: keys.ProviderKeys) -> str:
    said = token.Claims(
        number="ALA-2025-000123",
        kind="public_works",
        initials="Қ.Ә.",
        issued_at=AT,
        valid_until=date(2025, 1, 13),
        provider="almaty",
        code=CODE,
    )
    return token.issue(said, key=own.token_key)


@pytest.fixture
def pdf(own: keys.ProviderKeys, text: str, tmp_path: Path) -> Path:
    paper = ReceiptPaper(
        number="ALA-2025-000123",
        issued_at=AT,
        accepted_at="03.01.2025, 10:30",
        accepted_by="маман",
        channel=both("Қызмет берушіде", "У услугодателя"),
        measure=both("Қоғамдық жұмыстар", "Общественные работы"),
        office=Office(names=own.provider.names, address="Алматы", phone=""),
        bearer=Bearer(name="Құсайынова Әсем", birth_date="15.01.1999", iin="990115900127"),
        documents=(),
        due_at="03.01.2025, 11:00",
        contact="1414",
        seal="кілт",
        proof=Proof(token=text, code=token.code_text(CODE), address="https://zholdama.example/verify/"),
    )
    file = tmp_path / "paper.pdf"
    file.write_bytes(seal.seal(rendering.render(paper), keys=own, at=AT))
    return file


@pytest.fixture
def ring(own: keys.ProviderKeys) -> keys.KeyRing:
    return keys.KeyRing(as_of=AT, keys=(own.public,))


def ask(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ring: keys.KeyRing, *words: str
) -> tuple[int, dict]:
    file = tmp_path / "keys.json"
    file.write_text(ring.to_json(), encoding="utf-8")
    status = main.main(["referral", "verify", *words, "--keys", str(file), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_answer_has_the_promised_fields(capsys, tmp_path, ring, pdf) -> None:
    status, answer = ask(capsys, tmp_path, ring, str(pdf), "--at", "2025-01-10T12:00")
    assert status == 0
    assert answer["verdict"] == "valid"
    assert answer["number"] == "ALA-2025-000123"
    assert answer["kind"] == "public_works"
    assert answer["issued_at"] == "2025-01-03T10:30:00+05:00"
    assert answer["valid_until"] == "2025-01-13T23:59:59+05:00"
    assert answer["provider"]["code"] == "almaty"


def test_text_and_pdf_agree(capsys, tmp_path, ring, pdf, text) -> None:
    in_a_file = tmp_path / "scanned.txt"
    in_a_file.write_text(text + "\n")
    answers = [
        ask(capsys, tmp_path, ring, paper, "--at", "2025-01-10T12:00")
        for paper in (str(pdf), text, str(in_a_file), f" {text}\n")
    ]
    assert answers[0][1]["verdict"] == "valid"
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("at", "expected", "status"),
    [
        ("2025-01-13T23:59:59", "valid", 0),
        ("2025-01-14T00:00", "expired", 1),
        ("2025-01-13T19:00Z", "expired", 1),
    ],
)
def test_time_decides(capsys, tmp_path, ring, text, at, expected, status) -> None:
    found, answer = ask(capsys, tmp_path, ring, text, "--at", at)
    assert (found, answer["verdict"]) == (status, expected)


def test_the_lists_decide(capsys, tmp_path, ring, text) -> None:
    listed = frozenset({keys.code_hash(CODE)})
    for name in ("withdrawn", "replaced"):
        status, answer = ask(capsys, tmp_path, replace(ring, **{name: listed}), text, "--at", "2025-01-10")
        assert (status, answer["verdict"]) == (1, name)


def test_the_published_files_are_enough(capsys, tmp_path, ring, text) -> None:
    """What anybody can fetch: the keys as JSON, the list beside them."""
    key = Ed25519PrivateKey.generate()
    document = json.loads(ring.to_json())
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    published = {"as_of": document["as_of"], "list_key": public, "keys": document["keys"]}
    (tmp_path / "keys.json").write_text(json.dumps(published), encoding="utf-8")
    listed = replace(ring, replaced=frozenset({keys.code_hash(CODE)}))
    (tmp_path / "list.cose").write_bytes(published_list.make(listed, key=key))
    words = [
        "referral",
        "verify",
        text,
        "--at",
        "2025-01-10",
        "--keys",
        str(tmp_path / "keys.json"),
        "--json",
    ]
    assert main.main(words) == 2
    capsys.readouterr()
    assert main.main([*words, "--list", str(tmp_path / "list.cose")]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["list_as_of"]) == ("replaced", "2025-01-03T10:30:00+05:00")


def test_an_unknown_key_is_not_determined(capsys, tmp_path, text, pdf) -> None:
    for paper in (text, str(pdf)):
        status, answer = ask(capsys, tmp_path, keys.KeyRing(as_of=AT, keys=()), paper, "--at", "2025-01-10")
        assert (status, answer["verdict"], answer["number"]) == (3, "unknown_key", None)


@pytest.mark.parametrize("paper", ["", "nonsense", "-", "-abc", "ZHOLDAMA1:", "a\nb", "x" * 5000, "Ә"])
def test_any_text_is_answered(capsys, tmp_path, ring, paper) -> None:
    status, answer = ask(capsys, tmp_path, ring, paper, "--at", "2025-01-10")
    assert (status, answer["verdict"]) == (1, "forged")


def test_a_changed_file_is_forged(capsys, tmp_path, ring, pdf) -> None:
    data = bytearray(pdf.read_bytes())
    data[0] ^= 1
    pdf.write_bytes(bytes(data))
    assert ask(capsys, tmp_path, ring, str(pdf), "--at", "2025-01-10")[1]["verdict"] == "forged"


@pytest.mark.parametrize(
    "words", [["missing.pdf"], ["x", "--at", "yesterday"], ["x", "--keys", "missing.json"]]
)
def test_a_wrong_call(capsys, tmp_path, ring, words) -> None:
    file = tmp_path / "keys.json"
    file.write_text(ring.to_json(), encoding="utf-8")
    given_keys = [] if "--keys" in words else ["--keys", str(file)]
    assert main.main(["referral", "verify", *words, *given_keys]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("zholdama: ")


def test_a_file_that_holds_no_keys_is_a_wrong_call(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text("{}")
    assert main.main(["referral", "verify", "x", "--keys", str(file)]) == 2


def test_needs_no_django_with_keys(tmp_path: Path, ring: keys.KeyRing, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(ring.to_json(), encoding="utf-8")
    program = (
        "import sys; from zholdama.cli.main import main; "
        f"status = main(['referral', 'verify', {text!r}, '--keys', {str(file)!r}, '--at', '2025-01-10']); "
        "sys.exit(9 if 'django' in sys.modules else status)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
