"""Documents, each with its own check; names stored exactly, found however typed, sorted by the alphabet."""

import random
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import generators

from zholdama.identity import rules

NOON = datetime(2025, 1, 6, 7, 0, tzinfo=UTC)  # 12:00 in Asia/Almaty


def read(kind: str, number: str, **dates: date) -> rules.DocumentReading:
    return rules.read_document(kind, number, at=NOON, **dates)


@pytest.mark.clause("P9.1a", "P9.1b")
@pytest.mark.parametrize(
    ("kind", "number", "stored", "proves"),
    [
        ("id_card", "012345678", "012345678", "identity"),
        ("id_card", " 012 345 678 ", "012345678", "identity"),
        ("passport", "N12345678", "N12345678", "identity"),
        ("passport", "n 1234-5678", "N12345678", "identity"),
        ("residence_permit", "000123456", "000123456", "identity"),
        ("stateless_certificate", "000123456", "000123456", "identity"),
        ("kandas_certificate", "АБ  № 001234", "АБ № 001234", "status"),
        ("kandas_certificate", "12/345-қ", "12/345-қ", "status"),
    ],
)
def test_each_of_the_five_documents_is_accepted_by_its_own_form(
    kind: str, number: str, stored: str, proves: str
) -> None:
    reading = read(kind, number)
    assert (reading.valid, reading.reason, reading.words) == (True, None, None)
    assert (reading.number, reading.proves) == (stored, proves)
    assert reading.sure in {"B", "C", "D"}


@pytest.mark.clause("P9.1a")
@pytest.mark.parametrize(
    ("kind", "number", "reason"),
    [
        ("id_card", "", "empty"),
        ("id_card", "12345678", "nine_digits"),
        ("id_card", "N12345678", "nine_digits"),
        ("id_card", "٠١٢٣٤٥٦٧٨", "foreign_digits"),
        ("passport", "012345678", "letter_and_digits"),
        ("passport", "N123456789", "letter_and_digits"),
        ("passport", "Н12345678", "look_alike_letter"),
        ("passport", "N1234567²", "foreign_digits"),
        ("residence_permit", "12345678A", "nine_digits"),
        ("stateless_certificate", "1", "nine_digits"),
        ("kandas_certificate", "без номера", "free_number"),
        ("kandas_certificate", "1" * 31, "free_number"),
        ("kandas_certificate", "12<b>", "free_number"),
        ("driving_licence", "123456789", "unknown_kind"),
    ],
)
def test_a_number_of_another_form_is_refused_by_name(kind: str, number: str, reason: str) -> None:
    reading = read(kind, number)
    assert (reading.valid, reading.reason) == (False, reason)
    assert reading.words == rules.DOCUMENT_WORDS[reason]


@pytest.mark.parametrize("number", ["N1234567", "D1234567", "S12345678"])
def test_an_older_passport_is_accepted_with_a_warning(number: str) -> None:
    reading = read("passport", number)
    assert (reading.valid, reading.warnings) == (True, ("older_form",))
    assert read("passport", "N12345678").warnings == ()


@pytest.mark.parametrize(
    ("issued", "expires", "reason"),
    [
        (date(2015, 1, 6), date(2025, 1, 6), None),
        (date(2015, 1, 5), date(2025, 1, 5), "expired"),
        (date(2025, 1, 6), None, None),
        (date(2025, 1, 7), date(2035, 1, 7), "issued_in_future"),
        (date(2025, 1, 2), date(2025, 1, 1), "expires_before_issue"),
        (None, date(2024, 12, 31), "expired"),
    ],
)
def test_dates_are_judged_by_the_day_in_almaty(
    issued: date | None, expires: date | None, reason: str | None
) -> None:
    reading = rules.read_document("id_card", "012345678", issued_on=issued, expires_on=expires, at=NOON)
    assert reading.reason == reason
    assert reading.valid == (reason is None)


def test_the_day_turns_at_midnight_in_almaty_not_in_greenwich() -> None:
    last_day = date(2025, 1, 6)
    evening = datetime(2025, 1, 6, 18, 59, 59, tzinfo=UTC)
    midnight = datetime(2025, 1, 6, 19, 0, tzinfo=UTC)
    assert rules.read_document("id_card", "012345678", expires_on=last_day, at=evening).valid
    assert not rules.read_document("id_card", "012345678", expires_on=last_day, at=midnight).valid


