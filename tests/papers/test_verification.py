import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from zholdama.papers import container, keys, rendering, seal, token
from zholdama.papers.sheets import Paper, ReferralPaper
from zholdama.papers.token import ALMATY
from zholdama.papers.verification import verify_pdf, verify_text
from zholdama.passport.texts import Text

MUTATIONS = 10_000 if os.environ.get("ZHOLDAMA_PROVE") else 300
AT = datetime(2025, 1, 3, 10, 30, tzinfo=ALMATY)
HOLE = re.compile(rb"/Contents <([0-9a-f]{1000,})>")

Make = Callable[[keys.ProviderKeys], Paper]


def _hole(pdf: bytes) -> tuple[int, bytes]:
    found = HOLE.search(pdf)
    assert found is not None
    return found.start(1), found[1]


def _with_hole(pdf: bytes, letters: bytes) -> bytes:
    start, before = _hole(pdf)
    assert len(letters) == len(before)
    return pdf[:start] + letters + pdf[start + len(letters) :]


def test_every_sealed_paper_with_a_token_is_valid(
    paper: Paper, own_keys: keys.ProviderKeys, ring: keys.KeyRing
) -> None:
    pdf = seal.seal(rendering.render(paper), keys=own_keys, at=AT)
    verdict = verify_pdf(pdf, keyring=ring, at=AT)
    if paper.proof is None:
        assert (verdict.verdict, verdict.reason) == ("forged", "no_token")
    else:
        assert verdict.verdict == "valid"
        assert verdict == verify_text(paper.proof.token, keyring=ring, at=AT)
        assert verdict.number == paper.number


def test_the_same_paper_gives_the_same_bytes(
    sealed: bytes, own_keys: keys.ProviderKeys, every: dict[str, Make]
) -> None:
    again = seal.seal(rendering.render(every["job_placement"](own_keys)), keys=own_keys, at=AT)
    assert again == sealed


def test_one_byte_mutations_are_never_valid(sealed: bytes, ring: keys.KeyRing) -> None:
    rng = random.Random(20250103)
    hole_at, letters = _hole(sealed)
    verdicts: dict[str, int] = {}
    for turn in range(MUTATIONS):
        # A third of them in and around the hole, the only part the digest does not cover.
        place = (
            rng.randrange(hole_at - 12, hole_at + len(letters) + 2)
            if turn % 3 == 0
            else rng.randrange(len(sealed))
        )
        byte = rng.choice([other for other in range(256) if other != sealed[place]])
        changed = sealed[:place] + bytes([byte]) + sealed[place + 1 :]
        verdict = verify_pdf(changed, keyring=ring, at=AT).verdict
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    print(f"{MUTATIONS} one-byte mutations of a PDF of {len(sealed)} bytes: {verdicts}")
    assert verdicts == {"forged": MUTATIONS}


def test_every_hex_digit_of_the_seal_counts(sealed: bytes, ring: keys.KeyRing) -> None:
    start, letters = _hole(sealed)
    used = len(letters.rstrip(b"0"))
    for place in range(0, used, 1 if MUTATIONS > 300 else 5):
        digit = b"0123456789abcdef"[(int(letters[place : place + 1], 16) + 1) % 16]
        changed = sealed[: start + place] + bytes([digit]) + sealed[start + place + 1 :]
        assert verify_pdf(changed, keyring=ring, at=AT).verdict == "forged"


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"%%EOF\n", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_an_appended_tail_is_forged(sealed: bytes, ring: keys.KeyRing, tail: bytes) -> None:
    assert verify_pdf(sealed + tail, keyring=ring, at=AT).verdict == "forged"
    assert verify_pdf(tail + sealed, keyring=ring, at=AT).verdict == "forged"
    assert verify_pdf(sealed[: -len(tail)], keyring=ring, at=AT).verdict == "forged"


def test_upper_case_hex_is_forged(sealed: bytes, ring: keys.KeyRing) -> None:
    _, letters = _hole(sealed)
    assert verify_pdf(_with_hole(sealed, letters.upper()), keyring=ring, at=AT).verdict == "forged"
    place = next(i for i, letter in enumerate(letters) if letter in b"abcdef")
    one = letters[:place] + letters[place : place + 1].upper() + letters[place + 1 :]
    assert verify_pdf(_with_hole(sealed, one), keyring=ring, at=AT).verdict == "forged"


