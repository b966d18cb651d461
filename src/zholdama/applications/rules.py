"""What an application must satisfy, whatever channel it comes by. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zholdama.applications.document import Stated
from zholdama.identity.name_keys import folded_key
from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

FRESH_FOR = timedelta(minutes=60)
CLOCKS_DIFFER_BY = timedelta(minutes=5)


@keeps(Clause.P9_2A)
def signed_application(
    *,
    verdict: str,
    reasons: tuple[str, ...],
    applicant_iin: str,
    signer_iin: str | None,
    known: bool = False,
) -> None:
    """The application is certified with the recipient's own EDS, or it is refused with the reason (P9.2a).

    `verdict` is valid, invalid or undetermined. Undetermined is neither a yes nor a no: the application is taken and
    the signature asked about again, when it is `known` otherwise who the applicant is; else it may come again.
    """
    if signer_iin and signer_iin != applicant_iin:
        raise Refused("signature_of_another", signer=signer_iin[-4:], applicant=applicant_iin[-4:])
    if verdict == "undetermined" and not known:
        raise Refused("signature_not_checked")
    if verdict not in {"valid", "undetermined"}:
        raise Refused("signature_invalid", reasons=", ".join(reasons) or "signature")
    if signer_iin != applicant_iin:
        raise Refused("signature_of_another", signer="", applicant=applicant_iin[-4:])


def still_stands(stated: Stated, *, at: datetime, accepted_at: datetime | None) -> None:
    """What the person saw is still true: prepared not long ago, and the day of acceptance has not moved meanwhile."""
    if not at - FRESH_FOR <= stated.prepared <= at + CLOCKS_DIFFER_BY:
        raise Refused("document_too_old", conflict=True)
    if _day(stated.accepted) != _day(accepted_at):
        raise Refused("acceptance_moved", conflict=True)


def _day(moment: datetime | None) -> object:
    return moment.astimezone(ALMATY).date() if moment else None


@keeps(Clause.P3_1, Clause.P3_2, Clause.P7)
def forms_of_result(*, channel: str) -> tuple[str, ...]:
    """In which forms the result is delivered: at the provider on paper and electronically, on the portal electronically.

    P3.1 and P3.2 name the two channels, P7 the forms.
    """
    forms = {"provider": ("paper", "electronic"), "portal": ("electronic",)}
    if channel not in forms:
        raise Refused("channel_unknown")
    return forms[channel]


def nobody_handles_his_own_case(*, actor_mark: str, person_mark: str) -> None:
    """Specialists and heads keep away from their own cases; the marks are keyed hashes of IINs, empty when unknown."""
    if actor_mark and actor_mark == person_mark:
        raise Refused("own_case")


def nobody_handles_a_relatives_case(*, declared: bool) -> None:
    """Specialists and heads keep away from the cases of people who were declared their relatives."""
    if declared:
        raise Refused("relatives_case")


def same_surname(one: str, other: str) -> bool:
    """Whether two surnames are one, also as a man's and a woman's form of it; spellings as the search keys have them.

    It decides nothing: addresses are not known here, and many people share a surname.
    """
    first, second = _family(one), _family(other)
    return bool(first) and first == second


def _family(surname: str) -> str:
    key = folded_key(surname)
    if key.endswith("скаиа"):
        return key[:-3] + "и"
    return key[:-1] if key.endswith(("ова", "ева", "ина")) else key


REPRESENTED_UNTIL, REPRESENTS_FROM = 16, 18
"""Years: until then a legal representative applies in writing; from then on somebody may be one."""
GROUNDS = {
    "under_16": ("parent", "adopter", "guardian", "custodian"),
    "incapable": ("guardian",),
}
"""Why somebody is represented -> what makes another person his legal representative."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a representation rests on: its kind, and number and date of the paper that shows it."""

    kind: str
    number: str
    issued_on: date


def age(*, born: date, on: date) -> int:
    """Whole years on a day; who was born on 29 February is a year older on 1 March of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def represented_because(*, born: date | None, incapable: bool, at: datetime) -> str | None:
    """Why somebody cannot apply himself: under_16, incapable, or None. Without a birth date nobody counts as a child."""
    if born is not None and age(born=born, on=at.astimezone(ALMATY).date()) < REPRESENTED_UNTIL:
        return "under_16"
    return "incapable" if incapable else None


def legal_representative(
    *, because: str | None, ground: Ground, born: date | None, same_person: bool, at: datetime
) -> str:
    """Why the person is represented; Refused unless a grown-up other one does so on a ground that fits and has its paper.

    `born`: of the representative.
    """
    today = at.astimezone(ALMATY).date()
    if because is None:
        raise Refused("representative_not_needed")
    if same_person:
        raise Refused("representative_is_the_person", "number")
    if ground.kind not in GROUNDS[because]:
        raise Refused("representative_ground", "ground")
    if not ground.number.strip():
        raise Refused("representative_ground_number", "ground_number")
    if ground.issued_on > today:
        raise Refused("representative_ground_date", "ground_date")
    if born is None or age(born=born, on=today) < REPRESENTS_FROM:
        raise Refused("representative_under_age", "iin")
    return because
