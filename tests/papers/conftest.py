"""Made-up papers, keys and tokens: no person, number or organisation is real (7th digit of an IIN is 9)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from zholdama.papers import keys, rendering, seal, token
from zholdama.papers.sheets import (
    Bearer,
    Destination,
    Ground,
    GuidancePaper,
    Office,
    Paper,
    Proof,
    ReceiptPaper,
    ReferralPaper,
    RefusalPaper,
    Signatures,
)
from zholdama.passport.texts import Text
from zholdama.working_time.zone import ALMATY

AT = datetime(2025, 1, 3, 10, 30, tzinfo=ALMATY)
LAST_DAY = date(2025, 1, 13)
CODE = bytes(range(16))
NUMBER = "ALA-2025-000123"
ADDRESS = "https://zholdama.example/verify/"


def text(kk: str, ru: str) -> Text:
    return Text(kk=kk, ru=ru, en=ru)


PROVIDER = keys.Provider(
    code="almaty",
    names=text("Алматы қаласының жұмыспен қамту орталығы", "Центр занятости населения города Алматы"),
)
OFFICE = Office(
    names=PROVIDER.names,
    address=text("050000, Алматы қ., Байзақов көшесі, 1-үй", "050000, г. Алматы, ул. Байзакова, дом 1"),
    phone="+7 (727) 000-00-00",
)
BEARER = Bearer(name="Құсайынова Әсем Ғабитқызы", birth_date="15.01.1999", iin="990115900127")
SIGNATURES = Signatures(
    specialist="Өтегенов Нұрлан Іңкәрұлы",
    head="Һәкімова Үміт Қаһарманқызы",
    eds="сертификат 3f9a…c41e, 03.01.2025 10:29:41 (+05:00)",
    seal="Кілт / Ключ 8b239a35bfe4c498 · 03.01.2025 10:30",
)
MEASURES = {
    "job_placement": text("Жұмысқа орналасу", "Трудоустройство"),
    "public_works": text("Қоғамдық жұмыстар", "Общественные работы"),
    "training": text(
        "Кәсіптік даярлау, қайта даярлау, біліктілікті арттыру",
        "Профессиональная подготовка, переподготовка, повышение квалификации",
    ),
    "social_workplace": text("Әлеуметтік жұмыс орны", "Социальное рабочее место"),
    "youth_practice": text("Жастар практикасы", "Молодёжная практика"),
    "guidance": text("Тегін кәсіптік бағдарлау", "Бесплатная профессиональная ориентация"),
}
DESTINATION = Destination(
    organisation="«Ақ Жүріс Құрылыс» ЖШС / ТОО «Ак Журис Курылыс»",
    bin="150940000123",
    address=text("Алматы қ., Сейфуллин даңғылы, 1/2", "г. Алматы, пр. Сейфуллина, 1/2"),
    position=text("Есепші-экономист (2411-1)", "Бухгалтер-экономист (2411-1)"),
    phone="+7 (727) 000-00-01",
    wage="180 000 ₸",
    regime=text("Толық жұмыс күні, 5/2", "Полный рабочий день, 5/2"),
    period=text("13.01.2025 бастап, 12 ай", "с 13.01.2025, 12 месяцев"),
    programme=text("Республикалық бюджет", "Республиканский бюджет"),
)
LONG_NAME = "Нұрмұхаммедғалиқызы-Өтемісқұлова Әйгерімгүлнәзік Һәкімбекқажыахметжанқызы оғлы-Ұзынсонар"


def claims(**changes: object) -> token.Claims:
    plain = token.Claims(
        number=NUMBER,
        kind="job_placement",
        initials=token.initials(BEARER.name),
        issued_at=AT,
        valid_until=LAST_DAY,
        provider=PROVIDER.code,
        code=CODE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def make_keys(provider: keys.Provider = PROVIDER) -> keys.ProviderKeys:
    ends = datetime(2028, 1, 1, tzinfo=ALMATY)
    return keys.new_keys(provider=provider, not_before=datetime(2025, 1, 1, tzinfo=ALMATY), not_after=ends)


def proof(provider_keys: keys.ProviderKeys, **changes: object) -> Proof:
    said = claims(**changes)
    return Proof(
        token=token.issue(said, key=provider_keys.token_key), code=token.code_text(said.code), address=ADDRESS
    )


def referral(provider_keys: keys.ProviderKeys, kind: str = "job_placement") -> ReferralPaper:
    return ReferralPaper(
        number=NUMBER,
        date="03.01.2025",
        issued_at=AT,
        kind=kind,
        measure=MEASURES[kind],
        office=OFFICE,
        bearer=BEARER,
        destination=DESTINATION,
        last_day="13.01.2025",
        answer_by="13.01.2025",
        signatures=SIGNATURES,
        proof=proof(provider_keys, kind=kind),
    )


def guidance(provider_keys: keys.ProviderKeys) -> GuidancePaper:
    return GuidancePaper(
        number=NUMBER,
        date="03.01.2025",
        issued_at=AT,
        measure=MEASURES["guidance"],
        office=OFFICE,
        bearer=BEARER,
        held_at="03.01.2025, 10:00-10:25, 4-терезе / окно 4",
        topic=text("Мектептен кейінгі кәсіп таңдау", "Выбор профессии после школы"),
        advice=(
            text("Дәнекерлеуші кәсібі сізге сай келеді.", "Вам подходит профессия сварщика."),
            text("Колледждегі қысқа курстан бастаңыз.", "Начните с короткого курса в колледже."),
        ),
        next_steps=(
            text("20.01.2025 дейін курсқа өтініш беріңіз.", "Подайте заявление на курс до 20.01.2025."),
            text("Курстан соң орталыққа келіңіз.", "После курса придите в центр."),
        ),
        signatures=SIGNATURES,
        proof=proof(provider_keys, kind="guidance", valid_until=None),
    )


def receipt(provider_keys: keys.ProviderKeys) -> ReceiptPaper:
    return ReceiptPaper(
        number=NUMBER,
        issued_at=AT,
        accepted_at="03.01.2025, 10:30",
        accepted_by="Өтегенов Нұрлан Іңкәрұлы, маман / специалист",
        channel=text("Қызмет берушіде", "У услугодателя"),
        measure=MEASURES["job_placement"],
        office=OFFICE,
        bearer=BEARER,
        documents=(
            text("Жеке куәлік", "Удостоверение личности"),
            text("Қандас куәлігі", "Удостоверение кандаса"),
        ),
        due_at="03.01.2025, 11:00",
        contact="1414, 8-800-080-7777",
        seal=SIGNATURES.seal,
        proof=None,
    )


def refusal(provider_keys: keys.ProviderKeys) -> RefusalPaper:
    return RefusalPaper(
        number=NUMBER,
        date="03.01.2025",
        issued_at=AT,
        application="ALA-2025-000120, 02.01.2025",
        measure=MEASURES["youth_practice"],
        office=OFFICE,
        bearer=BEARER,
        grounds=(
            Ground(
                fact=text(
                    "Оқуды бітіргеніңізге үш жылдан көп өтті.", "С окончания учёбы прошло больше трёх лет."
                ),
                basis=text("Жастар практикасының шарты", "Условие молодёжной практики"),
                remedy=text(
                    "Басқа шараға өтініш беріңіз: қоғамдық жұмыстар.",
                    "Подайте заявление на другую меру: общественные работы.",
                ),
            ),
        ),
        complaint=(
            text(
                "Шағымды басшының атына осы жерде немесе порталда беруге болады.",
                "Жалобу на имя руководителя можно подать здесь или на портале.",
            ),
        ),
        signatures=SIGNATURES,
        proof=proof(provider_keys, kind="refusal", valid_until=None),
    )


EVERY_PAPER: dict[str, Callable[[keys.ProviderKeys], Paper]] = {
    **{kind: (lambda own, kind=kind: referral(own, kind)) for kind in MEASURES if kind != "guidance"},
    "guidance": guidance,
    "receipt": receipt,
    "refusal": refusal,
}


@pytest.fixture(scope="session")
def own_keys() -> keys.ProviderKeys:
    return make_keys()


@pytest.fixture(scope="session")
def ring(own_keys: keys.ProviderKeys) -> keys.KeyRing:
    return keys.KeyRing(as_of=AT, keys=(own_keys.public,))


@pytest.fixture(scope="session")
def sealed(own_keys: keys.ProviderKeys) -> bytes:
    return seal.seal(rendering.render(referral(own_keys)), keys=own_keys, at=AT)


@pytest.fixture(params=sorted(EVERY_PAPER))
def paper(request: pytest.FixtureRequest, own_keys: keys.ProviderKeys) -> Paper:
    return EVERY_PAPER[request.param](own_keys)


@pytest.fixture(scope="session")
def every() -> dict[str, Callable[[keys.ProviderKeys], Paper]]:
    return EVERY_PAPER


@pytest.fixture(scope="session")
def said() -> token.Claims:
    return claims()
