"""Made-up applicants with real signatures: documents and CMS prepared before anything is measured.

IINs carry a 7th digit 9, which names no century: nobody real has one.
"""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, islice
from uuid import uuid4

from zholdama.applications import document
from zholdama.bench.load import request
from zholdama.clocks.rules import Kind, begin
from zholdama.eds.development import DevelopmentAuthority, person_identity
from zholdama.eds.development_keys import new_key
from zholdama.eds.development_signing import sign
from zholdama.identifiers import check_digit
from zholdama.passport import edition as editions
from zholdama.passport.texts import Text
from zholdama.working_time.calendar import WorkingCalendar

PATH = "/api/v1/applications"
_SURNAMES = ("Үлгіұлы", "Мысалова", "Сынақов", "Өлшемова", "Қараторғайұлы", "Һауазова", "Іңкәрова", "Ғарышов")
_NAMES = ("Әйгерім", "Нұрлан", "Күләш", "Ербол", "Ұлпан", "Қайрат")


def iins() -> Iterator[str]:
    """Valid made-up IINs, each once."""
    for place in count():
        born = date(1960, 1, 1) + timedelta(days=place % 15_000)
        head = f"{born:%y%m%d}9{place // 15_000 + 17:04d}"
        if (last := check_digit(head)) is not None:
            yield f"{head}{last}"


class Applicants:
    """An endless line of applicants; each application has a person, a certificate and a document of its own."""

    def __init__(self, authority: DevelopmentAuthority, *, at: datetime) -> None:
        self._authority, self._at = authority, at
        # One key for everybody: making keys is slow, and no check looks at whose key it is.
        self._key = new_key("rsa", bits=2048)
        self._iins = iins()
        self._edition = editions.current()
        self._clock = begin(
            kind=Kind.PORTAL, at=at, calendar=WorkingCalendar.shipped(), edition=self._edition
        )

    def requests(self, providers: list[str], *, number: int) -> list[bytes]:
        """So many requests, over the providers in turn, ready for the wire."""
        return [
            request(PATH, self._body(iin, providers[place % len(providers)], place))
            for place, iin in enumerate(islice(self._iins, number))
        ]

    def signed(self, provider: str = "B000") -> tuple[bytes, bytes]:
        """One canonical document with its detached CMS."""
        return self._signed(next(self._iins), provider, 0)

    def _body(self, iin: str, provider: str, place: int) -> bytes:
        text, cms = self._signed(iin, provider, place)
        body = {"document": base64.b64encode(text).decode(), "signature": base64.b64encode(cms).decode()}
        return json.dumps(body).encode()

    def _signed(self, iin: str, provider: str, place: int) -> tuple[bytes, bytes]:
        surname, given = _SURNAMES[place % len(_SURNAMES)], _NAMES[place % len(_NAMES)]
        text = document.compose(
            self._stated(iin, provider, place),
            full_name=f"{surname} {given}",
            provider_name=Text(kk="Өлшеу орталығы", ru="Центр измерений", en="Bench centre"),
            edition=self._edition,
        )
        identity = person_identity(iin=iin, surname=surname, given=given)
        credential = self._authority.issue(identity, at=self._at, key=self._key)
        return text, sign(text, credential.key, credential.certificate, at=self._at)

    def _stated(self, iin: str, provider: str, place: int) -> document.Stated:
        measures = self._edition.measures
        return document.Stated(
            id=uuid4(),
            edition=self._edition.id,
            provider=provider,
            measure=measures[place % len(measures)].id,
            iin=iin,
            language=("kk", "ru")[place % 2],
            phone="+7 700 000 00 00",
            wish="",
            prepared=self._at,
            accepted=self._clock.runs_from,
            due=self._clock.due_at,
        )
