"""Who somebody is, on paper: the five documents, each with its own check of the number, and names.

Document numbers are checked for form alone; that a document exists only a register can say. Forms without
an open source are taken leniently, and each reading says how sure the form is (S ... D as in the passport
edition's data).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from zholdama.identifiers import read_iin
from zholdama.identity.name_keys import (
    KAZAKH_ALPHABET,
    folded_key,
    folded_words,
    kazakh_sort_key,
    mixed_alphabets,
)
from zholdama.identity.words import DOCUMENT_WORDS, NAME_WORDS, Words
from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps

__all__ = [
    "DOCUMENT_WORDS",
    "KAZAKH_ALPHABET",
    "NAME_WORDS",
    "DocumentReading",
    "NameReading",
    "Words",
    "alike_names",
    "folded_key",
    "folded_words",
    "initials",
    "kazakh_sort_key",
    "masked_name",
    "mixed_alphabets",
    "read_document",
    "read_name",
    "transposed_iins",
]  # fmt: skip

ZONE = ZoneInfo("Asia/Almaty")
NAME_LIMIT = 120
"""Code points of one name field; registers hold names of up to 100."""

_NINE_DIGITS = re.compile(r"[0-9]{9}")
_PASSPORT = re.compile(r"N[0-9]{8}")
_OLDER_PASSPORT = re.compile(r"[NDS][0-9]{7,8}")
_FREE = re.compile(r"(?=.*[0-9])[^\W_][\w№ ./-]{0,29}|№[\w№ ./-]{1,29}")
_CYRILLIC_LIKE_LATIN = re.compile(r"[НнЅѕ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How the number of one kind of document looks."""

    pattern: re.Pattern[str]
    reason: str
    sure: str
    proves: str
    older: re.Pattern[str] | None = None
    keeps_spaces: bool = False


