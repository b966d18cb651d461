"""Attacks that aim at time, memory or the calendar: bounded, and told as what they are."""

import hashlib
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zholdama.cli.main import main
from zholdama.eds import der, der_times, development_certificates, oids
from zholdama.eds import ocsp as ocsp_module
from zholdama.eds.certificate import LARGEST, Certificate
from zholdama.eds.cms_form import LONGEST_SIGNATURE, MOST_AROUND
from zholdama.eds.crl import Crl
from zholdama.eds.der import Malformed
from zholdama.eds.development import Credential, person_identity
from zholdama.eds.development_certificates import Template
from zholdama.eds.development_services import Revoked, ocsp_answer, revocation_list, timestamp_token
from zholdama.eds.development_signing import (
    attribute,
    draft,
    draft_over,
    signed_data,
    standard_attributes,
)
from zholdama.eds.gost94 import gost34311
from zholdama.eds.ocsp import Answer

FOREVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)


def quickly(call):
    """The answer, in under a second of this process."""
    start = time.process_time()
    answer = call()
    assert time.process_time() - start < 1
    return answer


def signed(world, credential, **changed):
    signature = draft(world.content, credential.key, credential.certificate, at=world.at).encode()
    return world.judge(signature, **changed)


def test_a_signature_longer_than_any_key_makes(world, kind):
    """A timestamp's digest is taken over the signature, by an algorithm that the attacker names."""
    long = replace(world.draft(kind), signature=bytes(LONGEST_SIGNATURE + 1))
    assert quickly(lambda: world.judge(long.encode())).reasons == ("parse",)


def test_more_around_the_content_than_a_signature_has(world, kind):
    heavy = attribute(der.oid_bytes("1.2.3.4"), der.octets(bytes(MOST_AROUND)))
    assert quickly(lambda: world.judge(replace(world.draft(kind), unsigned=(heavy,)).encode())).reasons == (
        "parse",
    )


def test_a_certificate_too_large_to_be_one(world, kind):
    filler = development_certificates.extension(der.oid_bytes("1.2.3.4"), bytes(LARGEST))
    heavy = world.issue(kind, template=Template(more_extensions=(filler,))).certificate
    carried = replace(world.draft(kind), certificates=(heavy,)).encode()
    assert quickly(lambda: world.judge(carried)).reasons == ("certificate.form",)


@pytest.mark.parametrize("digest", [oids.GOST_34311_95, oids.SHA1, der.oid_bytes("1.2.840.113549.2.5")])
def test_ess_by_an_old_or_weak_digest(world, kind, digest):
    who = world.citizen[kind]
    chosen = standard_attributes(world.content, who.key, who.certificate, at=world.at)
    fingerprint = hashlib.sha1(who.certificate, usedforsecurity=False).digest()
    identifier = der.seq(der.seq(der.tlv(der.OID, digest)), der.octets(fingerprint))
    chosen[2] = attribute(oids.ESS_V2, der.seq(der.seq(identifier)))
    forged = draft_over(world.content, tuple(sorted(chosen)), who.key, who.certificate)
    assert world.judge(forged.encode()).reasons == ("ess.form",)


def test_an_imprint_by_an_old_digest(world, kind):
    good, by = world.draft(kind), world.stamping
    statement = der.seq(
        der.integer(1),
        der.tlv(der.OID, der.oid_bytes(oids.POLICY_TIMESTAMP + ".4")),
        der.seq(
            der.seq(der.tlv(der.OID, oids.GOST_34311_95), der.EMPTY), der.octets(gost34311(good.signature))
        ),
        der.integer(1),
        der_times.generalized(world.at),
    )
    attributes = standard_attributes(
        statement, by.key, by.certificate, at=world.at, content_type=oids.TST_INFO
    )
    token = draft_over(
        statement,
        tuple(sorted(attributes)),
        by.key,
        by.certificate,
        attached=True,
        content_type=oids.TST_INFO,
    )
    stamped = replace(good, unsigned=(attribute(oids.TIMESTAMP_TOKEN, token.encode()),))
    assert world.judge(stamped.encode()).reasons == ("tst.imprint",)


@pytest.mark.parametrize("serial", [-1, -(1 << 100), 1 << 160, 1 << 500], ids=lambda each: f"{each:.3e}")
def test_a_serial_number_that_no_list_can_name(world, kind, serial):
    odd = world.issue(kind, template=Template(serial=serial)).certificate
    named = replace(world.draft(kind), certificates=(odd,), serial=serial).encode()
    assert world.judge(named).reasons == ("certificate.form",)


