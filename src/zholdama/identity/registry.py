"""The port to the person register: what the room asks of it, in its own words.

The implementation is named by the setting ZHOLDAMA_PERSON_REGISTRY; the gateway will bring the state's register, the
demonstration brings a stand-in that the pages name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A document as the register names it."""

    kind: str
    number: str
    issued_on: date | None
    expires_on: date | None
    issuer: str


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person as the register knows him."""

    iin: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    sex: str
    is_kandas: bool
    documents: tuple[RegisteredDocument, ...]
    incapable: bool = False  # by a court, as far as the register knows


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """`state` is found, not_found or not_checked (silent, refused, unreachable: never taken for a no)."""

    state: str
    person: RegisteredPerson | None
    source: str
    at: datetime


class PersonRegistry(Protocol):
    """Who answers for a person's identity."""

    name: str
    is_stand_in: bool

    def person(self, *, iin: str, at: datetime) -> RegistryAnswer:
        """The person with this IIN, or why it is not known."""
        ...


class SilentRegistry:
    """No register is connected: every question is answered with "could not be checked"."""

    name = "none"
    is_stand_in = False

    def person(self, *, iin: str, at: datetime) -> RegistryAnswer:
        return RegistryAnswer(state="not_checked", person=None, source=self.name, at=at)


@lru_cache(maxsize=1)
def registry() -> PersonRegistry:
    """The implementation that the settings name."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    answer: PersonRegistry = import_string(settings.ZHOLDAMA_PERSON_REGISTRY)()
    return answer


@keeps(Clause.P9_2B)
def trusted(answer: RegistryAnswer, *, iin: str) -> RegistryAnswer:
    """The answer as far as it is about the person asked for: data of somebody else never reaches the case.

    Identity data comes from the register and from nowhere else on the portal (P9.2b).
    """
    if answer.state == "found" and (answer.person is None or answer.person.iin != iin):
        return RegistryAnswer(state="not_checked", person=None, source=answer.source, at=answer.at)
    return answer
