"""The questions above the work list."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zholdama.applications.worklist import CHANNELS, STATES, WHOSE
from zholdama.desk.identity_forms import offer
from zholdama.ui.forms import Radios

_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
_NUMBER = re.compile(r"[A-Z]{1,2}[0-9A-Z]{4}-?\d{2}-?\d{1,9}")
_DIGITS = re.compile(r"\d{12}")

STATE_NAMES = {
    "all": _("all open cases"),
    "to_take": _("to take from the portal"),
    "in_work": _("in work"),
    "returned": _("returned by the head"),
    "to_sign": _("with the head to sign"),
    "to_hand_over": _("to hand over"),
}
WHOSE_NAMES = {"everybody": _("of everybody"), "mine": _("mine"), "nobody": _("of nobody yet")}
CHANNEL_NAMES = {"both": _("both"), "provider": _("at the provider"), "portal": _("on the portal")}


class FiltersForm(forms.Form):
    """Which cases are listed; every answer is one of a few words."""

    state = forms.ChoiceField(label=_("Show"), choices=[(one, STATE_NAMES[one]) for one in STATES])
    whose = forms.ChoiceField(label=_("Whose"), choices=[(one, WHOSE_NAMES[one]) for one in WHOSE])
    channel = forms.ChoiceField(label=_("Channel"), choices=[(one, CHANNEL_NAMES[one]) for one in CHANNELS])


class LookForm(forms.Form):
    """One field for a case's number, an IIN or a name."""

    wanted = forms.CharField(
        label=_("Number, IIN or name"),
        max_length=120,
        help_text=_("A name in any spelling, Kazakh, Russian or Latin. The last word may be cut short."),
        widget=forms.TextInput(
            attrs={"class": "govuk-!-width-two-thirds", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type a number, an IIN or a name.")},
    )

    def clean_wanted(self) -> str:
        """What was typed; a single letter finds everybody and is asked for more."""
        wanted: str = self.cleaned_data["wanted"]
        if len(wanted.strip()) < 2:
            raise forms.ValidationError(_("Type at least two letters."))
        return wanted


class ReasonForm(forms.Form):
    """Why a case that is over is opened."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        help_text=_("It is recorded with your name. The person can see it."),
    )


class AssignForm(forms.Form):
    """To whom a case goes."""

    staff = forms.ChoiceField(label=_("Specialist"), widget=Radios(attrs={"autofocus": True}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "staff", people)


class SendBackForm(forms.Form):
    """Why a person goes back into the queue."""

    reason = forms.CharField(
        label=_("Why does the person wait again?"),
        max_length=400,
        widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=_("The original time stays. The clocks run on."),
    )


def case_number(typed: str) -> str:
    """A case's number in its one spelling; empty where this is none. Look-alike letters and blanks are forgiven."""
    text = re.sub(r"[\s‐‑–—]+", lambda sign: "" if sign.group().isspace() else "-", typed.upper())
    text = text.translate(_LOOK_ALIKES)
    return text if _NUMBER.fullmatch(text) else ""


def iin(typed: str) -> str:
    """Twelve digits, however they were parted; empty where this is no IIN."""
    digits = re.sub(r"[\s-]+", "", typed)
    return digits if _DIGITS.fullmatch(digits) and digits.isascii() else ""
