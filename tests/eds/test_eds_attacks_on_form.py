"""Attacks on the form of a signature: counts, lengths, nesting, size, other containers."""

import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest

from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import LARGEST
from zholdama.eds.development_services import timestamp_token
from zholdama.eds.development_signing import (
    Draft,
    sign,
    signed_data,
)


@pytest.mark.parametrize("count", [0, 2])
def test_not_exactly_one_signer(world, kind, count):
    good = world.draft(kind)
    data = signed_data(oids.DATA, None, good.digest_oid, good.certificates, [good.signer()] * count)
    assert world.judge(data).reasons == ("signers.count",)


def test_the_signers_certificate_missing_or_twice(world, kind):
    good = world.draft(kind)
    for held in ((), (world.other[kind].certificate,), good.certificates * 2):
        assert world.judge(replace(good, certificates=held).encode()).reasons == ("certificate.count",)


def test_bytes_behind_the_signature(world, kind):
    assert world.judge(world.draft(kind).encode() + b"\0").reasons == ("parse",)


def test_indefinite_lengths(world, kind):
    good = world.draft(kind).encode()
    assert world.judge(b"\x30\x80" + good[4:] + b"\0\0").reasons == ("parse",)


def test_a_length_that_is_not_minimal(world, kind):
    good = world.draft(kind).encode()
    assert world.judge(b"\x30\x83\x00" + good[2:]).reasons == ("parse",)


@pytest.mark.parametrize("opening", [b"\x30\x80", b"\x30\x84\x7f\xff\xff\xff", b"\x24\x80", b"\xa0\x80"])
def test_deep_nesting_costs_nothing(world, opening):
    assert world.judge(opening * 100_000).reasons == ("parse",)


def test_deep_nesting_with_true_lengths(world):
    data = der.seq()
    for _ in range(3000):
        data = der.seq(data)
    assert world.judge(data).reasons == ("parse",)


def test_fifty_megabytes_are_refused_unread(world, kind):
    good = world.draft(kind, attached=True)
    big = replace(good, content=bytes(LARGEST + 1)).encode()
    assert world.judge(big, content=None).reasons == ("parse",)


def test_another_container_than_signed_data(world, kind):
    good = world.draft(kind)
    wrapped = der.seq(der.tlv(der.OID, der.oid_bytes("1.2.840.113549.1.7.3")), der.tlv(0xA0, der.seq()))
    assert world.judge(wrapped).reasons == ("parse",)
    typed: Draft = replace(good, content_type=oids.TST_INFO)
    assert world.judge(typed.encode()).reasons == ("attr.content_type",)


def test_a_signature_for_the_time_stamping_service_is_no_signature_of_a_document(world):
    token = timestamp_token(b"something", world.stamping, at=world.at)
    verdict = world.judge(token, content=None, role="any", iin=None)
    assert verdict.verdict == "invalid"
    assert "attr.content_type" in verdict.reasons
    assert "ku" in verdict.reasons


def test_the_time_on_the_signers_clock_decides_nothing(world, kind):
    who = world.citizen[kind]
    late = world.at + timedelta(days=4000)
    verdict = world.judge(sign(world.content, who.key, who.certificate, at=late))
    assert verdict.verdict == "valid"
    assert [check.reason for check in verdict.checks if check.check == "signing_time"] == [
        "signing_time.ahead"
    ]


def test_a_naive_time_is_an_error_of_the_caller(world, kind):
    with pytest.raises(ValueError, match="time zone"):
        world.judge(world.draft(kind).encode(), at=world.at.replace(tzinfo=None))


def test_the_certificate_in_the_verdict_is_the_signers(world, kind):
    signer = world.judge(world.draft(kind).encode()).signers[0]
    assert Certificate.from_der(signer.certificate).serial == world.draft(kind).serial


def test_millions_of_empty_elements_cost_neither_time_nor_memory(world, kind):
    good = world.draft(kind)
    crowded = (
        replace(good, unsigned=(b"\x05\x00" * 3_000_000,)),
        replace(good, attributes=(b"\x30\x00" * 3_000_000,)),
        replace(good, certificates=good.certificates * 2000),
    )
    tracemalloc.start()
    try:
        for each in (*(each.encode() for each in crowded), der.seq(b"\x05\x00" * 3_000_000)):
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            assert world.judge(each).reasons == ("parse",)
            assert tracemalloc.get_traced_memory()[1] - before < 30_000_000
    finally:
        tracemalloc.stop()
