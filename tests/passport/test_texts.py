import pytest

from zholdama.passport.texts import Text

TEXT = Text(kk="жолдама", ru="направление", en="referral")


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("kk", "жолдама"),
        ("ru", "направление"),
        ("en", "referral"),
        ("ru-KZ", "направление"),
        ("EN_gb", "referral"),
    ],
)
def test_a_text_speaks_the_language_asked_for(code: str, wanted: str) -> None:
    assert TEXT.in_language(code) == wanted


@pytest.mark.parametrize("code", ["", "de", "russian"])
def test_an_unknown_language_is_answered_in_kazakh(code: str) -> None:
    assert TEXT.in_language(code) == "жолдама"


def test_the_three_languages_come_kazakh_first() -> None:
    assert list(TEXT.as_dict()) == ["kk", "ru", "en"]
