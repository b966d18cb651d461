"""What a certificate may be used for, by whom, and for which provider."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from zholdama.eds import der, development_certificates, oids
from zholdama.eds.certificate import DIGITAL_SIGNATURE
from zholdama.eds.certificate_files import certificates_in
from zholdama.eds.development import official_identity, person_identity
from zholdama.eds.development_certificates import Template
from zholdama.eds.development_keys import RsaKey, new_key
from zholdama.eds.development_signing import sign
from zholdama.eds.trust import NotTrusted, TrustStore


def judged(world, credential, **changed):
    signature = sign(world.content, credential.key, credential.certificate, at=world.at)
    return world.judge(signature, **changed)


def reasons(world, credential, **changed):
    return judged(world, credential, **changed).reasons


@pytest.mark.parametrize(
    "template",
    [
        Template(key_usage=DIGITAL_SIGNATURE | 0x20, purposes=(oids.CLIENT_AUTH,)),
        Template(key_usage=DIGITAL_SIGNATURE),
        Template(purposes=(oids.CLIENT_AUTH,)),
        Template(purposes=(oids.EMAIL_PROTECTION, oids.CLIENT_AUTH)),
        Template(purposes=()),
    ],
    ids=["sign-in key", "no non-repudiation", "sign-in purpose", "both purposes", "no purpose"],
)
def test_a_key_that_is_not_for_signing(world, kind, template):
    assert reasons(world, world.issue(kind, template=template)) == ("ku",)


def test_another_policy(world, kind):
    assert reasons(world, world.issue(kind, template=Template(policies=("1.2.398.3.3.99",)))) == ("policy",)
    assert reasons(world, world.issue(kind, template=Template(policies=(oids.POLICY_RSA_SIGN,)))) == (
        "policy",
    )


def test_a_critical_extension_nobody_knows(world, kind):
    unknown = development_certificates.extension(der.oid_bytes("1.2.3.4"), b"", critical=True)
    credential = world.issue(kind, template=Template(more_extensions=(unknown,)))
    assert reasons(world, credential) == ("chain.critical",)


def test_the_iin_of_another_person(world, kind):
    assert reasons(world, world.other[kind]) == ("iin.mismatch",)
    assert judged(world, world.other[kind], iin=None).verdict == "valid"


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        (("IIN{iin}", "IIN{iin}"), "iin.count"),
        (("IIN{other}", "IIN{iin}"), "iin.count"),
        ((), "iin.missing"),
        (("IІN{iin}",), "iin.missing"),
        (("{iin}",), "iin.missing"),
        (("IIN{iin}0",), "certificate.form"),
        (("iin{iin}",), "certificate.form"),
    ],
    ids=["twice the same", "two people", "none", "Cyrillic letter", "no prefix", "too long", "small letters"],
)
def test_the_iin_in_the_name(world, kind, numbers, reason):
    texts = [each.format(iin=world.iin, other=world.other_iin) for each in numbers]
    pairs = [der.set_of([der.seq(der.tlv(der.OID, oids.SERIAL_NUMBER), der.utf8(text))]) for text in texts]
    common = der.set_of([der.seq(der.tlv(der.OID, oids.COMMON_NAME), der.utf8("А Б"))])
    credential = world.issue(kind, template=Template(name=der.seq(common, *pairs)))
    assert reasons(world, credential) == (reason,)


def test_two_iins_in_one_relative_name(world, kind):
    both = [
        der.seq(der.tlv(der.OID, oids.SERIAL_NUMBER), der.printable(f"IIN{iin}"))
        for iin in (world.iin, world.other_iin)
    ]
    credential = world.issue(kind, template=Template(name=der.seq(der.set_of(both))))
    assert reasons(world, credential) == ("iin.count",)


def test_a_heads_certificate_where_a_citizens_is_required(world, kind):
    assert reasons(world, world.head[kind], iin=world.other_iin) == ("role",)


def test_a_citizens_certificate_where_an_officials_is_required(world, kind):
    assert set(reasons(world, world.citizen[kind], role="official", bin=world.bin)) == {"role", "bin.missing"}


def test_an_official_signs_for_the_own_provider_only(world, kind):
    demands = {"role": "official", "iin": None}
    assert judged(world, world.head[kind], bin=world.bin, **demands).verdict == "valid"
    assert reasons(world, world.head[kind], bin=world.other_bin, **demands) == ("bin.mismatch",)


@pytest.mark.parametrize(
    ("role", "verdict"), [("head", "valid"), ("signer", "valid"), ("employee", "invalid")]
)
def test_who_may_sign_for_a_provider(world, kind, role, verdict):
    identity = official_identity(
        iin=world.iin, surname="А", given="Б", bin=world.bin, organisation="О", role=role
    )
    assert judged(world, world.issue(kind, identity), role="official", bin=world.bin).verdict == verdict


def test_development_chains_may_do_without_revocation_and_no_other(world, kind):
    demands = {"crls": (), "revocation": "not_published_by_development_ca"}
    assert judged(world, world.citizen[kind], **demands).verdict == "valid"
    assert reasons(world, world.citizen[kind], crls=()) == ("revocation.missing",)


def test_a_chain_without_the_marker_cannot_do_without_revocation(world, kind):
    key = new_key(kind)
    name = development_certificates.name((oids.COMMON_NAME, "Somebody"), (oids.COUNTRY, "KZ"))
    span = (world.at - timedelta(days=1), world.at + timedelta(days=1))
    root = development_certificates.authority(subject=name, key=key, issuer=name, issuer_key=key, valid=span)
    who = world.citizen[kind]
    leaf = development_certificates.person(
        person_identity(iin=world.iin, surname="А", given="Б"),
        key=who.key,
        issuer=root,
        issuer_key=key,
        valid=span,
    )
    verdict = judged(
        world,
        type(who)(who.key, leaf),
        store=TrustStore.from_certificates([root]),
        revocation="not_published_by_development_ca",
    )
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("revocation.missing",))


def test_weak_rsa_keys_are_refused(world):
    weak = RsaKey(rsa.generate_private_key(public_exponent=65537, key_size=1024))
    assert reasons(world, world.issue("rsa", key=weak)) == ("signature",)


def test_pem_and_base64_hold_the_same_certificate(world, kind):
    made = world.citizen[kind].certificate
    text = base64.encodebytes(made)
    pem = b"-----BEGIN CERTIFICATE-----\n" + text + b"-----END CERTIFICATE-----\n"
    assert certificates_in(made) == certificates_in(text) == certificates_in(pem) == [made]
    assert certificates_in(pem + pem) == [made, made]
    assert certificates_in(b"no certificate, but words") == []
    assert certificates_in(b"abcd") == []


def test_production_takes_no_file_that_is_not_a_certificate(world):
    with pytest.raises(NotTrusted, match="not a certificate"):
        TrustStore.production([world.lists["gost"]])
