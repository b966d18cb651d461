"""Generators of the domain's words and numbers, for hypothesis and for plain seeded use. An asset of the
project.

Every function takes a `random.Random`, so that a seed repeats it; the strategies at the end wrap the same
functions. Nothing here is a real person's: an IIN has the seventh digit 9 unless another is asked for, and
names are put together from common lists. Use in a test: `from tests.generators import iins, made_up_iin`.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from zholdama.identifiers import check_digit

Made = TypeVar("Made")

SURNAMES = (
    "Әбдірахманов", "Бөкейханова", "Ғабдуллин", "Дүйсенбаева", "Ермекұлы", "Жұмабай", "Қожахметов",
    "Ли", "Цой", "Мұхамедәлі", "Нұрғалиева", "Өтегенов", "Сәтбаева", "Түсіпбек", "Үмбетова", "Фёдоров",
    "Қасымқызы", "Һасен", "Шәріпова", "Ысқақов", "Ібраева", "Иванов-Петров", "Щербакова", "Юсупов", "Яровая",
)  # fmt: skip
GIVEN_NAMES = (
    "Әйгерім", "Бауыржан", "Ғалымжан", "Дәурен", "Еркежан", "Жәнібек", "Қасым-Жомарт", "Күләш", "Мөлдір",
    "Нұрсұлтан", "Өмірзақ", "Сәуле", "Ұлболсын", "Үміт", "Шыңғыс", "Ыбырай", "Іңкәр", "Анна",
    "Сергей", "Юлия",
)  # fmt: skip
PATRONYMICS = ("", "Серікұлы", "Болатқызы", "Нұрланұлы", "Ивановна", "Петрович", "Әбішқызы", "Ғанидің ұлы")

EDGE_NAMES = (
    "Ә", "О", "Қасым-Жомарт", "Мұхаммед Әли ибн Сина", "О’Брайен", "Әйгеріім" + "а" * 92, "Айгүл\u0308",
    "Aйгүл", "Сapa", "İbrahim", "Nguyễn", "王小明", "Мария 😀", "Фёдор", "Федор", "Й", "Й", "х-х-х", "Дʼжан",
)  # fmt: skip
"""Names that must be stored exactly: one letter, 100 letters, NFD, look-alikes, other scripts, emoji."""

REFUSED_NAMES = (
    "", " ", "\t\n", "Иван\nПётр", "Иван\x00", "\u202eнавИ", "Иван\u2066", "а" * 121, "---", "\u200b",
)  # fmt: skip
"""Names that no field may take."""


def made_up_iin(rng: random.Random, *, seventh: str = "9", born: date | None = None) -> str:
    """An IIN that passes the check digit. `seventh`: "9" for nobody, "1"-"6" for a century and a sex.

    Without `born` a day of the century that `seventh` names is drawn (1900-2010 for a seventh digit outside
    1-6).
    """
    if born is None:
        first = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}.get(seventh, 1940)
        span = 25 if seventh in "56" else 70
        born = date(first, 1, 1) + timedelta(days=rng.randrange(span * 365))
    while True:
        head = f"{born:%y%m%d}{seventh}{rng.randrange(10_000):04d}"
        last = check_digit(head)
        if last is not None:
            return f"{head}{last}"


def near_iin(rng: random.Random) -> tuple[str, str]:
    """Almost an IIN, with the reason it must be refused for: (text, reason)."""
    good = made_up_iin(rng, seventh=rng.choice("1345"))
    at = rng.randrange(12)
    spoiled = {
        "length": rng.choice((good[:11], good + "0", good[1:])),
        "spaces": rng.choice(
            (" " + good, good + "\u00a0", good[:6] + " " + good[6:], good[:6] + "\u200b" + good[6:])
        ),
        "not_digits": rng.choice(
            (good[:at] + rng.choice("OoЗx-+.") + good[at + 1 :], "-" + good, good[:11] + "½")
        ),
        "foreign_digits": good[:at] + rng.choice("٠١٢٣٤٥٦٧٨٩०१９²") + good[at + 1 :],
        "month": good[:2] + rng.choice(("00", "13", "99")) + good[4:],
        "day": good[:4] + rng.choice(("00", "32", "99")) + good[6:],
        "check_digit": good[:11] + str((int(good[11]) + rng.randint(1, 9)) % 10),
        "empty": rng.choice(("", " ", "\t", "\u200b")),
    }
    reason = rng.choice(sorted(spoiled))
    return spoiled[reason], reason


def made_up_bin(rng: random.Random, *, kind: str = "4", unit: str = "0") -> str:
    """A BIN that passes the check digit; `kind` and `unit` are its fifth and sixth digit."""
    while True:
        head = f"{rng.randrange(100):02d}{rng.randint(1, 12):02d}{kind}{unit}{rng.randrange(100_000):05d}"
        last = check_digit(head)
        if last is not None:
            return f"{head}{last}"


def person_name(rng: random.Random) -> tuple[str, str, str]:
    """(surname, given name, patronymic); the patronymic may be empty."""
    return rng.choice(SURNAMES), rng.choice(GIVEN_NAMES), rng.choice(PATRONYMICS)


def phone(rng: random.Random) -> str:
    """A mobile number as people write it, in one of four spellings; the ranges 700 and 708 are drawn from."""
    code, rest = rng.choice(("700", "708")), f"{rng.randrange(10_000_000):07d}"
    spellings = ("+7{c}{r}", "8{c}{r}", "+7 {c} {a} {b} {d}", "8 ({c}) {a}-{b}-{d}")
    return rng.choice(spellings).format(c=code, r=rest, a=rest[:3], b=rest[3:5], d=rest[5:])


def document(rng: random.Random) -> tuple[str, str]:
    """(kind, number) of one of the five documents, in the form of today."""
    nine = f"{rng.randrange(1_000_000_000):09d}"
    return rng.choice(
        (
            ("id_card", nine),
            ("passport", f"N{rng.randrange(100_000_000):08d}"),
            ("residence_permit", nine),
            ("stateless_certificate", nine),
            ("kandas_certificate", f"{rng.choice(('АБ', 'QA', '№'))} {rng.randrange(1_000_000):06d}"),
        )
    )


def near_document(rng: random.Random) -> tuple[str, str]:
    """(kind, number) where the number must be refused."""
    kind, number = document(rng)
    if kind == "kandas_certificate":
        return kind, rng.choice(("", "АБВ", "1" * 31, "12;34", "\x0712"))
    return kind, rng.choice(("", number[1:], number + "0", number[:-1] + "O", number[:-1] + "٣"))


def seeded(make: Callable[[random.Random], Made]) -> st.SearchStrategy[Made]:
    """A hypothesis strategy over any of the functions above; the failing seed is what shrinks."""
    return st.integers(min_value=0, max_value=2**32).map(lambda seed: make(random.Random(seed)))


iins = seeded(made_up_iin)
dated_iins = seeded(lambda rng: made_up_iin(rng, seventh=rng.choice("123456")))
near_iins = seeded(near_iin)
bins = seeded(lambda rng: made_up_bin(rng, kind=rng.choice("456"), unit=rng.choice("0123")))
names = seeded(person_name)
phones = seeded(phone)
documents = seeded(document)
near_documents = seeded(near_document)
any_texts = (
    st.text(max_size=40) | near_iins.map(lambda pair: pair[0]) | st.from_regex(r"[0-9]{12}", fullmatch=True)
)
