import copy

import pytest

from zholdama.passport.data_files import PassportDataError, read_data
from zholdama.passport.edition_files import edition_from
from zholdama.passport.fees import fee_words_in, refuse_fees


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    ("path", "key"),
    [((), "fee"), (("terms",), "express_price"), (("measures", 2), "stateFee"), (("name",), "төлем")],
)
def test_an_edition_that_names_a_fee_is_refused_at_load(path: tuple[str | int, ...], key: str) -> None:
    data = copy.deepcopy(read_data("edition_2015.toml"))
    node = data
    for step in path:
        node = node[step]  # type: ignore[index]
    node[key] = {"value": 0, "basis": "a rumour", "sure": "D"}
    with pytest.raises(PassportDataError, match=rf"{key}: the service is free \(P5\)"):
        edition_from(data)


@pytest.mark.clause("P5")
def test_the_shipped_edition_names_no_fee() -> None:
    data = read_data("edition_2015.toml")
    refuse_fees(data=data)
    assert edition_from(data).id == "2015"


@pytest.mark.parametrize(
    "name", ["fee", "serviceFee", "SERVICE_PRICE", "/kk/payments/", "төлем_мөлшері", "Госпошлина"]
)
def test_fee_words_are_seen_in_any_spelling(name: str) -> None:
    assert fee_words_in(name)


@pytest.mark.parametrize("name", ["coffee", "feel", "wage", "costume", "prepaid_card", "жолдама", "ақын", ""])
def test_words_that_only_look_alike_are_let_through(name: str) -> None:
    assert not fee_words_in(name)