def test_the_longest_serial_number_is_found_in_a_list(world, kind):
    serial = (1 << 160) - 1
    credential = world.issue(kind, template=Template(serial=serial))
    held = revocation_list(world.authority.issuers[kind], {serial: Revoked(world.at - HOUR)}, at=world.at)
    assert signed(world, credential, crls=[held]).reasons == ("revoked",)


def test_numbers_too_long_to_be_printed(world, kind):
    huge = revocation_list(world.authority.issuers[kind], {}, at=world.at, number=1 << 20_000)
    verdict = quickly(lambda: world.judge(world.draft(kind).encode(), crls=[huge]))
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("crl.form",))


def test_a_signers_clock_at_the_end_of_the_calendar(world, kind, tmp_path, capsys):
    who = world.issue(kind, valid=(world.at, FOREVER))
    signature = draft(world.content, who.key, who.certificate, at=FOREVER).encode()
    assert world.judge(signature).verdict == "valid"
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "certificate").write_bytes(who.certificate)
    assert main(["eds", "verify", str(tmp_path / "signature"), "--trust", str(tmp_path), "--json"]) != 2
    assert json.loads(capsys.readouterr().out)["signers"][0]["signing_time"].startswith("9999-12-31")
    for name in ("signature", "certificate"):
        assert main(["eds", "inspect", str(tmp_path / name), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["kind"] == name


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), FOREVER])
def test_times_at_the_ends_of_the_calendar(world, at):
    told = ocsp_answer(
        world.citizen["gost"].certificate, world.authority.issuers["gost"], world.answering, at=at
    )
    who = world.draft("gost").encode()
    assert world.judge(who, crls=(), ocsp=told).verdict == "undetermined"
    assert world.judge(who, at=at, crls=()).reasons == ("chain.time",)
    token = timestamp_token(b"x", world.stamping, at=at.replace(year=max(at.year, 1970)))
    spoiled = replace(world.draft("gost"), unsigned=(attribute(oids.TIMESTAMP_TOKEN, token),))
    assert world.judge(spoiled.encode(), at=at).verdict == "invalid"


def test_an_answer_crowded_with_certificates(world):
    told = ocsp_answer(
        world.citizen["gost"].certificate, world.authority.issuers["gost"], world.answering, at=world.at
    )
    carried = der.seq(world.answering.certificate)
    crowded = told.replace(carried, der.seq(*[world.answering.certificate] * 9))
    assert crowded != told
    with pytest.raises(Malformed):
        Answer.from_der(crowded)
    with pytest.raises(Malformed, match="larger"):
        Answer.from_der(bytes(ocsp_module.LARGEST + 1))


def test_a_list_beyond_every_size_is_not_read(world):
    class Endless(bytes):
        def __len__(self) -> int:
            return 1 << 40

    with pytest.raises(Malformed, match="larger"):
        Crl.from_der(Endless(b"\x30\x00"))


def test_a_list_of_some_kinds_only_is_not_the_full_list(world, kind):
    """An issuing distribution point, critical or (wrongly) not, says that the list is not about everybody."""
    issuer = world.authority.issuers[kind]
    good = revocation_list(issuer, {}, at=world.at)
    _, _, start, stop = der.whole(good)[0]
    fields = der.children(good, start, stop)
    point = development_certificates.extension(
        oids.ISSUING_DISTRIBUTION_POINT, der.seq(der.tlv(0x82, b"\xff"))
    )
    tbs = der.seq(*(der.encoded(good, each) for each in fields[:-1]), der.tlv(0xA0, der.seq(point)))
    partial = der.seq(
        tbs, development_certificates.algorithm(issuer.key), der.bit_string(issuer.key.sign(tbs))
    )
    verdict = world.judge(world.draft(kind).encode(), crls=[partial])
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("crl.critical",))


def test_silence_about_an_expired_certificate_is_no_proof(world, kind):
    """Revoked in January, stamped in February, expired in March: April's list does not name it any more."""
    who = world.issue(kind, valid=(world.at - HOUR, world.at + HOUR))
    good = draft(world.content, who.key, who.certificate, at=world.at)
    token = timestamp_token(good.signature, world.stamping, at=world.at)
    stamped = replace(good, unsigned=(attribute(oids.TIMESTAMP_TOKEN, token),)).encode()
    later = world.at + 2 * HOUR
    fresh = [revocation_list(each, {}, at=later) for each in world.authority.issuers.values()]
    verdict = world.judge(stamped, at=later, crls=fresh)
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("revocation.expired",))
    assert world.judge(stamped, at=later).verdict == "valid"
    named = revocation_list(
        world.authority.issuers[kind],
        {Certificate.from_der(who.certificate).serial: Revoked(world.at - HOUR)},
        at=later,
    )
    assert world.judge(stamped, at=later, crls=[named]).reasons == ("revoked",)


