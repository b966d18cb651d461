"""`zholdama eds trust`: what enters the installed store, on whose word, and what production makes of it."""

import io
import json
import sys
from datetime import UTC, datetime

import pytest

from zholdama.cli.main import main
from zholdama.eds import development_certificates, oids, pins
from zholdama.eds.certificate import Certificate
from zholdama.eds.development_keys import new_key
from zholdama.eds.installed_trust import InstalledTrust
from zholdama.eds.pins import Pin
from zholdama.eds.trust import NotTrusted, TrustStore

SPAN = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def an_authority(common="Somebody", kind="gost"):
    """A self-signed authority that nobody has pinned."""
    key = new_key(kind)
    name = development_certificates.name((oids.COMMON_NAME, common), (oids.COUNTRY, "KZ"))
    return development_certificates.authority(subject=name, key=key, issuer=name, issuer_key=key, valid=SPAN)


def sha(data):
    return Certificate.from_der(data).fingerprint


@pytest.fixture
def house(tmp_path, monkeypatch):
    """An installation of its own, and in it a stranger, a pinned and a test authority as files."""
    monkeypatch.setenv("ZHOLDAMA_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("ZHOLDAMA_MODE", raising=False)
    made = {"stranger": an_authority(), "pinned": an_authority("Pinned"), "test": an_authority("Test")}
    for kind, name in (("production", "pinned"), ("test", "test")):
        monkeypatch.setitem(pins._BY_FINGERPRINT, sha(made[name]), (kind, Pin(name, sha(made[name]))))
    (tmp_path / "files").mkdir()
    for name, data in made.items():
        (tmp_path / "files" / f"{name}.cer").write_bytes(data)
    return tmp_path


def store_of(house):
    return InstalledTrust(house / "var" / "trust")


def lines_of(house):
    log = store_of(house).log
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def add(capsys, house, *words):
    status = main(["eds", "trust", "add", *words, "--by", "Оспанов Е.", "--json"])
    return status, json.loads(capsys.readouterr().out)


def file(house, name):
    return str(house / "files" / f"{name}.cer")


def test_a_pinned_authority_enters_and_is_logged_once(capsys, house):
    status, told = add(capsys, house, file(house, "pinned"))
    assert (status, [each["basis"] for each in told["added"]]) == (0, ["pinned"])
    [line] = lines_of(house)
    pinned = sha((house / "files" / "pinned.cer").read_bytes())
    assert (line["fingerprint"], line["basis"], line["by"], line["store"]) == (
        pinned,
        "pinned",
        "Оспанов Е.",
        "trust",
    )
    assert datetime.fromisoformat(line["at"]).utcoffset() is not None
    status, told = add(capsys, house, file(house, "pinned"))
    assert (status, told["added"], len(told["already"])) == (0, [], 1)
    assert len(lines_of(house)) == 1
    assert not store_of(house).load(production=True).empty


def test_what_is_not_pinned_is_refused_unless_its_whole_fingerprint_is_confirmed(capsys, house):
    stranger = sha((house / "files" / "stranger.cer").read_bytes())
    status, told = add(capsys, house, file(house, "stranger"))
    assert (status, told["refused"][0]["reason"]) == (1, "not_pinned")
    other = "0" * 64
    assert add(capsys, house, file(house, "stranger"), "--confirm", other)[0] == 1
    assert lines_of(house) == []
    assert not list((house / "var").glob("trust/*"))
    colons = ":".join(stranger[at : at + 2] for at in range(0, 64, 2)).upper()
    status, told = add(capsys, house, file(house, "stranger"), "--confirm", colons)
    assert (status, told["added"][0]["basis"]) == (0, "confirmed")
    assert [line["basis"] for line in lines_of(house)] == ["confirmed"]


@pytest.mark.parametrize("half", ["", "af77", "g" * 64, "0" * 63])
def test_half_a_fingerprint_is_a_wrong_call(capsys, house, half):
    assert main(["eds", "trust", "add", file(house, "stranger"), "--confirm", half]) == 2
    assert main(["eds", "trust", "add", str(house / "missing")]) == 2
    assert main(["eds", "trust", "add", file(house, "stranger"), "--by", " "]) == 2
    assert lines_of(house) == []


@pytest.mark.parametrize(("answer", "status"), [("yes\n", 0), ("y\n", 1), ("\n", 1), ("", 1)])
def test_at_a_terminal_a_person_is_asked(capsys, house, monkeypatch, answer, status):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["eds", "trust", "add", file(house, "stranger"), "--by", "Оспанов Е."]) == status
    asked = capsys.readouterr().err
    assert sha((house / "files" / "stranger.cer").read_bytes()) in asked
    assert len(lines_of(house)) == (1 if status == 0 else 0)


