"""A referral: rendering and sealing beside rendering alone, processor time a page."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.papers import keys, rendering, seal, token
from zholdama.papers.sheets import Bearer, Destination, Office, Proof, ReferralPaper, Signatures
from zholdama.passport.texts import Text
from zholdama.working_time.zone import ALMATY

AT = datetime(2025, 1, 6, 10, 30, tzinfo=ALMATY)
TARGET = 20.0  # milliseconds of processor time a page


def measure(*, quick: bool) -> Part:
    """Each page is another person's: nothing but the fonts and the key is the same."""
    provider = keys.Provider(code="B000", names=_text("Өлшеу орталығы", "Центр измерений"))
    own = keys.new_keys(
        provider=provider, not_before=AT - timedelta(days=1), not_after=AT + timedelta(days=365)
    )
    pages = 4 if quick else 20
    papers = iter(range(10**9))

    def rendered() -> float:
        return _spent(pages, lambda: rendering.render(paper(own, next(papers))))

    def sealed() -> float:
        return _spent(pages, lambda: seal.seal(rendering.render(paper(own, next(papers))), keys=own, at=AT))

    sealed()  # the first page loads the fonts
    alone, together = interleaved(5 if quick else 7, rendered, sealed)
    return Part(
        name="pdf",
        title="a bilingual referral, PDF/UA-1 and PDF/A, with QR; processor time a page",
        figures=(
            Figure(name="rendered and sealed", unit="ms", runs=together, target=TARGET),
            Figure(name="rendered alone", unit="ms", runs=alone),
            Figure(name="rendered and sealed over rendered alone", unit="x", runs=ratios(together, alone)),
        ),
    )


def _spent(pages: int, make: object) -> float:
    begin = time.process_time()
    for _ in range(pages):
        make()  # type: ignore[operator]
    return (time.process_time() - begin) / pages * 1000


def paper(own: keys.ProviderKeys, place: int) -> ReferralPaper:
    """A made-up referral."""
    number, code = f"RB000-25-{place:06d}", place.to_bytes(16, "big")
    claims = token.Claims(
        number=number,
        kind="job_placement",
        initials="Ү.М.",
        issued_at=AT,
        valid_until=AT.date() + timedelta(days=7),
        provider="B000",
        code=code,
    )
    return replace(
        _PAPER,
        number=number,
        bearer=replace(_PAPER.bearer, name=f"Үлгіұлы Мысал {place}"),
        proof=Proof(
            token=token.issue(claims, key=own.token_key),
            code=token.code_text(code),
            address="http://127.0.0.1/verify/",
        ),
    )


def _text(kk: str, ru: str) -> Text:
    return Text(kk=kk, ru=ru, en=kk)


_PAPER = ReferralPaper(
    number="",
    date="06.01.2025",
    issued_at=AT,
    kind="job_placement",
    measure=_text("Жұмысқа орналасуға жолдама", "Направление на трудоустройство"),
    office=Office(
        names=_text("Өлшеу орталығы", "Центр измерений"),
        address=_text("Үлгі көшесі, 1-үй", "улица Образцовая, дом 1"),
        phone="8 (000) 000-00-00",
    ),
    bearer=Bearer(name="", birth_date="15.01.1990", iin="900115900012"),
    destination=Destination(
        organisation="«Үлгі сауда» ЖШС",
        bin="150440000010",
        address="Үлгі көшесі, 12",
        position=_text("Есепші", "Бухгалтер"),
        phone="8 (000) 000-00-01",
        wage=_text("айына 280 000 теңге", "280 000 тенге в месяц"),
        regime=_text("толық жұмыс күні", "полный рабочий день"),
    ),
    last_day="13.01.2025",
    answer_by="13.01.2025",
    signatures=Signatures(
        specialist="Маман М.", head="Басшы Б.", eds="CMS, SHA-256, 06.01.2025 10:29", seal="0" * 16
    ),
    proof=Proof(token="", code="", address=""),
)
