"""Every defect that the development signer can produce is refused, each for its own reason."""

import pytest

from zholdama.eds.development import person_identity
from zholdama.eds.development_defects import DEFECTS, World

REASONS = {
    "other_content": "digest",
    "content_swapped": "content.mismatch, digest",
    "attributes_stripped": "signed_attrs.missing",
    "digest_twice": "attr.count",
    "no_signing_certificate": "ess.missing",
    "signing_certificate_of_another": "ess.mismatch",
    "foreign_key": "signature",
    "bit_flipped": "signature",
    "zero_signature": "signature",
    "other_digest": "alg.pair",
    "other_algorithm": "alg.key",
    "expired_certificate": "chain.time",
    "authentication_certificate": "ku",
    "another_policy": "policy",
    "unknown_critical_extension": "chain.critical",
    "iin_twice": "iin.count",
    "iin_in_lookalike_letters": "iin.missing",
    "foreign_authority": "chain.signature",
    "unknown_authority": "chain.untrusted",
    "person_as_authority": "chain.signature",
    "two_signers": "signers.count",
    "bytes_behind": "parse",
    "indefinite_length": "parse",
    "timestamp_moved": "tst.imprint",
    "timestamp_from_the_future": "tst.time",
}


def test_every_defect_has_its_reason():
    assert set(REASONS) == set(DEFECTS)


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_defect_is_refused_for_its_reason(world, kind, name):
    made = World(
        authority=world.authority,
        kind=kind,
        identity=person_identity(iin=world.iin, surname="ӘЛІМОВА", given="ӘЙГЕРІМ", patronymic="ҚАЙРАТҚЫЗЫ"),
        good=world.citizen[kind],
        other=world.other[kind],
        stamping=world.stamping,
        at=world.at,
    )
    verdict = world.judge(DEFECTS[name](made, world.content))
    assert (verdict.verdict, ", ".join(verdict.reasons)) == ("invalid", REASONS[name])
