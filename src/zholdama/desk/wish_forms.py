"""The form in which a person's wishes are written down at the desk."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zholdama.desk.identity_forms import NUMBER, offer
from zholdama.desk.pages import language
from zholdama.opportunities.suitability import Wishes
from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES
from zholdama.ui.forms import Checkboxes, Radios

_SEPARATORS = re.compile(r"[\s,;]+")


class WishForm(forms.Form):
    """What the person wants and can. What is left empty stays "not known"."""

    wanted = forms.CharField(
        label=_("Professions the person wants"),
        required=False,
        max_length=200,
        widget=NUMBER,
        help_text=_("Codes of the national classifier, with spaces between them: 2411 5120."),
    )
    trained = forms.CharField(
        label=_("Professions the person is trained for"), required=False, max_length=200, widget=NUMBER
    )
    education = forms.ChoiceField(label=_("Education"), required=False, widget=Radios)
    kato = forms.CharField(
        label=_("Where the person lives (KATO)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}
        ),
        help_text=_("Nine digits."),
    )
    modes = forms.MultipleChoiceField(
        label=_("Working modes the person wants"), required=False, widget=Checkboxes
    )
    least_wage = forms.IntegerField(
        label=_("Least wage, tenge a month"),
        required=False,
        min_value=0,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    health = forms.ChoiceField(
        label=_("Limits of health"),
        choices=(
            ("", _("Not asked")),
            ("none", _("The person has said: none")),
            ("some", _("There are limits, see below")),
        ),
        required=False,
        widget=Radios,
    )
    limits = forms.MultipleChoiceField(
        label=_("What the work must not ask for"), required=False, widget=Checkboxes
    )
    source = forms.ChoiceField(
        label=_("How this is known"),
        choices=(("person", _("The person has said it")), ("document", _("A document was shown"))),
        initial="person",
        widget=Radios(attrs={"class": "govuk-radios--inline"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        education = [(code, text.in_language(spoken)) for code, text in EDUCATIONS.items()]
        offer(self, "education", [("", _("Not known")), *education])
        for name, vocabulary in (("modes", WORK_MODES), ("limits", DEMANDS)):
            offer(self, name, [(code, text.in_language(spoken)) for code, text in vocabulary.items()])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if (answers.get("health") == "some") != bool(answers.get("limits")):
            self.add_error(
                "limits", _("Choose the limits, or say above that there are none or nobody asked.")
            )
        return answers

    def wishes(self) -> Wishes:
        """The answers; only for a form that is valid."""
        said = self.cleaned_data
        return Wishes(
            wanted=codes(said["wanted"]),
            trained=codes(said["trained"]),
            education=said["education"] or None,
            kato=said["kato"].strip() or None,
            modes=tuple(said["modes"]) or None,
            least_wage=said["least_wage"],
            limits=tuple(said["limits"]) if said["health"] else None,
        )


def codes(text: str) -> tuple[str, ...] | None:
    """Codes as typed, each once; None where nothing was typed."""
    return tuple(dict.fromkeys(one for one in _SEPARATORS.split(text.upper()) if one)) or None


def typed(wishes: Wishes) -> dict[str, Any]:
    """The form's answers that say these wishes."""
    return {
        "wanted": " ".join(wishes.wanted or ()),
        "trained": " ".join(wishes.trained or ()),
        "education": wishes.education or "",
        "kato": wishes.kato or "",
        "modes": list(wishes.modes or ()),
        "least_wage": wishes.least_wage,
        "health": "" if wishes.limits is None else "some" if wishes.limits else "none",
        "limits": list(wishes.limits or ()),
    }
