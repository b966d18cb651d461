import json
from datetime import datetime

import pytest

from zholdama.papers import keys
from zholdama.papers.token import ALMATY
from zholdama.passport.texts import Text


def test_private_keys_survive_the_bundle(own_keys: keys.ProviderKeys) -> None:
    again = keys.ProviderKeys.from_pem(own_keys.to_pem(), provider=own_keys.provider)
    assert again.public == own_keys.public
    assert again.to_pem() == own_keys.to_pem()


def test_the_ring_survives_its_file(ring: keys.KeyRing) -> None:
    full = keys.KeyRing(
        as_of=ring.as_of, keys=ring.keys, withdrawn=frozenset({"a" * 16}), replaced=frozenset({"b" * 16})
    )
    assert keys.KeyRing.from_json(full.to_json()) == full
    assert keys.KeyRing.from_json(full.to_json().encode()).to_json() == full.to_json()


def test_the_key_file_holds_nothing_private(own_keys: keys.ProviderKeys, ring: keys.KeyRing) -> None:
    entry = json.loads(ring.to_json())["keys"][0]
    assert set(entry) == {
        "key_id",
        "provider",
        "ed25519",
        "seal_sha256",
        "seal_certificate",
        "not_before",
        "not_after",
        "revoked_at",
    }
    assert own_keys.token_key.private_bytes_raw().hex() not in ring.to_json()


@pytest.mark.parametrize(
    "content", [b"", b"\xff", "[]", "{}", '{"as_of": "2025-01-01T00:00+05:00"}', "null", "7"]
)
def test_another_file_is_refused(content: str | bytes) -> None:
    with pytest.raises(keys.KeyFileError):
        keys.KeyRing.from_json(content)


@pytest.mark.parametrize("field", ["key_id", "seal_sha256", "ed25519", "seal_certificate", "not_before"])
def test_a_key_that_does_not_fit_is_refused(ring: keys.KeyRing, field: str) -> None:
    document = json.loads(ring.to_json())
    other = keys.new_keys(
        provider=keys.Provider(code="x", names=Text(kk="х", ru="х", en="x")),
        not_before=datetime(2025, 1, 1, tzinfo=ALMATY),
        not_after=datetime(2026, 1, 1, tzinfo=ALMATY),
    )
    stranger = json.loads(keys.KeyRing(as_of=ring.as_of, keys=(other.public,)).to_json())["keys"][0]
    document["keys"][0][field] = "2025-01-01T00:00" if field == "not_before" else stranger[field]
    with pytest.raises(keys.KeyFileError):
        keys.KeyRing.from_json(json.dumps(document))


def test_a_broken_bundle_is_refused(own_keys: keys.ProviderKeys) -> None:
    pem = own_keys.to_pem()
    for broken in (b"", pem[:-400], pem + pem, pem.replace(b"PRIVATE", b"PRIVAT")):
        with pytest.raises(keys.KeyFileError):
            keys.ProviderKeys.from_pem(broken, provider=own_keys.provider)


def test_a_long_name_still_gives_a_certificate() -> None:
    long = "Ә" * 200
    made = keys.new_keys(
        provider=keys.Provider(code="c" * 80, names=Text(kk=long, ru=long, en=long)),
        not_before=datetime(2025, 1, 1, tzinfo=ALMATY),
        not_after=datetime(2026, 1, 1, tzinfo=ALMATY),
    )
    assert keys.seal_key_of(made.certificate) == made.seal_key.public_key()
