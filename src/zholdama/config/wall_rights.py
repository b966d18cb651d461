"""What the page of the tenant wall is written in: rights of groups, tables, and the conditions on rows."""

from dataclasses import dataclass, field

GROUPS = ("staff", "citizen", "doorkeeper", "operator", "auditor")

OWN_PROVIDER = "provider_id = current_setting('zholdama.provider', true)::uuid"
OWN_PERSON = "person_id = current_setting('zholdama.person', true)::uuid"
OWN_CASE = (
    "case_id IN (SELECT a.id FROM applications_application a "
    "WHERE a.person_id = current_setting('zholdama.person', true)::uuid)"
)
ACQUAINTED = (
    "EXISTS (SELECT 1 FROM identity_acquaintance q WHERE q.person_id = {column} "
    "AND q.provider_id = current_setting('zholdama.provider', true)::uuid)"
)
ALL = "true"
TRUE_CALENDAR = "NOT current AND hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')"
"""A calendar that a provider's own hours make: never the current one, never under another calendar's hash."""

STOP = "SELECT, INSERT, UPDATE (stop_sequence, stopped_at, working_microseconds, wall_microseconds, kept)"
RECHECK = (
    "SELECT, INSERT, UPDATE (state, finding, next_at, attempts, reasons, silent, silent_since, "
    "ended_at, decided_by, reason)"
)
TICKET = "SELECT, UPDATE (state, counter_id, specialist_id, called_at, recalls, grace_until, started_at, ended_at, person_id)"
PAPER_NUMBER = (
    "SELECT, INSERT, UPDATE (state, application_id, arrived_at, started_at, registered_at, delivered_at, left_at, "
    "remarks, entered_by, entered_at, void_reason, voided_by, voided_at)"
)
"""What staff may change in rows that have steps: clocks, rechecks, tickets, numbered forms."""
MESSAGE = "SELECT, INSERT, UPDATE (state, attempts, next_at, error, taken_as, sending_at, ended_at)"
"""The columns that staff may change where a whole table would be too much."""


STOP = "SELECT, INSERT, UPDATE (stop_sequence, stopped_at, working_microseconds, wall_microseconds, kept)"
RECHECK = (
    "SELECT, INSERT, UPDATE (state, finding, next_at, attempts, reasons, silent, silent_since, "
    "ended_at, decided_by, reason)"
)
TICKET = "SELECT, UPDATE (state, counter_id, specialist_id, called_at, recalls, grace_until, started_at, ended_at, person_id)"
PAPER_NUMBER = (
    "SELECT, INSERT, UPDATE (state, application_id, arrived_at, started_at, registered_at, delivered_at, left_at, "
    "remarks, entered_by, entered_at, void_reason, voided_by, voided_at)"
)
SEAL_KEY = "SELECT (provider_id, key_id, public, not_before, not_after, revoked_at)"
"""Privileges by column, where a group may not touch a whole table."""


@dataclass(frozen=True, slots=True)
class Right:
    """What one group may do: privileges as SQL writes them, and the rows it may do it to."""

    group: str
    privileges: str
    rows: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table behind the wall, or in front of it with a reason."""

    name: str
    reason: str
    rights: tuple[Right, ...] = ()
    references: tuple[
        tuple[str, str], ...
    ] = ()  # (column, table): composite keys, which plain ones would bypass
    append_only: bool = False
    guard: str = ""  # a trigger function that is asked before a row is changed or removed
    walled: bool = field(default=True)


def staff(privileges: str, rows: str = OWN_PROVIDER) -> Right:
    """Rights of the provider's own staff."""
    return Right("staff", privileges, rows)


def citizen(privileges: str = "SELECT", rows: str = OWN_PERSON) -> Right:
    """Rights of the person himself."""
    return Right("citizen", privileges, rows)


def every(groups: str, privileges: str = "SELECT", rows: str = ALL) -> tuple[Right, ...]:
    """The same right for several groups."""
    return tuple(Right(group, privileges, rows) for group in groups.split())
