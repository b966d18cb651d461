"""IIN and BIN: format, date, century, sex, both rounds of the check digit, and any text at all."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import generators

from zholdama.identifiers import Reason, check_digit, mask_iin, read_bin, read_iin, words_for


def naive_check_digit(first_eleven: str) -> int | None:
    """Another way to the same digit: the second round's weights are the first ones moved by two."""
    total = sum((place + 1) * int(digit) for place, digit in enumerate(first_eleven)) % 11
    if total == 10:
        total = sum(((place + 2) % 11 + 1) * int(digit) for place, digit in enumerate(first_eleven)) % 11
    return None if total == 10 else total


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_the_check_digit_agrees_with_a_naive_one(head: str) -> None:
    assert check_digit(head) == naive_check_digit(head)


def test_both_rounds_and_the_number_never_issued_occur() -> None:
    rng = random.Random(1)
    heads = [f"{rng.randrange(10**11):011d}" for _ in range(20_000)]
    first = [sum(w * int(d) for w, d in zip(range(1, 12), head, strict=True)) % 11 for head in heads]
    second_round = sum(value == 10 for value in first) / len(heads)
    never = sum(check_digit(head) is None for head in heads) / len(heads)
    assert 0.08 < second_round < 0.10
    assert 0.006 < never < 0.011


@pytest.mark.parametrize("last", "0123456789")
def test_a_number_never_issued_is_refused_with_every_last_digit(last: str) -> None:
    rng = random.Random(2)
    head = next(
        head for _ in range(100_000) if check_digit(head := f"9901014{rng.randrange(10_000):04d}") is None
    )
    assert read_iin(head + last).reason == Reason.CHECK_DIGIT


@pytest.mark.parametrize(
    ("seventh", "born", "sex"),
    [
        ("1", date(1899, 12, 31), "male"),
        ("2", date(1880, 2, 29), "female"),
        ("3", date(1999, 1, 1), "male"),
        ("4", date(1904, 2, 29), "female"),
        ("5", date(2000, 2, 29), "male"),
        ("6", date(2008, 7, 15), "female"),
    ],
)
def test_century_and_sex_come_from_the_seventh_digit(seventh: str, born: date, sex: str) -> None:
    reading = read_iin(generators.made_up_iin(random.Random(3), seventh=seventh, born=born))
    assert (reading.valid, reading.reason, reading.birth_date, reading.sex) == (True, None, born, sex)


@pytest.mark.parametrize("seventh", "0789")
def test_a_seventh_digit_without_century_is_flagged_and_not_blocked(seventh: str) -> None:
    reading = read_iin(generators.made_up_iin(random.Random(4), seventh=seventh, born=date(1999, 1, 1)))
    assert (reading.valid, reading.reason) == (True, Reason.CENTURY_UNKNOWN)
    assert reading.birth_date is None
    assert reading.sex is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \t", "empty"),
        ("99010190001", "length"),
        ("9901019000111", "length"),
        ("99010190001a", "not_digits"),
        ("-99010190001", "not_digits"),
        ("٩٩٠١٠١٩٠٠٠١١", "foreign_digits"),
        ("９９0101900011", "foreign_digits"),
        ("99010190001²", "foreign_digits"),
        ("99010190001½", "not_digits"),
        (" 990101900011", "spaces"),
        ("990101900011\n", "spaces"),
        ("990101 900011", "spaces"),
        ("990101\u200b900011", "spaces"),
        ("990001300014", "month"),
        ("991301300014", "month"),
        ("990100300014", "day"),
        ("990132300014", "day"),
        ("990229300014", "day"),
        ("990431900014", "day"),
        ("990101900012", "check_digit"),
        ("\ud800", "not_digits"),
    ],
)
def test_bad_input_is_named(text: str, reason: str) -> None:
    reading = read_iin(text)
    assert (reading.valid, reading.reason, reading.birth_date, reading.sex) == (False, reason, None, None)


