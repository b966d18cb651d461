"""One renderer for every form: `{{ form }}` gives GOV.UK Frontend's markup, in the person's language.

Plain Django fields and widgets are enough; `FORM_RENDERER = "zholdama.ui.forms.HouseRenderer"` does the rest.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from zholdama.ui.dates import PARTS, DateField, DateWidget, TypedDate
from zholdama.ui.wording import in_words

__all__ = [
    "AS_HEADING",
    "Checkboxes",
    "DateField",
    "DateWidget",
    "EmailField",
    "HouseField",
    "HouseRenderer",
    "Radios",
    "TypedDate",
]

AS_HEADING = "ui/forms/field_as_heading.html"
"""`template_name` of a field whose label is the page's heading: one question per page."""

_INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "tel",
    "search",
    "password",
    "date",
    "time",
    "datetime",
    "color",
    "input",
)
HOUSE_TEMPLATES = {
    **{f"django/forms/widgets/{name}.html": "ui/forms/input.html" for name in _INPUTS},
    "django/forms/widgets/textarea.html": "ui/forms/textarea.html",
    "django/forms/widgets/select.html": "ui/forms/select.html",
    "django/forms/widgets/radio.html": "ui/forms/radios.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/checkboxes.html",
    "django/forms/widgets/checkbox.html": "ui/forms/checkbox.html",
    "django/forms/widgets/file.html": "ui/forms/file.html",
    "django/forms/widgets/clearable_file_input.html": "ui/forms/file.html",
}
"""Which of our templates draws which of Django's widgets."""


class EmailField(forms.EmailField):
    """An e-mail address nobody is obliged to give; at most the 254 characters that mail itself allows."""

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        attrs = {"autocomplete": autocomplete, "spellcheck": "false", "class": "govuk-input--width-20"}
        super().__init__(
            **{"required": False, "max_length": 254, "widget": forms.EmailInput(attrs=attrs), **kwargs}
        )


class HouseField(BoundField):
    """A field on the page: its ids, its kind, and its errors in words."""

    @property
    def kind(self) -> str:
        """One of choice, tick, file, date, number, email, or empty for plain text."""
        widgets: tuple[tuple[type | tuple[type, ...], str], ...] = (
            ((forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select), "choice"),
            (forms.CheckboxInput, "tick"),
            (forms.FileInput, "file"),
            (DateWidget, "date"),
            (forms.NumberInput, "number"),
            (forms.EmailInput, "email"),
        )
        return next((name for widget, name in widgets if isinstance(self.field.widget, widget)), "")

    @property
    def messages(self) -> list[str]:
        """The field's errors in words, the same beside the field and in the summary."""
        found = self.form.errors.as_data().get(self.name, []) if self.form.is_bound else []
        return [
            text for error in found for text in in_words(label=str(self.label), kind=self.kind, error=error)
        ]

    @property
    def invalid_parts(self) -> list[str]:
        """Of a date, the inputs that its first error is about; of any other field, itself."""
        if not self.errors:
            return []
        first = self.form.errors.as_data()[self.name][0]
        parts = (first.params or {}).get("parts") if isinstance(first.params, Mapping) else None
        return list(parts or (PARTS if self.kind == "date" else ["all"]))

    @property
    def focus_id(self) -> str:
        """Id of the input that a link in the error summary leads to; empty for a hidden field."""
        if self.is_hidden:
            return ""
        return (
            f"{self.auto_id}-{self.invalid_parts[0]}" if self.kind == "date" and self.errors else self.auto_id
        )

    @property
    def is_optional(self) -> bool:
        """Whether the label says "(optional)"; a tick box is optional by nature."""
        return not self.field.required and not self.field.disabled and self.kind != "tick"

    @property
    def use_fieldset(self) -> bool:
        """Whether several inputs share one question."""
        return self.field.widget.use_fieldset and self.kind != "file"

    @property
    def aria_describedby(self) -> str | None:
        """Ids of hint and error, after those the widget names itself."""
        own = self.field.widget.attrs.get("aria-describedby", "")
        hint = f"{self.auto_id}-hint" if self.help_text else ""
        error = f"{self.auto_id}-error" if self.errors else ""
        return " ".join(one for one in (own, hint, error) if one) or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Leave out `required` and `aria-invalid`: the server says what is missing, in words."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if built.pop("aria-invalid", None):
            built["invalid"] = " ".join(self.invalid_parts)
        return built


class HouseRenderer(DjangoTemplates):
    """Draws forms, fields and widgets with the templates of `ui/forms/`."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = HouseField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if "widget" in context:
            template_name = HOUSE_TEMPLATES.get(template_name, template_name)
            context = {**context, "invalid": context["widget"]["attrs"].pop("invalid", None)}
        return super().render(template_name, context, request)


class _Hints:
    """Choices may carry a hint each: `hints={value: text}`."""

    def __init__(self, *args: Any, hints: Mapping[Any, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): text for value, text in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        return option


class Radios(_Hints, forms.RadioSelect):
    """One of several; with `hints`. The class `govuk-radios--inline` puts short answers side by side."""


class Checkboxes(_Hints, forms.CheckboxSelectMultiple):
    """Some of several; with `hints`."""