@pytest.mark.parametrize("place", [-1, -2, -100, -1000])
def test_dirty_padding_is_forged(sealed: bytes, ring: keys.KeyRing, place: int) -> None:
    _, letters = _hole(sealed)
    dirty = bytearray(letters)
    assert dirty[place] == ord("0")
    dirty[place] = ord("1")
    verdict = verify_pdf(_with_hole(sealed, bytes(dirty)), keyring=ring, at=AT)
    assert (verdict.verdict, verdict.reason) == ("forged", "bytes_behind_the_seal")


def test_the_other_equal_signature_is_forged(
    sealed: bytes, own_keys: keys.ProviderKeys, ring: keys.KeyRing
) -> None:
    _, letters = _hole(sealed)
    der = bytes.fromhex(letters.decode())
    found = container.read(der[: int.from_bytes(der[2:4], "big") + 4])
    order = container._ORDER
    r, s = decode_dss_signature(found.signature)
    twin = encode_dss_signature(r, order - s)
    own_keys.public.seal_key.verify(twin, found.attributes, ec.ECDSA(hashes.SHA256()))  # mathematically good
    made = container._assembled(certificate=found.certificate, attributes=found.attributes, signature=twin)
    changed = _with_hole(sealed, made.hex().encode().ljust(len(letters), b"0"))
    assert verify_pdf(changed, keyring=ring, at=AT).verdict == "forged"


def test_a_second_seal_is_forged(sealed: bytes, own_keys: keys.ProviderKeys, ring: keys.KeyRing) -> None:
    assert verify_pdf(sealed + sealed, keyring=ring, at=AT).verdict == "forged"
    assert verify_pdf(sealed + b"/ByteRange [0 1 2 3]", keyring=ring, at=AT).verdict == "forged"


def test_an_unsealed_paper_is_forged(
    own_keys: keys.ProviderKeys, ring: keys.KeyRing, every: dict[str, Make]
) -> None:
    unsealed = rendering.render(every["job_placement"](own_keys))
    assert verify_pdf(unsealed, keyring=ring, at=AT).verdict == "forged"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"%PDF-/ByteRange [0 1 2 3]", b"x" * 1000, b"%PDF-" + bytes(500)]
)
def test_unreadable_is_forged(data: bytes, ring: keys.KeyRing) -> None:
    assert verify_pdf(data, keyring=ring, at=AT).verdict == "forged"


def _referral(own: keys.ProviderKeys, every: dict[str, Make]) -> ReferralPaper:
    made = every["job_placement"](own)
    assert isinstance(made, ReferralPaper)
    return made


def test_a_token_of_another_paper_is_forged_although_sealed(
    own_keys: keys.ProviderKeys, ring: keys.KeyRing, every: dict[str, Make]
) -> None:
    mine = _referral(own_keys, every)
    swapped = replace(mine, number="ALA-2025-000124")
    pdf = seal.seal(rendering.render(swapped), keys=own_keys, at=AT)
    assert verify_text(mine.proof.token, keyring=ring, at=AT).verdict == "valid"
    verdict = verify_pdf(pdf, keyring=ring, at=AT)
    assert (verdict.verdict, verdict.reason, verdict.number) == ("forged", "token_of_another_paper", None)


def test_a_strangers_token_or_seal_is_not_vouched_for(
    own_keys: keys.ProviderKeys, ring: keys.KeyRing, every: dict[str, Make], stranger: keys.ProviderKeys
) -> None:
    both = keys.KeyRing(as_of=AT, keys=(own_keys.public, stranger.public))
    # A true token of ours in a file that another provider of the ring sealed.
    pdf = seal.seal(rendering.render(_referral(own_keys, every)), keys=stranger, at=AT)
    assert verify_pdf(pdf, keyring=both, at=AT).verdict == "forged"
    # A token of nobody we know in a file that we sealed.
    pdf = seal.seal(rendering.render(_referral(stranger, every)), keys=own_keys, at=AT)
    assert verify_pdf(pdf, keyring=ring, at=AT).verdict == "forged"


