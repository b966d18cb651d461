"""Keys of a name: one to find it however it was typed, one to sort it by the Kazakh alphabet.

The search key is a rough phonetic spelling in 26 plain Cyrillic letters, the same for the Kazakh, the
Russian-keyboard and the Latin spelling of most names: Әйгерім = Айгерим = Aigerim = Aygerim, Қасым-Жомарт =
Касым Жомарт = Kassym-Jomart. It finds candidates; it never decides that two people are one. Step by step:

1. Compatibility forms are unfolded, case is folded, apostrophes and marks are dropped, anything that is
   neither letter nor digit parts words.
2. In a word of mixed alphabets, Latin look-alikes are read as the Cyrillic letters they look like.
3. Latin is spelled in Cyrillic, the longest combination first (shch, zh, kh, ...).
4. Sounds that spellings confuse become one letter: ә=а, ғ=г, қ=к, ң=н, ө=о, ұ=ү=у, һ=х, і=ы=й=и, ё=э=е,
   щ=ш, ю=иу, я=иа, ц=тс, дж=ж; ъ and ь vanish; doubled letters count once.
"""

import re
import unicodedata
from functools import lru_cache

KAZAKH_ALPHABET = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
"""The 42 letters in their order."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹ`´′＇"))
_LOOK_ALIKES = str.maketrans("abcehikmnoptuxy", "авсенікмпортиху")
_LATIN = {
    "shch": "ш", "kh": "х", "zh": "ж", "sh": "ш", "ch": "ч", "gh": "г", "dzh": "ж", "dj": "ж", "ts": "тс",
    "yo": "е", "ye": "е", "a": "а", "b": "б", "c": "с", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х",
    "i": "и", "ı": "и", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к",
    "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "и", "z": "з", "ə": "а",
    "ş": "ш", "ç": "ч", "ý": "у", "ŋ": "н", "ß": "с",
}  # fmt: skip
_LATIN_PIECES = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_SOUNDS = str.maketrans(
    {
        "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ы": "и",
        "й": "и", "ё": "е", "э": "е", "щ": "ш", "ю": "иу", "я": "иа", "ц": "тс", "ъ": None, "ь": None,
    }
)  # fmt: skip


def folded_words(name: str) -> tuple[str, ...]:
    """The search keys of the words of a name, in their order; a hyphen parts words as a space does.

    Keys hold plain Cyrillic letters, digits, and letters of scripts other than Latin and Cyrillic as they
    are.
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_APOSTROPHES)
    keys = (_folded_word(word) for word in _words(unicodedata.normalize("NFC", text)))
    return tuple(key for key in keys if key)


def folded_key(name: str) -> str:
    """The search key of a whole name: its folded words, one space between. Folding a key again changes
    nothing.
    """
    return " ".join(folded_words(name))


def kazakh_sort_key(name: str) -> str:
    """A key whose order by code points (bytes in UTF-8, the C collation) is that of the Kazakh alphabet.

    Case does not count. Word gaps and hyphens sort first, then digits, the 42 letters, Latin letters
    without their marks, then everything else by code point. It serves sorting only: different names may
    share a key.
    """
    text = unicodedata.normalize("NFC", name).casefold().translate(_APOSTROPHES)
    return " ".join(_sorted_word(word) for word in _words(unicodedata.normalize("NFC", text)))


def mixed_alphabets(name: str) -> bool:
    """True when one word holds both Latin and Cyrillic letters: most often a look-alike typed by mistake (a
    for а).
    """
    words = _words(unicodedata.normalize("NFC", name))
    return any(_has_script(word, "LATIN") and _has_script(word, "CYRILLIC") for word in words)


def _words(text: str) -> list[str]:
    """Runs of letters, digits and marks; format signs (zero width, direction) are not there at all."""
    return "".join(_kept(sign) for sign in text).split()


@lru_cache(maxsize=4096)
def _kept(sign: str) -> str:
    if _is_format(sign):
        return ""
    return sign if unicodedata.category(sign)[0] in "LNM" else " "


@lru_cache(maxsize=4096)
def _is_format(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=16_384)  # a country has far fewer surnames and given names than people
def _folded_word(word: str) -> str:
    if _has_script(word, "LATIN") and _has_script(word, "CYRILLIC"):
        word = word.translate(_LOOK_ALIKES)
    # Letters whose mark tells a sound (ş, ç, ý, й, ё) are named in the tables; other marks are dropped.
    word = "".join(sign if sign in _LATIN or sign in "йё" else _without_marks(sign) for sign in word)
    word = _LATIN_PIECES.sub(lambda piece: _LATIN[piece.group()], word)
    word = re.sub("д+ж+", "ж", word.translate(_SOUNDS))
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=4096)
def _without_marks(sign: str) -> str:
    parts = unicodedata.normalize("NFD", sign)
    return "".join(part for part in parts if unicodedata.category(part)[0] != "M")


def _has_script(word: str, script: str) -> bool:
    return any(_script(sign) == script for sign in word)


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The first word of a letter's Unicode name, which is its script; nothing for what is no letter."""
    return unicodedata.name(sign, "").partition(" ")[0] if sign.isalpha() else ""


_CYRILLIC_WEIGHTS = {letter: chr(0x41 + place) for place, letter in enumerate(KAZAKH_ALPHABET.casefold())}
_LATIN_WEIGHTS = {letter: chr(0x100 + place) for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


@lru_cache(maxsize=16_384)
def _sorted_word(word: str) -> str:
    return "".join(_weight(sign) for sign in word)


def _weight(sign: str) -> str:
    if sign in _CYRILLIC_WEIGHTS:
        return _CYRILLIC_WEIGHTS[sign]
    plain = _without_marks(sign)
    return "".join(_LATIN_WEIGHTS.get(part, part) for part in plain)
