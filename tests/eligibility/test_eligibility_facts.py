"""Facts: their words in three languages, and what a specialist may write down."""

from datetime import UTC, date, datetime

import pytest

from zholdama.eligibility.facts import kinds, noted, words
from zholdama.refusals import Refused

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
TODAY = date(2025, 1, 6)


def test_every_kind_and_value_speaks_three_languages() -> None:
    for kind in kinds().values():
        for text in (kind.label, kind.ask, *kind.values.values()):
            assert all(text.as_dict().values()), kind.name
            assert not set("әғқңөұүһі") & set(text.ru.lower()), kind.name
            assert text.en.isascii(), kind.name
    assert len(kinds()["target_group"].values) == 14


def test_a_fact_from_the_word_is_only_said() -> None:
    fact = noted(name="status", value="unemployed", source="word", as_of=TODAY, at=AT)
    assert (fact.source, fact.sure, fact.value) == ("word", "said", "unemployed")
    assert (
        noted(name="graduated_on", value="2023-06-30", source="document", as_of=TODAY, at=AT).sure == "firm"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "birth_date", "value": "1990-01-01"}, "fact_unknown"),
        ({"name": "weather"}, "fact_unknown"),
        ({"source": "register"}, "fact_source_unknown"),
        ({"source": "rumour"}, "fact_source_unknown"),
        ({"value": "rich"}, "fact_value"),
        ({"name": "graduated_on", "value": "30.06.2023"}, "fact_value"),
        ({"name": "graduated_on", "value": "2025-01-07"}, "fact_value"),
        ({"as_of": date(2025, 1, 7)}, "fact_day"),
        ({"as_of": date(1812, 1, 7)}, "fact_day"),
    ],
)
def test_what_cannot_be_a_fact_is_refused(change: dict[str, object], code: str) -> None:
    stated = {"name": "status", "value": "none", "source": "word", "as_of": TODAY, **change}
    with pytest.raises(Refused) as refused:
        noted(**stated, at=AT)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.words("kk")


def test_a_value_in_words() -> None:
    assert words("target_group", "kandas").kk == "қандас"
    assert words("graduated_on", "2023-06-30").ru == "30.06.2023"
    assert words("place_period", "2025-01-06/2025-07-05").en == "06.01.2025 – 05.07.2025"
    assert words("represented", "no").ru == "нет"
