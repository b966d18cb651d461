"""Attacks on the signature: each is refused for exactly the reason that a verifier should give."""

from dataclasses import replace

import pytest

from zholdama.eds import der, oids
from zholdama.eds.development_signing import (
    attribute,
    draft,
    draft_over,
    signing_certificate,
    standard_attributes,
)
from zholdama.eds.gost_curve import TC26_512_A
from zholdama.eds.profiles import NCANODE


def attributes(world, kind):
    """contentType, signingTime, signingCertificateV2, messageDigest of the citizen's signature, unsorted."""
    who = world.citizen[kind]
    return standard_attributes(world.content, who.key, who.certificate, at=world.at)


def over(world, kind, chosen) -> bytes:
    """The citizen's signature over exactly these attributes."""
    who = world.citizen[kind]
    return draft_over(world.content, tuple(sorted(chosen)), who.key, who.certificate).encode()


@pytest.mark.clause("P9.2a")
def test_a_good_signature_is_valid_and_says_who_signed(world, kind):
    verdict = world.judge(world.draft(kind).encode())
    assert (verdict.verdict, verdict.reasons) == ("valid", ())
    signer = verdict.signers[0]
    assert (signer.iin, signer.bin, signer.roles) == (world.iin, "", ("individual",))
    assert (signer.surname, signer.given_name, signer.patronymic) == ("ӘЛІМОВА", "ӘЙГЕРІМ", "ҚАЙРАТҚЫЗЫ")
    assert signer.signing_time == world.at
    assert verdict.content == world.content
    assert all(check.result == "good" for check in verdict.checks if check.decides)


def test_an_attached_signature_is_valid_with_and_without_the_content_beside_it(world, kind):
    signature = world.draft(kind, attached=True).encode()
    assert world.judge(signature).verdict == "valid"
    verdict = world.judge(signature, content=None)
    assert (verdict.verdict, verdict.content) == ("valid", world.content)


def test_without_the_document_a_detached_signature_is_undetermined(world, kind):
    verdict = world.judge(world.draft(kind).encode(), content=None)
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("content.missing",))


def test_other_content(world, kind):
    verdict = world.judge(world.draft(kind).encode(), content=world.content + b" ")
    assert (verdict.verdict, verdict.reasons) == ("invalid", ("digest",))


def test_attached_content_swapped(world, kind):
    forged = replace(world.draft(kind, attached=True), content=b"another document").encode()
    assert world.judge(forged, content=None).reasons == ("digest",)


def test_attached_content_that_differs_from_what_was_kept(world, kind):
    verdict = world.judge(world.draft(kind, attached=True).encode(), content=b"what we kept")
    assert verdict.reasons == ("content.mismatch",)


def test_attributes_stripped(world, kind):
    who = world.citizen[kind]
    bare = replace(world.draft(kind), attributes=None, signature=who.key.sign(world.content))
    assert world.judge(bare.encode()).reasons == ("signed_attrs.missing",)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda each: each[:3], "attr.count"),
        (lambda each: [*each, each[3]], "attr.count"),
        (lambda each: [*each, attribute(oids.MESSAGE_DIGEST, der.octets(b"x"))], "attr.count"),
        (lambda each: each[1:], "attr.count"),
        (lambda each: [*each, each[0]], "attr.count"),
        (
            lambda each: [attribute(oids.CONTENT_TYPE, der.tlv(der.OID, oids.TST_INFO)), *each[1:]],
            "attr.content_type",
        ),
        (lambda each: [each[0], each[1], each[3]], "ess.missing"),
    ],
    ids=[
        "no digest",
        "digest twice",
        "two digests",
        "no content type",
        "content type twice",
        "wrong content type",
        "no ESS",
    ],
)
def test_attributes_spoiled_and_signed_again(world, kind, spoil, reason):
    verdict = world.judge(over(world, kind, spoil(attributes(world, kind))))
    assert (verdict.verdict, verdict.reasons) == ("invalid", (reason,))


def test_two_values_in_one_attribute(world, kind):
    chosen = attributes(world, kind)
    chosen[3] = attribute(oids.MESSAGE_DIGEST, der.octets(b"one"), der.octets(b"two"))
    assert world.judge(over(world, kind, chosen)).reasons == ("attr.count",)


def test_ess_of_another_certificate(world, kind):
    chosen = attributes(world, kind)
    chosen[2] = signing_certificate(world.other[kind].certificate)
    assert world.judge(over(world, kind, chosen)).reasons == ("ess.mismatch",)


def test_a_signature_without_ess_passes_only_where_the_profile_allows_it(world, kind):
    signature = over(world, kind, [each for i, each in enumerate(attributes(world, kind)) if i != 2])
    assert world.judge(signature).reasons == ("ess.missing",)
    assert world.judge(signature, profile=NCANODE).verdict == "valid"


def test_wrong_key_under_a_right_certificate(world, kind):
    forged = draft(world.content, world.other[kind].key, world.citizen[kind].certificate, at=world.at)
    assert world.judge(forged.encode()).reasons == ("signature",)


def test_every_part_of_the_signature_counts(world, kind):
    good = world.draft(kind)
    for place in range(0, len(good.signature), 13):
        spoiled = bytearray(good.signature)
        spoiled[place] ^= 1 << place % 8
        assert world.judge(replace(good, signature=bytes(spoiled)).encode()).reasons == ("signature",)


@pytest.mark.parametrize(
    "signature",
    [
        bytes(128),
        bytes(64) + (1).to_bytes(64, "little"),
        (1).to_bytes(64, "little") + TC26_512_A.q.to_bytes(64, "little"),
        TC26_512_A.q.to_bytes(64, "little") * 2,
        b"",
        bytes(127),
        b"\xff" * 128,
    ],
    ids=["zeros", "r zero", "s is q", "both q", "empty", "short", "ones"],
)
def test_numbers_out_of_range(world, signature):
    assert world.judge(replace(world.draft("gost"), signature=signature).encode()).reasons == ("signature",)


def test_a_gost_signature_with_its_halves_in_another_order(world):
    good = world.draft("gost")
    for other in (good.signature[::-1], good.signature[64:] + good.signature[:64]):
        assert world.judge(replace(good, signature=other).encode()).reasons == ("signature",)


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("gost", {"digest_oid": oids.SHA256}, "alg.pair"),
        ("rsa", {"digest_oid": oids.SHA1}, "alg.pair"),
        ("rsa", {"digest_oid": oids.STREEBOG_512}, "alg.pair"),
        ("rsa", {"signature_oid": der.oid_bytes("1.2.840.113549.1.1.5")}, "alg.pair"),
        ("rsa", {"signature_oid": der.oid_bytes("1.2.840.113549.1.1.4")}, "alg.pair"),
        ("rsa", {"digest_oid": oids.STREEBOG_512, "signature_oid": oids.GOST_2015_SIGNATURE}, "alg.key"),
        ("gost", {"digest_oid": oids.SHA256, "signature_oid": oids.SHA256_RSA}, "alg.key"),
        ("gost", {"digest_oid": oids.GOST_34311_95, "signature_oid": oids.GOST_2004_SIGNATURE}, "alg.legacy"),
    ],
)
def test_algorithms_confused(world, kind, changes, reason):
    assert world.judge(replace(world.draft(kind), **changes).encode()).reasons == (reason,)


def test_the_plain_rsa_identifier_is_the_same_signature(world):
    assert world.judge(replace(world.draft("rsa"), signature_oid=oids.RSA).encode()).verdict == "valid"
