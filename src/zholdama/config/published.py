"""What every installation holds from the start: the calendar's shipped version and the list of providers."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from zholdama import clock
from zholdama.clocks.models import Calendar
from zholdama.config.database import Progress
from zholdama.providers import catalogue
from zholdama.providers.models import Provider
from zholdama.working_time.calendar import WorkingCalendar


def provider_id(code: str) -> UUID:
    """The id of a catalogue provider: the same on every installation, so that exports can be compared."""
    return uuid5(NAMESPACE_URL, f"zholdama:provider:{code}")


def write(progress: Progress) -> None:
    """Write what is missing; never change what an operator has corrected. As the owner, outside the tenants."""
    with transaction.atomic(using="owner"):
        if not Calendar.objects.using("owner").exists():
            progress("loading the calendar")
            shipped = WorkingCalendar.shipped()
            Calendar.objects.using("owner").create(
                hash=shipped.hash,
                version=shipped.version,
                content=shipped.content,
                loaded_at=clock.now(),
                current=True,
            )
        known = set(Provider.objects.using("owner").values_list("code", flat=True))
        fresh = [_row(row) for row in catalogue.providers() if row.code not in known]
        if fresh:
            progress(f"loading {len(fresh)} providers")
            Provider.objects.using("owner").bulk_create(fresh)


def _row(row: catalogue.ProviderRow) -> Provider:
    return Provider(
        id=provider_id(row.code),
        code=row.code,
        kind=row.kind,
        name_kk=row.kk,
        name_ru=row.ru,
        name_en=row.en or "",
        kato=row.kato or "",
        region=row.region,
        source=row.source,
        confirmed=row.confirmed,
    )
