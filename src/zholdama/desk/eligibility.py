"""Whom the measure is for, beside the choice of the decision; and writing down a fact that is missing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.identity_forms import offer
from zholdama.desk.pages import answered, draw, key_of, language
from zholdama.desk.standing import case_or_404, state_texts
from zholdama.eligibility import facts as known_facts
from zholdama.eligibility import queries, rules
from zholdama.eligibility.actions import Noted
from zholdama.eligibility.actions import note_fact as write_down
from zholdama.eligibility.facts import Fact, FactKind, kinds
from zholdama.identity.queries import DocumentCard, PersonCard
from zholdama.passport import edition as editions
from zholdama.ui.forms import DateField, Radios
from zholdama.working_time.zone import ALMATY

ANSWERS = {
    "yes": (_("yes"), "green"),
    "no": (_("no"), "red"),
    "not_known": (_("not known yet"), "yellow"),
}
STATES = {
    "met": (_("met"), "green"),
    "not_met": (_("not met"), "red"),
    "not_known": (_("not known"), "yellow"),
}
SOURCES = {
    "register": _("from the register"),
    "document": _("from a document"),
    "word": _("the person's word"),
    "record": _("from the record of the centre"),
}
SURE = {
    "S": _("The passport of the service itself says so."),
    "A": _("Read in the source."),
    "B": _("Taken from a neighbouring source."),
    "C": _("A setting of the centre, not a demand of law."),
    "D": _("A setting of the centre, not a demand of law."),
}


class AgainstField(forms.Form):
    """Why the decision is positive although the rules say no."""

    against = forms.CharField(
        label=_("Why do you propose it all the same?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "By the rules this measure is not for the person. Your reason is kept with the decision."
        ),
    )


class FactForm(forms.Form):
    """One fact: its value, and where it comes from."""

    value = forms.Field()
    source = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=(("document", _("A document was shown")), ("word", _("The person says so"))),
        widget=Radios,
    )
    shown = forms.CharField(label=_("Which document: name, number, date"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: FactKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        label = kind.label.in_language(spoken)
        if kind.kind == "date":
            self.fields["value"] = DateField(label=label)
            return
        self.fields["value"] = forms.ChoiceField(label=label, widget=Radios(attrs={"autofocus": True}))
        offer(self, "value", [(value, text.in_language(spoken)) for value, text in kind.values.items()])


def panel(
    case: ApplicationCard,
    *,
    at: datetime,
    person: PersonCard | None = None,
    documents: Iterable[DocumentCard] | None = None,
) -> dict[str, Any]:
    """What the rules say of the person for the measure asked for and for the others, in the words of the page."""
    edition, spoken = editions.load(case.edition), language()
    facts = queries.facts_of(case, person=person, documents=documents)
    found = rules.outcomes(facts=facts, edition=edition, on=at.astimezone(ALMATY).date())
    asked = next(one for one in found if one.measure == case.measure)
    name, colour = ANSWERS[asked.answer]
    rows = [_row(one, spoken) for one in asked.checked]
    return {
        "answer": asked.answer,
        "name": name,
        "colour": colour,
        "open": [row for row in rows if row["state"] != "met"],
        "rows": rows,
        "advice": [_row(one, spoken) for one in asked.advice if one.state == "not_met"],
        "others": [
            {
                "name": edition.measure(one.measure).name.in_language(spoken),
                "answer": ANSWERS[one.answer][0],
                "colour": ANSWERS[one.answer][1],
                "why": [each.condition.text.in_language(spoken) for each in one.against],
                "needs": ", ".join(kinds()[each].label.in_language(spoken) for each in one.needs),
            }
            for one in found
            if one is not asked
        ],
        "facts": [_known(kind, facts.get(kind.name), spoken) for kind in kinds().values() if kind.noted],
    }


def _row(one: rules.Checked, spoken: str) -> dict[str, Any]:
    name, colour = STATES[one.state]
    condition = one.condition
    return {
        "state": one.state,
        "name": name,
        "colour": colour,
        "text": condition.text.in_language(spoken),
        "change": condition.change.in_language(spoken),
        "basis": condition.basis.in_language(spoken),
        "sure": SURE[condition.sure],
        "setting": condition.is_setting,
        "used": [_told(fact, spoken) for fact in one.used],
        "needs": [
            {
                "name": kind.name,
                "label": kind.label.in_language(spoken),
                "ask": kind.ask.in_language(spoken),
                "noted": kind.noted,
            }
            for kind in (kinds()[name] for name in one.needs)
        ],
    }


def _told(fact: Fact, spoken: str) -> str:
    return gettext("%(fact)s: %(value)s (%(source)s, %(day)s)") % {
        "fact": kinds()[fact.name].label.in_language(spoken),
        "value": known_facts.words(fact.name, fact.value).in_language(spoken),
        "source": SOURCES[fact.source],
        "day": f"{fact.as_of:%d.%m.%Y}",
    }


def _known(kind: FactKind, fact: Fact | None, spoken: str) -> dict[str, Any]:
    return {
        "name": kind.name,
        "label": kind.label.in_language(spoken),
        "told": _told(fact, spoken) if fact else "",
    }


def with_reason(form_class: type[forms.Form], request: Request, answer: str) -> type[forms.Form]:
    """The form of a positive decision, with a place for the reason where the rules say no."""
    refused = request.refusal is not None and request.refusal.code == "reason_against_needed"
    if answer != "no" and not refused and "against" not in request.POST:
        return form_class
    return type("Against", (AgainstField, form_class), {})


@staff(Role.SPECIALIST)
def note_fact(request: Request, application_id: UUID, name: str) -> HttpResponse:
    """Write one fact down, from a document or from the person's word."""
    case = case_or_404(application_id)
    kind = kinds().get(name)
    if kind is None or not kind.noted:
        raise Http404
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    form, sent = answered(FactForm, request, kind=kind)
    if sent:
        answers = form.cleaned_data
        value = answers["value"]
        stated = Noted(
            name=name,
            value=value if isinstance(value, str) else value.isoformat(),
            source=answers["source"],
            as_of=request.at.astimezone(ALMATY).date(),
            shown=answers["shown"],
        )
        write_down(stated, application_id=case.id, key=key_of(request))
        if case.channel == "provider" and case.ticket_id is not None:
            return redirect("desk:ticket", ticket_id=case.ticket_id)
        return redirect("desk:propose", application_id=case.id)
    spoken = language()
    context = {"form": form, "case": case, "label": kind.label.in_language(spoken)}
    if request.method == "POST":
        context["key"] = request.POST.get("key", "")
    return draw(request, "note_fact", {**context, "ask": kind.ask.in_language(spoken)})
