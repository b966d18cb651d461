"""What `zholdama check` says of numbered forms: printed, and neither entered nor void."""

from collections.abc import Iterator
from datetime import datetime

from zholdama.acceptance import models
from zholdama.working_time.zone import ALMATY

SHOWN = 5


def findings(*, at: datetime) -> Iterator[dict[str, str]]:
    """The numbers whose pack is past its last day: people may hold a paper under which nothing has been issued."""
    today = at.astimezone(ALMATY).date()
    past = models.Pack.objects.using("owner").filter(valid_until__lt=today).values_list("id", flat=True)
    rows = models.PaperNumber.objects.using("owner").filter(pack_id__in=list(past), state="reserved")
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    if numbers:
        more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
        yield {
            "what": f"{len(numbers)} printed numbers are not entered and not void: {', '.join(numbers[:SHOWN])}{more}",
            "state": "warning",
            "do": "enter the papers at the desk, or close what is left of the pack as void with a reason",
        }
    else:
        yield {"what": "every printed number is entered, void, or still in use", "state": "good", "do": ""}
