"""Forms of the paper packs: reserving one, entering a used paper, closing numbers; and of a refusal to accept."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.acceptance.rules import MOST_NUMBERS, PaperTimes
from zholdama.acceptance.wording import REASONS
from zholdama.desk.forms import RegisterForm
from zholdama.desk.identity_forms import IdentifyForm, offer
from zholdama.desk.pages import language
from zholdama.desk.scan_forms import ScanField
from zholdama.passport.edition import Edition
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios
from zholdama.working_time.zone import ALMATY


class PackForm(forms.Form):
    """How many forms, and on which days they may be used."""

    count = forms.IntegerField(
        label=_("How many forms"),
        min_value=1,
        max_value=MOST_NUMBERS,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    valid_from = DateField(label=_("Valid from"))
    valid_until = DateField(label=_("Valid until, this day included"))


class VoidForm(forms.Form):
    """Why a number will never be used."""

    reason = forms.CharField(
        label=_("Why it is void"), max_length=300, help_text=_("A void number is never given again.")
    )


def _time(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the time as hours and minutes, for example 09:00.")},
        **more,
    )


class LateEntryForm(IdentifyForm):
    """A used paper: its day and times, the person, the package, the scan."""

    day = DateField(label=_("Day on the paper"))
    arrived = _time(_("Arrived at"))
    started = _time(_("Service began at"))
    registered = _time(_("Documents registered at"))
    delivered = _time(
        _("Result delivered at"), required=False, help_text=_("Empty when no result was given on paper.")
    )
    left = _time(_("Service ended at"))
    scan = ScanField(label=_("Scan of the used paper, with the result if one was given"))

    TIMES = ("day", "arrived", "started", "registered", "delivered", "left")

    def __init__(self, *args: Any, at: datetime, edition: Edition, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, at=at, edition=edition, names=names, **kwargs)
        package = RegisterForm(edition=edition).fields
        package["measure"].widget.attrs.pop("autofocus", None)
        self.fields.update(package)
        if not names:
            self.fields["number"].widget.attrs.pop("autofocus", None)
            self.fields["arrived"].widget.attrs["autofocus"] = True
        order = [*self.TIMES, *(name for name in self.fields if name not in (*self.TIMES, "scan")), "scan"]
        self.order_fields(order)

    def times(self) -> PaperTimes:
        """The times of the paper as moments."""
        answers = self.cleaned_data

        def moment(name: str) -> datetime:
            return datetime.combine(answers["day"], answers[name], tzinfo=ALMATY)

        return PaperTimes(
            arrived=moment("arrived"),
            started=moment("started"),
            registered=moment("registered"),
            left=moment("left"),
            delivered=moment("delivered") if answers.get("delivered") else None,
        )


class NotAcceptForm(forms.Form):
    """Why the documents are not accepted."""

    reason = forms.ChoiceField(label=_("What is missing"), widget=Radios(attrs={"autofocus": True}))
    detail = forms.CharField(label=_("More about it"), max_length=300, required=False)
    said_name = forms.CharField(
        label=_("Name, as the person says it"),
        max_length=200,
        required=False,
        help_text=_("Nobody has checked it; the paper says so."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", [(code, words.in_language(language())) for code, words in REASONS.items()])

    def clean_said_name(self) -> str:
        text = " ".join(str(self.cleaned_data["said_name"]).split())
        if any(not sign.isprintable() for sign in text):
            raise ValidationError(_("Write the name in letters."))
        return text
