"""What a specialist writes down about what became of a referral."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zholdama.desk.identity_forms import offer
from zholdama.desk.pages import language
from zholdama.opportunities.queries import PlaceCard
from zholdama.referrals import wording
from zholdama.referrals.rules import ENDS, KINDS, LONGEST, REASONS, Said
from zholdama.referrals.tasks import VERDICTS
from zholdama.ui.forms import DateField, Radios

_REASONS = [
    ("", _("no reason")),
    *(
        (wording.ANSWERS[kind], [(f"{kind}.{code}", wording.reason(kind, code)) for code in codes])
        for kind, codes in REASONS.items()
    ),
]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CouponForm(forms.Form):
    """The answer as the paper coupon has it."""

    kind = forms.ChoiceField(
        label=_("What the coupon says"),
        choices=[(kind, wording.ANSWERS[kind]) for kind in KINDS],
        widget=Radios,
    )
    given_on = DateField(label=_("Date on the coupon"))
    reason = forms.ChoiceField(
        label=_("Reason"), choices=_REASONS, required=False, help_text=_("Only where somebody refuses.")
    )
    hired_from = DateField(label=_("First day of work"), required=False, help_text=_("Only for a hire."))
    contract_number = forms.CharField(
        label=_("Number of the contract or order"),
        max_length=60,
        required=False,
        help_text=_("Only for a hire."),
    )
    contract_date = DateField(
        label=_("Date of the contract or order"), required=False, help_text=_("Only for a hire.")
    )
    note = forms.CharField(
        label=_("In the employer's own words"), max_length=LONGEST, required=False, widget=_words()
    )

    def said(self) -> Said:
        """The answer; a reason of the other kind counts as none."""
        answers = dict(self.cleaned_data)
        kind, _dot, reason = answers.pop("reason").partition(".")
        return Said(**answers, reason=reason if kind == answers["kind"] else "")


class PersonsWordForm(forms.Form):
    """What the person says at the counter to the employer's answer."""

    agrees = forms.ChoiceField(
        label=_("The person says that the answer is"),
        choices=(("yes", _("right")), ("no", _("not right"))),
        widget=Radios,
    )
    words = forms.CharField(
        label=_("In the person's own words"), max_length=LONGEST, required=False, widget=_words()
    )


class EndForm(forms.Form):
    """How a participation ended."""

    ended_on = DateField(label=_("Last day"))
    reason = forms.ChoiceField(
        label=_("Why it ended"), choices=[(code, wording.ENDS[code]) for code in ENDS], widget=Radios
    )
    note = forms.CharField(label=_("In own words"), max_length=LONGEST, required=False, widget=_words())


class NextPlaceForm(forms.Form):
    """The next place, and why there is a next one."""

    place = forms.ChoiceField(label=_("Next suitable places"), widget=Radios)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("The head reads it and signs it with the referral.")
    )

    def __init__(self, *args: Any, places: tuple[PlaceCard, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        choices = [(str(one.id), f"{one.title(spoken)}, {one.organisation}") for one in places]
        hints = {str(one.id): ", ".join(filter(None, (one.address, _wage(one)))) for one in places}
        offer(self, "place", choices, hints)

    def place_id(self) -> UUID:
        """The chosen place."""
        return UUID(self.cleaned_data["place"])


def _wage(place: PlaceCard) -> str:
    return f"{place.wage_tenge:,} ₸".replace(",", "\u00a0") if place.wage_tenge is not None else ""


class TaskForm(forms.Form):
    """What was done; of a dispute also who is right."""

    verdict = forms.ChoiceField(
        label=_("What was found"), choices=[(one, wording.VERDICTS[one]) for one in VERDICTS], widget=Radios
    )
    words = forms.CharField(label=_("What was done"), max_length=LONGEST, widget=_words())

    def __init__(self, *args: Any, dispute: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dispute:
            del self.fields["verdict"]


class PeriodForm(forms.Form):
    """Referrals that were issued from one day through another."""

    since = DateField(label=_("Issued from"))
    until = DateField(label=_("Issued through"))

    def period(self) -> tuple[date, date]:
        """(first day, last day)."""
        return self.cleaned_data["since"], self.cleaned_data["until"]
