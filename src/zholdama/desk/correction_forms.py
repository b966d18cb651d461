"""Forms of corrections: of a signed referral, and of records that may be one person."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zholdama.desk.forms import SignatureForm
from zholdama.desk.identity_forms import offer
from zholdama.desk.pages import language
from zholdama.opportunities.queries import PlaceCard
from zholdama.ui.forms import Radios

KINDS = (
    ("replace", _("Replace it with a new version")),
    ("withdraw", _("Withdraw it")),
)
CORRECTIONS = {**dict(KINDS), "next": _("Refer to the next place")}
"""Kind of a correction -> its name."""


class CorrectionForm(forms.Form):
    """What is to be done with a signed referral, and why."""

    kind = forms.ChoiceField(label=_("What is to be done"), choices=KINDS, widget=Radios)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("The head reads it and signs it with the correction.")
    )
    bearer_name = forms.CharField(
        label=_("Name as it ought to stand"),
        max_length=200,
        required=False,
        strip=False,
        help_text=_("Only for a new version, and only where the name is wrong."),
    )
    place = forms.ChoiceField(
        label=_("Where the new version leads"),
        required=False,
        widget=Radios,
        help_text=_("Only for a new version, and only where the place changes."),
    )

    def __init__(self, *args: Any, places: tuple[PlaceCard, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        choices = [(str(one.id), f"{one.title(spoken)}, {one.organisation}") for one in places]
        offer(self, "place", [("", _("as before")), *choices])

    def place_id(self) -> UUID | None:
        """The chosen place, None for as before."""
        return UUID(self.cleaned_data["place"]) if self.cleaned_data.get("place") else None


class CorrectionSignatureForm(SignatureForm):
    """The signature under a correction."""


VERDICTS = (("different", _("Two different people")), ("same", _("One person with two records")))


class PairForm(forms.Form):
    """What two records are, and why."""

    verdict = forms.ChoiceField(label=_("These records are"), choices=VERDICTS, widget=Radios)
    canonical = forms.ChoiceField(
        label=_("Which record counts"), required=False, widget=Radios, help_text=_("Only for one person.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "canonical", records)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            answers.get("verdict") == "same"
            and not answers.get("canonical")
            and "canonical" not in self.errors
        ):
            self.add_error("canonical", _("Choose which of the two records counts."))
        return answers


class UndoForm(forms.Form):
    """Why a decision about two records is undone."""

    reason = forms.CharField(label=_("Why it is undone"), max_length=500)
