"""What makes an offer sound, and how long an offer lives without a word from who made it. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from zholdama.identifiers import read_bin, read_iin
from zholdama.opportunities import vocabulary
from zholdama.refusals import Refused

LIVES_DAYS = 90
"""An offer is good for so many days after it was made or renewed."""
REMIND_AFTER_DAYS = (76, 83)
"""Two reminders: two weeks and one week before an offer ends by itself."""
MOST_PLACES = 1000
HIGHEST_WAGE = 100_000_000
LONGEST_TITLE = 200
LONGEST_TEXT = 4000
_PROFESSION = re.compile(r"[0-9X]\d{3}(-\d{1,3})?", re.ASCII)
_KATO = re.compile(r"\d{9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an employer or trainer offers; wage in tenge a month, None where none is paid.

    With `organisation_id` the organisation's own name, number, address and phone stand where nothing else is said.
    `profession` is a code of the national classifier; the words of the other fields are those of `vocabulary`.
    """

    measure: str
    title_kk: str
    title_ru: str
    organisation: str
    address: str
    total: int
    valid_until: date
    organisation_bin: str = ""
    contact: str = ""
    wage_tenge: int | None = None
    regime_kk: str = ""
    regime_ru: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    organisation_id: UUID | None = None
    profession: str = ""
    description_kk: str = ""
    description_ru: str = ""
    kato: str = ""
    work_mode: str = ""
    education: str = ""
    demands: tuple[str, ...] = ()
    budget: str = ""


def latest_validity(on: date) -> date:
    """The last day that an offer confirmed on `on` may name."""
    return on + timedelta(days=LIVES_DAYS)


def sound_offer(
    offer: Offer, *, on: date, measures: frozenset[str], known_profession: Callable[[str], bool]
) -> None:
    """Raises Refused, naming the field, for the first thing that is wrong; `on` is the day it is confirmed."""
    for problem in problems(offer, on=on, measures=measures, known_profession=known_profession):
        raise problem


def problems(
    offer: Offer, *, on: date, measures: frozenset[str], known_profession: Callable[[str], bool]
) -> list[Refused]:
    """Everything that is wrong with an offer, field by field."""
    found = [*_texts(offer), *_numbers(offer), *_days(offer, on), *_words(offer, measures)]
    if offer.profession and not (
        _PROFESSION.fullmatch(offer.profession) and known_profession(offer.profession)
    ):
        found.append(Refused("profession_unknown", "profession", value=offer.profession))
    return found


def _texts(offer: Offer) -> list[Refused]:
    found = []
    if not (offer.title_kk.strip() or offer.title_ru.strip()):
        found.append(Refused("place_title_missing", "title_kk"))
    for name in ("title_kk", "title_ru", "organisation", "address", "contact", "regime_kk", "regime_ru"):
        if len(getattr(offer, name)) > LONGEST_TITLE:
            found.append(Refused("text_too_long", name, limit=LONGEST_TITLE))
    for name in ("description_kk", "description_ru"):
        if len(getattr(offer, name)) > LONGEST_TEXT:
            found.append(Refused("text_too_long", name, limit=LONGEST_TEXT))
    return found


def _numbers(offer: Offer) -> list[Refused]:
    found = []
    if offer.organisation_bin and not is_organisation_number(offer.organisation_bin):
        found.append(Refused("organisation_number_wrong", "organisation_bin"))
    if offer.total < 1:
        found.append(Refused("places_at_least_one", "total"))
    elif offer.total > MOST_PLACES:
        found.append(Refused("places_at_most", "total", limit=MOST_PLACES))
    if offer.wage_tenge is not None and offer.wage_tenge < 0:
        found.append(Refused("wage_negative", "wage_tenge"))
    elif offer.wage_tenge is not None and offer.wage_tenge > HIGHEST_WAGE:
        found.append(Refused("wage_too_high", "wage_tenge", limit=HIGHEST_WAGE))
    if offer.kato and not is_kato(offer.kato):
        found.append(Refused("kato_wrong", "kato"))
    return found


def _days(offer: Offer, on: date) -> list[Refused]:
    found = []
    if offer.starts_on and offer.ends_on and offer.ends_on < offer.starts_on:
        found.append(Refused("place_dates_order", "ends_on"))
    if offer.valid_until < on:
        found.append(Refused("place_valid_in_past", "valid_until"))
    elif offer.valid_until > latest_validity(on):
        last = latest_validity(on)
        found.append(Refused("place_valid_too_long", "valid_until", days=LIVES_DAYS, last=f"{last:%d.%m.%Y}"))
    return found


def _words(offer: Offer, measures: frozenset[str]) -> list[Refused]:
    found = [] if offer.measure in measures else [Refused("measure_unknown", "measure")]
    named = (
        ("work_mode", (offer.work_mode,), vocabulary.WORK_MODES),
        ("education", (offer.education,), vocabulary.EDUCATIONS),
        ("budget", (offer.budget,), vocabulary.BUDGETS),
        ("demands", offer.demands, vocabulary.DEMANDS),
    )
    found += [
        Refused("place_word_unknown", field, value=word)
        for field, words, known in named
        for word in words
        if word and word not in known
    ]
    return found


def is_organisation_number(number: str) -> bool:
    """Whether this is a good BIN, or the IIN under which a sole entrepreneur acts."""
    return read_bin(number).valid or read_iin(number).valid


def is_kato(code: str) -> bool:
    """Whether this has the shape of a code of the classifier of territories."""
    return _KATO.fullmatch(code) is not None


def due_of_silence(*, confirmed_on: date, reminders: int, on: date) -> str | None:
    """What silence has brought an offer to on a day: "end", "remind", or None.

    Confirmed on day 0 it is reminded of on day 76 and 83 and ends on day 90. A worker that slept past a reminder's
    day sends one, not two; an offer that was never reminded of ends all the same: nobody is referred to it.
    """
    silent = (on - confirmed_on).days
    if silent >= LIVES_DAYS:
        return "end"
    expected = sum(silent >= day for day in REMIND_AFTER_DAYS)
    return "remind" if expected > reminders else None


def reminders_by(*, confirmed_on: date, on: date) -> int:
    """How many reminders have come due by that day."""
    return sum((on - confirmed_on).days >= day for day in REMIND_AFTER_DAYS)
