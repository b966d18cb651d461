"""Revocation: lists, deltas and OCSP answers; a check that could not be made never passes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.crl import Crl
from zholdama.eds.crl_file import open_indexed, write_index
from zholdama.eds.der import Malformed
from zholdama.eds.development_services import Revoked, ocsp_answer, revocation_list, service
from zholdama.eds.ocsp import Answer

HOUR = timedelta(hours=1)
HOLD, REMOVED, COMPROMISED = 6, 8, 1


def serial(world, kind):
    return Certificate.from_der(world.citizen[kind].certificate).serial


def judged(world, kind, **changed):
    verdict = world.judge(world.draft(kind).encode(), **changed)
    return verdict.verdict, verdict.reasons


def a_list(world, kind, entries, **changed):
    return revocation_list(world.authority.issuers[kind], entries, **{"at": world.at, **changed})


@pytest.mark.parametrize("reason", [0, COMPROMISED, 3, 4, 5, HOLD])
def test_revoked_for_whatever_reason_a_hold_too(world, kind, reason):
    held = a_list(world, kind, {77: Revoked(world.at), serial(world, kind): Revoked(world.at - HOUR, reason)})
    assert judged(world, kind, crls=[held]) == ("invalid", ("revoked",))


def test_a_list_of_others_is_good(world, kind):
    held = a_list(
        world, kind, {serial(world, kind) + step: Revoked(world.at) for step in range(-300, 300) if step}
    )
    assert judged(world, kind, crls=[held]) == ("valid", ())


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [(timedelta(0), "valid"), (timedelta(microseconds=-1), "undetermined")],
    ids=["at thisUpdate", "before it"],
)
def test_a_list_begins_at_this_update(world, kind, offset, verdict):
    assert judged(world, kind, at=world.at + offset)[0] == verdict


def test_a_list_ends_before_next_update(world, kind):
    held = [a_list(world, kind, {}, lasts=HOUR)]
    assert judged(world, kind, crls=held, at=world.at + HOUR - timedelta(microseconds=1)) == ("valid", ())
    assert judged(world, kind, crls=held, at=world.at + HOUR) == ("undetermined", ("crl.stale",))


def test_a_list_of_another_authority_says_nothing(world):
    assert judged(world, "gost", crls=[world.lists["rsa"]]) == ("undetermined", ("revocation.missing",))


def test_a_list_signed_by_another_key_says_nothing(world, kind):
    issuer = world.authority.issuers[kind]
    forged = revocation_list(
        replace(issuer, key=world.other[kind].key), {serial(world, kind): Revoked(world.at)}, at=world.at
    )
    assert judged(world, kind, crls=[forged]) == ("undetermined", ("crl.signature",))
    assert judged(world, kind, crls=[forged, world.lists[kind]]) == ("valid", ())


def test_every_changed_byte_of_a_list_is_noticed(world, kind):
    good = a_list(world, kind, {1: Revoked(world.at, 1)})
    for place in range(0, len(good), 5):
        spoiled = bytearray(good)
        spoiled[place] ^= 0x11
        assert judged(world, kind, crls=[bytes(spoiled)])[0] == "undetermined", place


def test_a_delta_given_as_the_full_list(world, kind):
    delta = a_list(world, kind, {}, number=2, base=1)
    assert judged(world, kind, crls=[delta]) == ("undetermined", ("crl.delta",))


def test_a_delta_adds_and_removes(world, kind):
    mine = serial(world, kind)
    full = a_list(world, kind, {}, number=5)
    adds = a_list(world, kind, {mine: Revoked(world.at, HOLD)}, number=2, base=5)
    assert judged(world, kind, crls=[full, adds]) == ("invalid", ("revoked",))
    holds = a_list(world, kind, {mine: Revoked(world.at, HOLD)}, number=5)
    lifts = a_list(world, kind, {mine: Revoked(world.at, REMOVED)}, number=3, base=5)
    assert judged(world, kind, crls=[lifts, holds]) == ("valid", ())


def test_a_delta_to_a_later_list_does_not_fit(world, kind):
    mine = serial(world, kind)
    holds = a_list(world, kind, {mine: Revoked(world.at, HOLD)}, number=5)
    lifts = a_list(world, kind, {mine: Revoked(world.at, REMOVED)}, number=3, base=6)
    assert judged(world, kind, crls=[holds, lifts]) == ("invalid", ("revoked",))


def test_of_several_lists_the_newest_decides(world, kind):
    old = a_list(world, kind, {}, at=world.at - HOUR, number=1)
    new = a_list(world, kind, {serial(world, kind): Revoked(world.at - HOUR / 2)}, number=2)
    for held in ([old, new], [new, old]):
        assert judged(world, kind, crls=held) == ("invalid", ("revoked",))


def test_an_unreadable_list_leaves_it_undetermined(world, kind):
    assert judged(world, kind, crls=[b"not a list"]) == ("undetermined", ("crl.form",))


def test_a_list_with_differing_parameters_of_its_algorithm_is_read(world):
    """The authority writes NULL outside and nothing inside."""
    issuer = world.authority.issuers["gost"]
    good = a_list(world, "gost", {serial(world, "gost"): Revoked(world.at)})
    identifier = der.tlv(der.OID, oids.GOST_2015_SIGNATURE)
    _, _, start, stop = der.whole(good)[0]
    tbs = der.seq(good[start:stop].replace(der.seq(identifier, der.EMPTY), der.seq(identifier), 1))
    rebuilt = der.seq(tbs, der.seq(identifier, der.EMPTY), der.bit_string(issuer.key.sign(tbs)))
    assert judged(world, "gost", crls=[rebuilt]) == ("invalid", ("revoked",))


def answer(world, kind="gost", *, by=None, about=None, **changed):
    return ocsp_answer(
        about or world.citizen[kind].certificate,
        world.authority.issuers[kind],
        by or world.answering,
        **{"at": world.at, **changed},
    )


def test_a_good_answer_is_enough(world):
    assert judged(world, "gost", crls=(), ocsp=answer(world)) == ("valid", ())


def test_the_authority_may_answer_itself(world, kind):
    direct = answer(world, kind, by=world.authority.issuers[kind])
    assert judged(world, kind, crls=(), ocsp=direct) == ("valid", ())


def test_an_answer_that_says_revoked(world):
    told = answer(world, revoked=Revoked(world.at - HOUR, HOLD))
    assert judged(world, "gost", crls=(), ocsp=told) == ("invalid", ("revoked",))
    assert judged(world, "gost", ocsp=told) == ("invalid", ("revoked",))


def test_a_list_that_says_revoked_outweighs_a_good_answer(world):
    held = a_list(world, "gost", {serial(world, "gost"): Revoked(world.at)})
    assert judged(world, "gost", crls=[held], ocsp=answer(world)) == ("invalid", ("revoked",))


def test_an_answer_about_another_certificate(world):
    told = answer(world, about=world.other["gost"].certificate)
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.certificate",))


def test_an_answer_about_the_same_serial_number_of_another_issuer(world):
    told = ocsp_answer(
        world.citizen["gost"].certificate, world.authority.issuers["rsa"], world.answering, at=world.at
    )
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.certificate",))


@pytest.mark.parametrize("offset", [timedelta(hours=-25), timedelta(hours=1)], ids=["old", "from the future"])
def test_a_stale_answer(world, offset):
    told = answer(world, at=world.at + offset)
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.stale",))
    assert judged(world, "gost", ocsp=told) == ("valid", ())


def test_a_live_answer_may_be_five_minutes_old(world):
    five = timedelta(minutes=5)
    fresh = Answer.from_der(answer(world, at=world.at - timedelta(minutes=4)), longest_age=five)
    stale = Answer.from_der(answer(world, at=world.at - timedelta(minutes=6)), longest_age=five)
    assert judged(world, "gost", crls=(), ocsp=fresh) == ("valid", ())
    assert judged(world, "gost", crls=(), ocsp=stale) == ("undetermined", ("ocsp.stale",))


def test_an_answer_signed_by_a_person(world):
    told = answer(world, by=world.other["gost"])
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.responder",))


def test_an_answer_by_a_responder_of_another_authority(world):
    foreign = service(world.authority.issuers["rsa"], "Development OCSP", oids.OCSP_SIGNING, at=world.at)
    told = answer(world, by=foreign)
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.responder",))


def test_an_answer_with_a_wrong_signature(world):
    told = answer(world, by=replace(world.answering, key=world.other["gost"].key))
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.signature",))


def test_the_nonce_binds_the_answer_to_the_question(world):
    told = answer(world, nonce=b"0123456789abcdef")
    assert judged(world, "gost", crls=(), ocsp=Answer.from_der(told, nonce=b"0123456789abcdef"))[0] == "valid"
    other = Answer.from_der(told, nonce=b"another question")
    assert judged(world, "gost", crls=(), ocsp=other) == ("undetermined", ("ocsp.nonce",))
    without = Answer.from_der(answer(world), nonce=b"0123456789abcdef")
    assert judged(world, "gost", crls=(), ocsp=without) == ("undetermined", ("ocsp.nonce",))


@pytest.mark.parametrize("told", [b"", b"words", der.seq(der.integer(6, der.ENUMERATED))])
def test_an_unreadable_answer(world, told):
    assert judged(world, "gost", crls=(), ocsp=told) == ("undetermined", ("ocsp.form",))


def test_authorities_are_reported_but_do_not_decide(world, kind):
    upper = revocation_list(
        world.authority.roots[kind],
        {Certificate.from_der(world.authority.issuers[kind].certificate).serial: Revoked(world.at)},
        at=world.at,
    )
    verdict = world.judge(world.draft(kind).encode(), crls=[*world.lists.values(), upper])
    reported = [check for check in verdict.checks if check.check == "revocation.ca"]
    assert verdict.verdict == "valid"
    assert [(check.result, check.reason, check.decides) for check in reported] == [("bad", "revoked", False)]


def test_a_big_list_is_indexed_into_a_file_and_looked_up_there(world, tmp_path):
    entries = {3 * number + 1: Revoked(world.at, number % 5) for number in range(5000)}
    data = a_list(world, "gost", entries, number=9)
    issuer = Certificate.from_der(world.authority.issuers["gost"].certificate)
    (tmp_path / "list").write_bytes(data)
    write_index(data, tmp_path / "index", issuer=issuer)
    held = open_indexed(tmp_path / "list", tmp_path / "index")
    assert held.signed_by(issuer)
    assert not held.signed_by(Certificate.from_der(world.authority.roots["gost"].certificate))
    for number in range(0, 15_010, 7):
        found = [entry.reason for entry in held.entries_of(number)]
        assert found == ([entries[number].reason] if number in entries else []), number
    (tmp_path / "list").write_bytes(world.lists["gost"])
    with pytest.raises(Malformed, match="another list"):
        open_indexed(tmp_path / "list", tmp_path / "index")
    with pytest.raises(Malformed, match="not signed"):
        write_index(data, tmp_path / "index", issuer=Certificate.from_der(world.citizen["gost"].certificate))


def test_an_entry_with_more_to_say_and_a_number_listed_twice(world):
    issuer = world.authority.issuers["gost"]
    long_entry = Revoked(world.at, 4)
    held = Crl.from_der(a_list(world, "gost", {5: long_entry, 6: long_entry}))
    assert [entry.word for entry in held.entries_of(5)] == ["superseded"]
    assert list(held.entries_of(7)) == []
    assert list(held.entries_of(-1)) == list(held.entries_of(1 << 200)) == []
    assert held.issuer == Certificate.from_der(issuer.certificate).subject
