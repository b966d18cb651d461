"""The renderer's markup against the examples that GOV.UK Frontend publishes with its package."""

import functools
import json
from typing import Any

import lxml.html
import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from zholdama.ui.build import FRONTEND
from zholdama.ui.forms import AS_HEADING, Checkboxes, DateField, HouseRenderer, Radios

OURS = {"tabindex", "autofocus"}
"""What we add to the published markup: the summary takes the focus without a script."""


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@functools.cache
def examples(component: str) -> dict[str, dict[str, Any]]:
    listed = json.loads((FRONTEND / "components" / component / "fixtures.json").read_text())["fixtures"]
    return {one["name"]: one for one in listed}


def shape(html: str) -> Any:
    """A tree that forgets white space and the order of attributes and classes."""

    def of(node: Any) -> Any:
        attributes = {
            name: " ".join(sorted(value.split())) if name == "class" else value
            for name, value in node.attrib.items()
            if name not in OURS
        }
        texts = [" ".join((node.text or "").split())]
        children = []
        for child in node:
            if isinstance(child.tag, str):
                children.append(of(child))
            texts.append(" ".join((child.tail or "").split()))
        return node.tag, attributes, [text for text in texts if text], children

    return of(lxml.html.fragment_fromstring(html, create_parent="div"))


def field_html(field: forms.Field, example: dict[str, Any]) -> str:
    """Draw `field` in the situation of `example`: its label, hint, value, error and ids."""
    options = example["options"]
    identity = options.get("id") or options["name"]
    field.label = (options.get("fieldset", {}).get("legend") or options["label"])["text"]
    field.help_text = options.get("hint", {}).get("text", "")
    error = options.get("errorMessage", {}).get("text", "")
    if error:
        field.error_messages = dict.fromkeys(field.error_messages, error)
    form = PlainForm({} if error else None, auto_id="%s", initial={identity: options.get("value")})
    form.fields[identity] = field
    html = form[identity].as_field_group()
    return html.replace(f'name="{identity}"', f'name="{options.get("name", identity)}"')


class PlainForm(forms.Form):
    default_renderer = HouseRenderer


def choices(example: dict[str, Any]) -> dict[str, Any]:
    """Arguments of a choice widget and field for the example's items."""
    return {
        "choices": [(item["value"], item["text"]) for item in example["options"]["items"]],
        "hints": {i["value"]: i["hint"]["text"] for i in example["options"]["items"] if "hint" in i},
    }


@pytest.mark.parametrize(
    "name",
    [
        "default",
        "with hint text",
        "with error message",
        "with error and hint",
        "with width-10 class",
        "with label as page heading",
        "inputmode",
        "with autocomplete attribute",
    ],
)
def test_text_input(name):
    example = examples("input")[name]
    options = example["options"]
    attrs = {key: options[key] for key in ("inputmode", "autocomplete", "spellcheck") if key in options}
    if "classes" in options:
        attrs["class"] = options["classes"]
    heading = AS_HEADING if options["label"].get("isPageHeading") else None
    field = forms.CharField(widget=forms.TextInput(attrs=attrs), template_name=heading)
    if "type" in options:
        field.widget.input_type = options["type"]
    assert shape(field_html(field, example)) == shape(example["html"])


@pytest.mark.parametrize(
    "name",
    ["default", "with hint", "with error message", "with default value", "with hint and error message"],
)
def test_textarea(name):
    example = examples("textarea")[name]
    assert shape(field_html(forms.CharField(widget=forms.Textarea), example)) == shape(example["html"])


@pytest.mark.parametrize("name", ["hint", "error", "with selected value"])
def test_select(name):
    example = examples("select")[name]
    items = example["options"].get("items", [])
    field = forms.ChoiceField(choices=[(item["value"], item["text"]) for item in items])
    # Django's select has no single disabled option; all else must be the same.
    assert shape(field_html(field, example)) == shape(example["html"].replace(" disabled", ""))


@pytest.mark.parametrize(
    "name", ["default", "with hint", "with hint and error message", "with hints on parent and items"]
)
def test_radios(name):
    example = examples("radios")[name]
    given = choices(example)
    field = forms.ChoiceField(choices=given["choices"], widget=Radios(hints=given["hints"]))
    assert shape(field_html(field, example)) == shape(example["html"])


