"""IIN and BIN: the two 12-digit numbers of Kazakhstan, read without looking anybody up.

Layout and check digit as in the acts on the national registers of identification numbers (Government
decrees of 11.06.2003 No. 565 and of 2007 No. 406). A number that passes may still be mistyped: weight 11 is
0 modulo 11, so a wrong digit 11 is invisible in the first round, and about one single-digit slip in eleven
passes. Show the person behind the number and compare.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zholdama.passport.texts import Text

LENGTH = 12
_FIRST_ROUND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_ROUND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_KINDS = {"4": "resident_legal_entity", "5": "non_resident_legal_entity", "6": "entrepreneur"}
_UNITS = {"0": "head", "1": "branch", "2": "representative_office", "3": "farm"}


class Reason(StrEnum):
    """Why a number is not good, or (`century_unknown`) what is unusual about a good one."""

    EMPTY = "empty"
    SPACES = "spaces"
    FOREIGN_DIGITS = "foreign_digits"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    MONTH = "month"
    DAY = "day"
    FUTURE = "future"
    CHECK_DIGIT = "check_digit"
    CENTURY_UNKNOWN = "century_unknown"
    LOOKS_LIKE_IIN = "looks_like_iin"
    ENTITY_KIND = "entity_kind"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class IinReading:
    """What an IIN says. `sex` is "male" or "female"; both facts are None when the number is bad or the
    century unknown.
    """

    valid: bool
    reason: Reason | None = None
    birth_date: date | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BinReading:
    """What a BIN says. `kind`: resident_legal_entity, non_resident_legal_entity or entrepreneur (joint
    enterprise); `unit`: head, branch, representative_office or farm. Both are None when the number is
    bad."""

    valid: bool
    reason: Reason | None = None
    kind: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonWords:
    """What is wrong, and what to do about it."""

    text: Text
    remedy: Text


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit for eleven ASCII digits, or None when both rounds give 10: such a number is never
    issued.
    """
    digits = [int(sign) for sign in first_eleven]
    for weights in (_FIRST_ROUND, _SECOND_ROUND):
        remainder = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def read_iin(text: str, *, on: date | None = None) -> IinReading:
    """Read an IIN exactly as given: nothing is stripped or mended. Any text is answered, nothing is raised.

    `on`: the local date; with it a birth date after that day is `future`. A seventh digit outside 1-6 does
    not make a number bad: who issued it to whom is not for us to say. It is `valid` with the reason
    `century_unknown`.
    """
    bad = _shape(text)
    if bad:
        return IinReading(valid=False, reason=bad)
    month, day = int(text[2:4]), int(text[4:6])
    if not 1 <= month <= 12:
        return IinReading(valid=False, reason=Reason.MONTH)
    century = _CENTURIES.get(text[6])
    # Without a century, 29 February is judged by a year divisible by four: in 2000 too it exists.
    born = _date_or_none((2000 if century is None else century) + int(text[:2]), month, day)
    if born is None:
        return IinReading(valid=False, reason=Reason.DAY)
    if century is not None and on is not None and born > on:
        return IinReading(valid=False, reason=Reason.FUTURE)
    if check_digit(text[:11]) != int(text[11]):
        return IinReading(valid=False, reason=Reason.CHECK_DIGIT)
    if century is None:
        return IinReading(valid=True, reason=Reason.CENTURY_UNKNOWN)
    return IinReading(valid=True, birth_date=born, sex="male" if int(text[6]) % 2 else "female")


