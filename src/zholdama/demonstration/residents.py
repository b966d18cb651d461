"""Made-up people: nobody real. Their IINs carry a 7th digit 9, which names no century; birth date and sex stand beside."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zholdama.identifiers import check_digit


@dataclass(frozen=True, slots=True)
class Resident:
    """One made-up person with the documents he could show: (kind, number, issued, expires)."""

    slug: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: date
    sex: str
    documents: tuple[tuple[str, str, date, date | None], ...]
    is_kandas: bool = False
    has_iin: bool = True
    wish: str = ""
    incapable: bool = False

    @property
    def iin(self) -> str | None:
        """The made-up IIN, None for a foreigner who has none."""
        if not self.has_iin:
            return None
        head = f"{self.birth_date:%y%m%d}9{_serial(self.slug):04d}"
        while (last := check_digit(head)) is None:
            head = f"{head[:7]}{int(head[7:]) + 1:04d}"
        return f"{head}{last}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


def _serial(slug: str) -> int:
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(slug)) % 9000 + 100


def _card(number: str) -> tuple[str, str, date, date]:
    return ("id_card", number, date(2021, 4, 12), date(2031, 4, 11))


def _person(
    slug: str,
    name: str,
    born: tuple[int, int, int],
    sex: str,
    *documents: tuple[str, str, date, date | None],
    **more: object,
) -> Resident:
    surname, given, patronymic = (*name.split(), "", "")[:3]
    return Resident(slug, surname, given, patronymic, date(*born), sex, documents, **more)  # type: ignore[arg-type]


@cache
def residents() -> tuple[Resident, ...]:
    """Everybody, the one of the start page first."""
    return (
        _person("aigerim", "Сәрсенова Әйгерім Қайратқызы", (1994, 3, 8), "female", _card("034511201")),
        _person("bauyrzhan", "Жұмабаев Бауыржан Ғалымұлы", (1987, 11, 21), "male", _card("034511202")),
        _person("galina", "Петренко Галина Викторовна", (1979, 6, 2), "female", _card("034511203")),
        _person("nurlan", "Өтеғалиев Нұрлан Серікұлы", (2002, 1, 30), "male", _card("034511204")),
        _person("zhanna", "Әбдіразақова Жанна Мұратқызы", (1969, 9, 14), "female", _card("034511205")),
        _person(
            "timur",
            "Ахметов Тимур Рүстемұлы",
            (1998, 12, 5),
            "male",
            ("passport", "N12345671", date(2022, 7, 1), date(2032, 6, 30)),
        ),
        _person(
            "maria",
            "Шмидт Мария Андреевна",
            (1991, 5, 17),
            "female",
            ("passport", "N12345672", date(2023, 2, 3), date(2033, 2, 2)),
        ),
        _person(
            "farrukh",
            "Каримов Фаррух Бахтиёрович",
            (1984, 8, 25),
            "male",
            ("residence_permit", "041234561", date(2019, 10, 1), date(2029, 9, 30)),
        ),
        _person(
            "olena",
            "Коваленко Олена",
            (1990, 10, 10),
            "female",
            ("residence_permit", "041234562", date(2020, 3, 15), date(2030, 3, 14)),
            has_iin=False,
        ),
        _person(
            "saken",
            "Түсіпбеков Сәкен",
            (1976, 2, 11),
            "male",
            ("stateless_certificate", "051234561", date(2018, 5, 5), date(2028, 5, 4)),
        ),
        _person(
            "gulnar",
            "Қанатқызы Гүлнар",
            (1988, 4, 19),
            "female",
            ("id_card", "034511206", date(2024, 1, 9), date(2034, 1, 8)),
            ("kandas_certificate", "Қ 0012345", date(2023, 6, 20), None),
            is_kandas=True,
        ),
        _person(
            "erbol",
            "Һамитұлы Ербол",
            (1995, 7, 7),
            "male",
            ("passport", "N12345673", date(2023, 11, 11), date(2033, 11, 10)),
            ("kandas_certificate", "Қ 0012346", date(2023, 12, 1), None),
            is_kandas=True,
        ),
        _person("dinara", "Ысқақова Динара Іңкәрқызы", (2003, 9, 1), "female", _card("034511207")),
        _person("qairat", "Нұрмұхамедов Қайрат Ұланұлы", (1965, 12, 16), "male", _card("034511208")),
    )


@cache
def by_iin() -> dict[str, Resident]:
    """Those who have an IIN, by it."""
    return {resident.iin: resident for resident in residents() if resident.iin}


@cache
def by_slug() -> dict[str, Resident]:
    """Everybody by the short name that the sign-in page uses."""
    return {resident.slug: resident for resident in residents()}
