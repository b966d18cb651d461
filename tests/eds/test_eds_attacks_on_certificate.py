"""Attacks on the certificate, its chain and what it may be used for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zholdama.eds import development_certificates, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.development import DevelopmentAuthority, person_identity
from zholdama.eds.development_certificates import Template
from zholdama.eds.development_keys import new_key
from zholdama.eds.development_signing import draft, sign
from zholdama.eds.trust import NotTrusted, TrustStore


def judged(world, credential, **changed):
    signature = sign(world.content, credential.key, credential.certificate, at=world.at)
    return world.judge(signature, **changed)


def reasons(world, credential, **changed):
    return judged(world, credential, **changed).reasons


def test_expired_and_not_yet_valid(world, kind):
    for start, end in ((-400, -1), (1, 400)):
        span = (world.at + timedelta(days=start), world.at + timedelta(days=end))
        assert reasons(world, world.issue(kind, valid=span)) == ("chain.time",)


def test_valid_to_the_second(world, kind):
    edge = world.issue(kind, valid=(world.at, world.at))
    assert judged(world, edge).verdict == "valid"


def foreign_authority(world, kind, *, mimic_keys):
    """Another authority with the very same names, and, if asked, with the same key identifiers."""
    real = Certificate.from_der(world.authority.issuers[kind].certificate)
    key = new_key(kind)
    extensions = tuple(
        development_certificates.extension(name, value, critical=critical)
        for name, (critical, value) in real.extensions.items()
        if mimic_keys or name not in (oids.SUBJECT_KEY_IDENTIFIER, oids.AUTHORITY_KEY_IDENTIFIER)
    )
    made = development_certificates.build(
        subject=real.subject,
        key=key,
        issuer=real.issuer,
        issuer_key=key,
        valid=(real.not_before, real.not_after),
        extensions=extensions,
    )
    return key, made


@pytest.mark.parametrize("embedded", [False, True])
@pytest.mark.parametrize("mimic_keys", [False, True])
def test_a_foreign_authority_with_the_same_name(world, kind, mimic_keys, embedded):
    key, authority = foreign_authority(world, kind, mimic_keys=mimic_keys)
    who = world.citizen[kind]
    template = Template(
        authority_key=Certificate.from_der(world.authority.issuers[kind].certificate).subject_key
    )
    leaf = development_certificates.person(
        person_identity(iin=world.iin, surname="А", given="Б"),
        key=who.key,
        issuer=authority,
        issuer_key=key,
        valid=(world.at - timedelta(days=1), world.at + timedelta(days=1)),
        template=template if mimic_keys else None,
    )
    forged = draft(world.content, who.key, leaf, at=world.at)
    if embedded:
        forged = replace(forged, certificates=(leaf, authority))
    assert world.judge(forged.encode()).reasons == ("chain.signature",)


def leaf_below(world, kind, above, *, name=None):
    who = world.citizen[kind]
    return development_certificates.person(
        person_identity(iin=world.iin, surname="А", given="Б"),
        key=who.key,
        issuer=above.certificate,
        issuer_key=above.key,
        valid=(world.at - timedelta(days=1), world.at + timedelta(days=1)),
        template=Template(issuer_name=name),
    )


def test_a_persons_certificate_used_as_an_authority(world, kind):
    who, above = world.citizen[kind], world.other[kind]
    leaf = leaf_below(world, kind, above)
    forged = replace(draft(world.content, who.key, leaf, at=world.at), certificates=(leaf, above.certificate))
    assert world.judge(forged.encode()).reasons == ("chain.signature",)
    issuer = Certificate.from_der(world.authority.issuers[kind].certificate).subject
    named = leaf_below(world, kind, above, name=issuer)
    assert reasons(world, type(who)(who.key, named)) == ("chain.signature",)


def test_an_authority_that_is_not_in_the_store(world, kind):
    stranger = DevelopmentAuthority.create(at=world.at + timedelta(seconds=1), kinds=(kind,))
    credential = stranger.issue(
        person_identity(iin=world.iin, surname="А", given="Б"), at=world.at, kind=kind
    )
    assert reasons(world, credential) == ("chain.untrusted",)


def test_an_authority_whose_name_only_looks_the_same(world, kind):
    name = development_certificates.authority_name("Zhоldama development")  # a Cyrillic o
    credential = world.issue(kind, template=Template(issuer_name=name))
    assert reasons(world, credential) == ("chain.untrusted",)


def test_an_empty_store_leaves_it_undetermined(world, kind):
    verdict = judged(world, world.citizen[kind], store=TrustStore.from_certificates(()))
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("trust.empty",))


def test_a_store_without_the_root_leaves_it_undetermined(world, kind):
    store = TrustStore.from_certificates([world.authority.issuers[kind].certificate])
    verdict = judged(world, world.citizen[kind], store=store)
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("chain.incomplete",))


def test_a_store_with_only_the_root_does_not_take_the_issuer_from_the_signature(world, kind):
    store = TrustStore.from_certificates([world.authority.roots[kind].certificate])
    good = world.draft(kind)
    carried = replace(good, certificates=(*good.certificates, world.authority.issuers[kind].certificate))
    assert world.judge(carried.encode(), store=store).reasons == ("chain.untrusted",)


def test_production_refuses_development_and_unpinned_authorities(world, kind):
    with pytest.raises(NotTrusted, match="development"):
        TrustStore.production(world.authority.certificates)
    with pytest.raises(NotTrusted, match="development"):
        TrustStore.test(world.authority.certificates)
    key = new_key(kind)
    name = development_certificates.name((oids.COMMON_NAME, "Somebody"), (oids.COUNTRY, "KZ"))
    span = (world.at, world.at + timedelta(days=1))
    made = development_certificates.authority(subject=name, key=key, issuer=name, issuer_key=key, valid=span)
    with pytest.raises(NotTrusted, match="not pinned"):
        TrustStore.production([made])
    assert not TrustStore.from_certificates([made]).empty


def test_a_person_is_never_an_authority_even_inside_the_trusted_folder(world, kind):
    store = TrustStore.from_certificates([*world.authority.certificates, world.other[kind].certificate])
    assert len(store.skipped) == 1
    leaf = leaf_below(world, kind, world.other[kind])
    credential = type(world.other[kind])(world.citizen[kind].key, leaf)
    assert reasons(world, credential, store=store) == ("chain.untrusted",)


def test_a_forged_root_is_not_loaded(world, kind):
    root = bytearray(world.authority.roots[kind].certificate)
    root[-1] ^= 1
    assert TrustStore.from_certificates([bytes(root)]).empty
