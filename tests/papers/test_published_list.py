"""The signed list that verifiers carry along: what it says, who signed it, how large it grows."""

import base64
import hashlib
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zholdama.papers import keys, published_list, token
from zholdama.papers.published_list import BadList
from zholdama.papers.verification import verify_pdf, verify_text

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def full(ring: keys.KeyRing) -> keys.KeyRing:
    revoked = replace(ring.keys[0], revoked_at=ring.as_of - timedelta(hours=1))
    return keys.KeyRing(
        as_of=ring.as_of,
        keys=(revoked,),
        withdrawn=frozenset({keys.code_hash(b"a"), keys.code_hash(b"b")}),
        replaced=frozenset({keys.code_hash(b"c")}),
    )


def test_says_what_it_was_given(full: keys.KeyRing) -> None:
    found = published_list.read(published_list.make(full, key=KEY), key=KEY.public_key())
    assert found.as_of == full.as_of
    assert (found.withdrawn, found.replaced) == (full.withdrawn, full.replaced)
    assert found.keys == (replace(full.keys[0], seal_certificate=b""),)


def test_judges_a_token_as_the_whole_ring_does(
    ring: keys.KeyRing, own_keys: keys.ProviderKeys, said: token.Claims
) -> None:
    text = token.issue(said, key=own_keys.token_key)
    for listed in (ring, replace(ring, withdrawn=frozenset({keys.code_hash(said.code)}))):
        carried = published_list.read(published_list.make(listed, key=KEY), key=KEY.public_key())
        ours, theirs = (verify_text(text, keyring=one, at=ring.as_of) for one in (listed, carried))
        assert (ours.verdict, ours.number) == (theirs.verdict, theirs.number)


def test_key_file_and_list_make_a_whole_ring(ring: keys.KeyRing, said: token.Claims, sealed: bytes) -> None:
    listed = replace(ring, withdrawn=frozenset({keys.code_hash(said.code)}))
    document = json.loads(ring.to_json())
    del document["withdrawn"], document["replaced"]
    with pytest.raises(keys.KeyFileError):  # a file of keys alone would call every withdrawn paper valid
        keys.KeyRing.from_json(json.dumps(document))
    document["list_key"] = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    file, content = json.dumps(document).encode(), published_list.make(listed, key=KEY)
    assert published_list.combined(file, content) == listed
    assert (
        verify_pdf(sealed, keyring=published_list.combined(file, content), at=ring.as_of).verdict
        == "withdrawn"
    )
    for wrong in (b"{}", b"", file.replace(b'"list_key": "', b'"list_key": "A')):
        with pytest.raises(keys.KeyFileError):
            published_list.combined(wrong, content)


def test_every_byte_counts(full: keys.KeyRing) -> None:
    content = published_list.make(full, key=KEY)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(BadList):
            published_list.read(bytes(changed), key=KEY.public_key())
    for other in (b"", content + b"\0", content[:-1], b"\xff" * 40):
        with pytest.raises(BadList):
            published_list.read(other, key=KEY.public_key())


def test_another_key_is_refused(full: keys.KeyRing) -> None:
    other = Ed25519PrivateKey.generate()
    with pytest.raises(BadList):
        published_list.read(published_list.make(full, key=other), key=KEY.public_key())


def test_a_hundred_thousand_entries_are_eight_bytes_each(ring: keys.KeyRing) -> None:
    ended = [hashlib.sha256(str(place).encode()).hexdigest()[:16] for place in range(100_000)]
    large = replace(ring, withdrawn=frozenset(ended[:60_000]), replaced=frozenset(ended[60_000:]))
    begin = time.process_time()
    content = published_list.make(large, key=KEY)
    spent = time.process_time() - begin
    print(f"list with 100,000 entries: {len(content)} bytes, made in {spent:.2f} s of processor time")
    assert spent < 3
    assert len(content) < 820_000
    assert published_list.read(content, key=KEY.public_key()).withdrawn == large.withdrawn
