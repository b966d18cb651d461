"""The questions of the counter, the case and the head."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.desk.pages import language
from zholdama.desk.uploads import LARGEST
from zholdama.desk.words import SEXES, SURENESS
from zholdama.identifiers import Reason, read_iin, words_for
from zholdama.identity.rules import DOCUMENT_WORDS, NAME_WORDS, Words, read_document, read_name
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport.edition import Edition, RefusalReason
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios
from zholdama.working_time.zone import ALMATY

NUMBER = forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"})
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))


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


class IdentifyForm(forms.Form):
    """Who stands at the counter: the document first, the IIN, and names only where the register did not answer."""

    document = forms.ChoiceField(label=_("Which document is shown?"), widget=Radios)
    number = forms.CharField(label=_("Document number"), max_length=60, strip=False, widget=NUMBER)
    iin = forms.CharField(
        label=_("IIN"), max_length=40, strip=False, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"}),
    )
    no_iin = forms.BooleanField(label=_("The person has no IIN"), required=False)
    issued_on = DateField(label=_("Issued on"), required=False)
    expires_on = DateField(label=_("Valid until"), required=False)
    kandas = forms.CharField(
        label=_("Number of the kandas certificate"), max_length=60, strip=False, required=False, widget=NUMBER,
        help_text=_("Only for kandas. It is shown besides the identity document."),
    )
    surname = forms.CharField(label=_("Surname"), max_length=400, strip=False)
    given_name = forms.CharField(label=_("Given name"), max_length=400, strip=False, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=400, strip=False, required=False)
    birth_date = DateField(label=_("Date of birth"))
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=Radios(attrs={"class": "govuk-radios--inline"}))
    as_in_document = forms.BooleanField(label=_("The name stands exactly so in the document"), required=False)

    NAMES = ("surname", "given_name", "patronymic", "birth_date", "sex", "as_in_document")

    def __init__(self, *args: Any, at: datetime, edition: Edition, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        kinds = [kind for kind in edition.documents if kind.proves == "identity"]
        self.fields["document"].choices = [(kind.id, kind.name.in_language(language())) for kind in kinds]
        self.fields["document"].initial = kinds[0].id
        if not names:
            for name in self.NAMES:
                del self.fields[name]
        focus = "surname" if names else "number"
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
        self._read("number", answers.get("document", ""), answers)
        if answers.get("kandas", "").strip():
            self._read("kandas", "kandas_certificate", answers)
        born = answers.get("birth_date")
        if born is not None and born > self.at.astimezone(ALMATY).date():
            self.add_error("birth_date", _("The date of birth lies in the future. Compare it with the document."))
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
            about = {"expired": "expires_on", "expires_before_issue": "expires_on", "issued_in_future": "issued_on"}
            self.add_error(about.get(reading.reason or "", field), in_words(reading.words))
        answers[f"{field}_reading"] = reading
        self.warnings = [in_words(DOCUMENT_WORDS[warning]) for warning in reading.warnings]


class RegisterForm(forms.Form):
    """The package of documents: what is asked for, in which language, how to reach the person."""

    measure = forms.ChoiceField(label=_("Which help does the person ask for?"), widget=Radios)
    language = forms.ChoiceField(
        label=_("Language of the person"), choices=LANGUAGES, widget=Radios(attrs={"class": "govuk-radios--inline"})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel", "autocomplete": "off"}),
    )
    wish = forms.CharField(label=_("Wish of the person"), max_length=1000, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        measures = self.fields["measure"]
        measures.choices = [(one.id, one.name.in_language(spoken)) for one in edition.measures]
        measures.widget.hints = {one.id: one.summary.in_language(spoken) for one in edition.measures}
        self.fields["language"].initial = spoken


class PlaceForm(forms.Form):
    """The place that a referral leads to."""

    place = forms.ChoiceField(label=_("Where does the referral lead?"), widget=Radios)

    def __init__(self, *args: Any, places: tuple[PlaceCard, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        self.fields["place"].choices = [(str(one.id), f"{one.title(spoken)}, {one.organisation}") for one in places]
        self.fields["place"].widget.hints = {str(one.id): _about(one) for one in places}


def _about(place: PlaceCard) -> str:
    wage = _("%(sum)s tenge a month") % {"sum": f"{place.wage_tenge:,}".replace(",", " ")} if place.wage_tenge else ""
    free = _("free places: %(number)s") % {"number": place.free}
    return "; ".join(str(part) for part in (place.address, wage, free) if part)


class GuidanceForm(forms.Form):
    """What vocational guidance ends in (P10.6, R9)."""

    advice = forms.CharField(
        label=_("Advice given"), max_length=2000, widget=forms.Textarea, help_text=_("One piece of advice on a line.")
    )
    next_step = forms.CharField(
        label=_("What the person does next"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    """A reason of the edition and the fact behind it."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios)
    fact = forms.CharField(
        label=_("Fact that was found"), max_length=2000, widget=forms.Textarea,
        help_text=_("The person reads it in the decision."),
    )

    def __init__(
        self, *args: Any, reasons: tuple[RefusalReason, ...], confirmed: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        self.fields["reason"].choices = [(one.id, one.text.in_language(spoken)) for one in reasons]
        self.fields["reason"].widget.hints = {
            one.id: _sure(one, confirmed=one.confirmed or one.id in confirmed) for one in reasons
        }


def _sure(reason: RefusalReason, *, confirmed: bool) -> str:
    words = "" if confirmed else _("Not confirmed yet: in service an operator has to confirm it first.")
    return " ".join(str(part) for part in (f"{reason.basis}.", SURENESS[reason.sure], words) if part)


class AskForm(forms.Form):
    """A question to the applicant."""

    question = forms.CharField(
        label=_("Question to the applicant"), max_length=2000, widget=forms.Textarea,
        help_text=_("The clock goes on while you wait for the reply."),
    )


class ReturnForm(forms.Form):
    """Why the head gives a draft back."""

    remark = forms.CharField(
        label=_("What has to be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignatureForm(forms.Form):
    """A detached signature made by any tool over the text as downloaded."""

    signature = forms.FileField(
        label=_("Signature file (CMS)"), required=False, allow_empty_file=True,
        help_text=_("A detached signature over the downloaded text: .cms, .p7s or .sig, at most 256 kB."),
    )

    def clean_signature(self) -> Any:
        file = self.cleaned_data["signature"]
        if self.data.get("with") == "demonstration":
            return None
        if file is None:
            raise ValidationError(_("Choose the file with your signature."))
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 256 kB. Choose the signature, not the signed document."))
        if not file.size:
            raise ValidationError(_("The file is empty. Choose the file that your signing program has made."))
        return file


class NumberForm(forms.Form):
    """A case by its number."""

    number = forms.CharField(label=_("Number of the application"), max_length=40, widget=NUMBER)


class IinSearchForm(forms.Form):
    """A person by IIN, for a reason that is written down."""

    iin = forms.CharField(
        label=_("IIN"), max_length=40, strip=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason of the search"), max_length=400,
        help_text=_("It is recorded with your name. The person can see it."),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_iin(self) -> str:
        text = str(self.cleaned_data["iin"])
        if wrong := iin_error(text, at=self.at):
            raise ValidationError(wrong)
        return text