@pytest.mark.parametrize(
    "name",
    [
        "default",
        "with hint",
        "with error message",
        "with error message and hint",
        "with legend as a page heading",
    ],
)
def test_checkboxes(name):
    example = examples("checkboxes")[name]
    given = choices(example)
    heading = AS_HEADING if example["options"]["fieldset"]["legend"].get("isPageHeading") else None
    widget = Checkboxes(hints=given["hints"])
    field = forms.MultipleChoiceField(choices=given["choices"], widget=widget, template_name=heading)
    assert shape(field_html(field, example)) == shape(example["html"])


@pytest.mark.parametrize("name", ["default", "with error message and hint"])
def test_date_input(name):
    example = examples("date-input")[name]
    html = field_html(DateField(), example)
    for part in ("day", "month", "year"):
        html = html.replace(f'name="{example["options"]["id"]}-{part}"', f'name="{part}"')
    assert shape(html) == shape(example["html"])


@pytest.mark.parametrize("name", ["default", "with hint text", "with error message and hint", "disabled"])
def test_file_upload(name):
    example = examples("file-upload")[name]
    field = forms.FileField(disabled=example["options"].get("disabled", False))
    assert shape(field_html(field, example)) == shape(example["html"])


PARTIALS = [
    ("button", "default", "button.html", {"text": "Save and continue"}),
    ("button", "disabled", "button.html", {"text": "Disabled button", "disabled": True}),
    ("button", "link", "button.html", {"text": "Link button", "href": "/"}),
    ("button", "secondary", "button.html", {"text": "", "kind": "secondary", "name": "secondary"}),
    ("button", "warning", "button.html", {"text": "", "kind": "warning", "name": "Warning"}),
    ("button", "prevent double click", "button.html", {"text": "Submit", "once": True}),
    ("button", "type", "button.html", {"text": "Button", "type": "button"}),
    ("back-link", "default", "back_link.html", {}),
    ("back-link", "with custom text and link", "back_link.html", {"text": "Back to home", "href": "/home"}),
    ("tag", "default", "tag.html", {"text": "Alpha"}),
    ("tag", "green", "tag.html", {"text": "Green", "colour": "green"}),
    ("warning-text", "default", "warning_text.html", ["text"]),
    ("inset-text", "default", "inset.html", ["text"]),
    ("notification-banner", "default", "notification_banner.html", ["text"]),
    ("details", "default", "details.html", {"summary": "summaryText", "text": "text"}),
]


@pytest.mark.parametrize(("component", "name", "template", "given"), PARTIALS)
def test_partial(component, name, template, given):
    example = examples(component)[name]
    options = example["options"]
    if isinstance(given, list):
        context = {key: options[key] for key in given}
    elif component == "details":
        context = {ours: options[theirs] for ours, theirs in given.items()}
    else:
        context = {**given, **({"text": options["text"]} if "text" in options else {})}
    assert shape(render_to_string(f"ui/{template}", context)) == shape(example["html"])


@pytest.mark.parametrize("name", ["default", "without links", "mixed with and without links"])
def test_error_summary(name):
    example = examples("error-summary")[name]
    errors = example["options"]["errorList"]
    assert shape(render_to_string("ui/error_summary.html", {"errors": errors})) == shape(example["html"])


def test_summary_list():
    example = examples("summary-list")["default"]
    rows = [
        {"key": row["key"]["text"], "value": row["value"]["text"]}
        for row in example["options"]["rows"]
        if "text" in row["value"]
    ]
    ours = shape(render_to_string("ui/summary_list.html", {"rows": rows}))
    theirs = shape(example["html"])
    assert ours[3][0][3] == theirs[3][0][3][: len(rows)]


def test_table():
    example = examples("table")["with head and caption"]
    options = example["options"]

    def cells(row: list[dict[str, Any]], *, header: bool) -> list[dict[str, Any]]:
        return [
            {"text": one["text"], "numeric": one.get("format") == "numeric", "header": header and not place}
            for place, one in enumerate(row)
        ]

    context = {
        "id": "t",
        "caption": options["caption"],
        "head": cells(options["head"], header=False),
        "rows": [cells(row, header=options["firstCellIsHeader"]) for row in options["rows"]],
    }
    ours = shape(render_to_string("ui/table.html", context))[3][0][3][0]
    theirs = shape(example["html"])[3][0]
    assert ours[3][1:] == theirs[3][1:]
    assert ours[3][0][1] == {**theirs[3][0][1], "id": "t-caption"}


def test_comparison_can_fail():
    assert shape('<a class="a b" href="/">x</a>') == shape('<a href="/" class="b  a"> x </a>')
    assert shape('<a class="a" href="/">x</a>') != shape('<a class="a" href="/">y</a>')
    assert shape("<p><b>x</b></p>") != shape("<p>x</p>")
