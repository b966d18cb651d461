"""Streebog, the old digest, the curve, and the backends against each other."""

import hashlib
import subprocess
import sys

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from zholdama.eds import backends, gost, gost_curve
from zholdama.eds.certificate import PublicKey
from zholdama.eds.development_keys import GostKey
from zholdama.eds.gost94 import gost34311
from zholdama.eds.gost_curve import CRYPTOPRO_A, TC26_512_A
from zholdama.eds.streebog import streebog512

NUMBERS = [int, backends.number()]


def test_streebog_known_answers():
    """RFC 6986, 10.1 and 10.2 (M1 and M2, printed there with the last byte first)."""
    first = b"012345678901234567890123456789012345678901234567890123456789012"
    second = bytes.fromhex(
        "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece8"
        "20ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb"
    )
    assert streebog512(first).hex() == (
        "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
        "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
    )
    assert streebog512(second).hex() == (
        "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
        "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
    )


def test_the_old_digest_known_answers():
    """GOST R 34.11-94 with the test substitution box (RFC 5831, 7.3.1 and 7.3.2)."""
    assert gost34311(b"This is message, length=32 bytes").hex() == (
        "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"
    )
    assert gost34311(b"Suppose the original message has length = 50 bytes").hex() == (
        "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"
    )


@pytest.mark.parametrize("name", ["gnutls", "nettle", "python"])
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300))
def test_every_digest_agrees(name, data):
    digest = backends.digest_by(name)
    if digest is None:
        pytest.skip(f"{name} is not installed")
    assert digest(data) == streebog512(data)


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 127, 128, 129, 1000])
def test_digests_agree_at_the_edges_of_blocks(length):
    data = bytes(range(256)) * 4
    digests = {name: backends.digest_by(name) for name in backends.report().digests}
    assert len({digest(data[:length]) for digest in digests.values() if digest}) == 1


@pytest.mark.parametrize("curve", [TC26_512_A, CRYPTOPRO_A], ids=lambda each: each.name)
@pytest.mark.parametrize("number", NUMBERS, ids=["int", "fast"])
def test_the_curves_constants_belong_together(curve, number):
    assert curve.holds(curve.x, curve.y)
    assert not curve.holds(curve.x, curve.y ^ 1)
    last = gost_curve.multiply(curve, number, curve.q - 1)
    assert last == (curve.x, curve.p - curve.y)
    with pytest.raises(ValueError, match="out of range"):
        gost_curve.multiply(curve, number, curve.q)