def test_nobody_is_asked_where_no_person_sits(capsys, house, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    assert main(["eds", "trust", "add", file(house, "stranger")]) == 1
    assert "--confirm SHA256" in capsys.readouterr().out


def test_test_and_production_authorities_lie_apart(capsys, house):
    assert add(capsys, house, str(house / "files"), "--confirm", "0" * 64)[0] == 1
    store = store_of(house)
    assert [path.stem for path in store.folder.iterdir()] == [
        sha((house / "files" / "pinned.cer").read_bytes())
    ]
    assert [path.stem for path in store.test_folder.iterdir()] == [
        sha((house / "files" / "test.cer").read_bytes())
    ]
    assert len(store.load(production=False).authorities) == 2
    assert len(store.load(production=True).authorities) == 1


def test_production_refuses_test_anchors_always(capsys, house, world, monkeypatch):
    test = (house / "files" / "test.cer").read_bytes()
    with pytest.raises(NotTrusted, match="test authority"):
        TrustStore.production([test], confirmed=frozenset({sha(test)}))
    development = world.authority.roots["gost"].certificate
    with pytest.raises(NotTrusted, match="development"):
        TrustStore.production([development], confirmed=frozenset({sha(development)}))
    (house / "files" / "development.cer").write_bytes(development)
    monkeypatch.setenv("ZHOLDAMA_MODE", "production")
    for name, data, reason in (
        ("test", test, "test_in_production"),
        ("development", development, "development_in_production"),
    ):
        status, told = add(capsys, house, file(house, name), "--confirm", sha(data))
        assert (status, told["refused"][0]["reason"]) == (1, reason)
    assert lines_of(house) == []


def test_production_trusts_an_unpinned_authority_only_when_its_confirmation_is_logged(capsys, house):
    stranger = (house / "files" / "stranger.cer").read_bytes()
    add(capsys, house, file(house, "stranger"), "--confirm", sha(stranger))
    store = store_of(house)
    assert not store.load(production=True).empty
    kept = store.log.read_text()
    for spoiled in (
        "",
        "not json\n",
        kept.replace("confirmed", "pinned"),
        kept.replace(sha(stranger), "0" * 64),
    ):
        store.log.write_text(spoiled)
        with pytest.raises(NotTrusted, match="not pinned"):
            store.load(production=True)
    store.log.write_text("cut sho\n" + kept)
    assert not store.load(production=True).empty


def test_what_was_copied_by_hand_is_not_trusted_in_production(house):
    store = store_of(house)
    store.folder.mkdir(parents=True)
    (store.folder / "hand.cer").write_bytes((house / "files" / "stranger.cer").read_bytes())
    with pytest.raises(NotTrusted, match="not pinned"):
        store.load(production=True)


def test_a_development_authority_may_be_confirmed_for_development_and_stays_there(capsys, house, world):
    development = world.authority.roots["gost"].certificate
    (house / "files" / "development.cer").write_bytes(development)
    assert add(capsys, house, file(house, "development"))[0] == 1
    status, told = add(capsys, house, file(house, "development"), "--confirm", sha(development))
    assert (status, told["added"][0]["store"]) == (0, "trust-test")
    assert store_of(house).load(production=True).empty
    assert not store_of(house).load(production=False).empty


def test_what_is_no_authority_is_refused_even_when_confirmed(capsys, house, world):
    person = world.citizen["gost"].certificate
    forged = bytearray((house / "files" / "stranger.cer").read_bytes())
    forged[-1] ^= 1
    for data, reason in (
        (person, "not_an_authority"),
        (bytes(forged), "not_an_authority"),
        (b"\x30\x03words", "not_a_certificate"),
        (b"words", "not_a_certificate"),
    ):
        (house / "files" / "odd.cer").write_bytes(data)
        fingerprint = sha(data) if reason == "not_an_authority" else "0" * 64
        status, told = add(capsys, house, file(house, "odd"), "--confirm", fingerprint)
        assert (status, told["refused"][0]["reason"]) == (1, reason)
    assert lines_of(house) == []


def test_the_list_says_what_is_what(capsys, house):
    assert main(["eds", "trust", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"authorities": []}
    stranger = (house / "files" / "stranger.cer").read_bytes()
    add(capsys, house, str(house / "files"), "--confirm", sha(stranger))
    (house / "var" / "trust" / "hand.cer").write_bytes(an_authority("Hand"))
    assert main(["eds", "trust", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["authorities"]
    assert {each["kind"]: each["production"] for each in found} == {
        "production": True,
        "confirmed": True,
        "unconfirmed": False,
        "test": False,
    }
    assert main(["eds", "trust", "list"]) == 0
    assert sha(stranger) in capsys.readouterr().out


def test_a_store_that_changed_says_so(capsys, house):
    store = store_of(house)
    before = store.changed()
    add(capsys, house, file(house, "pinned"))
    assert store.changed() != before