def read_bin(text: str) -> BinReading:
    """Read a BIN exactly as given. Any text is answered, nothing is raised.

    An ordinary sole entrepreneur has no BIN but acts under the person's IIN: a good IIN here is
    `looks_like_iin`.
    """
    bad = _shape(text)
    if bad:
        return BinReading(valid=False, reason=bad)
    if read_iin(text).valid:
        return BinReading(valid=False, reason=Reason.LOOKS_LIKE_IIN)
    if not 1 <= int(text[2:4]) <= 12:
        return BinReading(valid=False, reason=Reason.MONTH)
    kind, unit = _KINDS.get(text[4]), _UNITS.get(text[5])
    if kind is None:
        return BinReading(valid=False, reason=Reason.ENTITY_KIND)
    if unit is None:
        return BinReading(valid=False, reason=Reason.UNIT)
    if check_digit(text[:11]) != int(text[11]):
        return BinReading(valid=False, reason=Reason.CHECK_DIGIT)
    return BinReading(valid=True, kind=kind, unit=unit)


def mask_iin(text: str) -> str:
    """For logs and lists: the six digits of the date stay, the rest is starred ("990101******").

    Anything that is not twelve ASCII digits is starred whole, so that a mistyped number does not leak either.
    """
    if len(text) == LENGTH and text.isascii() and text.isdigit():
        return text[:6] + "*" * 6
    return "*" * min(len(text), LENGTH)


def _shape(text: str) -> Reason | None:
    """What keeps the text from being twelve ASCII digits."""
    solid = "".join(sign for sign in text if not _is_blank(sign))
    if not solid:
        return Reason.EMPTY
    # str.isdigit() is true for "²" and for every alphabet's digits: never trust it without isascii().
    if not all(sign.isdigit() for sign in solid):
        return Reason.NOT_DIGITS
    if not solid.isascii():
        return Reason.FOREIGN_DIGITS
    if len(solid) != len(text):
        return Reason.SPACES
    return None if len(text) == LENGTH else Reason.LENGTH


def _is_blank(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) == "Cf"


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def words_for(reason: Reason, *, number: str = "iin") -> ReasonWords:
    """The reason in words with its remedy; `number` is "iin" or "bin", the one that was asked for."""
    name = Text(kk="БСН", ru="БИН", en="BIN") if number == "bin" else Text(kk="ЖСН", ru="ИИН", en="IIN")
    wrong, remedy = _WORDS[reason]
    return ReasonWords(text=_with_name(wrong, name), remedy=_with_name(remedy, name))


def _with_name(sentence: tuple[str, str, str], name: Text) -> Text:
    kk, ru, en = sentence
    return Text(kk=kk.format(n=name.kk), ru=ru.format(n=name.ru), en=en.format(n=name.en))


