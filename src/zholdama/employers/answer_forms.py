"""What an employer is asked about a referral: the digits, and what each answer needs besides its button."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from zholdama.referrals import wording
from zholdama.referrals.links import DIGITS
from zholdama.referrals.rules import LONGEST, REASONS, Said
from zholdama.ui.forms import DateField, Radios


class DigitsForm(forms.Form):
    """The last digits of the organisation's BIN, or of a sole entrepreneur's IIN."""

    digits = forms.CharField(
        label=_("Last 4 digits of the organisation's BIN or IIN"),
        help_text=_("They show that the letter reached the organisation that offers the place."),
        max_length=12,
        validators=[RegexValidator(rf"^\d{{{DIGITS}}}$", _("Type exactly 4 digits."))],
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-4", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


class NoteForm(forms.Form):
    """An answer that needs nothing else: came, did not come."""

    note = forms.CharField(
        label=_("In own words"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self, kind: str) -> Said:
        """The answer of this kind with what was typed."""
        return Said(kind=kind, **self.cleaned_data)


class HireForm(NoteForm):
    """Hired from which day, by which contract."""

    hired_from = DateField(label=_("First day of work"))
    contract_number = forms.CharField(
        label=_("Number of the contract or order"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    contract_date = DateField(label=_("Date of the contract or order"))
    field_order = ("hired_from", "contract_number", "contract_date", "note")


class ReasonForm(NoteForm):
    """Who refuses says why."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios)
    field_order = ("reason", "note")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, wording.reason(kind, code)) for code in REASONS[kind]]


def form_of(kind: str) -> tuple[type[NoteForm], dict[str, Any]]:
    """The form that an answer of this kind needs, with its arguments."""
    if kind == "hired":
        return HireForm, {}
    return (ReasonForm, {"kind": kind}) if kind in REASONS else (NoteForm, {})
