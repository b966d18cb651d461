"""A provider begins to serve people here: its facts, its head, its keys. The operator's act."""

from uuid import UUID

from zholdama.access import staffing
from zholdama.actors import Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.providers import actions as providers
from zholdama.providers import queries
from zholdama.providers.actions import Office
from zholdama.referrals import keys


def set_up(office: Office, *, head_login: str, head_name: str, head_mark: str, password: str) -> UUID:
    """Open the provider of the unit of work, add its head with a first password, make its keys; the head's staff id.

    Raises Refused: open already, a BIN that is none, a login that is taken.
    """
    providers.open_provider(office)
    head = staffing.Newcomer(login=head_login, name=head_name, role=Role.HEAD, person_mark=head_mark)
    staff_id = staffing.add_staff(head, password=password)
    keys.make(queries.provider(tenant()))
    chain.append("provider_opened", case=None, facts={"head": staff_id, "by": current().by.id})
    return staff_id
