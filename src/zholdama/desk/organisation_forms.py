"""Questions about an organisation and about what is known of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zholdama.desk.identity_forms import NUMBER, offer
from zholdama.desk.pages import language
from zholdama.opportunities.rules import LONGEST_TITLE
from zholdama.opportunities.vocabulary import ANSWERS
from zholdama.passport import edition as editions
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios

LETTERS = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))


def _line(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, **{"max_length": LONGEST_TITLE, "widget": widget, **more})


class OrganisationForm(forms.Form):
    """An employer or trainer; `known`: its number is not asked again."""

    number = forms.CharField(label=_("BIN, or IIN of a sole entrepreneur"), max_length=12, widget=NUMBER)
    name = _line(_("Name of the organisation"))
    kato = _line(_("KATO code of the place"), required=False, max_length=9, widget=NUMBER)
    address = _line(_("Address"), required=False)
    contact_person = _line(_("Contact person"), required=False)
    phone = _line(_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=LONGEST_TITLE)
    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=LETTERS,
        widget=Radios(attrs={"class": "govuk-radios--inline"}),
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language()
        if known:
            del self.fields["number"]


class CheckForm(forms.Form):
    """An answer to one check of the edition."""

    check = forms.ChoiceField(label=_("What was checked"), widget=Radios)
    answer = forms.ChoiceField(label=_("Answer"), widget=Radios(attrs={"class": "govuk-radios--inline"}))
    source = forms.CharField(
        label=_("Where it was seen"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("A register, a certificate or a document. Yes and no need it."),
    )
    as_of = DateField(label=_("As of which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        checks = editions.current().organisation_checks
        offer(self, "check", [(one.id, one.text.in_language(spoken)) for one in checks])
        offer(self, "answer", [(name, text.in_language(spoken)) for name, text in ANSWERS.items()])
