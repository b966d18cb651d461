"""What an answer about a referral has to say, and by when: pure rules on dates and the edition's figures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zholdama.passport.edition import Answers, Edition
from zholdama.refusals import Refused
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.terms import acceptance, portal_microseconds
from zholdama.working_time.zone import ALMATY, instant

KINDS = ("came", "hired", "refused_by_employer", "refused_by_person", "did_not_come")
"""What can be said about a referral; all but `came` end it."""
REASONS = {
    "refused_by_employer": ("place_taken", "qualification", "experience", "documents", "other"),
    "refused_by_person": ("wage", "distance", "hours", "other_work", "other"),
}
"""Kind of answer -> its reasons; `other` needs words."""
ENDS = ("finished", "permanent_work", "left", "dismissed", "other")
"""How a participation ends."""
LONGEST = 500
"""Characters of anybody's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as it was given. `given_on`: the date on a paper coupon; None for today."""

    kind: str
    reason: str = ""
    note: str = ""
    hired_from: date | None = None
    contract_number: str = ""
    contract_date: date | None = None
    given_on: date | None = None


def check_answer(said: Said, *, issued_on: date, today: date, answers: Answers) -> None:
    """Raises Refused where the answer lacks something or its dates cannot be: see B20 of the abuse list."""
    if said.kind not in KINDS:
        raise Refused("answer_kind_unknown", "kind")
    given_on = said.given_on or today
    if given_on < issued_on:
        raise Refused("answer_before_issue", "given_on")
    if given_on > today:
        raise Refused("answer_in_future", "given_on")
    reasons = REASONS.get(said.kind)
    if reasons is not None and said.reason not in reasons:
        raise Refused("answer_needs_reason", "reason")
    if said.reason == "other" and not said.note.strip():
        raise Refused("answer_needs_words", "note")
    if said.kind == "hired":
        _check_hire(said, issued_on=issued_on, today=today, answers=answers)


def _check_hire(said: Said, *, issued_on: date, today: date, answers: Answers) -> None:
    if said.hired_from is None:
        raise Refused("hire_needs_first_day", "hired_from")
    if said.hired_from < issued_on:
        raise Refused("hire_before_issue", "hired_from")
    if said.hired_from > today + timedelta(days=answers.start_within_days):
        raise Refused("hire_too_far", "hired_from", days=answers.start_within_days)
    if not said.contract_number.strip():
        raise Refused("hire_needs_contract", "contract_number")
    if said.contract_date is None:
        raise Refused("hire_needs_contract_date", "contract_date")
    if said.contract_date < issued_on:
        raise Refused("contract_before_issue", "contract_date")
    if said.contract_date > today:
        raise Refused("contract_in_future", "contract_date")


def check_end(
    *, started_on: date, ended_on: date, reason: str, note: str, today: date, planned: date | None = None
) -> None:
    """Raises Refused where a participation cannot have ended so. `planned`: the last day of the place, if it has one."""
    if reason not in ENDS:
        raise Refused("end_needs_reason", "reason")
    if reason == "other" and not note.strip():
        raise Refused("end_needs_words", "note")
    if ended_on < started_on:
        raise Refused("end_before_start", "ended_on")
    if ended_on > today:
        raise Refused("end_in_future", "ended_on")
    if reason == "finished" and planned is not None and ended_on < planned:
        raise Refused("end_not_finished_yet", "reason", day=f"{planned:%d.%m.%Y}")


def working_days_after(day: date, count: int, *, calendar: WorkingCalendar) -> date:
    """The `count`-th working day after `day`; beyond the calendar ordinary weekdays count, so that nobody waits for one."""
    try:
        return calendar.working_day_after(day, count)
    except BeyondCalendar:
        found = day
        for _ in range(count):
            found += timedelta(days=3 if found.weekday() == 4 else 2 if found.weekday() == 5 else 1)
        return found


def reminders_due(*, last_day: date, today: date, answers: Answers, calendar: WorkingCalendar) -> int:
    """How many reminders the employer ought to have had by now: 0, 1 or 2."""
    steps = (answers.first_reminder_working_days, answers.second_reminder_working_days)
    return sum(today >= working_days_after(last_day, step, calendar=calendar) for step in steps)


def task_due(*, at: datetime, edition: Edition, calendar: WorkingCalendar) -> datetime | None:
    """By when a task is to be done, in working time read as R1 reads a day; None beyond the calendar."""
    try:
        start = acceptance(submitted_at=at, calendar=calendar, edition=edition)
        day = portal_microseconds(calendar=calendar, edition=edition) // edition.terms.portal_working_days
        return calendar.timeline.due(instant(start), day * edition.answers.task_working_days)
    except BeyondCalendar:
        return None


def undo_until(given_at: datetime, answers: Answers) -> datetime:
    """Up to and including this moment whoever has answered may take it back."""
    return given_at + timedelta(hours=answers.undo_hours)


def local_day(at: datetime) -> date:
    """The date in Almaty."""
    return at.astimezone(ALMATY).date()
