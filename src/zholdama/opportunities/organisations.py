"""Employers and training organisations: entering and correcting them, and what is known of them for subsidised places."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from zholdama.actors import Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models
from zholdama.opportunities.actions import made_once, may_arrange, today
from zholdama.opportunities.rules import LONGEST_TITLE, is_kato, is_organisation_number
from zholdama.opportunities.vocabulary import ANSWERS
from zholdama.passport import edition as editions
from zholdama.passport.texts import LANGUAGES
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a provider writes down of an organisation; `number` is its BIN, or a sole entrepreneur's IIN."""

    number: str
    name: str
    kato: str = ""
    address: str = ""
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    language: str = "kk"


def register(details: Details, *, key: UUID) -> UUID:
    """Enter an organisation; returns its id, which is `key`: the same key again changes nothing.

    Raises Refused: organisation_number_wrong, organisation_name_missing, kato_wrong, organisation_known.
    """
    _staff_only()
    _sound(details)
    rows = models.Organisation.objects.filter(provider_id=tenant())
    if rows.filter(number=details.number).exclude(id=key).exists():
        raise Refused("organisation_known", "number")
    row = models.Organisation(id=key, provider_id=tenant(), created_at=current().at, **asdict(details))
    # Of two people who enter one number at once the second is told so by the database's own constraint.
    if made_once(row.save, lambda: _here_or_refuse(key, details.number)):
        chain.append("organisation_registered", case=key, facts=asdict(details))
    return key


def _here_or_refuse(key: UUID, number: str) -> bool:
    rows = models.Organisation.objects.filter(provider_id=tenant())
    if rows.filter(id=key).exists():
        return True
    if rows.filter(number=number).exists():
        raise Refused("organisation_known", "number")
    return False


def edit(organisation_id: UUID, details: Details, *, version: int) -> None:
    """Correct an organisation; its number stays, an employer may correct its own. Sent twice, it is done once.

    Raises Refused: organisation_changed, organisation_number_stays, and as `register`.
    """
    may_arrange(organisation_id)
    row = _locked(organisation_id)
    values = asdict(details)
    same = all(getattr(row, name) == value for name, value in values.items())
    if same and row.version in (version, version + 1):
        return
    if row.version != version:
        raise Refused("organisation_changed", conflict=True)
    if details.number != row.number:
        raise Refused("organisation_number_stays", "number")
    _sound(details)
    rows = models.Organisation.objects.filter(provider_id=tenant(), id=organisation_id)
    rows.update(**values, version=version + 1)
    chain.append("organisation_edited", case=organisation_id, facts=values)


def check(
    organisation_id: UUID, *, check_code: str, answer: str, source: str, as_of: date, key: UUID
) -> None:
    """Write down what is known on one of the edition's checks; the newest answer holds. Idempotent by `key`.

    Raises Refused: check_unknown, answer_unknown, check_needs_source (yes and no say where it was seen),
    check_in_future.
    """
    _staff_only()
    _locked(organisation_id)
    if check_code not in {one.id for one in editions.current().organisation_checks}:
        raise Refused("check_unknown", "check")
    if answer not in ANSWERS:
        raise Refused("answer_unknown", "answer")
    if answer != "not_checked" and not source.strip():
        raise Refused("check_needs_source", "source")
    if as_of > today():
        raise Refused("check_in_future", "as_of")
    row = models.OrganisationCheck(
        id=key, provider_id=tenant(), organisation_id=organisation_id, check_code=check_code, answer=answer,
        source=source.strip(), as_of=as_of, noted_by=current().by.label, noted_at=current().at,
    )  # fmt: skip
    rows = models.OrganisationCheck.objects.filter(provider_id=tenant(), id=key)
    if made_once(row.save, rows.exists):
        facts = {"check": check_code, "answer": answer, "source": row.source, "as_of": as_of}
        chain.append("organisation_checked", case=organisation_id, facts=facts)


def _sound(details: Details) -> None:
    if not is_organisation_number(details.number):
        raise Refused("organisation_number_wrong", "number")
    if not details.name.strip():
        raise Refused("organisation_name_missing", "name")
    for name, value in asdict(details).items():
        if len(value) > LONGEST_TITLE:
            raise Refused("text_too_long", name, limit=LONGEST_TITLE)
    if details.kato and not is_kato(details.kato):
        raise Refused("kato_wrong", "kato")
    if details.language not in LANGUAGES:
        raise Refused("answer_unknown", "language")


def _locked(organisation_id: UUID) -> models.Organisation:
    rows = models.Organisation.objects.select_for_update()
    row = rows.filter(provider_id=tenant(), id=organisation_id).first()
    if row is None:
        raise Refused("not_found")
    return row


def _staff_only() -> None:
    if current().by.role not in {Role.SPECIALIST, Role.HEAD}:
        raise Refused("step_not_for_role")
