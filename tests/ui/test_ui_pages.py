"""Language, headers, error pages and the page frame, through Django's own handlers."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from zholdama.ui import views
from zholdama.ui.context import here
from zholdama.ui.policy import CONTENT_SECURITY_POLICY


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as asked")


def taken(request: HttpRequest) -> HttpResponse:
    return views.conflict(request, stored="signed <b>", typed="returned", back="/case/")


urlpatterns = [
    path("", page),
    path("missing/", missing),
    path("broken/", broken),
    path("taken/", taken),
    path("", include("zholdama.ui.urls")),
]

HOUSE = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "zholdama.ui.middleware.LanguageMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "csp.middleware.CSPMiddleware",
        "zholdama.ui.middleware.PolicyHeadersMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "zholdama.ui.context.furniture",
                ]
            },
        }
    ],
    CONTENT_SECURITY_POLICY=CONTENT_SECURITY_POLICY,
    LANGUAGE_CODE="kk",
)


@pytest.fixture(autouse=True)
def _house():
    with HOUSE, translation.override("kk"):
        yield


def language_of(answer: HttpResponse) -> str:
    text = answer.content.decode()
    return text[text.index('<html lang="') + 12 :][:2]


def test_kazakh_when_nobody_asked_whatever_the_browser_prefers():
    answer = Client().get("/", headers={"accept-language": "ru,en;q=0.8"})
    assert language_of(answer) == "kk"
    assert answer.headers["Content-Language"] == "kk"
    assert "Accept-Language" not in answer.headers["Vary"]


def test_address_chooses_for_one_view_and_stores_nothing():
    client = Client()
    answer = client.get("/?lang=ru")
    assert language_of(answer) == "ru"
    assert "django_language" not in answer.cookies
    assert language_of(client.get("/")) == "kk"
    assert language_of(client.get("/?lang=xx")) == "kk"


def test_choice_is_stored_and_the_page_comes_back():
    client = Client()
    answer = client.post("/language/", {"language": "ru", "next": "/?page=2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?page=2")
    assert answer.cookies["django_language"]["httponly"]
    assert answer.cookies["django_language"]["samesite"] == "Lax"
    assert language_of(client.get("/")) == "ru"
    assert language_of(client.get("/?lang=en")) == "en"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_language_leads_to_no_other_house(target):
    answer = Client().post("/language/", {"language": "ru", "next": target})
    assert answer.headers["Location"] == "/"


def test_language_needs_a_known_language_a_post_and_a_token():
    assert Client().post("/language/", {"language": "de"}).status_code == 400
    assert Client().get("/language/?language=ru").status_code == 405
    refused = Client(enforce_csrf_checks=True).post("/language/", {"language": "ru"})
    assert refused.status_code == 403
    assert "django_language" not in refused.cookies


def test_here_forgets_the_language_of_the_address():
    assert here(RequestFactory().get("/a/?lang=ru&b=1&b=2")) == "/a/?b=1&b=2"
    assert here(RequestFactory().get("/a/?lang=ru")) == "/a/"


def test_header_names_each_language_in_itself():
    text = Client().get("/").content.decode()
    for code, name in (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")):
        assert f'value="{code}" lang="{code}"' in text
        assert name in text
    assert text.count('aria-current="true"') == 1


def test_nothing_inline_and_a_strict_policy():
    answer = Client().get("/")
    text = answer.content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert " onclick" not in text
    assert "<script>" not in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    for rule in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'self'"):
        assert rule in policy
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize(("address", "status"), [("/missing/", 404), ("/nowhere/", 404), ("/taken/", 409)])
def test_refusals_have_a_page_of_the_house(address, status):
    answer = Client().get(address)
    assert answer.status_code == status
    assert language_of(answer) == "kk"
    assert 'class="app-languages"' in answer.content.decode()


def test_conflict_shows_both_texts_escaped():
    text = Client().get("/taken/").content.decode()
    assert "signed &lt;b&gt;" in text
    assert "returned" in text
    assert 'href="/case/"' in text


def test_broken_page_says_so_in_three_languages_without_details():
    answer = Client(raise_request_exception=False).get("/broken/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "as asked" not in text
    for words in ("Жүйеде қате болды", 'lang="ru"', 'lang="en"', "1414"):
        assert words in text


def test_title_says_when_the_form_has_errors():
    class Form:
        errors = ("x",)
        non_field_errors = ("x",)

        def __iter__(self):
            return iter(())

    frame = Template('{% extends "ui/base.html" %}{% block title %}T{% endblock %}')
    with translation.override("en"):
        assert "<title>Error: T – Жолдама</title>" in frame.render(Context({"form": Form(), "languages": []}))
        assert "<title>T – Жолдама</title>" in frame.render(Context({"languages": []}))


@pytest.mark.parametrize("demonstration", [True, False])
def test_demonstration_is_named_where_it_is_one(demonstration):
    with override_settings(ZHOLDAMA_DEMONSTRATION=demonstration):
        assert ("app-demonstration" in Client().get("/").content.decode()) is demonstration


@pytest.mark.parametrize("state", ["calm", "amber", "red", "late", "kept", "missed", "pending", "later"])
def test_each_clock_state_has_its_own_words(state):
    states = ["calm", "amber", "red", "late", "kept", "missed", "pending", "later"]
    frame = Template('{% include "ui/clock.html" %}')

    def words(one: str) -> str:
        text = frame.render(Context({"label": "Wait", "state": one}))
        return text.split("<span>")[1].split("</span>")[0].strip()

    with translation.override("en"):
        assert words(state)
        assert [one for one in states if words(one) == words(state)] == [state]
