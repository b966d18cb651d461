import base64
import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from zholdama.papers import keys, token
from zholdama.papers.verification import verify_text
from zholdama.working_time.zone import ALMATY

MUTATIONS = 10_000 if os.environ.get("ZHOLDAMA_PROVE") else 300
AT = datetime(2025, 1, 3, 10, 30, tzinfo=ALMATY)


def claims(**changes: object) -> token.Claims:
    plain = {
        "number": "ALA-2025-000123",
        "kind": "social_workplace",
        "initials": "Қ.Ә.Ғ.",
        "issued_at": AT,
        "valid_until": date(2025, 1, 13),
        "provider": "almaty",
        "code": bytes(range(16)),
    }
    return token.Claims(**(plain | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def text(own_keys: keys.ProviderKeys) -> str:
    return token.issue(claims(), key=own_keys.token_key)


def test_says_what_it_was_given(own_keys: keys.ProviderKeys, text: str) -> None:
    read = token.read(text)
    assert read.key_id == own_keys.public.key_id
    assert token.believed(read, key=own_keys.public.token_key) == claims()


@pytest.mark.parametrize("kind", ["job_placement", "guidance", "refusal", "first_workplace"])
@pytest.mark.parametrize("last_day", [None, date(2024, 2, 29), date(2025, 12, 31)])
def test_kinds_and_days_survive(own_keys: keys.ProviderKeys, kind: str, last_day: date | None) -> None:
    said = claims(kind=kind, valid_until=last_day)
    read = token.read(token.issue(said, key=own_keys.token_key))
    assert token.believed(read, key=own_keys.public.token_key) == said


def test_is_a_standard_cwt(own_keys: keys.ProviderKeys, text: str) -> None:
    letters = text.removeprefix(token.PREFIX)
    envelope = base64.b32decode(letters + "=" * (-len(letters) % 8))
    pem = own_keys.public.token_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, kid=bytes.fromhex(own_keys.public.key_id))
    said = cbor2.loads(cwt.COSE.new().decode(envelope, key))
    assert said[1] == "almaty"
    assert said[2] == "ALA-2025-000123"
    # exp is the first moment behind the last day, as RFC 8392 reads it
    assert datetime.fromtimestamp(said[4], UTC) == datetime(2025, 1, 13, 19, tzinfo=UTC)


def test_fits_the_qr(text: str) -> None:
    assert len(text) <= token.LONGEST_TEXT
    assert text == text.upper()


def test_a_token_too_long_for_the_qr_is_refused(own_keys: keys.ProviderKeys) -> None:
    with pytest.raises(ValueError, match="QR"):
        token.issue(claims(number="N" * 80), key=own_keys.token_key)


def test_mutations_are_never_valid(ring: keys.KeyRing, text: str) -> None:
    rng = random.Random(20250103)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcxyz0189=: \n-"
    verdicts: dict[str, int] = {}
    for _ in range(MUTATIONS):
        place = rng.randrange(len(text))
        letter = rng.choice([other for other in alphabet if other != text[place]])
        changed = text[:place] + letter + text[place + 1 :]
        verdict = verify_text(changed, keyring=ring, at=AT).verdict
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    print(f"{MUTATIONS} one-character mutations of a token of {len(text)}: {verdicts}")
    assert set(verdicts) <= {"forged", "unknown_key"}


def test_every_bit_of_the_envelope_counts(ring: keys.KeyRing, text: str) -> None:
    letters = text.removeprefix(token.PREFIX)
    envelope = base64.b32decode(letters + "=" * (-len(letters) % 8))
    for place in range(len(envelope) * 8):
        changed = bytearray(envelope)
        changed[place // 8] ^= 1 << place % 8
        again = token.PREFIX + base64.b32encode(bytes(changed)).decode().rstrip("=")
        assert verify_text(again, keyring=ring, at=AT).verdict in {"forged", "unknown_key"}


def test_unused_bits_must_be_zero(own_keys: keys.ProviderKeys, ring: keys.KeyRing) -> None:
    # Of the lengths modulo 5 that leave unused bits, take whichever this key's tokens have.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    tried = 0
    for extra in range(5):
        text = token.issue(claims(number="N" * (10 + extra)), key=own_keys.token_key)
        letters = text.removeprefix(token.PREFIX)
        unused = len(letters) * 5 % 8
        for bits in range(1, 1 << unused):
            changed = text[:-1] + alphabet[alphabet.index(text[-1]) | bits]
            assert changed != text
            assert verify_text(changed, keyring=ring, at=AT).verdict == "forged"
            tried += 1
    assert tried > 0


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        lambda text: text + "=",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text + "AA",
        lambda text: text[:-1],
        lambda text: text.removeprefix(token.PREFIX),
        lambda text: text.replace("ZHOLDAMA1:", "ZHOLDAMA2:"),
        lambda text: "",
        lambda text: "\N{FULLWIDTH LATIN CAPITAL LETTER A}" + text[1:],
    ],
)
def test_only_one_form_is_accepted(ring: keys.KeyRing, text: str, spoil: Callable[[str], str]) -> None:
    assert verify_text(text, keyring=ring, at=AT).verdict == "valid"
    assert verify_text(spoil(text), keyring=ring, at=AT).verdict == "forged"


@given(st.text(max_size=400))
def test_any_text_is_answered(ring: keys.KeyRing, anything: str) -> None:
    assert verify_text(anything, keyring=ring, at=AT).verdict == "forged"


@given(st.binary(max_size=200))
def test_any_envelope_is_answered(ring: keys.KeyRing, envelope: bytes) -> None:
    text = token.PREFIX + base64.b32encode(bytes.fromhex("d2844da201270448") + envelope).decode().rstrip("=")
    assert verify_text(text, keyring=ring, at=AT).verdict in {"forged", "unknown_key"}


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Әлімова Сәуле Қайратқызы", "Ә.С.Қ."),
        ("һәкім", "Һ."),
        ("", ""),
        ("а б в г", "А.Б.В."),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert token.initials(name) == letters


def test_the_verify_code_can_be_typed() -> None:
    assert token.code_text(bytes(16)).replace("-", "") == "A" * 26
    assert token.new_code() != token.new_code()
