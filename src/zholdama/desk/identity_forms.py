"""The form that says who stands at the counter, and what the desk's forms share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.desk.pages import language
from zholdama.desk.words import SEXES
from zholdama.identifiers import Reason, read_iin, words_for
from zholdama.identity.rules import DOCUMENT_WORDS, NAME_WORDS, Words, read_document, read_name
from zholdama.passport.edition import Edition
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios
from zholdama.working_time.zone import ALMATY

NUMBER = forms.TextInput(
    attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
)


def in_words(words: Words) -> str:
    """What is wrong and what to do, as one text."""
    return f"{words.text.in_language(language())} {words.remedy.in_language(language())}"


def iin_error(text: str, *, at: datetime) -> str | None:
    """Why this is no IIN, in words with the remedy; None for a good one (an unknown century is good)."""
    reading = read_iin(text, on=at.astimezone(ALMATY).date())
    if reading.valid:
        return None
    words = words_for(reading.reason or Reason.EMPTY)
    return f"{words.text.in_language(language())} {words.remedy.in_language(language())}"


def offer(form: forms.Form, name: str, choices: Any, hints: Mapping[str, Any] | None = None) -> None:
    """Give a field of choices what can be chosen here and now, each with its hint."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    if hints is not None:
        field.widget.hints = dict(hints)


class AskedField(forms.CharField):
    """A text that is needed as a rule: the label does not call it optional, the form says when it may be empty."""

    def validate(self, value: Any) -> None:
        """Nothing here: `clean` of the form knows when an empty answer is one."""


class IdentifyForm(forms.Form):
    """Who stands at the counter: the document first, the IIN, and names only where the register did not answer."""

    document = forms.ChoiceField(label=_("Which document is shown?"), widget=Radios)
    iin = AskedField(
        label=_("IIN"),
        max_length=40,
        strip=False,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    no_iin = forms.BooleanField(label=_("The person has no IIN"), required=False)
    number = AskedField(
        label=_("Document number"),
        max_length=60,
        strip=False,
        required=False,
        widget=NUMBER,
        help_text=_("Leave it empty where the register may name it: compare with what is shown."),
    )
    issued_on = DateField(label=_("Issued on"), required=False)
    expires_on = DateField(label=_("Valid until"), required=False)
    kandas = forms.CharField(
        label=_("Number of the kandas certificate"),
        max_length=60,
        strip=False,
        required=False,
        widget=NUMBER,
        help_text=_("Only for kandas. It is shown besides the identity document."),
    )
    surname = forms.CharField(label=_("Surname"), max_length=400, strip=False)
    given_name = forms.CharField(label=_("Given name"), max_length=400, strip=False, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=400, strip=False, required=False)
    birth_date = DateField(label=_("Date of birth"))
    sex = forms.ChoiceField(
        label=_("Sex"), choices=SEXES, widget=Radios(attrs={"class": "govuk-radios--inline"})
    )
    as_in_document = forms.BooleanField(label=_("The name stands exactly so in the document"), required=False)

    NAMES = ("surname", "given_name", "patronymic", "birth_date", "sex", "as_in_document")

    def __init__(self, *args: Any, at: datetime, edition: Edition, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.warnings: list[str] = []
        kinds = [kind for kind in edition.documents if kind.proves == "identity"]
        offer(self, "document", [(kind.id, kind.name.in_language(language())) for kind in kinds])
        self.fields["document"].initial = kinds[0].id
        if not names:
            for name in self.NAMES:
                del self.fields[name]
        focus = "surname" if names else "iin"
        self.fields[focus].widget.attrs["autofocus"] = True

    def clean_iin(self) -> str:
        text = str(self.cleaned_data["iin"])
        if text and (wrong := iin_error(text, at=self.at)):
            raise ValidationError(wrong)
        return text

    def clean_surname(self) -> str:
        return self._name("surname")

    def clean_given_name(self) -> str:
        return self._name("given_name")

    def clean_patronymic(self) -> str:
        return self._name("patronymic")

    def _name(self, field: str) -> str:
        text = str(self.cleaned_data[field])
        if not text and field != "surname":
            return ""
        reading = read_name(text)
        if reading.words is not None:
            raise ValidationError(in_words(reading.words))
        if reading.warnings and not self.data.get("as_in_document"):
            raise ValidationError([in_words(NAME_WORDS[warning]) for warning in reading.warnings])
        return reading.name

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if not answers.get("iin") and not answers.get("no_iin") and "iin" not in self.errors:
            self.add_error("iin", _("Type the IIN, or tick that the person has none."))
        elif answers.get("iin") and answers.get("no_iin"):
            self.add_error("iin", _("Either an IIN or the tick: the person cannot have both."))
        if answers.get("number", "").strip():
            self._read("number", answers.get("document", ""), answers)
        elif not answers.get("iin") and "iin" not in self.errors:
            self.add_error("number", _("Without an IIN the number of the document is needed."))
        if answers.get("kandas", "").strip():
            self._read("kandas", "kandas_certificate", answers)
        born = answers.get("birth_date")
        if born is not None and born > self.at.astimezone(ALMATY).date():
            self.add_error(
                "birth_date", _("The date of birth lies in the future. Compare it with the document.")
            )
        return answers

    def _read(self, field: str, kind: str, answers: dict[str, Any]) -> None:
        if field not in answers or not kind:
            return
        is_identity = field == "number"
        reading = read_document(
            kind,
            answers[field],
            issued_on=answers.get("issued_on") if is_identity else None,
            expires_on=answers.get("expires_on") if is_identity else None,
            at=self.at,
        )
        if reading.words is not None:
            about = {
                "expired": "expires_on",
                "expires_before_issue": "expires_on",
                "issued_in_future": "issued_on",
            }
            self.add_error(about.get(reading.reason or "", field), in_words(reading.words))
        answers[f"{field}_reading"] = reading
        self.warnings += [in_words(DOCUMENT_WORDS[warning]) for warning in reading.warnings]
