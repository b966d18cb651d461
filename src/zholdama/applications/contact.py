"""Where a person is told what happens: kept beside the signed text, and taken back at a word."""

from uuid import UUID

from zholdama.applications import models
from zholdama.ledger.work import current


def take_back_email(*, application_id: UUID) -> None:
    """Erase the e-mail address of one of the person's applications; done twice it is done."""
    person_id = current().person_id
    assert person_id is not None, "the person himself takes it back"
    own = models.Application.objects.filter(id=application_id, person_id=person_id)
    own.exclude(email="").update(email="")
