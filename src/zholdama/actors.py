"""Who acts: the roles of the trade and the one dataclass that every action receives as `by=`."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may be here. Staff roles belong to one provider; auditor and operator see all providers."""

    RECEPTIONIST = "receptionist"
    SPECIALIST = "specialist"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    CITIZEN = "citizen"
    EMPLOYER = "employer"
    SYSTEM = "system"


STAFF_ROLES = frozenset({Role.RECEPTIONIST, Role.SPECIALIST, Role.HEAD, Role.SUPERVISOR})
OVERSIGHT_ROLES = frozenset({Role.AUDITOR, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person or the system itself.

    `id` is the account's id for staff, the person's id for a citizen, the null id for the system.
    `person_id` is the actor as a natural person where that is known: nobody handles his own case.
    """

    role: Role
    id: UUID
    provider_id: UUID | None = None
    name: str = ""
    person_id: UUID | None = None
    staff_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    @property
    def label(self) -> str:
        """How the ledger names the actor: role and id, never a name (names can be erased, ids stay)."""
        return f"{self.role.value}:{self.id}"


SYSTEM = Actor(role=Role.SYSTEM, id=UUID(int=0))
"""Time itself: periodic work and watchers act under this name."""


def system_of(provider_id: UUID) -> Actor:
    """The system acting for one provider."""
    return Actor(role=Role.SYSTEM, id=UUID(int=0), provider_id=provider_id)
