"""The demonstration's employment centre: a provider of its own, its staff, counters and places on offer."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from zholdama.access.models import Account
from zholdama.actors import Actor, Role
from zholdama.applications.actions import own_case_mark
from zholdama.eligibility.rules import months_later
from zholdama.identifiers import check_digit
from zholdama.ledger.work import Login, work
from zholdama.opportunities.actions import Offer, offer
from zholdama.opportunities.rules import latest_validity
from zholdama.providers import queries as providers
from zholdama.providers.models import Counter, Provider, Staff
from zholdama.referrals import keys

PASSWORD = "korsetilim-2015"  # noqa: S105 - of made-up people, printed on the sign-in page, refused in production

NAME_KK = "Демонстрациялық жұмыспен қамту орталығы"


@dataclass(frozen=True, slots=True)
class Employee:
    """One made-up member of staff."""

    login: str
    name: str
    role: Role


EMPLOYEES = (
    Employee("qabyldau", "Мұқанова Ақбота Ерланқызы", Role.RECEPTIONIST),
    Employee("maman1", "Сейітов Дәурен Қасымұлы", Role.SPECIALIST),
    Employee("maman2", "Литвинова Ольга Сергеевна", Role.SPECIALIST),
    Employee("basshy", "Тұрсынбекова Сәуле Әлімқызы", Role.HEAD),
    Employee("baqylau", "Ғабитов Шыңғыс Нұрұлы", Role.SUPERVISOR),
)
OVERSEERS = (
    Employee("auditor", "Ережепова Үміт Өмірзаққызы", Role.AUDITOR),
    Employee("operator", "Ким Вячеслав Олегович", Role.OPERATOR),
)


@dataclass(frozen=True, slots=True)
class Centre:
    """A demonstration centre: its provider and the actors of its staff by login."""

    provider_id: UUID
    code: str
    actors: dict[str, Actor]
    counters: tuple[tuple[UUID, str], ...]


def official_iin(login: str) -> str:
    """A made-up IIN of a member of staff."""
    serial = int(hashlib.sha256(login.encode()).hexdigest(), 16) % 9000 + 100
    head = f"8001019{serial:04d}"
    while (last := check_digit(head)) is None:
        serial += 1
        head = f"8001019{serial:04d}"
    return f"{head}{last}"


def organisation_bin(code: str) -> str:
    """A made-up BIN for the centre with this code."""
    serial = int(hashlib.sha256(code.encode()).hexdigest(), 16) % 90_000 + 100
    while (last := check_digit(f"150440{serial:05d}")) is None:
        serial += 1
    return f"150440{serial:05d}{last}"


def second_factor_secret(login: str) -> str:
    """The hex secret of a demonstration account's second factor, the same at each start."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:second-factor:{login}".encode()).hexdigest()[:40]


@cache
def _hashed() -> str:
    """The demonstration's password, which everybody knows: hashed once, since that is the dearest part of a centre."""
    return make_password(PASSWORD)


def is_free(code: str) -> bool:
    """Whether no provider has this code yet: codes are drawn, and two draws may be one."""
    return not Provider.objects.using("owner").filter(code=code).exists()


def make(*, code: str, at: datetime, number: str = "", prefix: str = "") -> Centre:
    """Make a demonstration centre with everything it needs; `prefix` keeps the logins of several centres apart."""
    if settings.ZHOLDAMA_PRODUCTION:
        raise RuntimeError("demonstration centres refuse to exist under production settings")
    provider_id = uuid5(NAMESPACE_URL, f"zholdama:demonstration:{code}:{uuid4() if prefix else ''}")
    password = _hashed()
    with transaction.atomic(using="owner"):
        _provider(provider_id, code, number)
        actors = {
            employee.login: _employ(employee, provider_id=provider_id, prefix=prefix, password=password)
            for employee in EMPLOYEES
        }
        counters = tuple(_counter(provider_id, label) for label in ("1", "2", "3"))
    head = actors["basshy"]
    with work(login=Login.STAFF, by=head, at=at, provider=provider_id):
        keys.make(providers.provider(provider_id))
        for place in _places(at.date()):
            offer(place)
    return Centre(provider_id, code, actors, counters)


