"""The person's word about what the employer has answered: right, or not, in own words. Both versions stay (J7)."""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.ledger.work import Login, work
from zholdama.portal.cabinet import given, own
from zholdama.portal.furniture import citizen_of, is_citizen, page, person_of
from zholdama.portal.refused import words
from zholdama.referrals import outcomes, stating
from zholdama.referrals.outcomes import AnswerCard
from zholdama.referrals.rules import LONGEST
from zholdama.refusals import Refused
from zholdama.ui.forms import Radios
from zholdama.ui.language import retyped, switched

VERDICTS = (("yes", _("Yes, this is right")), ("no", _("No, it was otherwise")))


class StatementForm(forms.Form):
    """Whether the answer is right, and how it was."""

    agrees = forms.ChoiceField(label=_("Is this right?"), choices=VERDICTS, widget=Radios)
    words = forms.CharField(
        label=_("How it was, in your own words"),
        help_text=_("Needed if the answer is not right. A specialist reads it within one working day."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: Request, *, application_id: UUID, answer_id: UUID) -> HttpResponse:
    """One unit of work to see whose it is, and one of the provider's in which the word is taken down."""
    if request.method == "POST" and is_citizen(request) and not switched(request):
        with work(login=Login.CITIZEN, by=citizen_of(request), at=request.at, person=person_of(request)):
            case = own(request, application_id)
            _answer(case.id, answer_id)
        form = StatementForm(data=request.POST)
        if form.is_valid():
            try:
                with work(
                    login=Login.STAFF, by=citizen_of(request), at=request.at, provider=case.provider_id
                ):
                    agrees, said = form.cleaned_data["agrees"] == "yes", form.cleaned_data["words"]
                    stating.state(answer_id=answer_id, agrees=agrees, words=said, key=_key(request))
            except Refused as refused:
                request.refusal = refused
            else:
                return redirect("portal:application", application_id=case.id)
    answer: HttpResponse = asked(request, application_id=application_id, answer_id=answer_id)
    return answer


@citizen
def asked(request: Request, *, application_id: UUID, answer_id: UUID) -> HttpResponse:
    """The answer, and the question whether it is right."""
    case = own(request, application_id)
    card = _answer(case.id, answer_id)
    form = StatementForm()
    if request.method == "POST":
        form = retyped(StatementForm, request) if switched(request) else StatementForm(data=request.POST)
    if request.refusal is not None:
        field = request.refusal.field if request.refusal.field in form.fields else None
        form.add_error(field, words(request.refusal))
    context = {
        "case": case,
        "one": given(card),
        "form": form,
        "key": request.POST.get("key") or uuid4(),
        "language_form": "main",
        "back": reverse("portal:application", kwargs={"application_id": case.id}),
    }
    return page(request, "statement", context, status=422 if form.is_bound and form.errors else 200)


def _answer(application_id: UUID, answer_id: UUID) -> AnswerCard:
    """The answer of this case that stands; anything else is not there."""
    for one in outcomes.answers_of(application_id):
        if one.id == answer_id and one.undone_at is None:
            return one
    raise Http404


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise BadRequest("a page sends its key along") from error