@pytest.mark.parametrize("curve", [TC26_512_A, CRYPTOPRO_A], ids=lambda each: each.name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_what_is_signed_verifies_and_nothing_near_it(curve, data):
    within = st.integers(1, curve.q - 1)
    private, nonce, e = (data.draw(each) for each in (within, within, st.integers(2, curve.q - 2)))
    fast = backends.number()
    key = gost_curve.multiply(curve, fast, private)
    try:
        r, s = gost_curve.sign(curve, fast, private, e, nonce)
    except ValueError:
        reject()
    assume(r != s)
    for number in NUMBERS:
        assert gost_curve.verify(curve, number, key, e, r, s)
        assert not gost_curve.verify(curve, number, key, e + 1, r, s)
    assert not gost_curve.verify(curve, fast, key, e, s, r)
    assert not gost_curve.verify(curve, fast, key, e, r, curve.q - s)
    assert not gost_curve.verify(curve, fast, (key[0], curve.p - key[1]), e, r, s)


def test_small_numbers_walk_through_every_special_case():
    """Keys and nonces near 0 and q meet doublings and the point at infinity inside the addition."""
    fast = backends.number()
    for private in (1, 2, 3, TC26_512_A.q - 1, TC26_512_A.q - 2):
        key = gost_curve.multiply(TC26_512_A, fast, private)
        for nonce in (1, 2, 4, TC26_512_A.q - 1):
            for e in (0, 1, 2, private, TC26_512_A.q):
                try:
                    r, s = gost_curve.sign(TC26_512_A, fast, private, e, nonce)
                except ValueError:
                    continue
                assert gost_curve.verify(TC26_512_A, fast, key, e, r, s), (private, nonce, e)


@settings(max_examples=12, deadline=None)
@given(private=st.integers(1, TC26_512_A.q - 1), message=st.binary(max_size=80), place=st.integers(0, 1023))
def test_every_backend_gives_the_same_answer(private, message, place):
    key = GostKey.of(private)
    public = key.spki[-128:]
    signature = key.sign(message)
    digest = streebog512(message)
    spoiled = bytearray(signature)
    spoiled[place // 8] ^= 1 << place % 8
    for name in backends.report().verifiers:
        verify = backends.verify_by(name)
        assert verify is not None
        assert verify(public, digest, signature), name
        assert not verify(public, digest, bytes(spoiled)), name
        assert not verify(public, hashlib.sha512(digest).digest(), signature), name


def test_the_same_message_is_signed_the_same_way():
    key = GostKey.of(12345)
    assert key.sign(b"a") == key.sign(b"a") != key.sign(b"b")


def test_a_key_that_is_no_point_of_the_curve_is_refused():
    key = GostKey.of(987654321)
    signature = key.sign(b"message")
    good = PublicKey(b"", b"", b"\x04\x81\x80" + key.spki[-128:], b"")
    assert gost.verify_2015(good, b"message", signature)
    for bits in (
        good.bits[:-1] + b"\x00",
        good.bits + b"\x00",
        b"\x04\x80" + good.bits[3:],
        good.bits[3:],
        b"",
    ):
        assert not gost.verify_2015(PublicKey(b"", b"", bits, b""), b"message", signature)


def test_the_old_algorithm_verifies_what_its_equation_demands():
    private, nonce = (
        0x7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28,
        0x77105C9B20BCD3122823C8CF,
    )
    x, y = gost_curve.multiply(CRYPTOPRO_A, int, private)
    e = int.from_bytes(gost34311(b"history"), "little")
    r, s = gost_curve.sign(CRYPTOPRO_A, int, private, e, nonce)
    key = PublicKey(b"", b"", b"\x04\x40" + x.to_bytes(32, "little") + y.to_bytes(32, "little"), b"")
    signature = r.to_bytes(32, "little") + s.to_bytes(32, "little")
    assert gost.verify_2004(key, b"history", signature)
    assert not gost.verify_2004(key, b"History", signature)
    assert not gost.verify_2004(key, b"history", signature[::-1])


def test_the_report_names_what_was_chosen():
    found = backends.report()
    assert found.digest == found.digests[0]
    assert found.verify == found.verifiers[0]
    assert "python" in found.digests
    assert "python" in found.verifiers


def test_a_backend_that_answers_wrongly_is_not_chosen():
    def wrong(_data: bytes) -> bytes:
        return bytes(64)

    def credulous(_key: bytes, _digest: bytes, _signature: bytes) -> bool:
        return True

    with pytest.raises(backends.NotUsable, match="wrong digest"):
        backends._known_digest(wrong)
    with pytest.raises(backends.NotUsable, match="accepts"):
        backends._known_signature(credulous)
    with pytest.raises(backends.NotUsable, match="refuses"):
        backends._known_signature(lambda *_: False)


@pytest.mark.parametrize("digest", ["nettle", "python"])
@pytest.mark.parametrize("signatures", ["gmpy2", "python"])
def test_a_whole_signature_is_judged_alike_by_every_backend(world, monkeypatch, digest, signatures):
    hashing, verifying = backends.digest_by(digest), backends.verify_by(signatures)
    if hashing is None or verifying is None:
        pytest.skip("not installed")
    good, bad = world.draft("gost").encode(), world.draft("gost", attached=True).encode()[:-1] + b"\0"
    expected = [world.judge(each).reasons for each in (good, bad)]
    monkeypatch.setattr(backends, "streebog512", hashing)
    monkeypatch.setattr(backends, "verify", verifying)
    assert [world.judge(each).reasons for each in (good, bad)] == expected == [(), ("signature",)]


def test_without_gnutls_the_next_ones_are_chosen_and_agree():
    """In a process of its own, where loading the library fails as it does where it is not installed."""
    program = """
import ctypes
real = ctypes.CDLL
def refused(name, *rest, **more):
    if "gnutls" in str(name):
        raise OSError("not here")
    return real(name, *rest, **more)
ctypes.CDLL = refused
from zholdama.eds import backends
from zholdama.eds.development_keys import new_key
report = backends.report()
assert "gnutls" not in report.digests + report.verifiers, report
key = new_key("gost")
for number in range(8):
    message = bytes(range(number * 31))
    digests = {backends.digest_by(name)(message) for name in report.digests}
    assert len(digests) == 1
    [digest], signature = digests, key.sign(message)
    for name in report.verifiers:
        assert backends.verify_by(name)(key.spki[-128:], digest, signature)
        assert not backends.verify_by(name)(key.spki[-128:], digest[::-1], signature)
print(report.digest, report.verify)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] in ("gmpy2", "python")
