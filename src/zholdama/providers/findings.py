"""What `zholdama check` says of the providers."""

from collections.abc import Iterator
from datetime import datetime

from zholdama.providers.models import Provider


def findings(*, at: datetime) -> Iterator[dict[str, str]]:
    """How many providers the official classifier has not confirmed, and whether anybody serves people here."""
    unconfirmed = Provider.objects.using("owner").filter(confirmed=False).count()
    if unconfirmed:
        yield {
            "what": f"{unconfirmed} providers are not confirmed by the official classifier (KATO)",
            "state": "warning",
            "do": "compare them with `zholdama provider kato FILE`, then the same with --apply",
        }
    served = Provider.objects.using("owner").filter(open=True).count()
    yield {
        "what": f"{served} providers serve people here",
        "state": "good" if served else "warning",
        "do": "" if served else "set one up with `zholdama provider setup CODE`",
    }