@given(generators.documents)
def test_generated_documents_are_accepted(pair: tuple[str, str]) -> None:
    reading = read(*pair)
    assert reading.valid
    again = read(pair[0], reading.number)
    assert again == reading


@given(generators.near_documents)
def test_near_documents_are_refused(pair: tuple[str, str]) -> None:
    assert not read(*pair).valid


@given(st.sampled_from(["id_card", "passport", "residence_permit", "kandas_certificate", "x"]), st.text())
@settings(max_examples=300)
def test_any_number_is_answered(kind: str, number: str) -> None:
    reading = read(kind, number)
    assert reading.valid == (reading.reason is None)


@pytest.mark.parametrize("name", generators.EDGE_NAMES)
def test_a_name_is_stored_exactly(name: str) -> None:
    reading = rules.read_name(f"  {name} ")
    assert reading.valid
    assert reading.name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("---", "empty"),
        ("\u200b", "empty"),
        ("Иван\nПётр", "control"),
        ("Иван\x00", "control"),
        ("\u202eнавИ", "control"),
        ("Иван\u2066", "control"),
        ("\ud800", "control"),
        ("а" * 121, "too_long"),
    ],
)
def test_a_name_that_no_field_may_take_is_refused_with_words(name: str, reason: str) -> None:
    reading = rules.read_name(name)
    assert (reading.valid, reading.reason) == (False, reason)
    assert reading.words == rules.NAME_WORDS[reason]


def test_the_limit_counts_composed_letters() -> None:
    assert rules.read_name("й" * 120).valid
    assert rules.read_name(unicodedata.normalize("NFD", "й" * 120)).valid


@pytest.mark.parametrize(
    ("name", "warnings"),
    [
        ("Қасым-Жомарт", ()),
        ("О’Брайен", ()),
        ("Nguyễn", ()),
        ("Anna Мария", ()),
        ("Aйгүл", ("mixed_alphabets",)),
        ("Мария 😀", ("unusual_signs",)),
        ("Иван4", ("unusual_signs",)),
        ("Ив\u00adан", ("unusual_signs",)),
    ],
)
def test_odd_names_are_warned_of_and_stored(name: str, warnings: tuple[str, ...]) -> None:
    reading = rules.read_name(name)
    assert (reading.valid, reading.warnings) == (True, warnings)


@given(st.text(max_size=150))
@settings(max_examples=300)
def test_reading_a_stored_name_again_changes_nothing(text: str) -> None:
    reading = rules.read_name(text)
    if reading.valid:
        assert rules.read_name(reading.name) == reading


@pytest.mark.parametrize(
    "spellings",
    [
        ("Әйгерім", "Айгерим", "АЙГЕРИМ", "Aigerim", "Aygerim", "Äigerim"),
        ("Қасым-Жомарт", "Касым  Жомарт", "Kassym-Jomart", "Qasym-Jomart", "Kasym Zhomart"),
        ("Тоқаев", "Токаев", "Tokayev", "Toqaev"),
        ("Нұрсұлтан", "Нурсултан", "Nursultan", "Nūrsūltan"),
        ("Жәнібек", "Жанибек", "Janibek", "Zhanibek"),
        ("Ғалымжан", "Галымжан", "Ghalymzhan", "Ğalymjan"),
        ("Шыңғыс", "Shyngys", "Şyñğys"),
        ("Мұхамедәлі", "Мухамедали", "Mukhamedali"),
        ("Һасен", "Хасен", "Hassen", "Khasen"),
        ("Өмірзақ", "Омирзак", "Omirzaq"),
        ("Үмітхан", "Умитхан", "Umitkhan"),
        ("Фёдор", "Федор", "Fyodor", "Fedor"),
        ("Щербакова", "Shcherbakova"),
        ("Юлия", "Yuliya", "Yulia"),
        ("Цой", "Tsoy", "Tsoi"),
        ("Сергеев", "Sergeyev", "Sergeev"),
        ("О'Брайен", "О’Брайен", "ОБрайен"),
        ("Айгүл", "Aйгүл", unicodedata.normalize("NFD", "Айгүл"), "Ай\u200bгүл"),
        ("Ильяс", "Ілияс", "Ilyas"),
    ],
)
def test_spellings_of_one_name_meet_in_one_key(spellings: tuple[str, ...]) -> None:
    assert len({rules.folded_key(spelling) for spelling in spellings}) == 1


