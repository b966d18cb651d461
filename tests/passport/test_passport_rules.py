import dataclasses
import itertools

import pytest

from zholdama.passport.clauses import Clause
from zholdama.passport.edition import Edition, current
from zholdama.passport.rules import (
    NotAdmitted,
    admitted_channel,
    admitted_forms,
    admitted_provider,
    documents_complete,
    recipient_is_natural_person,
    result_kind,
)

EDITION = current()


@pytest.mark.clause("P2")
def test_local_executive_bodies_are_providers_and_nobody_else() -> None:
    for kind in ("republican_city", "district", "oblast_city"):
        assert admitted_provider(kind=kind, edition=EDITION).id == kind
    for stranger in ("ministry", "private_agency", "oblast", ""):
        with pytest.raises(NotAdmitted) as refused:
            admitted_provider(kind=stranger, edition=EDITION)
        assert (refused.value.clause, refused.value.code) == (Clause.P2, "provider_kind")


@pytest.mark.clause("P3.1", "P3.2")
def test_the_provider_and_the_portal_are_the_two_ways_to_apply() -> None:
    assert admitted_channel(channel="provider", edition=EDITION).clause is Clause.P3_1
    assert admitted_channel(channel="portal", edition=EDITION).clause is Clause.P3_2
    for stranger in ("front_office", "post", ""):
        with pytest.raises(NotAdmitted) as refused:
            admitted_channel(channel=stranger, edition=EDITION)
        assert refused.value.code == "channel"


@pytest.mark.clause("P4")
@pytest.mark.parametrize(
    ("identifier", "natural"),
    [
        ("900101900017", True),  # made up: 7th digit 9
        ("991231900010", True),
        (None, True),
        ("900140000012", False),  # an organisation: 5th digit 4
        ("900150000012", False),
        ("900160000012", False),
        ("90010190001", False),
        ("9001019000177", False),
        ("90010190001x", False),
        ("९००१०१९०००१७", False),
        ("", False),
    ],
)
def test_the_recipient_is_a_person_never_an_organisation(identifier: str | None, natural: bool) -> None:
    assert recipient_is_natural_person(identifier=identifier) is natural


@pytest.mark.clause("P7")
def test_the_result_is_electronic_or_on_paper_or_both() -> None:
    def ids(*asked: str) -> list[str]:
        return [form.id for form in admitted_forms(asked=asked, edition=EDITION)]

    assert ids("electronic") == ["electronic"]
    assert ids("paper") == ["paper"]
    assert ids("paper", "electronic", "paper") == ["electronic", "paper"]
    for asked in ((), ("fax",), ("paper", "fax")):
        with pytest.raises(NotAdmitted) as refused:
            ids(*asked)
        assert (refused.value.clause, refused.value.code) == (Clause.P7, "result_form")


def _missing(
    kind: str | None, *, kandas: bool, certificate: bool, status: bool, edition: Edition
) -> set[Clause]:
    answer = documents_complete(
        identity_kind=kind,
        is_kandas=kandas,
        has_kandas_certificate=certificate,
        repatriation_status=status,
        edition=edition,
    )
    assert answer.complete is (not answer.missing)
    return set(answer.missing)


@pytest.mark.clause("P9.1a", "P9.1b")
def test_the_documents_of_every_kind_of_person() -> None:
    kinds = {"id_card": True, "passport": True, "residence_permit": True, "stateless_certificate": True,
             "kandas_certificate": False, "driving_licence": False, None: False}  # fmt: skip
    for (kind, identifies), *flags in itertools.product(kinds.items(), *[(False, True)] * 3):
        kandas, certificate, status = flags
        wanted = set() if identifies else {Clause.P9_1A}
        if kandas and not certificate:
            wanted.add(Clause.P9_1B)
        found = _missing(kind, kandas=kandas, certificate=certificate, status=status, edition=EDITION)
        assert found == wanted, (kind, kandas, certificate, status)


@pytest.mark.clause("P9.1b")
def test_the_gateways_word_replaces_the_certificate_only_where_the_edition_says_so() -> None:
    readings = tuple(dataclasses.replace(r, value=True) if r.id == "R10" else r for r in EDITION.readings)
    lenient = dataclasses.replace(EDITION, readings=readings)
    asked = {"kandas": True, "certificate": False}
    assert _missing("id_card", **asked, status=True, edition=EDITION) == {Clause.P9_1B}
    assert _missing("id_card", **asked, status=True, edition=lenient) == set()
    assert _missing("id_card", **asked, status=False, edition=lenient) == {Clause.P9_1B}


@pytest.mark.clause("P10.1", "P10.2", "P10.3", "P10.4", "P10.5")
@pytest.mark.parametrize(
    "measure", ["job_placement", "public_works", "training", "social_workplace", "youth_practice"]
)
def test_five_measures_end_in_a_referral(measure: str) -> None:
    assert result_kind(measure=measure, edition=EDITION) == "referral"


@pytest.mark.clause("P10.6")
def test_guidance_ends_in_a_record_and_not_in_a_paper_for_an_employer() -> None:
    assert result_kind(measure="guidance", edition=EDITION) == "guidance_record"


@pytest.mark.clause("P10.1", "P10.2", "P10.3", "P10.4", "P10.5", "P10.6")
def test_a_measure_the_edition_does_not_have_has_no_result() -> None:
    with pytest.raises(NotAdmitted) as refused:
        result_kind(measure="cash_benefit", edition=EDITION)
    assert (refused.value.clause, refused.value.code) == (Clause.P10, "measure")