def test_a_late_answer_about_an_expired_certificate_is_no_proof(world):
    who = world.issue("gost", valid=(world.at - HOUR, world.at + HOUR))
    good = draft(world.content, who.key, who.certificate, at=world.at)
    token = timestamp_token(good.signature, world.stamping, at=world.at)
    stamped = replace(good, unsigned=(attribute(oids.TIMESTAMP_TOKEN, token),)).encode()
    later = world.at + 2 * HOUR
    told = ocsp_answer(who.certificate, world.authority.issuers["gost"], world.answering, at=later)
    assert world.judge(stamped, at=later, crls=(), ocsp=told).reasons == ("revocation.expired",)


def test_a_name_with_a_nul_inside(world, kind):
    pairs = ((oids.COMMON_NAME, "А\0Б"), (oids.SERIAL_NUMBER, f"IIN{world.iin}"))
    credential = world.issue(kind, template=Template(name=development_certificates.name(*pairs)))
    assert signed(world, credential).reasons == ("certificate.form",)


def test_a_name_cannot_write_to_the_terminal(world, kind, tmp_path, capsys):
    pairs = ((oids.COMMON_NAME, "А\x1b[2JБ\u202eВ\nvalid"), (oids.SERIAL_NUMBER, f"IIN{world.iin}"))
    who = world.issue(kind, template=Template(name=development_certificates.name(*pairs)))
    (tmp_path / "signature").write_bytes(draft(world.content, who.key, who.certificate, at=world.at).encode())
    for act in (["verify", "--trust", str(tmp_path)], ["inspect"]):
        main(["eds", act[0], str(tmp_path / "signature"), *act[1:]])
        out = capsys.readouterr().out
        assert not set("\x1b\u202e") & set(out)
        assert "\nvalid" not in out


@pytest.mark.parametrize("room", [-1, 1 << 90])
def test_an_odd_path_length(world, kind, room):
    key = Certificate.from_der(world.authority.issuers[kind].certificate)
    value = der.seq(der.tlv(der.BOOLEAN, b"\xff"), der.integer(room))
    made = development_certificates.build(
        subject=key.subject,
        key=world.authority.issuers[kind].key,
        issuer=key.issuer,
        issuer_key=world.authority.roots[kind].key,
        valid=(key.not_before, key.not_after),
        extensions=(
            development_certificates.extension(oids.BASIC_CONSTRAINTS, value, critical=True),
            development_certificates.usage(0x06),
        ),
    )
    store = type(world.store).from_certificates([world.authority.roots[kind].certificate, made])
    expected = "invalid" if room < 0 else "valid"
    assert signed(world, world.citizen[kind], store=store).verdict == expected


def test_signers_of_two_kinds_in_one_signature(world):
    rsa, gost = world.draft("rsa"), world.draft("gost")
    both = signed_data(
        oids.DATA,
        None,
        gost.digest_oid,
        (*rsa.certificates, *gost.certificates),
        (rsa.signer(), gost.signer()),
    )
    assert world.judge(both).reasons == ("signers.count",)


def test_a_path_of_no_more_than_was_allowed(world, kind):
    """A root that lets no authority follow: the one below it is not loaded, and issues for nobody."""
    root = world.authority.roots[kind]
    parsed = Certificate.from_der(root.certificate)
    value = der.seq(der.tlv(der.BOOLEAN, b"\xff"), der.integer(0))
    narrow = development_certificates.build(
        subject=parsed.subject,
        key=root.key,
        issuer=parsed.subject,
        issuer_key=root.key,
        valid=(parsed.not_before, parsed.not_after),
        extensions=(
            development_certificates.extension(oids.BASIC_CONSTRAINTS, value, critical=True),
            development_certificates.usage(0x06),
        ),
    )
    store = type(world.store).from_certificates([narrow, world.authority.issuers[kind].certificate])
    assert signed(world, world.citizen[kind], store=store).reasons == ("chain.untrusted",)
    direct = development_certificates.person(
        person_identity(iin=world.iin, surname="А", given="Б"),
        key=world.citizen[kind].key,
        issuer=narrow,
        issuer_key=root.key,
        valid=(world.at - HOUR, world.at + HOUR),
    )
    lists = [revocation_list(Credential(root.key, narrow), {}, at=world.at)]
    verdict = signed(world, Credential(world.citizen[kind].key, direct), store=store, crls=lists)
    assert verdict.verdict == "valid"
