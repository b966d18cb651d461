"""Timestamps: the proof of when a signature existed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.certificate_files import certificates_in
from zholdama.eds.development import DevelopmentAuthority
from zholdama.eds.development_services import (
    Revoked,
    revocation_list,
    service,
    timestamp_attribute,
    timestamp_token,
)
from zholdama.eds.development_signing import attribute, draft

DAY = timedelta(days=1)


def stamped(world, good, *, at=None, over=None, by=None, **changed):
    """The draft with a token over its signature."""
    token = timestamp_token(over or good.signature, by or world.stamping, at=at or world.at, **changed)
    return replace(good, unsigned=(timestamp_attribute(token),)).encode()


def test_a_good_timestamp_gives_the_time(world, kind):
    verdict = world.judge(stamped(world, world.draft(kind), at=world.at - DAY / 2))
    assert (verdict.verdict, verdict.reasons) == ("valid", ())
    assert verdict.at == verdict.signers[0].timestamp == world.at - DAY / 2
    assert {check.result for check in verdict.checks if check.decides} == {"good"}


def test_a_certificate_that_expired_after_the_timestamp(world, kind):
    who = world.issue(kind, valid=(world.at - DAY, world.at + DAY))
    good = draft(world.content, who.key, who.certificate, at=world.at)
    later = world.at + 30 * DAY
    assert world.judge(good.encode(), at=later).reasons == ("chain.time",)
    assert world.judge(stamped(world, good), at=later).verdict == "valid"


def test_a_certificate_that_had_expired_before_the_timestamp(world, kind):
    who = world.issue(kind, valid=(world.at - 3 * DAY, world.at - 2 * DAY))
    good = draft(world.content, who.key, who.certificate, at=world.at)
    assert world.judge(stamped(world, good, at=world.at - DAY / 2)).reasons == ("chain.time",)


def test_revoked_after_and_before_the_timestamp(world, kind):
    serial = Certificate.from_der(world.citizen[kind].certificate).serial
    later = world.at + 10 * DAY
    lists = [
        revocation_list(world.authority.issuers[kind], {serial: Revoked(world.at + DAY, 1)}, at=later),
    ]
    signature = stamped(world, world.draft(kind))
    assert world.judge(signature, at=later, crls=lists).verdict == "valid"
    assert world.judge(world.draft(kind).encode(), at=later, crls=lists).reasons == ("revoked",)
    late = stamped(world, world.draft(kind), at=world.at + 2 * DAY)
    assert world.judge(late, at=later, crls=lists).reasons == ("revoked",)


def test_a_timestamp_of_another_signature(world, kind):
    good = world.draft(kind)
    assert world.judge(stamped(world, good, over=b"another signature")).reasons == ("tst.imprint",)


def test_a_timestamp_moved_from_another_signature(world, kind):
    """The token is genuine: the service stamped another signature of the same person with it."""
    mine, other = world.draft(kind), draft(b"other", *_of(world, kind), at=world.at)
    token = timestamp_token(other.signature, world.stamping, at=world.at)
    moved = replace(mine, unsigned=(timestamp_attribute(token),))
    assert world.judge(moved.encode()).reasons == ("tst.imprint",)
    rightful = replace(other, unsigned=(timestamp_attribute(token),))
    assert world.judge(rightful.encode(), content=b"other").verdict == "valid"


def _of(world, kind):
    return world.citizen[kind].key, world.citizen[kind].certificate


def test_a_timestamp_after_the_receipt(world, kind):
    signature = stamped(world, world.draft(kind), at=world.at + timedelta(minutes=11))
    assert world.judge(signature).reasons == ("tst.time",)
    within = stamped(world, world.draft(kind), at=world.at + timedelta(minutes=9))
    assert world.judge(within).verdict == "valid"


def test_a_timestamp_by_somebody_who_may_not_give_any(world, kind):
    signature = stamped(world, world.draft(kind), by=world.other["gost"])
    assert world.judge(signature).reasons == ("tst.ku",)


def test_a_timestamp_under_another_policy(world, kind):
    signature = stamped(world, world.draft(kind), policy="1.2.3.4")
    assert world.judge(signature).reasons == ("tst.policy",)


def test_a_timestamp_of_an_unknown_service_leaves_it_undetermined(world, kind):
    stranger = DevelopmentAuthority.create(at=world.at + DAY, kinds=("gost",))
    by = service(stranger.issuers["gost"], "Stranger", oids.TIME_STAMPING, at=world.at)
    verdict = world.judge(stamped(world, world.draft(kind), by=by))
    assert (verdict.verdict, verdict.reasons) == ("undetermined", ("tst.chain.untrusted",))
    assert verdict.signers[0].timestamp is None


def test_a_timestamp_with_the_right_certificate_and_a_wrong_key(world, kind):
    by = replace(world.stamping, key=world.other["gost"].key)
    assert world.judge(stamped(world, world.draft(kind), by=by)).reasons == ("tst.signature",)


def test_a_timestamp_by_an_expired_service(world, kind):
    by = service(world.authority.issuers["gost"], "Old", oids.TIME_STAMPING, at=world.at - 2000 * DAY)
    assert world.judge(stamped(world, world.draft(kind), by=by)).reasons == ("tst.chain.time",)


@pytest.mark.parametrize("token", [b"\x05\x00", der.octets(b"words")])
def test_an_unreadable_timestamp(world, kind, token):
    spoiled = replace(world.draft(kind), unsigned=(timestamp_attribute(token),))
    assert world.judge(spoiled.encode()).reasons == ("tst.parse",)


def test_two_timestamps(world, kind):
    good = world.draft(kind)
    one = timestamp_token(good.signature, world.stamping, at=world.at)
    two = timestamp_token(good.signature, world.stamping, at=world.at - DAY / 4)
    for unsigned in (
        (attribute(oids.TIMESTAMP_TOKEN, one, two),),
        (timestamp_attribute(one), timestamp_attribute(two)),
        (attribute(oids.TIMESTAMP_TOKEN),),
    ):
        assert world.judge(replace(good, unsigned=unsigned).encode()).reasons == ("tst.count",)


def test_other_unsigned_attributes_are_no_matter(world, kind):
    extra = attribute(der.oid_bytes("1.2.3.4"), der.octets(b"anything"))
    assert world.judge(replace(world.draft(kind), unsigned=(extra,)).encode()).verdict == "valid"


def test_a_revoked_service_is_reported_but_does_not_decide(world, kind):
    serial = Certificate.from_der(world.stamping.certificate).serial
    lists = [
        *world.lists.values(),
        revocation_list(world.authority.issuers["gost"], {serial: Revoked(world.at)}, at=world.at, number=2),
    ]
    verdict = world.judge(stamped(world, world.draft(kind)), crls=lists)
    reported = [check for check in verdict.checks if check.check == "tst.revocation"]
    assert verdict.verdict == "valid"
    assert [(check.result, check.decides) for check in reported] == [("bad", False)]
    assert certificates_in(world.stamping.certificate) == [world.stamping.certificate]
