"""What the one renderer promises beyond markup: words, ids, dates, typed data over a change of language."""

import datetime

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from zholdama.ui.forms import DateField, HouseRenderer
from zholdama.ui.language import retyped, switched


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


class Application(forms.Form):
    default_renderer = HouseRenderer
    iin = forms.CharField(label="IIN", max_length=12, help_text="12 digits")
    born = DateField(label="Date of birth", earliest=datetime.date(1900, 1, 1))
    kind = forms.ChoiceField(
        label="What do you need?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    places = forms.IntegerField(
        label="Places", min_value=1, error_messages={"invalid": "Write it in digits, please"}
    )
    token = forms.CharField(widget=forms.HiddenInput)


GOOD = {
    "iin": "010101900017",
    "born-day": "29",
    "born-month": "2",
    "born-year": "2024",
    "kind": "a",
    "places": "2",
    "token": "t",
}


def told(**typed: str) -> dict[str, list[str]]:
    form = Application({**GOOD, **typed})
    return {field.name: field.messages for field in form if field.messages}


def test_good_form_says_nothing():
    assert told() == {}
    form = Application(GOOD)
    assert form.is_valid()
    assert form.cleaned_data["born"] == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"born-day": "", "born-month": "", "born-year": ""}, "write the day, month and year"),
        ({"born-day": ""}, "add what is missing: day"),
        ({"born-day": "", "born-year": ""}, "add what is missing: day, year"),
        ({"born-day": "30"}, "there is no such date; write it in digits, for example 27 3 1990"),
        ({"born-month": "март"}, "there is no such date; write it in digits, for example 27 3 1990"),
        ({"born-day": "²"}, "there is no such date; write it in digits, for example 27 3 1990"),
        ({"born-day": "٢"}, "there is no such date; write it in digits, for example 27 3 1990"),
        ({"born-year": "24"}, "write the year with four digits"),
        ({"born-year": "1899", "born-day": "1"}, "must be 01.01.1900 or later"),
    ],
)
def test_date_says_what_is_wrong(typed, words):
    assert told(**typed) == {"born": [f"Date of birth: {words}"]}


def test_date_keeps_what_was_typed_and_marks_only_the_wrong_input():
    form = Application({**GOOD, "born-month": "март"})
    html = form["born"].as_field_group()
    assert 'value="март"' in html
    assert html.count("govuk-input--error") == 1
    assert form["born"].focus_id == "id_born-month"


def test_latest_date_is_allowed_itself():
    field = DateField(latest=datetime.date(2025, 1, 6))
    assert field.clean(("6", "1", "2025")) == datetime.date(2025, 1, 6)
    with pytest.raises(forms.ValidationError):
        field.clean(("7", "1", "2025"))


def test_own_message_is_left_as_it_stands_and_stock_message_names_the_field():
    assert told(places="x") == {"places": ["Write it in digits, please"]}
    assert told(places="0") == {"places": ["Places: at least 1"]}
    assert told(iin="0" * 13) == {"iin": ["IIN: too long: 13 characters, at most 12"]}
    assert told(kind="") == {"kind": ["What do you need? Choose an answer"]}


def test_summary_and_field_use_the_same_words_and_links_lead_to_inputs():
    form = Application({"born-day": "1"})
    summary = render_to_string("ui/error_summary.html", {"form": form})
    fields = form.render()
    for field in form.visible_fields():
        for text in field.messages:
            assert text in summary
            assert text in fields
            assert f'href="#{field.focus_id}"' in summary
            assert f'id="{field.focus_id}"' in fields
    assert 'aria-describedby="id_iin-hint id_iin-error"' in fields
    assert 'id="id_iin-hint"' in fields
    assert 'id="id_iin-error"' in fields
    assert 'href="#id_token"' not in summary


def test_no_summary_without_errors():
    assert render_to_string("ui/error_summary.html", {"form": Application()}).strip() == ""


def test_optional_fields_say_so():
    fields = Application().render()
    assert fields.count("(optional)") == 1
    assert "required" not in fields


def test_typed_markup_is_escaped():
    form = Application({**GOOD, "iin": '"><script>alert(1)</script>'})
    assert "<script>" not in form.render()
    assert "<script>" not in render_to_string("ui/error_summary.html", {"form": form})


def test_change_of_language_keeps_what_was_typed_and_complains_about_nothing():
    request = RequestFactory().post("/", {**GOOD, "iin": "01", "born-year": "", "_language": "ru"})
    assert switched(request)
    assert translation.get_language() == "ru"
    assert request.language_to_keep == "ru"
    form = retyped(Application, request)
    html = form.render()
    assert not form.is_bound
    assert not form.errors
    assert 'value="01"' in html
    assert 'value="29"' in html
    assert html.count(" checked") == 1
    assert 'value="t"' in html


@pytest.mark.parametrize("code", ["", "de", "../../etc/passwd"])
def test_unknown_language_is_no_change_of_language(code):
    assert not switched(RequestFactory().post("/", {**GOOD, "_language": code}))
    assert not switched(RequestFactory().get("/", {"_language": "ru"}))