def test_different_names_keep_different_keys() -> None:
    names = {*generators.SURNAMES, *generators.GIVEN_NAMES}
    assert len({rules.folded_key(name) for name in names}) == len(names)


def test_a_key_is_words_of_plain_letters() -> None:
    assert rules.folded_words("  Қасым-Жомарт  КЕМЕЛҰЛЫ ") == ("касим", "жомарт", "кемелули")
    assert rules.folded_key("Қасым-Жомарт Кемелұлы") == "касим жомарт кемелули"
    assert rules.folded_words("😀 --- ") == ()
    assert rules.folded_words("王小明") == ("王小明",)


@given(st.text(max_size=40) | generators.names.map(" ".join))
@settings(max_examples=500)
def test_folding_twice_is_folding_once(text: str) -> None:
    key = rules.folded_key(text)
    assert rules.folded_key(key) == key
    assert key == " ".join(rules.folded_words(text))


@given(generators.names.map(" ".join))
def test_case_and_composition_do_not_change_the_keys(name: str) -> None:
    for other in (name.upper(), name.lower(), unicodedata.normalize("NFD", name)):
        assert rules.folded_key(other) == rules.folded_key(name)
        assert rules.kazakh_sort_key(other) == rules.kazakh_sort_key(name)


def test_the_alphabet_sorts_in_its_own_order_by_bytes() -> None:
    letters = list(rules.KAZAKH_ALPHABET)
    assert len(letters) == len(set(letters)) == 42
    shuffled = random.Random(10).sample(letters + [letter.lower() for letter in letters], 84)
    ordered = sorted(shuffled, key=lambda letter: rules.kazakh_sort_key(letter).encode())
    assert [letter.upper() for letter in ordered] == [letter for letter in letters for _ in (0, 1)]


def test_names_sort_as_a_kazakh_reader_expects() -> None:
    ordered = [
        "Абай",
        "Аяна",
        "Әли",
        "Әлихан",
        "Ғани",
        "Елена",
        "Ёлкин",
        "Жан",
        "Қали",
        "Лаура",
        "Ұлан",
        "Үміт",
        "Хасен",
        "Һасен",
        "Ысқақ",
        "Ілияс",
        "Эмма",
        "Anna",
        "Zarina",
    ]
    assert sorted(random.Random(11).sample(ordered, len(ordered)), key=rules.kazakh_sort_key) == ordered
    assert sorted(["Ан-Бек", "Анар", "Ан", "Ан 2"], key=rules.kazakh_sort_key)[0] == "Ан"


@pytest.mark.parametrize(
    ("name", "mixed"),
    [("Айгүл", False), ("Aйгүл", True), ("Сapa", True), ("Anna-Мария", False), ("Aigul", False), ("", False)],
)
def test_mixed_alphabets_are_seen_within_one_word(name: str, mixed: bool) -> None:
    assert rules.mixed_alphabets(name) is mixed


def test_initials_and_masks() -> None:
    assert rules.initials("Сейітқызы", "Қасым-Жомарт", "болатқызы") == "Сейітқызы Қ.-Ж. Б."
    assert rules.initials("Ли", "Анна") == "Ли А."
    assert rules.initials("", "Әйгерім") == "Ә."
    assert rules.initials("Nguyễn", "Ǎ\u0331nh") == "Nguyễn Ǎ̱."
    assert rules.masked_name("Сейітқызы", "әйгерім", "") == "С*** Ә***"
    assert rules.masked_name("Ли", "Анна", "Б") == "Л*** А*** Б***"


def test_all_words_are_there_in_three_languages() -> None:
    for table in (rules.DOCUMENT_WORDS, rules.NAME_WORDS):
        for words in table.values():
            for text in (words.text, words.remedy):
                assert all(text.in_language(code).endswith(".") for code in ("kk", "ru", "en"))
                assert len({text.kk, text.ru, text.en}) == 3
