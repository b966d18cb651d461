"""What people are asked on this door, one question group per form."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zholdama.applications.uploads import LARGEST_SIGNATURE, signature_of
from zholdama.notifications.queries import asks_for_email
from zholdama.passport.edition import Edition
from zholdama.providers.queries import ProviderCard
from zholdama.ui.forms import AS_HEADING, EmailField, Radios
from zholdama.ui.signing import LARGEST_LINE, lines_of

LARGEST_PAPER = 5_000_000
_PHONE = re.compile(r"\+?[0-9]{10,15}")
_MANY = 8
"""Centres above which a list to open is shorter than a page of round buttons."""


def one_of_several(form: forms.Form) -> forms.Form:
    """The same form without "(optional)" beside its fields: one of them is needed, the page says which way."""
    form.errors  # noqa: B018 - what is missing is decided before every field is called needed
    for field in form.fields.values():
        field.required = True
    return form


class CentreForm(forms.Form):
    """Which centre the application goes to."""

    provider = forms.ChoiceField(
        label=_("Which employment centre do you apply to?"),
        help_text=_("Choose the centre of the place where you live."),
    )
    provider.template_name = AS_HEADING  # type: ignore[attr-defined]

    def __init__(self, *args: Any, providers: Iterable[ProviderCard], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(providers)
        choices = [(one.code, one.name(language)) for one in known]
        field = self.fields["provider"]
        if len(choices) <= _MANY:
            hints = {one.code: one.address_ru if language == "ru" else one.address_kk for one in known}
            field.widget = Radios(hints=hints)
        else:
            choices.insert(0, ("", ""))
        field.choices = choices  # type: ignore[attr-defined]


class MeasureForm(forms.Form):
    """Which of the six results is asked for."""

    measure = forms.ChoiceField(
        label=_("Which referral do you ask for?"),
        help_text=_("One application is for one kind. If you are not sure, ask for vocational guidance."),
        widget=Radios,
    )
    measure.template_name = AS_HEADING  # type: ignore[attr-defined]

    def __init__(self, *args: Any, edition: Edition, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = {
            "referral": _("You get a referral to a particular place."),
            "guidance_record": _(
                "You get a record with advice and the next step, not a paper for an employer."
            ),
        }
        hints = {
            one.id: f"{one.summary.in_language(language)} {ends[one.ends_in]}" for one in edition.measures
        }
        field = self.fields["measure"]
        field.widget = Radios(hints=hints)
        field.choices = [(one.id, one.name.in_language(language)) for one in edition.measures]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """How to reach the person, and what he wishes; all of it may stay empty."""

    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_(
            "Only if you want calls or short messages (SMS) about this application. For example +7 701 234 56 78."
        ),
        required=False,
        max_length=30,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        ),
    )
    email = EmailField(
        label=_("E-mail address"),
        help_text=_(
            "Only if you want a short e-mail when there is news. It names the number of the application and nothing else about you."
        ),
    )
    wish = forms.CharField(
        label=_("What kind of work or training do you wish for?"),
        help_text=_("Your trade, the district, the hours that suit you. Up to 500 characters."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_email():
            del self.fields["email"]

    def clean_phone(self) -> str:
        """As typed, when it is a phone number of 10 to 15 digits."""
        typed: str = " ".join(self.cleaned_data["phone"].split())
        if typed and not _PHONE.fullmatch(re.sub(r"[ ()-]", "", typed)):
            raise ValidationError(
                _("Phone number: write 10 to 15 digits, for example +7 701 234 56 78, or leave it empty.")
            )
        return typed

    def clean_wish(self) -> str:
        """One paragraph: this text is signed, and lines would blur what is said in it."""
        return " ".join(str(self.cleaned_data["wish"]).split())


class SignatureForm(forms.Form):
    """A signature over the text of the page: from the signing program through the page's script, or as a file."""

    signature = forms.FileField(
        label=_("File with your signature"),
        help_text=_("A separate (detached) CMS signature, usually a .cms or .p7s file."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".cms,.p7s,.sig,.pem,.der"}),
    )
    cms = forms.CharField(required=False, max_length=LARGEST_LINE, widget=forms.HiddenInput)

    def clean_signature(self) -> UploadedFile | None:
        """A file of a size that a signature can have."""
        file: UploadedFile | None = self.cleaned_data["signature"]
        if file is not None and (file.size or 0) > LARGEST_SIGNATURE:
            raise ValidationError(
                _(
                    "File with your signature: too large. A signature has less than 256 KB; choose the .cms or .p7s file."
                )
            )
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("cms") and not given.get("signature"):
            required = self.fields["signature"].error_messages["required"]
            self.add_error("signature", ValidationError(required, code="required"))
        return given

    @property
    def from_browser(self) -> bool:
        """Whether the page's script brought the signature: a refusal is then not the file's."""
        return bool(self.data.get("cms"))

    def made(self) -> bytes:
        """The signature of a valid form, as far as it can be read."""
        if sent := self.cleaned_data["cms"]:
            return b"\n".join(lines_of(sent))
        return signature_of(self.cleaned_data["signature"])


class VerifyForm(forms.Form):
    """What is to be checked: a code or the text of a QR, or the file itself."""

    code = forms.CharField(
        label=_("Code or QR text"),
        help_text=_(
            "The code stands under the QR: 26 letters and digits in groups. Or paste what the QR says."
        ),
        required=False,
        max_length=400,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    paper = forms.FileField(
        label=_("PDF file of the paper"),
        help_text=_("The whole file is checked, not only what is printed on it."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_paper(self) -> UploadedFile | None:
        """A file of a size that our papers can have."""
        file: UploadedFile | None = self.cleaned_data["paper"]
        if file is not None and (file.size or 0) > LARGEST_PAPER:
            raise ValidationError(_("PDF file of the paper: too large. Our papers have less than 5 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two, not both: it must be plain what the answer is about."""
        given: dict[str, Any] = super().clean() or {}
        typed, file = (given.get("code") or "").strip(), given.get("paper")
        if not self.errors and not typed and not file:
            self.add_error("code", _("Code or QR text: type the code or choose the PDF file."))
        if typed and file:
            self.add_error("code", _("Code or QR text: check one thing at a time, the code or the file."))
        return given
