"""Kin and namesakes: the flag on a case whose applicant bears a surname of the staff, and a declared relation."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.own_cases import declare_relation
from zholdama.applications.rules import same_surname
from zholdama.desk.pages import acting, answered, draw
from zholdama.desk.scan_forms import RelationForm
from zholdama.desk.standing import case_or_404
from zholdama.identity.queries import PersonCard


def namesakes(person: PersonCard | None, names: Iterable[str]) -> list[str]:
    """Those of the staff's names (surname first) whose surname is the applicant's; a flag, never a verdict."""
    if person is None:
        return []
    found = [name for name in names if same_surname(name.partition(" ")[0], person.surname)]
    return list(dict.fromkeys(found))


@staff(Role.SPECIALIST, Role.HEAD)
def relation(request: Request, application_id: UUID) -> HttpResponse:
    """Declare that the applicant is a relative: from then on every act in his cases is refused to me."""
    case, actor = case_or_404(application_id), acting(request)
    form, sent = answered(RelationForm, request)
    if sent:
        assert actor.staff_id is not None
        declare_relation(
            case=case.id,
            person_id=case.person_id,
            staff_id=actor.staff_id,
            stands=True,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, gettext("Written down. Somebody else goes on with this case."))
        return redirect("desk:case", application_id=application_id)
    return draw(request, "relation", {"form": form, "case": case})
