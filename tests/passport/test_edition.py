import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from zholdama.passport.clauses import Clause
from zholdama.passport.data_files import PassportDataError, read_data
from zholdama.passport.edition import UnknownEdition, current, load
from zholdama.passport.edition_files import edition_from, shipped_ids

DATA = read_data("edition_2015.toml")


def test_the_shipped_edition_says_what_the_passport_says() -> None:
    edition = current()
    assert edition is load("2015")
    assert edition.id == "2015"
    hours = edition.hours
    assert (hours.opens, hours.lunch_from) == (dt.time(9), dt.time(13))
    assert (hours.lunch_to, hours.closes) == (dt.time(14, 30), dt.time(17, 30))
    terms = edition.terms
    assert (terms.waiting_minutes, terms.serving_minutes, terms.result_minutes) == (30, 30, 30)
    assert (terms.portal_working_days, terms.grace_minutes, terms.complaint_working_days) == (1, 15, 5)
    assert edition.referral_valid_working_days == 5


def test_the_shipped_edition_has_the_parts_of_each_clause() -> None:
    edition = current()
    assert {measure.clause for measure in edition.measures} == {
        Clause.P10_1, Clause.P10_2, Clause.P10_3, Clause.P10_4, Clause.P10_5, Clause.P10_6
    }  # fmt: skip
    assert [measure.id for measure in edition.measures] == [
        "job_placement", "public_works", "training", "social_workplace", "youth_practice", "guidance"
    ]  # fmt: skip
    assert {d.id for d in edition.documents if d.proves == "identity"} == {
        "id_card", "passport", "residence_permit", "stateless_certificate"
    }  # fmt: skip
    assert [d.id for d in edition.documents if d.proves == "status"] == ["kandas_certificate"]
    assert {channel.clause for channel in edition.channels} == {Clause.P3_1, Clause.P3_2}
    assert [reading.id for reading in edition.readings] == [f"R{number}" for number in range(1, 12)]
    values = {reading.id: reading.value for reading in edition.readings}
    assert (values["R1"], values["R2"], values["R6"]) == (420, "earlier", 15)
    assert values["R7"] is values["R10"] is False


def test_every_figure_and_part_says_where_it_comes_from_and_how_sure_it_is() -> None:
    sure = {figure.key: figure.sure for figure in current().figures}
    assert sure["terms.waiting_minutes"] == sure["hours.closes"] == sure["measures.training"] == "S"
    assert sure["referral.valid_working_days"] == sure["terms.grace_minutes"] == "C"
    edition = current()
    parts = (edition.channels, edition.provider_kinds, edition.forms, edition.measures, edition.documents,
             edition.refusal_reasons, edition.advice, edition.conditions, edition.readings,
             edition.organisation_checks)  # fmt: skip
    assert len(sure) == len(edition.figures) == 1 + 4 + 6 + 1 + 2 + 7 + sum(map(len, parts))
    assert all(figure.basis for figure in edition.figures)


def test_production_uses_only_confirmed_refusal_reasons() -> None:
    edition = current()
    assert edition.usable_refusal_reasons(production=False) == edition.refusal_reasons
    assert edition.usable_refusal_reasons(production=True) == ()
    told = frozenset({"false_documents", "unheard_of"})
    usable = edition.usable_refusal_reasons(production=True, confirmed_ids=told)
    assert [reason.id for reason in usable] == ["false_documents"]


def test_no_reason_of_practice_alone_is_a_ground_to_refuse() -> None:
    edition = current()
    assert all("Law on public services" in reason.basis.en for reason in edition.refusal_reasons)
    assert not any(reason.confirmed for reason in edition.refusal_reasons)
    assert not {reason.id for reason in edition.refusal_reasons} & {advice.id for advice in edition.advice}


def test_parts_are_found_by_id() -> None:
    edition = current()
    assert edition.measure("guidance").ends_in == "guidance_record"
    assert edition.document("kandas_certificate").proves == "status"
    assert edition.refusal_reason("false_documents").sure == "C"
    with pytest.raises(KeyError, match="no measure 'nothing'"):
        edition.measure("nothing")


def test_an_edition_that_is_not_shipped_is_named_with_those_that_are() -> None:
    assert shipped_ids() == ("2015",)
    with pytest.raises(UnknownEdition, match=r"no edition '2099'; shipped are: 2015"):
        load("2099")
    with pytest.raises(UnknownEdition):
        load("../edition_2015")


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change of one place, named by dots; `None` takes the place out."""
    *way, last = path.split(".")

    def change(data: dict[str, Any]) -> None:
        node: Any = data
        for step in way:
            node = node[int(step) if step.isdigit() else step]
        key: Any = int(last) if last.isdigit() else last
        if value is None:
            del node[key]
        else:
            node[key] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("id", None, "id is missing"),
        ("valid_from", None, "valid_from is missing"),
        ("valid_to", {"value": dt.date(2015, 4, 28), "basis": "x", "sure": "A"}, "half-open"),
        ("valid_from.value", dt.datetime(2015, 4, 28), "not of kind date"),
        ("name.kk", None, "name: the text kk is missing"),
        ("hours.closes.value", dt.time(14, 0), "must follow each other"),
        ("hours.opens.value", dt.time(8, 0), "make 480 minutes, so R1 must say 480"),
        ("hours.opens.value", "9:00", "not of kind time"),
        ("hours.opens.basis", " ", r"hours\.opens: basis is missing"),
        ("terms.waiting_minutes", None, r"terms\.waiting_minutes is missing"),
        ("terms.waiting_minutes.value", True, "not of kind int"),
        ("terms.waiting_minutes.value", 30.0, "not of kind int"),
        ("terms.waiting_minutes.value", 0, "positive number"),
        ("terms.waiting_minutes.sure", "E", "sure is one of S, A, B, C, D, not 'E'"),
        ("terms.grace_minutes.value", 20, r"R6 and terms\.grace_minutes"),
        ("terms", None, "no table"),
        ("measures", [], "lists no measures"),
        ("measures.0.id", "training", "the id training is given twice"),
        ("measures.0.clause", "P11", "'P11' is no clause"),
        ("measures.0.ends_in", "letter", "ends_in is one of referral, guidance_record"),
        ("documents.0.proves", "wealth", "proves is one of identity, status"),
        ("refusal_reasons.0.confirmed", "no", "confirmed is true or false"),
        ("refusal_reasons.0.confirmed", True, "only C cannot be shipped as confirmed"),
        ("refusal_reasons.0.remedy_ru", None, "the text remedy_ru is missing"),
        ("readings.3", None, "R1 to R11"),
        ("readings.0.value", 1.5, "a truth, a whole number or a word"),
        ("readings.0.clauses", [], "lists the clauses that are read"),
        ("readings.6.value", 1, r"R7 and readings\.R10 are true or false"),
        ("terms.tea_minutes", 5, "terms has keys that nobody reads: tea_minutes"),
        ("extra", 1, "keys that nobody reads: extra"),
    ],
)
def test_data_that_is_not_whole_is_refused_with_words(path: str, value: object, words: str) -> None:
    data = copy.deepcopy(DATA)
    _set(path, value)(data)
    with pytest.raises(PassportDataError, match=words):
        edition_from(data)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(PassportDataError, match="there is no data file nothing"):
        read_data("nothing.toml")
