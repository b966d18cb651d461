"""Starting and stopping clocks, always as the effect of an act, never by hand; and the hours they run in."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from zholdama.actors import Actor
from zholdama.clocks import models, queries
from zholdama.clocks.rules import STARTS, STOPS, Clock, OnPaper, begin, end
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.passport.edition import OfficeHours
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY


def take_step(
    act: str,
    *,
    case: UUID,
    channel: str,
    edition_id: str,
    facts: dict[str, object] | None = None,
    public: dict[str, object] | None = None,
    number: str | None = None,
    by: Actor | None = None,
    effective_at: datetime | None = None,
    on_paper: OnPaper | None = None,
) -> Clock | None:
    """Append the step `act` and let it start and stop the clocks that the rules name; returns the started clock.

    The last call of an action: the ledger's head is locked here. `by`: somebody else than the unit of work's actor
    (time itself). A step counts earlier than it is written where it was taken `on_paper`, at the paper's time, or is
    only noticed now, at `effective_at`: `effective` stands beside the step's own time, for the chain's time never
    goes back.
    """
    earlier = on_paper.at if on_paper else effective_at
    at = earlier or current().at
    calendar = queries.calendar_of(tenant())
    kind = STARTS.get((act, channel))
    started = None
    if kind is not None:
        started = begin(kind=kind, at=at, calendar=calendar, edition=editions.load(edition_id))
    sequence = chain.append(
        act,
        case=case,
        facts=facts,
        number=number,
        by=by,
        public={
            "calendar": calendar.hash,
            "channel": channel,
            "edition": edition_id,
            **(public or {}),
            **({"effective": chain.timestamp(earlier)} if earlier else {}),
            **({"paper": on_paper.number} if on_paper else {}),
        },
    )
    if STOPS.get(act):
        _stop(act, case=case, sequence=sequence, at=at)
    if started is not None:
        models.Clock.objects.create(
            id=uuid4(),
            provider_id=tenant(),
            case_id=case,
            kind=started.kind.value,
            start_sequence=sequence,
            started_at=started.started_at,
            runs_from=started.runs_from,
            due_at=started.due_at,
            calendar_hash=started.calendar_hash,
        )
    return started


def _stop(act: str, *, case: UUID, sequence: int, at: datetime) -> None:
    calendar = queries.calendar_of(tenant())
    kinds = [kind.value for kind in STOPS[act]]
    for row in models.Clock.objects.filter(
        provider_id=tenant(), case_id=case, kind__in=kinds, stopped_at__isnull=True
    ):
        stopped = end(queries.as_clock(row), at=at, calendar=calendar)
        models.Clock.objects.filter(provider_id=tenant(), id=row.id).update(
            stop_sequence=sequence,
            stopped_at=stopped.stopped_at,
            working_microseconds=stopped.working_microseconds,
            wall_microseconds=stopped.wall_microseconds,
            kept=stopped.kept,
        )


def set_hours(hours: OfficeHours, *, valid_from: date) -> None:
    """The provider's own office hours from a later day on; published, and a step (P8.1a, P8.1b).

    Raises Refused: hours that do not follow each other, a day that is not later than today, a second time for one day.
    """
    unit = current()
    if not hours.opens < hours.lunch_from < hours.lunch_to < hours.closes:
        raise Refused("hours_do_not_follow", "opens")
    if valid_from <= unit.at.astimezone(ALMATY).date():
        # Today's terms have been promised on today's hours.
        raise Refused("hours_from_tomorrow", "valid_from")
    values = {name: getattr(hours, name) for name in ("opens", "lunch_from", "lunch_to", "closes")}
    try:
        with transaction.atomic(using=unit.alias):
            models.Schedule.objects.create(id=uuid4(), provider_id=tenant(), valid_from=valid_from, **values)
    except IntegrityError as error:
        raise Refused("hours_set_already", "valid_from", conflict=True) from error
    queries.keep(queries.calendar_of(tenant()).with_hours(hours))
    chain.append("hours_set", case=None, facts={"valid_from": valid_from, **values})
