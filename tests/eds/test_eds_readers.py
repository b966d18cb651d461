"""The readers under mistreatment: they answer, quickly, and nothing but Malformed leaves them."""

import contextlib
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zholdama.eds import der, der_times, inspection
from zholdama.eds.certificate import Certificate
from zholdama.eds.crl import Crl
from zholdama.eds.der import Malformed
from zholdama.eds.development_services import (
    Revoked,
    ocsp_answer,
    revocation_list,
    timestamp_attribute,
    timestamp_token,
)
from zholdama.eds.ocsp import Answer

MUTATIONS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["set", "cut", "double", "insert"]),
        st.binary(max_size=4),
    ),
    min_size=1,
    max_size=4,
)
SMALL = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mutated(data: bytes, mutations: list[tuple[float, str, bytes]]) -> bytes:
    for where, how, new in mutations:
        place = int(where * len(data))
        if how == "set":
            data = data[:place] + new + data[place + len(new) :]
        elif how == "cut":
            data = data[:place] + data[place + len(new) + 1 :]
        elif how == "double":
            data = data[:place] + data[place : place + 40] + data[place:]
        else:
            data = data[:place] + new + data[place:]
    return data


def timed(call):
    """Run, and fail when it takes a second of this process."""
    start = time.process_time()
    result = call()
    assert time.process_time() - start < 1
    return result


@SMALL
@given(mutations=MUTATIONS, kind=st.sampled_from(["rsa", "gost"]))
def test_a_mutated_signature_gets_a_verdict(world, mutations, kind):
    good = world.draft(kind, attached=True)
    token = timestamp_token(good.signature, world.stamping, at=world.at)
    whole = replace(good, unsigned=(timestamp_attribute(token),)).encode()
    data = mutated(whole, mutations)
    verdict = timed(lambda: world.judge(data))
    if data == whole:
        assert verdict.verdict == "valid"
    assert verdict.verdict in ("valid", "invalid", "undetermined")


@SMALL
@given(data=st.binary(max_size=200))
def test_any_bytes_get_a_verdict(world, data):
    assert timed(lambda: world.judge(data)).verdict == "invalid"


@SMALL
@given(mutations=MUTATIONS)
def test_mutated_lists_answers_and_certificates_raise_nothing_but_malformed(world, mutations):
    certificate = world.citizen["gost"].certificate
    issuer = world.authority.issuers["gost"]
    serial = Certificate.from_der(certificate).serial
    held = revocation_list(issuer, {serial: Revoked(world.at, 1), 5: Revoked(world.at)}, at=world.at)
    told = ocsp_answer(certificate, issuer, world.answering, at=world.at)
    for reader, data in ((Crl.from_der, held), (Answer.from_der, told), (Certificate.from_der, certificate)):
        with contextlib.suppress(Malformed):
            reader(mutated(data, mutations))
    good = world.draft("gost").encode()
    verdict = timed(lambda: world.judge(good, crls=[mutated(held, mutations)], ocsp=mutated(told, mutations)))
    assert verdict.verdict in ("valid", "invalid", "undetermined")
    timed(lambda: inspection.inspect(mutated(good, mutations)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x01",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x01\x00",
        b"\x30\x82\x00\x80" + bytes(128),
        b"\x30\x85\x01\x00\x00\x00\x00",
        b"\x3f\x01\x00",
        b"\x30\x02\x05\x01",
    ],
)
def test_what_is_not_der(data):
    with pytest.raises(Malformed):
        [der.number(data, node) for node in der.whole(data)]


@given(st.integers(-(1 << 200), 1 << 200))
def test_integers_come_back(value):
    data = der.seq(der.integer(value))
    assert der.number(data, der.whole(data)[0]) == value


@given(st.lists(st.integers(0, 1 << 40), max_size=8), st.integers(0, 2), st.integers(0, 39))
def test_object_identifiers_come_back(rest, first, second):
    dotted = ".".join(map(str, [first, second, *rest]))
    assert der.oid_text(der.oid_bytes(dotted)) == dotted


@given(st.datetimes(datetime(1950, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))
def test_times_come_back_to_the_second(at):
    data = der.seq(der_times.time(at))
    assert der_times.moment(data, der.whole(data)[0]) == at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (der.UTC_TIME, b"250103100000+0500"),
        (der.UTC_TIME, b"2501031000Z"),
        (der.UTC_TIME, b"251303100000Z"),
        (der.UTC_TIME, b"25 103100000Z"),
        (der.GENERALIZED_TIME, b"20250103100000"),
        (der.GENERALIZED_TIME, b"20250103100000.10Z"),
        (der.GENERALIZED_TIME, b"20250103100000.Z"),
        (der.GENERALIZED_TIME, b"20250103100061Z"),
        (der.UTF8, b"250103100000Z"),
    ],
)
def test_times_in_another_form(tag, text):
    data = der.seq(der.tlv(tag, text))
    with pytest.raises(Malformed):
        der_times.moment(data, der.whole(data)[0])


def test_fractions_of_a_second_are_read():
    data = der.seq(der.tlv(der.GENERALIZED_TIME, b"20250103100000.25Z"))
    assert der_times.moment(data, der.whole(data)[0]) == datetime(2025, 1, 3, 10, 0, 0, 250_000, UTC)


@pytest.mark.parametrize("raw", [b"\x02\x00", b"\x02\x02\x00\x01", b"\x02\x02\xff\xff"])
def test_integers_in_another_form(raw):
    data = der.seq(raw)
    with pytest.raises(Malformed):
        der.number(data, der.whole(data)[0])


@pytest.mark.parametrize("raw", [b"", b"\x80\x01", b"\x2a\x80\x01", b"\x2a\x86"])
def test_object_identifiers_in_another_form(raw):
    with pytest.raises(Malformed):
        der.oid_text(raw)
