"""A date as three inputs: day, month, year. Nobody has to guess an order, and no script is needed."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from zholdama.ui.wording import WORDS


class TypedDate(NamedTuple):
    """The three inputs as they were typed."""

    day: str = ""
    month: str = ""
    year: str = ""


PARTS = TypedDate._fields
NAMES = {"day": gettext_lazy("day"), "month": gettext_lazy("month"), "year": gettext_lazy("year")}
LABELS = {"day": gettext_lazy("Day"), "month": gettext_lazy("Month"), "year": gettext_lazy("Year")}


class DateWidget(forms.Widget):
    """Three text inputs named `<name>-day`, `<name>-month`, `<name>-year`.

    `birthday=True` lets the browser offer the person's own birth date.
    """

    template_name = "ui/forms/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        super().__init__(attrs)
        self.birthday = birthday

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedDate:
        return TypedDate(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        identity, typed = context["widget"]["attrs"].get("id", name), typed_date(value)
        context["widget"]["parts"] = [
            {
                "part": part, "id": f"{identity}-{part}", "name": f"{name}-{part}", "label": LABELS[part],
                "value": getattr(typed, part), "width": 4 if part == "year" else 2,
                "autocomplete": f"bday-{part}" if self.birthday else "",
            }
            for part in PARTS
        ]  # fmt: skip
        return context


class DateField(forms.Field):
    """A `datetime.date`, or None when optional and empty.

    `earliest` and `latest` (dates, both allowed themselves) may be set on the bound form's field, since
    "today" is known only there. Errors carry `parts`, the inputs they are about.
    """

    widget = DateWidget

    def __init__(
        self, *, earliest: datetime.date | None = None, latest: datetime.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def prepare_value(self, value: Any) -> TypedDate:
        return typed_date(value)

    def to_python(self, value: Any) -> datetime.date | None:
        typed = typed_date(value)
        missing = [part for part in PARTS if not getattr(typed, part)]
        if len(missing) == len(PARTS):
            return None
        if missing:
            words = ", ".join(str(NAMES[part]) for part in missing)
            raise _wrong("incomplete", missing, missing=words)
        if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in typed):
            raise _wrong("no such date", [part for part in PARTS if not getattr(typed, part).isdecimal()])
        if len(typed.year) != 4:
            raise _wrong("short year", ["year"])
        try:
            return datetime.date(int(typed.year), int(typed.month), int(typed.day))
        except ValueError:
            raise _wrong("no such date", []) from None

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise _wrong("too early", [], limit=f"{self.earliest:%d.%m.%Y}")
        if value and self.latest and value > self.latest:
            raise _wrong("too late", [], limit=f"{self.latest:%d.%m.%Y}")


def typed_date(value: Any) -> TypedDate:
    """Return the inputs' texts for a date, for what was typed, or for nothing."""
    if isinstance(value, datetime.date):
        return TypedDate(str(value.day), str(value.month), f"{value.year:04d}")
    return TypedDate(*value) if value else TypedDate()


def _wrong(code: str, parts: list[str], **values: str) -> ValidationError:
    return ValidationError(WORDS[code], code=code, params={"parts": parts or list(PARTS), **values})
