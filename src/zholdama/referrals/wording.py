"""What answers, their reasons, ends of participation and tasks are called, for every door."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ANSWERS: Mapping[str, Any] = {
    "came": _("The person came; it is not decided yet"),
    "hired": _("The person is hired"),
    "refused_by_employer": _("The organisation refuses the person"),
    "refused_by_person": _("The person refuses the place"),
    "did_not_come": _("The person did not come"),
}
"""Kind of answer -> its name."""

REASONS: Mapping[str, Mapping[str, Any]] = {
    "refused_by_employer": {
        "place_taken": _("The place is taken already"),
        "qualification": _("The qualification does not fit"),
        "experience": _("The experience is not enough"),
        "documents": _("Documents are missing"),
        "other": _("Another reason, in own words"),
    },
    "refused_by_person": {
        "wage": _("The wage"),
        "distance": _("The distance"),
        "hours": _("The working hours"),
        "other_work": _("Has found other work"),
        "other": _("Another reason, in own words"),
    },
}
"""Kind of answer -> its reasons by code."""

SOURCES: Mapping[str, Any] = {
    "link": _("by the employer's link"),
    "paper": _("from the paper coupon"),
    "cabinet": _("in the cabinet"),
    "counter": _("at the counter"),
}

ENDS: Mapping[str, Any] = {
    "finished": _("Finished as agreed"),
    "permanent_work": _("Went over to permanent work"),
    "left": _("Left by own wish"),
    "dismissed": _("Dismissed"),
    "other": _("Another reason, in own words"),
}
"""How a participation ended -> its name."""

TASKS: Mapping[str, Any] = {
    "place_free": _("Offer the next place"),
    "expired": _("The employer has not answered"),
    "disputed": _("The person disputes the answer"),
    "link_closed": _("The answer link is closed: wrong digits"),
}
"""Kind of task -> its name."""

VERDICTS: Mapping[str, Any] = {
    "answer_stands": _("The answer is right"),
    "person_is_right": _("The person is right"),
    "dropped": _("The answer was taken back"),
}

OUTCOMES: Mapping[str, Any] = {
    "issued": _("Issued"),
    "waiting": _("No answer yet"),
    "hired": _("Hired"),
    "refused_by_employer": _("Refused by the employer"),
    "refused_by_person": _("Refused by the person"),
    "did_not_come": _("Did not come"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
    "taking_part": _("Taking part"),
    "ended": _("Participation ended"),
    "disputed": _("Disputed"),
}


def reason(kind: str, code: str) -> Any:
    """The words of a reason; empty where there is none."""
    return REASONS.get(kind, {}).get(code, "")