def test_29_february_is_judged_by_the_century_of_the_seventh_digit() -> None:
    rng = random.Random(5)
    head = generators.made_up_iin(rng, seventh="5", born=date(2000, 2, 29))
    in_1900 = head[:6] + "3" + head[7:]
    assert read_iin(head).valid
    assert read_iin(in_1900).reason == Reason.DAY
    assert read_iin(generators.made_up_iin(rng, seventh="9", born=date(2000, 2, 29))).valid


def test_a_birth_date_after_the_day_asked_for_is_in_the_future() -> None:
    number = generators.made_up_iin(random.Random(6), seventh="5", born=date(2024, 3, 1))
    assert read_iin(number, on=date(2024, 2, 29)).reason == Reason.FUTURE
    assert read_iin(number, on=date(2024, 3, 1)).valid
    assert read_iin(number).valid


@given(generators.near_iins)
def test_near_numbers_are_refused_for_their_own_reason(pair: tuple[str, str]) -> None:
    text, reason = pair
    assert read_iin(text).reason == reason
    assert not read_iin(text).valid


@given(generators.dated_iins)
def test_every_wrong_last_digit_is_found(number: str) -> None:
    good = {last for last in "0123456789" if read_iin(number[:11] + last).valid}
    assert good == {number[11]}


@given(generators.any_texts)
@settings(max_examples=500)
def test_any_text_is_answered_and_never_echoed_whole(text: str) -> None:
    iin, legal = read_iin(text, on=date(2025, 1, 6)), read_bin(text)
    assert iin.valid or iin.reason
    assert legal.valid or legal.reason
    assert not (iin.valid and legal.valid)
    masked = mask_iin(text)
    assert len(masked) <= 12
    assert not any(unicodedata.category(sign) == "Nd" for sign in masked[6:])


def test_masks() -> None:
    assert mask_iin("990101900011") == "990101******"
    assert mask_iin("99010190001") == "*" * 11
    assert mask_iin("x" * 50) == "*" * 12
    assert mask_iin("") == ""


@given(generators.bins)
def test_a_bin_tells_kind_and_unit(number: str) -> None:
    reading = read_bin(number)
    kinds = {"4": "resident_legal_entity", "5": "non_resident_legal_entity", "6": "entrepreneur"}
    units = {"0": "head", "1": "branch", "2": "representative_office", "3": "farm"}
    assert (reading.valid, reading.reason) == (True, None)
    assert (reading.kind, reading.unit) == (kinds[number[4]], units[number[5]])
    assert not read_iin(number).valid


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("0202400005", "length"),
        ("020240000554", "check_digit"),
        ("021340000555", "month"),
        ("020290000555", "entity_kind"),
        ("020210000555", "entity_kind"),
        ("020249000555", "unit"),
        ("990101900011", "looks_like_iin"),
    ],
)
def test_a_bad_bin_is_named(text: str, reason: str) -> None:
    reading = read_bin(text)
    assert (reading.valid, reading.reason, reading.kind, reading.unit) == (False, reason, None, None)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_a_remedy_in_three_languages(reason: Reason) -> None:
    for number, (kk, ru, en) in {"iin": ("ЖСН", "ИИН", "IIN"), "bin": ("БСН", "БИН", "BIN")}.items():
        words = words_for(reason, number=number)
        texts = [words.text, words.remedy]
        assert all(text.in_language(code).endswith(".") for text in texts for code in ("kk", "ru", "en"))
        assert not any("{" in text.in_language(code) for text in texts for code in ("kk", "ru", "en"))
        assert kk in words.text.kk or reason in (Reason.FOREIGN_DIGITS, Reason.LOOKS_LIKE_IIN)
        assert ru in words.text.ru or reason == Reason.LOOKS_LIKE_IIN
        assert en in words.text.en or reason == Reason.LOOKS_LIKE_IIN