def test_keys_outside_the_ring_are_unknown(
    ring: keys.KeyRing, every: dict[str, Make], stranger: keys.ProviderKeys
) -> None:
    theirs = _referral(stranger, every)
    pdf = seal.seal(rendering.render(theirs), keys=stranger, at=AT)
    assert verify_pdf(pdf, keyring=ring, at=AT).verdict == "unknown_key"
    text = verify_text(theirs.proof.token, keyring=ring, at=AT)
    assert (text.verdict, text.number, text.provider) == ("unknown_key", None, None)
    # Even a seal nobody knows must hold: a changed byte is forged before it is unknown.
    place = len(pdf) // 2
    changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert verify_pdf(changed, keyring=ring, at=AT).verdict == "forged"


def test_a_key_speaks_only_for_its_provider(
    own_keys: keys.ProviderKeys, ring: keys.KeyRing, said: token.Claims
) -> None:
    text = token.issue(replace(said, provider="astana"), key=own_keys.token_key)
    assert verify_text(text, keyring=ring, at=AT).verdict == "forged"


def test_a_retired_key_vouches_for_nothing_new(
    own_keys: keys.ProviderKeys, said: token.Claims, sealed: bytes
) -> None:
    for period in (("2024-01-01", "2025-01-03T10:30"), ("2025-01-03T10:31", "2026-01-01")):
        since, until = (datetime.fromisoformat(text).replace(tzinfo=ALMATY) for text in period)
        ring = keys.KeyRing(as_of=AT, keys=(replace(own_keys.public, not_before=since, not_after=until),))
        text = token.issue(said, key=own_keys.token_key)
        assert verify_text(text, keyring=ring, at=AT).verdict == "unknown_key"
        assert verify_pdf(sealed, keyring=ring, at=AT).verdict == "unknown_key"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-01-13T23:59:59.999999+05:00", "valid"),
        ("2025-01-14T00:00:00+05:00", "expired"),
        ("2025-01-13T18:59:59+00:00", "valid"),
        ("2025-01-13T19:00:00+00:00", "expired"),
        ("2025-01-03T10:30:00+05:00", "valid"),
        ("2024-12-31T00:00:00+05:00", "valid"),
    ],
)
def test_valid_to_the_end_of_the_last_day_in_almaty(
    sealed: bytes, ring: keys.KeyRing, at: str, expected: str
) -> None:
    moment = datetime.fromisoformat(at)
    verdict = verify_pdf(sealed, keyring=ring, at=moment)
    assert verdict.verdict == expected
    assert verdict.valid_until == datetime(2025, 1, 13, 23, 59, 59, tzinfo=ALMATY)
    if moment < AT:
        assert verdict.reason == "before_its_issue"


def test_withdrawn_and_replaced_come_from_the_lists(
    sealed: bytes, ring: keys.KeyRing, said: token.Claims
) -> None:
    listed = frozenset({keys.code_hash(said.code)})
    late = AT + timedelta(days=365)
    assert verify_pdf(sealed, keyring=replace(ring, withdrawn=listed), at=late).verdict == "withdrawn"
    assert verify_pdf(sealed, keyring=replace(ring, replaced=listed), at=late).verdict == "replaced"
    both = replace(ring, replaced=listed, withdrawn=listed)
    assert verify_pdf(sealed, keyring=both, at=AT).verdict == "withdrawn"
    other = replace(ring, withdrawn=frozenset({keys.code_hash(bytes(16))}))
    assert verify_pdf(sealed, keyring=other, at=AT).verdict == "valid"


def test_a_time_without_an_offset_is_an_error(sealed: bytes, ring: keys.KeyRing) -> None:
    with pytest.raises(ValueError, match="offset"):
        verify_pdf(sealed, keyring=ring, at=datetime(2025, 1, 3))


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_pdfsig_accepts_the_seal(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    told = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert told.count("Signature #") == 1


@pytest.fixture(scope="module")
def stranger() -> keys.ProviderKeys:
    return keys.new_keys(
        provider=keys.Provider(code="astana", names=Text(kk="Астана", ru="Астана", en="Astana")),
        not_before=datetime(2025, 1, 1, tzinfo=ALMATY),
        not_after=datetime(2028, 1, 1, tzinfo=ALMATY),
    )
