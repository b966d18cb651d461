"""The questions about a place, the same for the provider's staff and for the employer, and the file of many places."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zholdama.opportunities import vocabulary
from zholdama.opportunities.professions import Profession
from zholdama.opportunities.rules import (
    HIGHEST_WAGE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PLACES,
    Offer,
    latest_validity,
)
from zholdama.passport import edition as editions
from zholdama.passport.texts import Text
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Checkboxes


def _line(label: Any, *, width: int = 0, **more: Any) -> forms.CharField:
    look = {"class": f"govuk-input--width-{width}"} if width else {}
    widget = forms.TextInput(attrs={"autocomplete": "off", **look})
    return forms.CharField(
        label=label, required=False, widget=widget, **{"max_length": LONGEST_TITLE, **more}
    )


def _text(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget)


def _number(label: Any, *, most: int, least: int, width: int, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": f"govuk-input--width-{width}", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)


class OfferForm(forms.Form):
    """One place; `on` is the day on which it is confirmed."""

    measure = forms.ChoiceField(label=_("Kind of help"))
    title_kk = _line(_("Title in Kazakh"), help_text=_("One of the two languages is enough."))
    title_ru = _line(_("Title in Russian"))
    total = _number(_("Number of places"), least=1, most=MOST_PLACES, width=4)
    valid_until = DateField(
        label=_("Offered until"),
        required=False,
        help_text=_("At most 90 days ahead; left empty, 90 days. You can renew it later."),
    )
    wage_tenge = _number(_("Wage, tenge a month"), least=0, most=HIGHEST_WAGE, width=10, required=False)
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    work_mode = forms.ChoiceField(label=_("Working mode"), required=False)
    education = forms.ChoiceField(label=_("Education needed"), required=False)
    demands = forms.MultipleChoiceField(
        label=_("What the work asks of a person's health"), required=False, widget=Checkboxes
    )
    budget = forms.ChoiceField(label=_("Budget"), required=False)
    starts_on = DateField(label=_("Begins on"), required=False)
    ends_on = DateField(label=_("Ends on"), required=False)
    address = _line(_("Address of the place"))
    kato = _line(_("KATO code of the place"), width=10, max_length=9)
    contact = _line(_("Whom to ask, phone"))
    regime_kk = _line(_("Hours of work in Kazakh"))
    regime_ru = _line(_("Hours of work in Russian"))
    description_kk = _text(_("Description in Kazakh"))
    description_ru = _text(_("Description in Russian"))

    def __init__(self, *args: Any, professions: tuple[Profession, ...], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        spoken = (get_language() or "kk")[:2]
        measures = {one.id: one.name for one in editions.current().measures}
        self._offer("measure", measures, spoken, empty=False)
        self._offer("work_mode", vocabulary.WORK_MODES, spoken)
        self._offer("education", vocabulary.EDUCATIONS, spoken)
        self._offer("budget", vocabulary.BUDGETS, spoken)
        self._offer("demands", vocabulary.DEMANDS, spoken, empty=False)
        known = {one.code: one.name for one in professions}
        own = str((self.initial or {}).get("profession") or "")
        if own and own not in known:  # an occupation within a known group
            known[own] = next(
                (one.name for one in professions if one.code == own[:4]), Text(kk="", ru="", en="")
            )
        labels = [(code, f"{code} {name.in_language(spoken)}") for code, name in known.items()]
        self._choices("profession", [("", "–"), *labels])

    def _offer(self, name: str, words: Any, spoken: str, *, empty: bool = True) -> None:
        said = [(code, text.in_language(spoken)) for code, text in words.items()]
        self._choices(name, [("", "–"), *said] if empty else said)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def offer(self, *, organisation_id: UUID | None, before: Offer | None = None) -> Offer:
        """What was answered; what is not asked here stays as it was."""
        answers = {**self.cleaned_data, "demands": tuple(self.cleaned_data["demands"])}
        answers["valid_until"] = answers["valid_until"] or latest_validity(self.on)
        if before is not None:
            return replace(before, **answers)
        return Offer(organisation="", organisation_id=organisation_id, **answers)


def shown(offer: Offer) -> dict[str, Any]:
    """An offer as the form's initial answers."""
    return {**asdict(offer), "demands": list(offer.demands)}


class FileForm(forms.Form):
    """A file of places."""

    file = forms.FileField(
        label=_("File with places"),
        help_text=_("CSV, XLSX or JSON-LD, at most 10,000 rows and 5 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json,.jsonld"}),
    )