def _provider(provider_id: UUID, code: str, number: str) -> None:
    Provider.objects.using("owner").create(
        id=provider_id,
        code=code,
        kind="republican_city",
        name_kk=f"{NAME_KK}{number}",
        name_ru=f"Демонстрационный центр занятости{number}",
        name_en=f"Demonstration employment centre{number}",
        region=code[:2],
        address_kk="Үлгі көшесі, 1-үй",
        address_ru="улица Образцовая, дом 1",
        phone="8 (000) 000-00-00",
        bin=organisation_bin(code),
        source="made up for the demonstration",
        confirmed=True,
        open=True,
        demonstration=True,
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_chain (provider_id, sequence, hash) VALUES (%s, 0, %s)",
            [provider_id, bytes(32)],
        )


def _employ(employee: Employee, *, provider_id: UUID, prefix: str, password: str) -> Actor:
    account = _account(employee, login=prefix + employee.login, password=password, oversight="")
    staff = Staff.objects.using("owner").create(
        id=uuid4(),
        provider_id=provider_id,
        account_id=account.id,
        name=employee.name,
        role=employee.role.value,
        person_iin_hash=own_case_mark(official_iin(employee.login)),
    )
    return Actor(
        role=employee.role, id=account.id, provider_id=provider_id, name=employee.name, staff_id=staff.id
    )


def _account(employee: Employee, *, login: str, password: str, oversight: str) -> Account:
    account = Account.objects.using("owner").create(
        id=uuid4(),
        login=login,
        name=employee.name,
        password=password,
        oversight=oversight,
        demonstration=True,
    )
    TOTPDevice.objects.using("owner").create(
        user=account, name="demonstration", confirmed=True, key=second_factor_secret(login)
    )
    return account


def overseers() -> None:
    """The auditor and the operator of the demonstration, who see all providers."""
    password = _hashed()
    with transaction.atomic(using="owner"):
        for employee in OVERSEERS:
            _account(employee, login=employee.login, password=password, oversight=employee.role.value)


def _counter(provider_id: UUID, label: str) -> tuple[UUID, str]:
    counter = Counter.objects.using("owner").create(id=uuid4(), provider_id=provider_id, label=label)
    return counter.id, label


def _places(today: date) -> tuple[Offer, ...]:
    until = latest_validity(today)
    bin_ = organisation_bin("made-up employer")

    def place(measure: str, kk: str, ru: str, organisation: str, wage: int | None, total: int) -> Offer:
        return Offer(
            measure=measure,
            title_kk=kk,
            title_ru=ru,
            organisation=organisation,
            organisation_bin=bin_,
            address="Үлгі көшесі, 12",
            contact="8 (000) 000-00-01",
            wage_tenge=wage,
            total=total,
            valid_until=until,
            starts_on=today,
            ends_on=months_later(today, 5 if measure == "youth_practice" else 11),
            regime_kk="толық жұмыс күні",
            regime_ru="полный рабочий день",
        )

    return (
        place("job_placement", "Есепші", "Бухгалтер", "«Үлгі сауда» ЖШС", 280_000, 4),
        place("job_placement", "Дәнекерлеуші", "Сварщик", "«Үлгі құрылыс» ЖШС", 350_000, 6),
        place(
            "public_works", "Көгалдандыру жұмысшысы", "Рабочий по озеленению", "«Үлгі қала» МКК", 85_000, 12
        ),
        place("training", "Веб-әзірлеуші, 6 ай", "Веб-разработчик, 6 месяцев", "«Үлгі колледжі»", None, 20),
        place("social_workplace", "Тігінші", "Швея", "«Үлгі тігін» ЖШС", 120_000, 5),
        place("youth_practice", "Заңгердің көмекшісі", "Помощник юриста", "«Үлгі кеңес» ЖШС", 110_000, 5),
    )
