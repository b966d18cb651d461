"""The paper of a refusal to accept, worded for people: the reason, the clause, when to come again, how to complain."""

from zholdama.clocks import queries as clocks
from zholdama.ledger.work import current, tenant
from zholdama.papers import sheets
from zholdama.passport import edition as editions
from zholdama.passport.clauses import Clause
from zholdama.passport.texts import Text
from zholdama.providers import queries as providers
from zholdama.referrals.issuing import both, day, minute, office

REASONS: dict[str, Text] = {
    "none_shown": Text(
        kk="Жеке басты куәландыратын құжат көрсетілмеді.",
        ru="Документ, удостоверяющий личность, не предъявлен.",
        en="No identity document was shown.",
    ),
    "expired": Text(
        kk="Көрсетілген құжаттың мерзімі өткен.",
        ru="Срок предъявленного документа истёк.",
        en="The document shown has expired.",
    ),
    "other_kind": Text(
        kk="Көрсетілген құжат бұл қызметте жеке басты куәландырмайды.",
        ru="Предъявленный документ не удостоверяет личность для этой услуги.",
        en="The document shown does not identify a person for this service.",
    ),
    "unreadable": Text(
        kk="Құжат бүлінген, оқылмайды.",
        ru="Документ повреждён и не читается.",
        en="The document is damaged and cannot be read.",
    ),
    "somebody_elses": Text(
        kk="Құжат басқа адамдікі.",
        ru="Документ принадлежит другому человеку.",
        en="The document is another person's.",
    ),
    "no_kandas_certificate": Text(
        kk="Қандас куәлігі көрсетілмеді.",
        ru="Удостоверение кандаса не предъявлено.",
        en="The kandas certificate was not shown.",
    ),
}
"""Reason -> its words on the page and on paper."""


def not_accepted(
    *, number: str, reason: str, detail: str, said_name: str, clause: Clause, ticket: int
) -> sheets.NotAcceptedPaper:
    """Everything that stands on the paper."""
    unit, edition = current(), editions.current()
    asked = [one for one in edition.documents if one.clause is clause]
    hours = clocks.hours_of(tenant(), on=unit.at) or edition.hours
    times = f"{hours.opens:%H:%M}–{hours.lunch_from:%H:%M}, {hours.lunch_to:%H:%M}–{hours.closes:%H:%M}"
    days = edition.terms.complaint_working_days
    return sheets.NotAcceptedPaper(
        number=number,
        date=day(unit.at),
        issued_at=unit.at,
        office=office(providers.provider(tenant())),
        said_name=said_name,
        visit=f"№ {ticket}, {minute(unit.at)}",
        reason=REASONS[reason],
        detail=detail,
        basis=both(
            f"Мемлекеттік қызмет паспорты, {clause.value} тармағы",
            f"Паспорт государственной услуги, пункт {clause.value}",
        ),
        bring=tuple(one.name for one in asked),
        come_again=both(
            f"Құжатпен кез келген жұмыс күні келіңіз: {times}. Алдын ала жазылу керек емес.",
            f"Приходите с документом в любой рабочий день: {times}. Предварительная запись не нужна.",
        ),
        complaint=(
            both(
                f"Қызмет беруші басшысының атына шағым бере аласыз. Жауап {days} жұмыс күні ішінде беріледі.",
                f"Вы можете подать жалобу на имя руководителя услугодателя. Ответ даётся в течение {days} рабочих дней.",
            ),
        ),
        specialist=unit.by.name,
    )