_Sentence = tuple[str, str, str]
_TYPE_AGAIN: _Sentence = (
    "Құжаттағы {n}-мен салыстырып, қайта жазыңыз.",
    "Сверьте с {n} в документе и введите ещё раз.",
    "Compare it with the {n} in the document and type it again.",
)
_WORDS: dict[Reason, tuple[_Sentence, _Sentence]] = {
    Reason.EMPTY: (
        ("{n} жазылмаған.", "{n} не указан.", "The {n} is missing."),
        ("12 цифрды жазыңыз.", "Введите 12 цифр.", "Type the 12 digits."),
    ),
    Reason.SPACES: (
        (
            "{n} ішінде бос орын немесе көрінбейтін таңба бар.",
            "В {n} есть пробел или невидимый знак.",
            "The {n} has a space or an invisible sign in it.",
        ),
        (
            "12 цифрды бос орынсыз жазыңыз.",
            "Введите 12 цифр без пробелов.",
            "Type the 12 digits without spaces.",
        ),
    ),
    Reason.FOREIGN_DIGITS: (
        (
            "{n} басқа жазудың цифрларымен жазылған.",
            "{n} записан цифрами другой письменности.",
            "The {n} is written with digits of another script.",
        ),
        (
            "0-ден 9-ға дейінгі кәдімгі цифрлармен жазыңыз.",
            "Введите обычными цифрами от 0 до 9.",
            "Type it with the ordinary digits 0 to 9.",
        ),
    ),
    Reason.NOT_DIGITS: (
        (
            "{n} ішінде цифр емес таңба бар.",
            "В {n} есть знак, который не является цифрой.",
            "The {n} has a sign that is not a digit.",
        ),
        ("Тек цифрлар жазыңыз.", "Введите только цифры.", "Type digits only."),
    ),
    Reason.LENGTH: (
        (
            "{n} 12 цифрдан тұрады, мұнда цифр саны басқа.",
            "{n} состоит из 12 цифр, здесь их другое число.",
            "The {n} has 12 digits, this one does not.",
        ),
        (
            "Артық немесе жетіспейтін цифрды табыңыз.",
            "Найдите лишнюю или пропущенную цифру.",
            "Look for a digit too many or too few.",
        ),
    ),
    Reason.MONTH: (
        (
            "{n} ішінде мұндай ай жоқ: 3-цифр мен 4-цифр 01-ден 12-ге дейін болады.",
            "В {n} нет такого месяца: 3-я и 4-я цифры бывают от 01 до 12.",
            "There is no such month in the {n}: digits 3 and 4 run from 01 to 12.",
        ),
        _TYPE_AGAIN,
    ),
    Reason.DAY: (
        (
            "{n} ішінде мұндай күн жоқ: 5-цифр мен 6-цифр сол айдың күніне сай емес.",
            "В {n} нет такого дня: 5-я и 6-я цифры не подходят к этому месяцу.",
            "There is no such day in the {n}: digits 5 and 6 do not fit the month.",
        ),
        _TYPE_AGAIN,
    ),
    Reason.FUTURE: (
        (
            "{n} бойынша туған күн әлі келген жоқ.",
            "По {n} дата рождения ещё не наступила.",
            "By the {n} the date of birth has not come yet.",
        ),
        _TYPE_AGAIN,
    ),
    Reason.CHECK_DIGIT: (
        (
            "{n} қате: бақылау цифры сәйкес келмейді.",
            "{n} с ошибкой: контрольная цифра не сходится.",
            "The {n} has a mistake: its check digit does not fit.",
        ),
        _TYPE_AGAIN,
    ),
    Reason.CENTURY_UNKNOWN: (
        (
            "{n} дұрыс, бірақ 7-цифры туған ғасыр мен жынысты білдірмейді.",
            "{n} верен, но его 7-я цифра не называет век рождения и пол.",
            "The {n} is good, but its 7th digit tells neither the century of birth nor the sex.",
        ),
        (
            "Туған күн мен жынысты құжаттан жазыңыз.",
            "Запишите дату рождения и пол по документу.",
            "Take the date of birth and the sex from the document.",
        ),
    ),
    Reason.LOOKS_LIKE_IIN: (
        (
            "Бұл – адамның ЖСН-і, ұйымның БСН-і емес.",
            "Это ИИН человека, а не БИН организации.",
            "This is a person's IIN, not an organisation's BIN.",
        ),
        (
            "Жеке кәсіпкер БСН орнына ЖСН көрсетеді: ЖСН өрісіне жазыңыз.",
            "Индивидуальный предприниматель указывает ИИН: введите номер в поле ИИН.",
            "A sole entrepreneur gives the IIN: type it into the field for the IIN.",
        ),
    ),
    Reason.ENTITY_KIND: (
        (
            "{n} ішінде мұндай тұлға түрі жоқ: 5-цифр 4, 5 немесе 6 болады.",
            "В {n} нет такого вида лица: 5-я цифра бывает 4, 5 или 6.",
            "There is no such kind of entity in the {n}: digit 5 is 4, 5 or 6.",
        ),
        _TYPE_AGAIN,
    ),
    Reason.UNIT: (
        (
            "{n} ішінде мұндай бөлімше түрі жоқ: 6-цифр 0-ден 3-ке дейін болады.",
            "В {n} нет такого вида подразделения: 6-я цифра бывает от 0 до 3.",
            "There is no such kind of unit in the {n}: digit 6 runs from 0 to 3.",
        ),
        _TYPE_AGAIN,
    ),
}
