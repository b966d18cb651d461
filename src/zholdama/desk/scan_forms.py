"""Forms of what comes on paper: a scan, an application with its scan, the legal representative, a declared relative."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zholdama.desk.forms import RegisterForm
from zholdama.desk.identity_forms import NUMBER, IdentifyForm
from zholdama.desk.pages import language
from zholdama.papers.intake import Scan, take_in
from zholdama.refusals import Refused
from zholdama.ui.dates import DateField
from zholdama.ui.forms import Radios

ALLOWED = _("PDF, JPEG or PNG, at most 10 MB and 100 pages.")


class ScanField(forms.FileField):
    """A scan, judged by its content; cleaned it is a `Scan`, or None where none is needed and none came."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", ALLOWED)
        widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
        super().__init__(allow_empty_file=True, widget=widget, **kwargs)

    def to_python(self, data: Any) -> Any:
        """What was sent; how long its name is does not matter."""
        return data

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        if not data:
            if self.required:
                raise ValidationError(Refused("scan_missing").words(language()))
            return None
        try:
            return take_in(data)
        except Refused as refused:
            raise ValidationError(refused.words(language())) from refused


class PaperRegisterForm(RegisterForm):
    """An application that the person has written on paper."""

    scan = ScanField(label=_("Scan of the paper application"))


class ScanForm(forms.Form):
    """One more scan for a case."""

    scan = ScanField(label=_("Scan"))


GROUND_CHOICES = (
    ("parent", _("parent: birth certificate")),
    ("adopter", _("adopter: court decision or certificate of adoption")),
    ("guardian", _("guardian: decision on guardianship")),
    ("custodian", _("custodian: decision on custody")),
)


class RepresentativeForm(IdentifyForm):
    """Who applies for the person: identified like anybody else, with the ground and the paper that shows it."""

    ground = forms.ChoiceField(label=_("Who the representative is"), choices=GROUND_CHOICES, widget=Radios)
    ground_number = forms.CharField(label=_("Number of that paper"), max_length=60, widget=NUMBER)
    ground_date = DateField(label=_("Date of that paper"))
    incapable = forms.BooleanField(
        label=_("A court has declared the applicant incapable, and its decision was shown"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kandas"]
        self.fields["no_iin"].label = _("The representative has no IIN")


class RelationForm(forms.Form):
    """A relation between the applicant and a member of staff."""

    reason = forms.CharField(
        label=_("How you are related"),
        max_length=300,
        help_text=_("From now on you take no step in the cases of this person."),
    )
