"""The questions of the counter after the person is known, of the case and of the head."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.applications.uploads import LARGEST_SIGNATURE, signature_of
from zholdama.desk.identity_forms import NUMBER, iin_error, offer
from zholdama.desk.pages import language
from zholdama.desk.suiting import Suiting, hint, said, unknown
from zholdama.desk.words import SURENESS
from zholdama.notifications.queries import asks_for_email
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport.edition import Edition, RefusalReason
from zholdama.ui.forms import EmailField, Radios
from zholdama.ui.signing import LARGEST_LINE, lines_of

LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))


PACKAGE = ("measure", "language", "phone", "email", "wish")
"""What a registration asks; nobody is asked for an e-mail address where none is written to."""


class SignatureFile(forms.FileField):
    """A file that is needed unless the page's script brings the signature."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None; `clean` of the form says whether none is enough."""
        return super().clean(data, initial) if data else None


class RegisterForm(forms.Form):
    """The package of documents: what is asked for, in which language, how to reach the person."""

    measure = forms.ChoiceField(
        label=_("Which help does the person ask for?"), widget=Radios(attrs={"autofocus": True})
    )
    language = forms.ChoiceField(
        label=_("Language of the person"),
        choices=LANGUAGES,
        widget=Radios(attrs={"class": "govuk-radios--inline"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "inputmode": "tel", "autocomplete": "off"}
        ),
    )
    email = EmailField(
        autocomplete="off",
        label=_("E-mail address"),
        help_text=_(
            "Only if the person wants e-mails about this application. They hold its number and nothing personal."
        ),
    )
    wish = forms.CharField(
        label=_("Wish of the person"), max_length=1000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_email():
            del self.fields["email"]
        spoken = language()
        offer(
            self,
            "measure",
            [(one.id, one.name.in_language(spoken)) for one in edition.measures],
            {one.id: one.summary.in_language(spoken) for one in edition.measures},
        )
        self.fields["language"].initial = spoken


class PlaceForm(forms.Form):
    """The place that a referral leads to."""

    place = forms.ChoiceField(
        label=_("Where does the referral lead?"), widget=Radios(attrs={"autofocus": True})
    )

    def __init__(self, *args: Any, suiting: Suiting, first_after: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        cards = [one.card for one in suiting.places]
        choices = [(str(one.id), f"{one.title(spoken)}, {one.organisation}") for one in cards]
        offer(
            self, "place", choices, {str(one.card.id): hint(one, _about(one.card)) for one in suiting.places}
        )
        self.after, self.first_after, self.left_out = suiting.after, first_after, suiting.left_out
        self.wishes, self.unknown = said(suiting.wishes), unknown(suiting.places)


def _about(place: PlaceCard) -> str:
    wage = (
        _("%(sum)s tenge a month") % {"sum": f"{place.wage_tenge:,}".replace(",", " ")}
        if place.wage_tenge
        else ""
    )
    free = _("free places: %(number)s") % {"number": place.free}
    return "; ".join(str(part) for part in (place.address, wage, free) if part)


class GuidanceForm(forms.Form):
    """What vocational guidance ends in (P10.6, R9)."""

    advice = forms.CharField(
        label=_("Advice given"),
        max_length=2000,
        help_text=_("One piece of advice on a line."),
        widget=forms.Textarea(attrs={"autofocus": True}),
    )
    next_step = forms.CharField(
        label=_("What the person does next"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    """A reason of the edition and the fact behind it."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios(attrs={"autofocus": True}))
    fact = forms.CharField(
        label=_("Fact that was found"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("The person reads it in the decision."),
    )

    def __init__(
        self, *args: Any, reasons: tuple[RefusalReason, ...], confirmed: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        sure = {one.id: _sure(one, confirmed=one.confirmed or one.id in confirmed) for one in reasons}
        offer(self, "reason", [(one.id, one.text.in_language(spoken)) for one in reasons], sure)


def _sure(reason: RefusalReason, *, confirmed: bool) -> str:
    """What the reason rests on in the language of the page, and how sure that is."""
    spoken = language()
    words = "" if confirmed else _("Not confirmed yet: in service an operator has to confirm it first.")
    return " ".join(
        str(part) for part in (reason.basis.in_language(spoken) + ".", SURENESS[reason.sure], words) if part
    )


class AskForm(forms.Form):
    """A question to the applicant."""

    question = forms.CharField(
        label=_("Question to the applicant"),
        max_length=2000,
        widget=forms.Textarea(attrs={"autofocus": True}),
        help_text=_("The clock goes on while you wait for the reply."),
    )


class ReturnForm(forms.Form):
    """Why the head gives a draft back."""

    remark = forms.CharField(
        label=_("What has to be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignatureForm(forms.Form):
    """A detached signature over the text: from the signing program through the page's script, or as a file."""

    signature = SignatureFile(
        label=_("Signature file (CMS)"),
        allow_empty_file=True,
        help_text=_("A detached signature over the downloaded text: .cms, .p7s or .sig, at most 256 kB."),
    )
    cms = forms.CharField(required=False, max_length=LARGEST_LINE, widget=forms.HiddenInput)

    def clean_signature(self) -> Any:
        file = self.cleaned_data["signature"]
        if self.data.get("cms"):
            return None
        if file is None:
            raise ValidationError(_("Choose the file with your signature."))
        if file.size > LARGEST_SIGNATURE:
            raise ValidationError(
                _("The file is larger than 256 kB. Choose the signature, not the signed document.")
            )
        if not file.size:
            raise ValidationError(_("The file is empty. Choose the file that your signing program has made."))
        return file

    def made(self) -> bytes:
        """The signature of a valid form, as far as it can be read."""
        if sent := self.cleaned_data["cms"]:
            return b"\n".join(lines_of(sent))
        return signature_of(self.cleaned_data["signature"])


class NumberForm(forms.Form):
    """A case by its number."""

    number = forms.CharField(label=_("Number of the application"), max_length=40, widget=NUMBER)


class IinSearchForm(forms.Form):
    """A person by IIN, for a reason that is written down."""

    iin = forms.CharField(
        label=_("IIN"),
        max_length=40,
        strip=False,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    reason = forms.CharField(
        label=_("Reason of the search"),
        max_length=400,
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


class RecheckForm(forms.Form):
    """What the head decides about a signature that nobody could check, and why."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=(
            ("accept", _("Accept: the person has confirmed the application by other means")),
            ("reject", _("Reject: the application ends as not signed, the person is told")),
        ),
        widget=Radios,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the ledger under your name."),
    )
