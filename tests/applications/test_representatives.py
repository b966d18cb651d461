"""Who cannot apply himself, and who may for him: the rules alone."""

from datetime import UTC, date, datetime

import pytest

from zholdama.applications.rules import (
    Ground,
    age,
    legal_representative,
    represented_because,
    same_surname,
)
from zholdama.refusals import Refused

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
GROWN = date(1980, 5, 5)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2009, 1, 6), date(2025, 1, 6), 16),
        (date(2009, 1, 7), date(2025, 1, 6), 15),
        (date(2008, 2, 29), date(2023, 2, 28), 14),
        (date(2008, 2, 29), date(2023, 3, 1), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
    ],
)
def test_age_in_whole_years(born: date, on: date, years: int) -> None:
    assert age(born=born, on=on) == years


def test_sixteen_begins_at_midnight_in_almaty() -> None:
    born = date(2009, 1, 7)
    last = datetime(2025, 1, 6, 18, 59, 59, tzinfo=UTC)
    assert represented_because(born=born, incapable=False, at=last) == "under_16"
    assert represented_because(born=born, incapable=False, at=datetime(2025, 1, 6, 19, tzinfo=UTC)) is None


def test_why_somebody_is_represented() -> None:
    assert represented_because(born=GROWN, incapable=True, at=AT) == "incapable"
    assert represented_because(born=date(2015, 1, 1), incapable=True, at=AT) == "under_16"
    assert represented_because(born=None, incapable=False, at=AT) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"because": None}, "representative_not_needed"),
        ({"same_person": True}, "representative_is_the_person"),
        ({"ground": Ground("cousin", "1", date(2020, 1, 1))}, "representative_ground"),
        ({"because": "incapable"}, "representative_ground"),
        ({"ground": Ground("parent", "  ", date(2020, 1, 1))}, "representative_ground_number"),
        ({"ground": Ground("parent", "1", date(2025, 1, 7))}, "representative_ground_date"),
        ({"born": date(2007, 1, 7)}, "representative_under_age"),
        ({"born": None}, "representative_under_age"),
    ],
)
def test_refused_with_the_reason(changes: dict, code: str) -> None:
    good = {
        "because": "under_16",
        "ground": Ground("parent", "АА 1", date(2025, 1, 6)),
        "born": date(2007, 1, 6),
        "same_person": False,
        "at": AT,
    }
    legal_representative(**good)
    with pytest.raises(Refused) as no:
        legal_representative(**{**good, **changes})
    assert no.value.code == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Жұмабаев", "Жұмабаева", True),
        ("Ахметов", "АХМЕТОВА", True),
        ("Akhmetov", "Ахметов", True),
        ("Левинский", "Левинская", True),
        ("Пушкин", "Пушкина", True),
        ("Сәрсенова", "Сарсенов", True),
        ("Ахметов", "Махметов", False),
        ("Қайратұлы", "Қайратқызы", False),
        ("", "", False),
    ],
)
def test_one_surname_in_its_forms(one: str, other: str, same: bool) -> None:
    assert same_surname(one, other) is same