_FORMS = {
    "id_card": _Form(pattern=_NINE_DIGITS, reason="nine_digits", sure="B", proves="identity"),
    "passport": _Form(
        pattern=_PASSPORT, older=_OLDER_PASSPORT, reason="letter_and_digits", sure="C", proves="identity"
    ),
    "residence_permit": _Form(pattern=_NINE_DIGITS, reason="nine_digits", sure="C", proves="identity"),
    "stateless_certificate": _Form(pattern=_NINE_DIGITS, reason="nine_digits", sure="C", proves="identity"),
    "kandas_certificate": _Form(
        pattern=_FREE, reason="free_number", sure="D", proves="status", keeps_spaces=True
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """One document as read: `number` is what to store; `reason` a key of DOCUMENT_WORDS, None when `valid`.

    `proves`: "identity" or "status" (None for an unknown kind). `sure`: how sure the form of the number is.
    `warnings`: keys of DOCUMENT_WORDS that are to be shown but block nothing.
    """

    kind: str
    number: str
    valid: bool
    reason: str | None = None
    warnings: tuple[str, ...] = ()
    proves: str | None = None
    sure: str | None = None

    @property
    def words(self) -> Words | None:
        """The reason in words, None when the document is good."""
        return DOCUMENT_WORDS[self.reason] if self.reason else None


@keeps(Clause.P9_1A, Clause.P9_1B)
def read_document(
    kind: str, number: str, *, issued_on: date | None = None, expires_on: date | None = None, at: datetime
) -> DocumentReading:
    """Read one document by its kind (an id of the edition's documents) as it stands at `at` (aware).

    Spaces and hyphens inside a nine-digit or passport number are typing, not number: they are dropped,
    letters are made capital. A document is good through the whole of the day it expires on. Clauses P9.1a,
    P9.1b.
    """
    form = _FORMS.get(kind)
    if form is None:
        return DocumentReading(kind=kind, number=number.strip(), valid=False, reason="unknown_kind")
    stored = _stored_number(number, form)
    older = (
        form.older is not None and not form.pattern.fullmatch(stored) and bool(form.older.fullmatch(stored))
    )
    reason = None if older else _number_reason(stored, form)
    reason = reason or _dates_reason(issued_on, expires_on, at.astimezone(ZONE).date())
    return DocumentReading(
        kind=kind,
        number=stored,
        valid=reason is None,
        reason=reason,
        warnings=("older_form",) if older else (),
        proves=form.proves,
        sure=form.sure,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReading:
    """One name field as read: `name` is what to store; `reason` and `warnings` are keys of NAME_WORDS."""

    name: str
    valid: bool
    reason: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> Words | None:
        """The reason in words, None when the name can be stored."""
        return NAME_WORDS[self.reason] if self.reason else None


def read_name(text: str) -> NameReading:
    """Read one name field. Stored exactly: composed to NFC, outer blanks cut, nothing else is touched.

    Refused: nothing there, control and direction signs (they can make a line read as another one), over 120
    signs. Warned of: mixed alphabets within a word, signs that are no letters (digits, emoji, invisible
    ones).
    """
    name = unicodedata.normalize("NFC", text).strip()
    if any(_is_refused(sign) for sign in name):
        return NameReading(name=name, valid=False, reason="control")
    if not any(sign.isalnum() or unicodedata.category(sign)[0] == "S" for sign in name):
        return NameReading(name=name, valid=False, reason="empty")
    if len(name) > NAME_LIMIT:
        return NameReading(name=name, valid=False, reason="too_long")
    warnings = []
    if mixed_alphabets(name):
        warnings.append("mixed_alphabets")
    if not all(sign.isalpha() or sign in " -'’ʼ.‐" or unicodedata.category(sign) == "Mn" for sign in name):
        warnings.append("unusual_signs")
    return NameReading(name=name, valid=True, warnings=tuple(warnings))


def initials(surname: str, given: str = "", patronymic: str = "") -> str:
    """The short form for lists: "Сейітқызы Қ.-Ж. Б."; a part that is empty is left out."""
    short = [_initial(part) for part in (given, patronymic) if part.strip()]
    return " ".join([surname.strip(), *short]).strip()


def masked_name(surname: str, given: str = "", patronymic: str = "") -> str:
    """For pages that strangers may see: "С*** Қ*** Б***". Three stars always, so that not even a length is
    told.
    """
    return " ".join(_first(part) + "***" for part in (surname, given, patronymic) if part.strip())


def _stored_number(number: str, form: _Form) -> str:
    text = unicodedata.normalize("NFC", number).strip()
    if form.keeps_spaces:
        return re.sub(r"\s+", " ", text)
    return re.sub(r"[\s‐‑–-]+", "", text).upper()


def _number_reason(stored: str, form: _Form) -> str | None:
    if not stored:
        return "empty"
    if any(sign.isdigit() and not sign.isascii() for sign in stored):
        return "foreign_digits"
    if form.pattern.fullmatch(stored):
        return None
    latin = _CYRILLIC_LIKE_LATIN.sub("N", stored)
    return "look_alike_letter" if latin != stored and form.pattern.fullmatch(latin) else form.reason


def _dates_reason(issued_on: date | None, expires_on: date | None, today: date) -> str | None:
    if issued_on is not None and issued_on > today:
        return "issued_in_future"
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        return "expires_before_issue"
    return "expired" if expires_on is not None and expires_on < today else None


_DIRECTION_SIGNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_refused(sign: str) -> bool:
    return sign in _DIRECTION_SIGNS or unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")


def _initial(name: str) -> str:
    return "-".join(_first(part) + "." for part in re.split("[-‐]", name.strip()) if part)


def _first(name: str) -> str:
    """The first letter with the marks that belong to it, capital."""
    text = unicodedata.normalize("NFC", name).strip()
    end = 1
    while end < len(text) and unicodedata.category(text[end])[0] == "M":
        end += 1
    return text[:end].upper()


def alike_names(one: str, other: str) -> bool:
    """Whether two search keys may be one person's name: two words in common, or all there is of the shorter one.

    Word order does not count; a patronymic may be missing on one side. It finds candidates and decides nothing.
    """
    first, second = set(one.split()), set(other.split())
    common = len(first & second)
    return common >= 2 or (common == 1 and min(len(first), len(second)) == 1)


def transposed_iins(iin: str) -> tuple[str, ...]:
    """The valid IINs that come of it when two neighbouring digits change places: the slip that typing makes most."""
    found = set()
    for place in range(len(iin) - 1):
        swapped = iin[:place] + iin[place + 1] + iin[place] + iin[place + 2 :]
        if swapped != iin and read_iin(swapped).valid:
            found.add(swapped)
    return tuple(sorted(found))
