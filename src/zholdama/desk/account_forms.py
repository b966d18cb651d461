"""The questions about accounts, staff, hours and providers."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.actors import Role
from zholdama.desk.identity_forms import NUMBER, AskedField, iin_error, offer
from zholdama.desk.pages import language
from zholdama.desk.words import ROLES
from zholdama.identifiers import read_bin, words_for
from zholdama.identity.rules import read_name
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios

STAFF_CHOICES = [(role, ROLES[role]) for role in ("receptionist", "specialist", "head", "supervisor")]
_SECRET = {"class": "govuk-input--width-20"}


class SignInForm(forms.Form):
    """Login, password, and the code of the second factor."""

    login = forms.CharField(
        label=_("Login"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                **_SECRET,
                "autocomplete": "username",
                "autofocus": True,
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={**_SECRET, "autocomplete": "current-password"}),
    )
    code = AskedField(
        label=_("Code of the second factor"),
        max_length=20,
        help_text=_("Six digits from the app on your phone. Leave it empty only at your first sign-in."),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )


class CodeForm(forms.Form):
    """The first code of a new second factor."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    old = forms.CharField(
        label=_("Current password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={**_SECRET, "autocomplete": "current-password", "autofocus": True}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. A sentence that only you know is good."),
        widget=forms.PasswordInput(attrs={**_SECRET, "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={**_SECRET, "autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        new, again = answers.get("new"), answers.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two new passwords differ. Type the same one twice."))
        return answers


class _PersonForm(forms.Form):
    """Somebody who gets an account."""

    name = forms.CharField(label=_("Surname, given name, patronymic"), max_length=400, strip=False)
    iin = forms.CharField(
        label=_("IIN"),
        max_length=40,
        strip=False,
        widget=NUMBER,
        help_text=_("Only a mark is kept of it, so that nobody handles his own case."),
    )
    login = forms.SlugField(
        label=_("Login"),
        max_length=60,
        widget=NUMBER,
        help_text=_("Latin letters, digits, hyphen and underscore."),
        error_messages={
            "invalid": _("The login may hold Latin letters, digits, hyphen and underscore alone.")
        },
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_name(self) -> str:
        reading = read_name(str(self.cleaned_data["name"]))
        if reading.words is not None:
            words = reading.words
            raise ValidationError(
                f"{words.text.in_language(language())} {words.remedy.in_language(language())}"
            )
        return reading.name

    def clean_iin(self) -> str:
        text = str(self.cleaned_data["iin"])
        if wrong := iin_error(text, at=self.at):
            raise ValidationError(wrong)
        return text


class NewStaffForm(_PersonForm):
    """A new member of staff."""

    role = forms.ChoiceField(label=_("Role"), choices=STAFF_CHOICES, widget=Radios)


class RoleForm(forms.Form):
    """Another role for somebody."""

    new_role = forms.ChoiceField(label=_("New role"), widget=Radios)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "new_role", [one for one in STAFF_CHOICES if one[0] != Role(present)])


class AbsenceForm(forms.Form):
    """From when to when somebody is away."""

    absent_from = DateField(label=_("Away from"))
    absent_until = DateField(label=_("Away until, this day included"), required=False)


class CounterForm(forms.Form):
    """One more counter."""

    label = forms.CharField(
        label=_("Number or name of the counter"),
        max_length=10,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


class DeviceForm(forms.Form):
    """A ticket machine or a board for the hall."""

    kind = forms.ChoiceField(
        label=_("Kind of device"),
        choices=[("kiosk", _("ticket machine")), ("board", _("board of calls"))],
        widget=Radios,
    )
    name = forms.CharField(label=_("Where it stands"), max_length=60)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the time as hours and minutes, for example 09:00.")},
    )


class HoursForm(forms.Form):
    """Own office hours from a day on (P8.1b)."""

    valid_from = DateField(label=_("Valid from"), help_text=_("Tomorrow at the earliest."))
    opens = _time(_("Opens"))
    lunch_from = _time(_("Lunch begins"))
    lunch_to = _time(_("Lunch ends"))
    closes = _time(_("Closes"))


class SetUpForm(_PersonForm):
    """What the operator writes down when a provider opens here, with its head."""

    bin = forms.CharField(label=_("BIN of the provider"), max_length=20, widget=NUMBER)
    address_kk = forms.CharField(label=_("Address in Kazakh"), max_length=300)
    address_ru = forms.CharField(label=_("Address in Russian"), max_length=300)
    phone = forms.CharField(label=_("Phone"), max_length=60, widget=NUMBER)

    field_order = ("bin", "address_kk", "address_ru", "phone", "name", "iin", "login")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Head: surname, given name, patronymic")
        self.fields["iin"].label = _("Head: IIN")
        self.fields["login"].label = _("Head: login")

    def clean_bin(self) -> str:
        text = str(self.cleaned_data["bin"])
        reading = read_bin(text)
        if not reading.valid:
            assert reading.reason is not None
            words = words_for(reading.reason, number="bin")
            raise ValidationError(
                f"{words.text.in_language(language())} {words.remedy.in_language(language())}"
            )
        return text
