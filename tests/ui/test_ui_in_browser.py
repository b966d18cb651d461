"""The house style in a real Chromium: axe, the policy, narrow screens, the keyboard, no scripts."""

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django import forms
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import override_settings
from django.urls import include, path
from playwright.sync_api import Page

from zholdama.ui import build
from zholdama.ui.forms import DateField, Radios
from zholdama.ui.language import retyped, switched
from zholdama.ui.policy import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.browser

PAGE = """{% extends "ui/base.html" %}{% block title %}Өтініш{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Жұмыспен қамтуға жәрдемдесу шараларына жолдама алуға өтініш</h1>
<form method="post" id="page" novalidate>{% csrf_token %}{{ form }}
{% include "ui/button.html" with text="Жалғастыру" once=True %}</form>
{% include "ui/clock.html" with label="Нәтиже" state="amber" left="9 мин" %}
{% include "ui/clock.html" with label="Күту" state="late" %}
{% include "ui/table.html" with id="t" caption="Өтініштер" head=head rows=rows %}
{% include "ui/summary_list.html" with rows=summary %}
{% include "ui/warning_text.html" with text="Назар аударыңыз." %}
{% include "ui/pagination.html" with next="?n=1" %}
{% include "ui/panel.html" with title="Қабылданды" strong="AST-1" %}{% endblock %}"""


class Application(forms.Form):
    iin = forms.CharField(
        label="ЖСН", help_text="12 цифр", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    born = DateField(label="Туған күні")
    kind = forms.ChoiceField(
        label="Қандай жолдама керек?",
        choices=[("a", "Жұмысқа орналасу"), ("b", "Қоғамдық жұмыс")],
        widget=Radios(hints={"a": "Бос орынға"}),
    )
    place = forms.ChoiceField(label="Қала", choices=[("", "Таңдаңыз"), ("1", "Өскемен")])
    note = forms.CharField(label="Ескерту", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="Растаймын")


def page(request: HttpRequest) -> HttpResponse:
    if switched(request):
        form = retyped(Application, request)
    else:
        form = Application(request.POST) if request.method == "POST" else Application()
    cells = [
        {"text": "AST-2025-000001", "href": "/", "number": True},
        {"tag": "Қаралуда", "colour": "yellow"},
    ]
    context = {
        "form": form,
        "language_form": "page",
        "back": "/",
        "navigation": [{"text": "Өтініш", "href": "/", "current": True}, {"text": "Кезек", "href": "/?2"}],
        "account": {"name": "А. Сынақова", "role": "Маман", "sign_out": "/"},
        "head": ["Нөмірі", "Күйі", "Кім", {"text": "Қалды", "numeric": True}],
        "rows": [[*cells, "Сынақова Айгүл", {"text": "9 мин", "numeric": True}]],
        "summary": [{"key": "Нөмірі", "value": "AST-1", "href": "/"}],
    }
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


urlpatterns = [path("", page), path("", include("zholdama.ui.urls"))]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    build.build()
    processors = ["django.template.context_processors.request", "zholdama.ui.context.furniture"]
    templates = {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    middleware = [
        "zholdama.ui.middleware.LanguageMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "csp.middleware.CSPMiddleware",
    ]
    with override_settings(
        ROOT_URLCONF=__name__,
        DEBUG=True,  # so that the static files are found without collecting them
        MIDDLEWARE=middleware,
        TEMPLATES=[{**templates, "OPTIONS": {"context_processors": processors}}],
        CONTENT_SECURITY_POLICY=CONTENT_SECURITY_POLICY,
        ZHOLDAMA_DEMONSTRATION=True,
    ):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), WSGIServer, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        server.server_close()


def complaints(page: Page) -> list[str]:
    """Everything the page's console holds against it from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_axe_finds_nothing_and_nothing_sticks_out(browser, address, width, colours):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, forced_colors=colours, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Жалғастыру").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate((build.PACKAGES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.evaluate("document.querySelector('h1').outerHTML = '<h4></h4><img src=x>'")
    assert page.evaluate("axe.run()")["violations"], "axe must be able to find something"
    context.close()


def test_summary_takes_the_focus_and_leads_to_the_input(browser, address):
    page = browser.new_page()
    found = complaints(page)
    page.goto(address)
    page.get_by_role("button", name="Жалғастыру").click()
    page.wait_for_selector(".js-enabled .govuk-error-summary:focus")
    page.locator(".govuk-error-summary a").nth(1).click()
    assert page.evaluate("document.activeElement.id") == "id_born-day"
    assert found == []
    page.close()


def test_change_of_language_keeps_typed_data_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#id_iin").fill("0101")
    page.locator("#id_born-year").fill("1990")
    page.locator("#id_kind-2").check()
    page.locator("button[lang=ru]").click()
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("#id_iin").input_value() == "0101"
    assert page.locator("#id_born-year").input_value() == "1990"
    assert page.locator("#id_kind-2").is_checked()
    assert page.locator(".govuk-error-summary").count() == 0
    page.goto(address)
    assert page.locator("html").get_attribute("lang") == "ru"
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_an_input_sends_the_form_and_not_a_language(browser, address, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address + "?lang=ru")
    page.locator("#id_iin").press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert "django_language" not in {cookie["name"] for cookie in context.cookies()}
    assert page.locator(".govuk-error-summary li").count() == 5
    context.close()


def test_every_stop_of_the_keyboard_shows_itself(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".js-enabled")
    looks = """() => {
        const here = document.activeElement, next = here.nextElementSibling;
        const own = getComputedStyle(here), mark = next && getComputedStyle(next, '::before');
        return [own.outline, own.boxShadow, own.backgroundColor, own.borderColor,
            mark && mark.outline, mark && mark.boxShadow].join();
    }"""
    seen = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body") and seen < 60:
        focused = page.evaluate(looks)
        name = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        page.evaluate("window.stop_ = document.activeElement; document.activeElement.blur()")
        plain = page.evaluate(looks.replace("document.activeElement", "window.stop_"))
        assert focused != plain, name
        page.evaluate("window.stop_.focus()")
        page.keyboard.press("Tab")
        seen += 1
    assert seen > 15
    page.close()


def test_every_letter_comes_from_the_shipped_font(browser, address):
    page = browser.new_page()
    page.goto(address, wait_until="networkidle")
    tool = page.context.new_cdp_session(page)
    tool.send("DOM.enable")
    tool.send("CSS.enable")
    root = tool.send("DOM.getDocument")["root"]["nodeId"]
    fonts = set()
    for selector in ("h1", "p", "label", "td", "button", "a", "legend"):
        for node in tool.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]:
            used = tool.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            fonts.update((one["familyName"], one["isCustomFont"]) for one in used)
    assert {custom for _, custom in fonts} == {True}, fonts
    assert all(name.startswith("Noto Sans") for name, _ in fonts)
    page.close()
